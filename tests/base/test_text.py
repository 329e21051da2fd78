"""Text that people typed has four ways out, and none of them lets it act."""

import io
import re
from pathlib import PureWindowsPath

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from python_calamine import CalamineWorkbook
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Paragraph

from desk.base.text import EXCEL_CELL, FILE_NAME, clean, filename, para, plain, xlsx_text
from tests.base.hostile import HOSTILE, collected
from tests.families import each

each_hostile = each(text=HOSTILE)
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=60)
BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
RESERVED = re.compile(r"(?i)(con|prn|aux|nul|con(in|out)\$|(com|lpt)[0-9¹²³])(\.|$)")
FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')


def utf16(text):
    """Return how long Excel and Windows count ``text``."""
    return len(text.encode("utf-16-le")) // 2


def visible(text):
    """Return ``text`` without white space, which a paragraph sets anew."""
    return "".join(text.replace("\u200b", "").split())


def carried(text):
    """Return the part of ``text`` that anything can carry, line ends as one character."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return [char for char in lines if char in "\t\n" or char == clean(char)]


# what all four rest on


@each_hostile
def test_clean_text_can_be_written_anywhere_and_keeps_its_place(text):
    cleaned = clean(text)
    cleaned.encode("utf-8")
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]", cleaned)
    assert "\r" not in cleaned
    assert len(cleaned) == len(text.replace("\r\n", "\n"))


@pytest.mark.parametrize(
    ("dirty", "cleaned"),
    [
        ("a\x00b", "a\ufffdb"),
        ("a\ud800b", "a\ufffdb"),
        ("a\uffffb", "a\ufffdb"),
        ("a\x85b", "a\ufffdb"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("a\tb\nc", "a\tb\nc"),
        ("𠮷 👨\u200d👩 é", "𠮷 👨\u200d👩 é"),
    ],
)
def test_a_loss_stays_visible_and_everything_else_stays(dirty, cleaned):
    assert clean(dirty) == cleaned


@given(ANY_TEXT)
@example("\r\n\r")
def test_cleaning_twice_changes_nothing(text):
    assert clean(clean(text)) == clean(text)


# screen


@each_hostile
def test_plain_gives_the_same_text_back(text):
    shown = plain(text)
    assert [char for char in shown if char != "\ufffd"] == [
        c for c in carried(text) if c != "\ufffd"
    ]
    assert plain(shown) == shown


@each_hostile
def test_a_tool_tip_takes_nothing_as_markup(text):
    rich = plain(text, rich=True)
    assert re.findall("<[^>]*>", rich) == ["<br>"] * clean(text).count("\n")
    assert not re.search("&(?!amp;|lt;|gt;|quot;|#x27;)", rich)


@pytest.mark.parametrize(
    ("typed", "kwargs", "shown"),
    [
        ("R&D", {}, "R&D"),
        ("R&D", {"mnemonic": True}, "R&&D"),
        ("R&D", {"rich": True}, "R&amp;D"),
        ("<b>\n'\"", {"rich": True}, "&lt;b&gt;<br>&#x27;&quot;"),
        ("<b>", {}, "<b>"),
    ],
)
def test_what_marks_a_key_or_a_tag_is_taken_from_it(typed, kwargs, shown):
    assert plain(typed, **kwargs) == shown


# Excel


@pytest.fixture(scope="module")
def workbook():
    """The corpus in one workbook, as the reports write it."""
    book = Workbook()
    sheet = book.active
    for row, text in enumerate([*HOSTILE.values(), *collected()], start=1):
        cell = sheet.cell(row, 1)
        cell.value = xlsx_text(text)
        cell.data_type = "s"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_a_sheet_gives_every_text_back_and_none_as_a_formula(workbook):
    sheet = load_workbook(io.BytesIO(workbook)).active
    for row, text in enumerate([*HOSTILE.values(), *collected()], start=1):
        cell = sheet.cell(row, 1)
        assert cell.data_type in {"s", "inlineStr", "n"}
        assert (cell.value or "") == xlsx_text(text)
        if text:
            assert cell.data_type != "n"


def test_excel_does_not_read_an_escape_into_what_was_typed():
    # A reader of its own: it decodes _xHHHH_ as Excel does (ECMA-376, 22.4.2.4), openpyxl does not.
    book = Workbook()
    for row, text in enumerate(("_x0041_", "a_x000D_b", "_x0041_x0042_"), start=1):
        book.active.cell(row, 1).value = xlsx_text(text)
    buffer = io.BytesIO()
    book.save(buffer)
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(buffer.getvalue())).get_sheet_by_index(0)
    found = [row[0] for row in sheet.to_python(skip_empty_area=False)]
    assert found == ["_x0041_", "a_x000D_b", "_x0041_x0042_"]


@pytest.mark.parametrize(
    ("length", "is_cut"), [(EXCEL_CELL - 1, False), (EXCEL_CELL, False), (EXCEL_CELL + 1, True)]
)
def test_what_excel_would_cut_silently_is_cut_with_a_mark(length, is_cut):
    shown = xlsx_text("长" * length)
    assert len(shown) == min(length, EXCEL_CELL)
    assert shown.endswith("…") is is_cut
    assert xlsx_text(shown) == shown


@pytest.mark.parametrize(
    ("text", "is_cut"),
    [
        ("𠮷" * 16_383 + "a", False),
        ("𠮷" * 16_383 + "ab", True),
        ("a" + "𠮷" * 16_383, False),
        ("𠮷" * 16_384, True),
        ("a" * 20_000 + "𠮷" * 16_384, True),
        ("𠮷" * 40_000, True),
    ],
    ids=["just fits", "one too many", "just fits too", "two halves", "mixed", "far too many"],
)
def test_excel_counts_a_character_beyond_the_first_plane_twice(text, is_cut):
    shown = xlsx_text(text)
    length = utf16(shown)
    assert (shown != text) is is_cut
    assert shown.endswith("…") is is_cut
    assert EXCEL_CELL - 1 <= length <= EXCEL_CELL
    assert text.startswith(shown.removesuffix("…"))


@given(ANY_TEXT.filter(lambda text: "_x" not in text))
def test_text_for_a_cell_is_the_same_the_second_time(text):
    assert xlsx_text(xlsx_text(text)) == xlsx_text(text)


# PDF


@each_hostile
def test_a_paragraph_prints_the_text_and_nothing_in_it_acts(text):
    assert_prints(text)


def test_a_paragraph_prints_the_naughty_strings_of_others():
    for text in collected():
        assert_prints(text)


def assert_prints(text):
    paragraph = Paragraph(para(text), ParagraphStyle("any"))
    printed = paragraph.getPlainText()
    wanted = BIDI.sub("", clean(text))
    assert visible(printed) == visible(wanted)
    assert all(not getattr(frag, "link", None) for frag in paragraph.frags)
    assert all(not getattr(frag, "cbDefn", None) for frag in paragraph.frags)
    breaks = sum(1 for frag in paragraph.frags if getattr(frag, "lineBreak", False))
    assert breaks == wanted.count("\n")


# file names


@each_hostile
def test_a_file_name_is_safe_on_windows_and_linux(text):
    assert_names_a_file(text)


def test_the_naughty_strings_of_others_make_safe_file_names():
    for text in collected():
        assert_names_a_file(text)


def assert_names_a_file(text):
    name = filename("TS-0101-20261122-A003", text, suffix=".pdf")
    assert_safe(name)
    alone = filename(text, suffix=".pdf")
    assert_safe(alone)
    assert filename(alone.removesuffix(".pdf"), suffix=".pdf") == alone


def assert_safe(name):
    stem = name.removesuffix(".pdf")
    assert stem
    assert not FORBIDDEN.search(name)
    assert not re.search(r"\s", name)
    assert not BIDI.search(name)
    assert len(name.encode("utf-8")) <= 255  # ext4
    assert utf16(name) <= 255  # NTFS
    assert len(stem) <= FILE_NAME + 1
    assert stem == stem.strip(". ")
    assert not RESERVED.match(name)
    assert PureWindowsPath(name).name == name


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        (
            ("TS-0101-20261122-A003", "20261125", "服务类"),
            "TS-0101-20261122-A003_20261125_服务类.pdf",
        ),
        (("a", "", "b"), "a_b.pdf"),
        (("a / b",), "a-b.pdf"),
        (("..", "/"), "_.pdf"),
        ((), "_.pdf"),
        (("CON",), "_CON.pdf"),
        (("nul.x",), "_nul.x.pdf"),
        (("lpt9",), "_lpt9.pdf"),
        (("CONIN$",), "_CONIN$.pdf"),
        (("conout$",), "_conout$.pdf"),
        (("com0",), "_com0.pdf"),
        (("COM²",), "_COM².pdf"),
        (("console",), "console.pdf"),
        (("lpt",), "lpt.pdf"),
        (("com10",), "com10.pdf"),
        (("e\u0301",), "é.pdf"),
        (("invoice\u202efdp.exe",), "invoicefdp.exe.pdf"),
        (("名" * 70,), "名" * 60 + ".pdf"),
        (("a" * 59 + " b",), "a" * 59 + ".pdf"),
        (("a" * 59, "b"), "a" * 59 + ".pdf"),
        (("a" * 58 + ".b",), "a" * 58 + ".b.pdf"),
    ],
)
def test_file_names_worked_by_hand(parts, name):
    assert filename(*parts, suffix=".pdf") == name
