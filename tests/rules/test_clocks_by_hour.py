"""Deadlines by the hour, day and night or in working hours, worked by hand."""

from desk.rules.time.clocks import Counting, due
from desk.rules.time.rulebook import Track, Unit
from tests.rules.worked import CALENDAR, LUNCH, OFFICE_HOURS, Worked, each, mediation, moment, rule

BY_HOUR = {
    "registration": Worked("register", "2026-11-20T10:05:30", "2026-11-20T12:05:30"),
    "over midnight": Worked("register", "2026-11-20T23:30", "2026-11-21T01:30"),
    "first response on a weekend": Worked("first-response", "2026-11-20T17:00", "2026-11-21T17:00"),
    "plan over the year's end": Worked("plan", "2026-12-30T08:00", "2027-01-01T08:00"),
    "minutes": Worked("minutes", "2026-11-20T23:59:59", "2026-11-21T00:59:59"),
    "tasks": Worked("assign-task", "2024-02-28T10:00", "2024-02-29T10:00"),
    "paused for three hours": Worked(
        "investigate",
        "2026-11-20T10:00",
        "2026-11-21T13:00",
        mediation(("2026-11-20T12:00", "2026-11-20T15:00")),
    ),
    "paused from before the start": Worked(
        "investigate",
        "2026-11-20T10:00",
        "2026-11-21T11:00",
        mediation(("2026-11-20T09:00", "2026-11-20T11:00")),
    ),
    "paused from the end": Worked(
        "investigate",
        "2026-11-20T10:00",
        "2026-11-21T10:00",
        mediation(("2026-11-21T10:00", "2026-11-22T10:00")),
    ),
    "paused twice, overlapping": Worked(
        "investigate",
        "2026-11-20T10:00",
        "2026-11-21T14:00",
        mediation(
            ("2026-11-20T12:00", "2026-11-20T15:00"), ("2026-11-20T14:00", "2026-11-20T16:00")
        ),
    ),
    "a ground that does not stop it": Worked(
        "first-response",
        "2026-11-20T10:00",
        "2026-11-21T10:00",
        mediation(("2026-11-20T12:00", "2026-11-20T15:00")),
    ),
}


def in_windows(start, ends, *pauses, hours=2, provisional=False):
    several = tuple(("house", *pair) for pair in pauses)
    return Worked(
        "first-response",
        start,
        ends,
        several,
        counting=OFFICE_HOURS,
        hours=hours,
        provisional=provisional,
    )


IN_WINDOWS = {
    "over lunch": in_windows("2026-11-20T11:00", "2026-11-20T14:30"),
    "over the weekend": in_windows("2026-11-20T16:30", "2026-11-23T10:00"),
    "from a Saturday": in_windows("2026-11-21T10:00", "2026-11-23T11:00"),
    "from lunch": in_windows("2026-11-20T12:30", "2026-11-20T15:30"),
    "before opening": in_windows("2026-11-20T07:00", "2026-11-20T11:00"),
    "at closing": in_windows("2026-11-19T17:30", "2026-11-20T11:00"),
    "after closing": in_windows("2026-11-19T20:00", "2026-11-20T11:00"),
    "ends with the morning": in_windows("2026-11-20T10:00", "2026-11-20T12:00"),
    "ends with the day": in_windows("2026-11-20T15:30", "2026-11-20T17:30"),
    "over National Day": in_windows("2026-09-30T16:30", "2026-10-08T10:00"),
    "onto a make-up Sunday": in_windows("2026-09-19T10:00", "2026-09-20T11:00"),
    "three days and a bit": in_windows("2026-11-16T09:00", "2026-11-19T12:00", hours=24),
    "into the unpublished year": in_windows(
        "2026-12-31T16:30", "2027-01-04T10:00", provisional=True
    ),
    "out of an unpublished year": in_windows(
        "2006-12-29T16:30", "2007-01-04T10:00", provisional=True
    ),
    "a pause in the morning": in_windows(
        "2026-11-20T09:00", "2026-11-20T12:00", ("2026-11-20T10:00", "2026-11-20T11:00")
    ),
    "a pause over lunch": in_windows(
        "2026-11-20T11:00", "2026-11-20T15:30", ("2026-11-20T11:30", "2026-11-20T14:00")
    ),
    "a pause of a whole day": in_windows(
        "2026-11-16T16:30", "2026-11-18T10:00", ("2026-11-17T00:00", "2026-11-18T00:00")
    ),
    "a pause outside the hours": in_windows(
        "2026-11-16T16:30", "2026-11-17T10:00", ("2026-11-16T17:30", "2026-11-17T09:00")
    ),
    "two pauses in one window": in_windows(
        "2026-11-20T13:30",
        "2026-11-20T16:30",
        ("2026-11-20T14:00", "2026-11-20T14:30"),
        ("2026-11-20T15:00", "2026-11-20T15:30"),
    ),
}


@each(BY_HOUR)
def test_hours_are_counted_as_worked_by_hand(worked):
    assert worked.found() == worked.expected()


@each(IN_WINDOWS)
def test_working_hours_are_counted_as_worked_by_hand(worked):
    assert worked.found() == worked.expected()


def test_a_clock_by_working_hours_uses_the_windows_whatever_the_house_chose():
    counting = Counting(calendar=CALENDAR, windows=LUNCH, house_in_windows=False)
    clock = rule("first-response", unit=Unit.WORKING_HOUR, amount=2)
    assert due(clock, moment("2026-11-20T16:30"), counting).at == moment("2026-11-23T10:00")


def test_house_hours_run_day_and_night_unless_the_office_chose_otherwise():
    counting = Counting(calendar=CALENDAR, windows=LUNCH, house_in_windows=False)
    assert due(rule("register"), moment("2026-11-20T16:30"), counting).at == moment(
        "2026-11-20T18:30"
    )


def test_the_houses_choice_of_hours_never_reaches_a_statutory_clock():
    clock = rule("register", track=Track.STATUTORY, amount=72)
    start = moment("2026-11-20T16:30")
    assert due(clock, start, OFFICE_HOURS).at == moment("2026-11-23T16:30")
