"""The account of a case's clock: every day explained, the counted ones add up."""

from datetime import datetime, timedelta

import pytest

from desk.reads.case_file import read_case
from desk.rules.time.clock_account import DayReason, case_account
from desk.rules.time.segments import segments_json
from tests.builders import register, step

FURTHER = {
    "reason": "等待鉴定结论。",
    "approved_by": "示例分行 吴行长",
    "approval_no": "示分消保〔2026〕8号",
    "notice_on": "2026-11-24",
    "notice_no": "告字2026-31",
}


@pytest.fixture
def case(branch):
    """A case that was paused for four days, extended twice; told unmasked."""
    branch.clock.moment = datetime(2026, 11, 20, 10)
    case_no = register(branch.desk("chen"))
    branch.clock.moment += timedelta(days=4)
    step(branch.desk("chen"), case_no, "pause", kind="mediation", evidence="通知书")
    step(branch.desk("li"), case_no, "extend", reason="复杂。")
    step(branch.desk(), case_no, "extend-further", **FURTHER)
    branch.clock.moment += timedelta(days=4)
    step(branch.desk("chen"), case_no, "resume")
    return read_case(branch.store, branch.desk().reckoning, case_no)


def account_of(branch, case, rule="decide"):
    clock = next(clock for clock in case.clocks if clock.rule.id == rule)
    return clock, case_account(clock, case.facts, branch.desk().reckoning)


def test_the_account_ends_where_the_clock_does_and_its_days_add_up(branch, case):
    for rule in ("decide", "execute", "plan"):
        clock, account = account_of(branch, case, rule)
        assert account.due == clock.due
        assert account.lines[-1].total == pytest.approx(account.amount)
        assert [line.day for line in account.lines] == [
            account.start.date() + timedelta(days) for days in range(len(account.lines))
        ]


def test_every_day_says_why(branch, case):
    _, account = account_of(branch, case)
    why = {line.day.isoformat(): line.why for line in account.lines}
    assert why["2026-11-20"] is DayReason.ANCHOR
    assert why["2026-11-23"] is DayReason.COUNTED
    assert [why[f"2026-11-{day}"] for day in (24, 25, 26, 27)] == [DayReason.PAUSED] * 4
    assert why["2026-11-28"] is DayReason.COUNTED
    assert account.amount == 60


def test_approver_and_notice_stand_beside_the_account(branch, case):
    clock, _ = account_of(branch, case)
    told = segments_json(clock.rule, case.facts)
    second = told["extensions"][1]
    assert {name: second[name] for name in FURTHER} == FURTHER
    assert told["pauses"][0]["evidence"] == "通知书"


def test_a_pause_without_its_notice_stands_as_ignored(branch):
    case_no = register(branch.desk("chen"))
    branch.clock.moment += timedelta(days=1)
    step(branch.desk("chen"), case_no, "pause", kind="appraisal", evidence="委托书")
    branch.clock.moment += timedelta(days=2)
    step(branch.desk("chen"), case_no, "resume")
    case = read_case(branch.store, branch.desk().reckoning, case_no)
    _, account = account_of(branch, case)
    assert [pause.kind for pause in account.ignored] == ["appraisal"]
    assert account.due.on.isoformat() == "2026-12-05"
