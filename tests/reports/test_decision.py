"""The decision: a step before the notice, begun from what the case says, told in its own words."""

import pypdf
import pytest

from desk.base.errors import Several
from desk.reads.case_file import read_case
from desk.reads.verify import verify
from desk.rules.steps.guards import Missing, WrongState
from reports.letters.issuing import FormWish, print_form
from reports.letters.texts import decision_begun, texts_for
from tests.builders import DECISION, register, step, walk
from tests.reports.papers import bare

TOLD = {"outcome": "agreed", "notice_way": "phone", "notice_proof": "录音 1"}
PLAN = "退还年费并致歉。"  # of tests.builders


def case_of(branch, case_no):
    return read_case(branch.store, branch.desk().reckoning, case_no)


@pytest.fixture
def executed(branch):
    case_no = register(branch.desk(), product="金卡")
    walk(branch, case_no, until="execute")
    return branch, case_no


def letter_of(branch, case_no, folder):
    printed, _ = print_form(branch.desk(), FormWish(case_no=case_no, form="F11"), folder)
    pages = pypdf.PdfReader(printed.files["pdf"]).pages
    return bare("".join(page.extract_text() for page in pages))


def test_a_decision_begins_with_what_the_case_says(executed):
    branch, case_no = executed
    begun = decision_begun(branch.desk(), case_of(branch, case_no))
    settings = branch.desk().settings
    assert begun["decision.facts_found"] == "核实属实。"
    assert begun["decision.basis"] == (
        "本机构公示的服务收费标准，以及您与本机构签订的“金卡”合同（协议）中的收费约定。"
    )
    assert begun["decision.reasons"] == (
        "经核实，您反映的情况属实。向您补偿人民币 300.00 元。给您带来的不便，本机构深表歉意。"
    )
    remedies = begun["decision.remedies"]
    named = ("三十日内", "核查", "调解", "仲裁", "诉讼", "12378", settings.text("superior_name"))
    assert [word for word in named if word not in remedies] == []
    assert not [text for text in begun.values() if PLAN in text or "____" in text]


def test_what_is_written_already_is_not_begun_anew(executed):
    branch, case_no = executed
    step(branch.desk("chen"), case_no, "decide", decision=DECISION)
    assert decision_begun(branch.desk(), case_of(branch, case_no)) == {}


def test_the_decision_is_written_first_and_the_notice_takes_it_over(executed, tmp_path):
    branch, case_no = executed
    step(branch.desk("chen"), case_no, "decide", decision=DECISION)
    assert case_of(branch, case_no).state == "to_notify"
    text = letter_of(branch, case_no, tmp_path)
    assert [part for part in DECISION.values() if bare(part) not in text] == []
    assert bare(PLAN) not in text
    step(branch.desk("chen"), case_no, "notify", **TOLD)
    facts = case_of(branch, case_no).facts
    assert {name: facts[f"decision.{name}"] for name in DECISION} == DECISION
    assert verify(branch.store, branch.desk().reckoning) == []


def test_the_notice_still_takes_all_in_one_and_says_the_last_word(executed):
    branch, case_no = executed
    step(branch.desk("chen"), case_no, "decide", decision=DECISION)
    other = {**DECISION, "reasons": "另作说明。"}
    step(branch.desk("chen"), case_no, "notify", decision=other, **TOLD)
    assert case_of(branch, case_no).facts["decision.reasons"] == "另作说明。"


def test_a_decision_has_four_parts_and_its_time(executed):
    branch, case_no = executed
    with pytest.raises(Missing, match="Remedies open to the complainant"):
        step(branch.desk("chen"), case_no, "decide", decision={**DECISION, "remedies": " "})
    with pytest.raises(Several):
        step(branch.desk("chen"), case_no, "notify", **TOLD)
    step(branch.desk("chen"), case_no, "notify", decision=DECISION, **TOLD)
    with pytest.raises(WrongState):
        step(branch.desk("chen"), case_no, "decide", decision=DECISION)


def test_a_reopened_case_begins_its_decision_anew(executed):
    branch, case_no = executed
    for action, login, given in (
        ("decide", "chen", {"decision": DECISION}),
        ("notify", "chen", TOLD),
        ("follow-up", "zhou", {"satisfaction": "satisfied", "follow_up": "满意。"}),
        ("close", "li", {}),
        ("reopen", "li", {"reason": "重办。"}),
        ("investigate", "chen", {"investigation": "查无此事。", "finding": "not_upheld"}),
    ):
        step(branch.desk(login), case_no, action, **given)
    begun = decision_begun(branch.desk(), case_of(branch, case_no))
    assert begun["decision.facts_found"] == "查无此事。"
    assert "未发现您反映的问题" in begun["decision.reasons"]


def test_texts_for_a_contact_say_what_the_case_says(executed):
    branch, case_no = executed
    found = texts_for(branch.desk(), case_of(branch, case_no), "contacts.summary")
    said = {one.text.id: one.words for one in found}
    assert case_no in said["contact-received"]
    assert "承办人陈立" in said["contact-received"]


def test_typed_text_is_filled_in_once_and_stays_text(branch):
    hostile = "{superior_name}[[{case_no}]]</para>"
    case_no = register(branch.desk(), product=hostile)
    found = texts_for(branch.desk(), case_of(branch, case_no), "decision.basis")
    assert hostile in {one.text.id: one.words for one in found}["basis-fees"]
