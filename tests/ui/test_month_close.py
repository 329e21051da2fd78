"""The month close in the window: blockers lead to their cases, commentary is kept, closing asks."""

from datetime import date, datetime

import pytest
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QPushButton

from desk.reads.period_report import read_report, reports_listed
from desk.rules.reports.periods import period_of
from tests.builders import register
from tests.ui.hands import press, write
from ui.dialogs.close_report_dialog import CloseReportDialog, SubmitReportDialog
from ui.pages.report_page import ReportPage

NOVEMBER = period_of("month", "2026-11")


@pytest.fixture
def page(branch, hub, qtbot):
    """The report page on 3 December: a complaint without codes, another one in order."""
    desk = branch.desk()
    register(desk)
    register(desk, product_line=None)
    branch.clock.moment = datetime(2026, 12, 3, 9, 0)
    found = ReportPage(hub)
    qtbot.addWidget(found)
    found.show()
    found.start()
    qtbot.waitUntil(lambda: "Draft" in found.findChild(QLabel, "report-state").text())
    return found


def state(page):
    return page.findChild(QLabel, "report-state").text()


def test_the_draft_counts_down_and_names_what_is_in_the_way(page, branch):
    assert "2 days left" in state(page)
    (blocker,) = read_report(branch.store, NOVEMBER, branch.clock.now()).blockers
    assert page.findChild(QPushButton, f"blocker-{blocker.case_no}") is not None


def test_a_blocker_leads_to_its_case(page, hub, branch, qtbot):
    (blocker,) = read_report(branch.store, NOVEMBER, branch.clock.now()).blockers
    with qtbot.waitSignal(hub.wants_case) as wanted:
        press(qtbot, page, f"blocker-{blocker.case_no}")
    assert wanted.args == [blocker.case_no]


def test_the_draft_of_the_commentary_stands_there_and_typing_is_kept(page, hub, branch, qtbot):
    box = page.findChild(QPlainTextEdit, "comment-outlook")
    assert "open complaints" in box.toPlainText()
    box.clear()
    with qtbot.waitSignal(hub.changed):
        write(box, "下月开展专项培训。")
    report = read_report(branch.store, NOVEMBER, branch.clock.now())
    assert report.comments["outlook"] == "下月开展专项培训。"


def test_closing_freezes_and_offers_to_submit(page, branch, qtbot):
    assert page.findChild(QPushButton, "submit-report").isHidden()
    page.close_report("正在补录。")
    qtbot.waitUntil(lambda: "Closed by" in state(page))
    assert page.findChild(QPushButton, "close-report").isHidden()
    assert not page.findChild(QPushButton, "submit-report").isHidden()
    assert page.findChild(QPlainTextEdit, "comment-outlook").isReadOnly()
    assert [one.period for one in reports_listed(branch.store) if one.closed_at] == ["2026-11"]


def test_without_a_reason_closing_is_refused_in_a_sentence(page, hub, qtbot):
    with qtbot.waitSignal(hub.refused) as told:
        page.close_report()
    assert "stand in the way" in told.args[0]


def test_the_question_before_closing_wants_a_reason_while_cases_are_in_the_way(qtbot):
    dialog = CloseReportDialog("2026-11", 2)
    qtbot.addWidget(dialog)
    ok = dialog.findChild(QPushButton, "confirm-close")
    assert not ok.isEnabled()
    dialog.show()
    dialog._reason.setText("正在补录。")
    assert ok.isEnabled()
    assert dialog.reason == "正在补录。"


def test_the_submission_takes_day_and_proof(qtbot):
    dialog = SubmitReportDialog("2026-11", date(2026, 12, 4))
    qtbot.addWidget(dialog)
    dialog._proof.setText(" OA 88 ")
    assert (dialog.on, dialog.proof) == (date(2026, 12, 4), "OA 88")
