"""The hub: what was changed is announced, whatever became of the part of the window that asked."""

import pytest
from PySide6.QtCore import QObject
from shiboken6 import delete

from desk.actions.change_settings import ChangeSettings


@pytest.fixture
def asking(qapp):
    """A part of the window that is gone before its answer comes."""
    assert qapp
    return QObject()


def test_a_change_is_announced_though_the_asking_part_is_gone(hub, qtbot, asking):
    called = []
    with qtbot.waitSignal(hub.changed) as announced:
        hub.send(ChangeSettings(values={"deputies": []}), called.append, owner=asking)
        delete(asking)
    assert announced.args[0].settings
    assert called == []


def test_a_refusal_is_said_though_the_asking_part_is_gone(hub, qtbot, asking):
    called = []
    with qtbot.waitSignal(hub.refused):
        hub.send(ChangeSettings(values={"no_such": 1}), refused=called.append, owner=asking)
        delete(asking)
    assert called == []


def test_the_asking_part_hears_of_both(hub, qtbot, asking):
    done, refused = [], []
    with qtbot.waitSignal(hub.changed):
        hub.send(ChangeSettings(values={"deputies": []}), done.append, owner=asking)
    qtbot.waitUntil(lambda: len(done) == 1)
    hub.send(ChangeSettings(values={"no_such": 1}), refused=refused.append, owner=asking)
    qtbot.waitUntil(lambda: len(refused) == 1)
