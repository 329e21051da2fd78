"""What the office enters so that complaints stand in proportion: outlets, customers, policies."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QGridLayout, QLineEdit, QVBoxLayout, QWidget

from desk.base.errors import Refusal
from desk.base.text import plain
from desk.base.words import mark, say
from desk.reads.details import Details
from desk.rules.reports.closing import DENOMINATOR, DENOMINATORS
from reports.definitions import name_of_figure
from ui.widgets.form import each
from ui.widgets.text import label, wrapped

WORDS = {
    "outlets": mark("Outlets"),
    "customers": mark("Personal customers"),
    "premium": mark("Premium (yuan)"),
    "policies": mark("Policies"),
    "persons": mark("Persons insured"),
}
DASH = "—"


class DenominatorsCard(QFrame):
    """One line for each number, beside it what it makes of the complaints received.

    Signals:
        typed: Numbers that were changed, by name.
    """

    typed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build it empty."""
        super().__init__(parent)
        self.setObjectName("card")
        self._shown: dict[str, str] = {}
        self._edits = {name: self._edit(name) for name in DENOMINATORS}
        self._results = {name: label("", "muted") for name in DENOMINATORS}
        self._problem = wrapped("", "problem")
        self._problem.setObjectName("denominator-problem")
        self._problem.hide()
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(2, 1)
        for line, name in enumerate(DENOMINATORS):
            grid.addWidget(label(say(WORDS[name]), "label"), line, 0)
            grid.addWidget(self._edits[name], line, 1)
            grid.addWidget(self._results[name], line, 2)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(16, 12, 16, 14)
        head = mark("In proportion: numbers of the office; empty ones are left out")
        rows.addWidget(label(say(head), "group"))
        rows.addLayout(grid)
        rows.addWidget(self._problem)

    def _edit(self, name: str) -> QLineEdit:
        edit = QLineEdit()
        edit.setObjectName(f"denominator-{name}")
        edit.setFixedWidth(180)
        edit.setAccessibleName(say(WORDS[name]))
        edit.editingFinished.connect(self.keep)
        return edit

    def show_numbers(self, details: Details, *, is_closed: bool) -> None:
        """Show what was entered and what it gives; of a closed report it cannot be changed."""
        self._problem.hide()
        for name, edit in self._edits.items():
            number = details.denominators.get(name)
            self._shown[name] = f"{number:f}" if number is not None else ""
            if not edit.hasFocus() or is_closed or not edit.isModified():
                edit.setText(self._shown[name])
                edit.setModified(False)
            edit.setReadOnly(is_closed)
            result = details.per.get(name)
            words = mark("{label}: {value}")
            text = say(words, label=name_of_figure(f"per_{name}"), value=result or DASH)
            self._results[name].setText(plain(text))

    @Slot()
    def keep(self) -> None:
        """Tell what was changed since it was shown."""
        now = {name: edit.text().strip() for name, edit in self._edits.items()}
        changed = {n: text for n, text in now.items() if text != self._shown.get(n, "")}
        if changed:
            self._shown.update(changed)
            self.typed.emit({DENOMINATOR + name: text for name, text in changed.items()})

    def show_refusal(self, refusal: Refusal) -> None:
        """Say under the numbers why one of them cannot be."""
        self._problem.setText(plain(" ".join(str(one) for one in each(refusal))))
        self._problem.show()
