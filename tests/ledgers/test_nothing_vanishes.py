"""What is odd in a file is taken rightly or named with line and column; no complaint vanishes."""

from datetime import date

import openpyxl
import pytest

from desk.ledgers.ledger_file import read_ledger
from tests.ledgers.books import packed, sheets, write, xlsx_parts

HEAD = ("投诉编号", "受理日期", "投诉人", "投诉内容", "联系电话")
TEXT = """投诉编号,受理日期,投诉人,投诉内容,联系电话
C-1,2026-03-05,甲某,手续费,13800001111
C-2,2026-03-06,乙某,{middle},13800002222
C-3,2026-03-07,丙某,理财,13800003333
"""


def taken(path):
    _, rows = read_ledger(path)
    return list(rows)


def csv_of(tmp_path, text, encoding="utf-8"):
    path = tmp_path / "ledger.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    return path


def told(row):
    return [(odd.column, str(odd.reason)) for odd in row.odd]


def test_cells_beyond_the_headings_are_kept_and_told(tmp_path):
    _, second, _ = taken(csv_of(tmp_path, TEXT.format(middle="扣款1,200元")))
    assert second.facts["remarks"] == "F: 13800002222"
    ((column, reason),) = told(second)
    assert column == "F"
    assert "more cells than there are headings" in reason


def test_a_row_that_stands_only_beyond_the_headings_does_not_vanish(tmp_path):
    rows = taken(csv_of(tmp_path, TEXT.format(middle="排队") + ",,,,,另一件投诉\n"))
    assert rows[-1].facts == {"remarks": "F: 另一件投诉"}


def test_a_quotation_mark_that_is_never_closed_swallows_no_row(tmp_path):
    lines = [f"N-{n},2026-03-05,甲某,内容{n},138" for n in range(59)]
    lines[1] = 'N-1,2026-03-05,甲某,"内容1,138'
    rows = taken(csv_of(tmp_path, "\n".join([",".join(HEAD), *lines]) + "\n"))
    assert [row.number for row in rows] == [f"N-{n}" for n in range(59)]
    ((_, reason),) = told(rows[1])
    assert "A quotation mark opens here" in reason


def test_one_that_is_closed_far_below_swallows_none_either(tmp_path):
    text = TEXT.format(middle='"排队').replace("理财", '理财"')
    rows = taken(csv_of(tmp_path, text))
    assert [row.number for row in rows] == ["C-1", "C-2", "C-3"]


@pytest.mark.parametrize("story", ["第一行\n第二行", "fees, charges,\nand more, and, more,"])
def test_a_cell_of_several_lines_stays_one(tmp_path, story):
    rows = taken(csv_of(tmp_path, TEXT.format(middle=f'"{story}"')))
    assert [row.facts["facts"] for row in rows] == ["手续费", story, "理财"]
    assert all(not row.odd for row in rows)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_one_bad_byte_is_told_with_its_row_and_column(tmp_path, encoding):
    text = TEXT.format(middle="排队@").encode(encoding).replace(b"@", b"\xff")
    rows = taken(csv_of(tmp_path, text))
    assert len(rows) == 3
    ((column, reason),) = told(rows[1])
    assert column == "投诉内容"
    assert "are no text" in reason


def test_a_zero_byte_is_told_and_the_euro_sign_of_windows_is_one(tmp_path):
    text = TEXT.format(middle="排队@").encode("gb18030")
    (_, zero, _) = taken(csv_of(tmp_path, text.replace(b"@", b"\0")))
    assert "are no text" in told(zero)[0][1]
    (_, euro, _) = taken(csv_of(tmp_path, text.replace(b"@", b"\x80")))
    assert euro.facts["facts"] == "排队€"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16-le", "utf-16-be", "gb18030"])
def test_the_encoding_is_found_by_content(tmp_path, encoding):
    rows = taken(csv_of(tmp_path, TEXT.format(middle="排队"), encoding))
    assert [row.facts["facts"] for row in rows] == ["手续费", "排队", "理财"]


def test_a_ledger_from_hong_kong_or_taiwan_is_read(tmp_path):
    text = "投訴編號,受理日期,投訴人,投訴內容\nC-1,2026-03-05,甲某,手續費爭議\n"
    for encoding in ("big5", "utf-8", "gb18030"):
        (row,) = taken(csv_of(tmp_path, text, encoding))
        assert row.facts["facts"] == "手續費爭議"
        assert row.number == "C-1"


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|", "，", "^", "~", "\u3000"])
@pytest.mark.parametrize("title", ["", "某支行投诉台账\n", "某支行投诉台账,2026年,第一季度\n"])
def test_the_delimiter_is_found_by_content(tmp_path, delimiter, title):
    text = title + TEXT.format(middle="排队").replace(",", delimiter)
    assert len(taken(csv_of(tmp_path, text))) == 3


def test_a_line_that_names_the_delimiter_is_believed(tmp_path):
    text = "sep=;\n" + TEXT.format(middle="排队").replace(",", ";") + "\x1a"
    assert [row.line for row in taken(csv_of(tmp_path, text))] == [3, 4, 5]


def formulas(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["投诉编号", "受理日期", "投诉内容", "涉及金额", "办结日期", "备注"])
    sheet.append(["C-1", date(2026, 3, 5), "手续费", 5, "=B2+4", ""])
    sheet.append(["C-2", date(2026, 3, 5), "排队", "=1+1", "", ""])
    sheet.append(["C-3", date(2026, 3, 5), "盗刷", "", "", '=A2&"。"'])
    book.save(tmp_path / "a.xlsx")
    return tmp_path / "a.xlsx"


def test_a_formula_without_a_saved_value_is_refused_where_it_decides_else_told(
    tmp_path,
):
    closed, amount, other = taken(formulas(tmp_path))
    assert [one.column for one in closed.wrong] == ["办结日期"]
    assert [one.column for one in amount.wrong] == ["涉及金额"]
    assert "not saved" in str(closed.wrong[0].reason)
    assert (other.wrong, [one.column for one in other.odd]) == ((), ["备注"])


def test_a_cell_in_which_excel_shows_an_error_is_told(tmp_path):
    path = write(
        tmp_path / "a.xlsx",
        [["投诉编号", "受理日期", "投诉内容", "投诉人"], ["C-1", "2026-03-05", "手续费", 7]],
    )
    parts = xlsx_parts(path)
    name = "xl/worksheets/sheet1.xml"
    body = parts[name].decode().replace('<c r="D2" t="n"><v>7</v>', '<c r="D2" t="e"><v>#REF!</v>')
    (row,) = taken(packed(path, {**parts, name: body}))
    ((column, reason),) = told(row)
    assert column == "投诉人"
    assert "#REF!" in reason


def test_a_merged_cell_stands_in_each_of_its_rows(tmp_path):
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    rows = [
        ("台账说明", None, None),
        ("编号", "受理日期", "投诉内容"),
        ("C-1", "2026-03-05", "一"),
        ("C-2", None, "二"),
        ("C-3", None, "三"),
    ]
    for line, row in enumerate(rows, start=2):
        for place, cell in enumerate(row, start=3):
            sheet.cell(line, place, cell)
    sheet.merge_cells("D4:D6")
    book.save(path)
    assert [row.facts["received_at"][:10] for row in taken(path)] == ["2026-03-05"] * 3


def test_headings_that_come_again_are_no_row_and_a_second_table_has_its_own(tmp_path):
    text = TEXT.format(middle="排队") + (
        ",".join(HEAD) + "\nC-4,2026-03-08,丁某,收费,139\n\n办结台账\n"
        "投诉编号,受理日期,办结日期,投诉内容\nC-5,2026-03-09,2026-03-10,盗刷\n合计,5,,\n"
    )
    rows, numbers = taken(csv_of(tmp_path, text)), ["C-1", "C-2", "C-3", "C-4", "C-5"]
    assert [row.number for row in rows if "received_at" in row.facts] == numbers
    assert rows[-2].facts["closed_at"] == "2026-03-10T00:00:00"
    assert "no complaint" in str(rows[-1].wrong[0].reason)


def test_an_example_row_is_no_complaint(tmp_path):
    rows = [HEAD, ("（示例）TS001", "2026-01-01", "张三", "示例：请删除本行", "138")]
    (row,) = taken(write(tmp_path / "a.xlsx", rows))
    assert "example" in str(row.wrong[0].reason)


@pytest.mark.parametrize(
    "head",
    [
        ("*投诉编号", "★受理日期", "投诉内容（不超过500字）"),
        ("\u200b投诉编号", "\ufeff受理日期", "投诉内容[必填]"),
        ("诉求编号", "来电时间", "来电诉求内容"),
        ("Case ID", "Date opened", "Complaint details"),
    ],
)
def test_headings_with_marks_and_other_words_are_known(tmp_path, head):
    (row,) = taken(write(tmp_path / "a.xlsx", [head, ("C-1", "2026-03-05", "手续费")]))
    assert row.facts["facts"] == "手续费"


def test_a_heading_below_a_group_counts_together_with_it(tmp_path):
    rows = [
        ("投诉编号", "受理", "", "办结", ""),
        ("", "日期", "内容", "日期", "结果"),
        ("C-1", "2026-03-05", "手续费", "2026-03-09", "已退费"),
    ]
    (row,) = taken(write(tmp_path / "a.xlsx", rows))
    assert row.facts["received_at"] == "2026-03-05T00:00:00"
    assert row.facts["closed_at"] == "2026-03-09T00:00:00"
    assert row.number == "C-1"


def test_headings_far_down_are_found(tmp_path):
    rows = [*[(f"填表说明第{n}条",) for n in range(40)], HEAD, ("C-1", "2026-03-05", "甲", "内容")]
    assert [row.line for row in taken(write(tmp_path / "a.xlsx", rows))] == [42]


def test_answered_messages_are_closed(tmp_path):
    head = ["留言编号", "留言时间", "留言主题", "答复意见", "答复时间"]
    rows = [head, ["7", "2026/3/2 11:25:05", "路灯不亮", "已修复", "2026/3/4 10:00:00"]]
    outline, found = read_ledger(sheets(tmp_path / "m.xlsx", 留言=rows))
    (row,) = found
    assert outline.profile == "messages"
    assert row.facts["closed_at"] == "2026-03-04T10:00:00"
