"""Acts in words, for the card and the case page."""

from typing import Final

from desk.base.shapes import JsonMapping
from desk.base.words import mark, say
from desk.reads.case_file import TimelineEntry
from desk.rules.case.entries import ENTRIES
from desk.rules.case.fields import BY_ID
from desk.rules.people.rights import People
from desk.rules.steps import kinds
from desk.rules.steps.act_words import deed

QUIET: Final = frozenset({"state", "planned_by", "first_contact_at"})
BEGUN: Final = (kinds.REGISTERED.id, kinds.IMPORTED.id)

FIRST_WORDS: Final = ("channel", "complained_unit", "product", "facts", "demand_text")


def headline(told: TimelineEntry, people: People) -> str:
    """Return the headline of an act: who did what."""
    who = people.name(told.author)
    return say(mark("{who}: {what}"), who=who, what=deed(told.kind, told.values))


def details(told: TimelineEntry, people: People) -> list[tuple[str, str]]:
    """Return (label, text) for all values of an act, entries included."""
    values = told.values
    shown_names = FIRST_WORDS if told.kind in BEGUN else BY_ID
    lines = [
        (say(BY_ID[name].words), people.spoken(BY_ID[name], values[name]))
        for name in shown_names
        if name not in QUIET and values.get(name) not in (None, "", [])
    ]
    for name, value in values.items():
        collection, _, entry_id = name.partition("/")
        if entry_id and isinstance(value, dict):
            lines += [
                (say(part.words), people.spoken(part, value[part.id]))
                for part in ENTRIES.get(collection, ())
                if value.get(part.id) not in (None, "", []) and part.id != "at"
            ]
    return lines


def gist(told: TimelineEntry, people: People) -> str:
    """Return the most important value of an act in one line, or ""."""
    by_name: JsonMapping = told.values
    for name in TELLING:
        if by_name.get(name):
            return people.spoken(BY_ID[name], by_name[name])
    for name, value in by_name.items():
        if "/" in name and isinstance(value, dict):
            return str(value.get("summary") or value.get("text") or value.get("reason") or "")
    return ""


TELLING: Final = (
    "investigation",
    "plan",
    "execution",
    "follow_up",
    "notice_proof",
    "handler",
    "facts",
    "remarks",
)
