"""Undoing an import: as acts, only while nobody worked on its cases, and only once."""

import pytest

from desk.actions.undo_import import ImportUndone
from desk.reads import queue
from desk.reads.imports import past_imports
from desk.rules.case.life import NoCase
from desk.rules.people.rights import NotPermitted
from desk.rules.query import Order, QueueFilter, parse
from desk.rules.record.fold import Act, fold
from desk.rules.record.undone import UNDONE_AFTER, NoImport, UndoneBefore, WorkedOn, is_undone
from desk.store.tables import ActRow, CaseRow, ClockRow
from tests.builders import register, step
from tests.ledgers.conftest import Desk

ROWS = [
    ("1", "2026-11-18", "张三", "年费重复扣收"),
    ("2", "2026-11-19", "李四", "排队太久"),
    ("", "2026-11-19", "王五", "没有编号"),
]


def found(desk, typed):
    want = parse(typed, QueueFilter(order=Order.NEWEST, is_all=True))
    chunks = queue.id_chunks(desk.store, want, desk.office.clock.now())
    return [case_id for ids in chunks for case_id in ids]


def acts(desk):
    return [kind for (kind,) in desk.store.rows(ActRow.select(ActRow.kind).order_by(ActRow.id))]


def test_the_cases_of_an_undone_import_are_nowhere(desk):
    stays = register(desk.office)
    told = desk.bring(ROWS)
    case_no = desk.cases()[-1]["case_no"]
    undone = desk.undo(told.import_id)
    assert undone == ImportUndone(
        import_id=told.import_id,
        file="ledger.xlsx",
        undone=3,
        undone_at="2026-11-20T10:00:00",
    )
    assert [case["case_no"] for case in desk.cases()] == [stays]
    assert found(desk, "扣收") == found(desk, "信用卡")  # the one that stays says both
    assert found(desk, "排队") == []
    assert {case_id for (case_id,) in desk.store.rows(ClockRow.select(ClockRow.case_id))} == {
        desk.store.value(CaseRow.select(CaseRow.id))
    }
    with pytest.raises(NoCase):
        step(desk.office, case_no, "note", text="记一笔。")


def test_undoing_takes_nothing_out_of_the_journal(desk):
    told = desk.bring(ROWS)
    before = acts(desk)
    desk.undo(told.import_id)
    assert acts(desk) == [*before, *["case.undone"] * 3, "ledger.undone"]


def test_the_record_is_whole_after_an_undoing(desk):
    register(desk.office)
    desk.undo(desk.bring(ROWS).import_id)
    assert desk.findings() == []


def test_the_import_is_marked_as_undone(desk):
    told = desk.bring(ROWS)
    assert past_imports(desk.store)[0].undone_at == ""
    desk.undo(told.import_id)
    assert past_imports(desk.store)[0].undone_at == "2026-11-20T10:00:00"


def test_the_same_ledger_comes_in_whole_after_an_undoing_under_new_numbers(desk):
    told = desk.bring(ROWS)
    numbers = {case["case_no"] for case in desk.cases()}
    desk.undo(told.import_id)
    again = desk.bring(ROWS)
    assert (again.taken, again.known, again.refused) == (3, 0, 0)
    assert again.import_id != told.import_id
    assert numbers.isdisjoint(case["case_no"] for case in desk.cases())
    assert len(found(desk, "排队")) == 1
    desk.undo(again.import_id)
    assert desk.cases() == []


def test_only_the_cases_of_this_import_go(desk):
    first = desk.bring(ROWS[:1])
    desk.bring(ROWS)
    desk.undo(first.import_id)
    assert [case["source_no"] for case in desk.cases() if "source_no" in case] == ["2"]
    assert len(desk.cases()) == 2


def test_more_cases_than_a_batch_are_undone(desk):
    told = desk.bring([(str(n), "2026-03-02", "张三", f"第 {n} 件") for n in range(600)])
    assert desk.undo(told.import_id).undone == 600
    assert desk.cases() == []
    assert found(desk, "张三") == []


def test_an_import_with_a_case_that_was_worked_on_stays(desk):
    told = desk.bring(ROWS)
    case_no = desk.cases()[1]["case_no"]
    step(desk.branch.desk("li"), case_no, "note", text="已电话联系。")
    before = desk.everything()
    with pytest.raises(WorkedOn, match=f"1 cases.*{case_no}"):
        desk.undo(told.import_id)
    assert desk.everything() == before


def test_an_import_is_undone_once(desk):
    told = desk.bring(ROWS)
    desk.undo(told.import_id)
    before = desk.everything()
    with pytest.raises(UndoneBefore, match="2026-11-20 10:00"):
        desk.undo(told.import_id)
    assert desk.everything() == before


@pytest.mark.parametrize("import_id", ["", "nothing", "person:director", "'; DROP TABLE act; --"])
def test_an_import_that_never_was_cannot_be_undone(desk, import_id):
    before = desk.everything()
    with pytest.raises(NoImport):
        desk.undo(import_id)
    assert desk.everything() == before


@pytest.mark.parametrize("login", ["chen", "he", "xu"])
def test_only_those_who_may_import_can_undo(desk, tmp_path, login):
    told = desk.bring(ROWS)
    with pytest.raises(NotPermitted):
        Desk(desk.branch, tmp_path, login).undo(told.import_id)
    assert len(desk.cases()) == 3


# the rule


def act(number, device="0101-A"):
    return Act(
        bytes([number]) * 32,
        device,
        "e",
        number,
        b"",
        number << 16,
        "li",
        "k",
        "s",
        {},
        b"",
        1,
        "a",
    )


IMPORTED = (act(1), {"facts": "内容"})
UNDONE = (act(2), {UNDONE_AFTER: 1})


@pytest.mark.parametrize(
    ("acts", "expected"),
    [
        ([IMPORTED], False),
        ([IMPORTED, UNDONE], True),
        ([UNDONE, IMPORTED], True),
        ([IMPORTED, UNDONE, (act(3, "0101-B"), {UNDONE_AFTER: 1})], True),
        ([IMPORTED, UNDONE, (act(3, "0101-B"), {"remarks": "补充"})], False),
        ([IMPORTED, (act(3, "0101-B"), {"remarks": "补充"}), (act(4), {UNDONE_AFTER: 2})], True),
    ],
)
def test_a_case_is_undone_while_no_act_came_that_the_undoing_had_not_seen(acts, expected):
    assert is_undone(fold(acts)) is expected
