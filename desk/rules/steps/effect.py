"""Whether a rectification helped: the same indicator before it and after it (design.md 6).

The indicator is the number of complaints of the same cause. The days counted before the order
and after the check are equal, and the desk counts them itself.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, ClassVar

from desk.base.errors import Refusal
from desk.base.words import mark
from desk.rules.case.entries import RECTIFICATIONS
from desk.rules.settings import Settings
from desk.rules.steps.situation import Situation


class NothingToJudge(Refusal):
    """No rectification waits for its effect to be judged."""

    text: ClassVar[str] = mark(
        "No rectification of this case waits for that. Check first whether it was carried out."
    )


class TooEarly(Refusal):
    """The days that are to be counted are not over."""

    text: ClassVar[str] = mark(
        "“{measure}” was checked on {checked}. Whether it helped is counted over {days} days, "
        "so judge it on {day} or later."
    )


def checked_tasks(facts: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the rectifications that were carried out and whose effect nobody judged yet."""
    tasks = facts.get(RECTIFICATIONS) or ()
    return [one for one in tasks if "verified_on" in one and "effect" not in one]


def judged_from(task: Mapping[str, Any], settings: Settings) -> date:
    """Return the first day on which the effect of ``task`` can be judged."""
    return date.fromisoformat(task["verified_on"]) + timedelta(days=settings.number("effect_days"))


def task_to_judge(situation: Situation) -> dict[str, Any]:
    """Return the rectification that is meant: the one named, else the oldest.

    Raises:
        NothingToJudge: None waits, or the one named does not.
    """
    named = situation.entry.get("task")
    for task in checked_tasks(situation.facts):
        if named in (None, task["id"], task["measure"]):
            return task
    raise NothingToJudge(field="task")


def effect_is_due(situation: Situation) -> None:
    """Refuse a judgement before the days are over."""
    task = task_to_judge(situation)
    first = judged_from(task, situation.settings)
    if situation.now.date() < first:
        raise TooEarly(
            measure=task["measure"],
            checked=date.fromisoformat(task["verified_on"]),
            days=situation.settings.number("effect_days"),
            day=first,
        )


def judged(situation: Situation) -> dict[str, Any]:
    """Return the rectification with its effect: what was judged, and what the desk counted."""
    task = dict(task_to_judge(situation))
    name = task.pop("id")
    told = {"effect_by": situation.actor.login, "effect_on": situation.stamp[:10]}
    told |= {part: situation.entry[part] for part in ("effect", "helped")}
    if situation.alike is not None:
        told |= situation.alike._asdict()
    return {f"{RECTIFICATIONS}/{name}": {**task, **told}}
