"""What was chosen comes back as it was offered, in every list of every page."""

import ast
from enum import Enum, StrEnum, auto
from pathlib import Path

import pytest
from PySide6.QtWidgets import QComboBox

from tests.builders import register
from tests.flows.conftest import desk, signed_in  # noqa: F401 - a fixture
from tests.ui.conftest import layout  # noqa: F401 - a fixture
from ui.base.page_id import PageId
from ui.widgets.calm import Choice

ROOT = Path(__file__).parents[2]


class Word(StrEnum):
    ONE = "one"


class Thing(Enum):
    TWO = auto()


@pytest.mark.parametrize("value", [None, "", "x", 7, True, Word.ONE, Thing.TWO, (1, "b"), ["c"]])
def test_a_chosen_value_is_the_very_one_that_was_offered(qtbot, value):
    box = Choice([("first", "First")])
    qtbot.addWidget(box)
    box.part_off()
    box.offer(value, "Second")
    assert box.choose(value)
    assert box.chosen is value
    assert box.currentText() == "Second"


def test_what_is_not_offered_changes_nothing(qtbot):
    box = Choice([("first", "First")])
    qtbot.addWidget(box)
    assert not box.choose("second")
    assert box.chosen == "first"
    box.clear()
    assert box.chosen is None


def test_no_value_is_read_from_the_items_of_qt():
    """Qt hands an enum of texts back as a bare text, a tuple as a list."""
    for path in sorted((ROOT / "ui").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute):
                assert node.attr not in ("currentData", "itemData", "findData"), path


@pytest.mark.parametrize("page", [page for page in PageId if page is not PageId.CASE])
def test_every_entry_of_every_list_of_a_page_can_be_chosen(desk, branch, qtbot, page):  # noqa: F811
    register(branch.desk())
    pane = signed_in(desk, branch, qtbot)
    pane.show_page(page)
    shown = pane.page(page)
    for box in shown.findChildren(QComboBox):
        for place in range(box.count() if box.isEnabled() and not box.isEditable() else 0):
            box.setCurrentIndex(place)
            box.activated.emit(place)
    done = []
    desk.seat.hub.tasks.read(shown, lambda: None, lambda _: done.append(1))
    qtbot.waitUntil(lambda: bool(done))


def test_a_state_that_is_chosen_shows_its_cases(desk, branch, qtbot):  # noqa: F811
    register(branch.desk())
    pane = signed_in(desk, branch, qtbot)
    page = pane.page(PageId.QUEUE)
    box = page.findChild(QComboBox, "state-filter")
    for place in range(box.count()):
        box.setCurrentIndex(place)
        box.activated.emit(place)
        fits = box.currentText() in ("Open cases", "To assign")
        qtbot.waitUntil(lambda wanted=int(fits): page.model.rowCount() == wanted)
