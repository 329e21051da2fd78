"""Whose logins a case holds: each belongs to the office that wrote it, not to the one that reads.

A branch has its Chen and head office another one; both are "chen" in their own acts.
"""

from collections.abc import Container, Mapping
from dataclasses import replace
from typing import Any, Final

from desk.reads.case_file import CaseFile
from desk.rules.people.rights import PEOPLE_FIELDS, found_under
from desk.rules.record.fold import ENTRY_MARK

ENTRY_LOGINS: Final = frozenset({"by", "withdrawn_by", "owner"})  # in entries, where shown
Place = tuple[str, str]  # a field, or an entry and one of its keys
Offices = Mapping[Place, tuple[Any, str]]  # the login, and whose it is


def in_names(case: CaseFile, known: Container[str]) -> CaseFile:
    """Return the case as it is shown: other offices' people under what their names are found.

    For reading only; rules and commands take the case as it is.

    Args:
        case: As it was read.
        known: Under what names can be found, ``0102/chen`` for chen of office 0102.
    """
    if not any(told.office for told in case.story):
        return case
    offices: dict[Place, tuple[Any, str]] = {}
    story = []
    for told in case.story:
        for name, value in told.values.items():
            for place, login in _logins(name, value):
                if offices.get(place, ("", ""))[0] != login:  # said again, it stays whose it was
                    offices[place] = (login, told.office)
        story.append(replace(told, values=_all_said(told.values, offices, known)))
    return replace(case, facts=_all_said(case.facts, offices, known), story=story)


def _logins(name: str, value: Any) -> list[tuple[Place, Any]]:
    if ENTRY_MARK in name and isinstance(value, Mapping):
        return [((name, key), value[key]) for key in ENTRY_LOGINS & value.keys()]
    return [((name, ""), value)] if name in PEOPLE_FIELDS else []


def _all_said(values: Mapping[str, Any], offices: Offices, known: Container[str]) -> dict[str, Any]:
    return {name: _said(name, value, offices, known) for name, value in values.items()}


def _said(name: str, value: Any, offices: Offices, known: Container[str]) -> Any:
    """Return what a field, an entry or a collection of entries says, with names to be found."""
    if isinstance(value, list):
        return [_entry(name, one, offices, known) for one in value]
    if isinstance(value, Mapping):
        return _keyed(name, value, offices, known)
    return _one((name, ""), value, offices, known)


def _entry(name: str, value: Any, offices: Offices, known: Container[str]) -> Any:
    is_entry = isinstance(value, Mapping) and "id" in value
    return _keyed(f"{name}{ENTRY_MARK}{value['id']}", value, offices, known) if is_entry else value


def _keyed(
    name: str, entry: Mapping[str, Any], offices: Offices, known: Container[str]
) -> dict[str, Any]:
    return {key: _one((name, key), value, offices, known) for key, value in entry.items()}


def _one(place: Place, value: Any, offices: Offices, known: Container[str]) -> Any:
    login, office = offices.get(place, (None, ""))
    return found_under(known, office, value) if login and login == value else value
