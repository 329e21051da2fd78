"""PDF: pages that name themselves, text that is no markup, rows of any height."""

from dataclasses import replace

import pytest
from reportlab import rl_config

import reports.press
from desk.base.text import clean
from reports.press import measures as m
from reports.press.face import face
from reports.press.pages import QR, code_corner
from reports.table import (
    Beside,
    Box,
    Column,
    Holds,
    Index,
    Note,
    Pictured,
    RuledForm,
    Section,
    Signatures,
    StoryBlock,
    Table,
)
from tests.base.hostile import HOSTILE
from tests.families import each
from tests.reports.papers import bare, column_of, paper

STORY = "客户反映多扣利息2,400.00元，要求退还。"


def test_every_page_says_which_of_how_many_what_it_is_and_who_printed_it(written):
    rows = [f"row {number}" for number in range(120)]
    pages = written(paper(column_of(*rows), is_list=True)).pages
    assert len(pages) == 4
    for number, text in enumerate(pages, start=1):
        assert bare(f"Page {number} of 4") in bare(text)
        assert "Office · 2026-10" in text
        assert "Printed by 王敏, 2026-11-20 10:00" in text


@pytest.mark.parametrize("page", [m.TALL_PAGE, m.WIDE_PAGE], ids=["tall", "wide"])
def test_the_code_stands_where_every_printer_prints(page):
    across, above = code_corner(page)
    white = 8 * m.MM  # 5 mm that no laser printer prints on, and the code's own quiet zone
    assert above >= white
    assert page.size[0] - across - QR >= white


def test_headings_stand_on_every_page_and_the_last_one_is_not_alone(written):
    lengths = []
    for count in range(38, 48, 2):
        rows = [f"row {number}" for number in range(count)]
        _head, *pages = written(paper(column_of(*rows), is_list=True)).pages
        assert all("Text" in page for page in pages)
        assert len(pages) == 1 or pages[-1].count("row") >= 3
        lengths.append(len(pages))
    assert set(lengths) == {1, 2}


@pytest.mark.parametrize("is_list", [True, False])
def test_every_row_is_printed_once(written, is_list):
    rows = [f"({number})" for number in range(400)]
    text = written(paper(column_of(*rows), is_list=is_list)).text
    assert all(text.count(row) == 1 for row in rows)


@each(text=HOSTILE)
def test_hostile_text_is_printed_as_text(written, text):
    short = text[:1200]
    document = paper(
        Note(short),
        StoryBlock(short, short),
        column_of(short, paper=1),
        RuledForm([[Box(short[:300], short)]]),
        Table("t", short[:300], [Column(short[:300]), Column("b", Holds.COUNT)], [(short, 1)]),
        sheet="",
    )
    found = written(replace(document, title=short[:200] or "x", watermark=short[:60]))
    typeface = face()
    assert bare(typeface.printed(clean(short)))[:40] in found.text
    assert not any("/Annots" in page for page in found.pdf.pages)
    assert not any(page.images for page in found.pdf.pages)


def test_stories_of_twenty_thousand_characters_go_on_over_pages(written):
    story = STORY * 900
    document = paper(
        RuledForm([[Box("Facts", story), Box("Short", "x")]]),
        StoryBlock("Told", story),
        column_of(story),
        sheet="",
    )
    text = written(document).text
    assert text.count("2,400.00") == 2700
    assert len(written(document).pages) > 20


def test_numbers_and_words_are_not_cut(written):
    columns = [Column("Amount", Holds.MONEY, paper=22), Column("x", paper=140)]
    pages = written(
        paper(Table("t", "", columns, [("1,234,567.00", "TS-0101-20261120-A001")]))
    ).pages
    assert "1,234,567.00" in pages[0]
    assert "TS-0101-20261120-A001" in pages[0]


@pytest.mark.parametrize("is_list", [True, False])
def test_headings_higher_than_a_page_stand_once_and_whole(written, is_list):
    columns = [Column(STORY * 30, group=STORY * 40), Column("Short", group="g"), Column("Other")]
    rows = [(f"({number})", "x", "y") for number in range(60)]
    text = written(paper(Table("t", "", columns, rows), is_list=is_list)).text
    assert text.count("2,400.00") == 70
    assert text.count("Short") == 1
    assert all(text.count(row) == 1 for row, *_ in rows)


@pytest.mark.parametrize(("times", "is_beside"), [(1, True), (200, False)])
def test_tables_stand_side_by_side_unless_a_page_would_have_to_end_in_them(
    written, times, is_beside
):
    found = written(paper(Beside(column_of("left"), column_of(STORY * times))))
    assert found.text.count("2,400.00") == times
    heights = []

    def note(text, matrix, place, *_):
        if text.strip() == "Text":
            heights.append(round(matrix[5] + place[5]))

    found.pdf.pages[0].extract_text(visitor_text=note)
    assert (len(set(heights)) == 1) is is_beside


def test_columns_without_paper_stay_off_it(written):
    columns = [Column("Seen"), Column("Hidden", paper=0)]
    text = written(paper(Table("t", "", columns, [("a", "secret")]))).text
    assert "Seen" in text
    assert "secret" not in text


def test_an_index_names_the_page_of_each_part(written):
    index = Index(("No.", "Part", "Page"), "Pages in all")
    parts = [
        Section("cover", "", "", [index]),
        Section("one", "", "Part one", [Note("x")], starts_page=True),
        Section("two", "", "Part two", [Note("x")]),
        Section("three", "", "Part three", [Note("x")], starts_page=True, is_wide=True),
    ]
    found = written(replace(paper(), sections=parts, has_cover=True))
    cover = bare(found.pages[0])
    assert "1Partone2" in cover
    assert "2Parttwo2" in cover
    assert "3Partthree3" in cover
    assert "Pagesinall3" in cover
    assert [entry["/Title"] for entry in found.pdf.outline] == [
        "Part one",
        "Part two",
        "Part three",
    ]


def test_wide_sections_are_landscape(written):
    document = paper(Note("x"), sheet="")
    wide = replace(document.sections[0], id="wide", is_wide=True)
    pages = written(replace(document, sections=[document.sections[0], wide])).pdf.pages
    shapes = [page.mediabox.width < page.mediabox.height for page in pages]
    assert shapes == [True, False]


def test_the_file_names_its_title_author_and_language(written):
    pdf = written(paper(Note("x"))).pdf
    assert (pdf.metadata.title, pdf.metadata.author) == ("A paper", "王敏")
    assert pdf.trailer["/Root"]["/Lang"] == "zh-CN"


def test_a_watermark_stands_on_every_page(written):
    rows = [f"row {number}" for number in range(90)]
    document = replace(paper(column_of(*rows), is_list=True), watermark="王敏 TS-0101")
    assert all("王敏 TS-0101" in page for page in written(document).pages)


def test_bars_signatures_and_pairs_are_drawn(written):
    table = Table("t", "Bars", [Column("a"), Column("n", Holds.COUNT)], [("x", 3), ("y", 0)])
    document = paper(
        Pictured(table, 1),
        Beside(column_of("left"), column_of("right")),
        Beside(column_of("top"), column_of(*["below"] * 40)),
        Signatures(["Made by:", "Checked by:"], "Date:", "(seal)"),
    )
    text = written(document).text
    for word in ("Bars", "left", "right", "top", "Madeby:", "(seal)", "Date:"):
        assert word in text
    assert text.count("below") == 40


def test_sums_stand_under_the_rows_of_a_split_table(written):
    rows = [(f"r{number}", 1) for number in range(150)]
    columns = [Column("a"), Column("n", Holds.COUNT)]
    table = Table("t", "", columns, [*rows, ("Total", 150)], totals=1)
    for is_list in (True, False):
        assert "r1491Total150" in written(paper(table, is_list=is_list)).text


def test_an_empty_list_prints_its_headings(written):
    found = written(paper(column_of(), is_list=True))
    assert "Text" in found.text
    assert found.book["Only"]["A1"].value == "Text"


def test_colours_and_hosts_in_markup_are_never_trusted():
    assert reports.press
    assert rl_config.toColorCanUse is None
    assert rl_config.trustedHosts == []
    assert rl_config.trustedSchemes == []
