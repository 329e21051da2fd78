"""Bad files: each is refused with one sentence that says what to do, and nothing changes."""

import struct

import pytest

from desk.base.errors import Refusal
from desk.ledgers import sheets as opening
from desk.ledgers.sheets import (
    CannotOpen,
    DamagedWorkbook,
    EmptyFile,
    Encrypted,
    NoSheets,
    TooLarge,
    TooManyColumns,
    TooManyRows,
    UnknownFormat,
    WebPage,
)
from tests.ledgers.books import SECTOR, packed, sheets, write, xlsx_parts
from tests.ledgers.conftest import HEAD

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
ROW = ("1", "2026-03-02", "张三", "内容")


def absent(path):
    return path


def folder(path):
    path.mkdir()
    return path


def empty(path):
    path.write_bytes(b"")
    return path


def blank(path):
    path.write_bytes(b" \r\n\t\n")
    return path


def random_bytes(path):
    path.write_bytes(bytes(range(256)) * 20)
    return path


def only_the_start(path):
    write(path, [HEAD, ROW])
    path.write_bytes(path.read_bytes()[:900])
    return path


def damaged_in_the_middle(path):
    write(path, [HEAD, ROW])
    body = bytearray(path.read_bytes())
    body[200:-200] = bytes(len(body) - 400)
    path.write_bytes(body)
    return path


def another_zip(path):
    return packed(path, {"hello.txt": "world"})


def old_but_cut(path):
    write(path.with_suffix(".xls"), [HEAD, ROW])
    path.write_bytes(path.with_suffix(".xls").read_bytes()[: SECTOR * 3])
    return path


def entity_bomb(path):
    """Return a workbook whose texts are entities of entities."""
    write(path, [HEAD, ROW])
    parts = xlsx_parts(path)
    entities = '<!ENTITY a0 "xxxxxxxxxx">'
    for n in range(1, 12):
        inner = f"&a{n - 1};" * 10
        entities += f'<!ENTITY a{n} "{inner}">'
    texts = f'<sst xmlns="{MAIN}"><si><t>&a11;</t></si></sst>'
    bomb = f'<?xml version="1.0"?><!DOCTYPE s [{entities}]>{texts}'
    return packed(path, {**parts, "xl/sharedStrings.xml": bomb})


def zip_bomb(path):
    write(path, [HEAD, ROW])
    return packed(path, {**xlsx_parts(path), "xl/media/image.bin": bytes(60 << 20)})


def many_parts(path):
    return packed(path, {f"xl/part{n}.xml": "" for n in range(2500)})


def no_sheets(path):
    """Return a workbook without one: what is left when its only sheet is a chart sheet."""
    write(path, [HEAD, ROW])
    parts = xlsx_parts(path)
    text = parts["xl/workbook.xml"].decode()
    start, end = text.index("<sheets>"), text.index("</sheets>")
    return packed(path, {**parts, "xl/workbook.xml": text[:start] + "<sheets>" + text[end:]})


def empty_sheets(path):
    return sheets(path, one=[], two=[])


def web_page(path):
    path.write_text("\n <html><p>请登录后下载投诉台账</p></html>", encoding="utf-8")
    return path


def too_wide(path):
    return write(path, [[*HEAD, *[""] * 600, "x"], ROW])


BAD = {
    absent: CannotOpen,
    folder: CannotOpen,
    empty: EmptyFile,
    blank: EmptyFile,
    random_bytes: UnknownFormat,
    only_the_start: DamagedWorkbook,
    damaged_in_the_middle: DamagedWorkbook,
    another_zip: DamagedWorkbook,
    old_but_cut: DamagedWorkbook,
    entity_bomb: DamagedWorkbook,
    zip_bomb: TooLarge,
    many_parts: TooLarge,
    no_sheets: NoSheets,
    empty_sheets: NoSheets,
    web_page: WebPage,
    too_wide: TooManyColumns,
}


@pytest.mark.parametrize("make", BAD, ids=lambda make: make.__name__)
def test_a_bad_file_is_refused_in_a_sentence_and_nothing_changes(desk, make):
    path = make(desk.folder / "ledger.xlsx")
    before = desk.everything()
    with pytest.raises(Refusal) as caught:
        desk.take(path)
    assert type(caught.value) is BAD[make]
    sentence = str(caught.value)
    assert sentence.endswith(".")
    assert "ledger.xlsx" in sentence
    assert "\n" not in sentence
    assert desk.everything() == before


def ole(*names):
    """Return a compound file that only has a stream of each name."""
    entries = [("Root Entry", 5, 1), *((name, 2, 0xFFFFFFFF) for name in names)]
    folder = b"".join(
        struct.pack(
            "<64sHBBIII16sIQQIQ",
            name.encode("utf-16-le"), len(name) * 2 + 2, kind, 1,
            0xFFFFFFFF, place + 1 if 0 < place < len(names) else 0xFFFFFFFF, child,
            b"", 0, 0, 0, 2, 4096,
        )
        for place, (name, kind, child) in enumerate(entries)
    ).ljust(SECTOR, b"\0")  # fmt: skip
    chain = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, 10), 0xFFFFFFFE]
    header = struct.pack(
        "<8s16sHHHHH6sIIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6, b"",
        0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0,
    )  # fmt: skip
    header += struct.pack("<108I", *[0xFFFFFFFF] * 108)
    table = struct.pack("<128I", *chain, *[0xFFFFFFFF] * (128 - len(chain)))
    return header + table + folder + bytes(4096)


def test_a_workbook_with_a_password_says_so(desk):
    path = desk.folder / "ledger.xlsx"
    path.write_bytes(ole("EncryptionInfo", "EncryptedPackage"))
    with pytest.raises(Encrypted, match="is protected by a password"):
        desk.take(path)


@pytest.mark.parametrize("ending", [".xlsx", ".csv"])
def test_a_sheet_with_too_many_rows_is_refused_and_nothing_of_it_stays(desk, monkeypatch, ending):
    real = opening.limit
    monkeypatch.setattr(opening, "limit", lambda name: 3 if name == "rows" else real(name))
    path = desk.write([(str(n), *ROW[1:]) for n in range(9)], f"ledger{ending}")
    before = desk.records()
    with pytest.raises(TooManyRows, match="at most 3"):
        desk.take(path)
    assert desk.records() == before


def test_a_csv_file_larger_than_the_desk_takes_is_refused(desk, monkeypatch):
    monkeypatch.setattr(opening, "limit", lambda _name: 0)
    with pytest.raises(TooLarge):
        desk.take(desk.write([ROW], "ledger.csv"))


def test_a_csv_file_with_a_cell_without_end_is_refused(desk):
    path = desk.folder / "ledger.csv"
    path.write_text("受理日期,投诉内容\n2026-03-02," + "长" * 200_000, encoding="utf-8")
    before = desk.records()
    with pytest.raises(DamagedWorkbook):
        desk.take(path)
    assert desk.records() == before
