"""Asking for a reason before an audited command."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from desk.base.words import mark, say
from ui.dialogs.form_dialog import FormDialog


class ReasonDialog(FormDialog):
    """Asks for a reason, and for the case number when it is not known."""

    def __init__(
        self,
        title: str,
        words: str,
        send: Callable[["ReasonDialog"], object],
        parent: QWidget | None = None,
        case_no: str = "",
    ) -> None:
        """Ask.

        Args:
            title: Of the dialog.
            words: What will be done.
            send: Called on confirmation; closes the dialog or shows a refusal.
            parent: Qt parent.
            case_no: Of the case, or "" to ask for it.
        """
        super().__init__(title, parent)
        self.explain(words)
        self._number = None if case_no else self.add_line("case_no", say(mark("Case number")))
        self._known = case_no
        self._reason = self.add_line("reason", say(mark("Reason; it stays on record")))
        self.finish(say(mark("Go on")), lambda: send(self))

    @property
    def reason(self) -> str:
        """Return what was typed."""
        return self._reason.text()

    @property
    def case_no(self) -> str:
        """Return the number of the case."""
        return self._number.text().strip().upper() if self._number else self._known
