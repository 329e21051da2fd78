"""The queue's cells: what is drawn once is drawn anew when anything of it changes."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QColor, QStandardItem, QStandardItemModel

from desk.reads.queue import CaseClocks
from desk.rules.time.lights import Light
from tests.ui.test_queue_model import row
from ui.base import font, theme
from ui.models.queue_model import QueueColumn, RowRole
from ui.pages.queue_page import WIDTHS, QueueTable
from ui.widgets.pill import pill_width
from ui.widgets.queue_delegate import MARGIN, QueueDelegate

WORDS = "年费重复扣收"


@pytest.fixture
def table(qtbot, qapp):
    theme.apply(qapp, theme.LIGHT)
    model = QStandardItemModel(1, QueueColumn.NAME)
    pill, words = QStandardItem("法定 剩 3 天"), QStandardItem(WORDS)
    pill.setData(row(1), RowRole)
    model.setItem(0, QueueColumn.LEGAL, pill)
    model.setItem(0, QueueColumn.CASE_NO, words)
    made = QueueTable()
    qtbot.addWidget(made)
    made.setModel(model)
    made.setItemDelegate(QueueDelegate(made))
    made.setColumnWidth(QueueColumn.LEGAL, 150)
    made.setColumnWidth(QueueColumn.CASE_NO, 150)
    made.resize(1200, 120)
    made.show()
    qtbot.waitExposed(made)
    yield made
    qapp.setStyleSheet("")


def drawn(table, column):
    """Return the picture of a cell."""
    box = table.visualRect(table.model().index(0, column))
    return table.viewport().grab(box).toImage()


def colours(image):
    return {
        image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())
    }


def breadth(image):
    """Return how far right something is drawn, the line below left out."""
    ground = image.pixelColor(image.width() - 1, 2)
    return max(
        x
        for x in range(image.width())
        for y in range(image.height() - 2)
        if image.pixelColor(x, y) != ground
    )


def rewrite(table, words):
    table.model().setData(table.model().index(0, QueueColumn.CASE_NO), words)


def test_other_words_are_drawn_and_the_same_words_the_same_again(table):
    first = drawn(table, QueueColumn.CASE_NO)
    rewrite(table, "理赔金额")
    other = drawn(table, QueueColumn.CASE_NO)
    rewrite(table, WORDS)
    assert other != first
    assert drawn(table, QueueColumn.CASE_NO) == first


def test_what_is_too_long_stays_in_its_cell_until_there_is_room(table):
    rewrite(table, WORDS * 5)
    narrow = drawn(table, QueueColumn.CASE_NO)
    assert 120 < breadth(narrow) < 150 - 8
    table.setColumnWidth(QueueColumn.CASE_NO, 200)
    assert breadth(drawn(table, QueueColumn.CASE_NO)) > 165


def test_words_of_several_lines_stand_in_one(table):
    rewrite(table, "年费\n重复扣收")
    broken = drawn(table, QueueColumn.CASE_NO)
    rewrite(table, "年费 重复扣收")
    assert drawn(table, QueueColumn.CASE_NO) == broken


def test_markup_that_somebody_typed_is_shown_as_it_is(table):
    rewrite(table, "<b>粗</b>")
    assert breadth(drawn(table, QueueColumn.CASE_NO)) > 60


def test_larger_letters_are_laid_out_anew(table):
    before = breadth(drawn(table, QueueColumn.CASE_NO))
    rewrite(table, WORDS * 3)
    drawn(table, QueueColumn.CASE_NO)
    font = table.font()
    font.setPixelSize(18)
    table.setFont(font)
    assert before < breadth(drawn(table, QueueColumn.CASE_NO)) < 150 - 8


def test_a_marked_row_has_the_ground_of_what_is_marked(table):
    ground = QColor(theme.LIGHT.accent_ground).name()
    table.clearSelection()
    table.setCurrentIndex(QModelIndex())
    assert ground not in colours(drawn(table, QueueColumn.CASE_NO))
    table.selectRow(0)
    assert ground in colours(drawn(table, QueueColumn.CASE_NO))
    assert ground in colours(drawn(table, QueueColumn.LEGAL))


def test_a_pill_follows_its_light_and_the_theme(table, qapp):
    index = table.model().index(0, QueueColumn.LEGAL)
    assert theme.LIGHT.soon_ground in colours(drawn(table, QueueColumn.LEGAL))
    late = row(1)
    black = late.clock._replace(light=Light.BLACK)
    late = replace(late, clocks=CaseClocks(legal=black))
    table.model().setData(index, late, RowRole)
    assert theme.LIGHT.overdue_ground in colours(drawn(table, QueueColumn.LEGAL))
    theme.apply(qapp, theme.DARK)
    assert theme.DARK.overdue_ground in colours(drawn(table, QueueColumn.LEGAL))


def test_a_row_that_is_still_being_read_has_no_pill(table):
    index = table.model().index(0, QueueColumn.LEGAL)
    table.model().setData(index, None, RowRole)
    table.model().setData(index, "…", Qt.ItemDataRole.DisplayRole)
    assert theme.LIGHT.soon_ground not in colours(drawn(table, QueueColumn.LEGAL))
    assert breadth(drawn(table, QueueColumn.LEGAL)) < 40


@pytest.mark.parametrize(
    ("column", "words"),
    [
        (QueueColumn.LEGAL, "≈ 剩 20 工作日"),
        (QueueColumn.LEGAL, "≈ 逾期 999 天"),
        (QueueColumn.HOUSE, "逾期 46 小时"),
        (QueueColumn.HOUSE, "≈ 逾期 47 小时"),
        (QueueColumn.HOUSE, "剩 2 小时 59 分"),
    ],
)
def test_a_column_has_room_for_the_longest_words_of_its_clocks(qapp, column, words):
    font.install(qapp)
    assert pill_width(words, qapp.font()) <= WIDTHS[column] - MARGIN
