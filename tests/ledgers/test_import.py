"""Importing: what becomes of the rows, which are refused and why, and that none comes twice."""

from dataclasses import replace

import pytest

from desk.reads import queue
from desk.reads.case_file import read_case
from desk.rules.people.rights import NotPermitted
from desk.rules.query import parse
from desk.store.tables import ActRow, CaseRow, ImportRow
from tests.builders import register, step
from tests.ledgers.conftest import Desk

GOOD = ("1", "2026-03-02", "张三", "年费重复扣收")


def test_a_row_becomes_a_case_with_a_number_of_its_day(desk):
    told = desk.bring(
        [GOOD, ("2", "2026-03-02", "李四", "排队太久"), ("3", "2026-03-05", "", "利率")]
    )
    assert (told.rows, told.taken, told.known, told.refused) == (3, 3, 0, 0)
    assert [case["case_no"] for case in desk.cases()] == [
        "TS-0101-20260302-A001",
        "TS-0101-20260302-A002",
        "TS-0101-20260305-A001",
    ]
    first = desk.cases()[0]
    assert (first["kind"], first["complainant.name"], first["source_no"]) == (
        "complaint",
        "张三",
        "1",
    )
    assert desk.findings() == []


def test_numbers_go_on_after_those_that_were_given_before(desk):
    desk.bring([GOOD, ("x", "2026-11-20", "张三", "内容")])
    assert register(desk.office) == "TS-0101-20261120-A002"
    desk.bring([("y", "2026-11-20", "张三", "内容")])
    assert desk.cases()[-1]["case_no"] == "TS-0101-20261120-A003"


def test_an_imported_case_is_in_the_queue_found_by_two_characters_and_read_whole(desk):
    desk.bring([GOOD])
    now = desk.office.clock.now()
    (case,) = desk.cases()
    for typed in ("扣收", "张三", "0302"):
        ids = [list(ids) for ids in queue.id_chunks(desk.store, parse(typed), now)]
        rows = queue.rows(desk.store, ids[0], now)
        assert [row.case_no for row in rows.values()] == [case["case_no"]]
    assert not list(queue.id_chunks(desk.store, parse("理财"), now))
    file = read_case(desk.store, desk.office.reckoning, case["case_no"])
    assert [told.kind for told in file.story] == ["case.imported"]


WRONG = {
    "no day": (("2", "", "李四", "内容"), "受理日期", "", "Received at"),
    "no such day": (("2", "2026-02-30", "李四", "内容"), "受理日期", "2026-02-30", "2026-02-30"),
    "a word for a day": (("2", "昨天", "李四", "内容"), "受理日期", "昨天", "昨天"),
    "a day to come": (
        ("2", "2026-11-21", "李四", "内容"),
        "受理日期",
        "2026-11-21T00:00:00",
        "future",
    ),
    "too old": (("2", "1899-12-31", "李四", "内容"), "受理日期", "1899-12-31", "1899-12-31"),
    "no content": (("2", "2026-03-02", "李四", " "), "投诉内容", "", "Facts"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_row_that_cannot_be_taken_is_told_and_the_others_go_in(desk, name):
    row, column, value, reason = WRONG[name]
    told = desk.bring([GOOD, row, ("3", "2026-03-04", "王五", "内容")])
    assert (told.rows, told.taken, told.refused) == (3, 2, 1)
    (problem,) = told.problems
    assert (problem.sheet, problem.line) == ("Sheet", 3)
    assert (problem.column, problem.value) == (column, value)
    assert reason in problem.reason
    assert [case["source_no"] for case in desk.cases()] == ["1", "3"]
    assert desk.findings() == []


def test_a_closing_before_the_receipt_is_refused(desk):
    head = ("受理日期", "投诉内容", "办结日期")
    told = desk.bring([("2026-03-02", "内容", "2026-03-01")], head=head)
    (problem,) = told.problems
    assert problem.column == "办结日期"
    assert "2026-03-02" in problem.reason


def test_a_closing_on_the_day_of_a_receipt_with_a_time_is_not_before_it(desk):
    head = ("受理日期", "投诉内容", "办结日期")
    told = desk.bring([("2026-03-02 14:30", "内容", "2026-03-02")], head=head)
    assert told.refused == 0
    assert desk.cases()[0]["closed_at"] == "2026-03-02T14:30:00"


def test_all_that_is_wrong_with_a_row_is_told(desk):
    head = ("受理日期", "投诉内容", "办结日期")
    told = desk.bring([("2027-03-02", "", "2027-03-03")], head=head)
    assert told.refused == 1
    assert [problem.column for problem in told.problems] == ["投诉内容", "受理日期", "办结日期"]


def test_nothing_comes_twice_when_a_ledger_is_imported_again(desk):
    rows = [GOOD, ("2", "2026-03-03", "李四", "内容"), ("", "2026-03-04", "王五", "没有编号")]
    desk.bring(rows)
    before = desk.records()
    told = desk.bring(rows)
    assert (told.taken, told.known, told.refused, told.import_id) == (0, 3, 0, None)
    assert desk.records() == before


def test_rows_that_are_new_in_a_grown_ledger_come_in_and_only_those(desk):
    desk.bring([GOOD])
    told = desk.bring([GOOD, ("2", "2026-03-03", "李四", "内容")])
    assert (told.taken, told.known) == (1, 1)
    assert [case["source_no"] for case in desk.cases()] == ["1", "2"]


def test_equal_rows_of_a_ledger_are_one_case(desk):
    bare = ("", "2026-03-04", "王五", "没有编号")
    told = desk.bring([GOOD, bare, GOOD, bare])
    assert (told.taken, told.known) == (2, 2)


def test_rows_without_a_number_that_differ_in_any_cell_are_different_cases(desk):
    told = desk.bring([("", "2026-03-04", "王五", "一"), ("", "2026-03-04", "王五", "二")])
    assert told.taken == 2


def test_one_number_for_two_different_rows_is_refused(desk):
    told = desk.bring([GOOD, ("1", "2026-03-02", "李四", "另一件")])
    (problem,) = told.problems
    assert (told.taken, problem.line, problem.column) == (1, 3, "投诉编号")
    assert "line 2" in problem.reason


def test_a_number_that_came_before_on_another_day_for_another_person_is_refused(desk):
    desk.bring([("A-1", *GOOD[1:])])
    told = desk.bring([("A-1", "2025-03-02", "李四", "年费重复扣收")])
    (problem,) = told.problems
    assert "TS-0101-20260302-A001" in problem.reason


def test_a_ledger_that_names_our_own_numbers_brings_none_of_them_again(desk):
    case_no = register(desk.office)
    told = desk.bring([(case_no, "2026-11-20", "张三", "内容")])
    assert (told.taken, told.known) == (0, 1)


def test_a_simulation_reports_the_same_and_writes_nothing(desk):
    rows = [GOOD, ("2", "昨天", "李四", "内容"), GOOD]
    before = desk.everything()
    simulated = desk.bring(rows, simulate=True)
    assert desk.everything() == before
    real = desk.bring(rows)
    assert (simulated.simulated, simulated.import_id) == (True, None)
    assert replace(simulated, simulated=False, import_id=real.import_id) == real
    assert real.taken == 1


def test_an_import_is_kept_with_who_when_and_how_many(desk):
    told = desk.bring([GOOD, ("2", "昨天", "李四", "内容")])
    (row,) = desk.store.rows(ImportRow.select())
    assert row == (
        told.import_id,
        "ledger.xlsx",
        "default",
        "2026-11-20T10:00:00",
        "director",
        1,
        0,
        1,
        "",
    )
    assert desk.store.value(CaseRow.select(CaseRow.import_id)) == told.import_id


def test_an_import_that_brings_nothing_leaves_no_trace(desk):
    before = desk.records()
    told = desk.bring([("2", "昨天", "李四", "内容")])
    assert (told.import_id, told.refused) == (None, 1)
    assert desk.records() == before


def test_more_rows_than_a_batch_all_come_in(desk):
    rows = [(str(n), "2026-03-02", "张三", f"第 {n} 件") for n in range(1, 601)]
    assert desk.bring(rows).taken == 600
    assert {case["source_no"] for case in desk.cases()} == {str(n) for n in range(1, 601)}
    assert desk.cases()[-1]["case_no"] == "TS-0101-20260302-A600"
    assert desk.findings() == []


def test_a_failure_on_the_way_takes_everything_back(desk):
    command = desk.command(desk.write([(str(n), "2026-03-02", "张三", "内容") for n in range(300)]))

    def torn():
        yield from command.rows
        msg = "the reader died"
        raise OSError(msg)

    before = desk.records()
    with pytest.raises(OSError, match="died"):
        desk.office.do(replace(command, rows=torn()))
    assert desk.records() == before


def test_what_was_not_understood_is_told_once_with_how_often(desk):
    head = ("受理日期", "投诉内容", "投诉渠道")
    rows = [("2026-03-02", f"内容 {n}", "飞鸽传书") for n in range(3)]
    told = desk.bring([*rows, ("2026-03-02", "内容", "烽火")], head=head)
    assert told.warnings == 4
    assert [(one.value, one.count, one.line) for one in told.warned] == [
        ("飞鸽传书", 3, 2),
        ("烽火", 1, 5),
    ]


STATES = [
    ({}, "to_assign"),
    ({"承办人": "外人"}, "to_assign"),
    ({"承办人": "陈立"}, "to_investigate"),
    ({"承办人": "chen"}, "to_investigate"),
    ({"承办人": "何宏"}, "to_assign"),  # an auditor handles no cases
    ({"调查情况": "属实"}, "planning"),
    ({"处理结果": "已退费"}, "to_notify"),
    ({"告知日期": "2026-03-05"}, "to_follow_up"),
    ({"办结日期": "2026-03-06"}, "closed"),
    ({"状态": "已办结"}, "closed"),
    ({"状态": "已归档"}, "archived"),
    ({"办结日期": "2026-03-06", "档案号": "D-1"}, "archived"),
]


@pytest.mark.parametrize(("cells", "state"), STATES)
def test_a_case_stands_where_its_ledger_shows_it(desk, cells, state):
    desk.bring([("2026-03-02", "内容", *cells.values())], head=("受理日期", "投诉内容", *cells))
    (case,) = desk.cases()
    assert case["state"] == state
    assert desk.findings() == []


def test_a_handler_is_known_by_name_and_kept_by_login(desk):
    desk.bring([("2026-03-02", "内容", "陈立")], head=("受理日期", "投诉内容", "承办人"))
    assert desk.cases()[0]["handler"] == "chen"


def test_a_closed_row_without_its_day_takes_the_last_moment_that_it_tells(desk):
    head = ("受理日期", "投诉内容", "状态", "告知日期")
    told = desk.bring([("2026-03-02", "内容", "已办结", "2026-03-05")], head=head)
    assert told.closing_days_assumed == 1
    assert desk.cases()[0]["closed_at"] == "2026-03-05T00:00:00"


def test_an_archived_row_is_kept_as_long_as_the_office_keeps_files(desk):
    head = ("受理日期", "投诉内容", "状态", "办结日期")
    desk.bring([("2026-03-02", "内容", "已归档", "2026-03-05")], head=head)
    years = desk.office.settings.number("retention_years")
    assert desk.cases()[0]["keep_until"] == f"{2026 + years}-03-05"


def test_an_open_imported_case_goes_on_like_any_other(desk):
    desk.bring([GOOD])
    case_no = desk.cases()[0]["case_no"]
    step(desk.office, case_no, "assign", handler="chen", department="客户服务部")
    assert desk.cases()[0]["state"] == "to_investigate"
    assert desk.findings() == []


@pytest.mark.parametrize("login", ["chen", "he", "xu"])
def test_only_those_who_may_can_import(branch, tmp_path, login):
    desk = Desk(branch, tmp_path, login)
    with pytest.raises(NotPermitted):
        desk.bring([GOOD])
    assert desk.cases() == []


def test_every_case_has_one_act_and_the_chain_holds(desk):
    desk.bring([GOOD, ("2", "2026-03-03", "李四", "内容")])
    kinds = [kind for (kind,) in desk.store.rows(ActRow.select(ActRow.kind).order_by(ActRow.id))]
    assert kinds[-3:] == ["case.imported", "case.imported", "ledger.imported"]
    assert desk.findings() == []
