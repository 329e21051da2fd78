"""Registers in the window, by real events: a task is given, reported done and checked off."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QPushButton

from desk.reader import Reader
from desk.rules.registers.table import REGISTERS
from tests.actions.test_registers import SUGGESTION, TASK, take
from ui.base.hub import Hub
from ui.base.tasks import Tasks
from ui.dialogs.register_step_dialog import RegisterStepDialog
from ui.pages.register_page import RegisterPage
from ui.widgets.calm import Choice


@pytest.fixture
def page_of(branch, qtbot):
    """Return a function that opens the page for somebody."""
    opened = []

    def page_of(login):
        reader = Reader(branch.desk(login))
        tasks = Tasks(reader.close)
        opened.append(tasks)
        page = RegisterPage(Hub(reader, tasks))
        qtbot.addWidget(page)
        page.resize(1200, 640)
        page.show()
        page.start()
        return page

    yield page_of
    for tasks in opened:
        tasks.stop()


def choose(qtbot, page, register):
    box = page.findChild(Choice, "register")
    place = list(REGISTERS).index(register) + 1
    box.setFocus()
    while box.currentIndex() < place:
        qtbot.keyClick(box, Qt.Key.Key_Down)
    box.activated.emit(place)


def rows(page):
    return [row.cells for row in page._list.sheet.rows]


def pick(qtbot, page, place=0):
    box = page._list.visualRect(page._list.sheet.index(place, 1))
    qtbot.mouseClick(page._list.viewport(), Qt.MouseButton.LeftButton, pos=box.center())
    qtbot.waitUntil(lambda: page.findChild(QLabel, "item-headline") is not None)


def click(qtbot, page, name):
    qtbot.waitUntil(lambda: page.findChild(QPushButton, name) is not None)
    qtbot.mouseClick(page.findChild(QPushButton, name), Qt.MouseButton.LeftButton)


def step_of(page):
    return page.findChild(RegisterStepDialog)


def type_in(qtbot, step, name, text):
    edit = step._form.edit(name)
    inner = edit.findChild(QLineEdit) or edit.findChild(QPlainTextEdit)
    inner.setFocus()
    qtbot.keyClicks(inner, text)


def test_a_task_is_given_beside_the_list_and_shown_at_once(qtbot, branch, page_of):
    page = page_of("li")
    choose(qtbot, page, "task")
    click(qtbot, page, "begin-item")
    step = step_of(page)
    qtbot.mouseClick(step.findChild(QPushButton, "take-register-step"), Qt.MouseButton.LeftButton)
    wrong = lambda: step.findChild(QLabel, "problem what")  # noqa: E731
    qtbot.waitUntil(lambda: wrong().isVisible())
    type_in(qtbot, step, "what", "check the tariff board")
    type_in(qtbot, step, "due_on", "2026-11-25")
    step._form.edit("owner").findChild(Choice).choose("chen")
    click(qtbot, step, "take-register-step")
    qtbot.waitUntil(lambda: len(rows(page)) == 1)
    assert rows(page)[0][1:] == ["check the tariff board", "to be done", "陈立"]
    qtbot.waitUntil(lambda: page.findChild(QLabel, "item-headline") is not None)  # it is picked
    assert Reader(branch.desk()).register_item("task", "RW-0101-2026-A001").version == 1


def test_a_step_that_is_not_hers_is_grey_and_says_why(qtbot, branch, page_of):
    take(branch.desk("li"), "task", **TASK)
    page = page_of("zhou")
    choose(qtbot, page, "task")
    assert not page.findChild(QPushButton, "begin-item").isEnabled()
    qtbot.waitUntil(lambda: len(rows(page)) == 1)
    pick(qtbot, page)
    report = page.findChild(QPushButton, "step-report-done")
    assert not report.isEnabled()
    assert "陈立" in report.toolTip()


def test_esc_leaves_the_step_and_keeps_what_was_typed(qtbot, branch, page_of):
    take(branch.desk("li"), "task", **TASK)
    page = page_of("chen")
    qtbot.waitUntil(lambda: len(rows(page)) == 1)  # what is due in all registers
    pick(qtbot, page)
    click(qtbot, page, "step-report-done")
    type_in(qtbot, step_of(page), "result", "half done")
    assert page.give_way()
    assert not page.give_way()
    click(qtbot, page, "step-report-done")
    qtbot.waitUntil(lambda: step_of(page)._form.values() == {"result": "half done"})
    click(qtbot, step_of(page), "take-register-step")
    qtbot.waitUntil(lambda: Reader(branch.desk()).register_items("task")[0].state == "done")


def test_who_made_a_suggestion_is_not_on_the_page_of_a_colleague(qtbot, branch, page_of):
    take(branch.desk("zhou"), "suggestion", **SUGGESTION, suggested_by="钱进")
    page = page_of("chen")
    qtbot.waitUntil(lambda: len(rows(page)) == 1)
    pick(qtbot, page)
    told = "".join(label.text() for label in page.findChildren(QLabel))
    assert SUGGESTION["suggestion"] in told
    assert "钱进" not in told
    assert "周敏" not in told
