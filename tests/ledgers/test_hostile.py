"""Hostile text in a ledger is text: it is kept, found, shown and harms nothing."""

import pytest

from desk.ledgers.ledger_file import read_ledger
from desk.rules.case.values import LONG, SHORT
from tests.base.hostile import HOSTILE, collected
from tests.ledgers.books import write

NAMES = ["=1+1", "<b>x", "A&B", "㛃䶮𬀩", "𠮷", "'; DROP TABLE act; --", "{name}", "%s", "-", "CON"]
UNWRITABLE = {"surrogate", "surrogates", "NUL"}  # no file that people have holds these
KEPT = {
    name: text
    for name, text in HOSTILE.items()
    if text.strip() and len(text) <= LONG and UNWRITABLE.isdisjoint(name.split())
    if name != "error value"  # what Excel writes for nothing
}


@pytest.mark.parametrize("ending", [".xls", ".xlsb", ".ods", ".csv"])
def test_a_hostile_name_comes_in_as_it_stands(desk, ending):
    names = [name for name in NAMES if name != "-"]
    rows = [(f"{n}", "2026-03-02", name, f"我叫 {name}") for n, name in enumerate(names)]
    told = desk.take(desk.write(rows, f"ledger{ending}"))
    assert (told.taken, told.refused) == (len(names), 0)
    assert [case["complainant.name"] for case in desk.cases()] == names
    assert [case["facts"] for case in desk.cases()] == [f"我叫 {name}" for name in names]
    assert desk.findings() == []


def test_a_formula_in_a_workbook_is_no_text_and_is_not_reckoned(desk):
    told = desk.bring([("1", "2026-03-02", "=1+1", "内容")])
    assert told.taken == 1
    assert "complainant.name" not in desk.cases()[0]


def test_hostile_stories_come_in_whole(desk):
    rows = [(f"{n}", "2026-03-02", "张三", text) for n, text in enumerate(KEPT.values())]
    told = desk.take(desk.write(rows, "ledger.csv"))
    assert told.refused == 0, told.problems
    kept = [text.replace("\r\n", "\n").replace("\r", "\n").strip() for text in KEPT.values()]
    assert [case["facts"] for case in desk.cases()] == kept
    assert desk.findings() == []


def test_what_others_collected_comes_in_or_is_refused_with_its_line(desk):
    texts = [text for text in collected() if "\0" not in text]
    rows = [(f"{n}", "2026-03-02", "张三", text) for n, text in enumerate(texts)]
    told = desk.take(desk.write(rows, "ledger.csv"))
    assert told.taken + told.refused == len(texts)
    assert all("Facts" in problem.reason for problem in told.problems)
    assert desk.findings() == []


@pytest.mark.parametrize("heading", ["=1+1", "<b>x", "{0}", "%s", "𠮷", "n" * 500])
def test_a_hostile_heading_goes_to_the_remarks_as_it_stands(desk, heading):
    head = ("受理日期", "投诉内容", heading)
    told = desk.take(desk.write([("2026-03-02", "内容", "值")], "ledger.csv", head=head))
    assert told.taken == 1
    assert desk.cases()[0]["remarks"] == f"{heading}: 值"


@pytest.mark.parametrize("name", ["{x}.xlsx", "=1+1.xlsx", "a\nb.xlsx", "𠮷<b>.xlsx", "%s%n.xlsx"])
def test_a_hostile_file_name_is_kept_and_told(desk, name):
    told = desk.take(desk.write([("1", "2026-03-02", "张三", "内容")], name))
    assert told.file == name
    assert desk.undo(told.import_id).file == name


def test_a_text_longer_than_its_place_is_refused_or_kept_in_the_remarks(desk):
    rows = [
        ("1", "2026-03-02", "名" * (SHORT + 1), "内容"),
        ("2", "2026-03-02", "张三", "长" * (LONG + 1)),
    ]
    told = desk.bring(rows)
    assert told.taken + told.refused == 2
    first = desk.cases()[0]
    assert "complainant.name" not in first
    assert "名" * (SHORT + 1) in first["remarks"]


def test_a_sheet_of_nonsense_gives_no_fault(tmp_path):
    cells = ["", "=1", "2026-99-99", "1e999", "NaN", "\u202e", "0x10", "true", "-0", "9" * 400]
    head = [
        "受理日期",
        "投诉内容",
        "涉及金额",
        "投诉人数",
        "办结日期",
        "受理时间",
        "投诉渠道",
        "是否有责",
        "出生年份",
    ]
    rows = [[cell] * len(head) for cell in cells]
    _, found = read_ledger(write(tmp_path / "a.csv", [head, *rows]))
    assert len(list(found)) == len(cells) - 2  # "" and "NaN" say nothing
