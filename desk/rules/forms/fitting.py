"""Whether a form fits a case: conditions of the shipped forms, which no other template loosens.

A condition asks facts of the case: ``true`` for a field or collection that says something,
``false`` for one that says nothing, a list for one of these codes, a number for at least as many,
and a text for a list of that name in ``grounds.toml``. ``!`` before the name turns it round.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from desk.base.errors import Refusal
from desk.base.resources import read_toml
from desk.base.shapes import Facts
from desk.base.words import in_language, mark
from desk.rules.case.major import major_ground
from desk.rules.forms.form_templates import shipped


class FormDoesNotFit(Refusal):
    """A form that fits nothing in the case."""

    text: ClassVar[str] = mark("“{form}” does not fit this case. {why}")


def misfit(form: str, facts: Facts) -> FormDoesNotFit | None:
    """Return why the form ``form`` does not fit a case with these ``facts``, or None (9.4)."""
    told, facts = shipped(form), {**facts, "major": bool(major_ground(facts))}
    for guard in told.get("fits", ()):
        if not any(_holds(way, facts) for way in guard["any"]):
            return FormDoesNotFit(form=in_language(told["title"]), why=in_language(guard["says"]))
    return None


def need_fit(form: str, facts: Facts) -> None:
    """Refuse a form that does not fit.

    Raises:
        FormDoesNotFit: Nothing in the case calls for it, or something forbids it.
    """
    refusal = misfit(form, facts)
    if refusal is not None:
        raise refusal


def _holds(conditions: Mapping[str, Any], facts: Facts) -> bool:
    return all(
        _is(facts.get(name.removeprefix("!")), wanted) != name.startswith("!")
        for name, wanted in conditions.items()
    )


def _is(value: Any, wanted: Any) -> bool:
    match wanted:
        case bool():
            return bool(value) is wanted
        case int():
            return (value or 0) >= wanted
        case str():
            return value in read_toml("grounds.toml")[wanted]
    return value in wanted
