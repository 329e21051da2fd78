"""Every number that a sentence of the report tells stands in a table of the same section."""

import pytest

from desk.base import words
from desk.reads.period_report import read_report
from desk.rules.reports.periods import month_of, period_of
from reports.month import told_sections
from reports.proof import unfounded, unproven_paper
from tests.reports.papers import MADE_AT, making_of


def year():
    month = month_of(MADE_AT.date())
    for _ in range(13):
        yield month
        month = month.before()
    for number in range(1, 5):
        yield period_of("quarter", f"2026-Q{number}")
    yield period_of("half", "2026-H1")
    yield period_of("half", "2026-H2")
    yield period_of("year", "2026")
    yield period_of("range", "2026-02-10..2026-05-09")
    yield period_of("range", "2026-10-03..2026-10-20")


@pytest.fixture(params=["en", "zh_CN"])
def language(request):
    words.use(request.param)


@pytest.mark.usefixtures("language")
@pytest.mark.parametrize("period", list(year()), ids=lambda period: period.id)
def test_the_sentences_of_every_section_are_borne_out_by_its_tables(training, period):
    report = read_report(training.store, period, MADE_AT)
    making = making_of(training)
    for section in told_sections(report, making):
        assert unfounded(section, report, making) == [], section.id
    assert unproven_paper(report, making) == ()
