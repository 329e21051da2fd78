"""Handing over: all open cases of somebody offered to somebody else, with the sheet to sign."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desk.actions.bulk import BulkStep
from desk.actions.work import Changes
from desk.base.errors import Refusal
from desk.base.text import plain
from desk.base.words import mark, say
from desk.reads.handover import OpenCase
from desk.rules.case.fields import Field, FieldGroup, Kind
from desk.rules.case.life import Action
from desk.rules.people.person_id import person_id
from desk.rules.steps.guards import KEEPERS
from reports.handover_sheet import print_handover
from ui.base.draft import Draft
from ui.base.folder_dialog import ask_folder
from ui.base.hub import Hub
from ui.widgets.field_widgets import edit_for
from ui.widgets.form import Form, each
from ui.widgets.scrolled import fill, scrolled
from ui.widgets.text import button, label, wrapped

WIDTH, HEIGHT = 680, 560
FROM = Field("owner", Kind.TEXT, mark("Cases of"), FieldGroup.HANDLING)
TO = Field("to", Kind.TEXT, mark("Go to"), FieldGroup.HANDLING)
REASON = Field("reason", Kind.STORY, mark("Reason"), FieldGroup.HANDLING)


class HandoverDialog(QDialog):
    """Asks whose cases go to whom; each is offered and waits until it is accepted."""

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        """Build the form, the signed-in person as the one who hands over."""
        super().__init__(parent)
        self._hub = hub
        self._held: list[OpenCase] = []
        self._asked_for: str | None = None
        self.setWindowTitle(say(mark("Hand cases over")))
        self.resize(WIDTH, HEIGHT)
        office = hub.reader.office
        people = [
            (one.login, one.name)
            for one in office.people.values()
            if one.active and one.role in KEEPERS
        ]
        self._form = Form(columns=2)
        for field in (FROM, TO, REASON):
            edit = edit_for(field, people=people, today=hub.reader.now.date())
            self._form.add(edit, is_wanted=True)
        self._form.fill({"owner": office.actor.login})
        self._form.edited.connect(self._look)
        self._draft = Draft(hub, "handover", self._form.values, self)
        self._form.edited.connect(self._draft.touch)
        self._draft.found.connect(self._show_draft)
        self._draft.look()
        self._cases: QScrollArea = scrolled()
        self._result = wrapped("", "problem")
        self._result.setObjectName("handover-result")
        self._build()
        self._look()

    def _build(self) -> None:
        rows = QVBoxLayout(self)
        rows.setContentsMargins(20, 18, 20, 16)
        rows.setSpacing(10)
        rows.addWidget(label(say(mark("Hand cases over")), "title"))
        rows.addWidget(self._form)
        rows.addWidget(self._cases, 1)
        rows.addWidget(self._result)
        self._sheet = button(say(mark("Print the sheet…")), name="print-handover")
        self._sheet.clicked.connect(self._on_sheet)
        self._offer = button(say(mark("Offer them all")), primary=True, name="offer-all")
        self._offer.clicked.connect(self._on_offer)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self._sheet)
        foot.addWidget(self._offer)
        rows.addLayout(foot)

    @Slot(dict)
    def _show_draft(self, draft: dict[str, str]) -> None:
        self._form.fill(draft)
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
        rows = QVBoxLayout()
        rows.setSpacing(6)
        rows.addWidget(label(say(mark("{count} open cases"), count=len(held)), "group"))
        for one in held:
            due = f"{one.due_on} {one.clock}" if one.due_on else ""
            parts = (one.case_no, one.title, one.next_step, due)
            rows.addWidget(wrapped(plain("  ".join(part for part in parts if part))))
        fill(self._cases, rows)
        self._offer.setEnabled(bool(held))
        self._sheet.setEnabled(bool(held))

    @Slot()
    def _on_sheet(self) -> None:
        folder = ask_folder(self, say(mark("Where shall the sheet be written?")))
        if folder:
            self.print_to(folder)

    def print_to(self, folder: Path) -> None:
        """Have the handover sheet written into ``folder``."""
        office = self._hub.reader.office
        giver, taker = (person_id(self._value(name)) for name in ("owner", "to"))
        job = partial(print_handover, office, giver, taker, folder)
        self._hub.tasks.write(self, job, self._hub.say_written, self._on_refused)

    @Slot()
    def _on_offer(self) -> None:
        command = BulkStep(
            case_nos=[one.case_no for one in self._held],
            action=Action.TRANSFER,
            given={"to": self._value("to"), "reason": self._value("reason")},
        )
        self._hub.send(command, self._on_offered, self._on_refused, self)

    def _on_offered(self, changes: Changes) -> None:
        self._draft.forget()
        done, refused = changes.report["done"], changes.report["refused"]
        text = say(mark("{done} cases are offered, {refused} are not."), **_counts(done, refused))
        lines = [
            say(mark("{label}: {words}"), label=one["case_no"], words=one["reason"])
            for one in refused
        ]
        self._result.setText(plain("\n".join([text, *lines])))

    def _on_refused(self, refusal: Refusal) -> None:
        others = self._form.show_problems(each(refusal))
        self._result.setText(plain(" ".join(str(other) for other in others)))


def _counts(done: list[str], refused: list[object]) -> dict[str, int]:
    return {"done": len(done), "refused": len(refused)}
