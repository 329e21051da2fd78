"""Jobs run off the GUI thread and their answers arrive on it."""

import gc
import sys
import threading
from typing import ClassVar

import pytest
from PySide6.QtCore import QObject, QThread

from desk.base.errors import Refusal
from ui.base.tasks import Tasks


def test_an_answer_arrives_on_the_gui_thread(tasks, qtbot, qapp):
    seen = []
    tasks.read(qapp, threading.get_ident, lambda job: seen.append((job, QThread.currentThread())))
    qtbot.waitUntil(lambda: bool(seen))
    job_thread, gui_thread = seen[0]
    assert job_thread != threading.get_ident()
    assert gui_thread is qapp.thread()


def test_a_refusal_goes_to_whoever_wants_it(tasks, qtbot, qapp):
    seen = []

    def job():
        raise Refusal(field="name")

    tasks.write(qapp, job, seen.append, seen.append)
    qtbot.waitUntil(lambda: bool(seen))
    assert seen[0].field == "name"


def test_the_answer_for_somebody_who_is_gone_is_dropped(tasks, qtbot, qapp):
    owner, seen, gate = QObject(), [], threading.Event()
    tasks.read(owner, gate.wait, lambda _: seen.append("late"))
    owner.deleteLater()
    qapp.sendPostedEvents(None, 52)  # deferred deletes
    qapp.processEvents()
    gate.set()
    done = []
    tasks.read(qapp, lambda: None, done.append)
    qtbot.waitUntil(lambda: bool(done))
    assert not seen


class Page(QObject):
    """Somebody who asks and shows the answer."""

    def __init__(self):
        super().__init__()
        self.shown = []

    def show(self, answer):
        self.shown.append(answer)


def test_the_slow_answer_to_an_older_question_is_dropped(tasks, qtbot):
    page, gate, done = Page(), threading.Event(), []
    tasks.read(page, lambda: gate.wait() and "old", page.show)
    tasks.read(page, lambda: "new", page.show)
    qtbot.waitUntil(lambda: page.shown == ["new"])
    gate.set()
    tasks.read(page, lambda: None, done.append)
    tasks.read(page, lambda: None, done.append)
    qtbot.waitUntil(lambda: len(done) == 2)
    assert page.shown == ["new"]


def test_a_fault_is_raised_again_on_the_gui_thread(tasks, qtbot, qapp):
    with qtbot.captureExceptions() as caught:
        tasks.read(qapp, lambda: 1 / 0, lambda _: None)
        qtbot.waitUntil(lambda: bool(caught))
    assert caught[0][0] is ZeroDivisionError


def test_the_writer_does_one_thing_after_the_other(tasks, qtbot, qapp):
    order, seen = [], []
    for number in range(30):
        tasks.write(qapp, lambda n=number: order.append(n), seen.append, seen.append)
    qtbot.waitUntil(lambda: len(seen) == 30)
    assert order == list(range(30))


def test_a_stream_that_is_no_longer_wanted_stops(tasks, qtbot, qapp):
    parts, wanted, ended = [], [True], []

    def source():
        for number in range(1000):
            if number == 3:
                wanted[0] = False
            yield number

    tasks.stream(qapp, source, parts.append, lambda: ended.append(1), lambda: wanted[0])
    qtbot.waitUntil(lambda: bool(ended))
    assert parts == [0, 1, 2]


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None and True are immortal from 3.12 on")
def test_signals_lose_no_references(tasks):
    before = sys.getrefcount(None), sys.getrefcount(True)  # noqa: FBT003
    for _ in range(10_000):
        tasks.busy.emit(True)  # noqa: FBT003
    after = sys.getrefcount(None), sys.getrefcount(True)  # noqa: FBT003
    assert all(abs(a - b) < 500 for a, b in zip(before, after, strict=True))


class Cycle:
    """Tells on which thread it was collected."""

    threads: ClassVar[set[int]] = set()

    def __init__(self):
        self.itself = self

    def __del__(self):
        self.threads.add(threading.get_ident())


def make_cycles():
    for _ in range(5000):
        Cycle()


def test_garbage_is_collected_on_the_gui_thread_alone(qapp, qtbot):
    gc.enable()
    tasks = Tasks(lambda: None)
    try:
        assert not gc.isenabled()
        tasks.read(qapp, make_cycles, lambda _: None)
        qtbot.waitUntil(lambda: bool(Cycle.threads), timeout=10_000)
    finally:
        tasks.stop()
        is_on = gc.isenabled()
        gc.disable()  # as it is in all tests
    assert is_on
    assert Cycle.threads == {threading.get_ident()}
