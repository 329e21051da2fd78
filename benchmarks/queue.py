"""The queue at many cases: first rows, scroll step, far jump, longest pause; and search.

python -m benchmarks.queue [CASES] [PLACE]
"""

import os
import random
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import (
    QAbstractTableModel,
    QElapsedTimer,
    QEventLoop,
    QObject,
    QSettings,
    Qt,
    QTimer,
)
from PySide6.QtWidgets import QApplication, QTableView
from shiboken6 import delete
from sqlcipher3 import dbapi2 as driver

from benchmarks.big_home import COMMON, RARE, home, opened
from benchmarks.measure import HEAD, Line, median, p95, peak_mib, tell
from desk.base import words
from desk.home.opening import DATABASE
from desk.reader import Reader
from ui.app import prepare
from ui.base.hub import Hub
from ui.base.layout import ScreenLayout
from ui.base.tasks import Tasks
from ui.models.queue_model import QueueColumn
from ui.pages.queue_page import QueuePage

LISTED = (
    "id, case_no, complainant_name, substr(facts, 1, 160), product_line, grade, state, handler, "
    "received_at, due_at, channel, version"
)
FIRST = f'SELECT {LISTED} FROM "case" WHERE is_open = 1 ORDER BY due_at, id LIMIT 200'
WORDS = (
    f'SELECT {LISTED} FROM "case" WHERE id IN (SELECT rowid FROM case_words WHERE case_words '
    "MATCH ? ORDER BY rowid DESC LIMIT 50) ORDER BY id DESC"
)
SIZE = (1280, 800)
RUNS = 15
ALL = QEventLoop.ProcessEventsFlag.AllEvents


class Plain(QAbstractTableModel):
    """The least that a table can be: rows in a list."""

    rows = []

    def rowCount(self, _parent=None):
        return len(self.rows)

    def columnCount(self, _parent=None):
        return 12

    def data(self, index, role=Qt.ItemDataRole.DisplayRole):
        if role == Qt.ItemDataRole.DisplayRole:
            return str(self.rows[index.row()][index.column()])
        return None

    def show(self, rows):
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()


class Floor:
    """A raw encrypted query and a painted plain table."""

    def __init__(self, folder, key):
        self.connection = driver.connect(str(folder / DATABASE), isolation_level=None)
        self.connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        self.connection.execute("PRAGMA cache_size = -32768")
        self.view, self.model = QTableView(), Plain()
        self.view.setModel(self.model)
        self.view.resize(*SIZE)
        self.view.show()
        QApplication.processEvents()

    def ask(self, sql, *values):
        self.model.show(self.connection.execute(sql, values).fetchall())
        self.view.viewport().repaint()
        QApplication.processEvents()


class Pauses(QObject):
    """The longest time in which the GUI thread answered nothing."""

    def __init__(self):
        super().__init__()
        self.clock, self.timer, self.longest = QElapsedTimer(), QTimer(self), 0
        self.timer.timeout.connect(self.tick)

    def start(self):
        self.longest = 0
        self.clock.start()
        self.timer.start(1)

    def tick(self):
        self.longest = max(self.longest, self.clock.restart())


def until(is_true, patience=60.0):
    end = time.perf_counter() + patience
    while not is_true():
        if time.perf_counter() > end:
            raise TimeoutError
        QApplication.processEvents(ALL, 5)


def has_rows(page, row=0):
    index = page.model.index(row, QueueColumn.CASE_NO)
    return index.isValid() and page.model.data(index) not in ("…", None)


def timed(page, act, row=lambda: 0):
    """Return the seconds from ``act`` until its rows are painted."""
    started = time.perf_counter()
    act()
    until(lambda: has_rows(page, row()))
    page.table.viewport().repaint()
    QApplication.processEvents()
    return time.perf_counter() - started


def measure(cases, place):
    words.use(words.CHINESE)
    app = QApplication.instance() or QApplication([])
    prepare(app, ScreenLayout(QSettings("/dev/null", QSettings.Format.IniFormat)), "light")
    folder = home(place, cases)
    office = opened(folder)
    key = bytes.fromhex(office.store.database.connect_params["passphrase"][2:-1])
    reader = Reader(office)
    tasks = Tasks(reader.close)
    hub = Hub(reader, tasks)
    layout = ScreenLayout(QSettings("/dev/null", QSettings.Format.IniFormat))
    page = QueuePage(hub, layout)
    page.card.hide()
    page.resize(*SIZE)
    page.show()
    floor = Floor(folder, key)
    page.start()
    until(lambda: has_rows(page))
    lines = [*_first_rows(page, floor, cases), *_search(page, floor, cases)]
    lines += _moving(page, cases)
    tasks.stop()
    for widget in (page, floor.view):
        widget.close()
        delete(widget)  # now, not when the interpreter ends
    return lines


def _settle(page, seconds=0.4):
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        QApplication.processEvents(ALL, 5)


def _first_rows(page, floor, cases):
    raw, desk = [], []
    for number in range(RUNS + 1):
        started = time.perf_counter()
        floor.ask(FIRST)
        raw.append(time.perf_counter() - started)
        desk.append(timed(page, page.reread))
        _settle(page, 0.3 if number else 1.0)
    yield Line(
        f"first queue rows, {cases:,}", median(raw[1:]) * 1000, median(desk[1:]) * 1000, "ms", 5
    )


def _search(page, floor, cases):
    for word in (RARE, COMMON):
        raw, desk = [], []
        for number in range(RUNS + 1):
            started = time.perf_counter()
            floor.ask(
                WORDS, " ".join(f'"{a}{b}"' for a, b in zip(word, word[1:])).replace('" "', " ")
            )
            raw.append(time.perf_counter() - started)
            desk.append(timed(page, lambda: page.show_words(word)))
            _settle(page, 0.3 if number else 1.0)
        yield Line(
            f"search {word}, newest painted, {cases:,}",
            median(raw[1:]) * 1000,
            median(desk[1:]) * 1000,
            "ms",
            2,
        )
    page.show_words("")
    _settle(page, 0.5)


def _moving(page, cases):
    pauses = Pauses()
    pauses.start()
    page._order.setCurrentIndex(1)
    done = []
    page.model.complete.connect(done.append)
    page.start()
    until(lambda: bool(done))
    _settle(page)
    longest = pauses.longest
    pauses.timer.stop()
    bar, steps, jumps = page.table.verticalScrollBar(), [], []
    for _ in range(200):
        started = time.perf_counter()
        bar.setValue(bar.value() + 3)
        page.table.viewport().repaint()
        steps.append(time.perf_counter() - started)
        QApplication.processEvents(ALL, 2)
    rng, last = random.Random(3), page.model.rowCount()
    for _ in range(20):
        row = rng.randrange(last)
        jumps.append(timed(page, lambda r=row: bar.setValue(r), row=lambda r=row: r))
        _settle(page, 0.1)
    yield Line(f"scroll step p95, {last:,} rows", 16, p95(steps) * 1000, "ms", 1)
    yield Line(f"far jump, {last:,} rows", 50, median(jumps) * 1000, "ms", 1)
    yield Line(f"longest GUI pause while {last:,} ids come in", 60, longest, "ms", 1)
    yield Line(f"memory with {cases:,} cases", 150, peak_mib(), "MiB", 1)


def main():
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    place = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(tempfile.gettempdir()) / "desk-bench"
    tell(HEAD)
    for line in measure(cases, place):
        tell(line)


if __name__ == "__main__":
    main()
