"""Fonts: what is drawn can be copied back, what cannot be drawn is said."""

import re
import shutil
import subprocess
import sys

import pytest

from reports import fonts
from reports.outlines import font_of
from reports.press.face import face
from reports.table import Note, StoryBlock
from tests.reports.papers import column_of, paper

RARE = "㛃䶮𬀩"  # in the table of general standard characters, beyond GB 2312
UNDRAWN = "𠮷"  # in no packaged font


def test_the_base_font_draws_what_offices_write_every_day():
    drawn = face().widths.keys()
    assert set("投诉处理决定告知书王敏 Aé—“”…○◐◑●≈⇄→①℃￥") <= drawn
    assert not set(RARE) & set(fonts.base_characters())


def test_rare_characters_print_and_copy_back(written):
    found = written(paper(StoryBlock(RARE, RARE * 30), column_of(f"张{RARE}", RARE), sheet=""))
    assert f"张{RARE}" in found.text
    assert found.text.count(RARE[2]) == 33
    assert found.missing == []


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext is not installed")
def test_rare_characters_copy_back_in_another_program(written):
    found = written(paper(StoryBlock("x", f"客户{RARE}"), sheet=""))
    done = subprocess.run(["pdftotext", found.paper, "-"], capture_output=True, check=True)
    assert f"客户{RARE}" in done.stdout.decode()


def test_a_character_without_glyph_prints_its_code_and_is_reported(written):
    found = written(paper(Note(f"{UNDRAWN}野家"), column_of(UNDRAWN)))
    assert found.missing == [UNDRAWN]
    assert found.text.count("[U+20BB7]") == 2
    assert "printedbycode:U+20BB7." in found.text


def test_a_paper_that_needs_no_code_says_nothing_of_codes(written):
    assert "printedbycode" not in written(paper(Note("A"))).text


def test_a_lost_character_stays_a_lost_character(written):
    found = written(paper(column_of("before\x00after")))
    assert "before\ufffdafter" in found.text


def test_what_only_says_how_to_read_is_left_out_silently(written):
    found = written(paper(column_of("a\u200bb\u202ec\ufe0f\U000e0041")))
    assert "abc" in found.text
    assert found.missing == []


def test_a_font_is_made_once_and_then_read(tmp_path):
    path = tmp_path / "new folder" / "font.ttf"
    made = []
    for _ in range(2):
        assert fonts.cached(path, lambda: made.append(1) or b"glyphs") == b"glyphs"
    assert made == [1]
    assert [file.name for file in path.parent.iterdir()] == ["font.ttf"]


def test_a_folder_that_cannot_be_written_costs_time_only(tmp_path):
    (tmp_path / "file").write_text("in the way")
    assert fonts.cached(tmp_path / "file" / "font.ttf", lambda: b"glyphs") == b"glyphs"


def test_a_kept_font_names_what_it_was_made_from(tmp_path):
    kept = []

    def remember(path, _made):
        kept.append(path)
        return b""

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(fonts, "cached", remember)
        fonts.base_font(tmp_path)
        patched.setattr(fonts, "MADE", b"another way")
        fonts.base_font(tmp_path)
    assert all(re.fullmatch(r"DeskSans-[0-9a-f]{16}\.ttf", path.name) for path in kept)
    assert kept[0] != kept[1]


def test_no_font_is_made_of_characters_that_none_can_draw():
    assert font_of("Nothing", UNDRAWN) == (b"", frozenset())


def test_a_story_keeps_its_lines(written):
    pages = written(paper(StoryBlock("Facts", "第一行\n第二行"), sheet="")).pages
    assert "第一行\n第二行" in pages[0]


def test_importing_the_papers_loads_no_library_for_them():
    modules = "reports.month, reports.dossier, reports.excel, reports.paper, desk.cli.papers"
    heavy = "reportlab", "openpyxl", "fontTools", "PIL"
    code = f"import sys, {modules}; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stdout.split() == [b"[]"]
