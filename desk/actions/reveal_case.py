"""Show personal data unmasked: needs the right and a reason, and is audited."""

from dataclasses import dataclass
from typing import ClassVar

from desk.actions.work import Command, Done, Work
from desk.base.shapes import Facts
from desk.rules.case.attachments import ATTACHMENTS
from desk.rules.case.masks import MASKED
from desk.rules.people.reasons import need_reason
from desk.rules.people.recusal import need_own
from desk.rules.people.rights import Right
from desk.rules.steps import kinds


@dataclass(frozen=True, slots=True, kw_only=True)
class RevealCase(Command[Facts]):
    """Show the personal fields of a case.

    Attributes:
        case_no: Its number.
        reason: The reason, which is audited.
        with_attachments: The attachments are shown as well.
    """

    right: ClassVar[Right] = Right.REVEAL

    case_no: str
    reason: str
    with_attachments: bool = False


def reveal_case(command: RevealCase, work: Work) -> Done[Facts]:
    """Carry out ``command``; the result holds the personal fields.

    Raises:
        NoCase: There is none.
        NoReason: No reason is given.
        NotYourCase: The actor is a specialist and the case is somebody else's.
    """
    reason = need_reason(command.reason)
    facts = work.look_at(command.case_no)
    need_own(work.actor, facts)
    shown = {name: facts[name] for name in MASKED if facts.get(name)}
    fields = [*shown, ATTACHMENTS] if command.with_attachments else shown
    told = {"case_no": facts["case_no"], "reason": reason, "fields": sorted(fields)}
    work.audit(kinds.REVEALED, told)
    return Done(case_no=facts["case_no"], result=shown)
