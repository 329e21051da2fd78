"""Holding a case, putting it on the list for erasure, and erasing it."""

from dataclasses import dataclass
from typing import ClassVar

from desk.actions.work import Command, Done, Work
from desk.base.errors import Refusal
from desk.base.words import mark
from desk.rules.case.entries import written
from desk.rules.case.erasure import (
    ERASED_AT,
    HOLDS,
    LISTED,
    NotListed,
    NotTwoPeople,
    Way,
    holds,
    need_erasable,
    survivors,
)
from desk.rules.people.person_id import person_id
from desk.rules.people.reasons import need_reason
from desk.rules.people.rights import Right
from desk.rules.steps import kinds
from desk.rules.steps.act_kind import ActKind
from desk.store.disk import attachment_store
from desk.store.record import journal


class NotHeld(Refusal):
    """A case without a hold."""

    text: ClassVar[str] = mark("{case_no} is not on hold.")


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldCase(Command[None]):
    """Put a case on legal hold (lawsuit, inspection): it cannot be erased."""

    right: ClassVar[Right] = Right.ARCHIVE

    case_no: str
    reason: str


def hold_case(command: HoldCase, work: Work) -> Done[None]:
    """Carry out ``command``.

    Raises:
        NoCase: There is none.
        NoReason: No reason is given.
    """
    at_hand, reason = work.case(command.case_no), need_reason(command.reason)
    entry = {"by": work.actor.login, "at": work.stamp, "reason": reason}
    facts = {f"{HOLDS}/{work.new_id()}": entry}
    work.write(kinds.HELD, at_hand.uuid, facts, before=at_hand.folded)
    return Done(result=None, case_no=command.case_no, uuid=at_hand.uuid)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseCase(Command[None]):
    """Lift all legal holds of a case."""

    right: ClassVar[Right] = Right.ARCHIVE

    case_no: str
    reason: str


def release_case(command: ReleaseCase, work: Work) -> Done[None]:
    """Carry out ``command``.

    Raises:
        NoCase: There is none.
        NotHeld: It is not on hold.
        NoReason: No reason is given.
    """
    at_hand, reason = work.case(command.case_no), need_reason(command.reason)
    standing = holds(at_hand.facts)
    if not standing:
        raise NotHeld(case_no=command.case_no)
    lifted = {"lifted_by": work.actor.login, "lifted_at": work.stamp, "lifted_why": reason}
    facts = {f"{HOLDS}/{hold['id']}": {**written(hold), **lifted} for hold in standing}
    work.write(kinds.RELEASED, at_hand.uuid, facts, before=at_hand.folded)
    return Done(result=None, case_no=command.case_no, uuid=at_hand.uuid)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListForErasure(Command[None]):
    """Put a case after its retention period on the list for erasure; another person approves."""

    right: ClassVar[Right] = Right.ARCHIVE

    case_no: str
    way: Way


def list_for_erasure(command: ListForErasure, work: Work) -> Done[None]:
    """Carry out ``command``.

    Raises:
        NoCase: There is none.
        Refusal: It may not be erased today (`need_erasable`).
    """
    at_hand = work.case(command.case_no)
    need_erasable(at_hand.facts, work.now.date())
    listed = {"by": work.actor.login, "at": work.stamp, "way": command.way.value}
    work.write(kinds.LISTED_FOR_ERASURE, at_hand.uuid, {LISTED: listed}, before=at_hand.folded)
    return Done(result=None, case_no=command.case_no, uuid=at_hand.uuid)


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasedCase:
    """What the certificate says of an erased case; ``acts`` of it lost their payload."""

    case_no: str
    uuid: str
    acts: int
    way: Way
    listed_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EraseCases(Command[list[ErasedCase]]):
    """Erase cases that are on the list: their payloads are deleted for good."""

    right: ClassVar[Right] = Right.ERASE

    case_nos: tuple[str, ...]


def erase_cases(command: EraseCases, work: Work) -> Done[list[ErasedCase]]:
    """Carry out ``command``: all of them, or none.

    Raises:
        NoCase: There is none.
        NotListed: One is not on the list.
        NotTwoPeople: The same person put it there.
        Refusal: One may not be erased today (`need_erasable`).
    """
    erased: list[ErasedCase] = []
    for case_no in command.case_nos:
        at_hand = work.case(case_no)
        need_erasable(at_hand.facts, work.now.date())
        listed = at_hand.facts.get(LISTED)
        if not listed:
            raise NotListed(case_no=case_no)
        if person_id(listed["by"]) == work.actor.id:
            raise NotTwoPeople(case_no=case_no)
        way = Way(listed["way"])
        erased.append(
            ErasedCase(
                case_no=at_hand.facts["case_no"],
                uuid=at_hand.uuid,
                acts=shred_case(work, at_hand.uuid, way),
                way=way,
                listed_by=listed["by"],
            )
        )
    return Done(queue=True, result=erased)


def shred_case(work: Work, case_uuid: str, way: Way, kind: ActKind = kinds.ERASED) -> int:
    """Write what remains of a case and delete the payloads of its acts; return how many.

    The acts themselves stay, so the chain stays whole: they hold salted hashes only.
    """
    at_hand = work.case_by_uuid(case_uuid)
    left = survivors(at_hand.folded.live, way)
    gone = dict.fromkeys(name for name in at_hand.folded.live if name not in left)
    facts = {**left, ERASED_AT: work.stamp, "erased_by": work.actor.login, "erased_way": way.value}
    attachment_store.forget(work.store, at_hand.id)
    journal.shred(work.store, case_uuid)
    at_hand.shredded(journal.stored_acts(work.store, case_uuid))
    work.forget_drafts(at_hand.facts["case_no"])
    work.write_over(kind, case_uuid, facts, [*facts, *gone])
    return at_hand.folded.count
