"""No button leads to a step that the role refuses, and none that it allows is missing."""

import pytest
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton

from desk.rules.case.life import Action
from desk.rules.people.rights import NotPermitted
from desk.rules.steps.possible import has_object
from desk.rules.steps.table import STEPS
from tests.builders import register, step, walk
from tests.flows.conftest import signed_in
from tests.ui.hands import press
from ui.base.page_id import PageId
from ui.dialogs.step_dialog import StepDialog

WAYS = ("assign", "plan", "execute", "notify", "close")
PLAN = {"plan": "退还年费并致歉，另补偿损失。", "compensation": "3000"}


def case_at(branch, until):
    """Return the number of a case that has come so far; "approval" waits for one."""
    person = {"name": f"客户{until}", "phone": f"138{len(until):08}"}  # no payment adds to another
    case_no = register(branch.desk("chen"), complainant=person)
    if until == "approval":
        walk(branch, case_no, "investigate")
        step(branch.desk("chen"), case_no, "plan", **PLAN)
    else:
        walk(branch, case_no, until)
    return case_no


def shown_case(pane, case_no, qtbot):
    pane._hub.open_case(case_no)
    page = pane.page(PageId.CASE)
    qtbot.waitUntil(lambda: page._case is not None and page._case.case_no == case_no)
    return page


def led_to(page):
    """Return the steps that something on the page of a case leads to."""
    found = {page._step} if page._do.isVisibleTo(page) and page._do.isEnabled() else set()
    menus = [page._menu, *(one.menu() for one in page._menu.actions() if one.menu())]
    offered = {one.objectName(): one.isEnabled() for menu in menus for one in menu.actions()}
    for name in STEPS:
        for part in page.findChildren(QPushButton, f"fill-{name}"):
            found |= {name} if part.isEnabled() else set()
    return found, offered


@pytest.mark.parametrize("login", ["chen", "li", "director", "he"])
def test_a_case_leads_to_what_the_role_allows_and_to_nothing_else(desk, branch, qtbot, login):
    cases = {until: case_at(branch, until) for until in (*WAYS, "approval")}
    pane = signed_in(desk, branch, qtbot, login)
    acting = desk.seat.reader.office.acting
    for case_no in cases.values():
        page = shown_case(pane, case_no, qtbot)
        led, menu = led_to(page)
        assert all(acting.may(STEPS[action].right) for action in led), (case_no, led)
        allowed = {a for a in page._case.actions if acting.may(STEPS[a].right)}
        assert page._step not in allowed or page._do.isEnabled()
        assert all(menu.values())
        named = {name.removeprefix("step-") for name in menu if name.startswith("step-")}
        wanted = {action for action in allowed if has_object(action, page._case.facts)}
        assert named == wanted - {page._step, Action.MERGE}  # the wizard asks before a merger
        if page._step is not None and not acting.may(STEPS[page._step].right):
            assert "may not" in page._do.toolTip()  # why it is grey


@pytest.mark.parametrize("login", ["chen", "li", "director", "he"])
def test_the_card_beside_the_queue_offers_what_the_page_offers(desk, branch, qtbot, login):
    for until in (*WAYS[:4], "approval"):
        case_at(branch, until)
    pane = signed_in(desk, branch, qtbot, login)
    queue = pane.page(PageId.QUEUE)
    acting = desk.seat.reader.office.acting
    qtbot.waitUntil(lambda: queue.model.rowCount() == 5)
    button = queue.card.findChild(QPushButton, "card-next")
    for row in range(5):
        qtbot.waitUntil(lambda: queue._is_complete and queue.model.rowCount() == 5)
        queue.table.setCurrentIndex(queue.model.index(row, 0))
        case = desk.seat.reader.case(queue._current_id())
        qtbot.waitUntil(lambda no=case.case_no: queue.card._no.text() == no)
        led = (button.text(), button.isEnabled())
        page = shown_case(pane, case.case_no, qtbot)
        assert led == (page._do.text(), acting.may(STEPS[page._step].right)), case.state
        pane.show_page(PageId.QUEUE)
    together = queue.findChild(QPushButton, "together")
    assert together.isVisible() is (login != "he")


def test_a_step_that_is_asked_for_from_elsewhere_is_refused_before_its_form(desk, branch, qtbot):
    case_no = case_at(branch, "approval")
    pane = signed_in(desk, branch, qtbot, "chen")
    said = []
    desk.seat.hub.refused.connect(said.append)
    desk.seat.hub.open_step(case_no)
    page = pane.page(PageId.CASE)
    qtbot.waitUntil(lambda: bool(said))
    assert page.findChild(StepDialog) is None
    with pytest.raises(NotPermitted):
        step(branch.desk("chen"), case_no, "approve")


def test_an_approval_is_owed_by_those_who_may_give_it_and_shows_what_is_decided(
    desk, branch, qtbot
):
    case_no = case_at(branch, "approval")
    pane = signed_in(desk, branch, qtbot, "li")
    pane.show_page(PageId.OWED)
    page = pane.page(PageId.OWED)
    qtbot.waitUntil(lambda: len(page._shown) == 1)
    number, owed = page._shown[0]
    assert (number, owed.action.value) == (case_no, "approve")
    page._on_open("0")
    case_page = pane.page(PageId.CASE)
    qtbot.waitUntil(lambda: case_page.findChild(StepDialog) is not None)
    dialog = case_page.findChild(StepDialog)
    told = " ".join(one.text() for one in dialog.findChildren(QLabel))
    for words in ("退还年费并致歉", "3,000.00", "陈立", "May be approved by"):
        assert words in told
    press(qtbot, dialog, "instead-return")
    qtbot.waitUntil(lambda: any(one._step.action.value == "return" for one in _dialogs(case_page)))
    for one in _dialogs(case_page):
        one.reject()


def approvals(page):
    return sum(owed.action.value == "approve" for _, owed in page._shown)


def _dialogs(page):
    return page.findChildren(StepDialog)


@pytest.mark.parametrize(("login", "waits"), [("chen", 0), ("zhou", 0), ("li", 1), ("director", 1)])
def test_an_approval_waits_for_nobody_below_its_tier(desk, branch, qtbot, login, waits):
    case_at(branch, "approval")
    pane = signed_in(desk, branch, qtbot, login)
    pane.show_page(PageId.OWED)
    page = pane.page(PageId.OWED)
    qtbot.waitUntil(lambda: page._count.text() != "")
    assert approvals(page) == waits
    box = page.findChild(QComboBox, "whose")
    box.setCurrentIndex(1)
    box.activated.emit(1)
    assert approvals(page) == 1


def test_an_extension_says_how_far_it_goes_before_it_is_confirmed(desk, branch, qtbot):
    case_no = case_at(branch, "assign")
    pane = signed_in(desk, branch, qtbot, "li")
    page = shown_case(pane, case_no, qtbot)
    page._open_step(page._case.actions[[a.value for a in page._case.actions].index("extend")])
    dialog = page.findChild(StepDialog)
    effect = dialog.findChild(QLabel, "step-effect").text()
    assert "12-05" in effect or "2026-12-05" in effect  # 15 days after 20 November
    assert "12-20" in effect or "2026-12-20" in effect
    dialog.reject()
