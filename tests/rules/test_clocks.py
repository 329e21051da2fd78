"""Deadlines by day: the twelve vectors of domain.md 3.3, and many worked by hand."""

from datetime import date, datetime

import pytest

from desk.rules.time.clocks import Due, NoSuchExtension, Segments, amount, due
from tests.rules.worked import (
    PLAIN,
    ROLLING,
    SAME_DAY,
    Worked,
    each,
    end_of,
    mediation,
    moment,
    rule,
)

EXTENSIONS = {15: (), 30: ("to-30",), 60: ("to-30", "to-60")}

# received: (+15, rolled), (+30, rolled), (+60, rolled), 3 working days, 7 working days
VECTORS = {
    "2025-01-24": ("2025-02-08", "", "2025-02-23", "02-24", "2025-03-25", "", "02-05", "02-10"),
    "2025-09-23": (
        "2025-10-08",
        "10-09",
        "2025-10-23",
        "",
        "2025-11-22",
        "11-24",
        "09-26",
        "10-09",
    ),
    "2025-09-26": ("2025-10-11", "", "2025-10-26", "10-27", "2025-11-25", "", "09-30", "10-13"),
    "2025-09-29": ("2025-10-14", "", "2025-10-29", "", "2025-11-28", "", "10-10", "10-15"),
    "2026-02-13": ("2026-02-28", "", "2026-03-15", "03-16", "2026-04-14", "", "02-25", "03-02"),
    "2026-02-14": ("2026-03-01", "03-02", "2026-03-16", "", "2026-04-15", "", "02-26", "03-03"),
    "2026-04-30": ("2026-05-15", "", "2026-05-30", "06-01", "2026-06-29", "", "05-08", "05-13"),
    "2026-09-18": (
        "2026-10-03",
        "10-08",
        "2026-10-18",
        "10-19",
        "2026-11-17",
        "",
        "09-22",
        "09-29",
    ),
    "2026-09-24": ("2026-10-09", "", "2026-10-24", "10-26", "2026-11-23", "", "09-30", "10-12"),
    "2026-10-10": ("2026-10-25", "10-26", "2026-11-09", "", "2026-12-09", "", "10-14", "10-20"),
    "2026-11-20": (
        "2026-12-05",
        "12-07",
        "2026-12-20",
        "12-21",
        "2027-01-19",
        "",
        "11-25",
        "12-01",
    ),
    "2026-12-15": ("2026-12-30", "", "2027-01-14", "", "2027-02-13", "02-15", "12-18", "12-24"),
}
RECEIVED = [
    pytest.param(f"{day}T{at}", row, id=f"{day} at {at}")
    for day, row in VECTORS.items()
    for at in ("00:00:00", "10:05:00", "23:59:59")
]


@pytest.mark.parametrize(("received", "row"), RECEIVED)
def test_natural_days_end_as_the_vectors_say_without_and_with_roll_over(received, row):
    for days, strict, rolled in ((15, *row[0:2]), (30, *row[2:4]), (60, *row[4:6])):
        segments = Segments(extensions=EXTENSIONS[days])
        start, clock = datetime.fromisoformat(received), rule("decide")
        assert due(clock, start, PLAIN, segments) == Due(end_of(strict))
        last = f"{strict[:5]}{rolled}" if rolled else strict
        unpublished = strict > "2027"
        assert due(clock, start, ROLLING, segments) == Due(end_of(last), unpublished)


@pytest.mark.parametrize(("received", "row"), RECEIVED)
def test_working_days_end_as_the_vectors_say(received, row):
    for name, last in (("execute", row[6]), ("regulator-forward", row[7])):
        for counting in (PLAIN, ROLLING):
            found = due(rule(name), datetime.fromisoformat(received), counting)
            assert found == Due(end_of(f"{received[:5]}{last}"))


BY_DAY = {
    # the day of the start
    "received in the last minute": Worked("decide", "2026-11-20T23:59", "2026-12-05"),
    "received at midnight": Worked("decide", "2026-11-21T00:00", "2026-12-06"),
    "received on a make-up Sunday": Worked("execute", "2026-09-20", "2026-09-23"),
    "received on a make-up Saturday": Worked("execute", "2026-05-09", "2026-05-13"),
    "received on a plain Saturday": Worked("execute", "2026-11-21", "2026-11-25"),
    "received within a festival": Worked("execute", "2026-02-18", "2026-02-26"),
    "last working day before Spring Festival": Worked("execute", "2026-02-14", "2026-02-26"),
    "seven days over Spring Festival": Worked("regulator-forward", "2026-02-14", "2026-03-03"),
    "last working day before National Day": Worked("execute", "2026-09-30", "2026-10-10"),
    "seven days over National Day": Worked("regulator-forward", "2026-09-30", "2026-10-15"),
    "natural days run through National Day": Worked("decide", "2026-09-30", "2026-10-15"),
    "ends on the last day of the festival": Worked("decide", "2026-09-22", "2026-10-07"),
    "and rolls to the first day worked": Worked(
        "decide", "2026-09-22", "2026-10-08", counting=ROLLING
    ),
    "rolls over a Sunday": Worked("follow-up", "2026-11-08", "2026-11-16", counting=ROLLING),
    "a make-up Saturday is no reason to roll": Worked(
        "decide", "2026-09-25", "2026-10-10", counting=ROLLING
    ),
    # other amounts
    "follow-up": Worked("follow-up", "2026-11-20", "2026-11-27"),
    "credit objection": Worked("credit-objection", "2026-11-20", "2026-12-10"),
    "review": Worked("review-decide", "2026-11-20", "2026-12-20"),
    "applying for a review": Worked("review-apply", "2026-01-30", "2026-03-01"),
    "answer to PBC": Worked("pbc-decide", "2026-11-01", "2026-11-16"),
    "complex reply": Worked("complex-reply", "2026-11-20", "2026-11-25"),
    # leap years and the end of the year
    "onto 29 February": Worked("decide", "2024-02-14", "2024-02-29"),
    "over 29 February": Worked("decide", "2024-02-15", "2024-03-01"),
    "from 29 February": Worked("decide", "2024-02-29", "2024-03-15"),
    "no 29 February": Worked("decide", "2023-02-14", "2023-03-01"),
    "natural days need no notice": Worked("decide", "2026-12-20", "2027-01-04"),
    "onto New Year's Day": Worked("decide", "2026-12-17", "2027-01-01"),
    "rolls within a guessed year": Worked(
        "decide", "2026-12-17", "2027-01-04", counting=ROLLING, provisional=True
    ),
    "stays, but only by a guess": Worked(
        "decide", "2026-12-20", "2027-01-04", counting=ROLLING, provisional=True
    ),
    "last day of the published year": Worked("execute", "2026-12-28", "2026-12-31"),
    "that day rolls by no guess": Worked("decide", "2026-12-16", "2026-12-31", counting=ROLLING),
    "into the unpublished year": Worked("execute", "2026-12-30", "2027-01-05", provisional=True),
    "wholly in the unpublished year": Worked(
        "regulator-forward", "2027-01-29", "2027-02-11", provisional=True
    ),
    # the stricter way of counting
    "same day, natural": Worked("decide", "2026-11-01", "2026-11-15", counting=SAME_DAY),
    "same day, working": Worked("execute", "2026-11-16", "2026-11-18", counting=SAME_DAY),
    "same day, received on a rest day": Worked(
        "execute", "2026-11-21", "2026-11-25", counting=SAME_DAY
    ),
    "same day, paused from that day": Worked(
        "decide",
        "2026-11-01",
        "2026-11-18",
        mediation(("2026-11-01", "2026-11-04")),
        counting=SAME_DAY,
    ),
    "same day, restarted": Worked(
        "decide", "2026-11-01", "2026-11-24", restart="2026-11-10", counting=SAME_DAY
    ),
}


@each(BY_DAY)
def test_days_are_counted_as_worked_by_hand(worked):
    assert worked.found() == worked.expected()


SEGMENTS = {
    "to 30": Worked("decide", "2026-11-01", "2026-12-01", extensions=("to-30",)),
    "to 60": Worked("decide", "2026-11-01", "2026-12-31", extensions=("to-30", "to-60")),
    "to 60 at once": Worked("decide", "2026-11-01", "2026-12-31", extensions=("to-60",)),
    "the order does not matter": Worked(
        "decide", "2026-11-01", "2026-12-31", extensions=("to-60", "to-30")
    ),
    "PBC to 60": Worked("pbc-decide", "2026-11-01", "2026-12-31", extensions=("to-60",)),
    "PBC in mediation for 20 days": Worked(
        "pbc-decide", "2026-09-01", "2026-10-06", mediation(("2026-09-05", "2026-09-25"))
    ),
    "PBC to 60, mediation does not carry it further": Worked(  # N10: 60 days in all
        "pbc-decide",
        "2026-09-01",
        "2026-10-31",
        mediation(("2026-09-05", "2026-10-15")),
        extensions=("to-60",),
    ),
    "PBC not extended, paused for longer than it may take": Worked(
        "pbc-decide", "2026-09-01", "2026-10-31", mediation(("2026-09-05", "2026-12-05"))
    ),
    "PBC begun anew, 60 days from there": Worked(
        "pbc-decide",
        "2026-09-01",
        "2026-11-09",
        mediation(("2026-09-12", "2026-12-12")),
        restart="2026-09-10",
    ),
    "PBC, its 60th day rolls as every last day does": Worked(  # 10-31 is a Saturday
        "pbc-decide",
        "2026-09-01",
        "2026-11-02",
        mediation(("2026-09-05", "2026-12-05")),
        counting=ROLLING,
    ),
    "extended and paused": Worked(
        "decide",
        "2026-11-01",
        "2026-12-06",
        mediation(("2026-11-20", "2026-11-25")),
        extensions=("to-30",),
    ),
    "restarted": Worked("decide", "2026-11-01", "2026-11-25", restart="2026-11-10"),
    "restarted on a rest day": Worked("decide", "2026-11-01", "2026-11-29", restart="2026-11-14"),
    "restarted after the due date": Worked(
        "decide", "2026-11-01", "2026-12-05", restart="2026-11-20"
    ),
    "restarted before it started": Worked(
        "decide", "2026-11-10", "2026-11-25", restart="2026-11-01"
    ),
    "restarted, the pause before is spent": Worked(
        "decide",
        "2026-11-01",
        "2026-11-25",
        mediation(("2026-11-03", "2026-11-06")),
        restart="2026-11-10",
    ),
    "restarted within a pause": Worked(
        "decide",
        "2026-11-01",
        "2026-11-26",
        mediation(("2026-11-08", "2026-11-12")),
        restart="2026-11-10",
    ),
    "agreed later": Worked("decide", "2026-11-01", "2026-12-24", agreed="2026-12-24"),
    "agreed earlier": Worked("decide", "2026-11-01", "2026-11-10", agreed="2026-11-10"),
    "agreed over an extension": Worked(
        "decide", "2026-11-01", "2026-11-20", extensions=("to-60",), agreed="2026-11-20"
    ),
    "agreed on a rest day, not rolled": Worked(
        "decide", "2026-11-01", "2026-11-21", agreed="2026-11-21", counting=ROLLING
    ),
    "what may not be agreed": Worked(
        "credit-objection", "2026-11-20", "2026-12-10", agreed="2026-12-24"
    ),
    "report of October": Worked("monthly-report", "2026-10-31", "2026-11-05"),
    "a report asked for within the month": Worked("monthly-report", "2026-10-15", "2026-11-05"),
    "report of December": Worked("monthly-report", "2026-12-31", "2027-01-05"),
    "report of November": Worked("monthly-report", "2026-11-30T23:59:59", "2026-12-05"),
    "report of a leap February": Worked("monthly-report", "2024-02-29", "2024-03-05"),
}


@each(SEGMENTS)
def test_what_happens_to_a_clock_moves_its_end_as_worked_by_hand(worked):
    assert worked.found() == worked.expected()


@pytest.mark.parametrize(
    ("name", "extension"), [("decide", "to-90"), ("pbc-decide", "to-30"), ("execute", "to-30")]
)
def test_an_extension_that_the_rule_does_not_know_is_refused(name, extension):
    with pytest.raises(NoSuchExtension, match=extension) as caught:
        due(rule(name), moment("2026-11-01"), PLAIN, Segments(extensions=(extension,)))
    assert caught.value.field == "extensions"


@pytest.mark.parametrize(
    ("extensions", "days"), [((), 15), (("to-30",), 30), (("to-60", "to-30"), 60)]
)
def test_the_largest_total_holds(extensions, days):
    assert amount(rule("decide"), extensions) == days


def test_a_clock_by_day_says_its_last_day():
    assert due(rule("decide"), moment("2026-11-20"), PLAIN).on == date(2026, 12, 5)
