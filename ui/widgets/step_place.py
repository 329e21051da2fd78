"""The right side of a case: its facts, or beside the story the step that is being taken."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QTabWidget, QVBoxLayout, QWidget

from desk.base.words import mark, say
from ui.widgets.boxes import NONE, column
from ui.widgets.cards import card


class StepPlace(QWidget):
    """Shows the facts of a case; while a step is open, the facts stand among the tabs instead.

    The step covers nothing: the person reads facts and story while she types.

    Signals:
        turned: A step was opened here or is finished.
    """

    turned = Signal()

    def __init__(self, facts: QWidget, tabs: QTabWidget) -> None:
        """Show ``facts``; ``tabs`` is where they go for the time of a step."""
        super().__init__()
        self._facts, self._tabs = facts, tabs
        self._step: QDialog | None = None
        self._frame = card()
        self._inside: QVBoxLayout = column(inside=self._frame, margins=NONE)
        self._rows = column(facts, self._frame, inside=self, margins=NONE, spacing=0)
        self._frame.hide()

    @property
    def step(self) -> QDialog | None:
        """Return the open step, or None."""
        return self._step

    def open(self, step: QDialog) -> None:
        """Show ``step`` here until it is finished; one that is open gives way."""
        self.close_step()
        self._step = step
        step.setWindowFlags(Qt.WindowType.Widget)
        step.setProperty("beside", True)
        step.finished.connect(self._on_finished)
        self._inside.addWidget(step)
        self._tabs.insertTab(0, self._facts, say(mark("Facts of the case")))
        self._frame.show()
        step.show()
        self.turned.emit()

    def close_step(self) -> bool:
        """Leave the open step, its draft kept; return whether there was one."""
        if self._step is None:
            return False
        self._step.reject()
        return True

    @Slot()
    def _on_finished(self) -> None:
        step, self._step = self._step, None
        self._frame.hide()
        self._tabs.removeTab(self._tabs.indexOf(self._facts))
        self._rows.insertWidget(0, self._facts)
        self._facts.show()
        if step is not None:
            self._inside.removeWidget(step)
            step.deleteLater()
        self.turned.emit()
