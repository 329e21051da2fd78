"""Feedback to the body that forwarded a case."""

from typing import ClassVar

from desk.base.errors import Refusal
from desk.base.resources import read_toml
from desk.base.shapes import Facts
from desk.base.words import mark, say
from desk.rules.case.entries import FEEDBACKS
from desk.rules.steps.guards import check_moment
from desk.rules.steps.situation import Situation


class NotForwarded(Refusal):
    """Feedback on a case that nobody forwarded."""

    text: ClassVar[str] = mark(
        "Nobody forwarded this case. Correct its facts first: forwarded by, number and day."
    )


def owes_feedback(facts: Facts) -> bool:
    """Say whether the case was forwarded by a body that expects a report and got none yet.

    Each forwarding has its number and is answered by itself, that of a merged case too.
    """
    forwarder = facts.get("forwarded_by")
    waits = forwarder in read_toml("grounds.toml")["awaits_feedback"]
    told = [one["to"] for one in facts.get(FEEDBACKS) or ()]
    return waits and forwarder not in told


def is_forwarded(situation: Situation) -> None:
    """Refuse feedback on a case that was not forwarded, and feedback dated in the future."""
    if not situation.facts.get("forwarded_by"):
        raise NotForwarded
    day = situation.entry.get("on")
    if day and day > situation.now.date().isoformat():
        check_moment(situation, "on", say(mark("Sent on")), day)
