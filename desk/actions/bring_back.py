"""Restore one case from a backup; values added since are kept beside the restored ones."""

from dataclasses import dataclass
from typing import ClassVar

from desk.actions.work import Command, Done, Work
from desk.base.errors import Refusal
from desk.base.shapes import Facts
from desk.base.words import mark
from desk.rules.case.erasure import ERASED_AT, Erased
from desk.rules.case.life import OPEN
from desk.rules.people.recusal import need_no_recusal
from desk.rules.people.rights import Right
from desk.rules.steps import kinds
from desk.rules.steps.counting import WouldNotCount
from desk.rules.steps.guards import keeps_no_more


class NothingToBringBack(Refusal):
    """The case is as the backup has it."""

    text: ClassVar[str] = mark("{case_no} is just as it is in the backup. Nothing was changed.")


class NewerThanHere(Refusal):
    """The backup has of the case what nothing here vouches for."""

    text: ClassVar[str] = mark(
        "{case_no} has gone on in this backup beyond what is here, so it cannot be brought back "
        "alone. Restore the whole backup instead."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class BringBack(Command[None]):
    """Restore one case from a backup.

    Attributes:
        uuid: The case.
        case_no: Its number.
        values: Live values by field in the backup, entries as ``contacts/<id>``.
        origin: Name of the backup.
    """

    right: ClassVar[Right] = Right.BACKUP

    uuid: str
    case_no: str
    values: Facts
    origin: str


def bring_back(command: BringBack, work: Work) -> Done[None]:
    """Carry out ``command``; an open case does not come back to somebody who has left.

    Raises:
        KeptAway: The actor is recused in it.
        Erased: The case was erased since, which is final.
        NothingToBringBack: It already equals the backup.
        NewerThanHere: It says what no act of it here has said.
    """
    at_hand = work.case_by_uuid(command.uuid)
    need_no_recusal(work.actor, {"case_no": command.case_no, **at_hand.facts})
    if at_hand.facts.get(ERASED_AT):
        raise Erased(case_no=command.case_no)
    live = at_hand.folded.live
    changed = {
        name: value
        for name, value in command.values.items()
        if name not in live or live[name][-1].value != value
    }
    is_open = {**at_hand.facts, **changed}.get("state") in OPEN
    if is_open and keeps_no_more(work.people, changed.get("handler")):
        del changed["handler"]
    if not changed and work.has_row(at_hand.id):
        raise NothingToBringBack(case_no=command.case_no)
    try:
        work.write_case(kinds.BROUGHT_BACK, at_hand, changed)
    except WouldNotCount:
        raise NewerThanHere(case_no=command.case_no) from None
    work.audit(kinds.CASE_BROUGHT_BACK, {"case_no": command.case_no, "origin": command.origin})
    return Done(result=None, case_no=command.case_no, uuid=command.uuid, queue=True)
