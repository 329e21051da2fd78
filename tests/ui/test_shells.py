"""What all pages, dialogs and cards have in common."""

from functools import partial

import pytest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget

from desk.actions.work import Done
from desk.base.errors import Refusal, Several
from desk.base.words import mark
from tests.ui.hands import press
from ui.dialogs.dialog import Dialog
from ui.models.sheet_model import SheetRow
from ui.widgets.boxes import STRETCH, Grown, column, grid, row
from ui.widgets.page import Page
from ui.widgets.sheet import Sheet
from ui.widgets.text import button, label


class Shelf(Page):
    """A page about cases."""

    title = mark("Ledger")

    def __init__(self, hub):
        super().__init__(hub)
        self.read = 0
        self.action = button("Do", "do")
        self.lay_out([self.action], Grown(label("What is on it")))

    def start(self):
        self.read += 1

    def concerns(self, changes):
        return bool(changes.cases)


@pytest.fixture
def shelf(hub, qtbot):
    made = Shelf(hub)
    qtbot.addWidget(made)
    made.resize(800, 400)
    made.show()
    return made


def test_a_page_has_its_title_above_and_what_can_be_done_at_the_right(shelf, qtbot):
    qtbot.waitUntil(lambda: shelf.action.x() > 0)
    head, content = shelf.findChildren(QLabel)[:2]
    assert head.text() == "Ledger"
    assert head.y() < content.y()
    assert shelf.action.geometry().right() == shelf.width() - 17  # the margin of all pages is 16
    assert head.x() == 16


def test_a_page_reads_again_after_a_change_that_concerns_it_while_it_is_seen(shelf, hub):
    hub.changed.emit(Done(result=None, queue=True))
    assert shelf.read == 0
    hub.changed.emit(Done(result=None, cases=(1,)))
    assert shelf.read == 1
    shelf.hide()
    hub.changed.emit(Done(result=None, cases=(1,)))
    assert shelf.read == 1


@pytest.fixture
def asking(qtbot):
    """A dialog with one field; what it sends is kept."""
    dialog = Dialog("Ask")
    dialog.sent = []
    field = QLineEdit()
    problem = dialog.problems.beside("reason", field)
    foot = dialog.foot("Send", "send", lambda: dialog.sent.append(field.text()))
    dialog.lay_out(field, problem, foot)
    qtbot.addWidget(dialog)
    dialog.open()
    return dialog


def test_a_dialog_sends_once_and_waits_for_the_answer(asking, qtbot):
    press(qtbot, asking, "send")
    press(qtbot, asking, "send")
    assert asking.sent == [""]
    asking.show_refusal(Refusal())
    press(qtbot, asking, "send")
    assert asking.sent == ["", ""]


def test_a_dialog_stays_open_and_says_why_beside_the_field_and_below(asking, qtbot):
    asking.show_refusal(Several([Refusal(field="reason"), Refusal(field="elsewhere")]))
    beside = asking.findChild(QLabel, "problem reason")
    assert (beside.text(), asking.problems.line.text()) == ("This cannot be done.",) * 2
    assert beside.isVisible()
    assert asking.problems.line.isVisible()
    assert asking.findChild(QLineEdit).property("wrong")
    press(qtbot, asking, "send")
    assert not beside.isVisible()
    assert not asking.problems.line.isVisible()
    assert not asking.findChild(QLineEdit).property("wrong")
    assert asking.isVisible()


def test_cancel_sends_nothing(asking, qtbot):
    press(qtbot, asking, "cancel")
    assert not asking.isVisible()
    assert asking.sent == []


def test_a_button_calls_what_wants_no_state(qtbot):
    called = []
    presses = (
        button("A", "a", partial(called.append, 1)),
        button("B", "b", lambda: called.append(2)),
    )
    for one in presses:
        qtbot.addWidget(one)
        one.click()
    assert called == [1, 2]


def test_what_grows_takes_the_room_and_a_number_is_a_gap(qtbot):
    box, parts = QWidget(), [QPushButton("x") for _ in range(3)]
    qtbot.addWidget(box)
    row(parts[0], 30, Grown(parts[1]), parts[2], inside=box, margins=(5, 0, 7, 0), spacing=0)
    box.resize(600, 40)
    box.show()
    qtbot.waitUntil(lambda: parts[2].x() > 0)
    first, wide, last = (part.geometry() for part in parts)
    assert first.left() == 5
    assert wide.left() - first.right() == 31
    assert wide.width() > 3 * last.width()
    assert last.right() == 600 - 8


def test_a_gap_pushes_what_follows_to_the_end(qtbot):
    box, first, last = QWidget(), QPushButton("x"), QPushButton("y")
    qtbot.addWidget(box)
    column(first, STRETCH, last, inside=box, margins=(0, 0, 0, 0))
    box.resize(100, 500)
    box.show()
    qtbot.waitUntil(lambda: last.y() > 0)
    assert first.y() == 0
    assert last.geometry().bottom() == 499


def test_a_grid_has_its_lines_below_each_other(qtbot):
    parts = [[label(f"{line} {place}") for place in range(2)] for line in range(2)]
    box = QWidget()
    qtbot.addWidget(box)
    column(grid(parts, across=9, grows=1), inside=box)
    box.resize(400, 100)
    box.show()
    qtbot.waitUntil(lambda: parts[1][1].y() > 0)
    assert parts[0][0].y() == parts[0][1].y() < parts[1][0].y() == parts[1][1].y()
    assert parts[0][1].width() > parts[0][0].width()


def test_a_sheet_is_as_high_as_its_lines_but_not_higher_than_allowed(qtbot):
    sheet = Sheet({mark("Case"): 0}, "sheet", most=3)
    qtbot.addWidget(sheet)
    heights = []
    for count in (0, 1, 3, 9):
        sheet.show_rows([SheetRow(str(one), [str(one)]) for one in range(count)])
        heights.append(sheet.height())
    assert heights == [74, 74, 134, 134]
