"""Reply texts: kept by an office, prescribed by head office, sorted by fit, safe to insert."""

from datetime import timedelta

import pytest

from desk.actions.keep_text import KeepText, RetireText
from desk.base.errors import Refusal
from desk.reads.case_file import read_case
from desk.reads.verify import verify
from desk.rules.forms.form_templates import UnknownVariable
from desk.rules.forms.reply_texts import (
    NamesSomebody,
    NoCondition,
    NoPlace,
    NoText,
    NotTheBranches,
    TextTooLate,
    TextTooLong,
)
from desk.rules.people.rights import NotPermitted
from reports.letters.texts import decision_begun, learnt, offered, texts_for
from tests.builders import register, step, walk

OWN = {"where": "decision.basis", "title": "年费", "text": "章程第三条[[（{product}）]]。"}


def keep(branch, login="chen", **more):
    return branch.desk(login).do(KeepText(**{**OWN, **more})).result


def ids(branch):
    return [one.id for one in offered(branch.desk())]


def case_of(branch, case_no):
    return read_case(branch.store, branch.desk().reckoning, case_no)


def test_a_kept_text_is_offered_until_it_is_retired(branch):
    kept = keep(branch)
    assert kept.id in ids(branch)
    branch.desk("zhou").do(RetireText(id=kept.id))
    assert kept.id not in ids(branch)
    with pytest.raises(NoText):
        branch.desk().do(RetireText(id=kept.id))
    with pytest.raises(NoText):
        branch.desk().do(RetireText(id="basis-fees"))
    assert verify(branch.store, branch.desk().reckoning) == []


def test_a_text_kept_from_a_case_is_for_cases_like_it_and_comes_first_there(branch):
    case_no = register(branch.desk(), product="金卡")
    kept = keep(branch, case_no=case_no)
    assert kept.when == {"cause": ["C07"], "product_line": ["B03"]}
    case = case_of(branch, case_no)
    first, words, _ = texts_for(branch.desk(), case, "decision.basis")[0]
    assert (first.id, words) == (kept.id, "章程第三条（金卡）。")
    other = case_of(branch, register(branch.desk(), cause="C01", product_line="B01"))
    assert texts_for(branch.desk(), other, "decision.basis")[-1].text.id == kept.id


def test_what_a_text_says_of_case_and_office_is_learnt_as_variables(branch):
    case_no = register(branch.desk())
    desk = branch.desk()
    superior = desk.settings.text("superior_name")
    text = f"投诉 {case_no} 由{desk.settings.text('office_name')}受理，上级为{superior}。"
    found = learnt(desk, case_of(branch, case_no), text)
    assert found == "投诉 {case_no} 由{office}受理，上级为{superior_name}。"


HELD = [
    ({"text": "致张三"}, NamesSomebody),
    ({"text": "电话 13800005678"}, NamesSomebody),
    ({"text": "尊敬的{complainant.name}"}, NamesSomebody),
    ({"text": "{given.reason}"}, NamesSomebody),
    ({"text": "{no_such}"}, UnknownVariable),
    ({"text": " "}, TextTooLong),
    ({"text": "长" * 4001}, TextTooLong),
    ({"title": ""}, TextTooLong),
    ({"title": "题" * 61}, TextTooLong),
    ({"where": "complainant.name"}, NoPlace),
    ({"where": "no_such"}, NoPlace),
    ({"when": {"cause": ["C77"]}}, NoCondition),
    ({"when": {"complainant.name": ["张三"]}}, NoCondition),
    ({"when": {"cause": "C07"}}, NoCondition),
    ({"when": {"cause": [["C07"]]}}, NoCondition),
    ({"when": {"cause": 7}}, NoCondition),
]


@pytest.mark.parametrize(("more", "refusal"), HELD)
def test_what_cannot_be_kept_for_all_cases_is_refused(branch, more, refusal):
    case_no = register(branch.desk())
    with pytest.raises(refusal):
        keep(branch, **{"case_no": case_no, **more})
    assert all(one.origin.value == "shipped" for one in offered(branch.desk()))


def test_only_whoever_records_keeps_texts_and_only_head_office_prescribes(branch):
    with pytest.raises(NotPermitted):
        keep(branch, login="he")
    with pytest.raises(NotTheBranches):
        keep(branch, login="director", for_branches=True)


def test_a_text_holds_from_its_day(branch):
    tomorrow = branch.clock.now().date() + timedelta(days=1)
    with pytest.raises(TextTooLate):
        keep(branch, valid_from=tomorrow - timedelta(days=2))
    kept = keep(branch, valid_from=tomorrow)
    assert kept.id not in ids(branch)
    branch.clock.moment += timedelta(days=1)
    assert kept.id in ids(branch)


def test_a_decision_begins_with_the_offices_own_text_where_it_says_so(branch):
    case_no = register(branch.desk(), product="金卡")
    walk(branch, case_no, until="execute")
    keep(branch, when={"cause": ["C07"]}, begins=True)
    begun = decision_begun(branch.desk(), case_of(branch, case_no))
    assert begun["decision.basis"] == "章程第三条（金卡）。"


def test_hostile_text_goes_in_and_out_as_text(branch):
    hostile = "=1+1 <b>&amp;</para> {case_no}\u202e"
    case_no = register(branch.desk(), product="{office}</para>")
    kept = keep(branch, text=hostile + "{product}")
    words = {
        one.text.id: one.words
        for one in texts_for(branch.desk(), case_of(branch, case_no), "decision.basis")
    }
    assert words[kept.id].startswith("=1+1 <b>&amp;</para> " + case_no)
    assert words[kept.id].endswith("{office}</para>")
    with pytest.raises(Refusal):
        step(branch.desk("chen"), case_no, "decide", decision={"basis": words[kept.id]})
