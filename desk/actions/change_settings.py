"""Change the office's settings."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from desk.actions.work import SETTINGS, Changes, Work
from desk.base.errors import Refusal, refuse_all
from desk.rules.people import Right
from desk.rules.settings import clean_setting
from desk.store import journal


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSettings:
    """Set ``values``, by setting id."""

    right: ClassVar[Right] = Right.SETTINGS

    values: Mapping[str, Any]


def change_settings(command: ChangeSettings, work: Work) -> Changes:
    """Carry out ``command``.

    Raises:
        Refusal: A setting does not exist or cannot take its value; all come together.
    """
    facts: dict[str, Any] = {}
    problems: list[Refusal] = []
    for name, raw in command.values.items():
        try:
            facts[name] = clean_setting(name, raw)
        except Refusal as refusal:
            problems.append(refusal)
    refuse_all(problems)
    work.write("office.set", SETTINGS, facts, before=journal.folded(work.store, SETTINGS))
    return Changes(settings=True, queue=True)
