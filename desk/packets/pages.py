"""Pages of acts: what cannot be derived, by columns, compressed.

Hashes are not sent: the reader makes them from what they are hashes of, so a
page that was tampered with gives other acts, never the same with other content.
"""

import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any, Final

from desk.store.journal import SALT_BYTES, act_hash, payload_hash

ROWS: Final = 4_096  # acts in a page
LEVEL: Final = 6
MOST_PAGE: Final = 256 << 20  # bytes that a page may unfold to

# A row: hash, device, epoch, seq, prev, hlc, author, kind, subject, base, payload_hash,
# schema, alg, signature, salt, body; salt and body are None when the payload was erased.
Row = tuple[Any, ...]
HASH, DEVICE, EPOCH, SEQ, PREV, HLC, AUTHOR, KIND, SUBJECT, BASE = range(10)
PAYLOAD_HASH, SCHEMA, ALG, SIGNATURE, SALT, BODY = range(10, 16)


def pack(rows: Sequence[Row]) -> bytes:
    """Return the page of ``rows``, which come by chain and number."""
    columns = list(zip(*rows, strict=True))
    links, own = _links(rows)
    meta = {
        "runs": _runs(rows),
        "links": links,
        "hlc": [columns[HLC][0], *(b - a for a, b in pairwise(columns[HLC]))],
        **{name: _coded(columns[place]) for name, place in _CODED.items()},
        "signatures": {n: bytes(s).hex() for n, s in enumerate(columns[SIGNATURE]) if s},
        "erased": {
            n: bytes(row[PAYLOAD_HASH]).hex() for n, row in enumerate(rows) if row[BODY] is None
        },
    }
    bases = [_shortened(base, own, n) for n, base in enumerate(columns[BASE])]
    bodies = [body or "" for body in columns[BODY]]
    meta["odd"] = _odd(columns, bases)  # of a newer program, perhaps: byte for byte
    lines = [json.dumps(meta, separators=(",", ":")), *bases]
    lines += ["" if "\n" in body else body for body in bodies]
    text = zlib.compress("\n".join(lines).encode(), LEVEL)
    salts = b"".join(bytes(salt) if salt else bytes(SALT_BYTES) for salt in columns[SALT])
    return len(rows).to_bytes(4) + salts + text


_CODED: Final = {
    "authors": AUTHOR,
    "kinds": KIND,
    "subjects": SUBJECT,
    "schemas": SCHEMA,
    "algs": ALG,
}


def _coded(values: Sequence[Any]) -> list[Any]:
    """Return ``[different values, their places]``, or the one value when all are equal."""
    places: dict[Any, int] = {}
    coded = [places.setdefault(value, len(places)) for value in values]
    return [list(places), [] if len(places) == 1 else coded]


def _runs(rows: Sequence[Row]) -> list[list[Any]]:
    """Return ``[device, epoch, first number, how many]`` of each run of following numbers."""
    runs: list[list[Any]] = []
    for row in rows:
        run = runs[-1] if runs else None
        if run and run[:2] == [row[DEVICE], row[EPOCH]] and row[SEQ] == run[2] + run[3]:
            run[3] += 1
        else:
            runs.append([row[DEVICE], row[EPOCH], row[SEQ], 1])
    return runs


def _links(rows: Sequence[Row]) -> tuple[dict[int, str], dict[str, int]]:
    """Return the ``prev`` of the rows that do not follow the row above, and all hashes' places."""
    links: dict[int, str] = {}
    above = None
    own: dict[str, int] = {}
    for n, row in enumerate(rows):
        own[bytes(row[HASH]).hex()] = n
        if row[PREV] != above:
            links[n] = bytes(row[PREV]).hex()
        above = row[HASH]
    return links, own


def _shortened(base: str, own: dict[str, int], here: int) -> str:
    """Return a base, the hashes of acts above in this page as ``#place``."""
    if base == "{}":
        return ""
    try:
        told = json.loads(base)
        short = {
            name: [f"#{own[text]}" if own.get(text, here) < here else text for text in hashes]
            for name, hashes in told.items()
        }
    except (AttributeError, TypeError, ValueError):
        return ""
    return _dumped(short)


def _odd(columns: Sequence[Sequence[Any]], bases: Sequence[str]) -> dict[int, list[str | None]]:
    """Return the bases and payloads that would not come back letter by letter otherwise."""
    odd: dict[int, list[str | None]] = {}
    for n, (base, short, body) in enumerate(zip(columns[BASE], bases, columns[BODY], strict=True)):
        is_odd_base = base != "{}" and (not short or '"#' in base or _is_odd(base))
        is_odd_body = body is not None and "\n" in body
        if is_odd_base or is_odd_body:
            odd[n] = [base if is_odd_base else None, body if is_odd_body else None]
    return odd


def _is_odd(base: str) -> bool:
    return _dumped(json.loads(base)) != base


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def unpack(page: bytes) -> list[Row]:
    """Return the rows of a page, all hashes made anew.

    Raises:
        ValueError: It is no whole page. (Also KeyError, IndexError, TypeError, zlib.error.)
    """
    count = int.from_bytes(page[:4])
    end = 4 + count * SALT_BYTES
    salts = [page[place : place + SALT_BYTES] for place in range(4, end, SALT_BYTES)]
    unfold = zlib.decompressobj()
    raw = unfold.decompress(page[end:], MOST_PAGE)
    if not unfold.eof or unfold.unused_data:
        raise ValueError(count)
    lines = raw.decode().split("\n")
    if len(lines) != 1 + 2 * count:
        raise ValueError(len(lines))
    return list(_rows(json.loads(lines[0]), salts, lines[1 : 1 + count], lines[1 + count :]))


def _rows(
    meta: dict[str, Any], salts: list[bytes], bases: list[str], bodies: list[str]
) -> Iterator[Row]:
    count = len(salts)
    columns = {name: _decoded(meta[name], count) for name in _CODED}
    links = {int(n): bytes.fromhex(text) for n, text in meta["links"].items()}
    signatures = {int(n): bytes.fromhex(text) for n, text in meta["signatures"].items()}
    erased = {int(n): bytes.fromhex(text) for n, text in meta["erased"].items()}
    hashes: list[str] = []
    hlc, above = 0, b""
    places = list(_places(meta["runs"]))
    if len(places) != count or len(meta["hlc"]) != count:
        raise ValueError(count)
    for n, (base, body) in ((int(n), pair) for n, pair in meta["odd"].items()):
        bodies[n] = bodies[n] if body is None else body
        bases[n] = bases[n] if base is None else f"={base}"
    for n, (device, epoch, seq) in enumerate(places):
        hlc += meta["hlc"][n]
        is_erased = n in erased
        facts = (
            device,
            epoch,
            seq,
            links.get(n, above),
            hlc,
            columns["authors"][n],
            columns["kinds"][n],
            columns["subjects"][n],
            _restored(bases[n], hashes),
            erased[n] if is_erased else payload_hash(salts[n], bodies[n]),
            columns["schemas"][n],
            columns["algs"][n],
        )
        above = act_hash(facts)
        hashes.append(above.hex())
        payload = (None, None) if is_erased else (salts[n], bodies[n])
        yield (above, *facts, signatures.get(n), *payload)


def _decoded(coded: list[Any], count: int) -> list[Any]:
    values, places = coded
    return [values[place] for place in places] if places else values * count


def _places(runs: Iterable[Sequence[Any]]) -> Iterator[tuple[str, str, int]]:
    for device, epoch, first, count in runs:
        for seq in range(first, first + min(count, ROWS)):
            yield str(device), str(epoch), seq


def _restored(base: str, hashes: Sequence[str]) -> str:
    if not base:
        return "{}"
    if base.startswith("="):
        return base[1:]
    told = {
        name: [hashes[int(text[1:])] if text.startswith("#") else text for text in texts]
        for name, texts in json.loads(base).items()
    }
    return _dumped(told)
