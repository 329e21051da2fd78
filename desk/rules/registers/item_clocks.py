"""The clocks of an item: when each ends, whether it was kept, and its light."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from desk.base.clock import stamp
from desk.base.shapes import Facts, Payload
from desk.base.words import mark, say
from desk.rules.people.rights import Right
from desk.rules.registers.register import Register, RegisterClock
from desk.rules.settings import Settings
from desk.rules.time.case_clocks import Reckoning
from desk.rules.time.clocks import DAY_END, Due, due
from desk.rules.time.lights import Light, Marks, marks
from desk.rules.time.rulebook import Rule, Track, Unit

# What a day that was set, and days that are waited, are shown by: as the house's own clocks are.
_BY_DAY: Final = Rule(
    id="by-day",
    track=Track.HOUSE,
    words={},
    unit=Unit.NATURAL_DAY,
    amount=1,
    anchor="",
    stop="",
    article="",
    source="",
    valid_from=date.min,
    is_by_day=True,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemClock:
    """One clock of one item.

    Attributes:
        id: Of its description.
        title: What is to be done in time.
        started_at: When it began.
        due: When it ends.
        marks: When its light changes.
        stopped_at: When it was stopped, or None.
        is_running: Nothing has ended it, the item included.
        right: Whoever has it may do what is due; None where it is the owner's turn.
    """

    id: str
    title: str
    started_at: datetime
    due: Due
    marks: Marks
    stopped_at: datetime | None
    is_running: bool
    right: Right | None

    def light(self, now: datetime) -> Light | None:
        """Return its light at ``now``; None when it has ended."""
        return self.marks.light(now) if self.is_running else None

    def is_late(self, now: datetime) -> bool:
        """Say whether it was stopped after its end, or runs beyond it."""
        ended = self.stopped_at or (now if self.is_running else None)
        return ended is not None and ended > self.due.at

    def told(self, now: datetime) -> str:
        """Return in a sentence until when it runs, or how it ended."""
        is_late = self.is_late(now)
        told: Payload = {"what": self.title, "due": self.due.at}
        if self.stopped_at is not None:
            words = mark("{what}: done {at}, late; it was due {due}.")
            if not is_late:
                words = mark("{what}: done {at}, in time ({due}).")
            return say(words, at=self.stopped_at, **told)
        if not self.is_running:
            return say(mark("{what}: ended with the item."), **told)
        if is_late:
            return say(mark("{what}: overdue since {due}."), **told)
        return say(mark("{what}: by {due}."), **told)


def clocks_of(
    register: Register, facts: Facts, reckoning: Reckoning, settings: Settings
) -> list[ItemClock]:
    """Return the clocks of an item that have begun, in the order of the description.

    By the rule book and the practice of the day on which each began, as with cases: a new rule,
    or another way of counting, moves no clock that runs.
    """
    found = (_clock(register, one, facts, reckoning, settings) for one in register.clocks)
    return [one for one in found if one is not None]


def next_clock(clocks: list[ItemClock]) -> ItemClock | None:
    """Return the one that runs and ends first, or None."""
    return min((one for one in clocks if one.is_running), key=lambda one: one.due.at, default=None)


def _clock(
    register: Register, clock: RegisterClock, facts: Facts, reckoning: Reckoning, settings: Settings
) -> ItemClock | None:
    rule, stop = _BY_DAY, clock.stop
    if clock.rule:
        rule = reckoning.now.rules.rule(clock.rule, date.max)
        stop = rule.stop
    begun = facts.get(rule.anchor or clock.after or clock.day)
    if not begun:
        return None
    start, stopped = datetime.fromisoformat(begun), facts.get(stop)
    if clock.rule:
        told = {"received_at": stamp(start), "closed_at": stopped}
        practice = reckoning.practice(told)
        rule = practice.rules.rule(clock.rule, start.date())
        end = due(rule, start, practice.counting)
    elif clock.day:
        end = Due(datetime.combine(start, DAY_END))
        start = datetime.fromisoformat(facts.get("added_at") or begun)
    else:
        days = timedelta(days=settings.number(clock.days))
        end = Due(datetime.combine(start + days, DAY_END))
    return ItemClock(
        id=clock.id,
        title=say(clock.words),
        started_at=start,
        due=end,
        marks=marks(rule, start, end, reckoning.thresholds),
        stopped_at=datetime.fromisoformat(stopped) if stopped else None,
        is_running=not stopped and facts["state"] not in register.ended,
        right=clock.right,
    )
