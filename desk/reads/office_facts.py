"""Who works here and how the office is set."""

import json
from typing import Any

from desk.rules.people.rights import Person, Role, away
from desk.rules.record.chains import office_of
from desk.rules.record.fold import Act, fold
from desk.rules.settings import Settings
from desk.rules.steps.counting import Said, counted
from desk.rules.time.case_clocks import Reckoning
from desk.rules.time.practice import office_calendar, reckoning
from desk.rules.time.rulebook import shipped_rules
from desk.store.db import Store
from desk.store.record import journal
from desk.store.record.read_model import PERSON
from desk.store.record.standings import PEOPLE
from desk.store.tables import PersonRow, SettingRow


def read_people(store: Store) -> dict[str, Person]:
    """Return everybody who works or worked here, by login."""
    columns = (
        PersonRow.login,
        PersonRow.name,
        PersonRow.role,
        PersonRow.department,
        PersonRow.active,
    )
    rows = store.rows(PersonRow.select(*columns).order_by(PersonRow.login))
    return {
        login: Person(login, name, Role(role), department, bool(active))
        for login, name, role, department, active in rows
    }


def read_strangers(store: Store) -> dict[str, Person]:
    """Return the people of other offices as far as they are told here.

    Each by her office and login; by her login alone too where nobody else has it.
    """
    own = office_of(journal.read_identity(store).device)
    told: dict[tuple[str, str], list[tuple[Act, dict[str, Any] | None]]] = {}
    for act, facts in _about_people(store, is_every=True):
        if office_of(act.device) != own:
            told.setdefault((office_of(act.device), act.subject), []).append((act, facts))
    found: dict[str, Person] = {}
    bare: dict[str, set[str]] = {}
    for (office, subject), acts in told.items():
        login, name = subject.removeprefix(PERSON), fold(acts).facts.get("name")
        if name:
            found[away(office, login)] = Person(login, str(name), Role.SPECIALIST)
            bare.setdefault(login, set()).add(str(name))
    alone = {login: names.pop() for login, names in bare.items() if len(names) == 1}
    return found | {login: Person(login, n, Role.SPECIALIST) for login, n in alone.items()}


def _about_people(store: Store, *, is_every: bool = False) -> list[Said]:
    told = journal.acts_by_subject(store, PEOPLE, PERSON, is_every=is_every)
    return counted((act, facts) for _, act, facts in told)


def read_settings(store: Store) -> Settings:
    """Return the office's settings."""
    rows = store.rows(SettingRow.select(SettingRow.id, SettingRow.value))
    return Settings({name: json.loads(value) for name, value in rows})


def read_reckoning(settings: Settings) -> Reckoning:
    """Return how the office reckons time."""
    return reckoning(shipped_rules(), office_calendar(settings), settings)


def verify_keys(store: Store) -> dict[str, str]:
    """Return everybody's public signing key (hex) by login.

    Somebody who works at several counters has a key at each: that of this one comes first.
    """
    known = dict(store.rows(PersonRow.select(PersonRow.login, PersonRow.verify_key)))
    return known | keys_here(store)


def keys_here(store: Store) -> dict[str, str]:
    """Return the public signing keys (hex) that this workstation gave, by login."""
    own = journal.read_identity(store).device
    acts = _about_people(store)
    acts.sort(key=lambda told: told[0].hlc)
    return {
        act.subject.removeprefix(PERSON): facts["verify_key"]
        for act, facts in acts
        if act.device == own and facts and facts.get("verify_key")
    }
