"""Forms in the window, by real events: head office prescribes, a branch sees whose a form is."""

import pytest
from PySide6.QtCore import QDate
from PySide6.QtWidgets import QCheckBox, QComboBox, QDateEdit, QLabel, QPushButton

from desk.reader import Reader
from desk.reads.case_file import read_case
from reports.letters.prescribing import prescribe
from reports.letters.sources import template_for
from tests.builders import register
from tests.packets.conftest import (  # noqa: F401 - fixtures
    places,
    places_trusting,
    stick,
)
from tests.packets.test_templates_travel import TEXT, TODAY, bring, files  # noqa: F401
from tests.ui.hands import press
from ui.base.hub import Hub
from ui.base.tasks import Tasks
from ui.dialogs.forms_dialog import FormsDialog, PrescribeDialog
from ui.dialogs.letter_dialog import LetterDialog
from ui.dialogs.packet_dialog import PacketDialog


@pytest.fixture
def hub_at(places, qapp):  # noqa: F811
    """Return a function that gives the hub of somebody at a place."""
    assert qapp
    opened = []

    def at(name, login="director"):
        reader = Reader(places[name].desk(login))
        opened.append(Tasks(reader.close))
        return Hub(reader, opened[-1])

    yield at
    for tasks in opened:
        tasks.stop()


@pytest.fixture
def list_at(qtbot, hub_at):
    """Return a function that opens the list of forms of somebody at a place."""

    def at(name, login="director"):
        dialog = FormsDialog(hub_at(name, login))
        qtbot.addWidget(dialog)
        dialog.show()
        qtbot.waitUntil(lambda: "F26" in texts(dialog))
        return dialog

    return at


def texts(widget):
    return " ".join(found.text() for found in widget.findChildren(QLabel))


def test_a_supervisor_of_head_office_prescribes_a_form(qtbot, list_at, files):  # noqa: F811
    dialog = list_at("h", "li")
    press(qtbot, dialog, "prescribe")
    form = dialog.findChild(PrescribeDialog)
    box = form.findChild(QComboBox, "form")
    box.setCurrentIndex(box.findData("F11"))
    form.choose(list(files))
    assert "F11.toml, F11.docx" in texts(form)
    with qtbot.waitSignal(dialog._hub.told) as told:
        press(qtbot, form, "ok")
    assert told.args == [f"F11 holds from {TODAY} on; export packets to the branches."]
    qtbot.waitUntil(lambda: f"Prescribed by 总行 (李卓), holds from {TODAY}" in texts(dialog))


def test_what_cannot_be_used_is_told_in_the_dialog(qtbot, list_at, files):  # noqa: F811
    dialog = list_at("h")
    files[0].write_text(TEXT.replace("{office}", "{no_such}"), encoding="utf-8")
    press(qtbot, dialog, "prescribe")
    form = dialog.findChild(PrescribeDialog)
    form.choose(list(files))
    press(qtbot, form, "ok")
    qtbot.waitUntil(lambda: "no_such" in form.findChild(QLabel, "problem").text())
    assert form.isVisible()
    assert dialog._hub.reader.office.templates == {}


def test_files_to_begin_with_can_be_prescribed_again(qtbot, list_at, tmp_path):
    dialog = list_at("h")
    press(qtbot, dialog, "prescribe")
    form = dialog.findChild(PrescribeDialog)
    form.begin_in(tmp_path)
    qtbot.waitUntil(lambda: "F01.docx" in texts(form))
    form.choose([tmp_path / "F01.toml", tmp_path / "F01.docx"])
    with qtbot.waitSignal(dialog._hub.told):
        press(qtbot, form, "ok")


def test_a_day_to_come_and_taking_back_are_shown(qtbot, list_at, places, files):  # noqa: F811
    prescribe(places["h"].office, "F11", files)
    dialog = list_at("h")
    press(qtbot, dialog, "prescribe")
    form = dialog.findChild(PrescribeDialog)
    box = form.findChild(QComboBox, "form")
    box.setCurrentIndex(box.findData("F11"))
    form.findChild(QDateEdit).setDate(QDate(TODAY.year, TODAY.month, TODAY.day).addDays(3))
    form.findChild(QCheckBox, "take-back").setChecked(True)
    press(qtbot, form, "ok")
    qtbot.waitUntil(lambda: "nothing is prescribed any more (王敏)" in texts(dialog))


def test_a_branch_sees_whose_a_form_is_and_prescribes_nothing(
    qtbot,
    list_at,
    places,  # noqa: F811
    files,  # noqa: F811
    stick,  # noqa: F811
):
    a, h = places["a"], places["h"]
    prescribe(h.office, "F11", files)
    look = PacketDialog(a.exchange.take(h.send(a, out=stick), is_simulation=True))
    qtbot.addWidget(look)
    assert f"Form F11 comes along, prescribed by 总行 (王敏), from {TODAY} on." in texts(look)
    bring(h, a, stick)
    dialog = list_at("a")
    assert not dialog.findChild(QPushButton, "prescribe").isVisible()
    assert f"Prescribed by 总行 (王敏), holds from {TODAY}" in texts(dialog)
    case = read_case(a.store, a.office.reckoning, register(a.office))
    letters = LetterDialog(dialog._hub, case)
    qtbot.addWidget(letters)
    letters.choose("F11")
    assert letters.findChild(QLabel, "source").text().startswith("Prescribed by 总行")
    letters.choose("F12")
    assert letters.findChild(QLabel, "source").text() == "As it ships"
    assert template_for(a.office, "F11").heading == "总行处理决定书"


def test_an_own_file_that_cannot_be_read_stops_no_other_form(qtbot, list_at, hub_at, places):  # noqa: F811
    a = places["a"]
    (a.home.folder / "templates").mkdir()
    (a.home.folder / "templates" / "F11.toml").write_text("not toml =", encoding="utf-8")
    assert "F11.toml cannot be used" in texts(list_at("a"))
    case = read_case(a.store, a.office.reckoning, register(a.office))
    letters = LetterDialog(hub_at("a"), case)
    qtbot.addWidget(letters)
    letters.choose("F11")
    assert "F11.toml cannot be used" in letters.findChild(QLabel, "letter-problem").text()
    letters.choose("F12")
    assert letters.findChild(QLabel, "source").text() == "As it ships"
