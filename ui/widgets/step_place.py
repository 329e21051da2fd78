"""Where a step is taken beside what it is about, which it does not cover."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QFrame, QVBoxLayout

from ui.widgets.boxes import NONE, column


class StepPlace(QFrame):
    """A card for one step; hidden while none is open.

    Signals:
        turned: A step was opened here; carries None. Or it is finished; carries the step.
    """

    turned = Signal(object)

    def __init__(self) -> None:
        """Begin without a step."""
        super().__init__()
        self.setObjectName("card")
        self._step: QDialog | None = None
        self._inside: QVBoxLayout = column(inside=self, margins=NONE)
        self.hide()

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
        self.show()
        self.turned.emit(None)
        step.show()

    def close_step(self) -> bool:
        """Leave the open step, its draft kept; return whether there was one."""
        if self._step is None:
            return False
        self._step.reject()
        return True

    @Slot()
    def _on_finished(self) -> None:
        step, self._step = self._step, None
        self.hide()
        self.turned.emit(step)
        if step is not None:
            self._inside.removeWidget(step)
            step.deleteLater()
