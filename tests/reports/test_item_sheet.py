"""An item of a register on paper: everything that it says, as typed, and who may print it."""

import pypdf
import pytest

from desk.base import words
from desk.reads.print_register import check_code
from desk.rules.people.rights import NotPermitted
from desk.rules.registers.table import NoItem
from reports.item_sheet import print_item
from tests.actions.test_registers import MEETING, SUGGESTION, TASK, take
from tests.builders import register


def text_of(printed):
    pages = pypdf.PdfReader(printed.files["pdf"]).pages
    return "".join("".join(page.extract_text() for page in pages).split())


def test_the_sheet_says_what_was_typed_and_how_it_went(branch, tmp_path):
    li = branch.desk("li")
    no = take(li, "meeting", **{**MEETING, "subject": "<b>第47周</b> =1+1 例会"})
    take(li, "meeting", "hold", no, present="陈立、周敏", decisions="核对费率公示。")
    told = text_of(print_item(li, "meeting", no, tmp_path))
    for said in ("<b>第47周</b>=1+1例会", "陈立", "核对费率公示。", no, "2026-11-2011:00"):
        assert said in told, said  # the minutes are due an hour after 10:00


def test_a_print_is_in_the_register_of_prints(branch, tmp_path):
    no = take(branch.desk("li"), "task", **TASK)
    printed = print_item(branch.desk("li"), "task", no, tmp_path)
    (code,) = set(_codes(printed))
    found = check_code(branch.store, code, branch.desk("li").acting).print
    assert (found.what, found.about) == ("item", no)


def _codes(printed):
    text = pypdf.PdfReader(printed.files["pdf"]).pages[0].extract_text()
    return [word for word in text.split() if len(word) == 14 and word.count("-") == 2]


def test_who_may_not_see_it_prints_nothing(branch, tmp_path):
    case_no = register(branch.desk("chen"), complained_staff=["周敏"])
    no = take(branch.desk("li"), "task", **TASK, about_case=case_no)
    with pytest.raises(NoItem):
        print_item(branch.desk("zhou"), "task", no, tmp_path)
    with pytest.raises(NotPermitted):
        print_item(branch.desk("xu"), "task", no, tmp_path)
    assert list(tmp_path.glob("*.pdf")) == []


def test_the_sheet_of_a_suggestion_keeps_its_author_too(branch, tmp_path):
    no = take(branch.desk("zhou"), "suggestion", **SUGGESTION, suggested_by="钱进")
    told = text_of(print_item(branch.desk("li"), "suggestion", no, tmp_path))
    assert "老花镜" in told
    assert "钱进" not in told
    assert "周敏" not in told


def test_who_acted_is_not_called_the_one_responsible(branch, tmp_path):
    words.use(words.CHINESE)
    no = take(branch.desk("li"), "task", **TASK)  # Chen is responsible, Li gave the task
    told = text_of(print_item(branch.desk("li"), "task", no, tmp_path))
    assert "时间操作人办理经过" in told
