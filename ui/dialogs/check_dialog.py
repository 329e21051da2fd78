"""核对: checking a paper against the register of prints, by its file or its code."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLineEdit, QWidget

from desk.base.errors import Refusal
from desk.base.text import plain
from desk.base.words import mark, say
from desk.reads.print_register import PrintCheck
from desk.rules.forms.prints import PAPERS
from ui.base.drops import Drops
from ui.base.folder_dialog import with_file
from ui.base.hub import Hub
from ui.dialogs.dialog import Dialog
from ui.widgets.boxes import STRETCH, Grown, column, row
from ui.widgets.cards import card
from ui.widgets.text import button, wrapped

WIDTH = 560


class CheckDialog(Dialog):
    """Looks up a paper in the register of prints, and verifies its journal entry."""

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        """Build the question."""
        super().__init__(say(mark("Check a paper")), parent, width=WIDTH)
        self._hub = hub
        Drops(self, lambda paths: self.check_file(paths[0]))
        self._code = QLineEdit(placeholderText="7K3M-9QXA-2FTC")
        self._code.setObjectName("print-code")
        self._code.returnPressed.connect(self._on_code)
        look = button(say(mark("Check")), "check-code", self._on_code, primary=True)
        choose = button(say(mark("Choose a file…")), "check-file", self._on_choose)
        self._verdict = wrapped("", "heading", "verdict")
        self._told = wrapped("", "", "told")
        self._build(look, choose)

    def _build(self, look: QWidget, choose: QWidget) -> None:
        line = row(Grown(self._code), look)
        self._box = card()
        column(self._verdict, self._told, inside=self._box, margins=(16, 12, 16, 12))
        self._box.hide()
        close = button(say(mark("Close the window")), "close-check", self.accept)
        hint = mark(
            "Type the code from the foot of the paper, or choose its file (or drop it here). "
            "A file is compared byte by byte with what was printed."
        )
        foot = row(choose, STRETCH, close)
        self.lay_out(wrapped(say(hint), "muted"), line, self._box, STRETCH, foot)

    @Slot()
    def _on_code(self) -> None:
        text = self._code.text().strip()
        if text:
            self._ask(partial(self._hub.reader.check_code, text))

    @Slot()
    def _on_choose(self) -> None:
        with_file(self, say(mark("Choose the paper's file")), "", self.check_file)

    def check_file(self, path: Path) -> None:
        """Check the file at ``path``."""
        self._ask(partial(self._hub.reader.check_file, path))

    def _ask(self, question: partial[PrintCheck]) -> None:
        self._hub.tasks.read(self, question, self._show, self._refused)

    def _show(self, found: PrintCheck) -> None:
        self._verdict.setText(verdict(found))
        self._told.setText(plain("\n".join(self._facts(found))))
        self._tell(is_good=found.is_same is not False and found.print.is_sound)

    def _refused(self, refusal: Refusal) -> None:
        self._verdict.setText(say(mark("Not known here")))
        self._told.setText(plain(str(refusal)))
        self._tell(is_good=False)

    def _tell(self, *, is_good: bool) -> None:
        self._box.setObjectName("notice")
        self._box.setProperty("tone", "told" if is_good else "refused")
        self._box.style().unpolish(self._box)
        self._box.style().polish(self._box)
        self._box.show()

    def _facts(self, found: PrintCheck) -> list[str]:
        one, who = found.print, self._hub.reader.people.name(found.print.by)
        is_full = say(mark("unmasked")) if one.is_full else say(mark("personal data masked"))
        kind = say(PAPERS[one.what]) if one.what in PAPERS else one.what
        return [
            say(mark("{kind}, {about}"), kind=kind, about=one.about),
            say(mark("Code {code}, copy {copy}, {how}"), code=one.code, copy=one.copy, how=is_full),
            say(mark("Printed by {name}, {at}"), name=who, at=one.at),
        ]


def verdict(found: PrintCheck) -> str:
    """Return the result of the check as a sentence."""
    if not found.print.is_sound:
        return say(mark("The journal's entry about this paper was tampered with."))
    if found.is_same is None:
        return say(mark("A paper with this code was printed here. Compare what stands below."))
    if found.is_same:
        return say(mark("This is the file that was printed here, byte for byte."))
    return say(mark("This is NOT the file that was printed with this code."))
