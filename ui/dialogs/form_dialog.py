"""A dialog of labelled fields that stays open while the desk says no."""

from collections.abc import Callable

from PySide6.QtCore import Slot
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from desk.base.errors import Refusal
from desk.base.text import plain
from desk.base.words import mark, say
from ui.widgets.form import each
from ui.widgets.text import button, label, wrapped

WIDTH = 440


class FormDialog(QDialog):
    """Fields under their labels, a problem under each, and one button that sends.

    A dialog made from it adds its fields, then calls `finish` with what to send.
    """

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        """Begin a dialog."""
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(WIDTH)
        self.finished.connect(self.deleteLater)  # no typed password stays behind
        self._problems: dict[str, QLabel] = {}
        self._send: Callable[[], object] = self.accept
        self.rows = QVBoxLayout(self)
        self.rows.setContentsMargins(20, 18, 20, 16)
        self.rows.setSpacing(6)

    def explain(self, words: str) -> None:
        """Add a sentence."""
        self.rows.addWidget(wrapped(words, "muted"))

    def add(self, name: str, title: str, field: QWidget) -> None:
        """Add ``field`` under its ``title``."""
        field.setObjectName(name)
        field.setAccessibleName(title)
        problem = wrapped("", "problem")
        problem.setObjectName(f"problem {name}")
        problem.hide()
        self._problems[name] = problem
        for part in (label(title, "label"), field, problem):
            self.rows.addWidget(part)

    def add_line(
        self, name: str, title: str, text: str = "", *, is_secret: bool = False
    ) -> QLineEdit:
        """Add a field for a line of text."""
        line = QLineEdit(plain(text))
        if is_secret:
            line.setEchoMode(QLineEdit.EchoMode.Password)
        self.add(name, title, line)
        return line

    def add_choice(
        self, name: str, title: str, offered: list[tuple[str, str]], value: str = ""
    ) -> QComboBox:
        """Add a choice of (value, words)."""
        box = QComboBox()
        for choice, words in offered:
            box.addItem(plain(words), choice)
        box.setCurrentIndex(max(box.findData(value), 0))
        self.add(name, title, box)
        return box

    def finish(self, words: str, send: Callable[[], object]) -> None:
        """Add the buttons; ``send`` is called when the person is done."""
        self._send = send
        self._ok = button(words, primary=True, name="ok")
        self._ok.clicked.connect(self._on_ok)
        cancel = button(say(mark("Cancel")), name="cancel")
        cancel.clicked.connect(self.reject)
        self._rest = wrapped("", "problem")
        self._rest.setObjectName("problem")
        foot = QHBoxLayout()
        foot.addWidget(self._rest, 1)
        foot.addWidget(cancel)
        foot.addWidget(self._ok)
        self.rows.addSpacing(6)
        self.rows.addLayout(foot)

    @Slot()
    def _on_ok(self) -> None:
        for problem in self._problems.values():
            problem.hide()
        self._rest.setText("")
        self._ok.setEnabled(False)
        self._send()

    def show_refusal(self, refusal: Refusal) -> None:
        """Show what is wrong, beside its field where there is one."""
        self._ok.setEnabled(True)
        rest = []
        for one in each(refusal):
            problem = self._problems.get(one.field or "")
            if problem is None:
                rest.append(str(one))
                continue
            problem.setText(plain(str(one)))
            problem.show()
        self._rest.setText(plain("\n".join(rest)))

    def free(self) -> None:
        """Let the person go on typing; nothing was sent."""
        self._ok.setEnabled(True)

    def done_well(self, _result: object = None) -> None:
        """Close; what was wished is done."""
        self.accept()
