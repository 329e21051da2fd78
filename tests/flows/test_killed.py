"""What is typed survives a killed process."""

import os
import signal
import subprocess
import sys

import pytest

from desk.actions.keep_draft import draft
from desk.reads.verify import verify
from tests.conftest import PASSWORD

TYPES = """
import sys
from pathlib import Path
from PySide6.QtCore import QSettings, QTimer
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget
from desk.base.clock import SystemClock
from desk.home.opening import Home
from ui.app import App
from ui.base.layout import ScreenLayout
from ui.base.page_id import PageId

home, password = Path(sys.argv[1]), sys.argv[2]
app = QApplication([])
desk = App(app, ScreenLayout(QSettings(str(home / "w.ini"), QSettings.Format.IniFormat)), home)
desk.window.show()
desk.sign_in(lambda: Home(home).open("chen", password, SystemClock()))

def type_on():
    if desk.seat is None:
        return
    desk.seat.pane.show_page(PageId.INTAKE)
    page = desk.seat.pane.page(PageId.INTAKE)
    facts = page.findChild(QWidget, "facts").findChild(QPlainTextEdit)
    event = QInputMethodEvent()
    event.setCommitString("字")
    QApplication.sendEvent(facts, event)

timer = QTimer()
timer.timeout.connect(type_on)
timer.start(100)
app.exec()
"""


@pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")
def test_what_is_typed_survives_a_killed_process(branch, qtbot):
    folder = branch.home.folder
    command = [sys.executable, "-c", TYPES, str(folder), PASSWORD]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as window:
        try:
            qtbot.waitUntil(lambda: draft(branch.store, "chen/intake") is not None, timeout=20_000)
        finally:
            window.send_signal(signal.SIGKILL)
    kept = draft(branch.store, "chen/intake")
    assert kept is not None
    assert set(kept["facts"]) == {"字"}
    assert verify(branch.store, branch.desk().reckoning) == []
