"""Widgets for tests: threads that are always stopped, a hub at a real home."""

import pytest
from PySide6.QtCore import QSettings

from desk.reader import Reader
from ui.base.hub import Hub
from ui.base.layout import ScreenLayout
from ui.base.tasks import Tasks


@pytest.fixture
def layout(tmp_path):
    return ScreenLayout(QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat))


@pytest.fixture
def tasks(qapp):
    assert qapp
    found = Tasks(lambda: None)
    yield found
    found.stop()


@pytest.fixture
def hub(branch, qapp):
    """A hub with the director signed in."""
    assert qapp
    reader = Reader(branch.desk())
    tasks = Tasks(reader.close)
    found = Hub(reader, tasks)
    yield found
    tasks.stop()
