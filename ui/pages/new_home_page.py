"""The first start: a form for a new office, then its recovery code, shown once."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from string import ascii_uppercase

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QFrame,
    QLayout,
    QLineEdit,
    QStackedWidget,
    QWidget,
)

from desk.base.errors import Refusal
from desk.base.text import plain
from desk.base.words import mark, say
from desk.rules.people.passwords import need_same, rules
from desk.rules.settings import settings_known
from ui.base.folder_dialog import into_folder
from ui.widgets.boxes import STRETCH, Grown, column, row
from ui.widgets.calm import choice
from ui.widgets.centred import CentredPage, sheet
from ui.widgets.problems import Problems
from ui.widgets.text import button, label, secret_line, wrapped

WIDTH = 760
SETTINGS = ("office_name", "office_code", "specialist_limit", "supervisor_limit")
PERSON = {
    "name": mark("Director's name"),
    "login": mark("Login name (letters or digits)"),
    "password": mark("Password"),
    "again": mark("Password once more"),
}
HIDDEN = ("password", "again")
DEVICE = mark("Letter of this computer (the first is A, the second B; no two may be alike)")
RULES = {
    "office_code": mark("2 to 12 digits or capital letters, such as 0101"),
    "password": mark("at least {least} characters; four words are good"),
}


@dataclass(frozen=True, slots=True)
class Wish:
    """The typed description of a new home.

    Attributes:
        settings: Values by setting id.
        name: The director's name.
        login: Her login.
        password: Her password.
        device: Letter of this computer; it stands in the number of every case.
    """

    settings: Mapping[str, object]
    name: str
    login: str
    password: str
    device: str


class NewHomePage(CentredPage):
    """Asks for the description of a new office; then shows the recovery code.

    Signals:
        wanted: The form is complete; carries a `Wish`.
        ready: The recovery code was noted; carries the `Wish` that was granted.
        left: Back to sign-in.
        sheets: The two recovery sheets shall be written; carries the granted `Wish`, the folder.
    """

    wanted = Signal(object)
    ready = Signal(object)
    left = Signal()
    sheets = Signal(object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build both sheets."""
        super().__init__(parent)
        self._lines: dict[str, QLineEdit] = {}
        self._granted: Wish | None = None
        self._problems = Problems()
        self._sheets = QStackedWidget()
        for made in (self._make_form(), self._make_code()):
            self._sheets.addWidget(made)
        self.centre(self._sheets, WIDTH)

    def _make_form(self) -> QFrame:
        known = settings_known()
        kind = known["office_kind"]
        self._kind = choice("office_kind", kind.offered)
        letters = [(letter, letter) for letter in ascii_uppercase]
        self._device = choice("device", letters, said=say(DEVICE))
        settings = {name: self._line(name, known[name].title) for name in SETTINGS}
        person = {name: self._line(name, say(words)) for name, words in PERSON.items()}
        back = button(say(mark("Back")), "back", self.left)
        self._make = button(
            say(mark("Make the office")), "make-office", self._on_make, primary=True
        )
        return sheet(
            label(say(mark("New office")), "title"),
            _pair(settings["office_name"], settings["office_code"]),
            _pair(
                (label(kind.title, "label"), self._kind),
                (label(say(DEVICE), "label"), self._device),
            ),
            _pair(settings["specialist_limit"], settings["supervisor_limit"]),
            _pair(person["name"], person["login"]),
            _pair(person["password"], person["again"]),
            self._problems.line,
            row(STRETCH, back, self._make),
            spacing=12,
        )

    def _line(self, name: str, title: str) -> tuple[QWidget, QWidget, QWidget]:
        """Return a title with its rule, a line under it, and under that what is wrong with it."""
        line = secret_line(name) if name in HIDDEN else QLineEdit()
        line.setObjectName(name)
        line.setAccessibleName(title)
        self._lines[name] = line
        if name in RULES:
            rule = say(RULES[name], least=rules()["least_characters"])
            title = say(mark("{title} ({rule})"), title=title, rule=rule)
        return label(title, "label"), line, self._problems.beside(name, line)

    def _make_code(self) -> QFrame:
        why = mark(
            "If all passwords are lost, only this code opens the data again. Write it down "
            "twice, put it into two sealed envelopes and keep them in two places. "
            "It is not shown again."
        )
        self._code = label("", "heading", "recovery-code")
        self._code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        words = say(mark("It is written down"))
        self._kept = button(words, "code-kept", self._on_kept, primary=True)
        save = button(say(mark("Two sheets as PDF…")), "save-sheets", self._on_save)
        self._saved = wrapped("", "muted")
        return sheet(
            label(say(mark("Recovery code")), "title"),
            wrapped(say(why)),
            self._code,
            save,
            self._saved,
            self._kept,
            STRETCH,
            spacing=12,
        )

    @Slot()
    def _on_save(self) -> None:
        write = partial(self.sheets.emit, self._granted)
        into_folder(self, say(mark("Where shall the sheets be written?")), write)

    @Slot()
    def _on_kept(self) -> None:
        self._kept.setEnabled(False)
        self.ready.emit(self._granted)

    def show_saved(self, path: Path) -> None:
        """Say where the two sheets are."""
        words = mark("Written: {names}. Print it, then delete the file.")
        self._saved.setText(plain(say(words, names=path.name)))

    def show_unsaved(self, refusal: Refusal) -> None:
        """Say why the sheets were not written."""
        self._saved.setText(plain(str(refusal)))

    def show_code(self, wish: Wish, code: str) -> None:
        """Show the recovery code of the home that ``wish`` made; what was typed is taken away."""
        self._granted = wish
        for name in HIDDEN:
            self._lines[name].clear()
        self._code.setText(plain(code))
        self._sheets.setCurrentIndex(1)

    def show_refusal(self, refusal: Refusal) -> None:
        """Show what is wrong; the form stays as it is."""
        self._make.setEnabled(True)
        self._problems.show(refusal)

    @Slot()
    def _on_make(self) -> None:
        texts = {name: line.text().strip() for name, line in self._lines.items()}
        try:
            need_same(texts["password"], texts["again"])
        except Refusal as refusal:
            self._problems.show(refusal)
            return
        self._problems.clear()
        self._make.setEnabled(False)
        settings = {name: texts[name] for name in SETTINGS if texts[name]}
        settings["office_kind"] = self._kind.chosen
        person = texts["name"], texts["login"], texts["password"]
        self.wanted.emit(Wish(settings, *person, self._device.chosen))


def _pair(left: tuple[QWidget, ...], right: tuple[QWidget, ...]) -> QLayout:
    """Return two lines with their titles side by side, equally wide."""
    halves = (column(*part, STRETCH, spacing=6) for part in (left, right))
    return row(*(Grown(half) for half in halves), spacing=20)
