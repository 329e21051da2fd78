"""A form: fields with labels above and problems below; contains no rules."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from desk.base.words import mark, say
from desk.rules.case.fields import Kind
from ui.base.draft import Draft
from ui.base.hub import Hub
from ui.widgets.boxes import NONE, STRETCH, column, row
from ui.widgets.field_widgets import FieldEdit, LineEdit
from ui.widgets.problems import Problems
from ui.widgets.text import label

WIDE = (Kind.STORY, Kind.CODES, Kind.ENTRIES)


class _Cell(QWidget):
    """A field with its label above and its problem below."""

    def __init__(
        self, edit: FieldEdit, problem: QLabel, beside: QWidget | None, *, is_wanted: bool
    ) -> None:
        super().__init__()
        self.edit = edit
        title = label(say(edit.field.words), "label")
        title.setBuddy(edit)
        head = row(title, spacing=6)
        if is_wanted:
            head.addWidget(label(say(mark("required")), "wanted"))
        head.addStretch(1)
        if beside is not None:
            head.addWidget(beside)
        column(head, edit, problem, STRETCH, inside=self, margins=NONE, spacing=4)
        edit.tell_name(say(edit.field.words))


class Form(QWidget):
    """Fields in columns; long ones take the whole width.

    Attributes:
        problems: Shows why the desk said no.

    Signals:
        edited: The person changed something.
    """

    edited = Signal()

    def __init__(
        self,
        columns: int = 3,
        problems: Problems | None = None,
        now: Callable[[], datetime] | None = None,
    ) -> None:
        """Start empty.

        Args:
            columns: Of short fields.
            problems: Shows what is wrong, for several forms on one page.
            now: Tells the present moment, for days typed as people say them.
        """
        super().__init__()
        self._now = now
        self.problems = problems or Problems()
        self._edits: dict[str, FieldEdit] = {}
        self._cells: dict[str, QWidget] = {}
        self._columns = columns
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(10)
        for place in range(columns):
            self._grid.setColumnStretch(place, 1)
        self._row, self._column = 0, 0
        self._left_out: frozenset[str] = frozenset()

    def add(
        self, edit: FieldEdit, *, is_wanted: bool = False, beside: QWidget | None = None
    ) -> None:
        """Add a field after the others, with ``beside`` at the end of its label's line."""
        name = edit.field.id
        cell = _Cell(edit, self.problems.beside(name, edit), beside, is_wanted=is_wanted)
        self._edits[name], self._cells[name] = edit, cell
        if isinstance(edit, LineEdit):
            edit.now = self._now
        edit.edited.connect(partial(self.problems.settle, name))
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
        return list(self._edits)

    def edit(self, name: str) -> FieldEdit:
        """Return the widget of field ``name``."""
        return self._edits[name]

    def fill(self, values: Mapping[str, object]) -> None:
        """Show ``values`` without emitting ``edited``; clear all problems."""
        for name, edit in self._edits.items():
            edit.show_value(values.get(name))
        self.problems.clear()

    def show_typed(self, values: Mapping[str, object]) -> None:
        """Show ``values`` without emitting ``edited``; other fields stay as they are."""
        for name, value in values.items():
            if name in self._edits:
                self._edits[name].show_value(value)

    def values(self) -> dict[str, object]:
        """Return the typed values; empty ones are left out."""
        return {name: value for name, value in self.all_values().items() if value is not None}

    def all_values(self) -> dict[str, object]:
        """Return all fields that are asked for; None where empty."""
        asked = (name for name in self._edits if name not in self._left_out)
        return {name: self._edits[name].value() for name in asked}

    def leave_out(self, names: Collection[str]) -> None:
        """Ask no more for the fields ``names``, and again for all others."""
        self._left_out = frozenset(names)
        for name, cell in self._cells.items():
            cell.setVisible(name not in self._left_out)


def drafted(hub: Hub, name: str, form: Form, owner: QObject) -> Draft:
    """Keep what is typed into ``form`` as the draft ``name``; show what was typed before."""
    draft = Draft(hub, name, form.values, owner)
    form.edited.connect(draft.touch)
    draft.found.connect(form.show_typed)
    draft.look()
    return draft
