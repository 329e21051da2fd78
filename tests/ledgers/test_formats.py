"""The same ledger in every format becomes the same cases."""

from datetime import date, datetime, time

import pytest

from desk.ledgers.ledger_file import read_ledger
from desk.ledgers.sheets import OtherKind, open_sheets
from tests.ledgers.books import sheets, write
from tests.ledgers.conftest import HEAD

FULL = ("投诉编号", "受理日期", "投诉人", "联系电话", "投诉内容", "涉及金额(元)", "业务类别")
ROWS = [
    ("T-1", "2026-03-02", "𠮷田花子", "13800005678", "年费重复\n扣收", 1234.5, "银行卡"),
    (17, "2026/3/3", "张三", 13900001111, "柜台 <b>A&B</b>", None, "银行卡"),
]
ENDINGS = (".xlsx", ".xls", ".xlsb", ".ods", ".csv")


def facts(path):
    _, rows = read_ledger(path)
    return [row.facts for row in rows]


@pytest.mark.parametrize("ending", ENDINGS)
def test_every_format_says_the_same(tmp_path, ending):
    path = write(tmp_path / f"ledger{ending}", [FULL, *ROWS])
    assert facts(path) == [
        {
            "source_no": "T-1",
            "received_at": "2026-03-02T00:00:00",
            "complainant.name": "𠮷田花子",
            "complainant.phone": "13800005678",
            "facts": "年费重复\n扣收",
            "amount": "1234.50",
            "product_line": "B03",
        },
        {
            "source_no": "17",
            "received_at": "2026-03-03T00:00:00",
            "complainant.name": "张三",
            "complainant.phone": "13900001111",
            "facts": "柜台 <b>A&B</b>",
            "product_line": "B03",
        },
    ]


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_row_brought_in_another_format_is_not_taken_twice(desk, ending):
    rows = [("2026-03-02", "张三", "年费重复扣收", 12.5), ("2026-03-03", "李四", "排队", 7)]
    head = ("受理日期", "投诉人", "投诉内容", "涉及金额")
    assert desk.take(desk.write(rows, head=head)).taken == 2
    again = desk.take(desk.write(rows, f"again{ending}", head=head))
    assert (again.taken, again.known) == (0, 2)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_a_csv_file_is_read_in_its_own_encoding_and_delimiter(tmp_path, encoding, delimiter):
    rows = [HEAD, ("1", "2026-03-02", "㛃𬀩", "内容，有逗号, 有分号; 有\t制表")]
    path = write(tmp_path / "ledger.csv", rows, encoding=encoding, delimiter=delimiter)
    assert facts(path) == [
        {
            "source_no": "1",
            "received_at": "2026-03-02T00:00:00",
            "complainant.name": "㛃𬀩",
            "facts": "内容，有逗号, 有分号; 有\t制表",
        }
    ]


def test_lines_of_a_csv_file_are_counted_as_excel_counts_them(tmp_path):
    path = tmp_path / "ledger.csv"
    text = '受理日期,投诉内容\n2026-03-02,"两\n行"\n\n2026-03-03,短\n2026-03-04\n'
    path.write_text(text, encoding="utf-8")
    _, rows = read_ledger(path)
    assert [(row.line, row.facts.get("facts")) for row in rows] == [
        (2, "两\n行"),
        (4, "短"),
        (5, None),
    ]


@pytest.mark.parametrize("ending", [".xlsx", ".ods"])
def test_real_dates_are_read_as_days_and_moments(tmp_path, ending):
    head = ("受理日期", "投诉内容", "办结日期")
    row = (datetime(2026, 3, 2, 14, 30), "内容", date(2026, 3, 5))
    path = write(tmp_path / f"ledger{ending}", [head, row])
    (found,) = facts(path)
    assert (found["received_at"], found["closed_at"]) == (
        "2026-03-02T14:30:00",
        "2026-03-05T00:00:00",
    )


def test_a_time_in_a_column_of_its_own_belongs_to_the_day(tmp_path):
    head = ("受理日期", "受理时间", "投诉内容")
    rows = [
        (date(2026, 3, 2), time(9, 5), "一"),
        ("2026-03-03", "14:30", "二"),
        ("2026-03-04", 0.25, "三"),
    ]
    path = write(tmp_path / "ledger.xlsx", [head, *rows])
    assert [found["received_at"] for found in facts(path)] == [
        "2026-03-02T09:05:00",
        "2026-03-03T14:30:00",
        "2026-03-04T06:00:00",
    ]


@pytest.mark.parametrize(
    ("real", "name"),
    [(".xlsx", "a.xls"), (".xlsx", "a.csv"), (".csv", "a.xlsx"), (".xls", "a.csv")],
)
def test_a_file_is_what_it_holds_and_not_what_it_is_called(tmp_path, real, name):
    path = write(tmp_path / f"real{real}", [HEAD, ("1", "2026-03-02", "张三", "内容")])
    assert len(facts(path.rename(tmp_path / name))) == 1


def test_all_sheets_that_fit_are_read_and_the_others_named(tmp_path):
    ledger = [HEAD, ("1", "2026-03-02", "张三", "内容")]
    path = sheets(
        tmp_path / "year.xlsx",
        一月=ledger,
        说明=[("填表说明",), ("按月填写",)],
        二月=[HEAD, ("2", "2026-02-02", "李四", "内容")],
    )
    outline, rows = read_ledger(path)
    assert [sheet.name for sheet in outline.sheets] == ["一月", "二月"]
    assert outline.left_out == ("说明",)
    assert [(row.origin.sheet, row.number) for row in rows] == [("一月", "1"), ("二月", "2")]


def test_hidden_sheets_are_read_only_when_there_is_no_other(tmp_path):
    path = sheets(tmp_path / "a.xlsx", shown=[HEAD, ("1",)], hidden=[HEAD, ("2",)])
    assert [sheet.name for sheet in open_sheets(path)] == ["shown"]


def test_a_merged_or_empty_lead_in_does_not_move_the_lines(tmp_path):
    rows = [("2026 年投诉台账",), (), HEAD, ("1", "2026-03-02", "张三", "内容")]
    outline, found = read_ledger(write(tmp_path / "a.xlsx", rows))
    assert outline.sheets[0].header_line == 3
    assert [row.line for row in found] == [4]


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("MHT", "MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\n\r\n<html><table><tr>"),
        ("MHT", "From: <Saved by Blink>\r\nSubject:\r\n one\r\nMIME-Version: 1.0\r\n<table><tr>"),
        ("SYLK", 'ID;PWXL;N;E\r\nP;PGeneral\r\nC;Y1;X1;K"受理日期"\r\nE\r\n'),
        ("SYLK", "ID;PSCALC3\nE\n"),
        ("DIF", 'TABLE\r\n0,1\r\n"EXCEL"\r\n'),
    ],
)
def test_a_table_of_a_kind_that_is_not_read_is_named(tmp_path, kind, body):
    path = tmp_path / "ledger.xls"
    path.write_text(body, encoding="gb18030", newline="")
    with pytest.raises(OtherKind, match=kind):
        open_sheets(path)


def test_a_ledger_whose_first_heading_is_id_is_no_other_kind(tmp_path):
    path = tmp_path / "ledger.csv"
    path.write_text("ID;Phone\nP;138\n", encoding="utf-8")
    assert open_sheets(path)[0].head(1) == [["ID", "Phone"]]
