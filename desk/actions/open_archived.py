"""Open an archived case for a reason, for some hours."""

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from desk.actions.work import Command, Done, Work
from desk.base.clock import stamp
from desk.base.errors import Refusal
from desk.base.shapes import Facts
from desk.base.words import mark
from desk.rules.case.entries import OPENINGS
from desk.rules.case.life import State
from desk.rules.people.reasons import need_reason
from desk.rules.people.rights import Right
from desk.rules.steps import kinds


class NotArchived(Refusal):
    """A case that needs no opening."""

    text: ClassVar[str] = mark("{case_no} is not archived, so it needs no opening.")


class HoursBeyond(Refusal):
    """More hours than the office allows, or none."""

    text: ClassVar[str] = mark("An archived case is opened for 1 to {most} hours, not for {hours}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenArchived(Command[Facts]):
    """Open the content of an archived case to the actor alone.

    Attributes:
        case_no: Its number.
        reason: The reason, which stays in the case.
        hours: For how long; at most the setting ``archive_open_hours``.
    """

    right: ClassVar[Right] = Right.RECORD

    case_no: str
    reason: str
    hours: int


def open_archived(command: OpenArchived, work: Work) -> Done[Facts]:
    """Carry out ``command``; the result says from when to when and why.

    Raises:
        NoCase: There is none.
        KeptAway: The actor is recused in it.
        ClosedGroup: It is a report of a violation, and she is not of the closed group.
        NotArchived: It is not archived.
        NoReason: No reason is given.
        HoursBeyond: For more hours than the office allows, or for none.
    """
    at_hand, reason = work.case(command.case_no), need_reason(command.reason)
    case_no, most = at_hand.facts["case_no"], work.settings.number("archive_open_hours")
    if at_hand.facts["state"] != State.ARCHIVED:
        raise NotArchived(case_no=case_no)
    if not 1 <= command.hours <= most:
        raise HoursBeyond(field="hours", most=most, hours=command.hours)
    until = stamp(work.now + timedelta(hours=command.hours))
    opening = {"at": work.stamp, "by": work.actor.login, "until": until, "reason": reason}
    facts = {f"{OPENINGS}/{work.new_id()}": opening}
    work.write(kinds.OPENED, at_hand.uuid, facts, before=at_hand.folded)
    return Done(case_no=case_no, uuid=at_hand.uuid, result=opening)
