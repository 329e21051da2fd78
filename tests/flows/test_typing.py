"""Typing a complaint by keyboard: few stops, days as people say them, nothing lost by one key."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QWidget,
)

from desk.reads.case_file import read_case
from tests.builders import INTAKE, register
from tests.flows.conftest import signed_in
from tests.ui.hands import choose, press, write
from ui.base.page_id import PageId
from ui.dialogs.close_report_dialog import CloseReportDialog
from ui.dialogs.step_dialog import StepDialog

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def pane(desk, branch, qtbot):
    return signed_in(desk, branch, qtbot)


@pytest.fixture
def intake(pane):
    pane.show_page(PageId.INTAKE)
    return pane.page(PageId.INTAKE)


def lines(page, name):
    return page.findChild(QWidget, name).findChild(QLineEdit)


def test_a_complaint_is_registered_from_the_keyboard_alone(pane, intake, branch, qtbot):
    choose(intake, "channel", "phone")
    write(intake.findChild(QWidget, "complainant.name"), "张三")
    received = lines(intake, "received_at")
    received.clear()
    qtbot.keyClicks(received, "11-20 9:30")
    facts = intake.findChild(QWidget, "facts").findChild(QPlainTextEdit)
    write(facts, INTAKE["facts"])
    qtbot.keyClick(facts, Qt.Key.Key_Return, CTRL)
    page = pane.page(PageId.CASE)
    qtbot.waitUntil(lambda: getattr(page, "_case", None) is not None)
    case = read_case(branch.store, branch.desk().reckoning, page._case.case_no)
    assert case.facts["received_at"] == "2026-11-20T09:30:00"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [("昨天下午三点", "2026-11-19 15:00"), ("9:30", "2026-11-20 09:30"), ("不清楚", "不清楚")],
)
def test_what_was_understood_is_shown_when_the_line_is_left(intake, qtbot, typed, shown):
    received = lines(intake, "received_at")
    received.clear()
    write(received, typed)
    qtbot.keyClick(received, Qt.Key.Key_Tab)
    assert received.text() == shown


def test_a_group_of_chips_is_one_stop_and_the_arrows_lead_through_it(intake, qtbot):
    chips = intake.findChild(QWidget, "demands").findChildren(QPushButton)
    assert sum(bool(chip.focusPolicy() & Qt.FocusPolicy.TabFocus) for chip in chips) == 1
    chips[0].setFocus()
    qtbot.keyClick(chips[0], Qt.Key.Key_Right)
    assert chips[1].hasFocus()
    qtbot.keyClick(chips[1], Qt.Key.Key_Space)
    assert chips[1].isChecked()
    qtbot.keyClick(chips[1], Qt.Key.Key_Left)
    qtbot.keyClick(chips[0], Qt.Key.Key_Left)
    assert chips[-1].hasFocus()


def test_an_emptied_form_is_brought_back_by_the_same_button(intake, qtbot):
    write(intake.findChild(QWidget, "complainant.name"), "张三")
    write(intake.findChild(QWidget, "facts"), INTAKE["facts"])
    before = intake._values()
    press(qtbot, intake, "empty")
    assert "facts" not in intake._values()
    press(qtbot, intake, "empty")
    assert intake._values() == before
    press(qtbot, intake, "empty")
    write(intake.findChild(QWidget, "complainant.name"), "李四")  # goes on with another
    press(qtbot, intake, "empty")
    assert "complainant.name" not in intake._values()


def test_what_was_wrong_is_no_longer_said_once_the_field_is_being_filled(intake, qtbot):
    press(qtbot, intake, "register")
    problem = intake.findChild(QLabel, "problem facts")
    other = intake.findChild(QLabel, "problem complainant.name")
    qtbot.waitUntil(problem.isVisible)
    write(intake.findChild(QWidget, "facts"), "客户来电")
    assert not problem.isVisible()
    assert other.isVisible()
    assert not intake.findChild(QWidget, "facts").property("wrong")


def test_the_form_of_a_step_takes_the_focus_and_is_confirmed_by_keys(pane, branch, qtbot):
    case_no = register(branch.desk())
    pane._hub.open_case(case_no)
    page = pane.page(PageId.CASE)
    qtbot.waitUntil(lambda: getattr(page, "_case", None) is not None)
    page._open_step(next(a for a in page._case.actions if a.value == "note"))
    dialog = page.findChild(StepDialog)
    qtbot.waitUntil(dialog.isActiveWindow)
    assert dialog.isAncestorOf(QApplication.focusWidget())
    write(QApplication.focusWidget(), "电话核对。")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: page.findChild(StepDialog) is None)
    assert page._facts.isVisible()


def test_a_step_stands_beside_its_case_and_gives_way_before_the_page(pane, branch, qtbot):
    case_no = register(branch.desk())
    pane._hub.open_case(case_no)
    page = pane.page(PageId.CASE)
    qtbot.waitUntil(lambda: getattr(page, "_case", None) is not None)
    note = next(a for a in page._case.actions if a.value == "note")
    page._open_step(note)
    step = page.findChild(StepDialog)
    assert not step.isWindow()
    assert step.isVisible()
    assert page._tabs.isVisible()  # the story can be read meanwhile
    assert page._facts in [page._tabs.widget(i) for i in range(page._tabs.count())]
    write(QApplication.focusWidget(), "电话核对。")
    page._open_step(note)
    assert page.findChild(StepDialog) is step  # what is typed stays
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: page.findChild(StepDialog) is None)
    assert page.isVisible()  # the first Esc leaves the step, not the case
    page._open_step(note)
    again = page.findChild(StepDialog)
    qtbot.waitUntil(
        lambda: "电话核对。" in again._form.values().values()
    )  # and what she typed came back


def test_another_case_closes_the_step_of_the_one_before(pane, branch, qtbot):
    first, second = register(branch.desk()), register(branch.desk())
    pane._hub.open_case(first)
    page = pane.page(PageId.CASE)
    qtbot.waitUntil(lambda: getattr(page, "_case", None) is not None)
    page._open_step(next(a for a in page._case.actions if a.value == "note"))
    pane._hub.open_case(second)
    qtbot.waitUntil(lambda: page._case.case_no == second)
    qtbot.waitUntil(lambda: page.findChild(StepDialog) is None)
    assert page._facts.isVisible()


def test_the_commentary_is_read_before_it_is_signed(qtbot):
    texts = {"总体情况": "本月受理 6 件。", "原因分析": ""}
    dialog = CloseReportDialog("2026年10月", 0, None, texts)
    qtbot.addWidget(dialog)
    told = " ".join(one.text() for one in dialog.findChildren(QLabel))
    assert "总体情况" in told
    assert "本月受理 6 件。" in told
    assert "原因分析" not in told


def test_a_closed_report_says_so_and_shows_who_signed(pane, branch, desk, qtbot):
    branch.clock.moment = branch.clock.moment.replace(month=12, day=2)
    pane.show_page(PageId.REPORT)
    page = pane.page(PageId.REPORT)
    qtbot.waitUntil(lambda: page._report is not None)
    area = page.findChild(QScrollArea, "plain")
    area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())
    said = []
    desk.seat.hub.told.connect(said.append)
    page.close_report("数据已核对。")
    qtbot.waitUntil(lambda: page._report.is_closed)
    assert any("closed and signed" in one for one in said)
    assert area.verticalScrollBar().value() == 0
    assert "as it was signed" in page._comments._heading.text()
