"""What was late stays late: in the figures of the month of its due day, in ledger and dossier.

The days are counted by hand from the law: received on 2026-11-20, 15 days end on 5 December,
30 on 20 December, 60 on 19 January (domain.md 1, 3.2).
"""

from datetime import datetime

import pytest

from desk.reads.case_file import clock_json, read_case
from desk.reads.counted import counted_cases
from desk.reads.figure_values import Share
from desk.reads.figures import read_figures
from desk.reads.period_ledger import ledger_lines
from desk.reads.verify import verify
from desk.rules.case.classification import classification_of
from desk.rules.reports.periods import period_of
from tests.builders import DECISION, register, step, walk
from tests.server import marked

BANK = classification_of("bank")

DECEMBER, JANUARY = period_of("month", "2026-12"), period_of("month", "2027-01")
TOLD = {"decision": DECISION, "outcome": "agreed", "notice_way": "phone", "notice_proof": "录音 1"}
FURTHER = {"reason": "特别复杂", "approved_by": "总行", "approval_no": "1"}


@pytest.fixture
def case_no(branch):
    """A case received on 2026-11-20 at 10:00, before its decision is told."""
    case_no = register(branch.desk("chen"))
    walk(branch, case_no, "execute")
    return case_no


@pytest.fixture(autouse=True)
def _whole(branch):
    yield
    assert verify(branch.store, branch.desk().reckoning) == []


def at(branch, text):
    branch.clock.moment = datetime.fromisoformat(text)


def told(branch, case_no, text, **more):
    at(branch, text)
    step(branch.desk("chen"), case_no, "notify", **TOLD, **more)


def extended_late(branch, case_no):
    """Extend on 2 January to 60 days: both 5 and 20 December are over."""
    at(branch, "2027-01-02T09:00:00")
    step(branch.desk("li"), case_no, "extend", reason="情况复杂")
    step(branch.desk("director"), case_no, "extend-further", **FURTHER, notice_on="2027-01-02")


def decided(branch, period):
    return read_figures(branch.store, period, branch.clock.moment).timeliness.get("decide")


def is_late(branch, period):
    """Return what ledger, counted cases and details say of the one case: they agree."""
    now = branch.clock.moment
    (line,) = ledger_lines(branch.store, period, now)
    with branch.store.snapshot():
        (one,) = counted_cases(branch.store, period, now, BANK)
    assert line.is_late == one["late"]
    return one["late"]


def clock_of(branch, case_no):
    case = read_case(branch.store, branch.desk().reckoning, case_no)
    return next(clock for clock in case.clocks if clock.rule.id == "decide")


def test_a_late_extension_is_missed_once_in_the_month_of_the_first_due_day(branch, case_no):
    extended_late(branch, case_no)
    assert decided(branch, DECEMBER) == Share(0, 1)
    told(branch, case_no, "2027-01-10T09:00:00")
    assert decided(branch, DECEMBER) == Share(0, 1)
    assert decided(branch, JANUARY) is None
    clock = clock_of(branch, case_no)
    assert clock.due.on.isoformat() == "2027-01-19"
    assert clock_json(clock, branch.clock.moment)["met"] is False
    assert is_late(branch, DECEMBER)
    assert is_late(branch, JANUARY)


def test_one_that_is_over_again_while_it_runs_is_still_missed_once(branch, case_no):
    extended_late(branch, case_no)
    at(branch, "2027-01-25T09:00:00")
    assert decided(branch, DECEMBER) == Share(0, 1)
    assert decided(branch, JANUARY) is None


def test_reopening_leaves_the_late_one_in_its_month_and_counts_the_new_one_in_its_own(
    branch, case_no
):
    told(branch, case_no, "2026-12-10T09:00:00")
    step(branch.desk("zhou"), case_no, "follow-up", satisfaction="satisfied", follow_up="满意")
    step(branch.desk("li"), case_no, "close")
    assert decided(branch, DECEMBER) == Share(0, 1)
    at(branch, "2026-12-28T09:00:00")
    step(branch.desk("li"), case_no, "reopen", reason="客户不服")
    assert decided(branch, DECEMBER) == Share(0, 1)
    walk(branch, case_no, "execute")
    told(branch, case_no, "2027-01-04T09:00:00")  # due on 12 January
    assert decided(branch, DECEMBER) == Share(0, 1)
    assert decided(branch, JANUARY) == Share(1, 1)


def test_new_facts_that_came_late_begin_anew_and_wash_nothing(branch, case_no):
    at(branch, "2026-12-20T09:00:00")
    step(branch.desk("li"), case_no, "restart", reason="新事实", evidence="材料")
    told(branch, case_no, "2027-01-03T09:00:00")  # due on 4 January
    assert decided(branch, DECEMBER) == Share(0, 1)
    assert decided(branch, JANUARY) == Share(1, 1)


def test_a_withdrawal_after_the_due_day_leaves_it_missed_and_one_before_counts_nothing(
    branch, case_no
):
    other = register(branch.desk("chen"), complainant={"name": "李四", "phone": "13911112222"})
    at(branch, "2026-12-04T09:00:00")
    step(branch.desk("chen"), other, "withdraw", remarks="撤回")
    at(branch, "2026-12-10T09:00:00")
    step(branch.desk("chen"), case_no, "withdraw", remarks="撤回")
    assert decided(branch, DECEMBER) == Share(0, 1)
    lines = ledger_lines(branch.store, DECEMBER, branch.clock.moment)
    assert {line.facts["case_no"]: line.is_late for line in lines} == {case_no: True, other: False}


def test_one_closed_as_unreachable_after_its_due_day_is_missed(branch, case_no):
    at(branch, "2026-12-10T09:00:00")
    step(
        branch.desk("li"),
        case_no,
        "close",
        outcome="unreachable",
        unreachable_proof="三次拨打无人接听。",
    )
    assert decided(branch, DECEMBER) == Share(0, 1)
    assert is_late(branch, DECEMBER)


@pytest.mark.parametrize("is_noted_meanwhile", [False, True])
def test_what_was_done_in_time_and_entered_late_is_in_time(branch, case_no, is_noted_meanwhile):
    at(branch, "2026-12-08T09:00:00")
    if is_noted_meanwhile:
        step(branch.desk("chen"), case_no, "amend", remarks="补记")
        assert decided(branch, DECEMBER) == Share(0, 1)
    posted = {**TOLD, "notice_way": "posted", "notified_at": "2026-12-04T16:00:00"}
    at(branch, "2026-12-09T09:00:00")
    step(branch.desk("chen"), case_no, "notify", **posted)
    assert decided(branch, DECEMBER) == Share(1, 1)
    assert not is_late(branch, DECEMBER)


def test_a_complaint_due_on_the_last_day_and_told_the_next_is_late_in_the_month(branch):
    at(branch, "2026-12-16T10:00:00")
    case_no = register(branch.desk("chen"))  # due on 31 December
    walk(branch, case_no, "execute")
    told(branch, case_no, "2027-01-01T09:00:00")
    assert decided(branch, DECEMBER) == Share(0, 1)
    assert is_late(branch, DECEMBER)


def test_a_home_of_an_earlier_program_learns_what_was_missed_when_it_is_opened(branch, case_no):
    extended_late(branch, case_no)
    database = branch.store.database
    database.execute_sql("DELETE FROM missed")
    forget = marked(branch.store, "DELETE FROM schema_migration WHERE name LIKE ?")
    database.execute_sql(forget, ("0012%",))
    branch.store.close()
    opened = branch.home.open_with(branch.keys["director"], "director", branch.clock)
    branch.store = opened.store
    assert decided(branch, DECEMBER) == Share(0, 1)


def test_a_review_that_is_over_counts_in_its_month_though_its_case_is_closed(branch, case_no):
    told(branch, case_no, "2026-11-20T12:00:00")
    step(branch.desk("zhou"), case_no, "follow-up", satisfaction="satisfied", follow_up="满意。")
    step(branch.desk("li"), case_no, "close")
    at(branch, "2026-11-21T09:00:00")
    arrived = "2026-11-21T09:00:00"
    step(branch.desk("chen"), case_no, "apply-review", grounds="不服", arrived_at=arrived)
    at(branch, "2026-12-28T09:00:00")
    figures = read_figures(branch.store, DECEMBER, branch.clock.moment)
    assert figures.timeliness["review-decide"] == Share(0, 1)  # 30 days from 21 November
