"""Handing over: all open cases of somebody offered to somebody else, with the sheet to sign."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QScrollArea, QWidget

from desk.actions.bulk import BulkDone, BulkStep
from desk.actions.work import Done
from desk.base.words import mark, say
from desk.reads.handover import OpenCase
from desk.rules.case.fields import Field, FieldGroup, Kind
from desk.rules.case.life import Action
from desk.rules.people.person_id import person_id
from reports.handover_sheet import print_handover
from ui.base.folder_dialog import into_folder
from ui.base.hub import Hub
from ui.dialogs.dialog import Dialog
from ui.widgets.boxes import STRETCH, Grown, column, row
from ui.widgets.field_widgets import edit_for
from ui.widgets.form import Form, drafted
from ui.widgets.scrolled import fill, scrolled
from ui.widgets.step_form import keepers
from ui.widgets.text import button, label, wrapped

WIDTH, HEIGHT = 680, 560
FROM = Field("owner", Kind.TEXT, mark("Cases of"), FieldGroup.HANDLING)
TO = Field("to", Kind.TEXT, mark("Go to"), FieldGroup.HANDLING)
REASON = Field("reason", Kind.STORY, mark("Reason"), FieldGroup.HANDLING)


class HandoverDialog(Dialog):
    """Asks for giver and taker; each case is offered and must be accepted."""

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        """Build the form, the signed-in person as the one who hands over."""
        title = say(mark("Hand cases over"))
        super().__init__(title, parent, width=WIDTH, height=HEIGHT)
        self._hub = hub
        self._held: list[OpenCase] = []
        self._asked_for: str | None = None
        office = hub.reader.office
        people = keepers(office)
        self._form = Form(2, self.problems)
        for field in (FROM, TO, REASON):
            edit = edit_for(field, people=people, today=hub.reader.now.date())
            self._form.add(edit, is_wanted=True)
        self._form.fill({"owner": office.actor.login})
        self._form.edited.connect(self._look)
        self._draft = drafted(hub, "handover", self._form, self)
        self._draft.found.connect(self._look)
        self._cases: QScrollArea = scrolled()
        self.problems.line.setObjectName("handover-result")
        self._sheet = button(say(mark("Print the sheet…")), "print-handover", self._on_sheet)
        self._offer = button(say(mark("Offer them all")), "offer-all", self._on_offer, primary=True)
        foot = row(STRETCH, self._sheet, self._offer)
        told = (self.problems.line, foot)
        self.lay_out(label(title, "title"), self._form, Grown(self._cases), *told, spacing=10)
        self._look()

    def _value(self, name: str) -> str:
        return str(self._form.edit(name).value() or "")

    @Slot()
    def _look(self) -> None:
        """Ask which cases the one who hands over has."""
        login = self._value("owner")
        if login == self._asked_for:
            return
        self._asked_for = login
        self._offer.setEnabled(False)  # until it is known whose cases are offered
        self._sheet.setEnabled(False)
        self._hub.tasks.read(self, partial(self._hub.reader.held, person_id(login)), self._show)

    def _show(self, held: list[OpenCase]) -> None:
        self._held = held
        rows = column(label(say(mark("{count} open cases"), count=len(held)), "group"), spacing=6)
        for one in held:
            due = f"{one.due_on} {one.clock}" if one.due_on else ""
            parts = (one.case_no, one.title, one.next_step, due)
            rows.addWidget(wrapped("  ".join(part for part in parts if part)))
        fill(self._cases, rows)
        self._offer.setEnabled(bool(held))
        self._sheet.setEnabled(bool(held))

    @Slot()
    def _on_sheet(self) -> None:
        into_folder(self, say(mark("Where shall the sheet be written?")), self.print_to)

    def print_to(self, folder: Path) -> None:
        """Have the handover sheet written into ``folder``."""
        office = self._hub.reader.office
        giver, taker = (person_id(self._value(name)) for name in ("owner", "to"))
        job = partial(print_handover, office, giver, taker, folder)
        self._hub.tasks.write(self, job, self._hub.say_written, self.show_refusal)

    @Slot()
    def _on_offer(self) -> None:
        command = BulkStep(
            case_nos=[one.case_no for one in self._held],
            action=Action.TRANSFER,
            given={"to": self._value("to"), "reason": self._value("reason")},
        )
        self._hub.send(command, self._on_offered, self.show_refusal, self)

    def _on_offered(self, changes: Done[BulkDone]) -> None:
        self._draft.forget()
        done, refused = changes.result.done, changes.result.refused
        words = mark("{done} cases are offered, {refused} are not.")
        text = say(words, done=len(done), refused=len(refused))
        lines = [
            say(mark("{label}: {words}"), label=one.case_no, words=one.reason) for one in refused
        ]
        self.problems.tell("\n".join([text, *lines]))
