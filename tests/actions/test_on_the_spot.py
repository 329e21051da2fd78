"""What is resolved on the spot: one click from receipt to the end, and what does not go that way.

What a specialist may do alone is domain.md 14.7; what the law wants of a notice R22; the hours are
those of the first response to a simple complaint (14.5).
"""

from datetime import datetime

import pytest

from desk.actions.change_settings import ChangeSettings
from desk.actions.register_case import RegisterCase
from desk.base.errors import Refusal, Several
from desk.reads.case_file import read_case
from desk.reads.figures import figures_within
from desk.reads.verify import verify
from desk.rules.case.life import Action
from desk.rules.reports.periods import period_named
from desk.rules.steps import guards, on_the_spot
from desk.rules.steps.approval import GradeNeedsHigher
from desk.rules.steps.clock_guards import PausedAlready
from desk.store.tables import CaseRow
from tests.builders import INTAKE, register, step

RECEIVED, RESOLVED = "2026-11-20T09:00:00", "2026-11-20T09:40:00"
TOLD = {
    "execution": "当场核对流水，系统重复扣收，已退还年费。",
    "way": "phone",
    "summary": "同意，没有其他要求。",
    "finding": "upheld",
    "notice_proof": "录音 0815",
    "compensation": "200",
    "closed_at": RESOLVED,
}


@pytest.fixture(autouse=True)
def _whole(branch):
    branch.clock.moment = datetime.fromisoformat("2026-11-20T10:00:00")
    yield
    assert verify(branch.store, branch.desk().reckoning) == []


def resolved(branch, told=TOLD, login="chen", **facts):
    """Register a case that was resolved on the spot."""
    given = {**INTAKE, "received_at": RECEIVED, **facts}
    return branch.desk(login).do(RegisterCase(given=given, resolved=told))


def read(branch, case_no):
    return read_case(branch.store, branch.desk().reckoning, case_no)


def test_one_click_leads_a_simple_complaint_from_its_receipt_to_its_end(branch):
    case = read(branch, resolved(branch).case_no)
    facts = case.facts
    assert facts["state"] == "closed"
    stated = ("received_at", "registered_at", "notified_at", "closed_at", "executed_at")
    assert [facts[name] for name in stated] == [
        RECEIVED,
        "2026-11-20T10:00:00",
        RESOLVED,
        RESOLVED,
        RESOLVED,
    ]
    assert (facts["outcome"], facts["finding"], facts["handler"]) == ("agreed", "upheld", "chen")
    assert (facts["notice_way"], facts["compensation"]) == ("phone", "200.00")
    assert facts["delivered_at"] == RESOLVED, "he was there"
    assert facts["follow_up"] == facts["contacts"][0]["summary"] == TOLD["summary"]
    assert {clock.rule.id: clock.is_met for clock in case.clocks if not clock.rule.is_window} == {
        "decide": True,
        "register": True,
        "first-response": True,
        "investigate": True,
        "plan": True,
        "execute": True,
        "follow-up": True,
    }
    assert not facts.get("breaches")


def test_its_acts_are_two_and_the_second_is_signed(branch):
    story = read(branch, resolved(branch).case_no).story
    assert [(told.kind, told.is_signed) for told in story] == [
        ("case.registered", False),
        ("case.resolve", True),
    ]


def test_it_is_received_closed_and_in_time_in_the_month(branch):
    resolved(branch)
    november, december = (
        figures_within(branch.store, period_named(month), branch.clock.moment)
        for month in ("2026-11", "2026-12")
    )
    balance = november.balance
    assert (balance.received, balance.closed, balance.open_at_end) == (1, 1, 0)
    told = december.timeliness["decide"]  # due on 12-05
    assert (told.met, told.of) == (1, 1)
    assert (november.compensation, november.rates["agreed"].met) == (200, 1)


@pytest.mark.parametrize("kind", ["inquiry", "suggestion", "praise"])
def test_what_is_no_complaint_needs_only_what_was_answered_and_said(branch, kind):
    told = {name: TOLD[name] for name in ("execution", "way", "summary", "closed_at")}
    facts = read(branch, resolved(branch, told, kind=kind).case_no).facts
    assert (facts["state"], facts["answer"]) == ("closed", TOLD["execution"])
    assert (facts["answered_at"], facts["closed_at"]) == (RESOLVED, RESOLVED)
    assert {"outcome", "notified_at", "execution"}.isdisjoint(n for n in facts if facts[n])


def test_another_party_s_complaint_is_resolved_by_the_same_step(branch):
    facts = read(branch, resolved(branch, party_type="partner").case_no).facts
    assert (facts["state"], facts["outcome"]) == ("closed", "agreed")


def test_a_case_that_is_registered_already_is_resolved_by_the_step(branch):
    case_no = register(branch.desk("chen"), received_at=RECEIVED)
    step(branch.desk("chen"), case_no, "resolve", **TOLD)
    assert read(branch, case_no).facts["state"] == "closed"


def test_it_can_be_archived_and_reopened(branch):
    case_no = resolved(branch).case_no
    step(branch.desk("li"), case_no, "archive")
    step(branch.desk("li"), case_no, "reopen", reason="投诉人来电称未收到退款。")
    facts = read(branch, case_no).facts
    assert facts["state"] == "to_investigate"
    assert not guards.was_on_the_spot(facts)


@pytest.mark.parametrize(
    "facts",
    [
        {"grade": "A"},
        {"complexity": "complex"},
        {"channel": "visit", "people_count": 20},
        {"sensitive": ["disaster"]},
        {"forwarded_by": "nfra", "forward_no": "1号", "forwarded_on": "2026-11-19"},
    ],
    ids=lambda facts: next(iter(facts)),
)
def test_what_somebody_else_must_look_at_takes_the_usual_steps(branch, facts):
    with pytest.raises(on_the_spot.NotSimple):
        resolved(branch, **facts)
    assert branch.store.row(CaseRow.select(CaseRow.id)) is None, "nothing is registered by half"


def test_a_report_of_a_violation_goes_its_own_way(branch):
    with pytest.raises(guards.WrongState):
        resolved(branch, kind="report", login="director")


@pytest.mark.parametrize(
    ("told", "refusal"),
    [
        ({"compensation": "500"}, on_the_spot.MoreThanOnTheSpot),
        ({"compensation": "90000"}, on_the_spot.MoreThanOnTheSpot),
        ({"satisfaction": "dissatisfied"}, on_the_spot.NotResolved),
        ({"satisfaction": "very_dissatisfied"}, on_the_spot.NotResolved),
        ({"way": "letter"}, on_the_spot.NotByLetter),
        ({"closed_at": "2026-11-20T08:00:00"}, guards.BeforeReceipt),
        ({"closed_at": "2026-11-20T11:00:00"}, guards.InFuture),
        ({"execution": ""}, guards.Missing),
        ({"summary": ""}, guards.Missing),
        ({"way": None}, guards.Missing),
        ({"notice_proof": ""}, guards.Missing),
        ({"finding": None}, guards.Missing),
    ],
    ids=str,
)
@pytest.mark.parametrize("login", ["chen", "director"])
def test_a_guard_holds_for_everybody(branch, login, told, refusal):
    with pytest.raises(Refusal) as refused:
        resolved(branch, {**TOLD, **told}, login)
    found = refused.value
    assert isinstance(found.refusals[0] if isinstance(found, Several) else found, refusal)


def test_what_the_customer_got_of_late_counts_for_the_limit(branch):
    who = {"complainant": {"name": "张三", "phone": "13800005678", "id_no": "110101199003074514"}}
    resolved(branch, {**TOLD, "compensation": "300"}, **who)
    with pytest.raises(on_the_spot.MoreThanOnTheSpot, match="500"):
        resolved(branch, {**TOLD, "compensation": "200"}, **who)


def test_a_grade_whose_compensation_a_supervisor_decides_is_hers(branch):
    branch.desk().do(ChangeSettings(values={"grade_b_approver": "supervisor"}))
    with pytest.raises(GradeNeedsHigher):
        resolved(branch, grade="B")
    assert resolved(branch, {**TOLD, "compensation": None}, grade="B").case_no


def test_nobody_resolves_what_is_complained_of_herself(branch):
    with pytest.raises(guards.Recused):
        resolved(branch, complained_staff=["陈立"])
    assert resolved(branch, login="zhou", complained_staff=["陈立"]).case_no


def test_what_came_in_long_ago_is_not_resolved_on_the_spot(branch):
    branch.clock.moment = datetime.fromisoformat("2026-11-23T10:00:00")
    with pytest.raises(on_the_spot.NotAtOnce):
        resolved(branch, {**TOLD, "closed_at": None})
    assert read(branch, resolved(branch).case_no).facts["closed_at"] == RESOLVED


def test_a_case_whose_clock_is_paused_is_not_resolved_over_it(branch):
    case_no = register(branch.desk("chen"), received_at=RECEIVED)
    step(branch.desk("li"), case_no, "pause", kind="mediation", evidence="调解申请书")
    with pytest.raises(PausedAlready):
        step(branch.desk("chen"), case_no, "resolve", **{**TOLD, "closed_at": None})


def test_the_closing_names_what_is_owed_still(branch):
    case_no = register(branch.desk("chen"), received_at=RECEIVED)
    promise = {"promise": "周五前回电", "promised_on": "2026-11-20"}
    told = {"way": "phone", "result": "reached", "summary": "已通话。"}
    step(branch.desk("chen"), case_no, "contact", **told, **promise)
    with pytest.raises(Refusal, match="周五前回电"):
        step(branch.desk("chen"), case_no, "resolve", **TOLD)
    assert Action.RESOLVE in read(branch, case_no).actions
