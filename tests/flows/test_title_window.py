"""The window's title says the page and the case, and nothing of them to who does not sit there."""

from tests.builders import register
from tests.flows.conftest import signed_in
from tests.ui.hands import press
from ui.base.page_id import PageId


def test_the_title_follows_the_page_and_the_case(desk, branch, qtbot):
    case_no = register(branch.desk())
    pane = signed_in(desk, branch, qtbot)
    assert desk.window.windowTitle() == "Case queue - Complaint desk"
    press(qtbot, pane, f"nav-{PageId.OWED}")
    assert desk.window.windowTitle() == "To settle - Complaint desk"
    desk.seat.hub.open_case(case_no)
    named = f"Case {case_no} - Complaint desk"
    qtbot.waitUntil(lambda: desk.window.windowTitle() == named)
    press(qtbot, pane, "back")
    assert desk.window.windowTitle() == "Case queue - Complaint desk"


def test_a_locked_or_left_window_names_no_case(desk, branch, qtbot):
    case_no = register(branch.desk())
    pane = signed_in(desk, branch, qtbot)
    desk.seat.hub.open_case(case_no)
    qtbot.waitUntil(lambda: case_no in desk.window.windowTitle())
    desk.seat.session.lock()
    assert desk.window.windowTitle() == "Complaint desk (locked)"
    pane.show_page(PageId.OWED)  # what goes on behind the curtain stays there
    assert desk.window.windowTitle() == "Complaint desk (locked)"
    desk.sign_out()
    assert desk.window.windowTitle() == "Complaint desk"


def test_who_unlocks_reads_again_where_she_is(desk, branch, qtbot):
    signed_in(desk, branch, qtbot)
    desk.seat.session.lock()
    desk.seat.session._unlock()
    assert desk.window.windowTitle() == "Case queue - Complaint desk"
