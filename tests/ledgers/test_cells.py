"""From a cell to a value: dates, times, amounts, codes, and what was not understood."""

from datetime import date, datetime, time, timedelta

import pytest

from desk.ledgers.amounts import yuan_of
from desk.ledgers.cell_values import plain_text
from desk.ledgers.ledger_file import read_ledger
from desk.ledgers.moments import DayStyle, moment_of, time_of
from tests.ledgers.books import write


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (17.0, "17"),
        (-3.0, "-3"),
        (0.1, "0.1"),
        (1.5e15, "1500000000000000"),
        (440301198001010040.0, "440301198001010000"),  # no digits that stand nowhere
        (6237961.0, "6237961"),
        (" a\r\nb\rc ", "a\nb\nc"),
        ('="C-1"', "C-1"),
        ("'13800001111", "13800001111"),
        ("`C-1", "C-1"),
        ("'不行'他说", "'不行'他说"),
        (datetime(2026, 3, 2, 9, 5), "2026-03-02 09:05:00"),
        (date(2026, 3, 2), "2026-03-02"),
    ],
)
def test_a_cell_reads_as_excel_shows_it(cell, text):
    assert plain_text(cell) == text


DAYS = [
    *(
        "2026-03-05",
        "2026/3/5",
        "2026.3.5",
        "2026年3月5日",
        "2026年3月5号",
        "2026-3-5日",
        "20260305",
    ),
    *(
        "2026。3。5",
        "2026、3、5",
        "２０２６－０３－０５",
        "2026-03-05（周四）",
        "2026年3月5日星期四",
    ),
    *("二〇二六年三月五日", "二零二六年三月五日", "'2026-03-05", "’2026-03-05"),
    *("2026-03-05。", "5-Mar-26", "2026年03月05日", "2026 年 3 月 5 日", " 2026-3-5 "),
    *("2026-03-05 00:00:00", "2026/03/05 星期四", "Mar 5, 2026", "5 March 2026", 20260305.0),
]


@pytest.mark.parametrize("text", DAYS)
def test_a_day_is_understood_however_it_is_written(text):
    assert moment_of(text) == datetime(2026, 3, 5)


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("2026-03-05 9:05", "09:05"),
        ("2026/3/5 09:05:00", "09:05"),
        ("2026年3月5日 9时05分", "09:05"),
        ("2026-03-05T09:05", "09:05"),
        ("20260305090500", "09:05"),
        ("2026年3月5日 上午9:05", "09:05"),
        ("2026年3月5日上午9时5分", "09:05"),
        ("2026/3/5 下午 3:05:00", "15:05"),
        ("2026年3月5日 下午15:05", "15:05"),
        ("2026/3/5 9:05:00 PM", "21:05"),
        ("2026/3/5 12:05 AM", "00:05"),
        ("2026-03-05 晚上8:30", "20:30"),
        ("2026-03-05 中午12:10", "12:10"),
        ("2026-03-05 09:05:00.000", "09:05"),
        ("2026-03-05T09:05:00+08:00", "09:05"),
        ("2026-03-05T09:05:00.000+0800", "09:05"),
        ("2026年3月5日9:05", "09:05"),
        ("2026年3月5日9点半", "09:30"),
        ("2026年3月5日 9点", "09:00"),
        ("20260305 0905", "09:05"),
        ("20260305T090500", "09:05"),
        ("2026-03-05 9:5", "09:05"),
        ("2026-03-05  9：05", "09:05"),
        ("202603050905", "09:05"),
        ("202603051230", "12:30"),
        ("2026030518", "18:00"),
        (202603051805.0, "18:05"),
    ],
)
def test_a_moment_is_understood_however_it_is_written(text, clock):
    assert moment_of(text) == datetime.fromisoformat(f"2026-03-05T{clock}")


@pytest.mark.parametrize(
    "cell",
    [
        *(
            "2026-02-30",
            "2026-13-01",
            "三月二日",
            "2019/11/02至2020/01/26",
            "",
            46083.0,
            "02/03/2026",
        ),
        *("2026112", "2026111", "202631", "26.3.5", "3月5日", "3/5", "2026年3月", "46086"),
        *("2026-03-05/2026-03-06", "约2026-03-05", "2026-W10-4", "2026-03-05T09:05:00Z"),
        *("2026-03-0509:05", "2026-03-05 24:00", "2026-03-05 上午12:30", "2026-03-05 晚上12点"),
        *("2026-03-05（周三）", "13800001111", 20261305.0, True),
    ],
)
def test_what_may_be_another_day_is_no_day(cell):
    assert moment_of(cell) is None


@pytest.mark.parametrize(
    ("cell", "style", "expected"),
    [
        ("3/2/2026", DayStyle(order="mdy"), "2026-03-02"),
        ("3/2/2026", DayStyle(order="dmy"), "2026-02-03"),
        ("15/3/2026", DayStyle(order="mdy"), "2026-03-15"),
        ("26/03/05", DayStyle(order="ymd"), "2026-03-05"),
        ("3月5日", DayStyle(year=2026), "2026-03-05"),
        ("3.6", DayStyle(year=2026), "2026-03-06"),
        (46086.0, DayStyle(has_serials=True), "2026-03-05"),
        (46086.378472222, DayStyle(has_serials=True), "2026-03-05T09:05:00"),
        (timedelta(days=46086), DayStyle(), "2026-03-05"),
    ],
)
def test_what_the_table_says_outside_its_cells_decides_what_a_cell_leaves_open(
    cell, style, expected
):
    assert moment_of(cell, style) == datetime.fromisoformat(expected)


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
        ("下午3点", time(15)),
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
    ("cell", "unit", "expected"),
    [
        (1234.5, 1, "1234.50"),
        (1234.5678, 1, "1234.57"),  # a reckoned interest
        (0.30000000000000004, 1, "0.30"),
        ("1,234.50", 1, "1234.50"),
        ("￥300", 1, "300.00"),
        ("¥ 300元", 1, "300.00"),
        ("1.5万元", 1, "15000.00"),
        ("1.5 万", 1, "15000.00"),
        ("1.2W", 1, "12000.00"),
        ("5千", 1, "5000.00"),
        ("3百万", 1, "3000000.00"),
        ("5000元整", 1, "5000.00"),
        ("300块", 1, "300.00"),
        ("伍仟元整", 1, "5000.00"),
        ("人民币伍仟元整", 1, "5000.00"),
        ("一万二千三百四十五元六角七分", 1, "12345.67"),
        ("一亿二千万元", 1, "120000000.00"),
        ("玖亿玖仟零玖万玖仟零玖元", 1, "990099009.00"),
        ("一万二千亿元", 1, "1200000000000.00"),
        ("三万亿元", 1, "3000000000000.00"),
        ("5元5角", 1, "5.50"),
        ("12 345.60", 1, "12345.60"),
        ("1.234,50", 1, "1234.50"),
        (1.5, 10_000, "15000.00"),
        ("2亿元", 1, "200000000.00"),
        ("人民币5元", 10_000, "5.00"),
        ("1e5", 1, "100000.00"),
    ],
)
def test_an_amount_is_reckoned_in_yuan(cell, unit, expected):
    assert str(yuan_of(cell, unit)) == expected


NO_SUMS = [
    *("约三千", "约5000元", "5000元左右", "5000余元", "(500.00)", "（500）", "1,23"),
    *("5,0000", "1，0000元", "12,34,567", "$100", "100美元", "HK$100", "港币100元", "2000元/月"),
    *("500*12", "5000+300", "5000、3000", "5000元；利息300元", "9E9999", "1_000", "¥", "三千五"),
    *("二百五", "二万三万元", "一亿三亿元", "NaN", "-500", "500-"),
]


@pytest.mark.parametrize("cell", NO_SUMS)
def test_what_may_be_another_sum_is_none(cell):
    assert yuan_of(cell) is None


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
    ("heading", "cell"),
    [("办结日期", "下周"), ("涉及金额", "约5000元"), ("发生日期", "1899-01-01")],
)
def test_a_day_or_an_amount_that_is_none_stays_in_the_remarks_and_is_told(tmp_path, heading, cell):
    row = row_of(tmp_path, heading, cell)
    assert row.wrong == ()
    assert row.facts["remarks"] == f"{heading}: {cell}"
    (odd,) = row.odd
    assert (odd.column, odd.value) == (heading, cell)
    assert cell in str(odd.reason)


def test_a_moment_from_which_a_deadline_runs_makes_the_row_wrong(tmp_path):
    path = write(tmp_path / "a.xlsx", [["受理日期", "投诉内容"], ["2026112", "内容"]])
    _, (row,) = read_ledger(path)
    (wrong,) = row.wrong
    assert (wrong.column, wrong.value) == ("受理日期", "2026112")


@pytest.mark.parametrize(
    ("cell", "stored"),
    [
        (13800001111, "13800001111"),
        ("13800001111.0", "13800001111"),
        ("138-0000-1111", "13800001111"),
        ("138 0000 1111", "13800001111"),
        ("+8613800001111", "13800001111"),
        ("86-13800001111", "13800001111"),
        ("008613800001111", "13800001111"),
        ("１３８００００１１１１", "13800001111"),
        ("'13800001111", "13800001111"),
        ("\t13800001111", "13800001111"),
        ("1.3800001111E+10", "13800001111"),
        ("01088880000", "010-88880000"),
        ("(010)88880000", "010-88880000"),
        ("0571-88880000", "0571-88880000"),
        ("13800001111/139 0000 2222", "13800001111/13900002222"),
        ("无人接听", "无人接听"),
    ],
)
def test_a_telephone_has_one_form(tmp_path, cell, stored):
    assert row_of(tmp_path, "联系电话", cell).facts["complainant.phone"] == stored


@pytest.mark.parametrize(
    ("cell", "stored"),
    [
        ("110101199001011234", "110101199001011234"),
        ("11010119900101123x", "11010119900101123X"),
        ("110101 19900101 1234", "110101199001011234"),
        ("１１０１０１１９９００１０１１２３４", "110101199001011234"),
        ("110101900101123", "110101900101123"),
        ("护照E12345678", "护照E12345678"),
    ],
)
def test_an_identity_number_has_one_form(tmp_path, cell, stored):
    assert row_of(tmp_path, "身份证号", cell).facts["complainant.id_no"] == stored


@pytest.mark.parametrize(
    ("heading", "cell"),
    [
        ("身份证号", 1.10101199001011e17),
        ("身份证号", "1.10101E+17"),
        ("身份证号", "1.10101199001011E+17"),
        ("身份证号", "110101199001011000"),
        ("联系电话", "1.38E+10"),
        ("合同号", 6.222021000112233e17),
    ],
)
def test_a_number_that_excel_has_cut_is_left_out_and_told(tmp_path, heading, cell):
    row = row_of(tmp_path, heading, cell)
    assert set(row.facts) == {"received_at", "facts", "remarks"}
    (odd,) = row.odd
    assert "Excel has cut" in str(odd.reason)


@pytest.mark.parametrize(
    ("heading", "cell", "state"),
    [
        ("是否办结", True, "closed"),
        ("是否办结", False, "open"),
        ("是否办结", "√", "closed"),
        ("是否办结", "×", "open"),
        ("状态", "处理中", "open"),
    ],
)
def test_a_state_is_understood_however_it_is_marked(tmp_path, heading, cell, state):
    assert row_of(tmp_path, heading, cell).facts["state"] == state


def tables(tmp_path, *rows):
    _, found = read_ledger(write(tmp_path / "a.xlsx", rows))
    return list(found)


PLAIN_HEAD = ("投诉编号", "受理日期", "投诉内容", "涉及金额")


@pytest.mark.parametrize(
    "rows",
    [
        [
            ("投诉台账",),
            ("", "", "", "单位：万元"),
            PLAIN_HEAD,
            ("C-1", "2026-03-05", "手续费", 1.2),
        ],
        [("金额单位：人民币万元",), PLAIN_HEAD, ("C-1", "2026-03-05", "手续费", "1.2")],
        [PLAIN_HEAD, ("", "", "", "（万元）"), ("C-1", "2026-03-05", "手续费", 1.2)],
        [(*PLAIN_HEAD[:3], "涉及金额（万元）"), ("C-1", "2026-03-05", "手续费", 1.2)],
        [("单位：万元",), PLAIN_HEAD, ("C-1", "2026-03-05", "手续费", "12000元")],
    ],
)
def test_a_unit_above_below_or_beside_the_heading_counts(tmp_path, rows):
    (row,) = tables(tmp_path, *rows)
    assert row.facts["amount"] == "12000.00"


def test_numbers_of_columns_below_the_headings_are_no_row(tmp_path):
    (row,) = tables(tmp_path, PLAIN_HEAD, (1, 2, 3, 4), ("C-1", "2026-03-05", "手续费", 1.2))
    assert row.number == "C-1"


def test_the_year_of_the_title_counts_for_days_without_one(tmp_path):
    rows = tables(
        tmp_path,
        ("2026年3月投诉登记簿",),
        ("日期", "时间", "投诉内容"),
        ("3月5日", "9:05", "手续费"),
        ("3.6", "10:00", "排队"),
    )
    assert [row.facts["received_at"] for row in rows] == [
        "2026-03-05T09:05:00",
        "2026-03-06T10:00:00",
    ]


def test_one_day_that_can_be_read_in_one_way_only_shows_the_order_of_its_column(tmp_path):
    first, second = tables(
        tmp_path, ("受理日期", "投诉内容"), ("5/3/2026", "手续费"), ("15/3/2026", "排队")
    )
    assert first.facts["received_at"] == "2026-03-05T00:00:00"
    assert second.facts["received_at"] == "2026-03-15T00:00:00"
    (odd,) = first.odd
    assert (odd.column, odd.value) == ("受理日期", "15/3/2026")
    assert "line 3" in str(odd.reason)
    assert second.odd == ()


def test_days_that_contradict_each_other_show_no_order(tmp_path):
    rows = tables(
        tmp_path,
        ("受理日期", "投诉内容"),
        ("5/3/2026", "手续费"),
        ("15/3/2026", "排队"),
        ("3/16/2026", "盗刷"),
    )
    assert [bool(row.wrong) for row in rows] == [True, False, False]


def test_a_day_that_excel_shows_as_a_number_is_that_day(tmp_path):
    (row,) = tables(tmp_path, ("受理日期", "投诉内容"), (46086.378472222, "手续费"))
    assert row.facts["received_at"] == "2026-03-05T09:05:00"
