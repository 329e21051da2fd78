"""Reply texts in the window: picked beside a text field, kept from it."""

from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from desk.rules.case.life import Action
from reports.letters.texts import offered
from tests.builders import register
from tests.ui.hands import press, write
from ui.dialogs.letter_dialog import LetterDialog
from ui.dialogs.step_dialog import StepDialog
from ui.dialogs.text_picker import KeepTextDialog, TextPicker


def contact(qtbot, hub, branch, **more):
    dialog = StepDialog(hub, hub.reader.case(register(branch.desk(), **more)), Action.CONTACT)
    qtbot.addWidget(dialog)
    return dialog, dialog.findChild(TextPicker).menu


def picked(menu, title):
    menu.aboutToShow.emit()
    next(action for action in menu.actions() if action.text() == title).trigger()


def test_a_text_goes_in_where_the_cursor_stands_and_counts_as_typed(qtbot, hub, branch):
    dialog, menu = contact(qtbot, hub, branch)
    write(dialog.findChild(QPlainTextEdit), "来电。")
    with qtbot.waitSignal(dialog._form.edited):
        picked(menu, "First contact: registered")
    said = dialog._form.values()["summary"]
    assert said.startswith("来电。已告知投诉（编号 TS-0101-")
    assert "{" not in said


def test_what_was_written_is_kept_and_offered_again(qtbot, hub, branch):
    dialog, menu = contact(qtbot, hub, branch)
    write(dialog.findChild(QPlainTextEdit), f"已答复{dialog._case.case_no}。")
    picked(menu, "Keep as text…")
    asks = dialog.findChild(KeepTextDialog)
    write(asks.findChild(QLineEdit), "已答复 & 结案")
    with qtbot.waitSignal(asks.accepted, timeout=15_000):
        press(qtbot, asks, "ok")
    kept = offered(branch.desk("director"))[0]
    assert (kept.title, kept.text) == ("已答复 & 结案", "已答复{case_no}。")
    again, menu = contact(qtbot, hub, branch)
    picked(menu, "已答复 && 结案")
    assert again._form.values()["summary"] == f"已答复{again._case.case_no}。"


def test_a_text_that_names_somebody_is_refused_in_the_dialog(qtbot, hub, branch):
    dialog, menu = contact(qtbot, hub, branch)
    write(dialog.findChild(QPlainTextEdit), "已答复张三。")
    picked(menu, "Keep as text…")
    asks = dialog.findChild(KeepTextDialog)
    write(asks.findChild(QLineEdit), "答复")
    press(qtbot, asks, "ok")
    qtbot.waitUntil(lambda: "nobody's name" in asks.problems.line.text(), timeout=15_000)
    assert offered(branch.desk())[0].origin.value == "shipped"


def test_a_letter_takes_a_text_where_it_is_typed(qtbot, hub, branch):
    case_no = register(branch.desk())
    letters = LetterDialog(hub, hub.reader.case(case_no))
    qtbot.addWidget(letters)
    letters.choose("F08")
    menu = letters.findChild(TextPicker).menu
    picked(menu, "Extension: a complex matter")
    assert "情况复杂" in letters._texts["reason"].toPlainText()
