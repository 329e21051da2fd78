"""Settings, calendar and deadline account in the window, by real events."""

from datetime import date

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QCheckBox, QLabel, QPlainTextEdit, QPushButton, QSpinBox

from desk.reader import Reader
from desk.reads.case_file import read_case
from tests.builders import register, step
from tests.cli.test_ways import NOTICE
from tests.packets.test_new_law_travels import REVISED
from ui.dialogs.moved_dialog import MovedDialog
from ui.dialogs.rules_dialog import RulesDialog
from ui.pages.calendar_page import CalendarPage
from ui.pages.settings_page import SettingsPage
from ui.widgets.account_view import AccountView
from ui.widgets.day_grid import DayGrid


def named(page, kind, name):
    found = page.findChild(kind, name)
    assert found is not None, name
    return found


def click(qtbot, page, name):
    qtbot.mouseClick(named(page, QPushButton, name), Qt.MouseButton.LeftButton)


@pytest.fixture
def settings(qtbot, hub):
    page = SettingsPage(hub)
    qtbot.addWidget(page)
    page.start()
    page.show()
    return page


@pytest.fixture
def calendar(qtbot, hub):
    page = CalendarPage(hub)
    qtbot.addWidget(page)
    page.start()
    page.show()
    return page


def test_a_changed_number_is_saved_and_shown(qtbot, hub, settings):
    with qtbot.waitSignal(hub.told):
        named(settings, QSpinBox, "setting yellow_days").setValue(9)
        click(qtbot, settings, "save-settings")
    assert hub.reader.office.settings.number("yellow_days") == 9
    assert named(settings, QSpinBox, "setting yellow_days").value() == 9


def test_deadlines_that_move_are_shown_before_they_move(qtbot, hub, branch, settings):
    case_no = register(branch.desk("chen"))
    branch.clock.moment = branch.clock.moment.replace(hour=11)
    named(settings, QCheckBox, "setting roll_over").setChecked(True)
    named(settings, QCheckBox, "covers-open").setChecked(True)
    click(qtbot, settings, "save-settings")
    qtbot.waitUntil(lambda: settings.findChild(MovedDialog) is not None)
    assert not hub.reader.office.settings.flag("roll_over")
    with qtbot.waitSignal(hub.told):
        click(qtbot, settings.findChild(MovedDialog), "agree")
    case = read_case(branch.store, branch.desk().reckoning, case_no)
    decide = next(clock for clock in case.clocks if clock.rule.id == "decide")
    assert decide.due.on == date(2026, 12, 7)


def test_a_value_that_cannot_be_is_told_beside_it(qtbot, hub, settings):
    named(settings, QPlainTextEdit, "setting working_hours").setPlainText("09:00-25:00")
    click(qtbot, settings, "save-settings")
    edit = settings._edits["working_hours"]
    qtbot.waitUntil(lambda: any("cannot be set" in t.text() for t in edit.findChildren(QLabel)))
    assert hub.reader.office.settings.texts("working_hours") == ["09:00-12:00", "13:30-17:30"]


def test_a_pasted_notice_becomes_the_calendar_after_a_look(qtbot, hub, calendar):
    named(calendar, QPlainTextEdit, "notice-text-in").setPlainText(NOTICE)
    click(qtbot, calendar, "read-notice")
    click(qtbot, calendar, "take-calendar")
    qtbot.waitUntil(lambda: calendar.findChild(MovedDialog) is not None)
    assert not hub.reader.office.reckoning.calendar.is_published(2027)
    with qtbot.waitSignal(hub.told):
        click(qtbot, calendar.findChild(MovedDialog), "agree")
    office_calendar = hub.reader.office.reckoning.calendar
    assert office_calendar.is_workday(date(2027, 2, 14).toordinal())
    assert not office_calendar.is_workday(date(2027, 2, 5).toordinal())


def test_a_click_on_a_day_changes_it_before_it_is_taken_in(qtbot, calendar):
    named(calendar, QPlainTextEdit, "notice-text-in").setPlainText(NOTICE)
    click(qtbot, calendar, "read-notice")
    year = calendar._calendar
    place = year._box(date(2027, 3, 8)).center().toPoint()
    assert year.day_at(QPoint(-5, -5)) is None
    qtbot.mouseClick(year, Qt.MouseButton.LeftButton, pos=place)
    assert year.named[date(2027, 3, 8)][1] is True
    qtbot.mouseClick(year, Qt.MouseButton.LeftButton, pos=place)
    assert date(2027, 3, 8) not in year.named


def test_a_notice_that_contradicts_itself_is_refused_beside_the_text(qtbot, calendar):
    text = NOTICE.replace("共7天", "共9天")
    named(calendar, QPlainTextEdit, "notice-text-in").setPlainText(text)
    click(qtbot, calendar, "read-notice")
    assert "9" in calendar.problems.line.text()
    assert not named(calendar, QPushButton, "take-calendar").isEnabled()


def test_the_account_shows_every_day_and_what_moved_the_end(qtbot, branch):
    case_no = register(branch.desk("chen"))
    step(branch.desk("li"), case_no, "extend", reason="情况复杂。")
    case = read_case(branch.store, branch.desk().reckoning, case_no)
    view = AccountView()
    qtbot.addWidget(view)
    view.show_case(case, Reader(branch.desk()).accounts(case), branch.desk().people)
    grid = view.findChild(DayGrid)
    assert grid.accessibleName().count(";") == 30
    assert "day 30" in grid.accessibleName()
    texts = [child.text() for child in view.findChildren(QLabel)]
    assert any("李卓" in text and "情况复杂" in text for text in texts)


def test_a_rule_file_is_tried_out_before_it_is_taken(qtbot, calendar, hub, tmp_path):
    click(qtbot, calendar, "deadline-rules")
    qtbot.waitUntil(lambda: calendar.findChild(RulesDialog) is not None)
    dialog = calendar.findChild(RulesDialog)
    texts = [child.text() for child in dialog.findChildren(QLabel)]
    assert any("令2020年第3号" in text for text in texts)
    path = tmp_path / "new.toml"
    path.write_text(REVISED, encoding="utf-8")
    dialog.try_out(path)
    qtbot.waitUntil(lambda: dialog.findChild(MovedDialog) is not None)
    assert hub.reader.office.reckoning.rules.rule("decide", date(2027, 1, 1)).amount == 15
    with qtbot.waitSignal(hub.told):
        click(qtbot, dialog.findChild(MovedDialog), "agree")
    assert hub.reader.office.reckoning.rules.rule("decide", date(2027, 1, 1)).amount == 10


def test_a_file_that_is_no_rule_file_is_refused_in_the_dialog(qtbot, calendar, tmp_path):
    click(qtbot, calendar, "deadline-rules")
    qtbot.waitUntil(lambda: calendar.findChild(RulesDialog) is not None)
    dialog = calendar.findChild(RulesDialog)
    path = tmp_path / "new.toml"
    path.write_bytes(b"\xff\xfe nonsense")
    dialog.try_out(path)
    assert "no rule file" in dialog.problems.line.text()
