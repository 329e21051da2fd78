"""The ledger page: looked at first, taken in, taken back, handed out."""

import openpyxl
import pytest
from PySide6.QtWidgets import QLabel, QPushButton

from desk.rules.query import QueueFilter
from tests.ledgers.books import write
from tests.ui.hands import drop, press
from ui.pages.ledger_page import LedgerPage
from ui.widgets.sheet import Sheet

HEAD = ("投诉编号", "受理日期", "投诉人", "投诉内容", "投诉渠道", "整改措施")
ROWS = [
    ("1", "2026-03-02", "张三", "年费重复扣收", "电话", "退费"),
    ("2", "昨天", "李四", "排队太久", "电话", ""),
    ("3", "2026-03-04", "王五", "利率不清", "飞鸽", ""),
]


@pytest.fixture
def ledger(tmp_path):
    return write(tmp_path / "ledger.xlsx", [HEAD, *ROWS])


@pytest.fixture
def page(hub, qtbot):
    found = LedgerPage(hub)
    qtbot.addWidget(found)
    found.resize(1100, 700)
    found.show()
    found.start()
    return found


def looked_at(page, qtbot, ledger):
    drop(page, ledger)
    ok = page.findChild(QPushButton, "ledger-ok")
    qtbot.waitUntil(ok.isVisible, timeout=30_000)
    return ok


def numbers(hub):
    return hub.reader.numbers(QueueFilter(is_all=True))


def test_a_ledger_is_looked_at_before_anything_is_written(page, hub, qtbot, ledger):
    ok = looked_at(page, qtbot, ledger)
    counts = page.findChild(QLabel, "ledger-counts").text()
    assert (
        "3 rows: 2 new cases, 0 here already, 0 here already but changed, 1 that do not fit"
        in counts
    )
    problems = page.findChild(Sheet, "ledger-problems").sheet.rows
    assert problems[0].cells[1:4] == ("3", "受理日期", "昨天")
    assert problems[0].is_loud
    assert ok.text() == "Take 2 cases in"
    press(qtbot, page, "ledger-no")
    assert not ok.isVisible()
    assert numbers(hub) == []


def test_what_was_taken_in_is_in_the_queue_and_can_be_taken_back(page, hub, qtbot, ledger):
    looked_at(page, qtbot, ledger)
    with qtbot.waitSignal(hub.changed, timeout=30_000) as spread:
        press(qtbot, page, "ledger-ok")
    assert spread.args[0].queue
    assert len(numbers(hub)) == 2
    past = page.findChild(Sheet, "past-imports")
    qtbot.waitUntil(lambda: bool(past.sheet.rows))
    past.pick(past.sheet.rows[0].key)
    with qtbot.waitSignal(hub.changed):
        press(qtbot, page, "undo-import")
    qtbot.waitUntil(lambda: past.sheet.rows[0].is_quiet)
    assert numbers(hub) == []
    assert not page.findChild(QPushButton, "undo-import").isEnabled()


def test_a_stopped_import_leaves_nothing(page, hub, qtbot, tmp_path):
    rows = [(str(n), "2026-03-02", "张三", f"年费{n}", "电话", "") for n in range(3000)]
    looked_at(page, qtbot, write(tmp_path / "many.xlsx", [HEAD, *rows]))
    with qtbot.waitSignal(hub.refused, timeout=30_000) as said:
        page.findChild(QPushButton, "ledger-ok").click()
        page.findChild(QPushButton, "cancel").click()
    assert "cancelled" in said.args[0]
    assert numbers(hub) == []


def test_a_file_that_is_no_ledger_is_refused_in_a_sentence(page, hub, qtbot, tmp_path):
    picture = tmp_path / "picture.xlsx"
    picture.write_bytes(b"\x89PNG" * 100)
    with qtbot.waitSignal(hub.refused, timeout=30_000) as said:
        drop(page, picture)
    assert "picture.xlsx" in said.args[0]


def test_the_ledger_goes_out_masked(page, hub, qtbot, ledger, tmp_path):
    looked_at(page, qtbot, ledger)
    with qtbot.waitSignal(hub.changed, timeout=30_000):
        press(qtbot, page, "ledger-ok")
    with qtbot.waitSignal(hub.told, timeout=30_000) as said:
        page.export_to(tmp_path / "out.xlsx")
    assert "2 cases, personal data masked" in said.args[0]
    head, *rows = openpyxl.load_workbook(tmp_path / "out.xlsx").active.values
    assert sorted(row[head.index("Complainant")] for row in rows) == ["张*", "王*"]
