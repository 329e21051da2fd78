"""Data exchange in the window, by real events: out, a look, in, and deciding between two desks."""

from threading import Event

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QPushButton, QRadioButton

from desk.actions.change_settings import ChangeSettings
from desk.attachments import attaching
from desk.reader import Reader
from desk.reads.conflicts import read_tray
from desk.rules.record.packet_refusals import TooNew
from desk.store.tables import CaseRow
from reports.device_card import dark_squares
from tests.attachments.papers import picture, put, recording
from tests.builders import register, step
from tests.packets.conftest import (  # noqa: F401 - fixtures
    places,
    places_trusting,
    stick,
)
from tests.ui.hands import drop
from ui.base.hub import Hub
from ui.base.layout import ScreenLayout
from ui.base.tasks import Tasks
from ui.dialogs.card_dialog import CardDialog
from ui.dialogs.packet_dialog import PacketDialog
from ui.dialogs.send_dialog import SendDialog
from ui.pages.exchange_page import ExchangePage
from ui.widgets.square_view import SquareView


@pytest.fixture
def pages(qtbot, places, tmp_path):  # noqa: F811
    """Return a function that opens the page at a place."""
    opened = []

    def page_at(name):
        layout = ScreenLayout(QSettings(str(tmp_path / "screen.ini"), QSettings.Format.IniFormat))
        reader = Reader(places[name].desk())
        tasks = Tasks(reader.close)
        page = ExchangePage(Hub(reader, tasks), layout)
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


def test_what_lies_in_quarantine_says_why(places, pages, stick, monkeypatch):  # noqa: F811
    with monkeypatch.context() as newer:
        newer.setattr("desk.exchange.desk.SCHEMA", 3)
        packet = places["a"].send(places["b"], out=stick)
    with pytest.raises(TooNew):
        places["b"].exchange.take(packet)
    assert f"Packet 1 of {places['a'].id} needs a newer version" in texts(pages("b"))


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
    choice = page.findChild(QRadioButton, f"{number} grade 0101-B")
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


def test_what_each_side_holds_and_owes_is_said_in_words(
    qtbot,
    places,  # noqa: F811
    pages,
    stick,  # noqa: F811
):
    a, h = places["a"], places["h"]
    register(a.office)
    report = h.exchange.take(a.send(h, out=stick))
    page = pages("a")
    told = texts(page)
    assert "It has confirmed nothing yet." in told
    assert "Its receipt for packet 1 is not here yet." in told
    with qtbot.waitSignal(page._hub.told):
        page.look_at(stick / report.receipt.rpartition("/")[2])
    words = "Head office holds everything up to our packet 1"
    qtbot.waitUntil(lambda: words in texts(page))
    assert "We owe it nothing." in texts(page)


def test_an_import_that_is_cancelled_changes_nothing(
    qtbot,
    places,  # noqa: F811
    pages,
    stick,  # noqa: F811
):
    for _ in range(3):
        register(places["a"].office)
    packet = places["a"].send(places["b"], out=stick)
    page = pages("b")
    seen = []
    page._running._came.connect(seen.append)
    is_cancelled, tell = Event(), page._running._tell
    page._running._tell = lambda done, of: (is_cancelled.wait(30), tell(done, of))
    with qtbot.waitSignal(page._hub.refused) as said:
        page.take(packet)
        assert page._running.isVisible()
        click(qtbot, page, "cancel")
        is_cancelled.set()
    assert "cancelled" in said.args[0]
    assert cases(places["b"]) == 0
    qtbot.waitUntil(lambda: not page._running.isVisible())
    with qtbot.waitSignal(page._hub.told):
        page.take(packet)
    assert cases(places["b"]) == 3
    assert seen


def test_attachments_are_counted_before_they_go_and_before_they_come(  # noqa: PLR0917
    qtbot,
    places,  # noqa: F811
    pages,
    stick,  # noqa: F811
    tmp_path,
    monkeypatch,
):
    case_no = register(places["a"].office)
    for name, content in (("a.jpg", picture()), ("录音.mp3", recording(3_000_000))):
        attaching.attach(places["a"].office, case_no, put(tmp_path, name, content))
    places["a"].office.do(ChangeSettings(values={"packet_megabytes": 1}))
    monkeypatch.setattr("ui.base.folder_dialog.ask_folder", lambda *_: stick)
    here, there = pages("a"), pages("b")
    for box in here.findChildren(QCheckBox):
        box.setChecked(box.objectName() == "to 0101-B")
    click(qtbot, here, "export-packet")
    qtbot.waitUntil(lambda: here.findChild(SendDialog) is not None)
    look = here.findChild(SendDialog)
    assert "1 attachments go along" in texts(look)
    assert "1 attachments are held back (2.9 MB)" in texts(look)
    assert list(stick.iterdir()) == []
    with qtbot.waitSignal(here._hub.told):
        click(qtbot, look, "choose-folder")
    there.look_at(next(stick.glob("*.cdp")))
    qtbot.waitUntil(lambda: there.findChild(PacketDialog) is not None)
    shown = texts(there.findChild(PacketDialog))
    assert "1 attachments come along" in shown
    assert "1 attachments are held back (2.9 MB); they come with a later packet" in shown
    assert f"They belong to: {case_no}" in shown


def test_an_export_that_is_cancelled_leaves_no_file(
    qtbot,
    places,  # noqa: F811
    pages,
    stick,  # noqa: F811
):
    register(places["a"].office)
    page = pages("a")
    is_cancelled, tell = Event(), page._running._tell
    page._running._tell = lambda done, of: (is_cancelled.wait(30), tell(done, of))
    with qtbot.waitSignal(page._hub.refused):
        page.send_to(stick)
        click(qtbot, page, "cancel")
        is_cancelled.set()
    assert list(stick.iterdir()) == []
    with qtbot.waitSignal(page._hub.told):
        page.send_to(stick)
    assert [path.suffix for path in stick.iterdir()] == [".cdp"]


def test_a_file_that_comes_into_the_watched_folder_is_named_and_not_taken(
    qtbot,
    places,  # noqa: F811
    pages,
    stick,  # noqa: F811
):
    a, b = places["a"], places["b"]
    register(a.office)
    page = pages("b")
    page.watch(stick)
    with qtbot.waitSignal(page._hub.told) as said:
        packet = a.send(b, out=stick)
    assert packet.name in said.args[0]
    assert cases(b) == 0
    qtbot.waitUntil(lambda: page.findChild(QPushButton, f"look {packet.name}") is not None)
    click(qtbot, page, f"look {packet.name}")
    qtbot.waitUntil(lambda: page.findChild(PacketDialog) is not None)
    assert page.findChild(QPushButton, f"look {packet.name}") is None or not page._watched._paths
    click(qtbot, page.findChild(PacketDialog), "take-in")
    qtbot.waitUntil(lambda: cases(b) == 1)
    page.watch(None)


def test_a_file_that_is_dropped_is_looked_at(
    qtbot,
    places,  # noqa: F811
    pages,
    stick,  # noqa: F811
):
    register(places["a"].office)
    packet = places["a"].send(places["b"], out=stick)
    page = pages("b")
    assert not drop(page, stick / "notes.txt")
    assert drop(page, packet)
    qtbot.waitUntil(lambda: page.findChild(PacketDialog) is not None)


def test_the_own_card_shows_sixteen_words_and_a_code_and_prints(
    qtbot,
    places,  # noqa: F811
    pages,
    stick,  # noqa: F811
):
    page = pages("a")
    device = places["a"].exchange.card()[0]
    click(qtbot, page, "save-card")
    qtbot.waitUntil(lambda: page.findChild(CardDialog) is not None)
    dialog = page.findChild(CardDialog)
    told = texts(dialog)
    assert all(f"{n}. {word}" in told for n, word in enumerate(device.fingerprint, start=1))
    assert dialog.findChild(SquareView)._rows == dark_squares(f"0101-A {device.digest.hex()}")
    with qtbot.waitSignal(page._hub.told):
        page.print_card(device, stick)
    (paper,) = stick.glob("*.pdf")
    printed = PdfReader(paper).pages[0].extract_text()
    assert all(word in printed for word in device.fingerprint)
