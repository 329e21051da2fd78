"""Attach a file to a case, withdraw it, record that it was viewed or exported."""

from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar, Final

from desk.actions.case_at_hand import CaseAtHand
from desk.actions.work import Command, Done, Work
from desk.base.errors import Refusal, refuse_all
from desk.base.shapes import Facts
from desk.base.words import mark
from desk.rules.case.attachments import (
    ATTACHMENTS,
    OTHER,
    AttachedAlready,
    NotYourAttachment,
    attachment_called,
    attachments,
    need_taken,
    not_withdrawn,
)
from desk.rules.case.codes import code_list
from desk.rules.case.entries import ENTRIES
from desk.rules.case.erasure import ERASED_AT, Erased
from desk.rules.case.values import out_of_use
from desk.rules.people.person_id import person_id
from desk.rules.people.reasons import need_reason
from desk.rules.people.rights import Right
from desk.rules.people.sight import Purpose, need_clear
from desk.rules.steps import kinds
from desk.store.disk import attachment_store
from desk.store.disk.staging import Staged

MATERIAL: Final = "material"
WHAT: Final = next(part for part in ENTRIES[ATTACHMENTS] if part.codes == MATERIAL)


class NoSuchMaterial(Refusal):
    """A kind of material that the list does not have."""

    text: ClassVar[str] = mark("“{what}” is no kind of material. Use one of: {known}.")


class WithdrawnBefore(Refusal):
    """The attachment was withdrawn already."""

    text: ClassVar[str] = mark("“{name}” was withdrawn already.")


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachFile(Command[Facts]):
    """Attach a file whose content was staged.

    Attributes:
        case_no: Number of the case.
        name: Of the file.
        staged: Its content.
        what: Code or name of the kind of material; "" when none is stated.
    """

    right: ClassVar[Right] = Right.RECORD

    case_no: str
    name: str
    staged: Staged = field(repr=False)
    what: str = ""


def attach_file(command: AttachFile, work: Work) -> Done[Facts]:
    """Carry out ``command``.

    Raises:
        NoCase: There is no such case.
        KeptAway: The actor is recused in it.
        Erased: The case was erased.
        NoSuchMaterial: ``what`` is no kind of material.
        RetiredCode: It is none any more.
        IsAProgram, KindNotTaken: The file is a program, or of a kind the office does not accept.
        AttachedAlready: The case has the same content.
        DiskTrouble: Writing failed (disk full, read-only or damaged).
    """
    at_hand, what = _open_case(work, command.case_no), _material(command.what, work.now.date())
    content, case_no = command.staged.content, at_hand.facts["case_no"]
    kind = need_taken(command.name, command.staged.head, work.settings.texts("attachment_suffixes"))
    for other in not_withdrawn(at_hand.facts):
        if other["hash"] == content.hash:
            raise AttachedAlready(name=command.name, case_no=case_no, other=other["name"])
    attachment_store.keep(work.store, command.staged)
    entry = {
        "no": len(attachments(at_hand.facts)) + 1,  # in this case, at this desk
        "hash": content.hash,
        "size": content.size,
        "name": command.name,
        "type": kind.id,
        "what": what,
        "at": work.stamp,
        "by": work.actor.login,
    }
    entry_id = work.new_id()
    facts = {f"{ATTACHMENTS}/{entry_id}": entry}
    work.write(kinds.ATTACHED, at_hand.uuid, facts, before=at_hand.folded)
    return Done(case_no=case_no, uuid=at_hand.uuid, result={"attachment": entry_id, **entry})


def _open_case(work: Work, case_no: str) -> CaseAtHand:
    at_hand = work.case(case_no)
    if at_hand.facts.get(ERASED_AT):
        raise Erased(case_no=at_hand.facts["case_no"])
    return at_hand


def _material(what: str, today: date) -> str:
    known = code_list(MATERIAL)
    found = known.find(what) if what.strip() else OTHER
    if found is None:
        raise NoSuchMaterial(field="what", what=what, known=list(known.codes))
    refuse_all(out_of_use(WHAT, found, None, today))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawAttachment(Command[Facts]):
    """Withdraw an attachment: it no longer belongs to the case, but stays in the journal.

    Attributes:
        case_no: Number of the case.
        wanted: The beginning of its hash, or its id.
        reason: The reason, which is audited.
    """

    right: ClassVar[Right] = Right.RECORD

    case_no: str
    wanted: str
    reason: str


def withdraw_attachment(command: WithdrawAttachment, work: Work) -> Done[Facts]:
    """Carry out ``command``.

    Raises:
        NoCase: There is no such case.
        KeptAway: The actor is recused in it.
        NoReason: No reason is given.
        NoAttachment: The case has no such attachment.
        WithdrawnBefore: It is withdrawn already.
        NotYourAttachment: Somebody else attached it, and the actor is no supervisor.
    """
    at_hand, reason = _open_case(work, command.case_no), need_reason(command.reason)
    entry = dict(attachment_called(at_hand.facts, command.wanted))
    name, entry_id = entry["name"], entry.pop("id")
    if entry.get("withdrawn_at"):
        raise WithdrawnBefore(name=name)
    if person_id(entry["by"]) != work.actor.id and not work.actor.may(Right.ASSIGN):
        raise NotYourAttachment(name=name, person=work.people.name(entry["by"]))
    told = {"withdrawn_at": work.stamp, "withdrawn_by": work.actor.login, "withdrawn_why": reason}
    facts = {f"{ATTACHMENTS}/{entry_id}": {**entry, **told}}
    work.write(kinds.DETACHED, at_hand.uuid, facts, before=at_hand.folded)
    return Done(case_no=at_hand.facts["case_no"], uuid=at_hand.uuid, result=told)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeeAttachment(Command[Facts]):
    """View the content of an attachment, which holds unmasked personal data.

    Attributes:
        case_no: Number of the case.
        wanted: The beginning of its hash, or its id.
        reason: The reason, which is audited.
    """

    right: ClassVar[Right] = Right.REVEAL

    case_no: str
    wanted: str
    reason: str


def see_attachment(command: SeeAttachment, work: Work) -> Done[Facts]:
    """Carry out ``command``; the result is the attachment's entry.

    Raises:
        NoCase: There is no such case.
        KeptAway: The actor is recused in it.
        NoReason: No reason is given.
        Refusal: The actor may not see the case in clear (`need_sight`).
        NoAttachment: The case has no such attachment.
    """
    facts, entry, reason = _seen(work, command.case_no, command.wanted, command.reason)
    told = {
        "case_no": facts["case_no"],
        "reason": reason,
        "fields": [ATTACHMENTS],
        "hash": entry["hash"],
    }
    work.audit(kinds.REVEALED, told)
    return Done(case_no=facts["case_no"], result=entry)


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeOutAttachment(Command[Facts]):
    """Record in the register that an attachment's content is exported.

    Attributes:
        case_no: Number of the case.
        wanted: The beginning of its hash, or its id.
        purpose: The purpose, which is audited.
    """

    right: ClassVar[Right] = Right.EXPORT

    case_no: str
    wanted: str
    purpose: str


def take_out_attachment(command: TakeOutAttachment, work: Work) -> Done[Facts]:
    """Carry out ``command``; the result is the attachment's entry.

    Raises:
        NotPermitted: The actor may not see personal data.
        Refusal: As `see_attachment`.
    """
    work.actor.need(Right.REVEAL)
    facts, entry, purpose = _seen(work, command.case_no, command.wanted, command.purpose)
    told = {
        "what": "attachment",
        "count": 1,
        "full": True,
        "purpose": purpose,
        "file": entry["hash"],
        "case_no": facts["case_no"],
    }
    work.audit(kinds.EXPORTED, told)
    return Done(case_no=facts["case_no"], result=entry)


def _seen(work: Work, case_no: str, wanted: str, why: str) -> tuple[Facts, Facts, str]:
    facts = work.look_at(case_no)
    reason = need_clear(work.actor, facts, Purpose.ATTACHMENT, work.stamp, why)
    return facts, attachment_called(facts, wanted), reason
