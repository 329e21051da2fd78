"""What an office programme makes of our files: it reckons every formula itself, and opens them all.

Only where LibreOffice is installed; the desk needs none.
"""

import shutil
import subprocess
from zipfile import ZipFile

import openpyxl
import pypdf
import pytest

from desk.base.text import xlsx_text
from desk.reads.period_report import read_report
from desk.rules.reports.periods import period_of
from reports.excel import write_workbook
from reports.month import period_report
from reports.table import Table
from reports.word import write_word
from tests.base.hostile import HOSTILE
from tests.reports.papers import MADE_AT, column_of, making_of, paper

SOFFICE = shutil.which("soffice")
PERIODS = (
    *(("month", f"2026-{month:02}") for month in (2, 6, 9, 10, 11)),
    *(("month", "2024-02"), ("quarter", "2026-Q3"), ("year", "2026")),
)
ERRORS = ("#NAME?", "#REF!", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!", "Err:")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed (soffice)"),
]


def converted(folder, profile, ending, *files):
    """Let LibreOffice open ``files`` and write each anew as ``ending``; return their paths."""
    made = folder / f"as-{ending}"
    subprocess.run(
        [
            *(SOFFICE, "--headless", "--norestore", f"-env:UserInstallation=file://{profile}"),
            *("--convert-to", ending, "--outdir", str(made), *map(str, files)),
        ],
        check=True,
        capture_output=True,
        timeout=300,
    )
    return [made / f"{file.stem}.{ending}" for file in files]


@pytest.fixture(scope="module")
def profile(tmp_path_factory):
    return tmp_path_factory.mktemp("profile")


@pytest.fixture(scope="module")
def reports(training, tmp_path_factory):
    """The workbooks of some periods, as the desk writes them."""
    folder, files = tmp_path_factory.mktemp("books"), []
    for kind, name in PERIODS:
        report = read_report(training.store, period_of(kind, name), MADE_AT)
        files.append(folder / f"{name}.xlsx")
        write_workbook(period_report(report, making_of(training)), files[-1])
    return files


def without_results(file, folder):
    """Write the workbook anew without what its formulas give: whoever opens it must reckon."""
    book = openpyxl.load_workbook(file)
    path = folder / file.name
    book.save(path)
    empty = openpyxl.load_workbook(path, data_only=True)
    assert not any(empty[sheet][place].value for sheet, place in formulas(book))
    return path


def formulas(book):
    """Yield the places of the formulas in ``book``: sheet and cell."""
    for sheet in book:
        for row in sheet.iter_rows():
            yield from ((sheet.title, cell.coordinate) for cell in row if cell.data_type == "f")


def test_every_formula_gives_the_figure_that_is_stored(reports, profile, tmp_path):
    bare = [without_results(file, tmp_path) for file in reports]
    count = 0
    for file, found in zip(reports, converted(tmp_path, profile, "xlsx", *bare), strict=True):
        ours = openpyxl.load_workbook(file)
        stored = openpyxl.load_workbook(file, data_only=True)
        reckoned = openpyxl.load_workbook(found, data_only=True)
        for sheet, place in formulas(ours):
            assert stored[sheet][place].value is not None
            assert reckoned[sheet][place].value == stored[sheet][place].value, (sheet, place)
            count += 1
    assert count > 20 * len(PERIODS)


def test_a_changed_cell_changes_its_total(reports, profile, tmp_path):
    book = openpyxl.load_workbook(reports[0])
    sheet, cell = next((s, c) for s in book for row in s.iter_rows() for c in row if _is_sum(c))
    first = cell.value.removeprefix("=SUM(").split(":")[0]
    before = openpyxl.load_workbook(reports[0], data_only=True)[sheet.title][cell.coordinate].value
    sheet[first].value += 1
    book.save(tmp_path / "changed.xlsx")
    (found,) = converted(tmp_path, profile, "xlsx", tmp_path / "changed.xlsx")
    after = openpyxl.load_workbook(found, data_only=True)[sheet.title][cell.coordinate].value
    assert after == before + 1


def _is_sum(cell):
    return isinstance(cell.value, str) and cell.value.startswith("=SUM(")


def test_the_workbook_opens_whole_and_without_an_error(reports, profile, tmp_path):
    for file, found in zip(reports, converted(tmp_path, profile, "xlsx", *reports), strict=True):
        stored = openpyxl.load_workbook(file, data_only=True)
        opened = openpyxl.load_workbook(found, data_only=True)
        assert opened.sheetnames == stored.sheetnames
        for sheet in stored:
            other = opened[sheet.title]
            assert len(other._charts) == len(sheet._charts)
            assert other.auto_filter.ref == sheet.auto_filter.ref
            for row in sheet.iter_rows():
                for cell in row:
                    same = other[cell.coordinate]
                    assert _alike(same.value, cell.value), (sheet.title, cell.coordinate)
                    assert same.data_type != "e"
                    assert not str(same.value).startswith(ERRORS)


def _alike(one, other):
    """Say whether two cells hold the same, numbers to the last digit that a cell shows."""
    if isinstance(one, float) or isinstance(other, float):
        return one == pytest.approx(other, abs=1e-9)
    return (one or None) == (other or None)


def test_hostile_text_comes_back_as_text(profile, tmp_path):
    texts = [text for text in HOSTILE.values() if text.strip() and len(text) < 5_000]
    table = column_of(*texts)
    rows = Table(table.id, "", table.columns, table.rows)
    write_workbook(paper(rows, is_list=True), tmp_path / "hostile.xlsx")
    (found,) = converted(tmp_path, profile, "xlsx", tmp_path / "hostile.xlsx")
    (sheet,) = openpyxl.load_workbook(found)
    cells = [sheet.cell(row, 1) for row in range(2, len(texts) + 2)]
    assert {cell.data_type for cell in cells} == {"s"}
    assert not sheet._images
    assert not any(cell.hyperlink for cell in cells)
    for cell, text in zip(cells, texts, strict=True):
        assert _seen(cell.value) == _seen(xlsx_text(text).replace("_x005F_", "_"))


def _seen(text):
    """Return ``text`` without the line ends and marks that another programme sets anew."""
    return "".join(text.replace("_x005F_", "_").split())


def test_a_word_file_opens(profile, tmp_path):
    texts = [text for text in HOSTILE.values() if text.strip() and len(text) < 2_000]
    write_word(paper(column_of(*texts)), tmp_path / "letter.docx")
    (found,) = converted(tmp_path, profile, "pdf", tmp_path / "letter.docx")
    with ZipFile(tmp_path / "letter.docx") as parts:
        assert parts.testzip() is None
    told = "".join(page.extract_text() for page in pypdf.PdfReader(found).pages)
    assert "invoice" in told
    assert not [page for page in pypdf.PdfReader(found).pages if "/Annots" in page]
