"""Changes of how the office reckons, by settings, house rules and calendars; what they spare."""

from datetime import datetime, timedelta

import pytest

from desk.actions.change_settings import ChangeSettings
from desk.actions.take_calendar import TakeCalendar
from desk.reads.case_file import read_case
from desk.reads.verify import verify
from desk.rules.setting_values import BadSetting
from desk.rules.time.case_clocks import Moved
from desk.rules.time.packs import BadPack, DayTwice, FarFromItsYear
from tests.builders import agreed, register, step, walk

PLAN_36 = {"plan": {"amount": 36, "anchor": "received_at", "article": "本行制度第五条：36小时"}}


def due_of(branch, case_no, rule="decide"):
    case = read_case(branch.store, branch.desk().reckoning, case_no)
    return next(clock.due for clock in case.clocks if clock.rule.id == rule)


def change(branch, *, covers_open=False, is_simulation=False, **values):
    command = ChangeSettings(values=values, covers_open=covers_open, is_simulation=is_simulation)
    return branch.desk().do(command).result


@pytest.fixture(autouse=True)
def _whole(branch):
    yield
    assert verify(branch.store, branch.desk().reckoning) == []


@pytest.fixture
def case_no(branch):
    """A case received on Friday 2026-11-20; its decision is due on 5 December."""
    return register(branch.desk("chen"))


def later(branch, **much):
    branch.clock.moment += timedelta(**much)


def test_a_new_way_of_counting_holds_for_cases_received_from_then_on(branch, case_no):
    later(branch, minutes=1)
    assert change(branch, count_from="same-day") == []
    later(branch, minutes=1)
    newer = register(branch.desk("chen"))
    assert due_of(branch, case_no).on.isoformat() == "2026-12-05"
    assert due_of(branch, newer).on.isoformat() == "2026-12-04"


def test_for_open_cases_too_every_moved_deadline_is_told_before_and_after(branch, case_no):
    closed = register(branch.desk("chen"))
    walk(branch, closed, "close")
    later(branch, minutes=1)
    told = change(branch, count_from="same-day", covers_open=True, is_simulation=True)
    before, after = "2026-12-05T23:59:59", "2026-12-04T23:59:59"
    assert Moved(case_no=case_no, clock="decide", before=before, after=after) in told
    assert {move.case_no for move in told} == {case_no}
    assert due_of(branch, case_no).on.isoformat() == "2026-12-05"
    assert change(branch, count_from="same-day", covers_open=True) == told
    assert due_of(branch, case_no).on.isoformat() == "2026-12-04"
    assert due_of(branch, closed).on.isoformat() == "2026-12-05"


def test_changing_a_way_and_back_restores_every_deadline(branch, case_no):
    before = due_of(branch, case_no)
    for way in ("same-day", "next-day"):
        later(branch, minutes=1)
        change(branch, count_from=way, covers_open=True)
    assert due_of(branch, case_no) == before


def test_two_changes_for_new_cases_leave_three_generations(branch):
    cases = []
    for way in ("same-day", "next-day", None):
        cases.append(register(branch.desk("chen")))
        later(branch, minutes=1)
        if way:
            change(branch, count_from=way)
        later(branch, minutes=1)
    assert [due_of(branch, case).on.day for case in cases] == [5, 4, 5]


def test_a_deadline_that_passed_stays_a_breach_when_a_new_rule_moves_it(branch, case_no):
    later(branch, days=3)
    change(branch, house_rules={"plan": {"amount": 200, "article": "新制度"}}, covers_open=True)
    facts = read_case(branch.store, branch.desk().reckoning, case_no).facts
    assert {"plan", "investigate"} <= {breach["rule"] for breach in facts["breaches"]}


def test_a_house_rule_of_the_office_s_own_says_so_in_its_article(branch):
    change(branch, house_rules=PLAN_36)
    later(branch, minutes=5)
    case_no = register(branch.desk("chen"), received_at="2026-11-20 10:01")
    case = read_case(branch.store, branch.desk().reckoning, case_no)
    plan = next(clock for clock in case.clocks if clock.rule.id == "plan")
    assert plan.due.at == datetime(2026, 11, 21, 22, 1)
    assert plan.rule.article == PLAN_36["plan"]["article"]


@pytest.mark.parametrize(
    "rules",
    [
        {"decide": {"amount": 30, "article": "x"}},
        {"plan": {"amount": 0, "article": "x"}},
        {"plan": {"amount": 36}},
        {"plan": {"amount": 36, "article": "x", "anchor": "closed_at"}},
        {"nothing": {"amount": 36, "article": "x"}},
        [],
    ],
)
def test_statutory_rules_and_senseless_changes_are_refused(branch, rules):
    with pytest.raises(BadSetting):
        change(branch, house_rules=rules)


def test_lights_change_for_open_cases_at_once(branch, case_no):
    later(branch, days=6)
    agreed(branch.desk(), branch.desk("li"), ChangeSettings(values={"yellow_days": 20}))
    case = read_case(branch.store, branch.desk().reckoning, case_no)
    decide = next(clock for clock in case.clocks if clock.rule.id == "decide")
    assert decide.light(branch.clock.now()).word == "yellow"


# calendars


def pack_of(year, *days):
    return {
        "year": year,
        "notices": ["通知"],
        "days": [{"date": day, "name": "春节", "off": off} for day, off in days],
    }


@pytest.fixture
def december_case(branch):
    """A case received on 2026-12-30; three working days reach into 2027."""
    branch.clock.moment = datetime(2026, 12, 30, 10)
    return register(branch.desk("chen"))


def test_a_calendar_that_arrives_moves_provisional_deadlines_and_names_them(branch, december_case):
    before = due_of(branch, december_case, "execute")
    assert (before.on.isoformat(), before.provisional) == ("2027-01-05", True)
    pack = pack_of(2027, ("2027-01-01", True), ("2027-01-04", True), ("2027-01-02", False))
    told = branch.desk().do(TakeCalendar(pack=pack, is_simulation=True)).result.moved
    assert due_of(branch, december_case, "execute") == before
    assert branch.desk().do(TakeCalendar(pack=pack)).result.moved == told
    assert [(move.clock, move.after) for move in told] == []
    after = due_of(branch, december_case, "execute")
    assert (after.on.isoformat(), after.provisional) == ("2027-01-05", False)


def test_the_moved_deadlines_are_listed(branch, december_case):
    pack = pack_of(2027, ("2027-01-01", True), ("2027-01-04", True), ("2027-01-05", True))
    told = branch.desk().do(TakeCalendar(pack=pack)).result.moved
    assert told == [
        Moved(
            case_no=december_case,
            clock="execute",
            before="2027-01-05T23:59:59",
            after="2027-01-07T23:59:59",
        )
    ]


def test_a_corrected_calendar_takes_the_place_of_the_first(branch, december_case):
    first = pack_of(2027, ("2027-01-01", True), ("2027-01-04", True))
    branch.desk().do(TakeCalendar(pack=first))
    branch.desk().do(TakeCalendar(pack=pack_of(2027, ("2027-01-01", True)), is_whole=True))
    assert due_of(branch, december_case, "execute").on.isoformat() == "2027-01-05"


@pytest.mark.parametrize(
    ("pack", "refusal"),
    [
        ({}, BadPack),
        ([], BadPack),
        (pack_of(2027), BadPack),
        (pack_of(2027, ("2027-02-30", True)), BadPack),
        (pack_of(2027, ("2027-01-01", "yes")), BadPack),
        (pack_of(2027, ("2027-01-01", True), ("2027-01-01", False)), DayTwice),
        (pack_of(2027, ("2027-01-01", True), ("2029-01-01", True)), FarFromItsYear),
    ],
)
def test_a_calendar_that_cannot_be_is_refused(branch, pack, refusal):
    with pytest.raises(refusal):
        branch.desk().do(TakeCalendar(pack=pack))


def test_an_overdue_deadline_stays_a_breach_when_the_calendar_moves_it(branch, december_case):
    branch.clock.moment = datetime(2027, 1, 6, 9)
    pack = pack_of(2027, ("2027-01-01", True), ("2027-01-04", True), ("2027-01-05", True))
    branch.desk().do(TakeCalendar(pack=pack))
    facts = read_case(branch.store, branch.desk().reckoning, december_case).facts
    assert "execute@2027-01-05T23:59:59" in [breach["id"] for breach in facts["breaches"]]
    step(branch.desk("chen"), december_case, "note", text="记一笔。")
