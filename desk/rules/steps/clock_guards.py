"""Guards of the steps that touch clocks: pauses, extensions, restarts, agreed dates."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, ClassVar, Final

from desk.base.errors import Refusal
from desk.base.words import mark, say
from desk.rules.case.codes import code_label
from desk.rules.case.entries import EXTENSIONS, PAUSES
from desk.rules.steps.guards import Missing, check_moment
from desk.rules.steps.situation import Situation
from desk.rules.time.case_clocks import CaseClock, ClockState
from desk.rules.time.clocks import EndBeforeStart
from desk.rules.time.rulebook import Track

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


class NothingToExtend(Refusal):
    """No running clock of the case has this extension left."""

    text: ClassVar[str] = mark(
        "No running deadline of this case can be extended so: "
        "there is none, it was extended already, or the extension to 30 days must come first."
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


def open_pause(situation: Situation) -> dict[str, Any] | None:
    """Return the open pause, or None."""
    pauses = situation.facts.get(PAUSES) or ()
    return next((entry for entry in pauses if not entry.get("until")), None)


def going(situation: Situation) -> Iterator[CaseClock]:
    """Yield the office's clocks that have not ended."""
    return (c for c in situation.clocks if c.state in GOING and not c.rule.is_window)


def a_clock_may_pause(situation: Situation) -> None:
    """Refuse a ground that stops no running clock (第18、23条; R19)."""
    ground = situation.entry["kind"]
    if not any(ground in clock.rule.pauses for clock in going(situation)):
        raise NoClockToPause(field="kind", ground=code_label("pause", ground))


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
    other = open_pause(situation)
    if other is not None:
        raise PausedAlready(since=datetime.fromisoformat(other["from"]))


def pause_goes_on(situation: Situation) -> None:
    """Refuse to end a pause when none is open, or before its start."""
    pause = open_pause(situation)
    if pause is None:
        raise NotPaused
    _end_is_plausible(situation, pause["from"], situation.entry.get("until", situation.stamp))


def _end_is_plausible(situation: Situation, began: str, until: str) -> None:
    check_moment(situation, "until", say(mark("Paused until")), until)
    if until < began:
        start, end = map(datetime.fromisoformat, (began, until))
        raise EndBeforeStart(field="until", start=start, end=end)


def extendable(situation: Situation, kind: str) -> list[CaseClock]:
    """Return the clocks that can be extended by ``kind`` now (第18条; R18).

    A clock with an extension to 30 days needs that one before the one to 60.
    """
    return [clock for clock in going(situation) if _may_extend(situation, clock, kind)]


def _may_extend(situation: Situation, clock: CaseClock, kind: str) -> bool:
    known = list(clock.rule.extensions)
    given = [
        entry["kind"]
        for entry in situation.facts.get(EXTENSIONS) or ()
        if entry["rule"] == clock.rule.id
        and datetime.fromisoformat(entry["at"]) >= clock.started_at
    ]
    return kind in known and kind not in given and given == known[: known.index(kind)]


def something_can_be_extended(kind: str) -> Any:
    """Return a guard that refuses the extension ``kind`` when no clock allows it."""

    def check(situation: Situation) -> None:
        if not extendable(situation, kind):
            raise NothingToExtend

    return check


def notice_is_plausible(situation: Situation) -> None:
    """Refuse a notice of extension dated in the future."""
    told = situation.entry.get("notice_on")
    if told:
        check_moment(situation, "notice_on", say(mark("Complainant told on")), told, is_ours=False)


def restart_is_plausible(situation: Situation) -> None:
    """Refuse new facts dated in the future or before the complaint (第18条; R16)."""
    at = situation.entry.get("at", situation.stamp)
    check_moment(situation, "at", say(mark("When")), at)


def agreeable(situation: Situation) -> list[CaseClock]:
    """Return the clocks whose end may be agreed with the complainant (第21条末款; R22)."""
    return [clock for clock in going(situation) if clock.rule.may_be_agreed]


def a_date_can_be_agreed(situation: Situation) -> None:
    """Refuse an agreed day in the past, or when no clock allows one."""
    day = date.fromisoformat(situation.entry["on"])
    if not agreeable(situation):
        raise NothingToAgree
    if day < situation.now.date():
        raise AgreedInPast(field="on", label=say(mark("Agreed last day")), day=day)


def is_not_merged(situation: Situation) -> None:
    """Refuse to reopen a merged case."""
    if situation.facts.get("outcome") == "merged":
        raise MergedCase(other=situation.facts.get("merged_into") or "")


def is_late(situation: Situation, clock: CaseClock) -> bool:
    """Say whether ``clock`` had expired, so that the entry is marked as late."""
    return clock.rule.track is Track.STATUTORY and situation.now > clock.due.at
