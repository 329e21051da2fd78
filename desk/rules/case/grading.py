"""Grades that rise by rule: what a case must have at least, and on which grounds.

The grounds are data (``resources/grading.toml``; domain.md 5.4). They raise a grade when the
case is registered and when a correction brings a new ground; a person may lower it again, and
the same grounds do not raise it a second time.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from desk.base.resources import read_toml
from desk.base.words import in_language
from desk.rules.case.major import major_ground
from desk.rules.case.values import is_empty
from desk.rules.settings import Settings

ORDER: Final = ("C", "B", "A")  # weakest first


def grounds(facts: Mapping[str, Any], settings: Settings) -> list[tuple[str, str]]:
    """Return the least grade and its words for every ground that ``facts`` fit, highest first."""
    looked = {**facts, "major": bool(major_ground(facts)), "age": _age(facts)}
    table = read_toml("grading.toml")["ground"]
    return [(one["grade"], in_language(one)) for one in table if _fits(one, looked, settings)]


def _fits(ground: Mapping[str, Any], facts: Mapping[str, Any], settings: Settings) -> bool:
    value: Any = facts.get(ground["field"])
    if is_empty(value):
        return False
    if "any" in ground:
        stated = value if isinstance(value, list) else [value]
        return not set(stated).isdisjoint(ground["any"])
    if "setting" in ground:
        least = settings.number(ground["setting"])
        return bool(least) and Decimal(value) >= least
    return bool(value >= ground.get("least", value))


def _age(facts: Mapping[str, Any]) -> int | None:
    """Return the complainant's age in the year of receipt; an organisation has none."""
    born = facts.get("complainant.birth_year")
    if not born or facts.get("complainant.form") == "organisation":
        return None
    return int(facts["received_at"][:4]) - int(born)


def least_grade(facts: Mapping[str, Any], settings: Settings) -> str:
    """Return the grade that ``facts`` ask for at least, "" for none."""
    return next((grade for grade, _ in grounds(facts, settings)), "")


def is_higher(grade: str, other: str | None) -> bool:
    """Say whether ``grade`` is graver than ``other``."""
    return bool(grade) and (other not in ORDER or ORDER.index(grade) > ORDER.index(other))


def raised(facts: Mapping[str, Any], settings: Settings) -> dict[str, Any]:
    """Return the grade that a new case gets by its grounds; empty when it has as much."""
    least = least_grade(facts, settings)
    return {"grade": least} if is_higher(least, facts.get("grade")) else {}


def raised_by(
    before: Mapping[str, Any], after: Mapping[str, Any], settings: Settings
) -> dict[str, Any]:
    """Return the grade that a change brings; only grounds that were not there before count."""
    known = grounds(before, settings)
    new = [ground for ground in grounds(after, settings) if ground not in known]
    return {"grade": new[0][0]} if new and is_higher(new[0][0], after.get("grade")) else {}


def raised_json(facts: Mapping[str, Any], settings: Settings) -> dict[str, Any]:
    """Return the grade of a case that rose, and why, as people and scripts read it."""
    found = [words for grade, words in grounds(facts, settings) if grade == facts["grade"]]
    return {"grade": facts["grade"], "grade_grounds": found}
