"""Minimum grades by rule, and their grounds.

The grounds are data (``resources/grading.toml``; domain.md 5.4). They raise a grade when a
case is registered and when a correction adds a ground; a person may lower it again, and
the same grounds do not raise it again.
"""

from decimal import Decimal
from typing import Any, Final

from desk.base.resources import read_toml
from desk.base.shapes import Facts, JsonMapping, Payload
from desk.base.words import in_language
from desk.rules.case.major import major_ground
from desk.rules.case.values import is_empty
from desk.rules.settings import Settings

ORDER: Final = ("C", "B", "A")  # weakest first


def grounds(facts: Facts, settings: Settings) -> list[tuple[str, str]]:
    """Return (minimum grade, reason) for each ground that applies, gravest first."""
    looked = {**facts, "major": bool(major_ground(facts)), "age": _age(facts)}
    table = read_toml("grading.toml")["ground"]
    return [(one["grade"], in_language(one)) for one in table if _fits(one, looked, settings)]


def _fits(ground: JsonMapping, facts: Facts, settings: Settings) -> bool:
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


def _age(facts: Facts) -> int | None:
    """Return the complainant's age in the year of receipt; None for organisations."""
    born = facts.get("complainant.birth_year")
    if not born or facts.get("complainant.form") == "organisation":
        return None
    return int(facts["received_at"][:4]) - int(born)


def least_grade(facts: Facts, settings: Settings) -> str:
    """Return the minimum grade for ``facts``; "" for none."""
    return next((grade for grade, _ in grounds(facts, settings)), "")


def is_higher(grade: str, other: str | None) -> bool:
    """Say whether ``grade`` is graver than ``other``."""
    return bool(grade) and (other not in ORDER or ORDER.index(grade) > ORDER.index(other))


def raised(facts: Facts, settings: Settings) -> Payload:
    """Return the raised grade of a new case as changes; empty when it is high enough."""
    least = least_grade(facts, settings)
    return {"grade": least} if is_higher(least, facts.get("grade")) else {}


def raised_by(before: Facts, after: Facts, settings: Settings) -> Payload:
    """Return the raised grade after a change; only new grounds count."""
    known = grounds(before, settings)
    new = [ground for ground in grounds(after, settings) if ground not in known]
    return {"grade": new[0][0]} if new and is_higher(new[0][0], after.get("grade")) else {}
