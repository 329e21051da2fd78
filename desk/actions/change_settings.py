"""Change the office's settings; those that decide deadlines hold for new cases unless said so."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from desk.actions.work import SETTINGS, Changes, Work
from desk.base.errors import Refusal, refuse_all
from desk.rules.authority import DEPUTIES
from desk.rules.deputies import need_to_delegate
from desk.rules.people import Right
from desk.rules.practice import LIGHTS, PRACTICES, changed
from desk.rules.settings import clean_setting
from desk.store import journal


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSettings:
    """Set ``values``, by setting id.

    Attributes:
        values: New values, as typed.
        covers_open: What decides deadlines holds for open cases too.
        is_simulation: Report which deadlines would move, write nothing.
    """

    right: ClassVar[Right] = Right.SETTINGS

    values: Mapping[str, Any]
    covers_open: bool = False
    is_simulation: bool = False


def change_settings(command: ChangeSettings, work: Work) -> Changes:
    """Carry out ``command``.

    Raises:
        Refusal: A setting does not exist or cannot take its value; all come together.
        NotYours: A deputy would come by a role that is above the actor's.
    """
    values = _cleaned(command.values)
    before = work.settings.texts(DEPUTIES)
    need_to_delegate(work.actor, work.people, before, values.get(DEPUTIES, before))
    facts = changed(
        work.settings,
        values,
        work.now,
        covers_open=command.covers_open,
        name=work.new_id(),
    )
    moves_lights = any(name in LIGHTS for name in facts)
    moves_ends = any(name.startswith(PRACTICES) for name in facts) and command.covers_open
    after = work.reckoning_with(facts)
    open_cases = work.open_cases() if moves_ends or moves_lights else []
    moved = work.moved(open_cases, after) if moves_ends else []
    if not command.is_simulation:
        if moves_ends:
            work.keep_breaches(open_cases)
        work.write("office.set", SETTINGS, facts, before=journal.folded(work.store, SETTINGS))
        work.reckon_anew(open_cases, after)
    return Changes(settings=True, queue=True, report={"moved": moved})


def _cleaned(values: Mapping[str, Any]) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    problems: list[Refusal] = []
    for name, raw in values.items():
        try:
            facts[name] = clean_setting(name, raw)
        except Refusal as refusal:
            problems.append(refusal)
    refuse_all(problems)
    return facts
