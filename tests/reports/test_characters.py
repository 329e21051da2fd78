"""Every character of 通用规范汉字表 prints in a dossier and copies back; others by code."""

import csv
import shutil
import subprocess
from pathlib import Path

import pypdf
import pytest

from reports.printing import print_dossier
from tests.builders import register

NAME = "shared/data/names_and_characters/tongyong_guifan_hanzi_8105.csv"
AROUND = [folder / NAME for folder in Path(__file__).parents[3:5]]
LIST = next((path for path in AROUND if path.exists()), AROUND[0])
FIRST, LAST = 0x9F99, 0x9FA5  # the end of the oldest block
# All of the list's characters in extension A, and some beyond two bytes: the hard ones.
RARE = (
    "㑇㑊㕮㘎㙍㙘㙦㛃㛚㛹㟃㠇㠓㤘㥄㧐㧑㧟㫰㬊㬎㬚㭎㭕㮾㰀㳇㳘㳚㴔㵐㶲㸆㸌㺄㻬㽏㿠䁖䂮"
    "䃅䃎䅟䌹䎃䎖䏝䏡䏲䐃䓖䓛"
)
BEYOND = (
    "𠅤𠙶𡎚𡐓𣗋𣲗𣲘𤧛𤩽𥔲𦈡𦒍𦙶𧿹𨐈𨙸𩽾𪟝𪣻𫄧𫄨𫇭𫌀𫍣𫐄𫑡𫓧𫔶𫖮𫗧𫘜𫚕𫛭𫞩𫟹𫠆𫢸𫫇𫭟𫰛"
    "𫵷𬀩𬂩𬇕𬉼𬌗𬒈𬕂𬘓𬙂𬜬𬣙𬨂𬪩𬬩𬭎𬮱𬯀𬱖𬳵𬴂𬶋𬷕𬸘𬹼𬺈𬺓"
)


def read_back(path):
    """Return the text of a PDF as whoever copies from it gets it."""
    if shutil.which("pdftotext"):
        run = ["pdftotext", "-raw", str(path), "-"]
        return subprocess.run(run, check=True, capture_output=True).stdout.decode()
    return "".join(page.extract_text() for page in pypdf.PdfReader(path).pages)


def dossier_of(branch, text, folder):
    """Return the full dossier of a complaint that tells ``text``."""
    case_no = register(branch.desk(), facts=text)
    return print_dossier(branch.desk(), case_no, folder, reason="核对字形")


def test_rare_characters_print_and_copy_back(branch, tmp_path):
    wanted = [*RARE, *BEYOND, *map(chr, range(FIRST, LAST + 1))]
    printed = dossier_of(branch, "".join(wanted), tmp_path)
    text = read_back(printed.files["pdf"])
    assert [char for char in wanted if char not in text] == []
    assert printed.missing == ()


def test_a_character_that_no_font_draws_prints_by_code_and_is_reported(branch, tmp_path):
    printed = dossier_of(branch, "姓名中有\U0002a6d6字。", tmp_path)
    assert "[U+2A6D6]" in "".join(read_back(printed.files["pdf"]).split())
    assert printed.missing == ("\U0002a6d6",)
    assert "U+2A6D6" in printed.note


@pytest.mark.skipif(not LIST.exists(), reason="the list lies beside the checkout, not in it")
def test_all_8105_characters_print_and_copy_back(branch, tmp_path):
    with LIST.open(encoding="utf-8") as file:
        wanted = [row["char"] for row in csv.DictReader(file)]
    assert len(wanted) == 8105
    lines = ["".join(wanted[place : place + 50]) for place in range(0, len(wanted), 50)]
    printed = dossier_of(branch, "\n".join(lines), tmp_path)
    text = read_back(printed.files["pdf"])
    assert [char for char in wanted if char not in text] == []
    assert printed.missing == ()
