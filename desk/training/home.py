"""Making a training home; the same seed, number of cases and day give the same result."""

from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any, Final

from desk.base.clock import Clock, SetClock
from desk.base.resources import read_toml
from desk.home.office_file import new_office
from desk.home.opening import Home, create_home, person_of
from desk.office import Office
from desk.rules.people.rights import Role
from desk.training.year import DAYS, Year

PASSWORD: Final = "training branch 0101"  # noqa: S105 - printed; training homes hold nothing real
CASES: Final = 320
SEED: Final = 20261122


@dataclass(frozen=True, slots=True)
class Made:
    """A training home, ready to use.

    Attributes:
        folder: Where it is.
        cases: How many cases it has.
        users: Login name and password by role.
    """

    folder: Path
    cases: int
    users: dict[str, dict[str, str]]


def make_training_home(folder: Path, clock: Clock, cases: int = CASES, seed: int = SEED) -> Made:
    """Make a training branch in ``folder`` whose last twelve months end now.

    Raises:
        HomeExists: The folder holds a home already.
    """
    random = Random(seed)  # noqa: S311 - invented data, not secrets
    now = clock.now()
    moving = SetClock(now - timedelta(days=DAYS))
    people = read_toml("demo", "people.toml")
    director = next(staff for staff in people["staff"] if staff["role"] == Role.DIRECTOR)
    office = new_office(people["office"], "A", director["login"], director["name"])
    made = create_home(
        folder,
        replace(office, is_training=True),
        PASSWORD,
        clock=moving,
        entropy=random.randbytes,
    )
    home = Home(folder, random.randbytes)
    first = home.open(office.login, PASSWORD, moving)
    for staff in people["staff"]:
        if staff is not director:
            person = person_of(staff["login"], staff["name"], staff["role"], staff["department"])
            home.add_user(first, person, PASSWORD, made.root)
    with first.store.writing():
        Year(random, _desks(home, first, moving), moving, now).live(cases)
    first.store.checkpoint()
    first.store.close()
    return Made(folder, cases, _users(people))


def _users(people: dict[str, Any]) -> dict[str, dict[str, str]]:
    users: dict[str, dict[str, str]] = {}
    for staff in people["staff"]:
        users.setdefault(staff["role"], {"name": staff["login"], "password": PASSWORD})
    return users


def _desks(home: Home, first: Office, clock: SetClock) -> dict[str, Office]:
    """Return an office by login for everybody, all at the same open database."""
    vault, desks = home.vault(), {}
    for login in first.people:
        keys = vault.open(login, PASSWORD)
        if keys.signing is not None:
            desks[login] = Office(first.store, login, keys.signing, clock, home.entropy)
    return desks
