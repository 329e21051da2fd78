"""Personal data unmasked: for an audited reason, and for some minutes only."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from desk.actions.reveal_case import RevealCase
from desk.actions.work import Done
from desk.base.shapes import Facts
from desk.base.words import mark, say
from desk.rules.people.passwords import rules
from desk.rules.people.reasons import NoReason, need_reason
from ui.base.hub import Hub
from ui.base.timers import pause
from ui.dialogs.reason_dialog import ReasonDialog

MINUTE_MS = 60_000


class Revealed(QObject):
    """The personal data of one case shown unmasked at the moment.

    Signals:
        over: It is masked again.
    """

    over = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        """Start with nothing."""
        super().__init__(parent)
        self._case_no = ""
        self._values: Mapping[str, object] = {}
        self._timer = pause(self, rules()["shown_minutes"] * MINUTE_MS, self.forget)

    def keep(self, case_no: str, values: Mapping[str, object]) -> None:
        """Keep ``values`` of this case unmasked for some minutes."""
        self._case_no, self._values = case_no, values
        self._timer.start()

    def of(self, case_no: str) -> Facts:
        """Return the unmasked values of ``case_no``; asking for another case masks the first."""
        if case_no != self._case_no:
            self._case_no, self._values = "", {}
        return self._values

    @Slot()
    def forget(self) -> None:
        """Mask everything again."""
        if self._values:
            self._case_no, self._values = "", {}
            self.over.emit()


def ask_to_reveal(
    hub: Hub, case_no: str, done: Callable[[Done[Facts]], object], parent: QWidget
) -> None:
    """Ask why ``case_no`` shall be shown unmasked, then have it shown."""
    words = mark(
        "Names, numbers and addresses of {case_no} are shown in full for {minutes} minutes. Who "
        "saw them, when and why, stays in the audit log."
    )

    def send(dialog: ReasonDialog) -> None:
        def shown(changes: Done[Facts]) -> None:
            dialog.accept()
            done(changes)

        wish = RevealCase(case_no=case_no, reason=dialog.reason)
        hub.send(wish, shown, dialog.show_refusal, dialog)

    said = say(words, case_no=case_no, minutes=rules()["shown_minutes"])
    ReasonDialog(say(mark("Show personal data")), said, send, parent, case_no).open()


def ask_why_in_clear(
    title: str, case_no: str, then: Callable[[str], object], parent: QWidget
) -> None:
    """Ask why a paper of ``case_no`` shall be unmasked, and call ``then`` with the reason.

    Whether she may, and that it is put on record, is the matter of whoever makes the paper.
    """
    words = mark(
        "The paper shows names, numbers and addresses of {case_no} in full, a dossier also the "
        "pages of its attachments. Who saw it, when and why, stays in the audit log."
    )

    def send(dialog: ReasonDialog) -> None:
        reason = dialog.reason
        try:
            need_reason(reason)
        except NoReason as refusal:
            dialog.show_refusal(refusal)
            return
        dialog.accept()
        then(reason)

    ReasonDialog(title, say(words, case_no=case_no), send, parent, case_no).open()
