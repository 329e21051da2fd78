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
        case_no: str | None = "",
    ) -> None:
        """Ask.

        Args:
            title: Of the dialog.
            words: What will be done.
            send: Called on confirmation; closes the dialog or shows a refusal.
            parent: Qt parent.
            case_no: Of the case, "" to ask for it, None where it is about none.
        """
        super().__init__(title, parent)
        self.explain(words)
        is_asked = case_no is not None and not case_no
        self._number = self.add_line("case_no", say(mark("Case number"))) if is_asked else None
        self._known = case_no or ""
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
