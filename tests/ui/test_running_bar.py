"""The one bar for long work: what goes on, how far it is, and stopping it."""

from threading import Event

import pytest
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton

from desk.base.errors import Refusal
from desk.base.progress import Cancelled
from tests.ui.hands import press
from ui.widgets.running_bar import WHOLE, RunningBar


@pytest.fixture
def bar(hub, qtbot):
    found = RunningBar(hub)
    qtbot.addWidget(found)
    return found


def shown(bar):
    return bar.findChild(QProgressBar)


def test_it_moves_until_the_job_tells_how_far_it_is_and_goes_at_the_end(bar, qtbot):
    gate, told, seen = Event(), Event(), []

    def job(tell):
        gate.wait()
        tell(1, 4)
        told.set()
        gate.wait()
        return "done"

    bar.run("Reading…", job, seen.append)
    assert bar.findChild(QLabel).text() == "Reading…"
    assert shown(bar).maximum() == 0
    gate.set()
    told.wait()
    qtbot.waitUntil(lambda: shown(bar).value() == WHOLE // 4 or bool(seen))
    qtbot.waitUntil(lambda: seen == ["done"])
    assert not bar.is_running


def test_several_jobs_are_one_way(bar, qtbot):
    shares, done = [], []
    bar._came.connect(lambda _: shares.append(shown(bar).value()))
    for place in range(4):
        bar.run(f"{place}", lambda tell, n=place: tell(1, 2) or n, done.append)
    with qtbot.waitSignal(bar.ended) as ended:
        pass
    assert done == [0, 1, 2, 3]
    assert shares == [125, 375, 625, 875]
    assert ended.args == [0]


@pytest.mark.parametrize("is_reading", [False, True])
def test_whoever_stops_stops_the_job_at_its_next_word_and_the_others_before_they_begin(
    bar, qtbot, is_reading
):
    gate, refusals, done = Event(), [], []

    def job(tell):
        gate.wait()
        tell(1, 2)

    for _ in range(3):
        bar.run("…", job, done.append, refusals.append, is_reading=is_reading)
    with qtbot.waitSignal(bar.ended) as ended:
        press(qtbot, bar, "cancel")
        gate.set()
    assert ended.args == [2]
    assert [type(one) for one in refusals] == [Cancelled]
    assert done == []
    bar.run("…", lambda tell: tell(1, 1), done.append)
    qtbot.waitUntil(lambda: done == [None])


def test_a_refusal_is_said_and_the_next_job_goes_on(hub, bar, qtbot):
    done = []

    def no(_tell):
        raise Refusal(field="name")

    with qtbot.waitSignal(hub.refused):
        bar.run("…", no, done.append)
        bar.run("…", lambda _tell: 7, done.append)
    qtbot.waitUntil(lambda: done == [7])


def test_what_cannot_be_stopped_has_no_button(bar, qtbot):
    gate, done = Event(), []
    bar.run("…", lambda _tell: gate.wait(), done.append, can_stop=False)
    assert bar.findChild(QPushButton, "cancel").isHidden()
    gate.set()
    qtbot.waitUntil(lambda: bool(done))


@pytest.mark.parametrize("is_reading", [False, True])
def test_a_mistake_of_ours_ends_it_and_is_shown(bar, qtbot, is_reading):
    done = []
    with qtbot.captureExceptions() as caught, qtbot.waitSignal(bar.ended) as ended:
        bar.run("…", lambda _tell: 1 / 0, done.append, is_reading=is_reading)
        bar.run("…", lambda _tell: 1, done.append)
    qtbot.waitUntil(lambda: bool(caught))
    assert caught[0][0] is ZeroDivisionError
    assert ended.args == [1]
    assert not bar.is_running
    bar.run("…", lambda _tell: 2, done.append)
    qtbot.waitUntil(lambda: done == [2])
