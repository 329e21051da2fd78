"""Deputies: who deputises for whom between two days; lines of a setting, hence audited."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import ClassVar, Final, NamedTuple

from desk.base.errors import Refusal
from desk.base.words import mark
from desk.rules.people.rights import Person, Role, need_to_manage

# Who works on cases. An administrator sees no case content and an auditor changes nothing:
# neither stands for anybody, and nobody for them.
STANDING: Final = frozenset({Role.SPECIALIST, Role.SUPERVISOR, Role.DIRECTOR})

_LINE: Final = re.compile(r"(\S+)\s+(\S+)\s+(\d{4}-\d\d-\d\d)\s+(\d{4}-\d\d-\d\d)")


class CannotStand(Refusal):
    """Somebody who works on no cases, or has left, is named in a line."""

    text: ClassVar[str] = mark(
        "“{login}” works on no cases here, so nobody can stand for her, nor she for anybody. "
        "Name two people who do."
    )


class Delegation(NamedTuple):
    """``deputy`` deputises for ``person`` from ``first`` to ``last``, both inclusive."""

    person: str
    deputy: str
    first: date
    last: date


def delegation(line: str) -> Delegation | None:
    """Parse a line such as "li zhou 2026-11-20 2026-11-30"; None when invalid."""
    parts = _LINE.fullmatch(line.strip())
    if parts is None:
        return None
    try:
        first, last = date.fromisoformat(parts[3]), date.fromisoformat(parts[4])
    except ValueError:
        return None
    is_sound = first <= last and parts[1] != parts[2]
    return Delegation(parts[1], parts[2], first, last) if is_sound else None


def as_deputy(
    person: Person, people: Mapping[str, Person], lines: Iterable[str], today: date
) -> Person:
    """Return ``person`` with the roles of those she deputises for today.

    Former people, administrators and auditors have no deputies.
    """
    given = filter(None, map(delegation, lines))
    logins = [d.person for d in given if d.deputy == person.login and d.first <= today <= d.last]
    roles = {people[login].role for login in logins if login in people and people[login].active}
    roles &= STANDING if person.role in STANDING else frozenset()
    return replace(person, stands_for=tuple(sorted(roles))) if roles else person


def need_to_delegate(
    actor: Person, people: Mapping[str, Person], before: Iterable[str], after: Iterable[str]
) -> None:
    """Refuse new lines that ``actor`` may not write.

    A line passes on the rights of a role: only those who may manage accounts of that role
    may write it, otherwise anybody could obtain a director's rights.

    Raises:
        CannotStand: A named person works on no cases, or not here.
        RankTooLow: The role is above the actor's.
    """
    old = set(before)
    for line in after:
        found = None if line in old else delegation(line)
        for login in (found.person, found.deputy) if found else ():
            person = people.get(login)
            if person is None or not person.active or person.role not in STANDING:
                raise CannotStand(field="deputies", login=login)
        if found:
            need_to_manage(actor, people[found.person].role)
