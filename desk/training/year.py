"""Simulating a year of complaints in chronological order."""

import heapq
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from random import Random
from typing import Final

from desk.actions.register_case import RegisterCase
from desk.actions.take_step import TakeStep
from desk.base.clock import SetClock
from desk.base.resources import read_toml
from desk.office import Office
from desk.rules.people.rights import Role
from desk.rules.time.calendar import calendar_of
from desk.training.stories import Story, StoryStep, TrainingStaff

DAYS: Final = 365
OPENS, CLOSES = time(8, 40), time(17, 30)
LAST_DAYS: Final = 26  # the last weeks are busier, so that cases are open
LAST_SHARE: Final = 0.18
RECENT: Final = 40


@dataclass(order=True)
class _Happening:
    """An event of a complaint at a moment."""

    at: datetime
    number: int
    story: Story = field(compare=False)
    steps: Iterator[StoryStep] = field(compare=False)
    case_no: str = field(default="", compare=False)
    step: StoryStep | None = field(default=None, compare=False)


class Year:
    """Simulates a year of complaints."""

    def __init__(
        self, random: Random, desks: Mapping[str, Office], clock: SetClock, now: datetime
    ) -> None:
        """Keep the staff and the end of the year."""
        self._random = random
        self._desks = desks
        self._clock = clock
        self._now = now
        self._calendar = calendar_of()
        self._staff = TrainingStaff(
            tuple(self._logins(Role.SPECIALIST)),
            self._logins(Role.SUPERVISOR)[0],
            self._logins(Role.DIRECTOR)[0],
        )

    def _logins(self, role: Role) -> list[str]:
        return [login for login, desk in self._desks.items() if desk.actor.role is role]

    def live(self, cases: int) -> None:
        """Simulate ``cases`` complaints up to now."""
        coming = [self._receipt(number, cases) for number in range(cases)]
        heapq.heapify(coming)
        while coming:
            happening = heapq.heappop(coming)
            self._clock.moment = happening.at
            self._happen(happening)
            happening.step = next(happening.steps, None)
            if happening.step is not None:
                happening.at = self._in_hours(
                    happening.at + timedelta(hours=happening.step.hours)
                ).replace(microsecond=0)
                if happening.at < self._now:
                    heapq.heappush(coming, happening)
        self._clock.moment = self._now

    def _receipt(self, number: int, cases: int) -> _Happening:
        received = self._moment_of_receipt(number / cases)
        story = Story(
            self._random,
            self._staff,
            received,
            self._random.choice(read_toml("demo", "scenarios.toml")["scenario"]),
            self._random.choice(self._staff.specialists),
            is_recent=self._now - received < timedelta(days=RECENT),
        )
        late = self._random.random() < 0.06  # noqa: PLR2004 - one in sixteen is written up late
        minutes = self._random.randrange(140, 300) if late else self._random.randrange(3, 70)
        registered = min(received + timedelta(minutes=minutes), self._now)
        return _Happening(registered, number, story, story.steps())

    def _moment_of_receipt(self, share: float) -> datetime:
        if share < 1 - LAST_SHARE:
            days_ago = DAYS - (DAYS - LAST_DAYS) * share / (1 - LAST_SHARE)
        else:
            days_ago = LAST_DAYS * self._random.random() ** 1.4
        while True:
            ago = timedelta(days=days_ago, minutes=self._random.randrange(10, 600))
            received = self._in_hours(self._now - ago).replace(second=0, microsecond=0)
            if received < self._now:
                return received
            days_ago += 1

    def _in_hours(self, at: datetime) -> datetime:
        """Return ``at``, or the next moment within office hours."""
        ordinal = at.toordinal() + int(at.time() > CLOSES)
        day = datetime.fromordinal(self._calendar.next_workday(ordinal))
        if day.date() == at.date() and at.time() >= OPENS:
            return at
        return datetime.combine(day, OPENS) + timedelta(minutes=self._random.randrange(150))

    def _happen(self, happening: _Happening) -> None:
        step = happening.step
        if step is None:
            clerk = self._desks[self._random.choice(self._staff.specialists)]
            given = happening.story.intake(happening.at)
            happening.case_no = clerk.do(RegisterCase(given=given)).case_no
        else:
            self._desks[step.login].do(
                TakeStep(case_no=happening.case_no, action=step.action, given=step.given)
            )
