"""From a cell to a value: dates, times, amounts, codes, and what was not understood."""

from datetime import date, datetime, time, timedelta

import pytest

from desk.base.resources import read_toml
from desk.ledgers.cell_values import moment_of, plain_text, time_of, yuan_of
from desk.ledgers.ledger_file import read_ledger
from tests.ledgers.books import write

FORMATS = tuple(read_toml("ledgers.toml")["dates"]["formats"])


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (17.0, "17"),
        (-3.0, "-3"),
        (0.1, "0.1"),
        (1.5e15, "1500000000000000"),
        (6237961.0, "6237961"),
        (" a\r\nb\rc ", "a\nb\nc"),
        (datetime(2026, 3, 2, 9, 5), "2026-03-02 09:05:00"),
        (date(2026, 3, 2), "2026-03-02"),
    ],
)
def test_a_cell_reads_as_excel_shows_it(cell, text):
    assert plain_text(cell) == text


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-02",
        "2026/3/2",
        "2026.3.2",
        "2026年3月2日",
        "2026 年 3 月 2 日",
        "20260302",
        "２０２６－０３－０２",
        " 2026-3-2 ",
        "2026-03-02 00:00:00",
    ],
)
def test_a_day_is_understood_however_it_is_written(text):
    assert moment_of(text, FORMATS) == datetime(2026, 3, 2)


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-02 9:05",
        "2026/3/2 09:05:00",
        "2026年3月2日 9时05分",
        "2026-03-02T09:05",
        "20260302090500",
    ],
)
def test_a_moment_is_understood_however_it_is_written(text):
    assert moment_of(text, FORMATS) == datetime(2026, 3, 2, 9, 5)


@pytest.mark.parametrize(
    "cell",
    ["2026-02-30", "2026-13-01", "三月二日", "2019/11/02至2020/01/26", "", 46083.0, "02/03/2026"],
)
def test_what_may_be_another_day_is_no_day(cell):
    assert moment_of(cell, FORMATS) is None


def test_a_profile_may_read_days_in_the_american_order():
    assert moment_of("3/2/2026", ("%m/%d/%Y",)) == datetime(2026, 3, 2)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (time(9, 5, 0, 400), time(9, 5)),
        (timedelta(hours=9, minutes=5), time(9, 5)),
        (timedelta(days=2), None),
        (0.5, time(12)),
        (1.5, None),
        ("9:05", time(9, 5)),
        ("9时05分", time(9, 5)),
        ("上午", None),
        ("2026-03-02 09:05", time(9, 5)),
        ("2026-03-03 09:05", None),
        (datetime(2026, 3, 2, 9, 5), time(9, 5)),
        (datetime(2026, 3, 3, 9, 5), None),
    ],
)
def test_a_time_of_day_is_that_of_its_day_or_none(cell, expected):
    assert time_of(cell, "2026-03-02") == expected


@pytest.mark.parametrize(
    ("cell", "heading", "expected"),
    [
        (1234.5, "金额", "1234.5"),
        ("1,234.50", "金额", "1234.5"),
        ("￥300", "金额", "300"),
        ("¥ 300元", "金额", "300"),
        ("1.5万元", "金额", "15000"),
        ("1.5万", "涉及金额(元)", "15000"),
        (1.5, "投诉金额(万元)", "15000"),
        ("2亿元", "金额", "200000000"),
        ("人民币5元", "金额(万元)", "5"),
        ("约三千", "金额", "约三千"),
        ("1e5", "金额", "100000"),
        ("NaN", "金额", "nan"),
    ],
)
def test_an_amount_is_reckoned_in_yuan(cell, heading, expected):
    assert yuan_of(cell, heading) == expected


def row_of(tmp_path, heading, cell):
    path = write(
        tmp_path / "a.xlsx", [["受理日期", "投诉内容", heading], ["2026-03-02", "内容", cell]]
    )
    _, (row,) = read_ledger(path)
    return row


@pytest.mark.parametrize(
    ("heading", "cell", "field", "value"),
    [
        ("投诉渠道", "电话", "channel", "phone"),
        ("投诉渠道", "phone", "channel", "phone"),
        ("业务类别", "B03", "product_line", "B03"),
        ("状态", "已办结", "state", "closed"),
        ("状态", "处理中", "state", "open"),
        ("是否监管转办", "是", "forwarded_by", "nfra"),
        ("是否有责", "是", "liable", True),
        ("投诉人数", 3, "people_count", 3),
        ("联系电话", 13800005678, "complainant.phone", "13800005678"),
        ("是否属实", "属实", "finding", "upheld"),
    ],
)
def test_a_value_is_stored_by_its_code(tmp_path, heading, cell, field, value):
    row = row_of(tmp_path, heading, cell)
    assert row.facts[field] == value
    assert (row.odd, row.wrong) == ((), ())


@pytest.mark.parametrize("cell", ["-", "——", "无", "N/A", "  ", "/"])
@pytest.mark.parametrize("heading", ["投诉渠道", "涉及金额", "办结日期", "联系电话"])
def test_what_people_write_for_nothing_says_nothing(tmp_path, heading, cell):
    row = row_of(tmp_path, heading, cell)
    assert set(row.facts) == {"received_at", "facts"}
    assert (row.odd, row.wrong) == ((), ())


def test_a_value_outside_the_list_becomes_other_and_its_wording_is_kept(tmp_path):
    row = row_of(tmp_path, "投诉渠道", "飞鸽传书")
    assert row.facts["channel"] == "other"
    assert row.facts["remarks"] == "投诉渠道: 飞鸽传书"
    (odd,) = row.odd
    assert (odd.column, odd.value) == ("投诉渠道", "飞鸽传书")
    assert "飞鸽传书" in str(odd.reason)
    assert "Other" in str(odd.reason)


def test_a_value_that_is_not_understood_is_left_empty_and_its_wording_kept(tmp_path):
    row = row_of(tmp_path, "投诉等级", "特急")
    assert "grade" not in row.facts
    assert row.facts["remarks"] == "投诉等级: 特急"
    assert len(row.odd) == 1


@pytest.mark.parametrize(
    ("heading", "cell"), [("办结日期", "下周"), ("涉及金额", "很多"), ("发生日期", "1899-01-01")]
)
def test_a_day_or_an_amount_that_is_none_makes_the_row_wrong(tmp_path, heading, cell):
    (wrong,) = row_of(tmp_path, heading, cell).wrong
    assert (wrong.column, wrong.value) == (heading, cell)
    assert cell in str(wrong.reason)
