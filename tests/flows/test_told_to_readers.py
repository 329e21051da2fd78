"""What takes the focus says its name to a screen reader, on every page and in every form."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from desk.rules.steps.table import STEPS
from tests.builders import register, walk
from tests.flows.conftest import signed_in
from ui.base.page_id import PageId
from ui.dialogs.step_dialog import StepDialog

KINDS = (QLineEdit, QPlainTextEdit, QComboBox, QAbstractSpinBox, QAbstractItemView)


def nameless(owner):
    """Return what may take the focus in ``owner`` and tells a reader nothing."""
    found = []
    for part in owner.findChildren(QWidget):
        if part.focusPolicy() is Qt.FocusPolicy.NoFocus or part.window() is not owner.window():
            continue
        if isinstance(part, QAbstractButton):
            said = part.accessibleName() or part.text() or not part.isVisible()
        elif isinstance(part, KINDS):
            said = part.accessibleName()
        else:
            continue
        within = part.parentWidget()
        is_inner = isinstance(within, (QComboBox, QAbstractSpinBox))
        if not said and not (is_inner and within.accessibleName()):
            found.append((type(part).__name__, part.objectName(), type(within).__name__))
    return found


@pytest.mark.parametrize("page", list(PageId))
def test_every_control_of_a_page_says_what_it_is(desk, branch, qtbot, page):
    case_no = register(branch.desk())
    walk(branch, case_no, "investigate")
    pane = signed_in(desk, branch, qtbot)
    if page is PageId.CASE:
        desk.seat.hub.open_case(case_no)
        qtbot.waitUntil(lambda: pane.page(page)._case is not None)
    else:
        pane.show_page(page)
    assert nameless(pane.page(page)) == []
    assert nameless(pane._nav) == []


def test_every_control_of_the_forms_of_steps_says_what_it_is(desk, branch, qtbot):
    case_no = register(branch.desk())
    pane = signed_in(desk, branch, qtbot)
    case = desk.seat.reader.case(case_no)
    for action in STEPS:
        dialog = StepDialog(desk.seat.hub, case, action, pane)
        assert nameless(dialog) == [], action
        dialog.deleteLater()
