"""Ledgers and tables of codes that claim, unfold or nest more than any."""

import io
import random
import struct
import zipfile

from tests.ledgers.books import packed, write, xlsx_parts
from tests.ledgers.conftest import HEAD
from tests.torture.outside.spoiling import MEGABYTE, content, entities, flipped

ROW = ("1", "2026-03-02", "张三", "内容")


SHEET = "xl/worksheets/sheet1.xml"


def book(**parts):
    """Return a maker of a workbook with parts replaced, or passed through a function."""

    def make(path):
        write(path, [HEAD, ROW])
        whole = xlsx_parts(path)
        for name, part in parts.items():
            whole[name] = part(whole[name].decode()) if callable(part) else part
        packed(path, whole)

    return make


def sheet(old, new):
    return book(**{SHEET: lambda text: text.replace(old, new)})


def ledgers():
    """Return workbooks and texts that claim, unfold or nest more than any ledger."""
    far = '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    end = "</sheetData>"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"

    def bomb(text):
        return f'<?xml version="1.0"?><!DOCTYPE s [{entities(12)}]>{text.partition("?>")[2]}'

    def texts(path):
        write(path, [HEAD, ROW])
        whole = xlsx_parts(path)
        whole["xl/sharedStrings.xml"] = bomb(
            f'<?xml version="1.0"?><sst xmlns="{main}"><si><t>&a11;</t></si></sst>'
        )
        packed(path, whole)

    def outside(path):
        write(path, [HEAD, ROW])
        whole = xlsx_parts(path)
        told = '<!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        whole["xl/sharedStrings.xml"] = (
            f'<?xml version="1.0"?>{told}<sst xmlns="{main}"><si><t>&x;</t></si></sst>'
        )
        packed(path, whole)

    head = "投诉编号,受理日期,投诉人,投诉内容"
    return {
        "a workbook that claims the whole of Excel": sheet(end, far),
        "a workbook that claims 10^9 rows": sheet(end, far.replace("1048576", "1000000000")),
        "a workbook that claims column ZZZZZZ": sheet(end, far.replace("XFD", "ZZZZZZ")),
        "a workbook with a declared size of 10^9 rows": sheet(
            "<sheetData>", '<dimension ref="A1:XFD1000000000"/><sheetData>'
        ),
        "a workbook of entities of entities": texts,
        "a workbook that reads a file of this PC": outside,
        "a workbook with a merged cell over everything": sheet(
            "</sheetData>",
            '</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>',
        ),
        "a workbook with a part that unfolds to 300 MB": book(
            **{"xl/media/a.bin": bytes(300 * MEGABYTE)}
        ),
        "a workbook of 2,500 parts": book(**{f"xl/p{n}.xml": "" for n in range(2500)}),
        "a workbook whose parts lie outside": book(**{"../../../evil.xml": "x"}),
        "a workbook whose sheet nests 200,000 elements": book(**{SHEET: "<a>" * 200_000}),
        "a workbook whose sheet is cut": book(**{SHEET: lambda text: text[: len(text) // 2]}),
        "a workbook whose sheet is empty": book(**{SHEET: ""}),
        "a workbook whose sheet is noise": book(**{SHEET: random.Random(5).randbytes(5000)}),
        "a workbook with NaN and infinity in cells": sheet(
            "<sheetData>",
            '<sheetData><row r="1"><c r="A1"><v>NaN</v></c><c r="B1"><v>1e999</v></c></row>',
        ),
        "a workbook with a day of 10^300": sheet(
            end, '<row r="9"><c r="B9"><v>1e300</v></c></row></sheetData>'
        ),
        "a workbook with a cell of 5 MB": sheet(
            end,
            f'<row r="9"><c r="D9" t="inlineStr"><is><t>{"长" * 1_700_000}'
            "</t></is></c></row></sheetData>",
        ),
        "a workbook cut in half": lambda path: (
            write(path, [HEAD, ROW]),
            path.write_bytes(path.read_bytes()[:2000]),
        ),
        "a workbook with 40 bytes changed": lambda path: (
            write(path, [HEAD, ROW]),
            path.write_bytes(flipped(path.read_bytes, 7)()),
        ),
        "a zip of 42 zips": content(zip_of_zips),
        "a file of Excel 97 of its head alone": content(
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)
        ),
        "a file of Excel 97 that goes round in a ring": content(ole_ring),
        "text with NUL in it": content(f"{head}\n1,2026-03-02,张\0三,内\0容"),
        "text with a quote that never closes": content(
            f'{head}\n1,2026-03-02,"张三,' + "内容\n" * 300_000
        ),
        "text of one line of 60 MB": content(
            lambda: head + "\n1,2026-03-02,张三," + "长" * 20_000_000
        ),
        "text of 20,000 columns": content(
            ",".join(["列"] * 20_000) + "\n" + ",".join(["x"] * 20_000)
        ),
        "text of 3 million empty lines": content(lambda: head + "\n" * 3_000_000),
        "text with lone surrogates": content(f"{head}\n1,2026-03-02,\ud800,\udfff"),
        "text with formulas": content(f"{head}\n=1+1,2026-03-02,\"=cmd|'/C calc'!A0\",@SUM(A1)"),
        "text of nobody's encoding": content(random.Random(8).randbytes(5000)),
        "a table in HTML of 300,000 nested elements": content("<table>" + "<tr><td>" * 150_000),
        "a table in HTML that spans 10^9 columns": content(
            '<table><tr><th>受理日期</th><th colspan="1000000000" rowspan="1000000000">'
            "投诉内容</th></tr></table>"
        ),
        "XML of entities of entities": content(
            f'<?xml version="1.0"?><!DOCTYPE s [{entities(12)}]><Workbook>&a11;</Workbook>'
        ),
        "an empty file": content(b""),
    }


def zip_of_zips():
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("x", bytes(10 * MEGABYTE))
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as file:
        for n in range(42):
            file.writestr(f"{n}.zip", inner.getvalue())
    return whole.getvalue()


def ole_ring():
    head = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(16)
        + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    )
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0, 1, 0, 1) + struct.pack(
        "<109I", *[0] * 109
    )
    return head.ljust(512, b"\0") + struct.pack("<128I", *[0] * 128) + bytes(512)


def code_tables():
    """Return tables of codes that are none."""
    head = "代码,名称,上级代码,启用日期,停用日期\n"
    return {
        "without headings": content("a,b\n1,2"),
        "with headings alone": content(head),
        "with a column twice": content("代码,代码,名称\n1,2,3"),
        "with a code twice": content(head + "X1,甲,,,\nX1,乙,,,"),
        "with a ring of parents": content(head + "X1,甲,X2,,\nX2,乙,X1,,"),
        "with a parent that is not there": content(head + "X1,甲,ZZ,,"),
        "with days that are none": content(head + "X1,甲,,2026-02-30,9999-99-99"),
        "with a day that ends before it begins": content(head + "X1,甲,,2026-12-01,2026-01-01"),
        "with a name of 100,000 characters": content(head + f"X1,{'长' * 100_000},,,"),
        "with NUL and surrogates": content(head + "X\0,\ud800,,,"),
        "of 5 MB": content(lambda: head + "".join(f"X{n},名{n},,,\n" for n in range(300_000))),
        "that is a workbook": lambda path: write(path.with_suffix(".xlsx"), [HEAD, ROW]).rename(
            path
        ),
        "that is noise": content(random.Random(2).randbytes(3000)),
        "an empty file": content(b""),
    }
