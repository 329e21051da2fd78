"""The window is calm: it takes no focus from who types, and nothing moves by itself."""

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QWidget

from tests.builders import register
from tests.flows.conftest import signed_in
from tests.ui.conftest import layout  # noqa: F401 - a fixture
from tests.ui.hands import write
from ui.base.frame import Frame
from ui.base.page_id import PageId
from ui.pages.queue_page import SPARED
from ui.widgets.notice_bar import NoticeBar

PAGES = list(PageId)


@pytest.fixture
def pane(desk, branch, qtbot):
    """The director's window, two cases in the queue."""
    register(branch.desk(), facts="理财到期收益与宣传不符。")
    register(branch.desk())
    pane = signed_in(desk, branch, qtbot)
    qtbot.waitUntil(lambda: pane.page(PageId.QUEUE).model.rowCount() == 2)
    return pane


def showing(pane, page, qtbot):
    """Show ``page``, a case where it is the page of one; return it."""
    if page is PageId.CASE:
        pane._hub.open_case("TS-0101-20261120-A001")
        qtbot.waitUntil(lambda: pane.page(page)._case is not None)
    else:
        pane.show_page(page)
    return pane.page(page)


@pytest.mark.parametrize("page", PAGES)
def test_who_searches_from_any_page_goes_on_typing(pane, qtbot, page):
    showing(pane, page, qtbot)
    queue = pane.page(PageId.QUEUE)
    qtbot.keyClick(pane, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    box = pane.findChild(QLineEdit, "search")
    assert box.hasFocus()
    write(box, "理")
    with qtbot.waitSignal(box.searched):
        pass
    assert QApplication.focusWidget() is box
    write(QApplication.focusWidget(), "财")
    qtbot.waitUntil(lambda: queue.model.rowCount() == 1)
    assert box.text() == "理财"


def test_what_an_input_method_has_begun_goes_on_in_the_box(pane, qtbot):
    showing(pane, PageId.CASE, qtbot)
    box = pane.findChild(QLineEdit, "search")
    box.setFocus()
    write(box, "理")
    QApplication.sendEvent(QApplication.focusWidget(), QInputMethodEvent("cai", []))
    qtbot.waitUntil(pane.page(PageId.QUEUE).isVisible)
    commit = QInputMethodEvent()
    commit.setCommitString("财")
    QApplication.sendEvent(QApplication.focusWidget(), commit)
    assert box.text() == "理财"


@pytest.mark.parametrize("key", [Qt.Key.Key_Down, Qt.Key.Key_Return])
def test_what_was_found_is_reached_from_the_box_and_opened(pane, qtbot, key):
    queue, box = pane.page(PageId.QUEUE), pane.findChild(QLineEdit, "search")
    box.setFocus()
    write(box, "理财")
    qtbot.waitUntil(lambda: queue.model.rowCount() == 1)
    qtbot.keyClick(box, key)
    qtbot.waitUntil(queue.table.hasFocus)
    qtbot.keyClick(queue.table, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: pane.page(PageId.CASE).isVisible())


def test_a_case_number_and_enter_open_the_case_from_any_page(pane, qtbot):
    showing(pane, PageId.CALENDAR, qtbot)
    box = pane.findChild(QLineEdit, "search")
    box.setFocus()
    qtbot.keyClicks(box, "TS-0101-20261120-A002")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    page = pane.page(PageId.CASE)
    qtbot.waitUntil(lambda: page.isVisible() and page._case is not None)
    assert page._case.case_no.endswith("A002")


def test_one_escape_leads_to_what_was_found_and_the_next_shows_all(pane, qtbot):
    queue, box = pane.page(PageId.QUEUE), pane.findChild(QLineEdit, "search")
    box.setFocus()
    write(box, "理财")
    qtbot.waitUntil(lambda: queue.model.rowCount() == 1)
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert queue.table.hasFocus()
    assert box.text() == "理财"
    qtbot.keyClick(queue.table, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: queue.model.rowCount() == 2)


def test_nothing_found_is_left_by_one_escape(pane, qtbot):
    queue, box = pane.page(PageId.QUEUE), pane.findChild(QLineEdit, "search")
    box.setFocus()
    write(box, "保险")
    qtbot.waitUntil(lambda: queue._is_complete and queue.model.rowCount() == 0)
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: queue.model.rowCount() == 2)


class Windows(QObject):
    """Hears of everything that is shown as a window of its own."""

    def __init__(self):
        super().__init__()
        self.shown = []
        QApplication.instance().installEventFilter(self)

    def eventFilter(self, watched, event):  # noqa: N802 - Qt's name
        if event.type() is QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.shown.append(watched.objectName() or type(watched).__name__)
        return False


@pytest.mark.parametrize("page", PAGES)
def test_no_part_of_a_page_is_a_window_of_its_own_for_a_moment(pane, desk, qtbot, page):
    heard = Windows()
    showing(pane, page, qtbot)
    settle(pane, desk, qtbot)
    QApplication.instance().removeEventFilter(heard)
    assert heard.shown == []
    assert desk.window.isActiveWindow()


def settle(pane, desk, qtbot):
    """Let all questions be answered, and what they ask in turn."""
    for _ in range(4):
        done = []
        for _reader in range(2):
            desk.seat.hub.tasks.read(pane, lambda: None, done.append)
        desk.seat.hub.run(lambda: None, done.append)
        qtbot.waitUntil(lambda found=done: len(found) == 3)
        QApplication.processEvents()


def places(pane):
    """Return where every visible button and line of the window lies."""
    kinds = (QAbstractButton, QLineEdit)
    notice = pane.findChild(NoticeBar)
    return {
        id(one): (one.mapTo(pane, QPoint(0, 0)), one.size())
        for kind in kinds
        for one in pane.findChildren(kind)
        if one.isVisible() and not (notice and notice.isAncestorOf(one))
    }


@pytest.mark.parametrize("page", PAGES)
def test_a_notice_moves_nothing_when_it_comes_and_when_it_goes(pane, desk, qtbot, page):
    showing(pane, page, qtbot)
    settle(pane, desk, qtbot)
    before = places(pane)
    desk.seat.hub.told.emit("一句话。" * 30)
    QApplication.processEvents()
    notice = pane.findChild(NoticeBar)
    assert notice.isVisible()
    assert pane.rect().contains(notice.geometry())
    assert places(pane) == before
    qtbot.mouseClick(notice.findChild(QAbstractButton, "notice-away"), Qt.MouseButton.LeftButton)
    QApplication.processEvents()
    assert not notice.isVisible()
    assert places(pane) == before


@pytest.mark.parametrize("room", [(1366, 728), (1093, 582), (911, 480), (1024, 600), (800, 560)])
def test_the_window_is_never_larger_than_its_screen(
    qtbot,
    layout,  # noqa: F811
    monkeypatch,
    room,
):
    class Screen:
        def availableGeometry(self):  # noqa: N802 - Qt's name
            return type("Room", (), {"size": lambda _: QSize(*room)})()

    monkeypatch.setattr(Frame, "screen", lambda _: Screen())
    frame = Frame(layout)
    qtbot.addWidget(frame)
    assert (frame.width(), frame.height()) <= room
    assert frame.minimumWidth() <= room[0]
    assert frame.minimumHeight() <= room[1]
    assert frame.isMaximized()


@pytest.mark.parametrize("width", [880, 1093, 1366, 1920])
def test_the_matter_of_a_case_can_be_read_at_every_width(pane, desk, qtbot, width):
    desk.window.resize(width, 620)
    queue = pane.page(PageId.QUEUE)
    table = queue.table
    qtbot.waitUntil(lambda: desk.window.width() == width)
    QApplication.processEvents()
    assert table.columnWidth(4) >= 120
    assert table.horizontalScrollBar().maximum() == 0
    if width == 1920:
        assert not any(table.isColumnHidden(column) for column in SPARED)
