"""People and rights (人员与权限): accounts, deputies, rights of roles."""

from collections.abc import Iterator
from datetime import date
from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QDialog, QWidget

from desk.actions.change_settings import ChangeSettings
from desk.actions.work import Done
from desk.base.clock import SystemClock
from desk.base.words import mark, say
from desk.home import accounts
from desk.home.opening import Home
from desk.reads.handover import held_by
from desk.reads.staff import Member, Staff, is_in_force, read_staff
from desk.rules.people.person_id import PersonId
from desk.rules.people.rights import Role, may_manage, role_label
from ui.base.hub import ExclusiveJob, Hub
from ui.dialogs.code_dialog import CodeDialog
from ui.dialogs.people_dialogs import AddPersonDialog, ChangePersonDialog, DeputyDialog, ResetDialog
from ui.dialogs.seconds_dialog import SECONDS_WORDS, SecondsView
from ui.models.sheet_model import SheetRow
from ui.widgets.boxes import STRETCH, Grown, row
from ui.widgets.cards import Card
from ui.widgets.page import Page
from ui.widgets.rights_view import RightsView
from ui.widgets.scrolled import cards
from ui.widgets.sheet import Sheet
from ui.widgets.text import button, wrapped

PEOPLE = {
    mark("Full name"): 130,
    mark("Login name"): 120,
    mark("Role"): 110,
    mark("Department"): 150,
    mark("How it stands"): 0,
}
DEPUTIES = {
    mark("For whom"): 160,
    mark("Deputy"): 160,
    mark("From"): 110,
    mark("Until"): 110,
    mark("How it stands"): 0,
}
LINES = 9  # shown without scrolling


class PeoplePage(Page):
    """Lists people and deputies; buttons act on the selected line."""

    title = mark("People and rights")

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        """Build the page; `start` reads it."""
        super().__init__(hub, parent)
        self._staff = Staff([], [])
        self._seconds = SecondsView(hub)
        self._people = Sheet(PEOPLE, "people", most=LINES)
        self._people.picked.connect(self._on_picked)
        self._people.opened.connect(self._on_change)
        self._deputies = Sheet(DEPUTIES, "deputies", most=LINES)
        self._deputies.picked.connect(self._on_deputy_picked)
        self._change = button(say(mark("Name, department…")), "change-person", self._on_change)
        self._reset = button(say(mark("New password, role…")), "reset-password", self._on_reset)
        self._disable = button(say(mark("Close the account…")), "disable-person", self._on_disable)
        self._end = button(say(mark("End")), "end-deputy", self._on_end)
        more = button(say(mark("Add a person…")), "add-person", self._on_add, primary=True)
        self.lay_out([more], Grown(cards(*self._cards())))

    def _cards(self) -> Iterator[QWidget]:
        yield Card(say(mark("Waits for a second person")), say(SECONDS_WORDS), self._seconds)
        yield self._people_card()
        yield self._deputy_card()
        if may_manage(self._hub.reader.office.actor, Role.DIRECTOR):
            yield self._code_card()
        yield RightsView()

    def _people_card(self) -> QWidget:
        words = mark(
            "Everybody signs in with her own name; passwords are never shared. "
            "Whoever leaves gets her account closed: all keys change, her acts stay hers."
        )
        buttons = row(self._change, self._reset, self._disable, STRETCH)
        return Card(say(mark("Who works here")), say(words), self._people, buttons)

    def _deputy_card(self) -> QWidget:
        words = mark("A deputy holds the other's role on the days between, both included.")
        more = button(say(mark("Name a deputy…")), "add-deputy", self._on_deputy)
        buttons = row(more, self._end, STRETCH)
        return Card(say(mark("Deputies")), say(words), self._deputies, buttons)

    def _code_card(self) -> QWidget:
        words = mark(
            "If all passwords are lost, only the printed code opens the data again. It lies in two "
            "sealed envelopes in two places. A new code makes the old sheets worthless."
        )
        make = button(say(mark("New recovery code…")), "new-code", self._on_code)
        return Card(say(mark("Recovery code")), wrapped(say(words)), row(make, STRETCH))

    def concerns(self, changes: Done[object]) -> bool:
        """Read again after a change of people and settings."""
        return changes.settings

    def start(self) -> None:
        """Read who works here, and what waits for a second person."""
        self._seconds.start()
        office = self._hub.reader.office
        self._hub.tasks.read(
            self, lambda: read_staff(office.store, office.folder, office.clock.now()), self._show
        )

    def _show(self, staff: Staff) -> None:
        self._staff, today = staff, self._hub.reader.now.date()
        names = {member.person.login: member.person.name for member in staff.members}
        self._people.show_rows([self._person_row(member, today) for member in staff.members])
        rows = []
        for told, line in staff.deputies:
            is_over = told.last < today
            state = _standing(is_now=is_in_force(told, today), is_over=is_over)
            who = [names.get(login, login) for login in (told.person, told.deputy)]
            days = [told.first.isoformat(), told.last.isoformat()]
            rows.append(SheetRow(line, [*who, *days, state], is_quiet=is_over))
        self._deputies.show_rows(rows)
        self._on_picked()
        self._on_deputy_picked()

    def _person_row(self, member: Member, today: date) -> SheetRow:
        person = member.person
        cells = [person.name, person.login, role_label(person.role), person.department]
        loud = person.active and member.locked_until is not None
        state = self._state_of(member, today)
        return SheetRow(person.login, [*cells, state], is_quiet=not person.active, is_loud=loud)

    def _state_of(self, member: Member, today: date) -> str:
        person = member.person
        if not person.active:
            return say(mark("has left"))
        if member.locked_until is not None:
            words = mark("locked until {at} after wrong passwords")
            return say(words, at=member.locked_until)
        if not member.is_here:
            return say(mark("signs in at another workstation"))
        for told, _ in self._staff.deputies:
            if told.deputy == person.login and is_in_force(told, today):
                words = mark("works here; stands for {login} until {day}")
                return say(words, login=told.person, day=told.last)
        return say(mark("works here"))

    def _picked(self) -> Member | None:
        key = self._people.key
        return next((one for one in self._staff.members if one.person.login == key), None)

    @Slot()
    def _on_picked(self) -> None:
        member, actor = self._picked(), self._hub.reader.office.actor
        is_known = member is not None and member.person.active
        may = member is not None and is_known and may_manage(actor, member.person.role)
        is_other = member is not None and member.person.login != actor.login
        self._change.setEnabled(bool(may))
        self._reset.setEnabled(bool(may and is_other))
        self._disable.setEnabled(bool(may and is_other))

    @Slot()
    def _on_deputy_picked(self) -> None:
        self._end.setEnabled(bool(self._deputies.key))

    def _open(self, dialog: QDialog) -> None:
        dialog.accepted.connect(self.start)
        dialog.open()

    @Slot()
    def _on_add(self) -> None:
        self._open(AddPersonDialog(self._hub, self))

    @Slot()
    def _on_change(self) -> None:
        member = self._picked()
        if member is not None and self._change.isEnabled():
            self._open(ChangePersonDialog(self._hub, member.person, self))

    @Slot()
    def _on_reset(self) -> None:
        member = self._picked()
        if member is not None:
            self._open(ResetDialog(self._hub, member.person, self))

    @Slot()
    def _on_deputy(self) -> None:
        self._open(DeputyDialog(self._hub, self))

    @Slot()
    def _on_end(self) -> None:
        lines = self._hub.reader.office.settings.texts("deputies")
        left = [line for line in lines if line != self._deputies.key]
        self._hub.send(ChangeSettings(values={"deputies": left}), owner=self)

    @Slot()
    def _on_disable(self) -> None:
        member, signed = self._picked(), self._hub.reader.signed
        if member is None or signed is None:
            return
        name = member.person.name
        question = mark(
            "The account of {name} is closed and all keys change, so that an old copy of the key "
            "file opens old data only. Type your password to go on."
        )
        wish = ExclusiveJob(
            partial(_let_go, signed.home, member.person.login),
            say(mark("Closing the account of {name}; all keys change…"), name=name),
            say(question, name=name),
        )
        self._hub.alone.emit(wish)

    @Slot()
    def _on_code(self) -> None:
        CodeDialog(self._hub, self).open()


def _let_go(home: Home, login: str, by: str, password: str) -> str:
    signed = home.sign_in(by, password, SystemClock())
    try:
        signed = accounts.let_go(signed, login)
        held = held_by(signed.office.store, PersonId("", login))
    finally:
        signed.close()
    if not held.cases and not held.offers:
        return say(mark("The account of {login} is closed; all keys were changed."), login=login)
    none = [say(mark("none"))]
    return say(
        mark(
            "The account of {login} is closed; all keys were changed. Assign its open cases to "
            "somebody else: {cases}. Refuse the handovers offered to it: {offers}."
        ),
        login=login,
        cases=held.cases or none,
        offers=held.offers or none,
    )


def _standing(*, is_now: bool, is_over: bool) -> str:
    if is_over:
        return say(mark("is over"))
    return say(mark("holds today")) if is_now else say(mark("is to come"))
