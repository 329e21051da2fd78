"""The program with its window, for whole stories."""

import pytest
from PySide6.QtWidgets import QComboBox

from tests.ui.conftest import layout  # noqa: F401 - a fixture
from ui.app import App


def opened(app, qtbot):
    """Show the window of ``app``, until it offers who may sign in."""
    with qtbot.waitActive(app.window):
        app.window.show()
    app.window.resize(1366, 768)  # the offscreen screen is smaller
    qtbot.waitUntil(lambda: app.page.findChild(QComboBox, "login").count() > 0)
    return app


@pytest.fixture
def desk(branch, qapp, qtbot, layout):  # noqa: F811
    """The program, its window shown, nobody signed in."""
    found = opened(App(qapp, layout, branch.home.folder), qtbot)
    yield found
    found.window.close()
    found.stop()


def signed_in(desk, branch, qtbot, login="director"):
    """Sign ``login`` in; return the pane."""
    desk.sign_in(lambda: branch.desk(login))
    qtbot.waitUntil(lambda: desk.seat is not None and desk.window.isActiveWindow())
    return desk.seat.pane
