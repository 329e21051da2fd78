"""Data exchange in the window, by real events: out, a look, in, and deciding between two desks."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QPushButton, QRadioButton

from desk.reader import Reader
from desk.reads.conflicts import read_tray
from desk.store.tables import CaseRow
from tests.builders import register, step
from tests.packets.conftest import (  # noqa: F401 - fixtures
    places,
    places_made,
    stick,
    strangers,
)
from ui.base.hub import Hub
from ui.base.tasks import Tasks
from ui.dialogs.packet_dialog import PacketDialog
from ui.pages.exchange_page import ExchangePage


@pytest.fixture
def pages(qtbot, places):  # noqa: F811
    """Return a function that opens the page at a place."""
    opened = []

    def page_at(name):
        reader = Reader(places[name].desk())
        tasks = Tasks(reader.close)
        page = ExchangePage(Hub(reader, tasks))
        opened.append(tasks)
        qtbot.addWidget(page)
        page.show()
        page.start()
        qtbot.waitUntil(lambda: page.findChild(QCheckBox) is not None)
        return page

    yield page_at
    for tasks in opened:
        tasks.stop()


def click(qtbot, page, name):
    qtbot.mouseClick(page.findChild(QPushButton, name), Qt.MouseButton.LeftButton)


def texts(page):
    return " ".join(found.text() for found in page.findChildren(QLabel))


def cases(place):
    return CaseRow.select().count(place.store.database)


def test_a_packet_goes_out_and_is_looked_at_before_it_comes_in(
    qtbot,
    places,  # noqa: F811
    pages,
    stick,  # noqa: F811
):
    register(places["a"].office)
    here, there = pages("a"), pages("b")
    for box in here.findChildren(QCheckBox):
        box.setChecked(box.objectName() == "to 0101-B")
    with qtbot.waitSignal(here._hub.told):
        here.send_to(stick)
    (packet,) = stick.glob("*.cdp")
    there.look_at(packet)
    qtbot.waitUntil(lambda: there.findChild(PacketDialog) is not None)
    dialog = there.findChild(PacketDialog)
    assert "1 new cases" in texts(dialog)
    assert cases(places["b"]) == 0
    with qtbot.waitSignal(there._hub.told):
        click(qtbot, dialog, "take-in")
    assert cases(places["b"]) == 1
    (receipt,) = stick.glob("*.cdr")
    with qtbot.waitSignal(here._hub.told):
        here.look_at(receipt)
    qtbot.waitUntil(lambda: "holds everything up to our packet 1" in texts(here))


def test_a_refusal_is_said(qtbot, places, pages, stick):  # noqa: F811
    page = pages("a")
    bad = stick / "other.cdp"
    bad.write_bytes(b"something else")
    with qtbot.waitSignal(page._hub.refused) as said:
        page.look_at(bad)
    assert "not a packet" in said.args[0]
    assert places


def test_two_answers_are_shown_side_by_side_and_decided(
    qtbot,
    places,  # noqa: F811
    pages,
    stick,  # noqa: F811
):
    a, b = places["a"], places["b"]
    number = register(a.office)
    b.exchange.take(a.send(b, out=stick))
    step(a.office, number, "amend", grade="A")
    step(b.office, number, "amend", grade="B")
    a.exchange.take(b.send(a, out=stick))
    page = pages("a")
    choice = page.findChild(QRadioButton, "grade 0101-B")
    told = texts(page)
    assert "Here, 0101-A" in told
    assert "There, 0101-B" in told
    assert choice.accessibleDescription() == "王敏, 2026-11-20 10:00"
    choice.click()
    page.findChild(QLineEdit, f"reason {number}").setText("影响较小。")
    with qtbot.waitSignal(page._hub.told):
        click(qtbot, page, f"decide {number}")
    assert read_tray(a.store) == []
    assert a.store.value(CaseRow.select(CaseRow.grade)) == "B"
