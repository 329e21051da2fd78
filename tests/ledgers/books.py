"""Small ledgers in every format that the desk reads, written here, without Excel.

No library writes .xls and .xlsb; what a sheet needs of them is put together by hand.
"""

import csv
import io
import struct
import zipfile
from datetime import date, datetime
from xml.sax.saxutils import escape

import openpyxl

SECTOR = 512
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
SMALLEST = 4096  # a shorter stream would lie elsewhere
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
ODF = "urn:oasis:names:tc:opendocument:xmlns"


def write(path, rows, **more):
    """Write ``rows`` to ``path`` in the format of its ending; return ``path``."""
    WRITERS[path.suffix](path, rows, **more)
    return path


def sheets(path, **named):
    """Write an .xlsx with several sheets: rows by name; a name with "hidden" is hidden."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in named.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        if "hidden" in name:
            sheet.sheet_state = "hidden"
    book.save(path)
    return path


def _xlsx(path, rows):
    sheets(path, Sheet=rows)


def _csv(path, rows, encoding="utf-8", delimiter=","):
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)


def _ods(path, rows):
    body = "".join(
        f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in rows
    )
    content = (
        f'<?xml version="1.0"?><office:document-content xmlns:office="{ODF}:office:1.0" '
        f'xmlns:table="{ODF}:table:1.0" xmlns:text="{ODF}:text:1.0"><office:body>'
        f'<office:spreadsheet><table:table table:name="台账">{body}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", content)


def _ods_cell(cell):
    if cell is None:
        return "<table:table-cell/>"
    if isinstance(cell, float | int):
        told = f'office:value-type="float" office:value="{cell}"'
    elif isinstance(cell, date):
        told = f'office:value-type="date" office:date-value="{cell.isoformat()}"'
    else:
        told = 'office:value-type="string"'
    return f"<table:table-cell {told}><text:p>{escape(str(cell))}</text:p></table:table-cell>"


def _xlsb(path, rows):
    sheet = [part(0x81), part(0x94, struct.pack("<4I", 0, len(rows) - 1, 0, len(rows[0]) - 1))]
    sheet.append(part(0x91))
    for line, row in enumerate(rows):
        sheet.append(part(0x00, struct.pack("<I", line) + bytes(13)))
        for place, cell in enumerate(row):
            head = struct.pack("<II", place, 0)
            if isinstance(cell, float | int):
                sheet.append(part(0x05, head + struct.pack("<d", cell)))
            elif cell is not None:
                sheet.append(part(0x06, head + _wide(str(cell))))
    sheet += [part(0x92), part(0x82)]
    bundle = struct.pack("<II", 0, 1) + _wide("rId1") + _wide("台账")
    book = part(0x83) + part(0x8F) + part(0x9C, bundle) + part(0x90) + part(0x84)
    relation = (
        f'<Relationships xmlns="{RELATIONS}"><Relationship Id="rId1" '
        f'Type="{OFFICE}/worksheet" Target="worksheets/sheet1.bin"/></Relationships>'
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.bin", book)
        archive.writestr("xl/_rels/workbook.bin.rels", relation)
        archive.writestr("xl/worksheets/sheet1.bin", b"".join(sheet))


def part(kind, body=b""):
    """Return a record of .xlsb: kind and length in groups of seven bits."""
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    length, rest = b"", len(body)
    while rest >= 0x80:
        length, rest = length + bytes([rest & 0x7F | 0x80]), rest >> 7
    return head + length + bytes([rest]) + body


def _wide(text):
    letters = text.encode("utf-16-le")
    return struct.pack("<I", len(letters) // 2) + letters


def _xls(path, rows):
    """Write BIFF8: the records of a workbook in a compound file with one stream."""
    name = "台账"
    start = _biff(0x0809, struct.pack("<HHHHII", 0x0600, 5, 0, 0, 0, 0))
    start += _biff(0x0042, struct.pack("<H", 1200))
    end = _biff(0x000A)
    title = bytes([len(name), 1]) + name.encode("utf-16-le")
    offset = len(start) + 4 + 6 + len(title) + len(end)
    book = start + _biff(0x0085, struct.pack("<IBB", offset, 0, 0) + title) + end
    book += _biff(0x0809, struct.pack("<HHHHII", 0x0600, 0x10, 0, 0, 0, 0))
    book += _biff(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, len(rows[0]), 0))
    for line, row in enumerate(rows):
        for place, cell in enumerate(row):
            head = struct.pack("<HHH", line, place, 0)
            if isinstance(cell, float | int):
                book += _biff(0x0203, head + struct.pack("<d", cell))
            elif cell is not None:
                letters = str(cell).encode("utf-16-le")
                told = struct.pack("<HB", len(letters) // 2, 1) + letters
                book += _biff(0x0204, head + told)
    path.write_bytes(_compound(book + _biff(0x000A)))


def _biff(kind, body=b""):
    return struct.pack("<HH", kind, len(body)) + body


def _compound(stream):
    """Return a compound file (the container of .xls) that holds ``stream`` as "Workbook"."""
    stream = stream.ljust(-(-max(len(stream), SMALLEST) // SECTOR) * SECTOR, b"\0")
    sectors = len(stream) // SECTOR
    chain = [FAT, END, *range(3, sectors + 2), END]
    header = struct.pack(
        "<8s16sHHHHH6sIIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6, b"",
        0, 1, 1, 0, SMALLEST, END, 0, END, 0, 0,
    )  # fmt: skip
    header += struct.pack("<108I", *[FREE] * 108)
    fat = struct.pack("<128I", *chain, *[FREE] * (128 - len(chain)))
    folder = _entry("Root Entry", 5, 1, END, 0) + _entry("Workbook", 2, FREE, 2, len(stream))
    return header + fat + folder.ljust(SECTOR, b"\0") + stream


def _entry(name, kind, child, start, size):
    letters = name.encode("utf-16-le")
    return struct.pack(
        "<64sHBBIII16sIQQIQ",
        letters, len(letters) + 2, kind, 1, FREE, FREE, child, b"", 0, 0, 0, start, size,
    )  # fmt: skip


WRITERS = {".xlsx": _xlsx, ".csv": _csv, ".ods": _ods, ".xlsb": _xlsb, ".xls": _xls}


def xlsx_parts(path):
    """Return the parts of an .xlsx, to write it again with something changed."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(path, parts):
    """Write a zip file of ``parts``."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    path.write_bytes(buffer.getvalue())
    return path


def moment(text):
    return datetime.fromisoformat(text)
