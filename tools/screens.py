"""Pictures of every page, taken from a training home with nobody at the screen."""

from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import QEventLoop, QSettings, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from desk.base.clock import SetClock
from desk.home.opening import Home
from desk.rules.query import QueueFilter
from ui.app import App, Seat, prepare
from ui.base.layout import ScreenLayout
from ui.base.page_id import PageId
from ui.pages.case_page import CasePage
from ui.pages.ledger_page import LedgerPage
from ui.widgets.search_box import SearchBox

SIZE = (1366, 768)
SEARCHED = "银行 退还"
# What a small outlet keeps today (domain.md 9.3); the second line has no day.
OLD_LEDGER = """投诉编号,受理日期,投诉人,联系电话,投诉渠道,投诉内容,处理结果
2026-001,2026-01-08,赵某,13800000001,来电,信用卡年费重复扣收,已退费
2026-002,元旦后,钱某,13800000002,来访,柜面排队时间过长,已解释
2026-003,2026-01-15,孙某,13800000003,来信,理财产品到期未按时兑付,已兑付
"""
PATIENCE_MS = 10_000


def wait_until(is_true: Callable[[], bool]) -> None:
    """Let the window live until ``is_true``.

    Raises:
        TimeoutError: It does not become true.
    """
    loop, timer, late = QEventLoop(), QTimer(), QTimer()
    timer.setInterval(10)
    timer.timeout.connect(lambda: loop.quit() if is_true() else None)
    late.setSingleShot(True)
    late.timeout.connect(loop.quit)
    timer.start()
    late.start(PATIENCE_MS)
    loop.exec()
    if not is_true():
        raise TimeoutError


def settle(app: QApplication, millis: int = 250) -> None:
    """Let questions be answered and pages be drawn."""
    loop = QEventLoop()
    QTimer.singleShot(millis, loop.quit)
    loop.exec()
    app.processEvents()


def take(  # noqa: PLR0913 - whose pages, how they look, and which
    home: Path,
    folder: Path,
    theme: str,
    now: datetime,
    password: str,
    *,
    only: Collection[str] = (),
) -> list[Path]:
    """Write a picture of every page in ``theme`` into ``folder``; return their paths.

    Args:
        home: Of a training branch.
        folder: Where the pictures go.
        theme: "light" or "dark".
        now: This moment there.
        password: Of its people.
        only: Names of the pages that are wanted; empty for all.
    """
    app = QApplication.instance() or QApplication([])
    if not isinstance(app, QApplication):
        raise TypeError(app)
    layout = ScreenLayout(QSettings(str(folder / ".screen.ini"), QSettings.Format.IniFormat))
    prepare(app, layout, theme)
    desk = App(app, layout, home)
    desk.window.show()
    settle(app)
    desk.window.resize(*SIZE)  # after it has fitted itself to a screen that nobody looks at
    paths = []
    for name, widget in _pages(app, desk, home, now, password):
        if not only or name in only:
            path = folder / f"{name}_{theme}.png"
            widget.grab().save(str(path))
            paths.append(path)
        if only and len(paths) == len(only):
            break
    desk.window.close()
    desk.stop()
    (folder / ".screen.ini").unlink(missing_ok=True)
    return paths


def _pages(
    app: QApplication, desk: App, home: Path, now: datetime, password: str
) -> Iterator[tuple[str, QWidget]]:
    yield "sign_in", desk.window
    office = Home(home).open("wangmin", password, SetClock(now))
    desk.sign_in(lambda: office)
    wait_until(lambda: desk.seat is not None)
    seat = desk.seat
    if seat is None:
        return
    settle(app, 600)
    yield "queue", desk.window
    pane = seat.pane
    pane.show_page(PageId.INTAKE)
    settle(app, 400)
    yield "intake", desk.window
    yield from _case(app, desk, seat)
    yield from _ledger(app, desk, seat)
    for name in (
        PageId.REPORT,
        PageId.EXCHANGE,
        PageId.CALENDAR,
        PageId.SETTINGS,
        PageId.PEOPLE,
        PageId.RETENTION,
        PageId.KEEPING,
        PageId.AUDIT,
    ):
        pane.show_page(name)
        settle(app, 600)
        yield name, desk.window
    search = pane.findChild(SearchBox)
    if search is not None:
        search.setText(SEARCHED)
        search.returnPressed.emit()
        settle(app, 900)
        yield "search", desk.window


def _case(app: QApplication, desk: App, seat: Seat) -> Iterator[tuple[str, QWidget]]:
    ids = list(next(seat.reader.queue_ids(QueueFilter())))
    rows = seat.reader.queue_rows(ids)
    wanted = ("planning", "to_notify", "executing")
    shown = next((rows[i] for i in ids if rows[i].state in wanted), rows[ids[0]])
    page = seat.pane.page(PageId.CASE)
    if not isinstance(page, CasePage):
        return
    seat.pane.show_page(PageId.CASE)
    page.show_case(shown.id)
    settle(app, 500)
    yield "case", desk.window
    page.show_step(shown.id)
    settle(app, 600)
    yield "step", desk.window
    page.give_way()
    page.show_account()
    settle(app, 200)
    yield "account", desk.window


def _ledger(app: QApplication, desk: App, seat: Seat) -> Iterator[tuple[str, QWidget]]:
    seat.pane.show_page(PageId.LEDGER)
    page = seat.pane.page(PageId.LEDGER)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "2026年投诉台账.csv"
        path.write_text(OLD_LEDGER, encoding="utf-8")
        if isinstance(page, LedgerPage):
            page.look_at(path)
            wait_until(lambda: page.is_looked_at)
    settle(app, 300)
    yield "ledger", desk.window
