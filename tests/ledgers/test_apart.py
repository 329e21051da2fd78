"""The reading process: its rows are those of the file, and it can only bring itself down."""

import multiprocessing
from dataclasses import replace

import pytest

from desk.ledgers import reader_process
from desk.ledgers.ledger_file import read_ledger
from desk.ledgers.reader_process import HowRead, opened
from desk.ledgers.sheets import DamagedWorkbook, EmptyFile, TooLarge
from tests.ledgers.books import packed, part, write, xlsx_parts
from tests.ledgers.conftest import HEAD


@pytest.fixture(autouse=True)
def _nobody_stays():
    yield
    assert multiprocessing.active_children() == []


def test_its_rows_are_those_that_are_read_here(desk):
    path = desk.write([(str(n), "2026-03-02", "张三", f"内容 {n}") for n in range(1200)])
    preparation = desk.office.preparation()
    outline, rows = read_ledger(path)
    here = [row.case for row in preparation.rows(outline.profile, rows)]
    with opened(path, HowRead(), preparation) as ledger:
        assert ledger.outline == outline
        assert [row.case for row in ledger.rows] == here


def test_a_refusal_there_is_a_refusal_here(desk):
    path = desk.folder / "ledger.xlsx"
    path.write_bytes(b"")
    with (
        pytest.raises(EmptyFile, match=r"ledger\.xlsx is empty"),
        opened(path, HowRead(), desk.office.preparation()),
    ):
        pass


def test_a_refusal_on_the_way_comes_when_rows_are_asked_for(desk):
    path = desk.folder / "ledger.csv"
    rows = "2026-03-02,内容\n" * 3000
    path.write_text(f"受理日期,投诉内容\n{rows}2026-03-02,{'长' * 200_000}", encoding="utf-8")
    with (
        opened(path, HowRead(), desk.office.preparation()) as ledger,
        pytest.raises(DamagedWorkbook),
    ):
        list(ledger.rows)


def test_it_ends_when_nobody_wants_the_rest(desk):
    rows = [(str(n), "2026-03-02", "张三", "内" * 2000) for n in range(20_000)]
    path = desk.write(rows, "ledger.csv")
    with opened(path, HowRead(), desk.office.preparation()) as ledger:
        assert next(iter(ledger.rows)).number == "0"


def test_a_mistake_of_ours_there_is_a_fault_here_and_no_bad_file(desk):
    path = desk.write([("1", "2026-03-02", "张三", "内容")])
    broken = replace(desk.office.preparation(), customs=None)
    with (
        opened(path, HowRead(), broken) as ledger,
        pytest.raises(RuntimeError, match="AttributeError"),
    ):
        list(ledger.rows)


def test_one_that_gives_no_sign_of_life_is_not_waited_for(desk, monkeypatch):
    path = desk.write([("1", "2026-03-02", "张三", "内容")])
    real = reader_process.limit
    monkeypatch.setattr(
        reader_process, "limit", lambda name: 0 if name == "seconds" else real(name)
    )
    with pytest.raises(TooLarge), opened(path, HowRead(), desk.office.preparation()):
        pass


def test_a_sheet_that_claims_the_whole_of_excel_brings_nothing_down(desk):
    path = write(desk.folder / "ledger.xlsx", [HEAD, ("1", "2026-03-02", "张三", "内容")])
    parts = xlsx_parts(path)
    name = "xl/worksheets/sheet1.xml"
    far = '<c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c>'
    last = f'<row r="1048576">{far}</row></sheetData>'
    packed(path, {**parts, name: parts[name].decode().replace("</sheetData>", last)})
    with (
        pytest.raises((DamagedWorkbook, TooLarge)),
        opened(path, HowRead(), desk.office.preparation()) as ledger,
    ):
        list(ledger.rows)


def test_a_workbook_at_which_the_reader_dies_is_unreadable_at_once(desk, monkeypatch):
    path = write(desk.folder / "ledger.xlsb", [HEAD, ("1", "2026-03-02", "张三", "内容")])
    parts = xlsx_parts(path)
    name = "xl/worksheets/sheet1.bin"
    body, size = parts[name], part(0x94, bytes(16))
    assert size[:2] in body
    start = body.index(size[:2])
    packed(path, {**parts, name: body[:start] + part(0x94, bytes(4)) + body[start + len(size) :]})
    real = reader_process.limit
    monkeypatch.setattr(
        reader_process, "limit", lambda name: 30 if name == "seconds" else real(name)
    )
    with pytest.raises(DamagedWorkbook), opened(path, HowRead(), desk.office.preparation()):
        pass
