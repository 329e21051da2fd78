"""Each case is counted in one table: consumers' complaints, other parties', other kinds."""

from datetime import datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desk.reads.figures import read_figures
from desk.reads.period_report import figures_of, read_report, read_whole, whole_json
from desk.rules.reports.periods import period_named
from desk.store.tables import CaseRow
from reports import month_tables
from tests.builders import register, step, walk

OCTOBER = period_named("2026-10")
PARTIES = ("customer", "partner", "employee", "supplier", "investor", "other")
KINDS = ("complaint", "inquiry", "suggestion", "praise", "report")
EMPTY = {"opening": 0, "received": 0, "closed": 0, "withdrawn": 0, "merged": 0, "open_at_end": 0}


def at(branch, text):
    branch.clock.moment = datetime.fromisoformat(text)


def told(branch, period=OCTOBER):
    return read_whole(branch.store, period, branch.clock.now(), branch.desk().actor)


def numbers(**counts):
    whole = {**EMPTY, **counts}
    return {**whole, "distinct": whole["received"], "answered": counts.get("answered", 0)}


def test_other_parties_and_kinds_stand_apart_by_hand(branch):
    """By hand: a customer's, two employees' (one closed), a partner's, an inquiry, a report."""
    at(branch, "2026-10-10T10:00:00")
    register(branch.desk("chen"))
    done = register(branch.desk("chen"), party_type="employee")
    register(branch.desk("chen"), party_type="employee")
    gone = register(branch.desk("chen"), party_type="partner")
    inquiry = register(branch.desk("chen"), kind="inquiry")
    register(branch.desk("chen"), kind="report", party_type="employee")
    walk(branch, done, "close")
    step(branch.desk("chen"), gone, "withdraw", remarks="来函撤回。")
    step(branch.desk("chen"), inquiry, "answer", answer="已说明。")
    figures = told(branch)
    assert figures["balance"]["received"] == 1
    assert figures["balance"]["closed"] == 0
    assert figures["breakdown"]["party_type"] == {"customer": 1}
    assert set(figures["timeliness"]) <= {"register"}
    assert figures["timeliness"]["register"]["of"] == 1
    assert figures["others"] == {
        "employee": numbers(received=2, closed=1, open_at_end=1),
        "partner": numbers(received=1, withdrawn=1),
        "inquiry": numbers(received=1, open_at_end=1, answered=1),
        "report": numbers(received=1, open_at_end=1),
    }
    at(branch, "2026-11-02T10:00:00")
    november = told(branch, period_named("2026-11"))["others"]
    assert november["employee"] == numbers(opening=1, open_at_end=1)
    assert "partner" not in november


def test_the_report_has_a_table_for_each_and_none_where_nothing_came(branch):
    at(branch, "2026-10-10T10:00:00")
    assert month_tables.other_tables(read_figures(branch.store, OCTOBER, branch.clock.now())) == []
    register(branch.desk("chen"), party_type="investor")
    register(branch.desk("chen"), kind="praise")
    parties, kinds = month_tables.other_tables(
        read_figures(branch.store, OCTOBER, branch.clock.now())
    )
    assert [row[0] for row in parties.rows] == ["Investor"]
    assert [row[0] for row in kinds.rows] == ["Praise"]
    assert parties.rows[0][1:] == (0, 1, 0, 0, 0, 1)
    assert kinds.rows[0][1:] == (0, 1, 0, 0, 0, 1, 0)


CASE = st.tuples(
    st.sampled_from(KINDS),
    st.sampled_from(PARTIES),
    st.sampled_from(("2026-09-20T10:00:00", "2026-10-05T10:00:00", "2026-10-31T23:59:59")),
    st.sampled_from(("open", "withdrawn", "converted")),
)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cases=st.lists(CASE, max_size=8))
def test_all_tables_together_count_all_cases_and_each_adds_up(branch, cases):
    branch.store.run(CaseRow.delete())
    for kind, party, received, end in cases:
        at(branch, received)
        case_no = register(branch.desk("chen"), kind=kind, party_type=party)
        if end == "withdrawn":
            step(branch.desk(), case_no, "withdraw", remarks="撤回。")
        elif end == "converted":
            other = "inquiry" if kind == "complaint" else "complaint"
            step(branch.desk(), case_no, "convert", kind=other, reason="性质有变。")
    at(branch, "2026-11-02T10:00:00")
    figures = read_figures(branch.store, OCTOBER, branch.clock.now())
    tables = [figures.balance, *(one.balance for one in figures.others.values())]
    assert all(balance.adds_up for balance in tables)
    september = sum(received < "2026-10" for _, _, received, _ in cases)
    assert sum(balance.received for balance in tables) == len(cases) - september
    still = sum(received < "2026-10" and end != "withdrawn" for _, _, received, end in cases)
    assert sum(balance.opening for balance in tables) == still
    assert all(figures.checks().values())


def test_a_report_that_an_earlier_program_closed_has_no_such_tables(branch):
    at(branch, "2026-11-02T10:00:00")
    report = read_report(branch.store, OCTOBER, branch.clock.now())
    whole = whole_json(report.figures, report.details)
    assert figures_of(OCTOBER, whole).others == {}
    del whole["others"]
    assert figures_of(OCTOBER, whole).others == {}
