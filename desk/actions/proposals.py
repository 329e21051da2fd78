"""Confirm, refuse, withdraw, carry out what somebody proposed; see who was given more power."""

from dataclasses import dataclass
from typing import ClassVar

from desk.actions.keep_draft import draft, drop_draft
from desk.actions.propose import key_draft, staff
from desk.actions.work import Command, Done, Work
from desk.base.shapes import Facts, Payload
from desk.rules.people.reasons import need_reason
from desk.rules.people.rights import Right
from desk.rules.people.two_persons import (
    NoProposal,
    NotAgreedYet,
    NotTheFirst,
    Proposal,
    ProposalStage,
    ProposerLeft,
    carries_out,
    confirmers,
    is_news_to,
    names_of,
    need_second,
)
from desk.rules.steps import kinds
from desk.rules.steps.act_kind import ActKind
from desk.store import proposals


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of a proposal.

    Attributes:
        proposal: As it stands now.
        key: The slot of the new password that came with it, for the key file; or None.
    """

    proposal: Proposal
    key: Payload | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmProposal(Command[Decided]):
    """Confirm what another proposed; a director's confirmation carries it out at once.

    Go by ``desk.home.accounts:confirm``: a new password belongs into the key file too.

    Attributes:
        id: The proposal's number.
    """

    right: ClassVar[Right] = Right.SECOND

    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CarryOut(Command[Decided]):
    """Carry out what one proposed and another, who may not do it herself, confirmed.

    Go by ``desk.home.accounts:carry_out``.

    Attributes:
        id: The proposal's number.
    """

    right: ClassVar[Right] = Right.SETTINGS

    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefuseProposal(Command[Decided]):
    """Refuse what another proposed.

    Attributes:
        id: The proposal's number.
        reason: Why; whoever proposed it reads it.
    """

    right: ClassVar[Right] = Right.SECOND

    id: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawProposal(Command[Decided]):
    """Withdraw what one proposed oneself.

    Attributes:
        id: The proposal's number.
    """

    right: ClassVar[Right] = Right.SETTINGS

    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SeeRaises(Command[None]):
    """Say that one has seen who was given more power, so that it is shown no more."""

    right: ClassVar[Right] = Right.PEOPLE


def confirm_proposal(command: ConfirmProposal, work: Work) -> Done[Decided]:
    """Carry out ``command``.

    Raises:
        NoProposal: There is none that waits for anybody.
        NotTheSecond: The actor proposed it, it is about her, or others come first.
        ProposerLeft: Whoever proposed it may not do it any more.
        Refusal: What was proposed is not possible any more.
    """
    found = _waiting(command.id, work, ProposalStage.WAITING)
    need_second(work.actor, staff(work), found.by, found.concerns)
    _write(work, found.id, kinds.CONFIRMED, {"confirmed_by": work.actor.login}, "confirmed_at")
    if carries_out(work.actor):
        return _carried_out(found, work)
    return Done(result=Decided(_as_it_is(found.id, work)), settings=True)


def carry_out(command: CarryOut, work: Work) -> Done[Decided]:
    """Carry out ``command``.

    Raises:
        NoProposal: There is none that is still open.
        NotTheFirst: Somebody else proposed it.
        NotAgreedYet: Nobody has confirmed it.
        ProposerLeft: The actor may not do it any more.
        Refusal: What was proposed is not possible any more.
    """
    found = _waiting(command.id, work, ProposalStage.WAITING, ProposalStage.AGREED)
    _need_first(found, work)
    if found.stage is not ProposalStage.AGREED:
        who = confirmers(staff(work), found.by, found.concerns)
        raise NotAgreedYet(names=names_of(who))
    return _carried_out(found, work)


def refuse_proposal(command: RefuseProposal, work: Work) -> Done[Decided]:
    """Carry out ``command``.

    Raises:
        NoProposal: There is none that is still open.
        NotTheSecond: The actor proposed it, it is about her, or others come first.
        NoReason: No reason is given.
    """
    found = _waiting(command.id, work, ProposalStage.WAITING, ProposalStage.AGREED)
    need_second(work.actor, staff(work), found.by, found.concerns)
    told = {"refused_by": work.actor.login, "reason": need_reason(command.reason)}
    _write(work, found.id, kinds.DECLINED, told, "refused_at")
    return _over(found, work)


def withdraw_proposal(command: WithdrawProposal, work: Work) -> Done[Decided]:
    """Carry out ``command``.

    Raises:
        NoProposal: There is none that is still open.
        NotTheFirst: Somebody else proposed it.
    """
    found = _waiting(command.id, work, ProposalStage.WAITING, ProposalStage.AGREED)
    _need_first(found, work)
    _write(work, found.id, kinds.WITHDRAWN, {}, "withdrawn_at")
    return _over(found, work)


def see_raises(_command: SeeRaises, work: Work) -> Done[None]:
    """Carry out the command."""
    for one in proposals.read_proposals(work.store, work.seen):
        if is_news_to(one, work.actor):
            seen = {f"seen/{work.actor.login}": {"by": work.actor.login, "at": work.stamp}}
            work.write(kinds.RAISE_SEEN, proposals.subject_of(work.store, one.id), seen)
    return Done(result=None, settings=True)


def _waiting(number: str, work: Work, *stages: ProposalStage) -> Proposal:
    known = proposals.read_proposals(work.store, work.seen)
    found = next((one for one in known if one.id == number and one.stage in stages), None)
    if found is None:
        raise NoProposal(id=number)
    return found


def _as_it_is(number: str, work: Work) -> Proposal:
    work.settle()
    known = proposals.read_proposals(work.store, work.seen)
    return next(one for one in known if one.id == number)


def _need_first(found: Proposal, work: Work) -> None:
    if work.actor.login != found.by:
        raise NotTheFirst(name=work.people.name(found.by))


def _write(work: Work, number: str, kind: ActKind, told: Facts, moment: str) -> None:
    subject = proposals.subject_of(work.store, number)
    work.write(kind, subject, {**told, moment: work.stamp})


def _carried_out(found: Proposal, work: Work) -> Done[Decided]:
    deed = work.deeds[found.deed]
    first = next((one for one in staff(work) if one.login == found.by), None)
    if first is None or not first.may(deed.right):
        raise ProposerLeft(name=work.people.name(found.by))
    work.agreed = found
    try:
        deed.handler(deed.command(found.wish, work), work)
    finally:
        work.agreed = None
    _write(work, found.id, kinds.CARRIED_OUT, {}, "done_at")
    place = key_draft(found.by, found.id)
    key = draft(work.store, place)
    drop_draft(work.store, place)
    return Done(result=Decided(_as_it_is(found.id, work), key), settings=True, queue=True)


def _over(found: Proposal, work: Work) -> Done[Decided]:
    drop_draft(work.store, key_draft(found.by, found.id))
    return Done(result=Decided(_as_it_is(found.id, work)), settings=True)
