"""Wording of a case's acts: who did what, when (domain.md 9.4 F5)."""

from collections.abc import Iterator, Mapping
from typing import Final

from desk.base.clock import stamp
from desk.base.words import mark, say
from desk.reads.case_file import TimelineEntry
from desk.rules.case.entries import ENTRIES
from desk.rules.case.fields import BY_ID, Field, Kind
from desk.rules.case.life import Action, State
from desk.rules.forms.letters import LETTERS
from desk.rules.steps import kinds
from desk.rules.steps.act_words import title
from reports.discreet import Veil
from reports.making import Making

SHORT: Final = 48  # characters of a story that stands in full elsewhere in the dossier
QUIET: Final = frozenset({"state"})
WHOLE: Final = frozenset(  # told nowhere else
    kinds.of_step(action).id for action in (Action.AMEND, Action.RETURN, Action.NOTE)
)
INTAKE: Final = frozenset({"received_at", "channel", "complained_unit", "received_by"})


def retold(told: TimelineEntry, sight: Veil, making: Making) -> str:
    """Return an act as text: its label, then its values in one paragraph."""
    if not told.values:
        return "\n".join([title(told.kind), say(mark("(content erased)"))])
    words = list(_values(told, sight, making))
    if told.values.get("state"):
        state = State(told.values["state"])
        words.append(say(mark("{label}: {value}"), label=say(BY_ID["state"].words), value=state))
    if told.is_doubtful:
        words.append(say(mark("time in doubt")))
    if told.is_signed:
        words.append(say(mark("signed with the author's key")))
    return "\n".join([title(told.kind, told.values), say(mark("; ")).join(words)])


def _values(told: TimelineEntry, sight: Veil, making: Making) -> Iterator[str]:
    is_whole = told.kind in WHOLE
    for name, value in sight.facts(told.values).items():
        if _is_plain_from(told, name, value):
            continue
        collection = name.partition("/")[0]
        if name in BY_ID:
            yield _line(BY_ID[name], _named(name, value, making), is_whole=is_whole)
        elif collection == LETTERS and isinstance(value, Mapping):
            yield f"{value['form']} {value['no']}"
        elif collection in ENTRIES and isinstance(value, Mapping):
            for field in ENTRIES[collection]:
                if value.get(field.id) not in (None, "", [], stamp(told.at)):
                    text = said(field, value[field.id], sight, making)
                    yield _line(field, text, is_whole=is_whole)


def _is_plain_from(told: TimelineEntry, name: str, value: object) -> bool:
    """Say whether a value is left out: time and author are shown beside, intake data before."""
    if told.kind == kinds.REGISTERED.id:
        return name not in INTAKE
    return name in QUIET or value in (stamp(told.at), told.author)


def said(field: Field, value: object, sight: Veil, making: Making) -> str:
    """Return a value of an entry as displayed."""
    text = making.people.spoken(field, value)
    return sight.text(text) if field.kind in (Kind.STORY, Kind.TEXT) else text


def _named(name: str, value: object, making: Making) -> str:
    if value is None:
        return say(mark("(taken back)"))
    return making.people.spoken(BY_ID[name], value)


def _line(field: Field, text: str, *, is_whole: bool) -> str:
    shortened = text if is_whole or len(text) <= SHORT else text[:SHORT] + "…"
    shortened = shortened.rstrip("。.；; ")  # another value may follow
    return say(mark("{label}: {value}"), label=say(field.words), value=shortened)
