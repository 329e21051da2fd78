"""The journal: acts in a hash chain per (device, epoch), their payloads apart.

Payloads are salted before hashing, so that an erased text cannot be guessed
from its hash (reliability.md 4.2).
"""

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, Final

import peewee as pw
from nacl.signing import SigningKey

from desk.base.clock import wall
from desk.base.shapes import Facts, Payload, Row
from desk.rules.people.people_in_acts import Acts, seen_from
from desk.rules.record.chains import Aside, Chain, office_of
from desk.rules.record.fold import Act, Folded, fold
from desk.rules.record.subjects import PERSON, SETTINGS
from desk.rules.steps.counting import counted
from desk.rules.steps.kinds import SHREDDING
from desk.store.db import PreparedQuery, Store
from desk.store.record.hashes import act_hash, canonical, payload_hash
from desk.store.tables import ActRow, HomeRow, PayloadRow

SCHEMA: Final = 2
ALG: Final = "sha256+ed25519"
SALT_BYTES: Final = 16
ACT_COLUMNS: Final = (
    "id",
    "hash",
    "device",
    "epoch",
    "seq",
    "prev",
    "hlc",
    "author",
    "kind",
    "subject",
    "base",
    "payload_hash",
    "schema",
    "alg",
    "signature",
)
PAYLOAD_COLUMNS: Final = ("act_id", "salt", "body")
HOME: Final = 1

Entropy = Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class Identity:
    """This home's identity in the journal.

    Attributes:
        device: Office and letter, e.g. "0101-A".
        letter: The device's letter in case numbers.
        epoch: New whenever the home may have been copied or restored.
    """

    device: str
    letter: str
    epoch: str


@dataclass(kw_only=True)
class Head:
    """The end of this home's own chain during a transaction.

    Attributes:
        identity: Whose chain.
        seq: Number of the last act, 0 when there is none.
        hash: Its hash.
        hlc: Its clock, the highest seen, because an import of acts ends with an own act.
        next_id: Row id for the next act.
    """

    identity: Identity
    seq: int = 0
    hash: bytes = b""
    hlc: int = 0
    next_id: int = 1


_IDENTITY: Final = PreparedQuery(
    lambda: HomeRow.select(HomeRow.device, HomeRow.letter, HomeRow.epoch).where(HomeRow.id == HOME)
)
_ANY: Final = ActRow.alias()
_LAST_ID: Final = _ANY.select(pw.fn.coalesce(pw.fn.max(_ANY.id), 0))
_LAST_ACT: Final = PreparedQuery(
    lambda device, epoch: (
        ActRow.select(ActRow.seq, ActRow.hash, ActRow.hlc, _LAST_ID)
        .where(ActRow.device == device, ActRow.epoch == epoch)
        .order_by(ActRow.seq.desc())
        .limit(1)
    ),
    arguments=2,
)
_LATEST: Final = PreparedQuery(
    lambda device: ActRow.select(pw.fn.max(ActRow.hlc), _LAST_ID).where(ActRow.device == device),
    arguments=1,
)


def read_identity(store: Store) -> Identity:
    """Return this home's identity."""
    found = store.ask(_IDENTITY)
    if found is None:
        msg = "the home does not know who it is"
        raise LookupError(msg)
    return Identity(*found)


def own_office(store: Store) -> str:
    """Return the code of the office whose home this is; it never changes."""
    if not store.office:
        store.office = office_of(read_identity(store).device)
    return store.office


def write_identity(store: Store, identity: Identity) -> None:
    """Store this home's identity."""
    row = (HOME, identity.device, identity.letter, identity.epoch)
    store.put(HomeRow, ("id", "device", "letter", "epoch"), [row])


def read_head(store: Store, identity: Identity) -> Head:
    """Return the end of this home's own chain."""
    found = store.ask(_LAST_ACT, identity.device, identity.epoch)
    if found is None:  # a new epoch begins where the old one's clock stood
        latest, last_id = store.ask(_LATEST, identity.device) or (0, 0)
        return Head(identity=identity, hlc=latest or 0, next_id=last_id + 1)
    seq, last, hlc, last_id = found
    return Head(identity=identity, seq=seq, hash=bytes(last), hlc=hlc, next_id=last_id + 1)


_OF_THE_OFFICE: Final = PreparedQuery(
    lambda last: (
        ActRow.select(ActRow.subject)
        .where(
            ActRow.id > last,
            (ActRow.subject == SETTINGS)
            | ((ActRow.subject >= PERSON) & (ActRow.subject < PERSON[:-1] + ";")),
        )
        .distinct()
    ),
    arguments=1,
)
_LAST_ROW: Final = PreparedQuery(lambda: ActRow.select(pw.fn.max(ActRow.id)))


def last_id(store: Store) -> int:
    """Return the row id of the act that arrived last, 0 when there is none."""
    found = store.ask(_LAST_ROW)
    return found[0] or 0 if found else 0


def subjects_since(store: Store, last: int) -> set[str]:
    """Return which of people and settings the acts in rows after ``last`` are about.

    Few rows, as this is asked after each act; none where a transaction was taken back.
    """
    return {subject for (subject,) in store.ask_all(_OF_THE_OFFICE, last)}


def highest_hlc(store: Store) -> int:
    """Return the highest clock of all acts, 0 when there is none."""
    found: int | None = store.value(ActRow.select(ActRow.hlc).order_by(ActRow.hlc.desc()).limit(1))
    return found or 0


def around(store: Store, head: Head, hlc: int) -> tuple[int, int] | None:
    """Return the clocks of the chain's acts next before and after ``hlc``; None without both.

    A chain's clocks only rise, so that a few acts are asked.
    """
    first = _first_after(store, head, hlc)
    if first <= 1:
        return None
    before, after = (_clock_of(store, head.identity, seq) for seq in (first - 1, first))
    return (before, after) if before <= hlc < after else None


def count_since(store: Store, head: Head, hlc: int, kind: str, author: str) -> int:
    """Return how many acts of ``kind`` by ``author`` the chain has after ``hlc``."""
    identity, first = head.identity, _first_after(store, head, hlc)
    query = ActRow.select(pw.fn.count(ActRow.id)).where(
        ActRow.device == identity.device,
        ActRow.epoch == identity.epoch,
        ActRow.seq >= first,
        ActRow.kind == kind,
        ActRow.author == author,
    )
    return int(store.value(query))


def _first_after(store: Store, head: Head, hlc: int) -> int:
    """Return the place of the chain's first act after ``hlc``, or of its last one."""
    first, last = 1, head.seq
    while first < last:
        middle = (first + last) // 2
        if _clock_of(store, head.identity, middle) > hlc:
            last = middle
        else:
            first = middle + 1
    return first


def _clock_of(store: Store, identity: Identity, seq: int) -> int:
    query = ActRow.select(ActRow.hlc).where(
        ActRow.device == identity.device, ActRow.epoch == identity.epoch, ActRow.seq == seq
    )
    found: int | None = store.value(query)
    return found or 0


@dataclass(kw_only=True)
class Pen:
    """Writes acts at the end of the chain; they reach the tables with `flush`.

    Attributes:
        store: Where to.
        head: The chain's head.
        author: Login of the author.
        now: Wall time of all acts of this transaction.
        entropy: Where salts come from.
        key: The author's signing key.
    """

    store: Store
    head: Head
    author: str
    now: datetime
    entropy: Entropy
    key: SigningKey
    _acts: list[Row] = field(default_factory=list)
    _payloads: list[Row] = field(default_factory=list)

    @cached_property
    def wall(self) -> int:
        """Return now as the wall part of a hybrid logical clock."""
        return wall(self.now)

    def write(
        self,
        kind: str,
        subject: str,
        payload: Facts,
        base: Mapping[str, Sequence[str]],
        *,
        is_signed: bool = False,
    ) -> Act:
        """Write an act and return it."""
        facts, signature = self._written(kind, subject, canonical(payload), base, is_signed)
        return act_of((self.head.hash, *facts, signature))

    def write_first(self, kind: str, subject: str, body: str) -> int:
        """Write the first act of a subject, with a payload in canonical JSON; return its row id."""
        self._written(kind, subject, body, {}, False)  # noqa: FBT003
        return self.head.next_id - 1

    def _written(
        self,
        kind: str,
        subject: str,
        body: str,
        base: Mapping[str, Sequence[str]],
        is_signed: bool,  # noqa: FBT001 - the last word of both callers
    ) -> tuple[Row, bytes | None]:
        """Write an act; return its hashed values and its signature."""
        head, salt = self.head, self.entropy(SALT_BYTES)
        head.hlc = max(self.wall, head.hlc + 1)
        head.seq += 1
        facts = (
            head.identity.device,
            head.identity.epoch,
            head.seq,
            head.hash,
            head.hlc,
            self.author,
            kind,
            subject,
            canonical(base) if base else "{}",
            payload_hash(salt, body),
            SCHEMA,
            ALG,
        )
        head.hash = act_hash(facts)
        signature = self.key.sign(head.hash).signature if is_signed else None
        self._acts.append((head.next_id, head.hash, *facts, signature))
        self._payloads.append((head.next_id, salt, body))
        head.next_id += 1
        return facts, signature

    @property
    def said(self) -> Payload:
        """Return the payload of the act just written, as the journal gives it back."""
        return said_in(self._payloads[-1][2]) or {}

    @property
    def is_empty(self) -> bool:
        """Say whether nothing was written since the last flush."""
        return not self._acts

    def flush(self) -> None:
        """Write the acts to the tables; the author's signature on the last one seals them all."""
        if self._acts and self._acts[-1][-1] is None:
            last = self._acts[-1]
            self._acts[-1] = (*last[:-1], self.key.sign(last[1]).signature)
        self.store.insert(ActRow, ACT_COLUMNS, self._acts)
        self.store.insert(PayloadRow, PAYLOAD_COLUMNS, self._payloads)
        self._acts, self._payloads = [], []


ACT_FIELDS: Final = tuple(getattr(ActRow, name) for name in ACT_COLUMNS[1:])
_SUBJECT: Final = ACT_COLUMNS.index("subject") - 1


def act_of(row: Sequence[Any]) -> Act:
    """Return the act in a row of ``ACT_FIELDS``."""
    facts = _of_bytes(row)
    facts[9] = {} if facts[9] == "{}" else json.loads(facts[9])
    return Act(*facts)


def _of_bytes(row: Sequence[Any]) -> list[Any]:
    """Return a row with a leading hash, with memoryviews of a server converted to bytes."""
    if isinstance(row[0], bytes):
        return list(row)
    return [bytes(part) if isinstance(part, memoryview) else part for part in row]


_ACTS_OF: Final = PreparedQuery(
    lambda subject: (
        ActRow.select(*ACT_FIELDS, PayloadRow.body)
        .join(PayloadRow, "LEFT JOIN", on=(PayloadRow.act_id == ActRow.id))
        .where(ActRow.subject == subject, ActRow.aside == Aside.COUNTS.value)
    ),
    arguments=1,
)


def acts_of(store: Store, subject: str) -> Acts:
    """Return the acts of ``subject`` that count, each with its payload (None when erased).

    People in them are named as this office names them (`seen_from`).
    """
    return counted(seen_from(own_office(store), stored_acts(store, subject)))


def stored_acts(store: Store, subject: str) -> Acts:
    """Return the acts of ``subject`` that are not set aside, as they were written."""
    rows = store.ask_all(_ACTS_OF, subject)
    return [(act_of(row[:-1]), said_in(row[-1])) for row in rows]


def told_in(row: Sequence[Any], body: str | None) -> tuple[Act, Payload | None] | None:
    """Return act and payload in a row from elsewhere; None when it is not made as acts are."""
    try:
        act, said = act_of(row), said_in(body)
        names = [one for hashes in act.base.values() for one in hashes]
    except (AttributeError, RecursionError, TypeError, ValueError):
        return None
    is_made = all(isinstance(one, str) for one in names) and isinstance(said, dict | None)
    return (act, said) if is_made else None


def said_in(body: str | None) -> Payload | None:
    """Return the payload that is stored as ``body``, None when it was erased.

    A half of a character alone, which only a forger's JSON holds, becomes a question mark: no
    table can keep it.
    """
    if not body:
        return None
    said: Payload = json.loads(body)
    if "\\ud" in body:
        said = json.loads(canonical(said).encode(errors="replace"))
    return said


_FIRST_ID: Final = PreparedQuery(
    lambda subject: (
        ActRow.select(ActRow.id).where(ActRow.subject == subject).order_by(ActRow.id).limit(1)
    ),
    arguments=1,
)


def first_id(store: Store, subject: str) -> int | None:
    """Return the row id of the first act of ``subject`` to arrive here, or None."""
    found = store.ask(_FIRST_ID, subject)
    return found[0] if found else None


def folded(store: Store, subject: str) -> Folded:
    """Return the state of ``subject``; empty when there is no act of it."""
    return fold(acts_of(store, subject))


def shred(store: Store, subject: str) -> int:
    """Delete the payloads of the acts of ``subject``; the acts stay. Return how many.

    Payloads of erasing acts stay: they are what may remain.
    """
    is_said = ActRow.kind.not_in(SHREDDING)
    acts = ActRow.select(ActRow.id).where(ActRow.subject == subject, is_said)
    return store.run(PayloadRow.delete().where(PayloadRow.act_id.in_(acts)))


def chain_lengths(store: Store) -> list[tuple[str, str, int, int, int]]:
    """Return (device, epoch, number of acts, last number, count of distinct numbers)."""
    count, last = pw.fn.COUNT(ActRow.id), pw.fn.MAX(ActRow.seq)
    numbers = pw.fn.COUNT(ActRow.seq.distinct())
    query = ActRow.select(ActRow.device, ActRow.epoch, count, last, numbers)
    return store.rows(query.group_by(ActRow.device, ActRow.epoch))


def chain_ends(store: Store) -> dict[Chain, int]:
    """Return by chain the last number of its acts."""
    lengths = chain_lengths(store)
    return {Chain(device, epoch): last for device, epoch, _, last, _ in lengths}


def acts_by_subject(
    store: Store, kinds: Collection[str] = (), about: str = "", *, is_every: bool = False
) -> Iterator[tuple[int, Act, Payload | None]]:
    """Yield (row, act, payload) of the acts that count and are of one of ``kinds``; () is all.

    ``is_every`` includes those set aside, except waiting ones. ``about``
    is a prefix of their subjects, if known: subjects have an index, kinds have none.

    Sorted by subject, then by arrival. The first of a subject comes with the
    row id of the subject's very first act, which identifies its case.
    """
    query = (
        ActRow.select(ActRow.id, ActRow.aside, *ACT_FIELDS, PayloadRow.body)
        .join(PayloadRow, "LEFT JOIN", on=(PayloadRow.act_id == ActRow.id))
        .where(ActRow.kind.in_(kinds) if kinds else True, _begins(about))
        .order_by(ActRow.subject, ActRow.id)
    )
    subject, first = "", 0
    for chunk in store.chunks(query):
        for act_id, aside, *row, body in chunk:
            if row[_SUBJECT] != subject:
                subject, first = row[_SUBJECT], act_id
            if not aside or (is_every and aside != Aside.WAITING):
                yield first or act_id, act_of(row), said_in(body)
                first = 0


def _begins(about: str) -> Any:
    """Return the condition that a subject starts with ``about``, in a form that uses the index."""
    if not about:
        return True
    return (ActRow.subject >= about) & (ActRow.subject < about[:-1] + chr(ord(about[-1]) + 1))


def acts_without_words(store: Store) -> Iterator[tuple[int, Act]]:
    """Yield (row, act) of the acts that count, as they arrived."""
    counts = ActRow.aside == Aside.COUNTS.value
    query = ActRow.select(ActRow.id, *ACT_FIELDS).where(counts).order_by(ActRow.id)
    for chunk in store.chunks(query):
        yield from ((act_id, act_of(row)) for act_id, *row in chunk)


def subjects(store: Store, prefix: str) -> list[str]:
    """Return the subjects with ``prefix`` that have a counted act, sorted."""
    counted = ActRow.subject.startswith(prefix), ActRow.aside == Aside.COUNTS.value
    query = ActRow.select(ActRow.subject).where(*counted).distinct()
    return [subject for (subject,) in store.rows(query.order_by(ActRow.subject))]


def chained(
    store: Store, subject: str | None = None
) -> Iterator[tuple[int, Aside, Act, list[Any], bytes | None, str | None]]:
    """Yield (row, whether it counts, act, hashed values, salt, payload), by chain.

    Args:
        store: The database.
        subject: Only acts about it; None gives all.
    """
    query = (
        ActRow.select(ActRow.id, ActRow.aside, *ACT_FIELDS, PayloadRow.salt, PayloadRow.body)
        .join(PayloadRow, "LEFT JOIN", on=(PayloadRow.act_id == ActRow.id))
        .where(True if subject is None else ActRow.subject == subject)
        .order_by(ActRow.device, ActRow.epoch, ActRow.seq, ActRow.id)
    )
    for chunk in store.chunks(query):
        for act_id, aside, *row, salt, body in chunk:
            hashed = _of_bytes(row)[1:-1]
            yield (
                act_id,
                Aside(aside),
                act_of(row),
                hashed,
                salt if salt is None else bytes(salt),
                body,
            )
