"""Opening an archived case for a reason, for some hours."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from desk.actions.open_archived import OpenArchived
from desk.actions.work import Done
from desk.base.shapes import Facts
from desk.base.words import mark, say
from ui.base.hub import Hub
from ui.dialogs.form_dialog import FormDialog
from ui.widgets.calm import choice

OFFERED = (1, 4, 8, 24, 72, 168)  # hours


class OpenArchivedDialog(FormDialog):
    """Asks why an archived case is opened, and for how long."""

    def __init__(self, hub: Hub, case_no: str, parent: QWidget | None = None) -> None:
        """Ask about the case ``case_no``."""
        super().__init__(say(mark("Open an archived case")), parent)
        self._hub, self._case_no = hub, case_no
        words = mark(
            "The content of {case_no} opens to you alone, personal data masked. Who opened it, "
            "when and why, stays in the case."
        )
        self.explain(say(words, case_no=case_no))
        self._reason = self.add_line("reason", say(mark("Reason; it stays on record")))
        most = hub.reader.office.settings.number("archive_open_hours")
        hours = [one for one in OFFERED if one < most] + [most]
        offered = [(one, say(mark("{count} hours"), count=one)) for one in hours]
        self._hours = choice("hours", offered)
        self.add("hours", say(mark("For how long")), self._hours)
        self.finish(say(mark("Open for a reason")), self._on_open)

    @Slot()
    def _on_open(self) -> None:
        wish = OpenArchived(
            case_no=self._case_no, reason=self._reason.text(), hours=self._hours.chosen
        )
        self._hub.send(wish, self._on_opened, self.show_refusal, self)

    def _on_opened(self, done: Done[Facts]) -> None:
        until = str(done.result["until"])[:16].replace("T", " ")
        words = mark("{case_no} is open to you until {until}.")
        self._hub.told.emit(say(words, case_no=done.case_no, until=until))
        self.accept()
