"""Deputies: who stands for whom between two days; lines of a setting, so every one is recorded."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Final, NamedTuple

from desk.rules.people import Person

_LINE: Final = re.compile(r"(\S+)\s+(\S+)\s+(\d{4}-\d\d-\d\d)\s+(\d{4}-\d\d-\d\d)")


class Delegation(NamedTuple):
    """One line: ``deputy`` stands for ``person`` from ``first`` to ``last``, both included."""

    person: str
    deputy: str
    first: date
    last: date


def delegation(line: str) -> Delegation | None:
    """Return what a line such as "li zhou 2026-11-20 2026-11-30" says, or None."""
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
    """Return ``person`` with the roles of those whom she stands for today.

    Somebody who has left, or an administrator or auditor, is stood for by nobody.
    """
    given = filter(None, map(delegation, lines))
    logins = [d.person for d in given if d.deputy == person.login and d.first <= today <= d.last]
    roles = {people[login].role for login in logins if login in people and people[login].active}
    return replace(person, stands_for=tuple(sorted(roles))) if roles else person
