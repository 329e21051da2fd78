"""All clocks of a case, computed from its facts; the queue shows the worst one."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final, NamedTuple

from desk.base.clock import moment_of_uuid, stamp
from desk.base.shapes import Facts, Payload
from desk.base.words import label_all, mark
from desk.rules.case.delivery import waits_for_delivery
from desk.rules.case.entries import BREACHES, CORRECTIONS, PAUSES, ROUNDS
from desk.rules.case.ways import COMPLAINT, counted_in, is_other_kind
from desk.rules.time.calendar import WorkCalendar
from desk.rules.time.clocks import OPEN_END, Counting, Due, due, stops
from desk.rules.time.lights import Light, Marks, Thresholds, light_at, marks
from desk.rules.time.rulebook import Rule, RuleBook, Track
from desk.rules.time.segments import (
    GRANTS,
    IN_TIME,
    MOVES,
    agreed_day,
    as_first_done,
    as_of,
    before_each_grant,
    entered_at,
    first_breach,
    in_each_review,
    moment,
    pauses_of,
    restart_of,
    segments_of,
)


class ClockState(StrEnum):
    """The state of a clock."""

    RUNNING = "running"
    PAUSED = "paused"  # an open pause stops it; it ends later than reckoned
    STOPPED = "stopped"
    CANCELLED = "cancelled"  # withdrawn: it ended that day and is not late (R13)
    UNKNOWN = "unknown"  # closed, but the stopping moment was never recorded


label_all(
    {
        ClockState.RUNNING: mark("running"),
        ClockState.PAUSED: mark("paused"),
        ClockState.STOPPED: mark("stopped"),
        ClockState.CANCELLED: mark("cancelled"),
        ClockState.UNKNOWN: mark("not recorded"),
    }
)


WAS: Final = "was_"  # parts of a correction: what was told before
_ENDS: Final = (ClockState.CANCELLED, ClockState.UNKNOWN)  # without a moment


class CaseClock(NamedTuple):
    """One clock of one case.

    Attributes:
        rule: The version of its rule.
        started_at: Its anchor, or the last restart.
        due: When it ends.
        marks: When its light changes.
        state: Running or how it ended.
        stopped_at: When it was stopped, or None.
        breached_at: The first end that it is on record to have passed since it started, or None.
    """

    rule: Rule
    started_at: datetime
    due: Due
    marks: Marks
    state: ClockState
    stopped_at: datetime | None = None
    breached_at: datetime | None = None

    @property
    def is_met(self) -> bool:
        """Say whether it was stopped and never missed."""
        return self.stopped_at is not None and self.missed_at is None

    @property
    def missed_at(self) -> datetime | None:
        """Return the end that it missed, or None; what was late stays late (domain.md 3.2).

        A breach on record decides, whatever moved the end afterwards; without one,
        that it was stopped after its end.
        """
        is_late = self.stopped_at is not None and not self.was_stopped_in_time
        return self.breached_at or (self.due.at if is_late else None)

    @property
    def was_stopped_in_time(self) -> bool:
        """Say whether it was stopped by its present end; clocks by day compare days."""
        if self.stopped_at is None:
            return False
        if self.rule.is_by_day:
            return self.stopped_at.date() <= self.due.on
        return self.stopped_at <= self.due.at

    @property
    def counts(self) -> bool:
        """Say whether it determines the queue's light: it is running and not a window."""
        return self.state is ClockState.RUNNING and not self.rule.is_window

    def light(self, now: datetime) -> Light | None:
        """Return its light at ``now``; None for a clock that has ended or is a window."""
        return self.marks.light(now) if self.counts else None


@dataclass(frozen=True)
class Practice:
    """A practice of reckoning: rules, calendar, and the office's way of counting."""

    rules: RuleBook
    counting: Counting


@dataclass(frozen=True)
class PastPractice:
    """A former practice of reckoning.

    Attributes:
        until: Moment of the change, as stored.
        covers_open: The change applies to cases that were open then, too.
        practice: The practice before the change.
    """

    until: str
    covers_open: bool
    practice: Practice

    def holds_for(self, facts: Facts) -> bool:
        """Say whether the case with ``facts`` still uses it."""
        closed = facts.get("closed_at")
        was_open = not closed or closed > self.until
        return facts["received_at"] <= self.until and not (self.covers_open and was_open)


@dataclass(frozen=True)
class Reckoning:
    """Everything besides the facts that decides a due date.

    Attributes:
        now: The present practice.
        thresholds: When lights change.
        rules: All versions of all rules, without the office's own amounts and starts.
        past: Former practices, oldest first.
    """

    now: Practice
    thresholds: Thresholds
    rules: RuleBook
    past: tuple[PastPractice, ...] = ()

    @property
    def calendar(self) -> WorkCalendar:
        """Return the present working calendar."""
        return self.now.counting.calendar

    def practice(self, facts: Facts) -> Practice:
        """Return the practice for the case with ``facts``."""
        held = (one.practice for one in self.past if one.holds_for(facts))
        return next(held, self.now)

    def clocks(self, facts: Facts) -> list[CaseClock]:
        """Return the clocks of the case with ``facts``, in the order of the rule book."""
        return self._clocks(self.with_true_breaches(as_first_done(facts)))

    def _clocks(self, facts: Facts) -> list[CaseClock]:
        practice, rules = self._rules(facts)
        clocks = (self._clock(practice, rule, facts) for rule in rules)
        return [clock for clock in clocks if clock is not None]

    def kept_clocks(self, facts: Facts) -> list[CaseClock]:
        """Return its clocks stored in the tables: running or stopped, no windows.

        Most clocks of a closed case from a former ledger have no recorded end;
        those are skipped before anything is computed.
        """
        facts = self.with_true_breaches(as_first_done(facts))
        has_ended = facts.get("closed_at") or facts.get("withdrawn_at")
        practice, rules = self._rules(facts)
        clocks = (
            self._clock(practice, rule, facts)
            for rule in rules
            if not rule.is_window and (rule.outlives or not has_ended or facts.get(rule.stop))
        )
        return kept(clock for clock in clocks if clock is not None)

    def with_true_breaches(self, facts: Facts) -> Facts:
        """Return ``facts`` with just those breaches that there were, by all that is known now.

        A desk writes a breach by what it knows; what another had granted, entered or begun
        anew by then comes with its packet, and shows that there was none, or that there was one
        that neither could see.
        """
        told = list(facts.get(BREACHES) or ())
        if any(facts.get(name) for name in GRANTS):
            known = {entry["id"] for entry in told}
            passed = self.passed({**facts, BREACHES: None}, None)
            told += [{"id": name, **one} for name, one in passed.items() if name not in known]
        wrong = self._told_wrong(facts)
        told = [{**entry, IN_TIME: True} if entry["id"] in wrong else entry for entry in told]
        true = [entry for entry in told if not self.was_in_time(facts, entry)]
        return facts if true == (facts.get(BREACHES) or []) else {**facts, BREACHES: true}

    def _told_wrong(self, facts: Facts) -> set[str]:
        """Return the ids of breaches that only a corrected receipt, kind or party explains.

        A desk that has not heard of the correction goes on writing by what it was told.
        """
        ends: set[str] = set()
        before = facts = as_first_done(facts)
        for entry in sorted(facts.get(CORRECTIONS) or (), key=entered_at, reverse=True):
            was = {name[len(WAS) :]: entry[name] for name in entry if name.startswith(WAS)}
            before = {**before, **was}
            if entry.get("approved_by"):  # else it was converted, and had been what it was
                ends |= self._ends(before) | self._ends({**facts, **was})
        return ends - self._ends(facts) if ends else ends

    def _ends(self, facts: Facts) -> set[str]:
        """Return all ends that the case's clocks had, as the ids of their breaches."""
        then = [told for _, told in before_each_grant(facts)]
        return {
            breach_id(clock)
            for told in (*then, facts)
            for known in ({}, {PAUSES: None})  # with the pauses, and where nobody knew of them
            for one in in_each_review({**told, **known, BREACHES: None})
            for clock in self._clocks(one)
        }

    def passed(self, facts: Facts, now: datetime | None) -> dict[str, Payload]:
        """Return the breaches of a case by id: each end looked at when it was moved, and now.

        Without ``now`` a clock that runs is not looked at.
        """
        facts = as_first_done(facts)
        then = [*before_each_grant(facts), *([(now, facts)] if now else [])]
        return {
            breach_id(clock): breach_of(clock)
            for at, told in then
            for one in in_each_review({**told, BREACHES: None})
            for clock in self._clocks(one)
            if _has_run(clock, told) and _ended(clock, told, at) > clock.due.at
        }

    def was_in_time(self, facts: Facts, breach: Facts) -> bool:
        """Say whether the clock had ended, stood still or been moved by the end in ``breach``.

        What was granted, agreed or begun anew only after that end excuses nothing, nor does a
        new calendar or practice: they move no past end.
        """
        practice, rules = self._rules(facts)
        rule = next((rule for rule in rules if rule.id == breach["rule"]), None)
        if rule is None or rule.is_window:
            return False
        end = breach["due_at"]
        told = self._in_review_of(practice, rule, as_first_done(facts), breach)
        then = {**as_of(rule, told, end), BREACHES: None}
        stop = then.get(rule.stop)
        if stop or not (rule.outlives or not (then.get("closed_at") or then.get("withdrawn_at"))):
            return True
        if not any(then.get(name) for name in MOVES):
            return False
        clock = self._clock(practice, rule, then)
        if clock is None:  # a case that had been reopened by then starts without it
            return any(entered_at(one) <= end for one in facts.get(ROUNDS) or ())
        if clock.started_at > moment(end):  # another one, as of a second review
            return False
        return clock.state is ClockState.PAUSED or clock.due.at > moment(end)

    def _in_review_of(self, practice: Practice, rule: Rule, facts: Facts, breach: Facts) -> Facts:
        """Return the case as it was in the review whose end is in ``breach``, else as it is."""
        reviews, end = in_each_review(facts), moment(breach["due_at"])
        for told in reviews[:-1]:
            clock = self._clock(practice, rule, {**told, BREACHES: None})
            if clock and clock.due.at == end:
                return told
        return facts

    def _rules(self, facts: Facts) -> tuple[Practice, tuple[Rule, ...]]:
        """Return the practice and rule versions that apply to the case."""
        received = facts.get("received_at")
        if not received:
            return self.now, ()
        practice = self.practice(facts) if self.past else self.now
        rules = practice.rules.case_rules(date.fromisoformat(received[:10]))
        table = counted_in(facts)
        if table == COMPLAINT:
            return practice, rules
        return practice, tuple(rule for rule in rules if _speaks_of(rule, table))

    def _clock(self, practice: Practice, rule: Rule, facts: Facts) -> CaseClock | None:
        anchor = facts.get(rule.anchor)
        if not anchor or not _applies(rule, facts):
            return None
        start = datetime.fromisoformat(anchor)
        if rule.later_anchor and facts.get(rule.later_anchor):
            start = max(start, datetime.fromisoformat(facts[rule.later_anchor]))
        restart = restart_of(rule, facts)
        if restart is not None:
            start = max(start, restart)
        end = due(rule, start, practice.counting, segments_of(rule, facts))
        if rule.is_window and rule.later_anchor and waits_for_delivery(facts):
            end = end._replace(provisional=True)
        state, stopped_at = _state(rule, facts, start, end)
        changes = marks(rule, start, end, self.thresholds)
        breached_at = first_breach(rule, facts, start)
        return CaseClock(rule, start, end, changes, state, stopped_at, breached_at)


def breach_id(clock: CaseClock) -> str:
    """Return the id of the breach of the end that the clock has: one for each end of a rule."""
    return f"{clock.rule.id}@{stamp(clock.due.at)}"


def breach_of(clock: CaseClock) -> Payload:
    """Return the breach of the end that the clock has, as it is written."""
    entry = {"rule": clock.rule.id, "due_at": stamp(clock.due.at)}
    return {**entry, "ended_at": stamp(clock.stopped_at)} if clock.stopped_at else entry


def _has_run(clock: CaseClock, facts: Facts) -> bool:
    """Say whether the clock could be late: it is the office's, not paused, and on record."""
    is_told = clock.state is not ClockState.UNKNOWN or not facts.get("import_id")
    return is_told and not clock.rule.is_window and clock.state is not ClockState.PAUSED


def _ended(clock: CaseClock, facts: Facts, at: datetime) -> datetime:
    """Return when the clock had ended ``at`` a moment; that moment itself if it ran on."""
    ends = [] if clock.rule.outlives else [facts.get("withdrawn_at"), facts.get("closed_at")]
    told = [clock.stopped_at, *(moment(end) for end in ends if end)]
    return min((end for end in told if end and end <= at), default=at)


def kept(clocks: Iterable[CaseClock]) -> list[CaseClock]:
    """Return those of a case's ``clocks`` that the tables hold: no windows, none without an end."""
    return [clock for clock in clocks if not clock.rule.is_window and clock.state not in _ENDS]


def _speaks_of(rule: Rule, table: str) -> bool:
    """Say whether the clock of ``rule`` runs for cases counted in ``table`` (domain.md 2, R1, R2).

    The law speaks of consumers' complaints, the house's standards of complaints; nothing else
    has clocks.
    """
    return table == COMPLAINT or (rule.track is Track.HOUSE and not is_other_kind(table))


def _applies(rule: Rule, facts: Facts) -> bool:
    for name, values in rule.applies.items():
        value = facts.get(name)
        if isinstance(value, list):
            if values.isdisjoint(value):
                return False
        elif value not in values:
            return False
    return True


def _state(
    rule: Rule, facts: Facts, start: datetime, end: Due
) -> tuple[ClockState, datetime | None]:
    stop, withdrawn = facts.get(rule.stop), facts.get("withdrawn_at")
    if facts.get("import_id") and _is_untold(rule, facts, end):
        return ClockState.UNKNOWN, None
    if stop:
        return ClockState.STOPPED, moment(stop)
    if withdrawn and not (rule.outlives and moment(withdrawn) < start):
        return ClockState.CANCELLED, None
    if facts.get("closed_at") and not (rule.is_window or rule.outlives):
        return ClockState.UNKNOWN, None
    if facts.get(PAUSES) and _is_paused(rule, facts, end):
        return ClockState.PAUSED, None
    return ClockState.RUNNING, None


def _is_untold(rule: Rule, facts: Facts, end: Due) -> bool:
    """Say whether a house clock of a ledger's row was over when the row came in.

    What was not in the row by then is not on record, so that nobody was late by it.
    """
    if rule.track is Track.STATUTORY:
        return False
    came, stop = moment_of_uuid(facts["import_id"]), facts.get(rule.stop)
    return came is not None and end.at < came and not (stop and moment(stop) <= came)


def _is_paused(rule: Rule, facts: Facts, end: Due) -> bool:
    """Say whether an open pause that stops ``rule`` began before the clock ended.

    An agreed day is not moved by a pause, and a longest time in all includes it: such a
    clock runs on, in sight.
    """
    return (
        not rule.at_most
        and agreed_day(rule, facts) is None
        and any(
            pause.end == OPEN_END and stops(rule, pause) and pause.start <= end.at
            for pause in pauses_of(rule, facts)
        )
    )


def urgency(track: str, light: Light) -> tuple[bool, int]:
    """Return what clocks are ordered by, the most urgent first, before their ends and names.

    The law first: a legal clock that is orange, red or over stands before every
    house clock, however late that is. Then the worse light.
    """
    return not (light.is_pressing and track == Track.STATUTORY), light.calm


def by_urgency(clocks: Iterable[CaseClock], now: datetime) -> list[CaseClock]:
    """Return those of ``clocks`` that run, the most urgent first: the queue's own order."""
    return sorted((clock for clock in clocks if clock.counts), key=_place_at(now))


def _place_at(now: datetime) -> Callable[[CaseClock], tuple[bool, int, datetime, str]]:
    """Return by what clocks are ordered at ``now``."""

    def place(clock: CaseClock) -> tuple[bool, int, datetime, str]:
        rule, end, marks = clock.rule, clock.due.at, clock.marks
        return *urgency(rule.track, light_at(now, *marks)), end, rule.id

    return place


def worst(clocks: Iterable[CaseClock], now: datetime) -> CaseClock | None:
    """Return the most urgent of the running ``clocks``; None if none runs."""
    return min((clock for clock in clocks if clock.counts), key=_place_at(now), default=None)


def windows_of(texts: Iterable[str]) -> Iterator[tuple[time, time]]:
    """Yield working hours such as "09:00-12:00" as pairs of times, in order."""
    for text in sorted(texts):
        opens, closes = text.split("-")
        yield time.fromisoformat(opens), time.fromisoformat(closes)


def time_left(clock: CaseClock, now: datetime) -> timedelta:
    """Return how long the clock still runs; negative when it is overdue."""
    return clock.due.at - now


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What a step does to the end of one clock.

    Attributes:
        clock: Id of the rule.
        title: Its name, in the office's language.
        before: The end before, as it is stored; None when the clock was not there.
        after: The end after it; None when the clock is there no more.
        is_late: The clock then runs and is over, or was stopped after its end.
    """

    clock: str
    title: str
    before: str | None
    after: str | None
    is_late: bool


def effects(
    before: Iterable[CaseClock], after: Iterable[CaseClock], now: datetime
) -> tuple[Effect, ...]:
    """Return what changes with the ends of the office's clocks, in the order of the rule book."""
    old, new = ({c.rule.id: c for c in some if not c.rule.is_window} for some in (before, after))
    return tuple(
        Effect(
            clock=name,
            title=(new.get(name) or old[name]).rule.title,
            before=_end_of(old.get(name)),
            after=_end_of(new.get(name)),
            is_late=name in new and _is_late(new[name], now),
        )
        for name in {**new, **old}
        if _end_of(old.get(name)) != _end_of(new.get(name))
    )


def _end_of(clock: CaseClock | None) -> str | None:
    return stamp(clock.due.at) if clock else None


def _is_late(clock: CaseClock, now: datetime) -> bool:
    return (clock.counts and now > clock.due.at) or (
        clock.stopped_at is not None and not clock.was_stopped_in_time
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A running clock of a case whose end another reckoning moves; ends as they are stored."""

    case_no: str
    clock: str
    before: str
    after: str


def moves(facts: Facts, before: Reckoning, after: Reckoning) -> Iterator[Moved]:
    """Yield the running clocks whose end another reckoning moves."""
    new = {clock.rule.id: clock for clock in after.clocks(facts) if clock.counts}
    for clock in before.clocks(facts):
        moved = new.get(clock.rule.id)
        if clock.counts and moved and moved.due.at != clock.due.at:
            yield Moved(
                case_no=facts["case_no"],
                clock=clock.rule.id,
                before=stamp(clock.due.at),
                after=stamp(moved.due.at),
            )
