"""People, settings and reckoning of the office."""

import json

from desk.base.shapes import JsonObject
from desk.rules.case.code_tables import book_of
from desk.rules.case.codes import CodeBook
from desk.rules.people.person_id import PersonId
from desk.rules.people.rights import People, Person, Role
from desk.rules.record.chains import office_of
from desk.rules.record.fold import Act, fold
from desk.rules.settings import Settings
from desk.rules.steps.counting import Said, counted
from desk.rules.steps.kinds import CODES_TAKEN
from desk.rules.time.case_clocks import Reckoning
from desk.rules.time.practice import office_calendar, reckoning
from desk.rules.time.rulebook import RuleBook
from desk.rules.time.taking_rules import laid_over, taken_rules
from desk.store.db import Store
from desk.store.kept_rules import kept_rules
from desk.store.record import journal
from desk.store.record.read_model import PERSON, SETTINGS
from desk.store.record.standings import about_people, keys_here
from desk.store.tables import PersonRow, SettingRow


def read_people(store: Store) -> People:
    """Return everybody who works or worked here, and whom packets told of elsewhere."""
    columns = (
        PersonRow.login,
        PersonRow.name,
        PersonRow.role,
        PersonRow.department,
        PersonRow.active,
    )
    rows = store.rows(PersonRow.select(*columns).order_by(PersonRow.login))
    here = {
        login: Person(
            login=login, name=name, role=Role(role), department=department, active=bool(active)
        )
        for login, name, role, department, active in rows
    }
    return People(here, _names_elsewhere(store))


def _names_elsewhere(store: Store) -> dict[str, str]:
    """Return the names of other offices' people, by `PersonId` as text."""
    own = journal.own_office(store)
    told: dict[str, list[tuple[Act, JsonObject | None]]] = {}
    for act, facts in about_people(store, is_every=True):
        if office_of(act.device) != own:
            who = PersonId(office_of(act.device), act.subject.removeprefix(PERSON))
            told.setdefault(str(who), []).append((act, facts))
    return {who: str(fold(acts).facts.get("name") or "") for who, acts in told.items()}


def read_settings(store: Store) -> Settings:
    """Return the office's settings."""
    rows = store.rows(SettingRow.select(SettingRow.id, SettingRow.value))
    return Settings({name: json.loads(value) for name, value in rows})


def read_rules(store: Store) -> RuleBook:
    """Return all versions of all rules: those that ship, and those that were taken."""
    return laid_over(kept_rules(store), taken_rules(read_settings(store).values))


def read_reckoning(store: Store, settings: Settings) -> Reckoning:
    """Return how the office reckons time."""
    return reckoning(kept_rules(store), office_calendar(settings), settings)


def read_codes(store: Store, settings: Settings) -> CodeBook:
    """Return the codes beside those that ship: the office's, head office's, others' words."""
    own = journal.own_office(store)
    told: dict[str, list[Said]] = {}
    every = journal.acts_by_subject(store, (CODES_TAKEN.id,), SETTINGS, is_every=True)
    for act, facts in counted((act, facts) for _, act, facts in every):
        if office_of(act.device) != own:
            told.setdefault(office_of(act.device), []).append((act, facts))
    return book_of(settings.values, (fold(acts).facts for acts in told.values()))


def verify_keys(store: Store) -> dict[str, str]:
    """Return everybody's public signing key (hex) by login.

    A person at several workstations has a key at each: this workstation's comes first.
    """
    known: dict[str, str] = dict(
        store.rows(PersonRow.select(PersonRow.login, PersonRow.verify_key))
    )
    return known | keys_here(store)
