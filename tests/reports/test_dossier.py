"""The dossier: cover, index, the paper form, clocks, the story, masked or watermarked."""

import re
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from desk.actions.take_step import TakeStep
from desk.rules.case.fields import FIELDS, Kind
from desk.rules.case.life import Action
from desk.rules.steps.act_words import title
from reports.discreet import sight_of
from reports.dossier import case_type, dossier, dossier_name
from reports.letters.issuing import FormWish, print_form
from reports.retold import retold
from reports.table import RuledForm, Table
from tests.base.hostile import HOSTILE
from tests.builders import DECISION, register, step, walk
from tests.reports.papers import bare, case_of, making_of

PERSON = {
    "name": "欧阳春梅",
    "form": "person",
    "id_no": "110101198001011232",
    "phone": "13209335027",
    "email": "mei@example.cn",
    "address": "示例市城东区开发大道181号",
}
TOLD = {"outcome": "agreed", "notice_way": "phone", "notice_proof": "录音 1"}
PRIVATE = ("欧阳春梅", "110101198001011232", "13209335027", "mei@example.cn", "开发大道181号")


@pytest.fixture
def whole(branch):
    """A case that went all the way, with a return, a note and a correction."""
    desk = branch.desk("chen")
    case_no = register(
        desk,
        complainant=PERSON,
        facts="欧阳春梅来电，电话13209335027，年费重复扣收。",
        topic="product",
        amount="1234.50",
        demands=["refund", "answer"],
    )
    walk(branch, case_no, until="investigate")
    step(branch.desk("chen"), case_no, "plan", plan="退还。", compensation="900")
    step(branch.desk("li"), case_no, "return", reason="请补充金额测算依据。")
    step(branch.desk("chen"), case_no, "plan", plan="退还，附测算。", compensation="900")
    step(branch.desk("li"), case_no, "approve", reason="同意。")
    step(branch.desk("chen"), case_no, "note", text="客户再次来电13209335027。")
    step(branch.desk("chen"), case_no, "amend", product="信用卡年费")
    for action in ("execute", "notify", "follow-up", "close", "archive"):
        _walk_one(branch, case_no, action)
    return branch, case_no


def _walk_one(branch, case_no, wanted):
    given = {
        "execute": ("chen", {"execution": "已退费。"}),
        "notify": (
            "chen",
            {
                "decision": DECISION,
                "outcome": "agreed",
                "notice_way": "phone",
                "notice_proof": "录音 1",
            },
        ),
        "follow-up": ("zhou", {"satisfaction": "satisfied", "follow_up": "满意。"}),
        "close": ("li", {}),
        "archive": ("li", {}),
    }
    login, facts = given[wanted]
    branch.desk(login).do(TakeStep(case_no=case_no, action=Action(wanted), given=facts))


def paper_of(branch, case_no, **more):
    desk = branch.desk()
    return dossier(case_of(desk, case_no), making_of(desk), **more)


def test_the_index_names_the_page_on_which_each_part_stands(whole, written):
    pages = written(paper_of(*whole)).pages
    titles = [section.title for section in paper_of(*whole).sections if section.title]
    assert len(titles) == 9
    for heading in titles:
        name = heading.partition(". ")[2]
        page = re.search(rf"{re.escape(name)}\s+(\d+)\b", pages[0])
        assert heading in pages[int(page[1]) - 1]
    assert f"Pagesinall{len(pages)}" in bare(pages[0])


def test_every_part_of_the_story_is_told(whole, written):
    text = written(paper_of(*whole)).text
    for told in (
        "核实属实。",
        "退还，附测算。",
        "请补充金额测算依据",
        "已退费。",
        *DECISION.values(),
        "录音1",
        "满意。",
        "1,234.50",
        "900.00",
        "Refundoffees,Ananswer",
        "Planreturnedforchanges",
        "Factscorrected",
        "信用卡年费",
        "signedwiththeauthor'skey",
        "陈立",
        "李卓",
    ):
        assert bare(told) in text, told


def test_a_masked_dossier_names_and_reaches_nobody(whole, written):
    text = written(paper_of(*whole)).text
    assert [private for private in PRIVATE if private in text] == []
    assert "欧阳**" in text
    assert "132****5027" in text
    assert "personaldatamasked" in text


def test_a_full_dossier_is_watermarked_on_every_page(whole, written):
    found = written(paper_of(*whole, is_full=True))
    assert [private for private in PRIVATE if private not in found.text] == []
    branch, case_no = whole
    name = branch.desk().actor.name
    mark = bare(f"{name} 2026-11-20 10:00 {case_no}")
    assert all(mark in bare(page) for page in found.pages)
    assert "Confidential:personaldata" in found.text


def test_every_clock_is_accounted_for(whole, written):
    branch, case_no = whole
    clocks = case_of(branch.desk(), case_no).clocks
    text = written(paper_of(*whole)).text
    for clock in clocks:
        line = f"{clock.rule.title}{clock.rule.amount}"
        assert bare(line) in text
        assert bare(clock.rule.article) in text
        assert bare(f"{clock.due.at:%Y-%m-%d %H:%M}") in text


def test_clocks_say_late_overdue_and_provisional(branch, written):
    branch.clock.moment = datetime(2026, 12, 30, 9, 0)
    case_no = register(branch.desk())
    branch.clock.moment = datetime(2027, 1, 6, 9, 0)
    step(branch.desk("chen"), case_no, "contact", way="phone", result="reached", summary="已联系。")
    text = written(paper_of(branch, case_no)).text
    assert "late" in text
    assert "running,overdue" in text
    assert "≈2027-01-" in text
    assert "≈provisional" in text


def test_an_extension_after_the_due_day_leaves_the_clock_late(branch):
    case_no = register(branch.desk())  # its decision is due on 5 December 2026
    walk(branch, case_no, "execute")
    branch.clock.moment = datetime(2026, 12, 9, 9, 0)
    step(branch.desk("li"), case_no, "extend", reason="情况复杂")
    assert result_of(branch, case_no, "decide") == "running, overdue"
    step(branch.desk("chen"), case_no, "notify", decision=DECISION, **TOLD)
    assert result_of(branch, case_no, "decide") == "late"


def test_a_review_nobody_applied_for_is_not_running_for_ever(branch):
    case_no = register(branch.desk())
    walk(branch, case_no, until="notify")  # told on 20 November 2026; 30 days
    branch.clock.moment = datetime(2026, 12, 18, 9, 0)
    assert result_of(branch, case_no, "review-apply") == "running"
    branch.clock.moment = datetime(2026, 12, 23, 9, 0)
    assert result_of(branch, case_no, "review-apply") == "expired, not applied for"


def result_of(branch, case_no, rule):
    """Return what the dossier says became of the clock of ``rule``."""
    (title,) = (c.rule.title for c in case_of(branch.desk(), case_no).clocks if c.rule.id == rule)
    blocks = (b for section in paper_of(branch, case_no).sections for b in section.blocks)
    rows = [row for b in blocks if isinstance(b, Table) for row in b.rows if row[0] == title]
    (row,) = rows
    return row[-1]


def test_what_is_not_there_yet_is_said(branch, written):
    case_no = register(branch.desk())
    text = written(paper_of(branch, case_no)).text
    assert text.count("Nothingrecorded.") == 5


def test_the_sheet_is_the_paper_form(whole):
    intake = next(section for section in paper_of(*whole).sections if section.id == "intake")
    (form,) = intake.blocks
    assert isinstance(form, RuledForm)
    labels = [box.label for row in form.rows for box in row]
    for label in ("Complainant", "Facts", "Demands", "Notice on personal data", "Intake channel"):
        assert label in labels
    texts = {box.label: box.text for row in form.rows for box in row}
    assert texts["Taken down by"] == "陈立"
    assert texts["Amount in dispute"] == "1,234.50"


def test_the_file_name_is_number_day_and_type(whole):
    branch, case_no = whole
    desk = branch.desk()
    case = case_of(desk, case_no)
    assert dossier_name(case, making_of(desk)) == f"{case_no}_20261120_Product_Dossier.pdf"
    untyped = case_of(desk, register(branch.desk()))
    assert case_type(untyped) == "untyped"


def test_letters_stand_in_the_full_dossier_as_they_went_out(whole, written, tmp_path):
    branch, case_no = whole
    branch.clock.moment += timedelta(hours=1)
    _files, number = print_form(branch.desk(), FormWish(case_no=case_no, form="F11"), tmp_path)
    masked = written(paper_of(branch, case_no)).text
    assert [told for told in PRIVATE if told in masked] == []
    assert "Thelettersthemselvesareleftout" in masked
    full = written(paper_of(branch, case_no, is_full=True))
    for told in (number, DECISION["reasons"], "欧阳春梅"):
        assert bare(told) in bare(full.pages[-1]), told
    for text in (masked, full.text):
        assert "Addedafterarchiving:Letterissued" in text


def test_the_cover_says_who_forwarded_the_complaint(branch, written):
    case_no = register(
        branch.desk(), channel="regulator", forwarded_by="nfra", forward_no="转20260820"
    )
    assert "转20260820" in written(paper_of(branch, case_no)).pages[0]


def test_a_full_paper_never_takes_the_masked_one_s_place(whole):
    branch, case_no = whole
    desk = branch.desk()
    case = case_of(desk, case_no)
    long = replace(case, facts={**case.facts, "case_no": "TS-012345678901-20261120-A001"})
    for one in (case, long):
        masked, full = (
            dossier_name(one, making_of(desk), is_full=is_full) for is_full in (False, True)
        )
        assert "unmasked" in full
        assert "unmasked" not in masked


@pytest.mark.parametrize("name", ["=1+1", "<b>x", "A&B", "㛃䶮𬀩", "𠮷", "名" * 40])
def test_hostile_complainants_go_through_the_full_dossier_unharmed(branch, written, name):
    case_no = register(branch.desk(), complainant={"name": name, "phone": "13800005678"})
    desk = branch.desk()
    case = case_of(desk, case_no)
    found = written(dossier(case, making_of(desk), is_full=True))
    assert name.replace("𠮷", "[U+20BB7]") in found.text
    assert found.missing == (["𠮷"] if name == "𠮷" else [])
    assert dossier_name(case, making_of(desk)) == f"{case_no}_20261120_untyped_Dossier.pdf"


@pytest.mark.parametrize("name", ["unclosed", "picture", "NUL", "lone high surrogate", "all"])
def test_hostile_text_goes_through_every_field(whole, written, name):
    branch, case_no = whole
    several = "\n".join(short for short in HOSTILE.values() if len(short) <= 60)
    text = HOSTILE.get(name, several)
    desk = branch.desk()
    case = case_of(desk, case_no)
    typed = {f.id: text for f in FIELDS if f.kind in (Kind.TEXT, Kind.STORY) and f.id != "state"}
    entries = {
        "contacts": [{"at": "2026-11-20T10:00:00", "by": text, "way": text, "summary": text}],
        "notes": [{"at": "2026-11-20T10:00:00", "by": "chen", "text": text}],
    }
    story = [replace(told, author=text, values={**told.values, **typed}) for told in case.story]
    spoiled = replace(case, facts={**case.facts, **typed, **entries}, story=story)
    for is_full in (False, True):
        found = written(dossier(spoiled, making_of(desk), is_full=is_full))
        assert case_no in found.pages[-1]
        assert not any("/Annots" in page for page in found.pdf.pages)
    assert filename_of(spoiled, desk) == f"{case_no}_20261120_Product_Dossier.pdf"


def filename_of(case, desk):
    return dossier_name(case, making_of(desk))


def test_every_act_has_words_and_newer_ones_their_own_name(whole):
    branch, case_no = whole
    kinds = {told.kind for told in case_of(branch.desk(), case_no).story}
    assert all(title(kind) != kind.removeprefix("case.") for kind in kinds)
    assert title("case.something-new") == "something-new"


def test_an_erased_act_says_so(whole):
    branch, case_no = whole
    desk = branch.desk()
    case = case_of(desk, case_no)
    told = replace(case.story[0], kind="case.note", values={})
    sight = sight_of(case.facts, is_full=False)
    assert retold(told, sight, making_of(desk)) == "Note added\n(content erased)"


def test_a_no_and_a_nought_in_an_entry_are_told(whole):
    branch, case_no = whole
    desk = branch.desk()
    case = case_of(desk, case_no)
    judged = {"helped": False, "after": 0, "effect": ""}
    values = {"rectifications/r1": judged}
    told = replace(case.story[0], kind="case.judge-effect", values=values)
    words = retold(told, sight_of(case.facts, is_full=False), making_of(desk))
    assert words.endswith("It helped: no; Complaints of the same cause after: 0")
