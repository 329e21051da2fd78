"""核对: is this paper what was printed here? By its file, or by the short code in its foot."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desk.base.errors import Refusal
from desk.base.text import plain
from desk.base.words import mark, say
from desk.reads.print_register import PrintCheck
from desk.rules.forms.prints import PAPERS
from ui.base.drops import Drops
from ui.base.hub import Hub
from ui.widgets.text import button, card, wrapped

WIDTH = 560


class CheckDialog(QDialog):
    """Looks a paper up in the register of prints; its journal entry is checked too."""

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        """Build the question."""
        super().__init__(parent)
        self._hub = hub
        self.setWindowTitle(say(mark("Check a paper")))
        self.setMinimumWidth(WIDTH)
        Drops(self, lambda paths: self.check_file(paths[0]))
        self._code = QLineEdit()
        self._code.setObjectName("print-code")
        self._code.setPlaceholderText("7K3M-9QXA-2FTC")
        self._code.returnPressed.connect(self._on_code)
        look = button(say(mark("Check")), primary=True, name="check-code")
        look.clicked.connect(self._on_code)
        choose = button(say(mark("Choose a file…")), name="check-file")
        choose.clicked.connect(self._on_choose)
        self._verdict = wrapped("", "heading")
        self._verdict.setObjectName("verdict")
        self._told = wrapped()
        self._told.setObjectName("told")
        self._build(look, choose)

    def _build(self, look: QWidget, choose: QWidget) -> None:
        line = QHBoxLayout()
        line.addWidget(self._code, 1)
        line.addWidget(look)
        self._box = card()
        inside = QVBoxLayout(self._box)
        inside.setContentsMargins(16, 12, 16, 12)
        inside.addWidget(self._verdict)
        inside.addWidget(self._told)
        self._box.hide()
        close = button(say(mark("Close the window")), name="close-check")
        close.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.addWidget(choose)
        foot.addStretch(1)
        foot.addWidget(close)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(20, 18, 20, 16)
        rows.setSpacing(12)
        hint = mark(
            "Type the code from the foot of the paper, or choose its file (or drop it here). "
            "A file is compared byte by byte with what was printed."
        )
        rows.addWidget(wrapped(say(hint), "muted"))
        rows.addLayout(line)
        rows.addWidget(self._box)
        rows.addStretch(1)
        rows.addLayout(foot)

    @Slot()
    def _on_code(self) -> None:
        text = self._code.text().strip()
        if text:
            self._ask(partial(self._hub.reader.check_code, text))

    @Slot()
    def _on_choose(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, say(mark("Choose the paper's file")))
        if name:
            self.check_file(Path(name))

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
    """Return in a sentence what the check came to."""
    if not found.print.is_sound:
        return say(mark("The journal's entry about this paper was tampered with."))
    if found.is_same is None:
        return say(mark("A paper with this code was printed here. Compare what stands below."))
    if found.is_same:
        return say(mark("This is the file that was printed here, byte for byte."))
    return say(mark("This is NOT the file that was printed with this code."))
