"""Clocks in an office's life: back-dated entries, pauses left open, days agreed, closed cases.

The days are counted by hand from the law (domain.md 1 and 3.2); NOW is Friday 2026-11-20.
"""

from datetime import datetime

import pytest

from desk.actions.take_calendar import TakeCalendar
from desk.base.clock import stamp
from desk.base.errors import Refusal
from desk.reads.case_file import read_case
from desk.reads.open_duties import owed_by
from desk.rules.steps import clock_guards as guards
from desk.rules.steps.duties import Duty, duties
from desk.rules.time.notices import read_notice
from desk.rules.time.packs import pack_of
from tests.actions.test_clock_steps import clock_of, due_on, facts_of, later
from tests.builders import DECISION, register, step, walk

DECLINED = {"remarks": "非本人提出。", "notice_way": "phone", "notice_proof": "录音 9"}
TOLD = {"decision": DECISION, "outcome": "agreed", "notice_way": "phone", "notice_proof": "录音 1"}
NOTICE_2027 = """国务院办公厅关于2027年部分节假日安排的通知
一、元旦：2026年12月31日（周四）至2027年1月2日（周六）放假调休，共3天。2026年12月27日（周日）上班。
二、春节：2月5日（周五）至13日（周六）放假调休，共9天。1月30日（周六）、2月14日（周日）上班。
四、劳动节：5月1日（周六）至5日（周三）放假调休，共5天。4月25日（周日）、5月8日（周六）上班。
七、国庆节：10月1日（周五）至7日（周四）放假调休，共7天。9月26日（周日）、10月9日（周六）上班。
"""
AMENDED_2027 = """国务院办公厅关于调整2027年劳动节假期安排的通知
2027年5月1日（周六）至6日（周四）放假调休，共6天。4月25日（周日）、5月8日（周六）、5月9日（周日）上班。
"""


@pytest.fixture
def case_no(branch):
    """A case received on 2026-11-20 at 10:00; its decision is due on 5 December."""
    return register(branch.desk("chen"))


def at(branch, text):
    branch.clock.moment = datetime.fromisoformat(text)


def agree(branch, case_no, day):
    step(branch.desk("chen"), case_no, "agree", on=day, evidence="约定书")


@pytest.fixture
def paused(branch, case_no):
    """A case in mediation since 24 November, to be notified on 10 December."""
    walk(branch, case_no, "execute")
    at(branch, "2026-11-24T09:00:00")
    step(branch.desk("chen"), case_no, "pause", kind="mediation", evidence="调解申请书")
    at(branch, "2026-12-10T09:00:00")
    return case_no


@pytest.mark.parametrize("action", ["notify", "decline"])
@pytest.mark.parametrize(
    "until",
    ["2026-12-10T09:01:00", "2026-12-11T09:00:00", "2026-11-23T09:00:00"],
)
def test_a_notice_asks_when_the_open_pause_ended(branch, paused, action, until):
    given = {"notify": TOLD, "decline": DECLINED}[action]
    with pytest.raises(Refusal) as caught:
        step(branch.desk("li"), paused, action, **given, until=until)
    assert caught.value.field == "until"
    assert clock_of(branch, paused).state == "paused"


@pytest.mark.parametrize(
    ("until", "due"),
    [
        (None, "2026-12-21"),  # left open, it ends with the notice
        ("2026-12-10T09:00:00", "2026-12-21"),  # 5 December and the 16 days from 24 to 9
        ("2026-12-01T09:00:00", "2026-12-12"),  # and the 7 days from 24 to 30
    ],
)
def test_the_pause_ends_when_the_notice_says_so(branch, paused, until, due):
    end = {"until": until} if until else {}
    step(branch.desk("chen"), paused, "notify", **TOLD, **end)
    clock = clock_of(branch, paused)
    assert clock.due.on.isoformat() == due
    assert (clock.state, clock.is_met) == ("stopped", True)


def test_a_notice_without_an_open_pause_takes_no_end_of_one(branch, case_no):
    walk(branch, case_no, "execute")
    with pytest.raises(guards.NotPaused):
        step(branch.desk("chen"), case_no, "notify", **TOLD, until="2026-11-20T10:00:00")
    step(branch.desk("chen"), case_no, "notify", **TOLD)


def test_an_agreed_day_falls_with_the_reopening(branch, case_no):
    agree(branch, case_no, "2026-11-27")
    assert due_on(branch, case_no) == "2026-11-27"
    walk(branch, case_no, "close")
    at(branch, "2026-12-10T09:00:00")
    step(branch.desk("li"), case_no, "reopen", reason="客户不服")
    assert due_on(branch, case_no) == "2026-12-25"


def test_an_agreed_day_falls_with_new_facts(branch, case_no):
    agree(branch, case_no, "2026-11-27")
    later(branch, days=3)
    step(branch.desk("chen"), case_no, "restart", reason="新事实", evidence="新材料")
    assert due_on(branch, case_no) == "2026-12-08"
    agree(branch, case_no, "2026-12-20")
    assert due_on(branch, case_no) == "2026-12-20"


@pytest.mark.parametrize(
    ("action", "given"),
    [("pause", {"kind": "mediation", "evidence": "调解"}), ("extend", {"reason": "情况复杂"})],
)
def test_what_cannot_move_an_agreed_day_is_refused(branch, case_no, action, given):
    agree(branch, case_no, "2026-11-27")
    with pytest.raises(guards.AgreedDayHolds, match="2026-11-27"):
        step(branch.desk("li"), case_no, action, **given)
    assert clock_of(branch, case_no).state == "running"


def test_no_day_is_agreed_beside_a_pause_that_goes_on(branch, case_no):
    step(branch.desk("chen"), case_no, "pause", kind="mediation", evidence="调解")
    with pytest.raises(guards.PausedAlready):
        agree(branch, case_no, "2026-11-27")


def test_an_extension_falls_with_new_facts_that_came_before_it_but_were_entered_after(
    branch, case_no
):
    at(branch, "2026-12-01T09:00:00")
    step(branch.desk("li"), case_no, "extend", reason="情况复杂")
    assert due_on(branch, case_no) == "2026-12-20"
    at(branch, "2026-12-03T09:00:00")
    new = {"reason": "新事实", "evidence": "新材料", "at": "2026-11-29T09:00:00"}
    step(branch.desk("chen"), case_no, "restart", **new)
    assert due_on(branch, case_no) == "2026-12-14"  # 15 days after 29 November
    at(branch, "2026-12-04T09:00:00")
    step(branch.desk("li"), case_no, "extend", reason="情况复杂")
    assert due_on(branch, case_no) == "2026-12-29"


def test_new_facts_after_the_decision_are_refused_with_the_way(branch, case_no):
    walk(branch, case_no, "notify")
    later(branch, days=3)
    with pytest.raises(guards.NothingBeginsAnew, match="Reopen"):
        step(branch.desk("chen"), case_no, "restart", reason="新事实", evidence="新材料")


def test_new_facts_older_than_the_newest_are_refused(branch, case_no):
    at(branch, "2026-11-28T09:00:00")
    step(branch.desk("chen"), case_no, "restart", reason="新事实", evidence="新材料")
    older = {"reason": "更早的事实", "evidence": "材料", "at": "2026-11-24T09:00:00"}
    with pytest.raises(guards.BeforeItsStart):
        step(branch.desk("chen"), case_no, "restart", **older)
    assert due_on(branch, case_no) == "2026-12-13"


def test_a_review_applied_for_after_closing_runs_until_it_is_decided(branch, case_no):
    walk(branch, case_no, "archive")
    at(branch, "2026-12-01T09:00:00")
    review = {"grounds": "不服处理决定", "applied_at": "2026-11-30T09:00:00"}
    step(branch.desk("li"), case_no, "apply-review", **review, arrived_at="2026-11-30T15:00:00")
    clock = clock_of(branch, case_no, "review-decide")
    assert (clock.due.on.isoformat(), clock.state) == ("2026-12-30", "running")
    assert clock.light(datetime(2026, 12, 30, 9)).word == "red"
    assert clock.light(datetime(2026, 12, 31, 9)).word == "black"
    assert reviews_owed(branch, case_no) == ["2026-12-30T23:59:59"]
    at(branch, "2026-12-31T09:00:00")
    step(branch.desk("li"), case_no, "decide-review", result="upheld", text="维持。")
    assert reviews_owed(branch, case_no) == []


def reviews_owed(branch, case_no):
    """Return the ends of the reviews that are owed: in the list of all cases and by the case."""
    office = branch.desk()
    listed = owed_by(branch.store, office.settings, office.actor, reckoning=office.reckoning)
    case = read_case(branch.store, office.reckoning, case_no)
    own = duties(case.facts, office.settings, case.clocks)
    ends = [stamp(one.due_at) for one in own if one.duty is Duty.REVIEW]
    assert ends == [stamp(one.due_at) for _, one in listed if one.duty is Duty.REVIEW]
    return ends


# calendars


@pytest.fixture
def december_case(branch):
    at(branch, "2026-12-29T10:00:00")
    return register(branch.desk("chen"))


def take(branch, text):
    pack = pack_of(read_notice(text, 2027), 2027, text.splitlines()[0])
    return branch.desk().do(TakeCalendar(pack=pack)).result


def test_days_of_the_year_before_that_a_notice_names_count(branch, december_case):
    take(branch, NOTICE_2027)
    calendar = branch.desk().reckoning.calendar
    assert calendar.is_workday(datetime(2026, 12, 27).toordinal())
    assert not calendar.is_workday(datetime(2026, 12, 31).toordinal())
    assert due_on(branch, december_case, "execute") == "2027-01-05"  # 30 Dec, 4 and 5 January


def test_a_second_notice_changes_only_the_days_that_it_names(branch, december_case):
    take(branch, NOTICE_2027)
    assert take(branch, AMENDED_2027).moved == []
    calendar = branch.desk().reckoning.calendar
    assert due_on(branch, december_case, "execute") == "2027-01-05"
    off = {"2027-01-01", "2027-02-10", "2027-05-06", "2027-10-07"}
    worked = {"2027-02-14", "2027-05-08", "2027-05-09", "2027-10-09"}
    days = {day: datetime.fromisoformat(day).toordinal() for day in off | worked}
    assert {day for day in days if not calendar.is_workday(days[day])} == off


def test_a_year_that_ships_can_be_amended(branch):
    before = branch.desk().reckoning.calendar
    text = "国务院办公厅关于调整2026年国庆节假期安排的通知\n2026年10月12日（周一）放假，共1天。"
    pack = pack_of(read_notice(text, 2026), 2026, "调整")
    told = branch.desk().do(TakeCalendar(pack=pack)).result
    after = branch.desk().reckoning.calendar
    year = range(datetime(2026, 1, 1).toordinal(), datetime(2027, 1, 1).toordinal())
    changed = [day for day in year if before.is_workday(day) != after.is_workday(day)]
    assert changed == [datetime(2026, 10, 12).toordinal()]
    assert told.year == 2026


# breaches


def breaches_of(branch, case_no):
    return [b for b in facts_of(branch, case_no).get("breaches", ()) if not b.get("in_time")]


def late_rules(branch, case_no):
    return {(b["rule"], b["due_at"][:10]) for b in breaches_of(branch, case_no)}


POSTED = {**TOLD, "notice_way": "posted", "notified_at": "2026-12-04T16:00:00"}
IN_TIME = {
    "a letter posted in time": ("notify", POSTED),
    "a mediation begun in time": (
        "pause",
        {"kind": "mediation", "evidence": "调解", "from": "2026-12-01T09:00:00"},
    ),
    "a withdrawal in time": (
        "withdraw",
        {"remarks": "撤回", "withdrawn_at": "2026-12-03T09:00:00"},
    ),
}


@pytest.mark.parametrize("is_noted_meanwhile", [False, True])
@pytest.mark.parametrize(("action", "given"), IN_TIME.values(), ids=IN_TIME)
def test_what_was_in_time_and_entered_late_is_no_breach(
    branch, case_no, action, given, is_noted_meanwhile
):
    walk(branch, case_no, "execute")
    at(branch, "2026-12-08T09:00:00")
    if is_noted_meanwhile:
        step(branch.desk("chen"), case_no, "amend", remarks="补记")
        assert ("decide", "2026-12-05") in late_rules(branch, case_no)
    at(branch, "2026-12-09T09:00:00")
    step(branch.desk("chen"), case_no, action, **given)
    assert "decide" not in {rule for rule, _ in late_rules(branch, case_no)}


LATE = {
    "a letter posted late": ("notify", {**POSTED, "notified_at": "2026-12-06T08:00:00"}),
    "an extension given late": ("extend", {"reason": "情况复杂"}),
    "a day agreed late": ("agree", {"on": "2026-12-20", "evidence": "约定书"}),
    "a mediation begun late": (
        "pause",
        {"kind": "mediation", "evidence": "调解", "from": "2026-12-06T09:00:00"},
    ),
    "new facts that came late": ("restart", {"reason": "新事实", "evidence": "材料"}),
}


@pytest.mark.parametrize(("action", "given"), LATE.values(), ids=LATE)
def test_what_came_late_washes_no_breach_away(branch, case_no, action, given):
    walk(branch, case_no, "execute")
    at(branch, "2026-12-09T09:00:00")
    step(branch.desk("li"), case_no, action, **given)
    assert ("decide", "2026-12-05") in late_rules(branch, case_no)
