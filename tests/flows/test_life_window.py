"""The life of a case through real windows: what is known, repeats, what is missing, undo."""

from PySide6.QtCore import QItemSelectionModel
from PySide6.QtWidgets import QComboBox, QPushButton, QRadioButton, QWidget

from desk.reads.case_file import read_case
from desk.rules.case.life import Action
from tests.builders import register, step, walk
from tests.flows.conftest import signed_in
from tests.ui.hands import choose, press, write
from ui.base.page_id import PageId
from ui.dialogs.bulk_dialog import BulkDialog
from ui.dialogs.repeat_dialog import RepeatDialog
from ui.dialogs.step_dialog import StepDialog
from ui.widgets.hints_view import KnownView
from ui.widgets.owed_view import OwedView

ROWS = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows


def facts_of(branch, case_no):
    return read_case(branch.store, branch.desk().reckoning, case_no).facts


def shown_case(pane, qtbot, case_no):
    """Return the case page with ``case_no`` on it."""
    pane._hub.open_case(case_no)
    page = pane.page(PageId.CASE)
    qtbot.waitUntil(lambda: page._case is not None and page._case.case_no == case_no)
    return page


def test_the_form_tells_what_the_office_holds_and_takes_it_over(desk, branch, qtbot):
    who = {"name": "张三", "phone": "13800005678", "address": "示例市城东区和平路8号"}
    register(branch.desk(), complainant=who)
    pane = signed_in(desk, branch, qtbot)
    pane.show_page(PageId.INTAKE)
    page = pane.page(PageId.INTAKE)
    write(page.findChild(QWidget, "complainant.phone"), "13800005678")
    write(page.findChild(QWidget, "facts"), "信用卡年费又多扣了")
    view = page.findChild(KnownView)
    qtbot.waitUntil(lambda: view.findChild(QPushButton, "take-held") is not None)
    press(qtbot, view, "take-held")
    values = page._values()
    assert values["complainant.name"] == "张三"
    assert values["complainant.address"] == who["address"]
    qtbot.waitUntil(lambda: view.findChild(QPushButton, "suggest-cause-C07") is not None)
    press(qtbot, view, "suggest-cause-C07")
    assert page._values()["cause"] == "C07"
    assert page._values()["facts"] == "信用卡年费又多扣了"


def test_a_repeat_is_merged_by_two_answers_and_the_old_number_leads_on(desk, branch, qtbot):
    older, newer = register(branch.desk()), register(branch.desk())
    pane = signed_in(desk, branch, qtbot)
    page = shown_case(pane, qtbot, newer)
    page._on_repeat()
    dialog = page.findChild(RepeatDialog)
    box = dialog.findChild(QComboBox, "earlier")
    qtbot.waitUntil(lambda: box.count() > 0)
    assert box.currentText().startswith(older)  # the same person: chosen beforehand
    dialog.findChild(QRadioButton, "repeat-new").setChecked(True)
    write(dialog.findChild(QWidget, "reason"), "补充了新流水。")
    press(qtbot, dialog, "take-repeat")
    qtbot.waitUntil(dialog._ok.isEnabled)
    write(dialog.findChild(QWidget, "evidence"), "流水 3 页")
    press(qtbot, dialog, "take-repeat")
    qtbot.waitUntil(lambda: page._case.case_no == older)
    assert facts_of(branch, newer)["merged_into"] == older
    assert facts_of(branch, older)["restarts"]
    pane._hub.open_case(newer)
    qtbot.waitUntil(lambda: "merged" in page._next.text())


def test_what_is_missing_has_a_button_that_leads_there(desk, branch, qtbot):
    case_no = register(branch.desk())
    walk(branch, case_no, until="notify")
    spoken = {"way": "phone", "result": "reached", "summary": "将回电。"}
    step(
        branch.desk("zhou"), case_no, "contact", **spoken, promise="回复", promised_on="2026-11-30"
    )
    pane = signed_in(desk, branch, qtbot)
    page = shown_case(pane, qtbot, case_no)
    view = page.findChild(OwedView)
    assert page._tabs.tabText(page._tabs.indexOf(view)).endswith("3")
    page._tabs.setCurrentWidget(view)
    press(qtbot, view, "fill-keep-promise")
    dialog = page.findChild(StepDialog)
    write(dialog.findChild(QWidget, "summary"), "已回电。")
    press(qtbot, dialog, "take-step")
    qtbot.waitUntil(lambda: facts_of(branch, case_no).get("promises") is not None)


def test_a_slip_is_taken_back_from_the_menu(desk, branch, qtbot):
    case_no = register(branch.desk(), grade="C")
    step(branch.desk(), case_no, "amend", grade="A")
    pane = signed_in(desk, branch, qtbot)
    page = shown_case(pane, qtbot, case_no)
    page._on_undo()
    qtbot.waitUntil(lambda: facts_of(branch, case_no)["grade"] == "C")


def test_a_case_is_offered_to_a_colleague_by_name(desk, branch, qtbot):
    case_no = register(branch.desk())
    walk(branch, case_no, until="assign")
    pane = signed_in(desk, branch, qtbot)
    page = shown_case(pane, qtbot, case_no)
    page._open_step(Action.TRANSFER)
    dialog = page.findChild(StepDialog)
    choose(dialog, "to", "zhou")
    write(dialog.findChild(QWidget, "reason"), "休假。")
    press(qtbot, dialog, "take-step")
    qtbot.waitUntil(lambda: facts_of(branch, case_no).get("transfers") is not None)


def test_many_cases_take_one_step_from_the_queue_and_all_of_it_is_taken_back(desk, branch, qtbot):
    cases = [register(branch.desk()) for _ in range(3)]
    step(branch.desk(), cases[2], "withdraw", remarks="撤。")
    pane = signed_in(desk, branch, qtbot)
    queue = pane.page(PageId.QUEUE)
    qtbot.waitUntil(lambda: queue.model.rowCount() == 2)
    queue.table.clearSelection()
    for row in range(2):
        queue.table.selectionModel().select(queue.model.index(row, 0), ROWS)
    assert len(queue.table.marked_ids(500)) == 2
    assert len(queue.table.marked_ids(1)) == 1
    press(qtbot, queue, "together")
    qtbot.waitUntil(lambda: queue.findChild(BulkDialog) is not None)
    dialog = queue.findChild(BulkDialog)
    box = dialog.findChild(QComboBox, "bulk-action")
    box.setCurrentIndex(box.findData(Action.ASSIGN))
    press(qtbot, dialog, "bulk-do")
    qtbot.waitUntil(dialog._do.isEnabled)
    assert not dialog._done
    choose(dialog, "handler", "chen")
    press(qtbot, dialog, "bulk-do")
    qtbot.waitUntil(lambda: len(dialog._done) == 2)
    assert {facts_of(branch, case_no).get("handler") for case_no in cases[:2]} == {"chen"}
    press(qtbot, dialog, "bulk-undo")
    qtbot.waitUntil(lambda: facts_of(branch, cases[0])["state"] == "to_assign")
    assert {facts_of(branch, case_no).get("handler") for case_no in cases[:2]} == {None}
