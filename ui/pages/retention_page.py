"""Retention (保存与销毁): what is due, holds, erasure by two people, a person's own data."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from desk.actions.hold_and_erase import HoldCase, ListForErasure, ReleaseCase
from desk.actions.work import Done
from desk.base.words import mark, say
from desk.home.erasure import DueCase, cases_on_hold, due_cases, erase
from desk.rules.case.erasure import Way
from desk.rules.people.person_id import person_id
from desk.rules.people.rights import Right
from reports.certificate import WAYS, print_certificate
from reports.places import open_folder
from ui.base.folder_dialog import into_folder
from ui.base.hub import Hub
from ui.dialogs.reason_dialog import ReasonDialog
from ui.dialogs.subject_dialog import SubjectDialog
from ui.models.sheet_model import SheetRow
from ui.widgets.boxes import STRETCH, Grown, leave_out, row
from ui.widgets.cards import Card
from ui.widgets.page import Page
from ui.widgets.scrolled import cards
from ui.widgets.sheet import Sheet
from ui.widgets.text import button, wrapped

DUE = {
    mark("Case number"): 210,
    mark("To be kept until"): 130,
    mark("How it stands"): 0,
}
HELD = {
    mark("Case number"): 210,
    mark("To be kept until"): 130,
    mark("Why it is held"): 0,
}
LINES = 10  # shown without scrolling


class RetentionView(NamedTuple):
    """What the page shows."""

    due: list[DueCase]
    held: list[DueCase]


class RetentionPage(Page):
    """Lists cases due for erasure, and cases on legal hold."""

    title = mark("Retention")

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        """Build the page; `start` reads it."""
        super().__init__(hub, parent)
        self._found = RetentionView([], [])
        self._due = Sheet(DUE, "due", most=LINES)
        self._held = Sheet(HELD, "held", most=LINES)
        for sheet in (self._due, self._held):
            sheet.picked.connect(self._on_picked)
            sheet.opened.connect(hub.open_case)
        self._erase = button(say(mark("Ask for erasure")), "list-erase", self._on_list)
        self._keep = button(
            say(mark("Ask for anonymising")), "list-anonymise", self._on_list_anonymised
        )
        self._hold = button(say(mark("Hold…")), "hold", self._on_hold)
        self._release = button(say(mark("Lift the hold…")), "release", self._on_release)
        self._approve = button(
            say(mark("Approve the erasure…")), "approve-erasure", self._on_approve, primary=True
        )
        leave_out(self._approve, unless=hub.reader.office.acting.may(Right.ERASE))
        self._count = wrapped("", "muted")
        self.lay_out([self._approve], Grown(cards(*self._cards())))

    def _cards(self) -> Iterator[QWidget]:
        yield self._due_card()
        yield self._held_card()
        acting = self._hub.reader.office.acting
        if acting.may(Right.EXPORT) and acting.may(Right.REVEAL):
            yield self._subject_card()

    def _due_card(self) -> QWidget:
        words = mark(
            "Closed cases whose time is over. One person asks, another approves; then their words "
            "are shredded for good and a certificate is printed. Anonymised cases keep their "
            "figures."
        )
        buttons = row(self._erase, self._keep, self._hold, STRETCH)
        return Card(say(mark("Time is over")), say(words), self._due, self._count, buttons)

    def _held_card(self) -> QWidget:
        words = mark(
            "A lawsuit or an inspection keeps a case, however old. Any case can be held, an open "
            "one too; it is listed here until the hold is lifted."
        )
        more = button(say(mark("Hold another case…")), "hold-other", self._on_hold_other)
        buttons = row(self._release, more, STRETCH)
        return Card(say(mark("On hold")), say(words), self._held, buttons)

    def _subject_card(self) -> QWidget:
        words = mark(
            "Who asks what the office keeps about her gets all of it: every case with its "
            "history, as files and as dossiers. The export is in the register before the first "
            "file is written."
        )
        ask = button(say(mark("Export everything about a person…")), "subject", self._on_subject)
        return Card(say(mark("A person asks for her data")), say(words), row(ask, STRETCH))

    def concerns(self, changes: Done[object]) -> bool:
        """Read again after a change of cases."""
        return bool(changes.cases or changes.queue)

    def start(self) -> None:
        """Read what is due and what is held."""
        store, today = self._hub.reader.office.store, self._hub.reader.now.date()
        self._hub.tasks.read(
            self,
            lambda: RetentionView(list(due_cases(store, today)), list(cases_on_hold(store))),
            self._show,
        )

    def _show(self, found: RetentionView) -> None:
        self._found = found
        self._due.show_rows([self._due_row(one) for one in found.due])
        self._held.show_rows(
            [SheetRow(one.case_no, [one.case_no, one.keep_until, one.held]) for one in found.held]
        )
        words = mark("{count} cases are due, {listed} wait for approval, {mine} of them by you.")
        listed = [one for one in found.due if one.listed_by]
        own = self._hub.reader.office.actor.id
        mine = sum(person_id(one.listed_by) == own for one in listed)
        self._count.setText(say(words, count=len(found.due), listed=len(listed), mine=mine))
        self._on_picked()

    def _due_row(self, one: DueCase) -> SheetRow:
        return SheetRow(one.case_no, [one.case_no, one.keep_until, self._standing(one)])

    def _standing(self, one: DueCase) -> str:
        if one.held:
            return say(mark("on hold: {reason}"), reason=one.held)
        if one.listed_by:
            words = mark("{name} asked that it be {way}; somebody else approves")
            name = self._hub.reader.people.name(one.listed_by)
            return say(words, name=name, way=say(WAYS[one.way]))
        return say(mark("may be erased or anonymised"))

    def _approvable(self) -> list[str]:
        own = self._hub.reader.office.actor.id
        return [
            one.case_no
            for one in self._found.due
            if one.listed_by and person_id(one.listed_by) != own and not one.held
        ]

    @Slot()
    def _on_picked(self) -> None:
        due = next((one for one in self._found.due if one.case_no == self._due.key), None)
        is_free = due is not None and not due.held
        for part in (self._erase, self._keep):
            part.setEnabled(is_free)
        self._hold.setEnabled(is_free)
        self._release.setEnabled(bool(self._held.key))
        self._approve.setEnabled(bool(self._approvable()))

    @Slot()
    def _on_list(self) -> None:
        self._list(Way.ERASE)

    @Slot()
    def _on_list_anonymised(self) -> None:
        self._list(Way.ANONYMISE)

    def _list(self, way: Way) -> None:
        command = ListForErasure(case_no=self._due.key, way=way)
        self._hub.send(command, lambda _: self.start(), owner=self)

    @Slot()
    def _on_hold(self) -> None:
        self._ask_hold(self._due.key)

    @Slot()
    def _on_hold_other(self) -> None:
        self._ask_hold("")

    def _ask_hold(self, case_no: str) -> None:
        words = mark("The case is kept, however old, until the hold is lifted.")
        ReasonDialog(say(mark("Hold")), say(words), self._send_hold, self, case_no).open()

    def _send_hold(self, dialog: ReasonDialog) -> None:
        command = HoldCase(case_no=dialog.case_no, reason=dialog.reason)
        self._hub.send(command, dialog.done_well, dialog.show_refusal, dialog)

    @Slot()
    def _on_release(self) -> None:
        words = mark("All holds of {case_no} are lifted; it may be erased when its time is over.")
        said, case_no = say(words, case_no=self._held.key), self._held.key
        title = say(mark("Lift the hold"))
        ReasonDialog(title, said, self._send_release, self, case_no).open()

    def _send_release(self, dialog: ReasonDialog) -> None:
        command = ReleaseCase(case_no=dialog.case_no, reason=dialog.reason)
        self._hub.send(command, dialog.done_well, dialog.show_refusal, dialog)

    @Slot()
    def _on_approve(self) -> None:
        into_folder(self, say(mark("Where shall the certificate be written?")), self.approve)

    def approve(self, folder: Path) -> None:
        """Erase what others have put on the list; write the certificate into ``folder``."""
        signed, numbers = self._hub.reader.signed, self._approvable()
        if signed is None or not numbers:
            return

        def job() -> tuple[int, Path]:
            place = open_folder(folder)
            erased = erase(signed, numbers)
            return len(erased), print_certificate(signed.office, erased, place)

        self._hub.run(job, self._on_erased, owner=self)

    def _on_erased(self, done: tuple[int, Path]) -> None:
        count, path = done
        self._hub.changed.emit(Done(result=None, queue=True))
        words = mark("{count} cases are erased. Certificate: {name}")
        self._hub.told.emit(say(words, count=count, name=path.name))
        self.start()

    @Slot()
    def _on_subject(self) -> None:
        SubjectDialog(self._hub, self).open()
