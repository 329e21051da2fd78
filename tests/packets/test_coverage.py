"""Head office sees which branch sent what until when, and each one's figures."""

import json
from datetime import date

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from desk.reads.coverage import Cover, balances, read_coverage
from desk.reads.figures import read_figures
from desk.rules.record.packet_refusals import UnknownSender
from desk.rules.reports.periods import month_of
from reports.printing import print_report
from tests.builders import register, walk

MONTH = month_of(date(2026, 11, 20))


def coverage(place):
    return {one.office: one for one in read_coverage(place.store, MONTH, place.clock.now())}


def test_what_did_not_come_is_missing_and_no_nil_report(places, stick):
    a, h = places["a"], places["h"]
    register(a.office)
    h.exchange.take(a.send(h, out=stick))
    found = coverage(h)
    assert set(found) == {"0101", "0102"}
    assert found["0101"].days["2026-11-20"] is Cover.IN
    assert set(found["0102"].days.values()) == {Cover.MISSING}
    assert list(found["0101"].days)[-1] == "2026-11-20"  # no day that has not been yet


def test_days_after_the_last_packet_are_missing(places, stick):
    a, h = places["a"], places["h"]
    h.exchange.take(a.send(h, out=stick))
    h.clock.moment = h.clock.moment.replace(day=23)
    days = coverage(h)["0101"].days
    assert (days["2026-11-20"], days["2026-11-21"]) == (Cover.IN, Cover.MISSING)


def test_what_lies_in_quarantine_is_not_in(strangers, stick, tmp_path):
    a, h = strangers["a"], strangers["h"]
    for place in (a, h):
        (tmp_path / place.id).write_text(json.dumps(place.exchange.card()[1]), encoding="utf-8")
    a.exchange.trust(tmp_path / h.id)
    packet = a.send(h, out=stick)
    with pytest.raises(UnknownSender):
        h.exchange.take(packet)
    assert coverage(h) == {}
    h.exchange.trust(tmp_path / a.id)
    assert coverage(h)["0101"].days["2026-11-20"] is Cover.QUARANTINED
    h.exchange.take(packet)
    assert coverage(h)["0101"].days["2026-11-20"] is Cover.IN


def test_the_balances_of_the_offices_are_the_whole_s(places, stick):
    a, c, h = places["a"], places["c"], places["h"]
    walk(a, register(a.office))
    register(a.office)
    register(c.office)
    for place in (a, c):
        h.exchange.take(place.send(h, out=stick))
    whole = read_figures(h.store, MONTH, h.clock.now()).balance
    found = balances(h.store, MONTH)
    assert set(found) == {"0101", "0102"}
    parts = [found[office] for office in ("0101", "0102")]
    for name in ("opening", "received", "closed", "withdrawn", "open_at_end"):
        assert getattr(whole, name) == sum(getattr(part, name) for part in parts)
    assert (parts[0].received, parts[0].closed, parts[1].received) == (2, 1, 1)
    own = read_figures(a.store, MONTH, a.clock.now()).balance
    assert own == parts[0]


def test_the_matrix_is_printed_with_head_office_s_report_only(places, stick, tmp_path):
    a, h = places["a"], places["h"]
    walk(a, register(a.office))
    h.exchange.take(a.send(h, out=stick))
    printed = print_report(h.office, MONTH, tmp_path / "head")
    pages = "\n".join(page.extract_text() for page in PdfReader(printed.files["pdf"]).pages)
    assert "0101 城东支行" in pages
    assert "0102 城西支行" in pages
    book = load_workbook(printed.files["xlsx"])
    rows = [[cell.value for cell in row] for row in book["Coverage"].iter_rows()]
    by_office = {row[0]: row for row in rows if row[0]}
    assert by_office["0101 城东支行"].count("●") == 20
    assert by_office["0102 城西支行"].count("○") == 20
    offices = [[cell.value for cell in row] for row in book["Offices"].iter_rows()]
    assert next(row for row in offices if row[0] == "0101 城东支行")[1:6] == [0, 1, 1, 0, 0]
    own = print_report(a.office, MONTH, tmp_path / "branch")
    assert "Coverage" not in load_workbook(own.files["xlsx"]).sheetnames
