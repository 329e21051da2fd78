"""Tables in HTML or in XML of 2003 that call themselves .xls, as bank systems export them."""

import pytest

from desk.ledgers.ledger_file import read_ledger

PAGE = """<html><head><meta charset="{charset}"></head><body>
<table><tr><th>投诉编号</th><th>受理日期</th><th>投诉内容</th></tr>
<tr><td>C-1</td><td rowspan="2">2026-03-05</td><td>手续
 费<br>第二行</td></tr>
<tr><td>C-2</td><td>a &lt; b</td></tr></table></body></html>"""
BOOK = """<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="台账"><Table>
<Row><Cell><Data ss:Type="String">投诉编号</Data></Cell><Cell><Data ss:Type="String">受理日期</Data>
</Cell><Cell><Data ss:Type="String">投诉内容</Data></Cell></Row>
<Row ss:Index="4"><Cell><Data ss:Type="String">C-1</Data></Cell>
<Cell><Data ss:Type="DateTime">2026-03-05T09:05:00.000</Data></Cell>
<Cell ss:Index="3"><Data ss:Type="String">手续费</Data></Cell></Row>
</Table></Worksheet></Workbook>"""


def taken(tmp_path, body):
    path = tmp_path / "ledger.xls"
    path.write_bytes(body)
    _, rows = read_ledger(path)
    return list(rows)


@pytest.mark.parametrize(
    ("charset", "encoding"),
    [("utf-8", "utf-8"), ("gb2312", "gb18030"), ("utf-8", "utf-8-sig"), ("utf-16", "utf-16")],
)
@pytest.mark.parametrize("before", ["", "投诉台账导出\n"])
def test_a_table_of_a_page_is_a_ledger(tmp_path, charset, encoding, before):
    rows = taken(tmp_path, (before + PAGE.format(charset=charset)).encode(encoding))
    assert [(row.number, row.facts["received_at"][:10]) for row in rows] == [
        ("C-1", "2026-03-05"),
        ("C-2", "2026-03-05"),
    ]
    assert [row.facts["facts"] for row in rows] == ["手续 费\n第二行", "a < b"]


def test_a_workbook_in_xml_of_2003_is_a_ledger(tmp_path):
    (row,) = taken(tmp_path, BOOK.encode())
    assert (row.origin.sheet, row.line, row.number) == ("台账", 4, "C-1")
    assert row.facts["received_at"] == "2026-03-05T09:05:00"


def test_no_entity_of_such_a_file_is_resolved(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("geheim", encoding="utf-8")
    entity = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]><Workbook'
    body = BOOK.replace("<Workbook", entity, 1).replace("手续费", "手续费&e;")
    (row,) = taken(tmp_path, body.encode())
    assert "geheim" not in str(row.facts)
