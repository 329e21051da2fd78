"""The window at a home whose database is on a server: the folder tells where."""

import pytest
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from desk.home.opening import DATABASE
from desk.store.engines.address import is_on_server, new_address, write_address
from tests import server
from tests.builders import register
from tests.conftest import PASSWORD
from tests.flows.conftest import signed_in
from tests.ui.hands import press
from ui.base.page_id import PageId
from ui.pages.exchange_page import ExchangePage
from ui.pages.queue_page import QueuePage

if not server.url():
    pytest.skip("runs with --postgres", allow_module_level=True)


def typed(desk, qtbot, password=PASSWORD):
    """Sign the director in as people do."""
    desk.page.findChild(QComboBox, "login").setCurrentText("director")
    qtbot.keyClicks(desk.page.findChild(QLineEdit, "password"), password)
    press(qtbot, desk.page, "enter")


def test_the_window_signs_in_at_a_home_on_a_server(desk, branch, qtbot):
    assert is_on_server(branch.home.folder)
    assert not (branch.home.folder / DATABASE).exists()
    case_no = register(branch.desk())
    typed(desk, qtbot)
    qtbot.waitUntil(lambda: desk.seat is not None)
    assert isinstance(desk.seat.pane.page(PageId.QUEUE), QueuePage)
    assert desk.seat.reader.case(case_no).case_no == case_no


def test_packets_are_exchanged_from_its_window(desk, branch, qtbot):
    pane = signed_in(desk, branch, qtbot)
    pane.show_page(PageId.EXCHANGE)
    page = pane.page(PageId.EXCHANGE)
    assert isinstance(page, ExchangePage)
    qtbot.waitUntil(lambda: "0101-A" in page._own.text())
    page.save_card(branch.home.folder.parent)
    qtbot.waitUntil((branch.home.folder.parent / "0101-A.card").exists)


def test_a_server_that_is_gone_is_told_on_the_first_page(desk, branch, qtbot):
    key = branch.keys["director"].derive("store")
    gone = new_address("postgresql://desk@127.0.0.1:1/desk", "x")
    write_address(branch.home.folder, gone, key)
    typed(desk, qtbot)
    problem = desk.page.findChild(QWidget, "problem")
    qtbot.waitUntil(lambda: "does not answer" in problem.text())
