"""What is found by an index is what a walk through all cases finds."""

import json

import pytest

from desk.reads.period_report import read_report
from desk.rules.reports.periods import period_of
from desk.store.few_cases import OPEN_BY_INDEX, with_entries
from desk.store.tables import CaseRow
from tests.conftest import NOW

# By hand: (open, in the queue, entries). A case that is over and under review is queued too.
CASES = [
    (1, 1, ["rectifications"]),
    (1, 1, ["emergencies", "contacts"]),
    (1, 1, []),
    (0, 1, ["rectifications"]),
    (0, 0, ["rectifications", "emergencies"]),
    (0, 0, ["emergencies"]),
    (0, 0, ["contacts"]),
    (0, 0, []),
]
FOUND = {"rectifications": {0, 3, 4}, "emergencies": {1, 4, 5}}


@pytest.fixture
def several(branch):
    """Return the row ids of ``CASES``, in their order."""
    columns = ("id", "uuid", "case_no", "is_open", "is_queued", "due_at", "attention_at")
    columns += ("received_on", "entries", "conflicts", "version")
    ids = range(9_000_000, 9_000_000 + len(CASES))
    branch.store.insert(
        CaseRow,
        columns,
        [
            (n, f"{n}", f"TS-{n}", is_open, queued, "9999", "9999", "2026-10-01", told, 0, 1)
            for n, (is_open, queued, names) in zip(ids, CASES, strict=True)
            for told in [json.dumps({name: [{}] for name in names})]
        ],
    )
    return list(ids)


def asked(branch, several, condition):
    query = CaseRow.select(CaseRow.id).where(condition, CaseRow.id >= several[0])
    return {several.index(found) for (found,) in branch.store.rows(query)}


@pytest.mark.parametrize("name", FOUND)
def test_cases_with_an_entry_are_found_open_or_over(branch, several, name):
    assert asked(branch, several, with_entries(name)) == FOUND[name]


def test_open_cases_are_those_that_are_not_over(branch, several):
    assert asked(branch, several, OPEN_BY_INDEX) == {0, 1, 2}


@pytest.mark.usefixtures("in_a_file")
def test_the_report_of_a_month_walks_through_no_table(branch, monkeypatch):
    asked, really = [], branch.store.database.execute_sql

    def recording(sql, params=None):
        asked.append((sql, params))
        return really(sql, params)

    with monkeypatch.context() as patched:
        patched.setattr(branch.store.database, "execute_sql", recording)
        read_report(branch.store, period_of("month", "2026-10"), NOW)
    about_cases = [(sql, params) for sql, params in asked if 'FROM "case"' in sql]
    assert len(about_cases) > 10
    for sql, params in about_cases:
        plan = [row[3] for row in really(f"EXPLAIN QUERY PLAN {sql}", params).fetchall()]
        assert not [step for step in plan if step.startswith("SCAN") and "INDEX" not in step], sql
