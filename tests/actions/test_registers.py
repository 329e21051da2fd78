"""Registers: who does what in which state, by when, and who sees it (domain.md 14.7-14.14)."""

from datetime import datetime

import pytest

from desk.actions.take_register_step import TakeRegisterStep
from desk.actions.work import ChangedMeanwhile
from desk.base.errors import Refusal
from desk.base.words import say
from desk.reader import Reader
from desk.reads.verify import Finding, verify
from desk.rules.people.rights import NotPermitted
from desk.rules.registers.register import UnknownRegisterStep
from desk.rules.registers.table import REGISTERS, NoItem, UnknownRegister
from desk.rules.steps.guards import InFuture, Missing, NotTaken
from desk.rules.steps.kinds import KINDS
from desk.rules.steps.life_guards import DayInPast, OwnWork
from desk.rules.steps.register_steps import EffectTooEarly, NobodyHere, NotHers, NotInThisState
from desk.store.record import read_model
from desk.store.tables import RegisterItemRow
from tests.builders import register, step
from tests.store.test_forged import write

TASK = {"what": "核对12月转账费率公示", "owner": "chen", "due_on": "2026-11-25"}
MEETING = {
    "meeting_kind": "周例会",
    "subject": "第47周投诉例会",
    "meets_at": "2026-11-20 09:00",
    "chair": "li",
}
PROGRAMME = {
    "problem": "年费减免规则未同步到核心系统",
    "source": "投诉案件",
    "measure": "改规则表并复核存量客户",
    "owner": "chen",
    "due_on": "2026-11-30",
}
SUGGESTION = {"subject": "填单台加老花镜", "suggestion": "老年客户看不清单据，建议配置老花镜。"}


def take(desk, name, action="", no="", **given):
    """Take a step and return the item's number."""
    command = TakeRegisterStep(register=name, step=action, no=no, given=given)
    return desk.do(command).result


def shown(desk, name, no):
    return Reader(desk).register_item(name, no)


def ends(item):
    return {one.id: (one.due.at.isoformat(), one.is_running) for one in item.clocks}


def test_a_task_goes_from_who_gives_it_to_who_checks_it(branch):
    li, chen = branch.desk("li"), branch.desk("chen")
    no = take(li, "task", **TASK)
    assert no == "RW-0101-2026-A001"
    assert ends(shown(chen, "task", no)) == {"task": ("2026-11-25T23:59:59", True)}
    take(chen, "task", "report-done", no, result="已核对，公示无误。")
    assert [one.is_running for one in shown(chen, "task", no).clocks] == [False]
    take(li, "task", "send-back", no, remark="附件缺网点照片。")
    assert ends(shown(chen, "task", no)) == {"task": ("2026-11-25T23:59:59", True)}
    take(chen, "task", "report-done", no, result="已补照片。")
    take(li, "task", "verify", no)
    item = shown(chen, "task", no)
    assert (item.line.state, item.line.is_open, item.line.due_at) == ("verified", False, None)
    assert [one.author for one in item.story] == ["li", "chen", "li", "chen", "li"]
    assert take(li, "task", **TASK) == "RW-0101-2026-A002"
    assert verify(branch.store, li.reckoning) == []


def test_a_meeting_has_its_minutes_in_an_hour_and_its_tasks_in_a_day(branch):
    li = branch.desk("li")
    no = take(li, "meeting", **MEETING)
    assert ends(shown(li, "meeting", no)) == {}
    take(li, "meeting", "hold", no, present="陈立、周敏", decisions="核对费率公示。",
         meeting_ended_at="2026-11-20 09:40")  # fmt: skip
    # N27: 1 hour from its end; N28: 24 hours from the decision
    wanted = {"minutes": "2026-11-20T10:40:00", "assign-task": "2026-11-21T09:40:00"}
    assert ends(shown(li, "meeting", no)) == {one: (at, True) for one, at in wanted.items()}
    branch.clock.moment = datetime(2026, 11, 20, 10, 50)
    take(li, "meeting", "file-minutes", no, minutes="会议讨论了……")
    item = shown(li, "meeting", no)
    assert {one.id: one.is_late(branch.clock.now()) for one in item.clocks} == {
        "minutes": True,
        "assign-task": False,
    }
    take(li, "task", **TASK, meeting_no=no)
    take(li, "meeting", "tasks-given", no)
    assert not shown(li, "meeting", no).line.is_open


def test_a_meeting_without_a_topic_takes_one_step(branch):
    li = branch.desk("li")
    no = take(li, "meeting", **MEETING)
    take(li, "meeting", "hold-without", no)
    assert shown(li, "meeting", no).line.state == "done"


def test_a_suggestion_is_answered_in_ten_working_days(branch):
    no = take(branch.desk("zhou"), "suggestion", **SUGGESTION)
    item = shown(branch.desk("li"), "suggestion", no)
    # Fri 2026-11-20: Mon 23 is the first of ten working days, Fri 4 December the tenth
    assert ends(item) == {"answer": ("2026-12-04T23:59:59", True)}
    take(branch.desk("li"), "suggestion", "adopt", no, answer="采纳。", owner="zhou",
         due_on="2026-12-18")  # fmt: skip
    take(branch.desk("zhou"), "suggestion", "carry-out", no, effect="已配置6副。")
    assert not shown(branch.desk("li"), "suggestion", no).line.is_open


def test_who_made_a_suggestion_is_told_to_director_and_auditor_alone(branch):
    no = take(branch.desk("zhou"), "suggestion", **SUGGESTION, suggested_by="钱进")
    for login, is_told in (("li", False), ("chen", False), ("director", True), ("he", True)):
        item = shown(branch.desk(login), "suggestion", no)
        (deed,) = item.story
        told = repr((item.facts, item.fields, deed.said))
        assert (("钱进" in told), deed.author == "zhou") == (is_told, is_told), login


def test_a_rectification_is_judged_when_its_effect_could_show(branch):
    li = branch.desk("li")
    no = take(li, "programme", **PROGRAMME)
    take(branch.desk("chen"), "programme", "report-done", no, result="已改。")
    take(li, "programme", "verify", no)
    assert ends(shown(li, "programme", no))["effect"] == ("2027-01-19T23:59:59", True)  # 60 days
    assert [one.no for one in Reader(li).due_items(mine=True)] == [no]  # no more the owner's turn
    assert Reader(branch.desk("chen")).due_items(mine=True) == []
    judged = {"helped": "否", "effect": "同类投诉未减少。"}
    with pytest.raises(EffectTooEarly, match="2027-01-19"):
        take(li, "programme", "judge-effect", no, **judged)
    branch.clock.moment = datetime(2027, 1, 19, 9)
    take(li, "programme", "judge-effect", no, **judged)
    again = {"measure": "改由系统校验", "owner": "zhou", "due_on": "2027-02-26"}
    take(li, "programme", "begin-again", no, **again)
    item = shown(li, "programme", no)
    assert ends(item) == {"mend": ("2027-02-26T23:59:59", True)}
    assert item.line.owner == "zhou"


REFUSED = {
    "nothing stated": ("li", "", {}, Refusal),
    "a day that is over": ("li", "", {**TASK, "due_on": "2026-11-19"}, DayInPast),
    "somebody who is not here": ("li", "", {**TASK, "owner": "qian"}, NobodyHere),
    "what another step takes": ("li", "", {**TASK, "result": "已办"}, NotTaken),
    "without the right": ("chen", "", TASK, NotPermitted),
    "the auditor": ("he", "", TASK, NotPermitted),
    "another's work": ("zhou", "report-done", {"result": "已办"}, NotHers),
    "too early": ("li", "verify", {}, NotInThisState),
    "no reason": ("li", "cancel", {}, Missing),
    "a step of none": ("li", "dance", {}, UnknownRegisterStep),
}


@pytest.mark.parametrize("why", REFUSED)
def test_what_a_guard_refuses_changes_nothing(branch, why):
    login, action, given, refusal = REFUSED[why]
    no = take(branch.desk("li"), "task", **TASK)
    before = shown(branch.desk(), "task", no).version
    with pytest.raises(refusal):
        take(branch.desk(login), "task", action, no if action else "", **given)
    assert shown(branch.desk(), "task", no).version == before
    assert len(Reader(branch.desk()).register_items("task")) == 1


def test_nobody_checks_her_own_work(branch):
    no = take(branch.desk("director"), "task", **{**TASK, "owner": "li"})
    take(branch.desk("li"), "task", "report-done", no, result="已办。")
    with pytest.raises(OwnWork):
        take(branch.desk("li"), "task", "verify", no)
    take(branch.desk("director"), "task", "verify", no)


def test_a_meeting_has_not_ended_in_the_future(branch):
    no = take(branch.desk("li"), "meeting", **MEETING)
    late = {"present": "陈立", "decisions": "核对。", "meeting_ended_at": "2026-11-20 10:01"}
    with pytest.raises(InFuture):
        take(branch.desk("li"), "meeting", "hold", no, **late)


def test_a_reason_is_given_anew_each_time(branch):
    li = branch.desk("li")
    no = take(li, "task", **TASK)
    take(li, "task", "move", no, due_on="2026-11-27", remark="等总行口径。")
    with pytest.raises(Missing):
        take(li, "task", "move", no, due_on="2026-12-31")


def test_who_read_it_before_another_changed_it_is_told(branch):
    li = branch.desk("li")
    no = take(li, "task", **TASK)
    take(li, "task", "move", no, remark="延后。", due_on="2026-11-27")
    command = TakeRegisterStep(
        register="task", step="cancel", no=no, given={"remark": "不需要了。"}, seen_version=1
    )
    with pytest.raises(ChangedMeanwhile, match=no):
        li.do(command)


@pytest.mark.parametrize(("name", "no", "refusal"), [
    ("tasks", "x", UnknownRegister),
    ("task", "RW-0101-2026-A009", NoItem),
])  # fmt: skip
def test_what_is_not_there_is_a_sentence(branch, name, no, refusal):
    with pytest.raises(refusal, match=no if refusal is NoItem else name):
        shown(branch.desk(), name, no)


def test_what_tells_of_a_closed_case_is_closed_with_it(branch):
    case_no = register(branch.desk("chen"))
    no = take(branch.desk("li"), "task", **TASK, about_case=case_no)
    assert shown(branch.desk("zhou"), "task", no).facts["about_case"] == case_no
    step(branch.desk("li"), case_no, "recuse", recused="周敏", text="与投诉人是亲属。")
    reader = Reader(branch.desk("zhou"))
    assert reader.register_items("task") == reader.due_items() == []
    with pytest.raises(NoItem):
        reader.register_item("task", no)
    with pytest.raises(NoItem):
        take(branch.desk("zhou"), "task", "report-done", no, result="已办。")
    assert Reader(branch.desk("li")).register_items("task") != []


def test_what_is_due_in_all_registers_stands_in_one_order(branch):
    li = branch.desk("li")
    late = take(li, "task", **{**TASK, "due_on": "2026-11-20"})
    soon = take(branch.desk("zhou"), "suggestion", **SUGGESTION)
    mine = take(li, "programme", **{**PROGRAMME, "owner": "li"})
    branch.clock.moment = datetime(2026, 11, 21, 9)
    found = Reader(li).due_items()
    assert [(one.no, one.light.word) for one in found] == [
        (late, "black"),
        (mine, "green"),
        (soon, "green"),
    ]
    assert [one.no for one in Reader(li).due_items(mine=True)] == [mine, soon]  # she may answer
    assert [one.no for one in Reader(branch.desk("chen")).due_items(mine=True)] == [late]


def test_each_step_says_beforehand_why_it_cannot_be_taken(branch):
    no = take(branch.desk("li"), "task", **TASK)
    offers = {one.step.id: one.why_not for one in shown(branch.desk("zhou"), "task", no).steps}
    assert [type(offers[one]) for one in ("report-done", "move", "cancel")] == [
        NotHers,
        NotPermitted,
        NotPermitted,
    ]
    (begun,) = Reader(branch.desk("li")).beginnings("task")
    assert (begun.step.id, begun.why_not) == ("give", None)


def test_the_table_is_recounted_from_the_acts(branch):
    take(branch.desk("li"), "task", **TASK)
    branch.store.run(RegisterItemRow.update(state="verified"))
    assert Finding("table", "task") in verify(branch.store, branch.desk().reckoning)


def test_a_forged_act_counts_nowhere_and_is_named(branch):
    no = take(branch.desk("li"), "task", **TASK)
    subject = "task:" + branch.store.value(RegisterItemRow.select(RegisterItemRow.uuid))
    who = ("chen", branch.keys["chen"].signing)
    write(branch, who, "task.verify", subject, {"state": "verified"})
    write(branch, who, "task.report-done", subject, {"due_on": "2027-12-31", "state": "done"})
    found = {one.what: one.where for one in verify(branch.store, branch.desk().reckoning)}
    assert found["right"].endswith(" chen assign")
    assert found["beyond"].endswith(" chen task.report-done due_on")
    assert shown(branch.desk(), "task", no).facts["due_on"] == TASK["due_on"]


def test_a_description_is_whole():
    abouts = [one.about for one in REGISTERS.values()]
    assert not set(abouts) & {"person:", "import:", "report:", "print:", "device:", "packet:"}
    assert set(abouts) <= set(read_model.OTHERS)
    for one in REGISTERS.values():
        fields, states = set(one.by_id), set(one.states)
        assert len(fields) == len(one.fields)
        assert one.steps[0].begins
        for taken in one.steps:
            assert f"{one.id}.{taken.id}" in KINDS
            assert {*taken.needs, *taken.writes} <= fields, taken.id
            assert {*taken.moves, *taken.moves.values()} <= states | {""}
            assert set(taken.ahead) | set(taken.restated) <= set(taken.takes), taken.id
            assert {taken.only_by, taken.not_by} <= fields | {""}
            assert taken.not_before in {"", *(clock.id for clock in one.clocks)}
        named = {one.headline, *one.owners, *one.people, *one.cases, *one.links, *one.hidden}
        assert named <= fields
        assert one.ended <= states
        assert set(one.links.values()) <= set(REGISTERS)
        assert say(one.title)
