"""Pages of acts for packets: only what cannot be derived, by columns, compressed.

Hashes are not sent: the reader recomputes them from the content, so a
tampered page gives other acts, never the same acts with other content.
"""

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

from desk.store.record.hashes import act_hash, payload_hash
from desk.store.record.journal import SALT_BYTES

ROWS: Final = 4_096  # acts in a page
LEVEL: Final = 3  # half the time of 6, for a twelfth more bytes in the packet
MOST_PAGE: Final = 256 << 20  # bytes that a page may unfold to

# A row: hash, device, epoch, seq, prev, hlc, author, kind, subject, base, payload_hash,
# schema, alg, signature, salt, body; salt and body are None when the payload was erased.
Row = tuple[Any, ...]
HASH, DEVICE, EPOCH, SEQ, PREV, HLC, AUTHOR, KIND, SUBJECT, BASE = range(10)
PAYLOAD_HASH, SCHEMA, ALG, SIGNATURE, SALT, BODY = range(10, 16)


def pack(rows: Sequence[Row]) -> bytes:
    """Encode ``rows``, sorted by chain and number, as a page."""
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
    bases = [
        "" if base == "{}" else _shortened(base, own, n) for n, base in enumerate(columns[BASE])
    ]
    bodies = [body or "" for body in columns[BODY]]
    meta["odd"] = _odd(columns, bases)  # of a newer program, perhaps: byte for byte
    lines = [json.dumps(meta, separators=(",", ":")), *(base or "" for base in bases)]
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
    """Return ``[distinct values, index of each]``, or the single value when all are equal."""
    places = {value: place for place, value in enumerate(dict.fromkeys(values))}
    return [list(places), [] if len(places) == 1 else list(map(places.__getitem__, values))]


def _runs(rows: Sequence[Row]) -> list[list[Any]]:
    """Return ``[device, epoch, first number, count]`` of each run of consecutive numbers."""
    runs: list[list[Any]] = []
    for row in rows:
        run = runs[-1] if runs else None
        if run and run[:2] == [row[DEVICE], row[EPOCH]] and row[SEQ] == run[2] + run[3]:
            run[3] += 1
        else:
            runs.append([row[DEVICE], row[EPOCH], row[SEQ], 1])
    return runs


def _links(rows: Sequence[Row]) -> tuple[dict[int, str], dict[str, int]]:
    """Return ``prev`` of the rows that do not follow the row above, and the index of each hash."""
    links: dict[int, str] = {}
    above = None
    own: dict[str, int] = {}
    for n, row in enumerate(rows):
        own[bytes(row[HASH]).hex()] = n
        if row[PREV] != above:
            links[n] = bytes(row[PREV]).hex()
        above = row[HASH]
    return links, own


def _shortened(base: str, own: Mapping[str, int], here: int) -> str | None:
    """Return a base, the hashes of acts above in this page as ``#place``.

    None when it would not decode to the very same text.
    """
    one = _single(base)
    if one and not one[1].startswith("#"):
        place = own.get(one[1], here)
        return _SINGLE.format(one[0], f"#{place}") if place < here else base
    try:
        told = json.loads(base)
        if '"#' in base or _dumped(told) != base:
            return None
        short = {
            name: [f"#{own[text]}" if own.get(text, here) < here else text for text in hashes]
            for name, hashes in told.items()
            if isinstance(hashes, list)
        }
    except (AttributeError, TypeError, ValueError):
        return None
    return _dumped(short) if len(short) == len(told) else None


_SINGLE: Final = '{{"{}":["{}"]}}'


def _single(base: str) -> list[str]:
    """Return [field, hash] of a base with a single entry, as most have; [] for any other.

    Parsing and writing all bases as JSON would take most of the time.
    """
    parts = base.split('"')
    if parts[::2] != ["{", ":[", "]}"]:
        return []
    is_plain = parts[1].isprintable() and "\\" not in base and not parts[1].startswith("#")
    return parts[1::2] if is_plain else []


_JSON: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def _dumped(value: Any) -> str:
    return _JSON.encode(value)


def _odd(
    columns: Sequence[Sequence[Any]], bases: Sequence[str | None]
) -> dict[int, list[str | None]]:
    """Return the bases and payloads that must be sent verbatim to decode to the same text."""
    base, body = columns[BASE], columns[BODY]
    bad_bases = {n for n, short in enumerate(bases) if short is None}
    bad_bodies = {n for n, text in enumerate(body) if text is not None and "\n" in text}
    return {
        n: [base[n] if n in bad_bases else None, body[n] if n in bad_bodies else None]
        for n in sorted(bad_bases | bad_bodies)
    }


def count_in(page: bytes) -> int:
    """Return the number of acts that a page states."""
    return int.from_bytes(page[:4])


def unpack(page: bytes) -> list[Row]:
    """Decode a page into rows, all hashes recomputed.

    Raises:
        ValueError: It is not a valid page. (Also KeyError, IndexError, TypeError, zlib.error.)
    """
    count = count_in(page)
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
    authors, kinds, subjects, schemas, algs = (_decoded(meta[name], count, name) for name in _CODED)
    links = {int(n): bytes.fromhex(text) for n, text in meta["links"].items()}
    signatures = {int(n): bytes.fromhex(text) for n, text in meta["signatures"].items()}
    erased = {int(n): bytes.fromhex(text) for n, text in meta["erased"].items()}
    hashes: list[bytes] = []
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
            authors[n],
            kinds[n],
            subjects[n],
            _restored(bases[n], hashes) if bases[n] else "{}",
            erased[n] if is_erased else payload_hash(salts[n], bodies[n]),
            schemas[n],
            algs[n],
        )
        above = act_hash(facts)
        hashes.append(above)
        payload = (None, None) if is_erased else (salts[n], bodies[n])
        yield (above, *facts, signatures.get(n), *payload)


def _decoded(coded: list[Any], count: int, name: str) -> list[Any]:
    values, places = coded
    if not all(isinstance(value, int if name == "schemas" else str) for value in values):
        raise TypeError(name)
    return [values[place] for place in places] if places else values * count


def _places(runs: Iterable[Sequence[Any]]) -> Iterator[tuple[str, str, int]]:
    for device, epoch, first, count in runs:
        for seq in range(first, first + min(count, ROWS)):
            yield str(device), str(epoch), seq


def _restored(base: str, hashes: Sequence[bytes]) -> str:
    one = _single(base)
    if one:
        return _SINGLE.format(one[0], _named(one[1], hashes))
    if base.startswith("="):
        return base[1:]
    told = {
        name: [_named(text, hashes) for text in texts] for name, texts in json.loads(base).items()
    }
    return _dumped(told)


def _named(text: str, hashes: Sequence[bytes]) -> str:
    """Return the hash that a base names: in full, or of an earlier act of the page."""
    return hashes[int(text[1:])].hex() if text.startswith("#") else text
