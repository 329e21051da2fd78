"""Damage at the window: a page that says what is safe, before anybody is signed in too."""

import shutil

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton

from desk.base.clock import SystemClock
from desk.home.opening import DATABASE, KEY_FILE, Home
from desk.store.db import open_file
from desk.store.tables import ActRow
from tests.conftest import PASSWORD
from ui.app import App

pytestmark = pytest.mark.usefixtures("in_a_file")


@pytest.fixture
def kept(template, tmp_path):
    """Return a home with a backup, nobody signed in."""
    folder = tmp_path / "home"
    folder.mkdir()
    for name in (KEY_FILE, DATABASE):
        shutil.copy(template[0] / name, folder / name)
    signed = Home(folder).sign_in("director", PASSWORD, SystemClock())
    signed.back_up("test")
    signed.close()
    return folder


@pytest.fixture
def window(kept, qapp, qtbot, layout):
    def window():
        desk = App(qapp, layout, kept)
        made.append(desk)
        with qtbot.waitActive(desk.window):
            desk.window.show()
        return desk

    made = []
    yield window
    for desk in made:
        desk.window.close()
        desk.stop()


def find(desk, kind, name):
    return desk.window.findChild(kind, name)


def enter(desk, qtbot, login="director"):
    qtbot.waitUntil(lambda: desk.page.findChild(QComboBox, "login").count() > 0)
    desk.page.findChild(QComboBox, "login").setCurrentText(login)
    password = desk.page.findChild(QLineEdit, "password")
    qtbot.keyClicks(password, PASSWORD)
    qtbot.keyClick(password, Qt.Key.Key_Return)


def restore(desk, qtbot, login="director"):
    find(desk, QComboBox, "trouble-login").setCurrentText(login)
    qtbot.keyClicks(find(desk, QLineEdit, "trouble-password"), PASSWORD)
    qtbot.mouseClick(find(desk, QPushButton, "trouble-restore"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: desk.seat is not None, timeout=20_000)


@pytest.mark.parametrize("damage", ["a page", "cut", "gone"])
def test_a_damaged_database_leads_from_signing_in_to_its_backup(kept, window, qtbot, damage):
    path = kept / DATABASE
    raw = bytearray(path.read_bytes())
    if damage == "gone":
        path.unlink()
    elif damage == "cut":
        path.write_bytes(raw[:5000])
    else:
        for place in range(5000, len(raw), 4096):
            raw[place] ^= 1
        path.write_bytes(raw)
    desk = window()
    enter(desk, qtbot)
    qtbot.waitUntil(lambda: find(desk, QLabel, "trouble") is not None)
    assert find(desk, QComboBox, "trouble-login").currentText() == "director"
    said = find(desk, QLabel, "trouble").text()
    assert ("is missing" if damage == "gone" else "is damaged") in said
    assert "Safe is everything entered up to" in find(desk, QLabel, "trouble-safe").text()
    restore(desk, qtbot)
    assert desk.seat.reader.office.frozen_since


def test_with_a_damaged_key_file_the_sign_in_page_offers_the_backups(kept, window, qtbot):
    (kept / KEY_FILE).write_bytes(b"{}")
    desk = window()
    offer = desk.page.findChild(QPushButton, "restore-backup")
    qtbot.waitUntil(offer.isVisible)
    assert not desk.page.findChild(QPushButton, "new-office").isVisible()
    qtbot.mouseClick(offer, Qt.MouseButton.LeftButton)
    restore(desk, qtbot)


def test_a_wrong_password_is_told_there_and_the_way_back_is_open(window, qtbot):
    desk = window()
    offer = desk.page.findChild(QPushButton, "restore-backup")
    qtbot.waitUntil(offer.isVisible)
    qtbot.mouseClick(offer, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(find(desk, QLineEdit, "trouble-password"), "not her password")
    find(desk, QComboBox, "trouble-login").setCurrentText("director")
    qtbot.mouseClick(find(desk, QPushButton, "trouble-restore"), Qt.MouseButton.LeftButton)
    problem = find(desk, QLabel, "trouble-problem")
    qtbot.waitUntil(lambda: "not right" in problem.text(), timeout=20_000)
    qtbot.mouseClick(find(desk, QPushButton, "trouble-back"), Qt.MouseButton.LeftButton)
    enter(desk, qtbot)
    qtbot.waitUntil(lambda: desk.seat is not None, timeout=20_000)


def test_trouble_in_a_question_that_nobody_asked_is_told(kept, window, qtbot):
    desk = window()
    enter(desk, qtbot)
    qtbot.waitUntil(lambda: desk.seat is not None, timeout=20_000)
    told = []
    desk.seat.hub.refused.connect(told.append)
    raw = bytearray((kept / DATABASE).read_bytes())
    for place in range(5000, len(raw), 4096):
        raw[place] ^= 1
    desk.seat.reader.office.store.checkpoint()
    (kept / DATABASE).write_bytes(raw)
    found = desk.seat.hub.tasks
    with qtbot.waitSignal(found.troubled, timeout=10_000):
        found.read(desk, lambda: _read_anew(kept), lambda _: None)
    assert any("is damaged" in one for one in told)


def _read_anew(folder):
    keys = Home(folder).vault().open("director", PASSWORD)
    store = open_file(folder / DATABASE, keys.derive("store"))
    try:
        return store.rows(ActRow.select())
    finally:
        store.close()
