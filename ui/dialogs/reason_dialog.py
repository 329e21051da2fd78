"""A reason that somebody must give, before something that stays on record."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from desk.base.words import mark, say
from ui.dialogs.form_dialog import FormDialog


class ReasonDialog(FormDialog):
    """Asks why; where the case is not known yet, which case too."""

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
            send: Called when the person goes on; it closes the dialog or shows a refusal.
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
