"""What a stored value can be: each field says it by its kind, each entry by its parts.

`desk.rules.case.values` makes what people type into what is stored. Here is told whether something
that is stored already fits its field: an act may come from another workstation, or from a program
with a fault. What does not fit is left out when a case is folded, and named there.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final

from desk.rules.case import entries
from desk.rules.case.attachments import ATTACHMENTS
from desk.rules.case.codes import code_list, is_code, open_lists
from desk.rules.case.fields import BY_ID, ENTRY_KEYS, Field, Kind
from desk.rules.case.life import State
from desk.rules.case.values import EARLIEST, MOST_COUNT

Fits = Callable[[Any], bool]

LATEST: Final = 2199  # the last year; with a later one no deadline can be reckoned
REMEMBERED: Final = 8_192  # the same days and amounts are asked for again and again
_CASE_NO: Final = re.compile(r"[\w-]{1,64}")
_MONEY: Final = re.compile(r"\d{1,12}(\.\d{1,2})?", re.ASCII)


def is_text(value: object) -> bool:
    """Say whether ``value`` is a text."""
    return isinstance(value, str)


def is_case_no(value: object) -> bool:
    """Say whether ``value`` can be the number of a case: files are called by it."""
    return isinstance(value, str) and _CASE_NO.fullmatch(value) is not None


@lru_cache(REMEMBERED)
def is_moment(value: Any) -> bool:
    """Say whether ``value`` is a moment such as "2026-11-22T10:05:00"."""
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return False
    return moment.isoformat(timespec="seconds") == value and _is_ours(moment.date())


@lru_cache(REMEMBERED)
def is_day(value: Any) -> bool:
    """Say whether ``value`` is a day such as "2026-11-22"."""
    try:
        day = date.fromisoformat(value)
    except (TypeError, ValueError):
        return False
    return day.isoformat() == value and _is_ours(day)


def _is_ours(day: date) -> bool:
    return day >= EARLIEST and day.year <= LATEST


@lru_cache(REMEMBERED)
def is_money(value: object) -> bool:
    """Say whether ``value`` is an amount in yuan such as "1234.50"."""
    return isinstance(value, str) and _MONEY.fullmatch(value) is not None


def is_count(value: Any) -> bool:
    """Say whether ``value`` is a whole number that is not negative, up to ten million."""
    return is_whole(value) and value <= MOST_COUNT


def is_whole(value: object) -> bool:
    """Say whether ``value`` is a whole number that is not negative."""
    return type(value) is int and value >= 0


def is_yes_no(value: object) -> bool:
    """Say whether ``value`` is true or false."""
    return isinstance(value, bool)


def is_names(value: object) -> bool:
    """Say whether ``value`` is a list of texts."""
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def is_told(value: object) -> bool:
    """Say whether ``value`` is a mapping."""
    return isinstance(value, dict)


def is_blocks(value: object) -> bool:
    """Say whether ``value`` is a list of mappings."""
    return isinstance(value, list) and all(isinstance(one, dict) for one in value)


def is_facts(value: Any) -> bool:
    """Say whether ``value`` is a mapping of fields that each hold what fits them."""
    return is_told(value) and all(
        name not in BY_ID or one is None or fits(BY_ID[name])(one) for name, one in value.items()
    )


def _in_list(field: Field) -> Fits:
    """Return what asks for a code of the list; of an open one it asks for the form alone.

    Which codes an open list has differs by office, and what counts must not (decisions/0014).
    """
    return is_code if field.codes in open_lists() else code_list(field.codes).codes.__contains__


def _all_in_list(field: Field) -> Fits:
    is_one = _in_list(field)
    return lambda value: is_names(value) and all(map(is_one, value))


def _entries(field: Field) -> Fits:
    keys = frozenset(ENTRY_KEYS[field.id])
    return lambda value: (
        is_blocks(value) and all(one.keys() <= keys and is_names([*one.values()]) for one in value)
    )


_BY_KIND: Final[Mapping[Kind, Callable[[Field], Fits]]] = {
    Kind.CODE: _in_list,
    Kind.CODES: _all_in_list,
    Kind.TEXT: lambda _field: is_text,
    Kind.STORY: lambda _field: is_text,
    Kind.DAY: lambda _field: is_day,
    Kind.MOMENT: lambda _field: is_moment,
    Kind.MONEY: lambda _field: is_money,
    Kind.COUNT: lambda _field: is_count,
    Kind.YES_NO: lambda _field: is_yes_no,
    Kind.NAMES: lambda _field: is_names,
    Kind.ENTRIES: _entries,
}
_STATES: Final = frozenset(state.value for state in State)


def _is_state(value: object) -> bool:
    return isinstance(value, str) and value in _STATES


def fits(field: Field) -> Fits:
    """Return what says whether a stored value other than None fits ``field``."""
    return _is_state if field.id == "state" else _BY_KIND[field.kind](field)


_AUTHORED: Final[Mapping[str, Fits]] = {"by": is_text, "at": is_moment}
# What the desk itself adds to the parts of an entry that people state.
_ADDED: Final[Mapping[str, Mapping[str, Fits]]] = {
    entries.CONTACTS: {**_AUTHORED, "resolves": is_yes_no},
    entries.NOTES: {**_AUTHORED, "upholds": is_moment},
    entries.APPROVALS: {
        **_AUTHORED,
        "decision": is_text,
        "round": is_whole,
        "amount": is_money,
        "for": is_text,
        "with": is_names,
    },
    entries.PAUSES: _AUTHORED,
    entries.EXTENSIONS: {**_AUTHORED, "kind": is_text, "rule": is_text, "late": is_yes_no},
    entries.RESTARTS: {**_AUTHORED, "case_no": is_text},
    entries.AGREED: {**_AUTHORED, "rule": is_text},
    entries.ROUNDS: {**_AUTHORED, "facts": is_facts},
    entries.TRANSFERS: {
        **_AUTHORED,
        "answer": is_text,
        "answered_by": is_text,
        "answered_at": is_moment,
        "answer_reason": is_text,
    },
    entries.PROMISES: {**_AUTHORED, "is_late": is_yes_no},
    entries.EVIDENCE: _AUTHORED,
    entries.CO_REPORTS: _AUTHORED,
    entries.PAYMENTS: {
        **_AUTHORED,
        "corrects": is_text,
        "confirmed_by": is_text,
        "confirmed_at": is_moment,
    },
    entries.EMERGENCIES: {
        **_AUTHORED,
        "report_by": is_text,
        "report_at": is_moment,
        "signed_by": is_text,
        "signed_at": is_moment,
    },
    entries.MAJOR_REPORTS: _AUTHORED,
    entries.RECTIFICATIONS: {
        **_AUTHORED,
        "verified_by": is_text,
        "verified_on": is_day,
        "effect_by": is_text,
        "effect_on": is_day,
    },
    entries.ACCOUNTABILITIES: _AUTHORED,
    entries.REVIEWS: _AUTHORED,
    entries.FEEDBACKS: _AUTHORED,
    entries.CORRECTIONS: {
        **_AUTHORED,
        "confirmed_by": is_text,
        "confirmed_at": is_moment,
        "facts": is_facts,
    },
    entries.MERGERS: {
        **_AUTHORED,
        "facts": is_facts,
        "case_no": is_text,
        "undone_by": is_text,
        "undone_at": is_moment,
        "undone_for": is_text,
    },
    entries.LINKS: {**_AUTHORED, "undone": is_yes_no},
    entries.SPLITS: {**_AUTHORED, "case_no": is_text},
    ATTACHMENTS: {
        **_AUTHORED,
        "no": is_whole,
        "hash": is_text,
        "size": is_whole,
        "type": is_text,
        "withdrawn_at": is_moment,
        "withdrawn_by": is_text,
    },
    entries.BREACHES: {
        "rule": is_text,
        "due_at": is_moment,
        "ended_at": is_moment,
        "ahead": is_yes_no,
    },
    entries.DOUBTS: {"why": is_text, "at": is_moment, "latest": is_moment},
    entries.DECISIONS: {
        **_AUTHORED,
        "reason": is_text,
        "fields": is_names,
        "against": is_told,
        "stands": is_names,
    },
    entries.HOLDS: {
        **_AUTHORED,
        "reason": is_text,
        "lifted_by": is_text,
        "lifted_at": is_moment,
        "lifted_why": is_text,
    },
    entries.OPENINGS: _AUTHORED,
    entries.LETTERS: {
        **_AUTHORED,
        "form": is_text,
        "no": is_text,
        "given": is_told,
        "content": is_blocks,
        "prescribed": is_text,
    },
}
# Without these, beside who and when, an entry of the collection says nothing.
_NEEDED: Final[Mapping[str, frozenset[str]]] = {
    entries.APPROVALS: frozenset({"decision", "amount"}),
    entries.PAUSES: frozenset({"kind", "from"}),
    entries.EXTENSIONS: frozenset({"kind", "rule"}),
    entries.AGREED: frozenset({"on", "rule"}),
    entries.TRANSFERS: frozenset({"to"}),
    entries.PROMISES: frozenset({"kept_at"}),
    entries.PAYMENTS: frozenset({"paid", "on"}),
    entries.MAJOR_REPORTS: frozenset({"stage"}),
    entries.RECTIFICATIONS: frozenset({"measure", "owner", "due_on"}),
    entries.ACCOUNTABILITIES: frozenset({"person", "decision"}),
    entries.REVIEWS: frozenset({"applied_at"}),
    entries.FEEDBACKS: frozenset({"to", "on"}),
    entries.CORRECTIONS: frozenset({"reason"}),
    entries.LINKS: frozenset({"other_no"}),
    entries.SPLITS: frozenset({"case_no"}),
    ATTACHMENTS: frozenset({"hash", "size", "name", "type", "what"}),
    entries.BREACHES: frozenset({"rule", "due_at"}),
    entries.DOUBTS: frozenset({"why", "latest"}),
    entries.DECISIONS: frozenset({"reason", "fields"}),
    entries.HOLDS: frozenset({"reason"}),
    entries.LETTERS: frozenset({"form", "no", "content"}),
    entries.OPENINGS: frozenset({"reason", "until"}),
}
# What of an entry must go together.
_MEET: Final[Mapping[str, Fits]] = {
    entries.CONTACTS: lambda told: bool(told.get("promise")) == bool(told.get("promised_on")),
    entries.PAUSES: lambda told: not told.get("until") or told["from"] <= told["until"],
}
COLLECTIONS: Final = frozenset(_ADDED)


def entry_fits(collection: str) -> Fits:
    """Return what says whether a stored entry other than None fits ``collection``.

    Parts that nobody knows are let pass: nobody reads them.
    """
    added = _ADDED[collection]
    parts = {part.id: fits(part) for part in entries.ENTRIES.get(collection, ())} | {**added}
    meets = _MEET.get(collection)
    needed = (added.keys() & _AUTHORED.keys()) | _NEEDED.get(collection, frozenset())

    def is_entry(value: object) -> bool:
        if not isinstance(value, dict):
            return False
        for name in needed:
            if value.get(name) is None:
                return False
        for name, one in value.items():
            check = parts.get(name)
            if check is not None and one is not None and not check(one):
                return False
        return meets is None or meets(value)

    return is_entry
