"""Files that are dropped: what is taken, and when."""

import pytest
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from tests.ui.hands import drop
from ui.base.drops import Drops


@pytest.fixture
def widget(qtbot):
    found = QWidget()
    qtbot.addWidget(found)
    return found


def test_files_that_fall_on_a_widget_or_on_what_is_in_it_are_told(widget, tmp_path):
    came = []
    Drops(widget, came.append)
    inside = QLabel("x")
    QVBoxLayout(widget).addWidget(inside)
    files = [tmp_path / "a.pdf", tmp_path / "b"]
    assert drop(widget, *files)
    assert drop(inside, *files)
    assert came == [files, files]


def test_only_the_wanted_kinds_are_taken_whatever_their_case(widget, tmp_path):
    came = []
    Drops(widget, came.append, (".csv", ".xlsx"))
    assert drop(widget, tmp_path / "a.CSV", tmp_path / "b.txt")
    assert not drop(widget, tmp_path / "b.txt")
    assert came == [[tmp_path / "a.CSV"]]


def test_nothing_is_taken_while_it_may_not(widget, tmp_path):
    came, may = [], []
    Drops(widget, came.append, may=lambda: bool(may))
    assert not drop(widget, tmp_path / "a")
    may.append(1)
    assert drop(widget, tmp_path / "a")
    assert len(came) == 1


def test_text_is_not_taken(widget):
    came = []
    Drops(widget, came.append)
    assert not drop(widget, words="words")
    assert came == []
