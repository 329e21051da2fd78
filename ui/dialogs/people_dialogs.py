"""Dialogs about other people's accounts: add, change, a new password, a deputy."""

from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtWidgets import QComboBox, QWidget

from desk.actions.change_settings import ChangeSettings
from desk.actions.manage_people import ChangePerson
from desk.actions.work import Done
from desk.base.errors import Refusal
from desk.base.text import plain
from desk.base.words import mark, say
from desk.home import accounts
from desk.home.opening import person_of
from desk.rules.people.deputies import STANDING
from desk.rules.people.passwords import need_same
from desk.rules.people.rights import Person, Role, may_manage, role_label
from desk.rules.people.two_persons import Proposal
from ui.base.hub import Hub
from ui.dialogs.form_dialog import FormDialog
from ui.widgets.calm import CalmDay

DEPUTY_DAYS = 7


def _departments(hub: Hub, dialog: FormDialog, value: str = "") -> QComboBox:
    """Add a choice of the office's departments; another can be typed."""
    box = QComboBox(editable=True)
    box.addItems([plain(name) for name in ["", *hub.reader.office.settings.texts("departments")]])
    box.setCurrentText(plain(value))
    dialog.add("department", say(mark("Department")), box)
    return box


def _roles(hub: Hub) -> list[tuple[object, str]]:
    actor = hub.reader.office.actor
    return [(role, role_label(role)) for role in Role if may_manage(actor, role)]


class AddPersonDialog(FormDialog):
    """Adds a person with an account."""

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        """Build the form."""
        super().__init__(say(mark("Add a person")), parent)
        self._hub = hub
        self._name = self.add_line("name", say(mark("Name, as printed on papers")))
        self._login = self.add_line("login", say(mark("Login name")))
        self._role = self.add_choice("role", say(mark("Role")), _roles(hub))
        self._department = _departments(hub, self)
        title = say(mark("First password; she changes it herself"))
        self._password = self.add_line("password", title, is_secret=True)
        self._again = self.add_line("again", say(mark("The same once more")), is_secret=True)
        self.finish(say(mark("Add")), self._on_send)

    def _on_send(self) -> None:
        texts = [edit.text() for edit in (self._login, self._name, self._password, self._again)]
        role, department = self._role.chosen, self._department.currentText()
        self._hub.run(
            lambda: self._add(texts, role, department), self._added, self.show_refusal, self
        )

    def _added(self, waits: Proposal | None) -> None:
        self.done_well()
        self._hub.changed.emit(Done(result=None, settings=True))
        self._hub.say_waits(waits)

    def _add(self, texts: Sequence[str], role: str, department: str) -> Proposal | None:
        login, name, password, again = texts
        signed = self._hub.reader.signed
        if signed is None:
            return None
        need_same(password, again)
        person = person_of(login, name, role, department)
        return signed.home.add_user(signed.office, person, password, signed.keys.root)


class ChangePersonDialog(FormDialog):
    """Changes a person's name or department."""

    def __init__(self, hub: Hub, person: Person, parent: QWidget | None = None) -> None:
        """Show the data of ``person``."""
        super().__init__(say(mark("Change {login}"), login=person.login), parent)
        self._hub = hub
        self._person = person
        self._name = self.add_line("name", say(mark("Name, as printed on papers")), person.name)
        self._department = _departments(hub, self, person.department)
        self.finish(say(mark("Save")), self._on_send)

    def _on_send(self) -> None:
        facts: dict[str, str | bool] = {
            "name": self._name.text().strip(),
            "department": self._department.currentText().strip(),
        }
        command = ChangePerson(login=self._person.login, facts=facts)
        self._hub.send(command, self.done_well, self.show_refusal, self)


class ResetDialog(FormDialog):
    """Gives a person another role, a new password, or both."""

    def __init__(self, hub: Hub, person: Person, parent: QWidget | None = None) -> None:
        """Ask about ``person``."""
        super().__init__(say(mark("Role and password of {login}"), login=person.login), parent)
        self._hub = hub
        self._login = person.login
        self.explain(
            say(
                mark(
                    "Leave the password empty to change the role only. Once a new password holds, "
                    "the old one opens nothing; what she signed before stays good. Tell her the "
                    "new one in person; she changes it herself."
                )
            )
        )
        self._role = self.add_choice("role", say(mark("Role")), _roles(hub), person.role)
        self._password = self.add_line("password", say(mark("New password")), is_secret=True)
        self._again = self.add_line("again", say(mark("The same once more")), is_secret=True)
        self.finish(say(mark("Save")), self._on_send)

    def _on_send(self) -> None:
        password, again = self._password.text(), self._again.text()
        role: Role = self._role.chosen
        self._hub.run(
            lambda: self._reset(password, again, role), self._changed, self.show_refusal, self
        )

    def _changed(self, waits: Proposal | None) -> None:
        self.done_well()
        self._hub.changed.emit(Done(result=None, settings=True))
        self._hub.say_waits(waits)

    def _reset(self, password: str, again: str, role: Role) -> Proposal | None:
        signed = self._hub.reader.signed
        if signed is None:
            return None
        need_same(password, again)
        if not password:
            return accounts.change_role(signed, self._login, role)
        return accounts.reset_password(signed, self._login, password, role)


class DeputyDialog(FormDialog):
    """Adds a deputy: who deputises for whom, and when."""

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        """Offer those who work on cases."""
        super().__init__(say(mark("Deputy")), parent)
        self._hub = hub
        self.explain(
            say(
                mark(
                    "In these days the deputy may do what the other may, too. "
                    "What she does stays hers on record; nobody approves her own."
                )
            )
        )
        people = [
            (one.login, f"{one.name} ({role_label(one.role)})")
            for one in hub.reader.office.people.values()
            if one.active and one.role in STANDING
        ]
        self._person = self.add_choice("person", say(mark("For whom")), people)
        self._deputy = self.add_choice("deputy", say(mark("Who stands for her")), people)
        today = hub.reader.now.date()
        self._first = self._day("first", say(mark("From")), today)
        self._last = self._day(
            "last", say(mark("Until, that day too")), today + timedelta(DEPUTY_DAYS)
        )
        self.finish(say(mark("Name the deputy")), self._on_send)

    def _day(self, name: str, title: str, day: date) -> CalmDay:
        edit = CalmDay(name, day)
        self.add(name, title, edit)
        return edit

    def _on_send(self) -> None:
        if self._person.chosen == self._deputy.chosen:
            self.show_refusal(SamePerson(field="deputy"))
            return
        days = [edit.day.isoformat() for edit in (self._first, self._last)]
        if days[0] > days[1]:
            self.show_refusal(EndsBefore(field="last"))
            return
        line = " ".join([self._person.chosen, self._deputy.chosen, *days])
        lines = self._hub.reader.office.settings.texts("deputies")
        command = ChangeSettings(values={"deputies": [*lines, line]})
        self._hub.send(command, self.done_well, self.show_refusal, self)


class SamePerson(Refusal):
    """Somebody shall stand for herself."""

    text = mark("Nobody stands for herself. Choose two people.")


class EndsBefore(Refusal):
    """A span that ends before it begins."""

    text = mark("The last day lies before the first.")
