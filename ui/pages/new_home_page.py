"""The first start: a new office in one form, then the recovery code, once."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desk.base.errors import Refusal
from desk.base.text import plain
from desk.base.words import mark, say
from desk.rules.settings import Setting, settings_known
from ui.base.folder_dialog import ask_folder
from ui.widgets.form import each
from ui.widgets.text import button, card, label, wrapped

WIDTH = 460
SETTINGS = ("office_name", "office_code", "specialist_limit", "supervisor_limit")
PERSON = {
    "name": mark("Director's name"),
    "login": mark("Login name (letters or digits)"),
    "password": mark("Password"),
    "again": mark("Password once more"),
}
HIDDEN = ("password", "again")


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants a new home to be.

    Attributes:
        settings: Values by setting id.
        name: The director's name.
        login: Her login.
        password: Her password.
    """

    settings: Mapping[str, Any]
    name: str
    login: str
    password: str


class NewHomePage(QWidget):
    """Asks what a new office must state; shows the recovery code when it is made.

    Signals:
        wanted: Everything is stated; carries a `Wish`.
        ready: The code was taken down.
        left: Back to sign-in.
        sheets: The two recovery sheets shall be written; carries the folder.
    """

    wanted = Signal(object)
    ready = Signal()
    left = Signal()
    sheets = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build both sheets."""
        super().__init__(parent)
        self.setObjectName("page")
        self._lines: dict[str, QLineEdit] = {}
        self._kind = QComboBox()
        self._sheets = QStackedWidget()
        self._sheets.setFixedWidth(WIDTH)
        self._sheets.addWidget(self._make_form())
        self._sheets.addWidget(self._make_code())
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(self._sheets)
        middle.addStretch(1)
        rows = QVBoxLayout(self)
        rows.addStretch(1)
        rows.addLayout(middle)
        rows.addStretch(1)

    def _make_form(self) -> QFrame:
        box = card()
        rows = QVBoxLayout(box)
        rows.setContentsMargins(28, 22, 28, 20)
        rows.setSpacing(6)
        rows.addWidget(label(say(mark("New office")), "title"))
        known = settings_known()
        for name in SETTINGS[:2]:
            self._add_line(rows, name, known[name].title)
        self._add_kind(rows, known["office_kind"])
        for name in SETTINGS[2:]:
            self._add_line(rows, name, known[name].title)
        for name, words in PERSON.items():
            self._add_line(rows, name, say(words))
        self._problem = wrapped("", "problem")
        self._problem.setObjectName("problem")
        rows.addWidget(self._problem)
        back = button(say(mark("Back")), name="back")
        back.clicked.connect(self.left)
        self._make = button(say(mark("Make the office")), primary=True, name="make-office")
        self._make.clicked.connect(self._on_make)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(back)
        buttons.addWidget(self._make)
        rows.addLayout(buttons)
        return box

    def _add_line(self, rows: QVBoxLayout, name: str, title: str) -> None:
        line = QLineEdit()
        line.setObjectName(name)
        line.setAccessibleName(title)
        if name in HIDDEN:
            line.setEchoMode(QLineEdit.EchoMode.Password)
        self._lines[name] = line
        rows.addWidget(label(title, "label"))
        rows.addWidget(line)

    def _add_kind(self, rows: QVBoxLayout, setting: Setting) -> None:
        for choice, title in setting.offered:
            self._kind.addItem(title, choice)
        rows.addWidget(label(setting.title, "label"))
        rows.addWidget(self._kind)

    def _make_code(self) -> QFrame:
        box = card()
        rows = QVBoxLayout(box)
        rows.setContentsMargins(28, 26, 28, 24)
        rows.setSpacing(12)
        rows.addWidget(label(say(mark("Recovery code")), "title"))
        why = mark(
            "If all passwords are lost, only this code opens the data again. Write it down "
            "twice, put it into two sealed envelopes and keep them in two places. "
            "It is not shown again."
        )
        rows.addWidget(wrapped(say(why)))
        self._code = label("", "heading")
        self._code.setObjectName("recovery-code")
        self._code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        rows.addWidget(self._code)
        done = button(say(mark("It is written down")), primary=True, name="code-kept")
        done.clicked.connect(self.ready)
        save = button(say(mark("Two sheets as PDF…")), name="save-sheets")
        save.clicked.connect(self._on_save)
        self._saved = wrapped("", "muted")
        rows.addWidget(save)
        rows.addWidget(self._saved)
        rows.addWidget(done)
        rows.addStretch(1)
        return box

    @Slot()
    def _on_save(self) -> None:
        folder = ask_folder(self, say(mark("Where shall the sheets be written?")))
        if folder:
            self.sheets.emit(folder)

    def show_saved(self, path: Path) -> None:
        """Say where the two sheets are."""
        words = mark("Written: {names}. Print it, then delete the file.")
        self._saved.setText(plain(say(words, names=path.name)))

    def show_unsaved(self, refusal: Refusal) -> None:
        """Say why the sheets were not written."""
        self._saved.setText(plain(str(refusal)))

    def show_code(self, code: str) -> None:
        """Show the recovery code."""
        self._code.setText(plain(code))
        self._sheets.setCurrentIndex(1)

    def show_refusal(self, refusal: Refusal) -> None:
        """Show what is wrong; the form stays as it is."""
        self._make.setEnabled(True)
        problems = each(refusal)
        self._problem.setText(plain("\n".join(str(problem) for problem in problems)))
        first = next((p.field for p in problems if p.field in self._lines), None)
        if first is not None:
            self._lines[first].setFocus()

    @Slot()
    def _on_make(self) -> None:
        texts = {name: line.text().strip() for name, line in self._lines.items()}
        if texts["password"] != texts["again"]:
            self._problem.setText(say(mark("The two passwords differ.")))
            self._lines["again"].setFocus()
            return
        self._problem.setText("")
        self._make.setEnabled(False)
        settings = {name: texts[name] for name in SETTINGS if texts[name]}
        settings["office_kind"] = self._kind.currentData()
        self.wanted.emit(Wish(settings, texts["name"], texts["login"], texts["password"]))
