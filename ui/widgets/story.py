"""Acts retold in words, for the card and the case page."""

from collections.abc import Mapping
from typing import Any, Final

from desk.base.words import mark, say, shown
from desk.reads.case_file import TimelineEntry
from desk.rules.case.entries import ENTRIES
from desk.rules.case.fields import BY_ID
from desk.rules.case.life import Action
from desk.rules.case.masks import masked
from desk.rules.people.rights import People

QUIET: Final = frozenset({"state", "planned_by", "first_contact_at"})
TITLES: Final = {
    "case.registered": mark("Registered"),
    "case.imported": mark("Taken over from a ledger"),
}
ECHOES: Final = {
    "case.undo": mark("Took the last step back"),
    "case.merge-echo": mark("Another case was merged into this one"),
    "case.unmerge-echo": mark("A merged case left this one again"),
    "case.link-echo": mark("Another case was linked"),
    "case.unlink-echo": mark("A link was taken back"),
    "case.attached": mark("File attached"),
    "case.detached": mark("Attachment withdrawn"),
}


FIRST_WORDS: Final = ("channel", "complained_unit", "product", "facts", "demand_text")


def headline(told: TimelineEntry, people: People) -> str:
    """Return who did what."""
    who = people.name(told.author)
    return say(mark("{who}: {what}"), who=who, what=title(told.kind))


def title(kind: str) -> str:
    """Return what an act did, in words."""
    if kind in TITLES:
        return say(TITLES[kind])
    if kind in ECHOES:
        return say(ECHOES[kind])
    action = kind.removeprefix("case.")
    return shown(Action(action)) if action in set(Action) else kind


def details(told: TimelineEntry, people: People) -> list[tuple[str, str]]:
    """Return (label, words) for everything an act says, entries included."""
    values = masked(told.values)
    shown_names = FIRST_WORDS if told.kind in TITLES else BY_ID
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
    """Return the most telling words of an act in one line, "" when it says nothing more."""
    by_name: Mapping[str, Any] = told.values
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
