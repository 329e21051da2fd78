"""The one place where a refusal is shown: beside the field it is about, or in one line."""

from PySide6.QtWidgets import QLabel, QWidget

from desk.base.errors import Refusal, Several
from desk.base.text import plain
from ui.widgets.text import wrapped


def each(refusal: Refusal) -> list[Refusal]:
    """Return the single refusals in ``refusal``."""
    return refusal.refusals if isinstance(refusal, Several) else [refusal]


class Problems:
    """Shows why the desk said no, for a form, a page or a dialog.

    Attributes:
        line: Takes what belongs to no field here, hidden while there is nothing; whoever asks
            puts it where it fits.
    """

    def __init__(self, name: str = "problem") -> None:
        """Start with nothing wrong; ``name`` is the object name of the line."""
        self.line = _hidden(name)
        self._beside: dict[str, tuple[QLabel, QWidget]] = {}

    def beside(self, field: str, edit: QWidget) -> QLabel:
        """Return the line for what is wrong with ``field``, to be put by its ``edit``."""
        line = _hidden(f"problem {field}")
        self._beside[field] = line, edit
        return line

    def show(self, refusal: Refusal) -> QWidget | None:
        """Show ``refusal``, each part of it beside its field or in the line.

        Returns:
            The first field that something is wrong with; it has the focus.
        """
        at_field: dict[str, str] = {}
        others = []
        for one in each(refusal):
            if one.field in self._beside:
                at_field.setdefault(one.field, str(one))
            else:
                others.append(str(one))
        self._mark(at_field, "\n".join(others))
        first = next((edit for name, (_, edit) in self._beside.items() if name in at_field), None)
        if first is not None:
            first.setFocus()
        return first

    def clear(self) -> None:
        """Show that nothing is wrong any more."""
        self._mark({}, "")

    def settle(self, field: str) -> None:
        """Take away what is wrong with ``field``: the person is at it."""
        line, edit = self._beside[field]
        if not line.isHidden():
            line.hide()
            _colour(edit, is_wrong=False)

    def tell(self, words: str) -> None:
        """Say ``words`` in the line."""
        self.line.setText(plain(words))
        self.line.setVisible(bool(words))

    def _mark(self, at_field: dict[str, str], rest: str) -> None:
        self.tell(rest)
        for name, (line, edit) in self._beside.items():
            line.setText(plain(at_field.get(name, "")))
            line.setVisible(name in at_field)
            _colour(edit, is_wrong=name in at_field)


def _colour(edit: QWidget, *, is_wrong: bool) -> None:
    for part in (edit, *edit.findChildren(QWidget)):
        if bool(part.property("wrong")) is not is_wrong:
            part.setProperty("wrong", is_wrong)
            part.style().unpolish(part)
            part.style().polish(part)


def _hidden(name: str) -> QLabel:
    line = wrapped("", "problem", name)
    line.hide()
    return line
