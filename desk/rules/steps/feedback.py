"""Feedback to the body that forwarded a case."""

from collections.abc import Mapping
from typing import Any, ClassVar

from desk.base.errors import Refusal
from desk.base.resources import read_toml
from desk.base.words import mark, say
from desk.rules.case.entries import FEEDBACKS
from desk.rules.steps.guards import check_moment
from desk.rules.steps.situation import Situation


class NotForwarded(Refusal):
    """Feedback on a case that nobody forwarded."""

    text: ClassVar[str] = mark(
        "Nobody forwarded this case. Correct its facts first: forwarded by, number and day."
    )


def owes_feedback(facts: Mapping[str, Any]) -> bool:
    """Say whether the case was forwarded by a body that expects a report and got none yet.

    A merged case is reported with the surviving one.
    """
    forwarder = facts.get("forwarded_by")
    waits = forwarder in read_toml("grounds.toml")["awaits_feedback"]
    told = [one["to"] for one in facts.get(FEEDBACKS) or ()]
    return waits and forwarder not in told and facts.get("outcome") != "merged"


def is_forwarded(situation: Situation) -> None:
    """Refuse feedback on a case that was not forwarded, and feedback dated in the future."""
    if not situation.facts.get("forwarded_by"):
        raise NotForwarded
    day = situation.entry.get("on")
    if day and day > situation.now.date().isoformat():
        check_moment(situation, "on", say(mark("Sent on")), day)
