"""Add a person, change her role, close her account."""

from dataclasses import dataclass, field
from typing import ClassVar

from desk.actions.propose import waits
from desk.actions.work import PERSON, Command, Done, Work
from desk.base.errors import Refusal
from desk.base.shapes import Facts, JsonMapping
from desk.base.words import mark
from desk.rules.people.rights import Person, Right, Role, need_to_manage
from desk.rules.people.two_persons import DEPUTIES, raised_facts
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
        key: The slot of her password, which waits with her until a second person confirms her.
    """

    right: ClassVar[Right] = Right.PEOPLE

    person: Person
    verify_key: str
    key: JsonMapping | None = field(default=None, repr=False)


def add_person(command: AddPerson, work: Work) -> Done[None]:
    """Carry out ``command``; or propose it, where a second person must confirm it.

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
    said = {name: facts[name] for name in ("name", "role", "department", "verify_key")}
    wish = {"login": person.login, **said}
    waiting = waits(work, "add-person", wish, (person.login,), command.key)
    if waiting is not None:
        return Done(result=None, settings=True, waits=waiting)
    work.write(kinds.PERSON_ADDED, PERSON + person.login, facts)
    return Done(result=None, settings=True)


def person_to_add(wish: Facts, _work: Work) -> AddPerson:
    """Return the command that a proposal's ``wish`` tells of."""
    told = {name: wish[name] for name in ("login", "name", "department")}
    return AddPerson(person=Person(role=Role(wish["role"]), **told), verify_key=wish["verify_key"])


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePerson(Command[None]):
    """Change a person's data, or close her account.

    Attributes:
        login: Who.
        facts: New values of name, role, department, active or verify_key.
        key: The slot of a new password, which waits until a second person confirms it.
    """

    right: ClassVar[Right] = Right.PEOPLE

    login: str
    facts: dict[str, str | bool]
    key: JsonMapping | None = field(default=None, repr=False)


class NoPerson(Refusal):
    """There is nobody of that name."""

    text: ClassVar[str] = mark("There is nobody here with the login name “{login}”.")


class LastDirector(Refusal):
    """There would be nobody left who may do everything."""

    text: ClassVar[str] = mark("“{login}” is the only director. Make somebody else director first.")


def change_person(command: ChangePerson, work: Work) -> Done[None]:
    """Carry out ``command``; what gives more power is proposed, the rest holds at once.

    Raises:
        NoPerson: No person has this login.
        RankTooLow: Her role, or the one she would get, is above the actor's.
        LastDirector: There would be no director left.
    """
    person = work.people.get(command.login)
    is_former = person is not None and not person.active and not command.facts.get("active")
    if person is None or (is_former and "verify_key" in command.facts):
        raise NoPerson(field="login", login=command.login)
    role = Role(str(command.facts.get("role", person.role)))
    for one in {person.role, role}:
        need_to_manage(work.actor, one)
    stays = bool(command.facts.get("active", person.active)) and role is Role.DIRECTOR
    _need_another_director(work, command.login, stays=stays)
    raised = raised_facts(person, command.facts, work.settings.texts(DEPUTIES))
    facts, waiting = dict(command.facts), None
    if raised:
        wish = {"login": command.login, "facts": {name: facts[name] for name in raised}}
        waiting = waits(work, "change-person", wish, (command.login,), command.key)
    if waiting is not None:
        facts = {name: value for name, value in facts.items() if name not in raised}
    if facts:
        subject = PERSON + command.login
        before = journal.folded(work.store, subject)
        work.write(kinds.PERSON_CHANGED, subject, facts, before=before)
    return Done(result=None, settings=True, waits=waiting)


def person_to_change(wish: Facts, _work: Work) -> ChangePerson:
    """Return the command that a proposal's ``wish`` tells of."""
    return ChangePerson(login=wish["login"], facts=wish["facts"])


def _need_another_director(work: Work, login: str, *, stays: bool) -> None:
    directors = {p.login for p in work.people.values() if p.active and p.role is Role.DIRECTOR}
    if directors == {login} and not stays:
        raise LastDirector(field="login", login=login)
