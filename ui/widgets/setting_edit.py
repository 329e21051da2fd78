"""One setting of the office: its name, a field for its value, where it comes from."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from desk.base.text import plain
from desk.base.words import mark, say
from desk.rules.settings import Setting
from ui.widgets.boxes import NONE, STRETCH, Grown, column, row
from ui.widgets.calm import CalmNumber, Choice
from ui.widgets.problems import Problems
from ui.widgets.text import wrapped

LINES = 76  # height of a field for several lines
NAMES = 260


class SettingEdit(QWidget):
    """A setting's value; the kind of the setting decides the field.

    Signals:
        edited: The person changed it.
    """

    edited = Signal()

    def __init__(self, setting: Setting, value: object, problems: Problems) -> None:
        """Show ``value``; what is wrong with it is shown beside it."""
        super().__init__()
        self.setting = setting
        self._value: Callable[[], object] = lambda: value
        name = wrapped(setting.title, "label")
        name.setFixedWidth(NAMES)
        name.setContentsMargins(0, 6, 0, 0)
        edit = _MAKERS[setting.kind](self, value)
        edit.setObjectName(f"setting {setting.id}")
        edit.setAccessibleName(setting.title)
        right = column(edit, problems.beside(setting.id, edit), spacing=2)
        row(column(name, STRETCH), Grown(right), inside=self, margins=NONE)
        self._first = self.value()

    def value(self) -> object:
        """Return what is entered, as typed."""
        return self._value()

    @property
    def is_changed(self) -> bool:
        """Say whether it differs from what was shown first."""
        return bool(self.value() != self._first)

    def make_line(self, value: object) -> QWidget:
        """Return a field for a text or an amount."""
        line = QLineEdit(plain("" if value is None else str(value)))
        line.textEdited.connect(self.edited)
        self._value = line.text
        return line

    def make_lines(self, value: Any) -> QWidget:
        """Return a field for several texts, one in each line."""
        lines = QPlainTextEdit(plain("\n".join(value or ())))
        lines.setFixedHeight(LINES)
        lines.setTabChangesFocus(True)
        lines.setPlaceholderText(say(mark("one in each line")))
        lines.textChanged.connect(self.edited)
        self._value = lambda: [t.strip() for t in lines.toPlainText().splitlines() if t.strip()]
        return lines

    def make_number(self, value: Any) -> QWidget:
        """Return a field for a whole number."""
        number = CalmNumber(self.setting.least, self.setting.most, value)
        number.valueChanged.connect(self.edited)
        self._value = number.value
        return number

    def make_flag(self, value: object) -> QWidget:
        """Return a box to tick."""
        flag = QCheckBox(say(mark("yes")))
        flag.setChecked(bool(value))
        flag.toggled.connect(self.edited)
        self._value = flag.isChecked
        return flag

    def make_choice(self, value: object) -> QWidget:
        """Return a list to choose from."""
        box = Choice(self.setting.offered)
        box.choose(value)
        box.activated.connect(self.edited)
        self._value = lambda: box.chosen
        return box


_MAKERS: dict[str, Callable[[SettingEdit, object], QWidget]] = {
    "text": SettingEdit.make_line,
    "money": SettingEdit.make_line,
    "texts": SettingEdit.make_lines,
    "hours": SettingEdit.make_lines,
    "listed": SettingEdit.make_lines,
    "deputies": SettingEdit.make_lines,
    "number": SettingEdit.make_number,
    "flag": SettingEdit.make_flag,
    "choice": SettingEdit.make_choice,
}
OFFERED = frozenset(_MAKERS)
