"""The assessment of a person or a department, from the frozen cases of a closed report."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Final

from desk.reads.closed_to import closed_numbers
from desk.reads.period_report import read_report
from desk.rules.oversight.assessment import NotFrozenYet, Score, need_to_see, score
from desk.rules.people.rights import Person
from desk.rules.reports.periods import Period
from desk.store.db import Store

HIDDEN: Final = "—"  # in place of a number


def read_assessment(  # noqa: PLR0913 - whose, when, and who asks
    store: Store, period: Period, *, by: str, name: str, now: datetime, reader: Person
) -> Score:
    """Return the assessment of ``name`` for ``period``.

    Cases that are closed to ``reader`` count, but their numbers are left out.

    Args:
        store: The open database.
        period: Whose report is closed.
        by: "handler" or "department".
        name: A login, or the department's name.
        now: This moment.
        reader: Who asks.

    Raises:
        NotYourAssessment: She may not see it.
        NotFrozenYet: The report is not closed.
    """
    need_to_see(reader, by, name)
    report = read_report(store, period, now)
    if not report.is_closed:
        raise NotFrozenYet(period=period.title)
    found = score([case for case in report.details.cases if case[by] == name])
    hidden = closed_numbers(store, reader)
    shares = [
        replace(one, cases=_shown(one.cases, hidden), missed=_shown(one.missed, hidden))
        for one in found.shares
    ]
    return replace(found, shares=shares)


def _shown(numbers: list[str], hidden: Collection[str]) -> list[str]:
    return [HIDDEN if number in hidden else number for number in numbers]
