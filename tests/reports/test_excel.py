"""Workbooks: values of the right type, text that stays text, ready to be filtered and printed."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from zipfile import ZipFile

import pytest

from desk.base.text import EXCEL_CELL, xlsx_text
from reports.table import DASH, Beside, Column, Holds, Note, Pictured, Signatures, Table
from reports.workbook import lists
from tests.base.hostile import HOSTILE
from tests.reports.papers import column_of, paper

COLUMNS = (
    Column("Case", Holds.ID),
    Column("Count", Holds.COUNT),
    Column("Amount", Holds.MONEY),
    Column("Share", Holds.PERCENT),
    Column("Change", Holds.CHANGE),
    Column("Days", Holds.DAYS),
    Column("Day", Holds.DAY),
    Column("Moment", Holds.MOMENT),
)
ROW = (
    "007",
    1234,
    Decimal("28450.10"),
    Decimal("91.7"),
    Decimal("-4.0"),
    Decimal("6.8"),
    date(2026, 10, 1),
    datetime(2026, 10, 1, 9, 30),
)
FORMULAS = ("=1+1", "=cmd|' /C calc'!A0", '=HYPERLINK("http://x","y")', "@SUM(A1)", "+1", "-1")


def of_all_kinds(**more):
    return Table("all", "All kinds", COLUMNS, [ROW], **more)


def cells_under(sheet, heading):
    """Return the cells of the column below ``heading``, down to an empty one."""
    head = next(c for row in sheet.iter_rows() for c in row if c.value == heading)
    below = (sheet.cell(n, head.column) for n in range(head.row + 1, sheet.max_row + 1))
    return list(below)


@pytest.mark.parametrize("is_list", [True, False])
def test_every_kind_keeps_its_type_and_its_last_digit(written, is_list):
    (sheet,) = written(paper(of_all_kinds(), is_list=is_list)).book
    found = [cells_under(sheet, column.heading)[0] for column in COLUMNS]
    assert [cell.value for cell in found] == [
        "007",
        1234,
        28450.1,
        0.917,
        -0.04,
        6.8,
        datetime(2026, 10, 1),
        datetime(2026, 10, 1, 9, 30),
    ]
    assert [cell.data_type for cell in found] == list("snnnnndd")
    assert [cell.number_format for cell in found[1:5]] == [
        "#,##0",
        "#,##0.00",
        "0.0%",
        "+0.0%;-0.0%;0.0%",
    ]


@pytest.mark.parametrize("is_list", [True, False])
@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_that_somebody_typed_stays_text(written, text, is_list):
    (sheet,) = written(paper(column_of(text), is_list=is_list)).book
    (cell, *_) = cells_under(sheet, "Text")
    assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)


@pytest.mark.parametrize("is_list", [True, False])
def test_no_text_however_hostile_spoils_the_workbook(written, is_list):
    texts = [text for text in HOSTILE.values() if text.strip()]
    (sheet,) = written(paper(column_of(*texts), is_list=is_list)).book
    found = [cell.value for cell in cells_under(sheet, "Text")]
    assert found == [xlsx_text(text) for text in texts]
    assert {cell.data_type for cell in cells_under(sheet, "Text")} == {"s"}
    assert max(map(len, found)) <= EXCEL_CELL


def test_an_error_value_that_somebody_typed_stays_text(written):
    (sheet,) = written(paper(column_of("#N/A"), is_list=True)).book
    assert sheet["A2"].data_type == "s"


def test_notes_titles_and_feet_stay_text_too(written):
    foot = ("A&B =3", "x" * 300)
    document = replace(paper(Note("=1+1")), title="=2+2", foot=foot, author="=4")
    (sheet,) = written(document).book
    assert sheet["A1"].data_type == "s"
    assert sheet["A1"].value == "=2+2"
    assert "A&&B =3" in sheet.oddFooter.left.text
    assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)


def test_a_list_is_frozen_filtered_and_repeats_its_headings(written):
    (sheet,) = written(paper(of_all_kinds(), is_list=True)).book
    assert sheet.freeze_panes == "C2"
    assert sheet.auto_filter.ref == "A1:H2"
    assert sheet.print_title_rows == "$1:$1"
    assert [sheet.column_dimensions[letter].width for letter in "AB"] == [12, 12]


def test_a_list_too_wide_for_a_page_repeats_its_first_columns(written):
    columns = [Column(f"c{number}", sheet=50) for number in range(9)]
    table = Table("t", "", columns, [list("012345678")])
    (sheet,) = written(paper(table, is_list=True)).book
    assert sheet.page_setup.fitToWidth == 3
    assert sheet.print_title_cols == "$A:$B"


@pytest.mark.parametrize("is_dense", [True, False])
def test_long_texts_wrap_unless_a_line_is_to_stay_one(written, is_dense):
    table = Table("t", "", [Column("Text")], [("long " * 40,), ("=1",)], is_dense=is_dense)
    (sheet,) = written(paper(table, is_list=True)).book
    assert [bool(sheet[place].alignment.wrap_text) for place in ("A2", "A3")] == [not is_dense] * 2
    assert sheet["A3"].quotePrefix


def test_sheets_print_on_a4_one_page_wide_with_page_numbers(written):
    (sheet,) = written(paper(of_all_kinds())).book
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.oddFooter.center.text == "Page &P of &N"


def test_the_file_names_its_maker_moment_and_language(written):
    properties = written(paper(Note("x"))).book.properties
    assert (properties.title, properties.creator) == ("A paper", "王敏")
    assert (properties.language, properties.created) == ("zh-CN", datetime(2026, 11, 20, 10, 0))


def test_a_picture_becomes_a_native_chart_without_the_sums(written):
    columns = [Column("Item"), Column("Count", Holds.COUNT)]
    table = Table("t", "By item", columns, [("a", 3), ("b", 1), ("Total", 4)], totals=1)
    (sheet,) = written(paper(Pictured(table, 1))).book
    (chart,) = sheet._charts
    (series,) = chart.series
    assert series.val.numRef.f == "'Only'!$B$8:$B$9"
    assert series.cat.numRef.f == "'Only'!$A$8:$A$9"
    assert [sheet[f"B{row}"].value for row in (8, 9, 10)] == [3, 1, "=SUM(B8:B9)"]


def test_headings_over_groups_are_merged(written):
    columns = [Column("Unit"), Column("a", group="Front"), Column("b", group="Front")]
    (sheet,) = written(paper(Table("t", "", columns, [("x", 1, 2)]))).book
    assert sorted(map(str, sheet.merged_cells.ranges)) == ["A6:A7", "B6:C6"]


def test_sections_with_one_title_share_a_sheet_and_those_without_stay_out(written):
    one = paper(Note("first")).sections[0]
    hidden = paper(Note("hidden"), sheet="").sections[0]
    document = replace(paper(), sections=[one, one, hidden])
    book = written(document).book
    assert book.sheetnames == ["Only"]
    texts = [cell.value for row in book["Only"].iter_rows() for cell in row if cell.value]
    assert texts.count("first") == 2
    assert "hidden" not in texts


def test_tables_side_by_side_on_paper_follow_each_other(written):
    left, right = column_of("left"), column_of("right")
    (sheet,) = written(paper(Beside(left, right))).book
    values = [cell.value for row in sheet.iter_rows() for cell in row if cell.value]
    assert values[-4:] == ["Text", "left", "Text", "right"]


def test_signatures_leave_room_to_sign(written):
    (sheet,) = written(paper(Signatures(["Made by:", "Checked by:"], "Date:", "(seal)"))).book
    values = [cell.value for cell in list(sheet.iter_rows())[-1]]
    assert values == ["Made by:", None, "Checked by:", None, "Date:"]


def test_a_dash_for_nothing_to_measure_stands_in_a_number_column(written):
    table = Table("t", "", [Column("Share", Holds.PERCENT)], [(DASH,)])
    (sheet,) = written(paper(table)).book
    assert cells_under(sheet, "Share")[0].value == DASH


def test_a_long_list_keeps_every_row(written):
    rows = [(number, f"case {number}") for number in range(lists.CHUNK * 2 + 3)]
    columns = [Column("No.", Holds.COUNT), Column("Case", Holds.ID)]
    found = written(paper(Table("t", "", columns, rows), is_list=True))
    (sheet,) = found.book
    assert list(sheet.iter_rows(min_row=2, values_only=True)) == rows
    with ZipFile(found.sheet) as parts:
        assert parts.testzip() is None
