"""The list of people and deputies for the page of people."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from desk.reads.office_facts import read_people, read_settings
from desk.rules.people.deputies import Delegation, delegation
from desk.rules.people.rights import Person
from desk.store.db import Store
from desk.store.keys.attempts import Attempts
from desk.store.record.standings import keys_here


@dataclass(frozen=True, slots=True)
class Member:
    """A present or former person here.

    Attributes:
        person: Who.
        is_here: Has a password slot at this workstation.
        locked_until: End of the lockout after wrong passwords, or None.
    """

    person: Person
    is_here: bool
    locked_until: datetime | None


@dataclass(frozen=True, slots=True)
class Staff:
    """All people, and all delegations.

    Attributes:
        members: Those who work here first, then those who left; by login.
        deputies: Every delegation with its line in the settings, the latest first day first.
    """

    members: list[Member]
    deputies: list[tuple[Delegation, str]]


def read_staff(store: Store, folder: Path, now: datetime) -> Staff:
    """Return people and deputies; ``folder`` is the home's, for the failed attempts."""
    attempts, here = Attempts.read(folder), keys_here(store)
    members = [
        Member(person, login in here, attempts.locked_until(login, now))
        for login, person in read_people(store).items()
    ]
    members.sort(key=lambda member: (not member.person.active, member.person.login))
    lines = read_settings(store).texts("deputies")
    found = [(told, line) for line in lines if (told := delegation(line))]
    found.sort(key=lambda pair: pair[0].first, reverse=True)
    return Staff(members, found)


def is_in_force(told: Delegation, today: date) -> bool:
    """Say whether a delegation holds today."""
    return told.first <= today <= told.last
