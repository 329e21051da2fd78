"""Deadlines with pauses, worked by hand."""

import pytest

from desk.rules.time.clocks import EndBeforeStart, Pause, Segments, due
from tests.rules.worked import PLAIN, ROLLING, Worked, each, mediation, moment, rule

PAUSED = {
    "one pause": Worked(
        "decide", "2026-11-01", "2026-11-19", mediation(("2026-11-05", "2026-11-08"))
    ),
    "two that touch": Worked(
        "decide",
        "2026-11-01",
        "2026-11-21",
        mediation(("2026-11-05", "2026-11-08"), ("2026-11-08", "2026-11-10")),
    ),
    "two that overlap": Worked(
        "decide",
        "2026-11-01",
        "2026-11-21",
        mediation(("2026-11-05", "2026-11-09"), ("2026-11-07", "2026-11-10")),
    ),
    "two that lie apart": Worked(
        "decide",
        "2026-11-01",
        "2026-11-21",
        mediation(("2026-11-05", "2026-11-07"), ("2026-11-10", "2026-11-13")),
    ),
    "one within the other": Worked(
        "decide",
        "2026-11-01",
        "2026-11-23",
        mediation(("2026-11-05", "2026-11-12"), ("2026-11-07", "2026-11-08")),
    ),
    "two grounds at once": Worked(
        "decide",
        "2026-11-01",
        "2026-11-20",
        (("appraisal", "2026-11-05", "2026-11-08"), ("mediation", "2026-11-06", "2026-11-09")),
    ),
    "the second reaches into what the first added": Worked(
        "decide",
        "2026-11-01",
        "2026-11-23",
        mediation(("2026-11-15", "2026-11-20"), ("2026-11-21", "2026-11-23")),
    ),
    "the second comes too late": Worked(
        "decide",
        "2026-11-01",
        "2026-11-21",
        mediation(("2026-11-15", "2026-11-20"), ("2026-11-22", "2026-11-25")),
    ),
    # the day of receipt does not count anyway, so it cannot be paused a second time
    "from the day of receipt": Worked(
        "decide", "2026-11-01", "2026-11-18", mediation(("2026-11-01", "2026-11-04"))
    ),
    "from before the receipt": Worked(
        "decide", "2026-11-01", "2026-11-18", mediation(("2026-10-20", "2026-11-04"))
    ),
    "wholly before the receipt": Worked(
        "decide", "2026-11-01", "2026-11-16", mediation(("2026-10-20", "2026-10-25"))
    ),
    "after the due date": Worked(
        "decide", "2026-11-01", "2026-11-16", mediation(("2026-11-17", "2026-11-20"))
    ),
    "from the due date": Worked(
        "decide", "2026-11-01", "2026-11-18", mediation(("2026-11-16", "2026-11-18"))
    ),
    "up to the due date": Worked(
        "decide", "2026-11-01", "2026-11-18", mediation(("2026-11-14", "2026-11-16"))
    ),
    "of no length": Worked(
        "decide", "2026-11-01", "2026-11-16", mediation(("2026-11-05", "2026-11-05"))
    ),
    "within one day": Worked(
        "decide", "2026-11-01", "2026-11-16", mediation(("2026-11-05T09:00", "2026-11-05T17:00"))
    ),
    "from a morning to an evening": Worked(
        "decide", "2026-11-01", "2026-11-19", mediation(("2026-11-05T09:00", "2026-11-08T18:00"))
    ),
    "a house reason stops no statutory clock": Worked(
        "decide", "2026-11-01", "2026-11-16", (("house", "2026-11-05", "2026-11-10"),)
    ),
    "a house reason stops a house clock": Worked(
        "execute", "2026-11-16", "2026-11-23", (("house", "2026-11-17", "2026-11-19"),)
    ),
    "no ground stops the credit objection": Worked(
        "credit-objection", "2026-11-20", "2026-12-10", mediation(("2026-11-21", "2026-11-30"))
    ),
    "over a holiday, working days": Worked(
        "execute", "2026-09-29", "2026-10-09", mediation(("2026-10-01", "2026-10-08"))
    ),
    "over a holiday, natural days": Worked(
        "decide", "2026-09-25", "2026-10-17", mediation(("2026-10-01", "2026-10-08"))
    ),
    "into the unpublished year": Worked(
        "execute",
        "2026-12-28",
        "2027-01-04",
        mediation(("2026-12-31", "2027-01-01")),
        provisional=True,
    ),
    "then rolled": Worked(
        "decide",
        "2026-11-01",
        "2026-11-23",
        mediation(("2026-11-05", "2026-11-10")),
        counting=ROLLING,
    ),
}


@each(PAUSED)
def test_paused_days_do_not_count(worked):
    assert worked.found() == worked.expected()


@pytest.mark.parametrize("kind", ["mediation", "house"])
def test_a_pause_turned_round_is_refused_and_named(kind):
    pause = Pause(kind, moment("2026-11-08"), moment("2026-11-05"))
    with pytest.raises(EndBeforeStart, match=r"2026-11-05.*2026-11-08") as caught:
        due(rule("decide"), moment("2026-11-01"), PLAIN, Segments((pause,)))
    assert caught.value.field == "pauses"
