"""Guards of the steps that touch clocks: pauses, extensions, restarts, agreed dates."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from typing import ClassVar, Final

from desk.base.errors import Refusal
from desk.base.shapes import Facts
from desk.base.words import mark, say
from desk.rules.case.codes import code_label
from desk.rules.case.entries import PAUSES
from desk.rules.people.rights import Right
from desk.rules.steps.guards import Missing, check_moment
from desk.rules.steps.situation import Situation
from desk.rules.time.case_clocks import CaseClock, ClockState
from desk.rules.time.clocks import EndBeforeStart
from desk.rules.time.rulebook import Extension, Track
from desk.rules.time.segments import agreed_day, extensions_of

HOUSE: Final = "house"
GOING: Final = (ClockState.RUNNING, ClockState.PAUSED)


class NoClockToPause(Refusal):
    """No running clock stops for the ground."""

    text: ClassVar[str] = mark(
        "No running clock of this case may be paused for “{ground}”. Choose another ground, or "
        "let the clock run."
    )


class PausedAlready(Refusal):
    """A pause goes on."""

    text: ClassVar[str] = mark("The clock is paused since {since}. End that pause first.")


class NotPaused(Refusal):
    """No pause goes on."""

    text: ClassVar[str] = mark("No pause goes on in this case, so none can be ended.")


class PauseStillOpen(Refusal):
    """A pause that would end after the notice."""

    text: ClassVar[str] = mark(
        "The clock has been paused for “{ground}” since {since}. State when that pause ended "
        "(“Paused until”), at the latest with the notice; left open, it ends with the notice."
    )


class NothingToExtend(Refusal):
    """No running clock of the case has this extension left."""

    text: ClassVar[str] = mark(
        "No running deadline of this case can be extended so: there is none, it was extended "
        "already, or another extension must come first. Left now: {left}."
    )


class AgreedDayHolds(Refusal):
    """A clock whose last day was agreed with the complainant."""

    text: ClassVar[str] = mark(
        "The last day {day} of “{clock}” was agreed with the complainant; neither a pause nor an "
        "extension moves it. Agree another day instead."
    )


class NothingBeginsAnew(Refusal):
    """New facts that would start no deadline."""

    text: ClassVar[str] = mark(
        "New facts would start no deadline of this case anew: its decision was given. "
        "Reopen the case instead."
    )


class BeforeItsStart(Refusal):
    """New facts older than that from which the deadlines count already."""

    text: ClassVar[str] = mark(
        "The deadlines of this case count from {start} already. New facts came in after that; "
        "check the day."
    )


class NothingToAgree(Refusal):
    """No running clock whose end may be agreed."""

    text: ClassVar[str] = mark("No running deadline of this case can be replaced by agreement.")


class AgreedInPast(Refusal):
    """An agreed day before today."""

    text: ClassVar[str] = mark("{label}: {day} lies before today. An agreed day lies ahead.")


class MergedCase(Refusal):
    """A merged case lives on in another one."""

    text: ClassVar[str] = mark("This case was merged into {other}. Reopen that one.")


def open_pauses(situation: Situation) -> list[Facts]:
    """Return the pauses of one ground that go on; two desks may have begun the same one."""
    found = going_on(situation.facts)
    return [one for one in found if one["kind"] == found[0]["kind"]]


def going_on(facts: Facts) -> list[Facts]:
    """Return all pauses of the case that go on, in the order in which they began."""
    found = [one for one in facts.get(PAUSES) or () if not one.get("until")]
    return sorted(found, key=lambda one: str(one["from"]))


def going(situation: Situation) -> Iterator[CaseClock]:
    """Yield the office's clocks that have not ended."""
    return (c for c in situation.clocks if c.state in GOING and not c.rule.is_window)


def a_clock_may_pause(situation: Situation) -> None:
    """Refuse a ground that stops no running clock (第18、23条; R19), or one with an agreed day."""
    ground = situation.entry["kind"]
    clocks = [clock for clock in going(situation) if ground in clock.rule.pauses]
    if not clocks:
        raise NoClockToPause(field="kind", ground=code_label("pause", ground))
    no_day_was_agreed(situation, clocks)


def no_day_was_agreed(situation: Situation, clocks: Iterable[CaseClock]) -> None:
    """Refuse to move ``clocks`` of which one ends on a day agreed with the complainant."""
    for clock in clocks:
        day = agreed_day(clock.rule, situation.facts)
        if day is not None:
            raise AgreedDayHolds(day=day, clock=clock.rule.title)


def pause_is_proven(situation: Situation) -> None:
    """Refuse a pause of a legal ground without evidence; house reasons need none."""
    if situation.entry["kind"] != HOUSE and not situation.entry.get("evidence"):
        raise Missing(field="evidence", label=say(mark("Evidence")))


def pause_is_plausible(situation: Situation) -> None:
    """Refuse a pause that ends before it starts, lies in the future, or overlaps an open one."""
    began = situation.entry.get("from", situation.stamp)
    check_moment(situation, "from", say(mark("Paused from")), began)
    until = situation.entry.get("until")
    if until:
        _end_is_plausible(situation, began, until)
        return
    no_pause_goes_on(situation)


def no_pause_goes_on(situation: Situation) -> None:
    """Refuse what does not go together with a pause that goes on."""
    for pause in open_pauses(situation):
        raise PausedAlready(since=datetime.fromisoformat(pause["from"]))


def pause_goes_on(situation: Situation) -> None:
    """Refuse to end a pause where none goes on, or to end it before it began."""
    pauses = open_pauses(situation)
    if not pauses:
        raise NotPaused
    began = max(pause["from"] for pause in pauses)
    _end_is_plausible(situation, began, situation.entry.get("until", situation.stamp))


def _end_is_plausible(situation: Situation, began: str, until: str) -> None:
    check_moment(situation, "until", say(mark("Paused until")), until)
    if until < began:
        start, end = map(datetime.fromisoformat, (began, until))
        raise EndBeforeStart(field="until", start=start, end=end)


def pause_has_its_end(situation: Situation) -> None:
    """Refuse a notice that puts the end of a pause after itself; left open, it ends with it."""
    pauses, until = going_on(situation.facts), situation.entry.get("until")
    told = situation.after["notified_at"]
    if until and not pauses:
        raise NotPaused(field="until")
    for pause in pauses:
        since = datetime.fromisoformat(pause["from"])
        if until and until > max(told, pause["from"]):
            ground = code_label("pause", pause["kind"])
            raise PauseStillOpen(field="until", ground=ground, since=since)
        if until:
            _end_is_plausible(situation, pause["from"], until)


def extendable(situation: Situation, right: Right) -> list[tuple[CaseClock, Extension]]:
    """Return the clocks that can be extended now by whoever has ``right``, and to what (R18)."""
    return [(clock, one) for clock, one in _next_extensions(situation) if one.right == right]


def _next_extensions(situation: Situation) -> Iterator[tuple[CaseClock, Extension]]:
    """Yield the running clocks with the extension that comes next: a rule has them in order."""
    for clock in going(situation):
        given = {entry["kind"] for entry in extensions_of(clock.rule, situation.facts)}
        known = list(clock.rule.extensions.values())
        while known and not given.isdisjoint(one.id for one in known):
            known.pop(0)
        yield from ((clock, one) for one in known[:1])


def named(extensions: Iterable[tuple[CaseClock, Extension]]) -> list[str]:
    """Return extensions with their clocks as people read them, e.g. "“Decision” to 30 days"."""
    words = mark("“{clock}” {extension}")
    return [
        say(words, clock=clock.rule.title, extension=one.title(clock.rule.unit))
        for clock, one in extensions
    ]


def something_can_be_extended(right: Right) -> Callable[[Situation], None]:
    """Return a guard that refuses an extension by ``right`` when no clock allows one."""

    def check(situation: Situation) -> None:
        found = extendable(situation, right)
        if not found:
            raise NothingToExtend(left=named(_next_extensions(situation)) or [say(mark("none"))])
        no_day_was_agreed(situation, [clock for clock, _ in found])
        if any(one.is_told for _, one in found) and not situation.entry.get("notice_on"):
            raise Missing(field="notice_on", label=say(mark("Complainant told on")))

    return check


def notice_is_plausible(situation: Situation) -> None:
    """Refuse a notice of extension dated in the future."""
    told = situation.entry.get("notice_on")
    if told:
        check_moment(situation, "notice_on", say(mark("Complainant told on")), told, is_ours=False)


def restart_is_plausible(situation: Situation) -> None:
    """Refuse new facts that came in the future or before the complaint (第18条; R16).

    Those that would start nothing are refused too, with the way that there is.
    """
    at = situation.entry.get("at", situation.stamp)
    check_moment(situation, "at", say(mark("When")), at)
    clocks = [clock for clock in situation.clocks if clock.rule.restarts]
    legal = [clock for clock in clocks if clock.rule.track is Track.STATUTORY]
    running = [clock for clock in legal or clocks if clock.state in GOING]
    if not running:
        raise NothingBeginsAnew
    start = min(clock.started_at for clock in running)
    if datetime.fromisoformat(at) <= start:
        raise BeforeItsStart(field="at", start=start)


def agreeable(situation: Situation) -> list[CaseClock]:
    """Return the clocks whose end may be agreed with the complainant (第21条末款; R22)."""
    return [clock for clock in going(situation) if clock.rule.may_be_agreed]


def a_date_can_be_agreed(situation: Situation) -> None:
    """Refuse an agreed day in the past, or when no clock allows one."""
    day = date.fromisoformat(situation.entry["on"])
    if not agreeable(situation):
        raise NothingToAgree
    no_pause_goes_on(situation)
    if day < situation.now.date():
        raise AgreedInPast(field="on", label=say(mark("Agreed last day")), day=day)


def is_not_merged(situation: Situation) -> None:
    """Refuse to reopen a merged case."""
    if situation.facts.get("outcome") == "merged":
        raise MergedCase(other=situation.facts.get("merged_into") or "")


def is_late(situation: Situation, clock: CaseClock) -> bool:
    """Say whether ``clock`` had expired, so that the entry is marked as late."""
    return clock.rule.track is Track.STATUTORY and situation.now > clock.due.at
