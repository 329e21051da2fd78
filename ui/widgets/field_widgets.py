"""Form fields: a widget for each kind of field, typed values in and out."""

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Final

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from desk.base.text import plain
from desk.base.words import mark, say
from desk.rules.case.codes import code_label, code_list
from desk.rules.case.fields import ENTRY_KEYS, Field, Kind
from desk.rules.case.typed_days import day_typed, moment_typed
from desk.rules.case.values import spoken_value
from ui.widgets.boxes import NONE, column
from ui.widgets.calm import Choice
from ui.widgets.flow import FlowLayout

STORY_LINES: Final = 4
ARROWS: Final = {
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Up: -1,
}


class FieldEdit(QWidget):
    """One field: reads and shows a value of its kind.

    Signals:
        edited: The user changed it (not the program).
    """

    edited = Signal()

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        """Keep which field it is."""
        super().__init__(parent)
        self.field = field
        self.setObjectName(field.id)

    def value(self) -> object:
        """Return the typed value; None when empty."""
        raise NotImplementedError

    def show_value(self, value: object) -> None:
        """Show a stored value, without `edited`."""
        raise NotImplementedError

    def _fill(self, *parts: QWidget) -> None:
        column(*parts, inside=self, margins=NONE, spacing=0)
        self.setFocusProxy(parts[0])

    def tell_name(self, words: str) -> None:
        """Say to a screen reader what is typed here, on the widget that takes the focus."""
        self.setAccessibleName(words)
        inner = self.focusProxy()
        line = inner.lineEdit() if isinstance(inner, QComboBox) else None
        for part in (inner, line):
            if part is not None:
                part.setAccessibleName(words)


class LineEdit(FieldEdit):
    """Texts, days, moments, amounts, numbers: one line, checked by the rules.

    Attributes:
        now: Tells the present moment; then days and moments may be typed as people say them.
    """

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        """Build the line."""
        super().__init__(field, parent)
        self.now: Callable[[], datetime] | None = None
        self._line = QLineEdit()
        if field.kind in PLACEHOLDERS:
            self._line.setPlaceholderText(say(PLACEHOLDERS[field.kind]))
        if field.kind in (Kind.MONEY, Kind.COUNT):
            self._line.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._line.textEdited.connect(self.edited)
        self._line.editingFinished.connect(self._on_finished)
        self._fill(self._line)

    def value(self) -> object:
        """Return the text, or None; a day or a moment as it is stored, if it can be read."""
        text = self._line.text().strip()
        return self._read(text) or text or None

    def _read(self, text: str) -> str:
        """Return the day or moment that ``text`` means as it is written in full, or ""."""
        if self.now is None or self.field.kind not in (Kind.DAY, Kind.MOMENT):
            return ""
        if self.field.kind is Kind.DAY:
            day = day_typed(text, self.now().date())
            return day.isoformat() if day else ""
        moment = moment_typed(text, self.now())
        return f"{moment:%Y-%m-%d %H:%M}" if moment else ""

    @Slot()
    def _on_finished(self) -> None:
        """Show what was understood."""
        read = self._read(self._line.text().strip())
        if read and read != self._line.text():
            self._line.setText(read)

    def show_value(self, value: object) -> None:
        """Show a stored value as people write it."""
        with QSignalBlocker(self._line):
            self._line.setText(plain(spoken_value(self.field, value)).replace("\n", " "))
            self._line.setCursorPosition(0)


PLACEHOLDERS: Final = {
    Kind.DAY: mark("e.g. 11-22, yesterday"),
    Kind.MOMENT: mark("e.g. 11-22 10:05"),
    Kind.MONEY: mark("yuan"),
}


class StoryEdit(FieldEdit):
    """A multi-line text that grows with its content."""

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        """Build the text."""
        super().__init__(field, parent)
        self._text = QPlainTextEdit(tabChangesFocus=True)
        line = self._text.fontMetrics().lineSpacing()
        self._least = line * STORY_LINES + 20
        self._most = line * STORY_LINES * 3
        self._text.setFixedHeight(self._least)
        self._text.textChanged.connect(self._grow)
        self._text.textChanged.connect(self.edited)
        self._fill(self._text)

    def _grow(self) -> None:
        lines = self._text.document().size().height()
        wanted = int(lines * self._text.fontMetrics().lineSpacing()) + 20
        self._text.setFixedHeight(min(max(wanted, self._least), self._most))

    def value(self) -> str | None:
        """Return the text, or None."""
        return self._text.toPlainText().strip() or None

    def insert(self, text: str) -> None:
        """Put ``text`` in where the cursor stands, as if it were typed."""
        self._text.insertPlainText(plain(text))
        self._text.setFocus()

    def show_value(self, value: object) -> None:
        """Show a stored text."""
        with QSignalBlocker(self._text):
            self._text.setPlainText(plain(str(value or "")))
        self._grow()


class ChoiceEdit(FieldEdit):
    """One of a list; typing finds it."""

    def __init__(
        self, field: Field, choices: Sequence[tuple[object, str]], parent: QWidget | None = None
    ) -> None:
        """Offer ``choices``: (value, words)."""
        super().__init__(field, parent)
        self._box = Choice()
        self._box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._box.setMinimumContentsLength(6)
        self._box.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self._box.setMaxVisibleItems(18)
        self._box.offer(None, say(mark("— choose —")))
        for value, words in choices:
            self._box.offer(value, words)
        self._box.activated.connect(self.edited)
        self._fill(self._box)

    def value(self) -> object:
        """Return the chosen value, or None."""
        return self._box.chosen

    def show_value(self, value: object) -> None:
        """Choose ``value``; one that is not offered is added as it is."""
        with QSignalBlocker(self._box):
            if not self._box.choose(value):
                self._box.offer(value, spoken_value(self.field, value))
                self._box.choose(value)


class OpenChoiceEdit(FieldEdit):
    """A text with suggestions: outlets, departments."""

    def __init__(self, field: Field, offers: list[str], parent: QWidget | None = None) -> None:
        """Suggest ``offers``."""
        super().__init__(field, parent)
        self._box = QComboBox(editable=True)
        self._box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self._box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._box.setMinimumContentsLength(6)
        self._box.addItems([plain(offer) for offer in offers])
        self._box.setCurrentIndex(-1)
        completer = self._box.completer()
        if completer is not None:
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
            completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self._box.editTextChanged.connect(self.edited)
        self._fill(self._box)

    def value(self) -> object:
        """Return the text, or None."""
        return self._box.currentText().strip() or None

    def show_value(self, value: object) -> None:
        """Show a stored text."""
        with QSignalBlocker(self._box):
            self._box.setEditText(plain(str(value or "")))


class ChipsEdit(FieldEdit):
    """Multiple choice from a short list, as toggle buttons."""

    def __init__(
        self, field: Field, choices: list[tuple[str, str]], parent: QWidget | None = None
    ) -> None:
        """Build a button for each of ``choices``: (code, words)."""
        super().__init__(field, parent)
        self._chips: dict[str, QPushButton] = {}
        self._flow = FlowLayout(self, 6)
        for code, words in choices:
            self._offer(code, words)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def _offer(self, code: str, words: str) -> None:
        chip = QPushButton(plain(words, mnemonic=True))
        chip.setCheckable(True)
        chip.setProperty("chip", True)
        chip.clicked.connect(self.edited)
        chip.installEventFilter(self)
        if self._chips:  # one stop for Tab; the arrows lead from chip to chip
            chip.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        else:
            self.setFocusProxy(chip)
        self._chips[code] = chip
        self._flow.addWidget(chip)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Go to the next chip, or back, with the arrows."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            step = ARROWS.get(Qt.Key(event.key()))
            chips = list(self._chips.values())
            if step is not None and isinstance(watched, QPushButton):
                chips[(chips.index(watched) + step) % len(chips)].setFocus()
                return True
        return super().eventFilter(watched, event)

    def tell_name(self, words: str) -> None:
        """Say to a screen reader what all the chips are about."""
        self.setAccessibleName(words)
        for chip in self._chips.values():
            chip.setAccessibleDescription(words)

    def value(self) -> object:
        """Return the chosen codes, or None."""
        return [code for code, chip in self._chips.items() if chip.isChecked()] or None

    def show_value(self, value: object) -> None:
        """Press the chips in ``value``; one that is not offered is added."""
        for code in value if isinstance(value, list | tuple) else ():
            if code not in self._chips:
                self._offer(code, code_label(self.field.codes, code))
        for code, chip in self._chips.items():
            with QSignalBlocker(chip):
                chip.setChecked(isinstance(value, list | tuple) and code in value)


class EntriesEdit(FieldEdit):
    """Several entries of few parts: one in each line, its parts in their order."""

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        """Build the lines."""
        super().__init__(field, parent)
        self._keys = ENTRY_KEYS[field.id]
        self._lines = QPlainTextEdit(tabChangesFocus=True)
        self._lines.setFixedHeight(self._lines.fontMetrics().lineSpacing() * 3 + 16)
        parts = say(mark(", ")).join(say(PART_WORDS[key]) for key in self._keys)
        self._lines.setPlaceholderText(say(mark("one in each line: {parts}"), parts=parts))
        self._lines.textChanged.connect(self.edited)
        self._fill(self._lines)

    def value(self) -> object:
        """Return the entries, or None."""
        lines = [line.strip() for line in self._lines.toPlainText().splitlines() if line.strip()]
        split = [_APART.split(line, len(self._keys) - 1) for line in lines]
        return [dict(zip(self._keys, parts, strict=False)) for parts in split] or None

    def show_value(self, value: object) -> None:
        """Show stored entries."""
        found = value if isinstance(value, list | tuple) else ()
        lines = [", ".join(entry.get(key, "") for key in self._keys) for entry in found]
        with QSignalBlocker(self._lines):
            self._lines.setPlainText(plain("\n".join(line.rstrip(", ") for line in lines)))


PART_WORDS: Final = {
    "name": mark("name"),
    "id_type": mark("kind of document"),
    "id_no": mark("document number"),
    "phone": mark("telephone"),
    "authorisation": mark("authorisation"),
    "department": mark("department"),
    "liaison": mark("liaison person"),
}
_APART: Final = re.compile(r"\s*[,，;；、]\s*|\s+")
_OWN: Final = {Kind.STORY: StoryEdit, Kind.ENTRIES: EntriesEdit}
Offers = Callable[[str], list[str]]


def _none(_name: str) -> list[str]:
    return []


def edit_for(
    field: Field,
    offers: Offers = _none,
    people: Sequence[tuple[object, str]] | None = None,
    parent: QWidget | None = None,
    *,
    today: date,
) -> FieldEdit:
    """Return the widget for ``field``.

    Args:
        field: Which.
        offers: Suggestions for a text field, by its id.
        people: (login, name) of those who may be chosen as handler.
        parent: Qt parent.
        today: Codes that are not in use on that day are not offered.
    """
    if field.id in ("handler", "to", "owner") and people is not None:
        return ChoiceEdit(field, people, parent)
    match field.kind:
        case Kind.CODE | Kind.CODES as kind:
            codes = [(code.id, str(code)) for code in code_list(field.codes).offered(today)]
            return (ChoiceEdit if kind is Kind.CODE else ChipsEdit)(field, codes, parent)
        case Kind.YES_NO:
            answers = [(True, say(mark("yes"))), (False, say(mark("no")))]
            return ChoiceEdit(field, answers, parent)
        case Kind.STORY | Kind.ENTRIES as kind:
            return _OWN[kind](field, parent)
        case _:
            suggested = offers(field.id)
            return (
                OpenChoiceEdit(field, suggested, parent) if suggested else LineEdit(field, parent)
            )
