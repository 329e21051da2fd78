"""One transaction's tools: what a handler may read, and how it writes acts."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, ClassVar, Final, Generic, NamedTuple, TypeVar

from desk.actions.case_at_hand import CaseAtHand
from desk.base.clock import COUNTER_BITS, moment_of, stamp
from desk.base.errors import Refusal
from desk.base.ids import uuid7
from desk.base.shapes import Facts, Payload
from desk.base.words import mark
from desk.rules.case.life import NoCase
from desk.rules.people.people_in_acts import seen_from, written_at
from desk.rules.people.rights import People, Person, Right
from desk.rules.people.sight import Purpose, Sight, need_sight
from desk.rules.people.two_persons import Proposal
from desk.rules.record import subjects
from desk.rules.record.fold import Act, Folded, applied
from desk.rules.settings import Settings
from desk.rules.steps import kinds
from desk.rules.steps.act_kind import ActKind
from desk.rules.steps.counting import need_to_count
from desk.rules.time.breaches import breaches, breaches_told_anew, seen_ahead
from desk.rules.time.case_clocks import Effect, Moved, Reckoning, moves
from desk.rules.time.doubts import Doubt, doubt_entry
from desk.rules.time.practice import office_calendar, reckoning
from desk.store import case_ids
from desk.store.case_ids import NUMBERED
from desk.store.db import Store
from desk.store.kept_rules import kept_rules
from desk.store.ledger_case import NewCase
from desk.store.record import journal, read_model
from desk.store.record.hashes import canonical
from desk.store.record.journal import Pen
from desk.store.tables import CaseRow, DraftRow, MissedRow

PERSON: Final = read_model.PERSON
SETTINGS: Final = read_model.SETTINGS
IMPORT: Final = read_model.IMPORT
REPORT: Final = read_model.REPORT
PRINT: Final = read_model.PRINT
AUDIT: Final = subjects.AUDIT
NO_NUMBER: Final = '"case_no":""'

Result_co = TypeVar("Result_co", covariant=True)


class ChangedMeanwhile(Refusal):
    """Somebody else saved the case since the page was read."""

    text: ClassVar[str] = mark(
        "{case_no} was changed by somebody else meanwhile. "
        "It is shown anew; please look and try again."
    )


class Command(Generic[Result_co]):
    """A request to change something: a frozen value that names its right and its result."""

    __slots__ = ()  # so that the commands can have theirs alone

    @property
    def right(self) -> Right:
        """Return the right that the actor must have."""
        raise NotImplementedError


@dataclass(frozen=True, kw_only=True)  # with slots, Python 3.11 cannot build Done[int](…)
class Done(Generic[Result_co]):
    """What a command changed, so that views can refresh it, and its result.

    Attributes:
        result: What the command has to say, as its class promises; None when nothing.
        cases: Ids of changed or new cases, at most a few hundred.
        case_no: Number of the one case it was about, or "".
        uuid: Its UUID, or "".
        queue: The order or the set of cases changed.
        settings: Settings, people or calendars changed.
        registers: Items of registers changed.
        clocks: What a step did, or would do, to the ends of its case's clocks.
        waits: What does not hold yet: proposed, and to be confirmed by a second person.
    """

    result: Result_co
    cases: frozenset[int] = frozenset()
    case_no: str = ""
    uuid: str = ""
    queue: bool = False
    settings: bool = False
    registers: bool = False
    clocks: tuple[Effect, ...] = ()
    waits: Proposal | None = None


def _excuses_nothing(_breach: Facts) -> bool:
    """Stand for what only takes back, or tells nothing: it shows nothing to have been in time."""
    return False


class Deed(NamedTuple):
    """What a proposal can be about.

    Attributes:
        right: Whoever proposes it must have it, still when it is carried out.
        command: Makes the command again from the proposal's wish.
        handler: Carries the command out.
    """

    right: Right
    command: Callable[[Facts, "Work"], Command[Any]]
    handler: Callable[[Any, "Work"], Done[Any]]


@dataclass(kw_only=True)
class Work:
    """One transaction's tools: reading, and writing acts.

    Handlers write acts only; the tables follow from them when the
    transaction settles.

    Attributes:
        store: The open database.
        actor: Who acts.
        now: The one moment of this transaction.
        settings: The office's settings.
        people: Everybody who works here, by login, and names of others.
        reckoning: How the office reckons time.
        pen: Writes acts.
        entropy: Randomness.
        doubt: Why the PC clock is not trusted, or None.
        deeds: What a proposal can be about, by the code of its command.
        agreed: The proposal that is being carried out, or None.
    """

    store: Store
    actor: Person
    now: datetime
    settings: Settings
    people: People
    reckoning: Reckoning
    pen: Pen
    entropy: Callable[[int], bytes]
    doubt: Doubt | None = None
    deeds: Mapping[str, Deed] = field(default_factory=dict)
    agreed: Proposal | None = None
    _cases: dict[str, CaseAtHand] = field(default_factory=dict)
    _touched: dict[str, None] = field(default_factory=dict)  # subjects, in the order of writing

    def __post_init__(self) -> None:
        """Start with no subject to bring into the tables."""
        self.latest = moment_of(self.pen.head.hlc)
        self.office = journal.own_office(self.store)
        self._batch = read_model.CaseBatch(store=self.store, reckoning=self.reckoning)

    @property
    def stamp(self) -> str:
        """Return now as it is stored."""
        return stamp(self.now)

    @property
    def seen(self) -> datetime:
        """Return the later of now and the last moment of the record, as `Office.seen` does."""
        return max(self.now, self.latest)

    @property
    def is_sure(self) -> bool:
        """Say whether the PC clock can be right now."""
        return self.doubt in (None, Doubt.AHEAD)

    def new_id(self) -> str:
        """Return a new UUID (version 7: time first, so that indexes stay together) in hex."""
        return uuid7(self.pen.wall >> COUNTER_BITS, self.entropy(10))

    def case(self, case_no: str, seen_version: int | None = None) -> CaseAtHand:
        """Return the case with this number.

        Raises:
            NoCase: There is none.
            KeptAway: The actor is recused in it.
            ClosedGroup: It is a report of a violation, and she is not of the closed group.
            ChangedMeanwhile: It has more acts than ``seen_version``.
        """
        found = self.store.ask(NUMBERED, case_no)
        if found is None:
            raise NoCase(case_no=case_no)
        at_hand = self._found(*found)
        self._need_sight(at_hand.facts)
        if seen_version is not None and seen_version != at_hand.folded.count:
            raise ChangedMeanwhile(case_no=at_hand.facts["case_no"])
        return at_hand

    def has_case(self, case_no: str) -> bool:
        """Say whether there is a case with this number."""
        return self.store.ask(NUMBERED, case_no) is not None

    def case_by_uuid(self, case_uuid: str) -> CaseAtHand:
        """Return the case with this UUID, also when it has no act yet."""
        return self._found(journal.first_id(self.store, case_uuid) or 0, case_uuid)

    def has_row(self, case_id: int) -> bool:
        """Say whether the table of cases has a row for it; it may have been deleted by hand."""
        return self.store.row(CaseRow.select(CaseRow.id).where(CaseRow.id == case_id)) is not None

    def new_case(self) -> CaseAtHand:
        """Return a case that is about to get its first act."""
        at_hand = CaseAtHand(0, self.new_id(), self.office, [])
        self._cases[at_hand.uuid] = at_hand
        return at_hand

    def begin_case(self, kind: ActKind, case_no: str, case: NewCase) -> None:
        """Number a prepared case and write its first act.

        For many cases in one transaction, call `settle` every few thousand.
        """
        case_uuid = self.new_id()
        body = case.body.replace(NO_NUMBER, f'"case_no":{canonical(case_no)}', 1)
        case_id = self.pen.write_first(kind.id, case_uuid, body)
        self._batch.add_projected(case_id, case_uuid, case_no, case.layout)

    def write_case(
        self,
        kind: ActKind,
        at_hand: CaseAtHand,
        changes: Facts,
    ) -> None:
        """Write an act that changes a case, and with it what deadlines must not lose by it.

        Beside ``changes`` stand the breaches that the change lays open or would wash
        away, and the doubt about the time while the PC clock cannot be right. An act
        that only takes back what was written shows nothing to have been in time.
        """
        after = applied(at_hand.facts, changes)
        was_in_time = partial(self.reckoning.was_in_time, after)
        if kind.retells:
            late = breaches_told_anew(at_hand.facts, after, self.reckoning, self.now)
        else:
            clocks, later = at_hand.clocks(self.reckoning), at_hand.clocks(self.reckoning, after)
            excuses = was_in_time if kind.tells_news else _excuses_nothing
            late = breaches(after, clocks, later, self.now, excuses)
            if at_hand.facts.get("kind") not in {None, after.get("kind")}:
                late |= breaches_told_anew(
                    at_hand.facts, after, self.reckoning, self.now, falls=False
                )
        if self.is_sure:
            late |= seen_ahead(after, self.now, was_in_time)
        said = {**changes, **late, **self._doubts()}
        self.write(kind, at_hand.uuid, said, before=at_hand.folded)

    def _doubts(self) -> Payload:
        if self.doubt is None:
            return {}
        return doubt_entry(self.doubt, self.now, self.latest, self.new_id())

    def write(
        self,
        kind: ActKind,
        subject: str,
        payload: Facts,
        *,
        before: Folded | None = None,
    ) -> None:
        """Write an act; ``before`` is the state on which the edit was based.

        An act that can move or stop a clock of a case goes by `write_case`.
        """
        base = before.base_of(payload) if before is not None else {}
        payload = written_at(self.office, kind.id, payload, before)
        self._written_act(kind, subject, payload, base)

    def write_over(self, kind: ActKind, subject: str, payload: Facts, names: Iterable[str]) -> None:
        """Write an act that says ``payload`` and takes away the other fields of ``names``."""
        base = self._cases[subject].folded.base_of(names)
        self._written_act(kind, subject, payload, base)

    def forget_drafts(self, case_no: str) -> None:
        """Delete all unsaved drafts about a case."""
        key, part = DraftRow.key, f"/{case_no}"  # "<login>/<form>/<case number>/…"
        is_about = key.endswith(part) | key.contains(f"{part}/")
        self.store.run(DraftRow.delete().where(is_about))

    def _written_act(
        self,
        kind: ActKind,
        subject: str,
        payload: Facts,
        base: Mapping[str, Sequence[str]],
    ) -> None:
        at_hand = self._cases.get(subject)
        if at_hand:
            at_hand.id = at_hand.id or self.pen.head.next_id
        act = self.pen.write(kind.id, subject, payload, base, is_signed=kind.is_signed)
        self._touched[subject] = None
        if at_hand:
            at_hand.add(act, self.pen.said)
        else:
            self._need_to_count(kind, act)

    def _need_to_count(self, kind: ActKind, act: Act) -> None:
        """Refuse an act about something else than a case if it would not count."""
        seen = journal.acts_of(self.store, act.subject) if kind.restores else []
        need_to_count([*seen, *seen_from(self.office, [(act, self.pen.said)])])

    def audit(self, kind: ActKind, payload: Facts) -> None:
        """Write an audit act, which changes no case."""
        said = {"clock": self.stamp, **payload} if self.doubt is Doubt.AHEAD else dict(payload)
        entry = {f"entry/{self.new_id()}": said}
        self.pen.write(kind.id, AUDIT, entry, {}, is_signed=kind.is_signed)

    def look_at(self, case_no: str) -> Facts:
        """Return the facts of a case that is not changed.

        Raises:
            NoCase: There is none.
            KeptAway: The actor is recused in it.
            ClosedGroup: It is a report of a violation, and she is not of the closed group.
        """
        found = self.store.ask(NUMBERED, case_no)
        if found is None:
            raise NoCase(case_no=case_no)
        facts = journal.folded(self.store, found[1]).facts
        self._need_sight(facts)
        return facts

    def _need_sight(self, facts: Facts) -> None:
        """Refuse a case of which the actor may not see anything; she may not change it either."""
        need_sight(self.actor, facts, Purpose.PAGE, self.stamp, Sight.NUMBER_AND_STATE)

    def reckoning_with(self, facts: Facts) -> Reckoning:
        """Return the office's reckoning as it will be with the settings ``facts``."""
        values = applied(self.settings.values, facts)
        settings = Settings(values)
        return reckoning(kept_rules(self.store), office_calendar(settings), settings)

    def open_cases(self) -> list[CaseAtHand]:
        """Return all open cases."""
        return self._at_hand(case_ids.open_cases(self.store))

    def cases_before(self, row: int) -> Iterator[list[CaseAtHand]]:
        """Yield the cases with rows before ``row``, in batches; `settle` frees each batch."""
        rows = [one for one in case_ids.all_cases(self.store) if one < row]
        for place in range(0, len(rows), case_ids.SOME):
            yield self._at_hand(rows[place : place + case_ids.SOME])

    def cases_reaching(self, day: str) -> list[CaseAtHand]:
        """Return all cases with a clock that ends on ``day`` or later."""
        return self._at_hand(case_ids.cases_reaching(self.store, day))

    def cases_received_since(self, day: str) -> list[CaseAtHand]:
        """Return all cases that were received on ``day`` or later."""
        return self._at_hand(case_ids.cases_received_since(self.store, day))

    def take_up(
        self, told: Mapping[ActKind, Facts], cases: list[CaseAtHand], *, is_simulation: bool
    ) -> list[Moved]:
        """Write what moves the ends of ``cases`` among the settings; return what it moves.

        Breaches by the old reckoning are recorded first. A simulation writes nothing.

        Args:
            told: What the office takes up, by the kind of its act; an empty part is left out.
            cases: All that it can concern.
            is_simulation: Tell only.
        """
        after = self.reckoning_with(
            {name: v for facts in told.values() for name, v in facts.items()}
        )
        moved = self.moved(cases, after)
        if not is_simulation:
            self.keep_breaches(cases)
            for kind, facts in told.items():
                if facts:
                    before = journal.folded(self.store, SETTINGS)
                    self.write(kind, SETTINGS, facts, before=before)
            self.reckon_anew(cases, after)
        return moved

    def moved(self, cases: Iterable[CaseAtHand], after: Reckoning) -> list[Moved]:
        """Return the deadlines moved by ``after``."""
        return [move for at_hand in cases for move in moves(at_hand.facts, self.reckoning, after)]

    def keep_breaches(self, cases: Iterable[CaseAtHand]) -> None:
        """Record the breaches so far, before a new reckoning could remove them."""
        for at_hand in cases:
            clocks = self.reckoning.clocks(at_hand.facts)
            found = breaches(at_hand.facts, clocks, (), self.now, _excuses_nothing)
            if found:
                self.write(kinds.BREACHED, at_hand.uuid, found, before=at_hand.folded)

    def mark_breaches(self, cases: Iterable[CaseAtHand]) -> None:
        """Mark the breaches that a clock that ran ahead has written of ends that have not come."""
        for at_hand in cases:
            was_in_time = partial(self.reckoning.was_in_time, at_hand.facts)
            found = seen_ahead(at_hand.facts, self.now, was_in_time)
            if found:
                self.write(kinds.BREACHED, at_hand.uuid, found, before=at_hand.folded)

    def cases_missing_from(self, moment: str) -> list[CaseAtHand]:
        """Return the cases that are on record to have missed an end after ``moment``."""
        query = MissedRow.select(MissedRow.case_id).where(MissedRow.due_at > moment).distinct()
        return self._at_hand(sorted(case_id for (case_id,) in self.store.rows(query)))

    def reckon_anew(self, cases: Iterable[CaseAtHand], after: Reckoning) -> None:
        """Rewrite the rows of ``cases`` by a new reckoning."""
        self.reckoning = self._batch.reckoning = after
        for at_hand in cases:
            self._touched[at_hand.uuid] = None

    def _at_hand(self, cases: Iterable[int]) -> list[CaseAtHand]:
        return [self._found(*found) for found in case_ids.uuids_of(self.store, cases)]

    def _found(self, case_id: int, case_uuid: str) -> CaseAtHand:
        at_hand = self._cases.get(case_uuid)
        if at_hand is None:
            stored = journal.stored_acts(self.store, case_uuid)
            at_hand = CaseAtHand(case_id, case_uuid, self.office, stored)
            self._cases[case_uuid] = at_hand
        return at_hand

    def settle(self) -> frozenset[int]:
        """Flush the acts and refold the subjects they touched into the tables.

        Returns:
            Ids of the cases touched.
        """
        self.pen.flush()
        batch, touched = self._batch, set()
        for subject in self._touched:
            at_hand = self._cases.get(subject)
            if at_hand:
                known, before = at_hand.known_clocks(self.reckoning), at_hand.found
                if at_hand.is_new:
                    batch.add(at_hand.id, subject, at_hand.folded, known)
                else:
                    batch.change(at_hand.id, subject, before, at_hand.folded, known)
                touched.add(at_hand.id)
            elif read_model.is_kept(subject):
                read_model.put_other(self.store, subject, journal.folded(self.store, subject))
        batch.flush()
        self._touched.clear()
        self._cases.clear()
        return frozenset(touched)
