"""What is owed, handovers and old numbers, through real windows."""

from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from desk.reads.case_file import read_case
from tests.actions.test_registers import SUGGESTION, TASK, take
from tests.builders import register, step, walk
from tests.flows.conftest import signed_in
from tests.ui.hands import choose, press, write
from ui.base.page_id import PageId
from ui.dialogs.handover_dialog import HandoverDialog
from ui.dialogs.step_dialog import StepDialog

SPOKEN = {"way": "phone", "result": "reached", "summary": "将回电。"}


def promised(branch, day="2026-11-23"):
    """A case of chen's with a promise for ``day``."""
    case_no = register(branch.desk())
    walk(branch, case_no, until="assign")
    step(branch.desk("chen"), case_no, "contact", **SPOKEN, promise="周一回复", promised_on=day)
    return case_no


def rows(page):
    return [tuple(row.cells) for row in page._list.sheet.rows]


def facts_of(branch, case_no):
    return read_case(branch.store, branch.desk().reckoning, case_no).facts


def test_a_promise_stands_among_what_i_owe_and_leads_to_its_step(desk, branch, qtbot):
    case_no = promised(branch)
    branch.clock.moment += timedelta(days=4)
    pane = signed_in(desk, branch, qtbot, "chen")
    pane.show_page(PageId.OWED)
    page = pane.page(PageId.OWED)
    qtbot.waitUntil(lambda: len(rows(page)) == 2)  # and the next word how it goes
    (due, duty, words, number, who), _ = rows(page)
    assert (due, duty) == ("2026-11-23 23:59  overdue", "Promise to the complainant")
    assert (words, number, who) == ("周一回复", case_no, "陈立")
    assert "1 of them overdue" in page._count.text()
    page._list.opened.emit("0")
    case = pane.page(PageId.CASE)
    qtbot.waitUntil(lambda: case.findChild(StepDialog) is not None)
    dialog = case.findChild(StepDialog)
    write(dialog.findChild(QWidget, "summary"), "已回电。")
    press(qtbot, dialog, "take-step")
    qtbot.waitUntil(lambda: facts_of(branch, case_no).get("promises") is not None)


def test_a_task_of_mine_stands_among_what_i_owe_by_its_day(desk, branch, qtbot):
    promised(branch)
    no = take(branch.desk("li"), "task", **{**TASK, "due_on": "2026-11-20"})
    take(branch.desk("li"), "task", **{**TASK, "owner": "zhou"})
    take(branch.desk("zhou"), "suggestion", **SUGGESTION)  # chen may not answer it
    pane = signed_in(desk, branch, qtbot, "chen")
    pane.show_page(PageId.OWED)
    page = pane.page(PageId.OWED)
    qtbot.waitUntil(lambda: any(row[3] == no for row in rows(page)))
    assert len(rows(page)) == 3
    assert rows(page)[0] == ("2026-11-20 23:59", "Do the task", TASK["what"], no, "陈立")
    page._list.opened.emit("0")
    assert pane._stack.currentWidget() is pane.page(PageId.REGISTERS)


def test_a_suggestion_stands_with_whoever_may_answer_it(desk, branch, qtbot):
    no = take(branch.desk("zhou"), "suggestion", **SUGGESTION)
    pane = signed_in(desk, branch, qtbot, "li")
    pane.show_page(PageId.OWED)
    page = pane.page(PageId.OWED)
    qtbot.waitUntil(lambda: [row[3] for row in rows(page)] == [no])


def test_what_others_owe_is_seen_when_asked_for(desk, branch, qtbot):
    promised(branch)
    pane = signed_in(desk, branch, qtbot, "li")
    pane.show_page(PageId.OWED)
    page = pane.page(PageId.OWED)
    qtbot.waitUntil(lambda: bool(page._found))
    assert rows(page) == []
    assert page._count.text() == "Nothing is owed."
    for value in ("all", "chen"):
        page._whose.setCurrentIndex(page._whose.findData(value))
        page._show_some()
        promises = [words for _, _, words, _, _ in rows(page) if words == "周一回复"]
        assert len(promises) == 1


def test_the_card_beside_the_queue_names_the_promise(desk, branch, qtbot):
    promised(branch)
    pane = signed_in(desk, branch, qtbot)
    card = pane.page(PageId.QUEUE).card
    qtbot.waitUntil(lambda: "周一回复" in card.findChild(QLabel, "card-owed").text())


def test_cases_are_offered_together_and_taken_together(desk, branch, qtbot, tmp_path):
    cases = [register(branch.desk()) for _ in range(2)]
    closed = register(branch.desk(), complained_staff=["周敏"])
    for case_no in (*cases, closed):
        walk(branch, case_no, until="assign")
    pane = signed_in(desk, branch, qtbot, "li")
    pane.show_page(PageId.OWED)
    page = pane.page(PageId.OWED)
    page._on_hand_over()
    dialog = page.findChild(HandoverDialog)
    choose(dialog, "owner", "chen")
    qtbot.waitUntil(lambda: len(dialog._held) == 3, timeout=15_000)
    press(qtbot, dialog, "offer-all")
    qtbot.waitUntil(lambda: "0 cases are offered" in dialog.problems.line.text(), timeout=15_000)
    choose(dialog, "to", "zhou")
    write(dialog.findChild(QWidget, "reason"), "休假。")
    dialog.print_to(tmp_path)
    qtbot.waitUntil(lambda: len(list(tmp_path.glob("*.pdf"))) == 1, timeout=15_000)
    press(qtbot, dialog, "offer-all")
    told = "2 cases are offered, 1 are not"
    qtbot.waitUntil(lambda: told in dialog.problems.line.text(), timeout=15_000)
    assert closed in dialog.problems.line.text()
    assert facts_of(branch, cases[0])["handler"] == "chen"


def test_whoever_takes_over_accepts_with_one_button(desk, branch, qtbot):
    cases = [register(branch.desk()) for _ in range(2)]
    for case_no in cases:
        walk(branch, case_no, until="assign")
        step(branch.desk("chen"), case_no, "transfer", to="zhou", reason="休假。")
    pane = signed_in(desk, branch, qtbot, "zhou")
    pane.show_page(PageId.OWED)
    page = pane.page(PageId.OWED)
    qtbot.waitUntil(page._accept.isVisible, timeout=15_000)
    press(qtbot, page, "accept-all")
    qtbot.waitUntil(
        lambda: {facts_of(branch, no)["handler"] for no in cases} == {"zhou"}, timeout=15_000
    )
    qtbot.waitUntil(lambda: not page._accept.isVisible(), timeout=15_000)


def test_the_number_of_a_merged_case_leads_to_where_it_lives_on(desk, branch, qtbot):
    older, newer = register(branch.desk()), register(branch.desk())
    merged = {"merged_into": older, "new_facts": False, "reason": "同一投诉。"}
    step(branch.desk(), newer, "merge", **merged)
    pane = signed_in(desk, branch, qtbot)
    search = pane.findChild(QLineEdit, "search")
    qtbot.keyClicks(search, f" {newer.lower()} ")
    qtbot.keyClick(search, Qt.Key.Key_Return)
    page = pane.page(PageId.CASE)
    qtbot.waitUntil(lambda: page._case is not None and page._case.case_no == older)
    assert newer in pane._notice.findChild(QLabel).text()
