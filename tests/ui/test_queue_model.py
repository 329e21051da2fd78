"""The queue's model reads only what is looked at."""

from array import array
from datetime import datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from desk.reads.queue import CaseClocks, QueueRow, ShownClock
from desk.rules.people.rights import People, Person, Role
from desk.rules.query import QueueFilter
from desk.rules.time.calendar import calendar_of
from desk.rules.time.lights import Light
from desk.rules.time.rule_files import shipped_rules
from ui.models.queue_model import WINDOW, CaseIdRole, QueueColumn, QueueModel, RowWords

NOW = datetime(2026, 11, 20, 10, 0)


def row(case_id, name="张*", **more):
    clock = ShownClock(
        "decide",
        "statutory",
        "2026-11-10T09:00:00",
        "2026-11-25T23:59:59",
        Light.YELLOW,
        is_provisional=False,
    )
    values = {
        "title": "年费重复扣收",
        "business": "Bank cards",
        "grade": "B",
        "state": "planning",
        "handler": "chen",
        "received_at": "2026-11-10T09:00:00",
        "has_conflict": False,
        "version": 3,
        "clocks": CaseClocks(legal=clock),
        **more,
    }
    return QueueRow(id=case_id, case_no=f"C{case_id}", name=name, **values)


class FakeSource:
    """A million cases, and what was asked of them."""

    now = NOW

    def __init__(self, count, chunk=20_000):
        self.count, self.chunk, self.asked = count, chunk, []

    def queue_ids(self, _want):
        for first in range(0, self.count, self.chunk):
            last = min(first + self.chunk, self.count)
            yield array("q", range(first + 1, last + 1))

    def queue_rows(self, ids):
        self.asked.append((ids[0], len(ids)))
        return {case_id: row(case_id) for case_id in ids}


@pytest.fixture
def words():
    return RowWords(
        shipped_rules(),
        calendar_of(),
        People({"chen": Person(login="chen", name="陈立", role=Role.SPECIALIST)}),
    )


def shown_model(source, tasks, words, qtbot):
    model = QueueModel(source, tasks, words)
    tester = QAbstractItemModelTester(
        model, QAbstractItemModelTester.FailureReportingMode.Fatal, model
    )
    assert tester
    with qtbot.waitSignal(model.complete):
        model.show(QueueFilter())
    return model


def test_a_million_rows_load_only_the_window_that_is_looked_at(qtbot, tasks, words):
    source = FakeSource(1_000_000)
    model = QueueModel(source, tasks, words)
    with qtbot.waitSignal(model.complete):
        model.show(QueueFilter())
    assert model.rowCount() == 1_000_000
    far = model.index(900_123, QueueColumn.CASE_NO)
    with qtbot.waitSignal(model.dataChanged):
        assert model.data(far) == "…"
    assert model.data(far) == "C900124"
    assert source.asked == [(1, WINDOW), (900_001, WINDOW)]  # the first came with their ids
    assert model.data(far, CaseIdRole) == 900_124


def test_a_row_speaks_of_its_clock_in_words(qtbot, tasks, words):
    model = shown_model(FakeSource(3), tasks, words, qtbot)
    assert model.data(model.index(0, QueueColumn.LEGAL)) == "5 d left"
    assert model.data(model.index(0, QueueColumn.HANDLER)) == "陈立"
    assert model.data(model.index(0, QueueColumn.PRODUCT)) == "Bank cards"


def test_hostile_text_is_plain_in_cells_and_escaped_in_tool_tips(qtbot, tasks, words):
    source = FakeSource(1)
    source.queue_rows = lambda ids: {i: row(i, name='<b>x</b> & "y"') for i in ids}
    model = shown_model(source, tasks, words, qtbot)
    cell = model.index(0, QueueColumn.NAME)
    assert model.data(cell) == '<b>x</b> & "y"'
    tip = model.data(cell, Qt.ItemDataRole.ToolTipRole)
    assert tip == "&lt;b&gt;x&lt;/b&gt; &amp; &quot;y&quot;"


def test_a_late_answer_to_an_old_question_is_dropped(qtbot, tasks, words):
    model = shown_model(FakeSource(10), tasks, words, qtbot)
    model._grow(model._generation - 1, (array("q", [99]), {}))
    model._fill(model._generation - 1, 0, 1, {})
    assert model.rowCount() == 10


def test_a_changed_case_is_read_again_where_it_is_shown(qtbot, tasks, words):
    source = FakeSource(500)
    model = shown_model(source, tasks, words, qtbot)
    source.asked.clear()
    with qtbot.waitSignal(model.dataChanged):
        model.refresh(frozenset({5, 400}))
    assert source.asked == [(1, WINDOW)]


def test_rows_that_come_in_pieces_stay_shown_while_the_next_piece_arrives(qtbot, tasks, words):
    source = FakeSource(WINDOW + 50, chunk=70)
    model = QueueModel(source, tasks, words)
    seen = []
    model.grown.connect(lambda _count: seen.append(model.data(model.index(0, QueueColumn.CASE_NO))))
    with qtbot.waitSignal(model.complete):
        model.show(QueueFilter())
    assert set(seen) == {"C1"}
    last = model.index(WINDOW - 1, QueueColumn.CASE_NO)
    qtbot.waitUntil(lambda: model.data(last) == f"C{WINDOW}")


def test_an_answer_that_was_overtaken_by_a_later_one_is_dropped(qtbot, tasks, words):
    model = shown_model(FakeSource(3), tasks, words, qtbot)
    cell = model.index(0, QueueColumn.NAME)
    model.refresh(frozenset({1}))
    overtaken = model._questions
    model.refresh(frozenset({1}))
    model._fill(model._generation, 0, overtaken, {1: row(1, name="旧*")})
    assert model.data(cell) == "张*"
