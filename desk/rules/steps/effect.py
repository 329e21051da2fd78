"""Effect of rectifications: the same indicator before and after (design.md 6).

The indicator is the number of complaints of the same cause, over equal spans before the order
and after the check; the desk counts them itself.
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
    """Return the rectifications carried out whose effect is not judged yet."""
    tasks = facts.get(RECTIFICATIONS) or ()
    return [one for one in tasks if "verified_on" in one and "effect" not in one]


def judged_from(task: Mapping[str, Any], settings: Settings) -> date:
    """Return the first day on which the effect of ``task`` can be judged."""
    return date.fromisoformat(task["verified_on"]) + timedelta(days=settings.number("effect_days"))


def task_to_judge(situation: Situation) -> dict[str, Any]:
    """Return the rectification to judge: the named one, else the oldest.

    Raises:
        NothingToJudge: None is waiting, or the named one is not.
    """
    named = situation.entry.get("task")
    for task in checked_tasks(situation.facts):
        if named in (None, task["id"], task["measure"]):
            return task
    raise NothingToJudge(field="task")


def effect_is_due(situation: Situation) -> None:
    """Refuse a judgement before the waiting period is over."""
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
    """Return the rectification's entry with the judgement and the counts."""
    task = dict(task_to_judge(situation))
    name = task.pop("id")
    told = {"effect_by": situation.actor.login, "effect_on": situation.stamp[:10]}
    told |= {part: situation.entry[part] for part in ("effect", "helped")}
    if situation.alike is not None:
        told |= situation.alike._asdict()
    return {f"{RECTIFICATIONS}/{name}": {**task, **told}}
