"""A row counts as known only when it says the same: what differs is told, and nothing vanishes."""

import random

import pytest

from desk.rules.steps.ledger_same import Likeness
from tests.ledgers.books import sheets
from tests.ledgers.conftest import HEAD

FULL = (*HEAD, "处理结果", "办结日期")
MARCH = [
    ("K-1", "2026-03-05", "甲某", "手续费争议", "", ""),
    ("K-2", "2026-03-06", "乙某", "排队太久", "", ""),
]


def adds_up(told):
    return told.rows == told.taken + told.known + told.changed + told.refused


def counts(told):
    assert adds_up(told)
    return told.taken, told.known, told.changed, told.refused


def test_another_outlets_book_with_the_same_running_numbers_and_days_is_taken_and_told(desk):
    desk.bring([("1", "2026-03-05", "甲某", "手续费争议"), ("2", "2026-03-06", "乙某", "排队")])
    other = [("1", "2026-03-05", "丙某", "理财亏损"), ("2", "2026-03-06", "丁某", "信用卡被盗刷")]
    told = desk.bring(other)
    assert counts(told) == (2, 0, 0, 0)
    assert [(one.line, one.column, one.value) for one in told.warned] == [
        (2, "投诉编号", "1"),
        (3, "投诉编号", "2"),
    ]
    assert {case["facts"] for case in desk.cases()} >= {"理财亏损", "信用卡被盗刷"}
    assert counts(desk.bring(other)) == (0, 2, 0, 0)
    assert desk.findings() == []


def test_a_number_that_is_no_running_one_is_refused_for_another_complaint(desk):
    desk.bring([("K-1", "2026-03-05", "甲某", "手续费争议")])
    told = desk.bring([("K-1", "2026-03-05", "丙某", "理财亏损")])
    assert counts(told) == (0, 0, 0, 1)
    assert "TS-0101-20260305-A001" in told.problems[0].reason


def test_the_same_words_about_another_outlet_are_another_complaint(desk):
    head = (*HEAD, "被投诉网点")
    desk.bring([("1", "2026-03-05", "甲某", "排队", "城东支行")], head=head)
    assert counts(desk.bring([("1", "2026-03-05", "甲某", "排队", "城西支行")], head=head))[0] == 1


def test_a_grown_book_tells_cell_by_cell_what_it_says_now(desk):
    desk.bring(MARCH, head=FULL)
    before = desk.records()
    grown = [
        ("K-1", "2026-03-05", "甲某", "手续费争议", "已退费", "2026-03-12"),
        ("K-2", "2026-03-06", "乙某", "排队太久，又称员工辱骂", "", ""),
    ]
    told = desk.bring(grown, head=FULL)
    assert counts(told) == (0, 0, 2, 0)
    assert [(one.line, one.column, one.value) for one in told.changes] == [
        (2, "办结日期", "2026-03-12 00:00"),
        (2, "处理结果", "已退费"),
        (3, "投诉内容", "排队太久，又称员工辱骂"),
    ]
    assert "排队太久" in told.changes[-1].reason
    assert "TS-0101-20260306-A001" in told.changes[-1].reason
    assert desk.records() == before


def test_a_row_without_a_number_whose_result_was_filled_in_is_the_same_complaint(desk):
    rows = [("", *row[1:]) for row in MARCH]
    desk.bring(rows, head=FULL)
    told = desk.bring([(*rows[0][:4], "已退费", "2026-03-12"), rows[1]], head=FULL)
    assert counts(told) == (0, 1, 1, 0)
    assert len(desk.cases()) == 2


def test_rows_without_a_number_that_differ_in_a_late_cell_are_all_known_again(desk):
    rows = [
        ("", "2026-03-05", "甲某", "手续费争议", "一", ""),
        ("", "2026-03-05", "甲某", "手续费争议", "二", ""),
    ]
    assert counts(desk.bring(rows, head=FULL)) == (2, 0, 0, 0)
    assert counts(desk.bring(rows, head=FULL)) == (0, 2, 0, 0)
    assert counts(desk.bring(rows[::-1], head=FULL)) == (0, 2, 0, 0)


def test_a_wrong_day_that_was_put_right_in_the_book_is_a_change(desk):
    desk.bring([("K-1", "2026-03-05", "甲某", "手续费争议")])
    told = desk.bring([("K-1", "2025-03-05", "甲某", "手续费争议")])
    assert counts(told) == (0, 0, 1, 0)
    assert [one.column for one in told.changes] == ["受理日期"]


def test_numbers_that_begin_anew_in_each_sheet_are_taken_and_known_again(desk):
    rows = {
        "一月": [HEAD, ("1", "2026-01-05", "甲某", "手续费"), ("2", "2026-01-06", "乙某", "排队")],
        "二月": [HEAD, ("1", "2026-02-05", "丙某", "理财"), ("2", "2026-02-06", "丁某", "盗刷")],
    }
    path = sheets(desk.folder / "year.xlsx", **rows)
    assert counts(desk.take(path)) == (4, 0, 0, 0)
    assert counts(desk.take(path)) == (0, 4, 0, 0)
    assert desk.findings() == []


def test_a_copy_of_a_sheet_with_a_corrected_row_is_refused_with_sheet_and_line(desk):
    rows = {
        "台账": [HEAD, ("1", "2026-01-05", "甲某", "手续费"), ("2", "2026-01-06", "乙某", "排队")],
        "台账 (2)": [
            HEAD,
            ("1", "2026-01-05", "甲某", "手续费（更正）"),
            ("2", "2026-01-06", "乙某", "排队"),
        ],
    }
    told = desk.take(sheets(desk.folder / "old.xlsx", **rows))
    assert counts(told) == (2, 1, 0, 1)
    (problem,) = told.problems
    assert (problem.sheet, problem.line) == ("台账 (2)", 2)
    assert "line 2 of sheet “台账”" in problem.reason


def test_a_word_for_the_state_alone_is_a_change(desk):
    head = (*HEAD, "状态")
    desk.bring([("K-1", "2026-03-05", "甲某", "手续费争议", "处理中")], head=head)
    told = desk.bring([("K-1", "2026-03-05", "甲某", "手续费争议", "已办结")], head=head)
    assert counts(told) == (0, 0, 1, 0)
    assert [(one.column, one.value) for one in told.changes] == [("状态", "closed")]
    again = desk.bring([("K-1", "2026-03-05", "甲某", "手续费争议", "待处理")], head=head)
    assert counts(again) == (0, 1, 0, 0)


def test_a_handler_named_by_her_login_is_no_change(desk):
    head, row = (*HEAD, "承办人"), ("K-1", "2026-03-05", "甲某", "手续费争议")
    desk.bring([(*row, "陈立")], head=head)
    assert counts(desk.bring([(*row, "chen")], head=head)) == (0, 1, 0, 0)


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (Likeness("2026-03-05", "甲", "", "t"), False),
        (Likeness("2026-03-05", "甲", "", "u"), False),
        (Likeness("2026-03-05", "乙", "", "t"), False),
        (Likeness("2026-03-05", "乙", "", "u"), True),
        (Likeness("2026-03-06", "甲", "", "t"), False),
        (Likeness("2026-03-06", "乙", "", "t"), True),
        (Likeness("2026-03-06", "甲", "", "u"), True),
        (Likeness("2026-03-05", "甲", "城东", "t"), False),
    ],
)
def test_two_complaints_of_one_number_are_told_apart(other, expected):
    assert Likeness("2026-03-05", "甲", "", "t").is_other(other) is expected


@pytest.mark.parametrize("seed", range(4))
def test_every_row_is_taken_known_changed_or_refused(desk, seed):
    chance = random.Random(seed)
    for _ in range(3):
        rows = [
            (
                chance.choice(["1", "2", "K-1", "", "007"]),
                chance.choice(["2026-03-05", "2026-03-06", "昨天"]),
                chance.choice(["甲某", "乙某", ""]),
                chance.choice(["排队", "盗刷", ""]),
                chance.choice(["", "已退费"]),
                chance.choice(["", "2026-03-12"]),
            )
            for _ in range(30)
        ]
        told = desk.bring(rows, head=FULL)
        assert adds_up(told)
        assert told.rows == 30
    assert desk.findings() == []
