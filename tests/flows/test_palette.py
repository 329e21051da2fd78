"""The palette by real keys: a step is found by its name, and what cannot be done says why."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QListWidget

from desk.base import words
from tests.builders import register
from tests.flows.conftest import signed_in
from ui.base.page_id import PageId
from ui.dialogs.palette_dialog import PaletteDialog, PaletteEntry
from ui.dialogs.step_dialog import StepDialog


@pytest.fixture
def palette(desk, branch, qtbot):
    """Return a function that opens the palette over a new case of a person."""

    def open_for(login):
        case_no = register(branch.desk())
        pane = signed_in(desk, branch, qtbot, login)
        pane._hub.open_case(case_no)
        page = pane.page(PageId.CASE)
        qtbot.waitUntil(lambda: getattr(page, "_case", None) is not None)
        qtbot.keyClick(pane, Qt.Key.Key_Slash)
        found = pane.findChild(PaletteDialog)
        line = found.findChild(QLineEdit, "palette")
        qtbot.waitUntil(line.hasFocus)
        return pane, found, line

    return open_for


def why(dialog):
    return dialog.findChild(QLabel, "palette-why").text()


def test_a_step_is_found_by_its_name_and_opens_beside_the_case(palette, qtbot):
    pane, dialog, line = palette("li")
    qtbot.keyClicks(line, "note")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    page = pane.page(PageId.CASE)
    qtbot.waitUntil(lambda: page.findChild(StepDialog) is not None)
    assert page.findChild(StepDialog)._step.action.value == "note"
    assert not dialog.isVisible()


@pytest.mark.parametrize(
    ("login", "typed", "said"),
    [
        ("chen", "Approve", "role"),  # not hers
        ("li", "Archive", "next comes: Assign"),  # not yet
        ("li", "End the pause", "nothing in this case"),  # no pause is open
    ],
)
def test_what_cannot_be_done_says_why_and_opens_nothing(palette, qtbot, login, typed, said):
    pane, dialog, line = palette(login)
    qtbot.keyClicks(line, typed)
    assert said in why(dialog)
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert pane.page(PageId.CASE).findChild(StepDialog) is None
    dialog.reject()


def test_a_page_is_found_too_and_the_arrows_move_while_she_types(palette, qtbot):
    pane, dialog, line = palette("li")
    before = dialog.findChild(QListWidget).currentRow()
    qtbot.keyClick(line, Qt.Key.Key_Down)
    assert dialog.findChild(QListWidget).currentRow() == before + 1
    qtbot.keyClicks(line, "Case queue")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert pane._stack.currentWidget() is pane.page(PageId.QUEUE)


def test_pinyin_and_initials_find_it(qtbot):
    words.use("zh_CN")
    try:
        dialog = PaletteDialog(
            [PaletteEntry(words="登记核实情况", go=list), PaletteEntry(words="分派", go=list)]
        )
        qtbot.addWidget(dialog)
        for typed in ("djhs", "hesh", "核实"):
            dialog._line.setText(typed)
            assert [one.words for one in dialog._shown] == ["登记核实情况"], typed
        dialog._line.setText("xyz")
        assert dialog._shown == []
        assert "没有" in why(dialog)
    finally:
        words.use("en")
