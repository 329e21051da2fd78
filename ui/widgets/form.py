"""A form: fields with labels above and problems below; it knows names, no rules."""

from collections.abc import Iterable, Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desk.base.errors import Refusal
from desk.base.text import plain
from desk.base.words import mark, say
from desk.rules.case.fields import Kind
from ui.widgets.field_widgets import FieldEdit
from ui.widgets.text import label, wrapped

WIDE = (Kind.STORY, Kind.CODES, Kind.ENTRIES)


class _Cell(QWidget):
    """A field with its label above and its problem below."""

    def __init__(self, edit: FieldEdit, *, is_wanted: bool) -> None:
        super().__init__()
        self.edit = edit
        head = QHBoxLayout()
        head.setSpacing(6)
        title = label(say(edit.field.words), "label")
        title.setBuddy(edit)
        head.addWidget(title)
        if is_wanted:
            head.addWidget(label(say(mark("required")), "wanted"))
        head.addStretch(1)
        self.problem = wrapped("", "problem")
        self.problem.setObjectName(f"problem {edit.field.id}")
        self.problem.hide()
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(4)
        rows.addLayout(head)
        rows.addWidget(edit)
        rows.addWidget(self.problem)
        rows.addStretch(1)
        edit.setAccessibleName(say(edit.field.words))


class Form(QWidget):
    """Fields in columns; long ones take the whole width.

    Signals:
        edited: The person changed something.
    """

    edited = Signal()

    def __init__(self, columns: int = 3, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._cells: dict[str, _Cell] = {}
        self._columns = columns
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(10)
        for column in range(columns):
            self._grid.setColumnStretch(column, 1)
        self._row, self._column = 0, 0

    def add(self, edit: FieldEdit, *, is_wanted: bool = False) -> None:
        """Add a field after the others."""
        cell = _Cell(edit, is_wanted=is_wanted)
        self._cells[edit.field.id] = cell
        edit.edited.connect(self.edited)
        if edit.field.kind in WIDE:
            self._row += int(self._column > 0)
            self._grid.addWidget(cell, self._row, 0, 1, self._columns)
            self._row, self._column = self._row + 1, 0
            return
        self._grid.addWidget(cell, self._row, self._column)
        self._column += 1
        if self._column == self._columns:
            self._row, self._column = self._row + 1, 0

    @property
    def names(self) -> list[str]:
        """Return the field ids, in order."""
        return list(self._cells)

    def edit(self, name: str) -> FieldEdit:
        """Return the widget of field ``name``."""
        return self._cells[name].edit

    def fill(self, values: Mapping[str, Any]) -> None:
        """Show ``values`` without emitting ``edited``; clear all problems."""
        for name, cell in self._cells.items():
            cell.edit.show_value(values.get(name))
        self.show_problems([])

    def values(self) -> dict[str, Any]:
        """Return what is stated, as typed; what says nothing is left out."""
        found = {name: cell.edit.value() for name, cell in self._cells.items()}
        return {name: value for name, value in found.items() if value is not None}

    def all_values(self) -> dict[str, Any]:
        """Return every field, None where nothing is stated."""
        return {name: cell.edit.value() for name, cell in self._cells.items()}

    def show_problems(self, problems: Iterable[Refusal]) -> list[Refusal]:
        """Put each problem below its field, focus the first; return those without a field here."""
        by_field: dict[str, str] = {}
        others = []
        for problem in problems:
            if problem.field in self._cells:
                by_field.setdefault(problem.field, str(problem))
            else:
                others.append(problem)
        for name, cell in self._cells.items():
            cell.problem.setText(plain(by_field.get(name, "")))
            cell.problem.setVisible(name in by_field)
            cell.edit.set_wrong(is_wrong=name in by_field)
        first = next((cell for name, cell in self._cells.items() if name in by_field), None)
        if first is not None:
            first.edit.setFocus()
        return others


def each(refusal: Refusal) -> list[Refusal]:
    """Return the single refusals in ``refusal``."""
    return list(getattr(refusal, "refusals", [refusal]))
