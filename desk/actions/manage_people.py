"""Add a person, change her role, close her account."""

from dataclasses import dataclass
from typing import ClassVar

from desk.actions.work import PERSON, Command, Done, Work
from desk.base.errors import Refusal
from desk.base.words import mark
from desk.rules.people.rights import Person, Right, Role, need_to_manage
from desk.rules.steps import kinds
from desk.store.record import journal


class LoginTaken(Refusal):
    """Somebody already has this login name."""

    text: ClassVar[str] = mark("The login name “{login}” is taken.")


@dataclass(frozen=True, slots=True, kw_only=True)
class AddPerson(Command[None]):
    """Add a person with an account.

    Attributes:
        person: Who.
        verify_key: Her public signing key, hex.
    """

    right: ClassVar[Right] = Right.PEOPLE

    person: Person
    verify_key: str


def add_person(command: AddPerson, work: Work) -> Done[None]:
    """Carry out ``command``.

    Raises:
        RankTooLow: The role is above the actor's.
        LoginTaken: The login is or was in use.
    """
    person = command.person
    need_to_manage(work.actor, person.role)
    if person.login in work.people:
        raise LoginTaken(field="login", login=person.login)
    facts = {
        "name": person.name,
        "role": person.role.value,
        "department": person.department,
        "active": True,
        "verify_key": command.verify_key,
    }
    work.write(kinds.PERSON_ADDED, PERSON + person.login, facts)
    return Done(result=None, settings=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePerson(Command[None]):
    """Change a person's data, or close her account.

    Attributes:
        login: Who.
        facts: New values of name, role, department, active or verify_key.
    """

    right: ClassVar[Right] = Right.PEOPLE

    login: str
    facts: dict[str, str | bool]


class NoPerson(Refusal):
    """There is nobody of that name."""

    text: ClassVar[str] = mark("There is nobody here with the login name “{login}”.")


class LastDirector(Refusal):
    """There would be nobody left who may do everything."""

    text: ClassVar[str] = mark("“{login}” is the only director. Make somebody else director first.")


def change_person(command: ChangePerson, work: Work) -> Done[None]:
    """Carry out ``command``.

    Raises:
        NoPerson: No person has this login.
        RankTooLow: Her role, or the one she would get, is above the actor's.
        LastDirector: There would be no director left.
    """
    person = work.people.get(command.login)
    if person is None:
        raise NoPerson(field="login", login=command.login)
    role = Role(str(command.facts.get("role", person.role)))
    for one in {person.role, role}:
        need_to_manage(work.actor, one)
    stays = bool(command.facts.get("active", person.active)) and role is Role.DIRECTOR
    _need_another_director(work, command.login, stays=stays)
    subject = PERSON + command.login
    before = journal.folded(work.store, subject)
    work.write(kinds.PERSON_CHANGED, subject, command.facts, before=before)
    return Done(result=None, settings=True)


def _need_another_director(work: Work, login: str, *, stays: bool) -> None:
    directors = {p.login for p in work.people.values() if p.active and p.role is Role.DIRECTOR}
    if directors == {login} and not stays:
        raise LastDirector(field="login", login=login)
