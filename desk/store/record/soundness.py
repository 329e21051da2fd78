"""Verifying the journal: hashes, chains, signatures and seals."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

from desk.rules.record.chains import Aside
from desk.rules.record.fold import Act
from desk.store.db import Store
from desk.store.record import journal
from desk.store.record.hashes import act_hash, payload_hash


@dataclass(frozen=True, slots=True)
class Broken:
    """A finding about the journal.

    Attributes:
        act_id: Row of the act.
        what: "hash", "payload", "chain", "signature", "unsigned" or "unsealed".
    """

    act_id: int
    what: str


KeyOf = Callable[[Act], str | None]


@dataclass
class _End:
    """The end of a chain so far, and each author's first unsealed act.

    A forked chain has several acts with one number.
    """

    seq: int = 0
    here: set[bytes] = field(default_factory=lambda: {b""})
    before: set[bytes] = field(default_factory=set)
    unsealed: tuple[int, str] | None = None

    def take(self, act_id: int, act: Act) -> int | None:
        """Advance to ``act``; return the row of an act that its author never sealed, or None."""
        waiting, lost = self.unsealed, None
        if waiting is not None and waiting[1] != act.author:
            lost, waiting = waiting[0], None
        self.unsealed = None if act.signature else waiting or (act_id, act.author)
        return lost

    def follows(self, act: Act) -> bool:
        """Say whether the predecessor of ``act`` was seen, and advance to ``act``."""
        if act.seq != self.seq:
            self.before = self.here if act.seq == self.seq + 1 else set()
            self.seq, self.here = act.seq, set()
        self.here.add(act.hash)
        return act.prev in self.before


def broken(store: Store, key_of: KeyOf, signed_kinds: Callable[[str], bool]) -> Iterator[Broken]:
    """Yield all findings about the journal.

    An act without a signature is sealed by the next one of its
    author with one, as the hashes in between form a chain.

    Args:
        store: The database.
        key_of: Returns the public key (hex) of an act's author at its time, or None.
        signed_kinds: Says whether a kind of act must be signed.
    """
    ends: dict[tuple[str, str], _End] = {}
    for act_id, aside, act, hashed, salt, body in journal.chained(store):
        end = ends.setdefault((act.device, act.epoch), _End())
        yield from _changed(act_id, act, hashed, salt, body)
        follows = end.follows(act)
        if aside is Aside.WAITING:
            continue
        if not follows:
            yield Broken(act_id, "chain")
        what = "" if aside else _signature_trouble(act, key_of, signed_kinds)
        if what:
            yield Broken(act_id, what)
        lost = end.take(act_id, act)
        if lost is not None:
            yield Broken(lost, "unsealed")
    yield from (Broken(end.unsealed[0], "unsealed") for end in ends.values() if end.unsealed)


def broken_about(store: Store, subject: str, key_of: KeyOf) -> Iterator[Broken]:
    """Yield findings about the acts of ``subject``, without checking chains."""
    for act_id, _, act, hashed, salt, body in journal.chained(store, subject):
        yield from _changed(act_id, act, hashed, salt, body)
        what = _signature_trouble(act, key_of, lambda _kind: False)
        if what:
            yield Broken(act_id, what)


def _changed(
    act_id: int, act: Act, hashed: Sequence[Any], salt: bytes | None, body: str | None
) -> Iterator[Broken]:
    if act_hash(hashed) != act.hash:
        yield Broken(act_id, "hash")
    if body is not None and payload_hash(salt or b"", body) != act.payload_hash:
        yield Broken(act_id, "payload")


def _signature_trouble(act: Act, key_of: KeyOf, signed_kinds: Callable[[str], bool]) -> str:
    if act.signature is None:
        return "unsigned" if signed_kinds(act.kind) else ""
    return "" if is_signed(key_of(act) or "", act.hash, act.signature) else "signature"


def is_signed(key: str, message: bytes, signature: bytes) -> bool:
    """Verify ``signature`` over ``message`` with the public ``key`` (hex)."""
    try:
        VerifyKey(bytes.fromhex(key)).verify(message, signature)
    except (BadSignatureError, ValueError):
        return False
    return True
