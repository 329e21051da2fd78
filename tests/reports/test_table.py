"""Content before its form: what a cell reads like, and every text in a document."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from reports.table import Beside, Box, Holds, Note, RuledForm, StoryBlock, shown_cell, texts_in
from tests.reports.papers import column_of, paper


@pytest.mark.parametrize(
    ("holds", "value", "shown"),
    [
        (Holds.WORDS, "x", "x"),
        (Holds.WORDS, None, ""),
        (Holds.COUNT, 12345, "12,345"),
        (Holds.COUNT, "—", "—"),
        (Holds.MONEY, Decimal("28450.1"), "28,450.10"),
        (Holds.PERCENT, Decimal("91.7"), "91.7%"),
        (Holds.CHANGE, Decimal("4.3"), "+4.3%"),
        (Holds.CHANGE, Decimal("-20.0"), "-20.0%"),
        (Holds.CHANGE, Decimal("0.0"), "0.0%"),
        (Holds.DAYS, Decimal("6.8"), "6.8"),
        (Holds.DAY, date(2026, 10, 1), "2026-10-01"),
        (Holds.MOMENT, datetime(2026, 10, 1, 9, 5), "2026-10-01 09:05"),
    ],
)
def test_cells_read_as_people_write(holds, value, shown):
    assert shown_cell(holds, value) == shown


def test_every_text_of_a_document_is_met():
    blocks = (
        Note("note"),
        StoryBlock("label", "story"),
        RuledForm([[Box("box", "answer")]]),
        Beside(column_of("left"), column_of("right")),
    )
    met = set(texts_in(paper(*blocks)))
    texts = {"note", "label", "story", "box", "answer", "left", "right", "Text", "1. Only"}
    assert texts <= met
    assert {"A paper", "Office", "示例支行", "王敏"} <= met
