"""Everything about one case, for case page, dossier and ``case show``."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Final

from desk.base.clock import moment_of, stamp
from desk.base.shapes import Facts, JsonObject
from desk.reads.merged_cases import merged_cases
from desk.rules.case.entries import DOUBTS, EXTENSIONS
from desk.rules.case.fields import nested
from desk.rules.case.life import Action, NoCase, State
from desk.rules.case.masks import hidden_names, masked, masked_one
from desk.rules.people.rights import Person
from desk.rules.people.sight import Purpose, Sight, need_sight, seen, sight
from desk.rules.record.fold import Act, Folded, fold
from desk.rules.steps.kinds import SIGNED
from desk.rules.steps.merged_state import spoken_misfit, unlawful
from desk.rules.steps.table import allowed
from desk.rules.time.case_clocks import CaseClock, Effect, Reckoning, worst
from desk.rules.time.doubts import told_at
from desk.store.case_ids import NUMBERED
from desk.store.db import PreparedQuery, Store
from desk.store.record import journal, read_model
from desk.store.tables import NEVER, CaseRow

_BY_ID: Final = PreparedQuery(
    lambda i: CaseRow.select(CaseRow.id, CaseRow.uuid).where(CaseRow.id == i), arguments=1
)


_NO: Final = object()  # equals no value
HIDDEN: Final = Sight.NUMBER_AND_STATE  # up to here nothing is told of what a case is about


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineEntry:
    """One act, as a timeline shows it.

    Attributes:
        at: When it was written, by what the clock said after it was put back.
        is_doubtful: The clock of its workstation was wrong then, or had been.
        author: Who wrote it, a `PersonId` as text.
        kind: Dotted name, e.g. "case.assign".
        values: Its payload by field; empty when erased.
        is_signed: It carries the author's own signature.
        hash: Hex.
    """

    at: datetime
    author: str
    kind: str
    values: Facts
    is_signed: bool
    hash: str
    is_doubtful: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """One case, whole.

    Attributes:
        id: Row id.
        uuid: Its identity.
        facts: Shown values by field id, entries as lists; as far as they may be seen.
        clocks: All its clocks, windows too.
        story: Its acts, oldest first.
        conflicts: Other live values by field.
        unlawful: Inconsistencies of its merged state, a sentence each.
        version: Number of acts; a page passes it on with a command, to detect other changes.
        actions: Actions allowed in its state.
        merged: Facts of the cases that live on in it, entries included; masked as it is.
        sight: How far it may be seen. `Sight.CLEAR` says that it may be asked for, or, of a
            case that was read for the office, that it is in clear.
        names: People whose names are masked in texts about it, also former ones.
        unextended: Reckons its clocks as they would be without the newest extension; all of
            them where nothing was extended. Only a letter asks.
    """

    id: int
    uuid: str
    facts: Facts
    clocks: list[CaseClock]
    story: list[TimelineEntry]
    conflicts: dict[str, list[object]]
    unlawful: list[str]
    version: int
    actions: list[Action]
    merged: Sequence[Facts] = ()
    sight: Sight = Sight.CLEAR
    names: tuple[str, ...] = field(default=(), repr=False)
    unextended: Callable[[], Sequence[CaseClock]] = field(default=tuple, compare=False, repr=False)

    @property
    def case_no(self) -> str:
        """Return its number."""
        return str(self.facts["case_no"])

    @property
    def state(self) -> State:
        """Return its state."""
        return State(self.facts["state"])


def _unextended(
    reckoning: Reckoning, facts: Facts, clocks: Sequence[CaseClock]
) -> Sequence[CaseClock]:
    """Return the clocks as the newest extension found them."""
    given = facts.get(EXTENSIONS)
    if not given:
        return clocks
    newest = max(given, key=lambda one: str(one["at"]))
    return reckoning.clocks({**facts, EXTENSIONS: [one for one in given if one is not newest]})


def read_case(  # noqa: PLR0913 - who asks, when, what for, and how much is enough
    store: Store,
    reckoning: Reckoning,
    case: str | int,
    reader: Person | None = None,
    now: datetime | None = None,
    *,
    purpose: Purpose = Purpose.PAGE,
    least: Sight = Sight.MASKED,
) -> CaseFile:
    """Return the case with this number or row id, masked for ``reader``.

    Args:
        store: The open database.
        reckoning: How the office reckons time.
        case: Its number or row id.
        reader: Who asks. None is the office itself, for what was revealed or leaves no trace.
        now: This moment; without it an archived case counts as not opened.
        purpose: What for.
        least: What must be seen of it; `Sight.CLEAR` asks for it in clear, which whoever calls
            has put on record. Of a case seen less than masked, only number, kind, state and
            dates are told.

    Raises:
        NoCase: There is none.
        Refusal: ``reader`` may see less than ``least`` (`need_sight`).
    """
    found = store.ask(_BY_ID if isinstance(case, int) else NUMBERED, case)
    if found is None:
        raise NoCase(case_no=case)
    case_id, uuid = found
    acts = sorted(journal.acts_of(store, uuid), key=lambda pair: pair[0].hlc)
    folded = fold(acts)
    facts = reckoning.with_true_breaches({**folded.facts, **read_model.derived(folded.facts)})
    may = Sight.CLEAR
    moment = stamp(now) if now else NEVER
    if reader is not None:
        may = need_sight(reader, facts, purpose, moment, least)
    if may <= HIDDEN:
        return _closed(case_id, uuid, folded, seen(facts, may), may)
    merged = merged_cases(store, facts)
    names = _names(acts, merged)
    is_masked = reader is not None and least is not Sight.CLEAR
    hide = _Mask(facts, names) if is_masked else _Clear(facts)
    if reader is not None:
        merged = _beside(merged, reader, purpose, moment, None if least is Sight.CLEAR else names)
    clocks = reckoning.clocks(facts)
    return CaseFile(
        id=case_id,
        uuid=uuid,
        facts=hide.facts,
        clocks=clocks,
        story=_story(acts, hide.told),
        conflicts={
            name: [hide.one(name, live.value) for live in values]
            for name, values in folded.conflicts.items()
        },
        unlawful=[spoken_misfit(found) for found in unlawful(folded)],
        version=folded.count,
        actions=allowed(State(facts["state"])),
        merged=merged,
        sight=may,
        names=names,
        unextended=partial(_unextended, reckoning, facts, clocks),
    )


def _beside(
    merged: Iterable[Facts],
    reader: Person,
    purpose: Purpose,
    now: str,
    names: tuple[str, ...] | None,
) -> list[Facts]:
    """Return as much of the ``merged`` cases as is seen beside the one in which they live on.

    All masked with ``names``; None shows in clear those that may be seen so.
    """
    open_ones = [
        (one, found) for one in merged if (found := sight(reader, one, purpose, now)) > HIDDEN
    ]
    if names is None:
        return [seen(one, found) for one, found in open_ones]
    return [masked(one, names) for one, _ in open_ones]


def _closed(case_id: int, uuid: str, folded: Folded, told: Facts, may: Sight) -> CaseFile:
    """Return a case of which no more than ``told`` is seen: number, kind, state and dates."""
    nothing: JsonObject = {"clocks": [], "story": [], "conflicts": {}, "unlawful": []}
    version = folded.count
    return CaseFile(
        id=case_id, uuid=uuid, facts=told, version=version, actions=[], sight=may, **nothing
    )


class _Clear:
    """What is told of a case as it stands in its acts."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts

    def told(self, payload: Facts) -> Facts:
        return payload

    def one(self, _name: str, value: object) -> object:
        return value


class _Mask(_Clear):
    """What is told of a case masked; what an act says that still holds is masked once."""

    def __init__(self, facts: Facts, names: tuple[str, ...]) -> None:
        super().__init__(masked(facts, names))
        self._clear, self._names = facts, names

    def told(self, payload: Facts) -> Facts:
        clear, shown = self._clear, self.facts
        return {
            name: shown[name] if value == clear.get(name, _NO) else self.one(name, value)
            for name, value in payload.items()
        }

    def one(self, name: str, value: object) -> object:
        return masked_one(name, value, self._names)


def _names(acts: Iterable[tuple[Act, Facts | None]], merged: Iterable[Facts]) -> tuple[str, ...]:
    """Return the names to mask in texts about a case: present, former, those of merged ones."""
    told = [*(said or {} for _, said in acts), *merged]
    return tuple(dict.fromkeys(name for facts in told for name in hidden_names(facts)))


def _story(
    acts: Sequence[tuple[Act, Facts | None]], hide: Callable[[Facts], Facts]
) -> list[TimelineEntry]:
    """Return the acts in the order in which they were written, as far as is known."""
    doubted: dict[str, list[datetime]] = {}
    moments = []
    for act, payload in acts:
        at = told_at(payload or {}, moment_of(act.hlc))
        moments.append(at)
        if at != moment_of(act.hlc):
            doubted.setdefault(act.device, []).append(at)
    story = [
        _told(act, hide(payload or {}), at, doubted.get(act.device, ()))
        for (act, payload), at in zip(acts, moments, strict=True)
    ]
    return sorted(story, key=lambda told: told.at) if doubted else story


def _told(act: Act, payload: Facts, at: datetime, doubted: Sequence[datetime]) -> TimelineEntry:
    """Return an act as told; ``doubted`` is when its workstation wrote with a clock put back.

    What that workstation wrote with a later time is from when its clock ran ahead.
    """
    has_own = any(name.startswith(DOUBTS) for name in payload)
    return TimelineEntry(
        at=at,
        is_doubtful=has_own or any(at > one for one in doubted),
        author=act.author,
        kind=act.kind,
        values=payload,
        is_signed=act.signature is not None and act.kind in SIGNED,
        hash=act.hash.hex(),
    )


def clock_json(clock: CaseClock, now: datetime) -> JsonObject:
    """Return a clock as the command line prints it."""
    light = clock.light(now)
    return {
        "clock": clock.rule.id,
        "track": clock.rule.track.value,
        "unit": clock.rule.unit.value,
        "amount": clock.rule.amount,
        "article": clock.rule.article,
        "started_at": stamp(clock.started_at),
        "due_on": clock.due.on.isoformat(),
        "due_at": stamp(clock.due.at),
        "provisional": clock.due.provisional,
        "state": clock.state.value,
        "stopped_at": stamp(clock.stopped_at) if clock.stopped_at else None,
        "met": clock.is_met if clock.stopped_at else None,
        "window": clock.rule.is_window,
        "light": light.word if light else None,
    }


def effect_json(effect: Effect) -> JsonObject:
    """Return what a step does to a clock as the command line prints it."""
    return {
        "clock": effect.clock,
        "before": effect.before,
        "after": effect.after,
        "late": effect.is_late,
    }


def case_json(facts: Facts, uuid: str, clocks: Sequence[CaseClock], now: datetime) -> JsonObject:
    """Return a case as the command line prints it: all ids of design.md 4, lights and due."""
    shown = worst(clocks, now)
    lights = {c.rule.id: light.word for c in clocks if (light := c.light(now))}
    entries = {name: facts[name] for name in read_model.ENTRY_NAMES if name in facts}
    return {
        "case_no": facts["case_no"],
        "uuid": uuid,
        **nested(facts),
        **entries,
        "lights": lights,
        "light": shown.marks.light(now).word if shown else None,
        "clock": shown.rule.id if shown else None,
        "due": {c.rule.id: stamp(c.due.at) for c in clocks if not c.rule.is_window},
        "due_on": shown.due.on.isoformat() if shown else None,
        "due_at": stamp(shown.due.at) if shown else None,
        "provisional": shown.due.provisional if shown else False,
    }


def merged_json(facts: Facts) -> JsonObject:
    """Return a case that lives on in another one, masked, as the command line prints it there."""
    seen = masked(facts)
    entries = {name: seen[name] for name in read_model.ENTRY_NAMES if name in seen}
    return {"case_no": seen["case_no"], **nested(seen), **entries}


def case_lines(
    store: Store,
    reckoning: Reckoning,
    ids: Iterable[Sequence[int]],
    now: datetime,
    reader: Person | None = None,
) -> Iterator[JsonObject]:
    """Yield masked cases as the command line prints them, in the order of ``ids``.

    Those of which ``reader`` may see nothing are left out.
    """
    columns = [getattr(CaseRow, name) for name in read_model.CASE_COLUMNS]
    for chunk in ids:
        for place in range(0, len(chunk), 500):
            some = list(chunk[place : place + 500])
            rows = store.rows(CaseRow.select(*columns).where(CaseRow.id.in_(some)))
            by_id = {row[0]: row for row in rows}
            for case_id in some:
                row = by_id[case_id]
                facts = reckoning.with_true_breaches(read_model.facts_of(row))
                may = _in_list(reader, facts, now)
                if may >= Sight.MASKED:
                    yield case_json(masked(facts), row[1], reckoning.clocks(facts), now)
                elif may:
                    yield case_json(seen(facts, may), row[1], [], now)


def _in_list(reader: Person | None, facts: Facts, now: datetime) -> Sight:
    return Sight.MASKED if reader is None else sight(reader, facts, Purpose.LIST, stamp(now))
