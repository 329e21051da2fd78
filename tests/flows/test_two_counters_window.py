"""The clerks' story at their windows: a day apart, one case changed on both, decided, reported."""

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QPushButton, QRadioButton

from desk.reader import Reader
from desk.reads.conflicts import read_tray
from desk.reads.verify import verify
from desk.store.tables import CaseRow
from reports.printing import print_report
from tests.builders import register, step, walk
from tests.flows.test_two_counters import MONTH, state
from tests.packets.conftest import (  # noqa: F401 - fixtures
    places,
    places_trusting,
    stick,
)
from ui.base.hub import Hub
from ui.base.layout import ScreenLayout
from ui.base.tasks import Tasks
from ui.dialogs.packet_dialog import PacketDialog
from ui.window import MainPane


class Seat:
    """Somebody at the window of a workstation."""

    def __init__(self, qtbot, place, login, folder):
        self.qtbot, self.place = qtbot, place
        reader = Reader(place.desk(login))
        self.tasks = Tasks(reader.close)
        self.hub = Hub(reader, self.tasks)
        settings = QSettings(str(folder / f"{place.id}.ini"), QSettings.Format.IniFormat)
        self.pane = MainPane(self.hub, ScreenLayout(settings), is_training=True)
        qtbot.addWidget(self.pane)
        self.pane.show()
        self.pane.start()
        self.pane.show_page("exchange")
        self.page = self.pane.page("exchange")
        qtbot.waitUntil(lambda: self.page.findChild(QCheckBox) is not None)

    def click(self, name, parent=None):
        found = (parent or self.pane).findChild(QPushButton, name)
        self.qtbot.mouseClick(found, Qt.MouseButton.LeftButton)

    def export(self, to, folder):
        """Tick one workstation and write what it lacks; return the file."""
        for box in self.page.findChildren(QCheckBox):
            if box.objectName().startswith("to "):
                box.setChecked(box.objectName() == f"to {to.id}")
        before = set(folder.glob("*.cdp"))
        with self.qtbot.waitSignal(self.hub.told):
            self.page.send_to(folder)
        (made,) = set(folder.glob("*.cdp")) - before
        return made

    def take(self, packet):
        """Look at a packet, then take it in; return what the look said, and the receipt."""
        before = set(packet.parent.glob("*.cdr"))
        self.page.look_at(packet)
        self.qtbot.waitUntil(lambda: self.page.findChild(PacketDialog) is not None)
        dialog = self.page.findChild(PacketDialog)
        told = " ".join(found.text() for found in dialog.findChildren(QLabel))
        with self.qtbot.waitSignal(self.hub.told):
            self.click("take-in", dialog)
        dialog.deleteLater()
        self.qtbot.waitUntil(lambda: self.page.findChild(PacketDialog) is None)
        (receipt,) = set(packet.parent.glob("*.cdr")) - before
        return told, receipt

    def reads(self, words):
        """Wait until the page says ``words``."""
        self.qtbot.waitUntil(
            lambda: any(words in one.text() for one in self.page.findChildren(QLabel))
        )


@pytest.fixture
def seat(qtbot, places, tmp_path):  # noqa: F811
    seated = []

    def sit(name, login):
        seated.append(Seat(qtbot, places[name], login, tmp_path))
        return seated[-1]

    yield sit
    for one in seated:
        one.tasks.stop()


def test_two_counters_apart_for_a_day_meet_at_the_branch_and_report(  # noqa: PLR0915 - one story
    qtbot,
    seat,
    places,  # noqa: F811
    stick,  # noqa: F811
    tmp_path,
):
    a, b, h = places["a"], places["b"], places["h"]
    shared = register(a.office)
    step(a.desk("li"), shared, "assign", handler="chen", department="客户服务部")
    desk, counter = seat("a", "li"), seat("b", "chen")

    # In the morning both hold the case; then each works for herself.
    told, receipt = counter.take(desk.export(b, stick))
    assert "1 new cases" in told
    desk.page.look_at(receipt)
    desk.reads("It holds everything up to our packet 1")
    at_counter = register(b.desk("chen"), complainant={"name": "李四", "phone": "13700001111"})
    step(b.desk("chen"), shared, "amend", grade="B", amount="600")
    step(a.desk("chen"), shared, "amend", grade="C", product="白金信用卡")
    walk(a, register(a.office))

    # In the evening they meet: one real conflict, named before anything is written.
    told, receipt = desk.take(counter.export(a, stick))
    assert f"In conflict: {shared}" in told
    counter.page.look_at(receipt)
    counter.reads("It holds everything up to our packet 1")
    assert a.store.value(CaseRow.select(CaseRow.conflicts).where(CaseRow.case_no == shared)) == 1
    entry = desk.pane.findChild(QPushButton, "nav-exchange")
    qtbot.waitUntil(lambda: entry.text() == "Data exchange  ⇄ 1")

    # Over the case stands what is apart; the way from there leads to the tray.
    desk.hub.open_case(shared)
    bar = desk.pane.page("case")._apart
    qtbot.waitUntil(bar.isVisible)
    assert "Grade" in bar.findChild(QLabel, "apart-text").text()
    desk.click("to-tray", bar)
    desk.page.findChild(QRadioButton, f"{shared} grade 0101-B").click()
    desk.page.findChild(QLineEdit, f"reason {shared}").setText("金额较大。")
    with qtbot.waitSignal(desk.hub.told):
        desk.click(f"decide {shared}")
    qtbot.waitUntil(lambda: entry.text() == "Data exchange")
    assert not bar.isVisible()

    # The counter hears of it; nothing is apart any more.
    counter.take(desk.export(b, stick))
    assert read_tray(b.store) == read_tray(a.store) == []
    assert state(b, shared) == state(a, shared)
    assert state(b, shared)["grade"] == "B"

    # The month's packet reaches head office; its receipt comes back; the report tells whose it is.
    head = seat("h", "director")
    _, receipt = head.take(desk.export(h, stick))
    desk.page.look_at(receipt)
    desk.reads("Head office holds everything up to our packet 3")
    desk.reads("We owe it nothing.")
    printed = print_report(h.desk("li"), MONTH, tmp_path / "report")
    offices = load_workbook(printed.files["xlsx"])["Offices"].iter_rows(values_only=True)
    assert next(row for row in offices if row[0] == "0101 城东支行")[1:7] == (0, 3, 1, 0, 0, 2)
    assert at_counter in {no for (no,) in h.store.rows(CaseRow.select(CaseRow.case_no))}
    for place in (a, b, h):
        assert verify(place.store, place.office.reckoning) == []
