"""Whether the journal is as it was written: hashes, payloads, chains, signatures."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

from desk.rules.chains import Aside, Chain, office_of
from desk.rules.fold import Act
from desk.store.db import Store
from desk.store.journal import ACT_FIELDS, act_hash, act_of, payload_hash
from desk.store.tables import ActRow, PayloadRow


@dataclass(frozen=True, slots=True)
class Broken:
    """Something in the journal that is not as it was written.

    Attributes:
        act_id: Row of the act.
        what: "hash", "payload", "chain", "signature" or "unsigned".
    """

    act_id: int
    what: str


def broken(
    store: Store, keys: Mapping[str, str], signed_kinds: Callable[[str], bool]
) -> Iterator[Broken]:
    """Yield everything in the journal that is not as it was written.

    Args:
        store: Where to look.
        keys: Public keys (hex, several with commas) by login; of other offices' people by
            login@office.
        signed_kinds: Says which kinds of act must be signed.
    """
    links = _Links()
    query = (
        ActRow.select(ActRow.id, ActRow.aside, *ACT_FIELDS, PayloadRow.salt, PayloadRow.body)
        .join(PayloadRow, "LEFT JOIN", on=(PayloadRow.act_id == ActRow.id))
        .order_by(ActRow.device, ActRow.epoch, ActRow.seq, ActRow.id)
    )
    for chunk in store.chunks(query):
        for act_id, aside, *row, salt, body in chunk:
            act = act_of(row)
            if act_hash(_hashed(row)) != act.hash:
                yield Broken(act_id, "hash")
            if body is not None and payload_hash(bytes(salt), body) != act.payload_hash:
                yield Broken(act_id, "payload")
            if not links.follows(act) and aside != Aside.WAITING:
                yield Broken(act_id, "chain")
            what = "" if aside else _signature_trouble(act, keys, signed_kinds)
            if what:
                yield Broken(act_id, what)


class _Links:
    """Walks chains in order; a forked one has several acts of one number."""

    def __init__(self) -> None:
        self._chain = Chain("", "")
        self._seq = 0
        self._here: set[bytes] = set()
        self._before = {b""}

    def follows(self, act: Act) -> bool:
        """Say whether the act before ``act`` was met."""
        chain = Chain(act.device, act.epoch)
        if chain != self._chain:
            self._chain, self._seq, self._here = chain, 0, {b""}
        if act.seq != self._seq:
            gap = act.seq != self._seq + 1
            self._before = set() if gap else self._here
            self._seq, self._here = act.seq, set()
        self._here.add(act.hash)
        return act.prev in self._before


def _hashed(row: Sequence[Any]) -> list[Any]:
    """Return the parts of an act's row that its hash is made of."""
    return [bytes(part) if isinstance(part, memoryview) else part for part in row[1:-1]]


def _signature_trouble(
    act: Act, keys: Mapping[str, str], signed_kinds: Callable[[str], bool]
) -> str:
    if act.signature is None:
        return "unsigned" if signed_kinds(act.kind) else ""
    known = keys.get(f"{act.author}@{office_of(act.device)}") or keys.get(act.author) or ""
    signed = any(is_signed(key, act.hash, act.signature) for key in known.split(","))
    return "" if signed else "signature"


def is_signed(key: str, message: bytes, signature: bytes) -> bool:
    """Say whether ``signature`` over ``message`` is by the owner of the public ``key`` (hex)."""
    try:
        VerifyKey(bytes.fromhex(key)).verify(message, signature)
    except (BadSignatureError, ValueError):
        return False
    return True
