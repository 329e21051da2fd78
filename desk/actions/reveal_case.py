"""Show personal data unmasked: needs sight and a reason, and is audited.

This is the one door to a case in clear: the page, previews, papers and letters come through it.
"""

from dataclasses import dataclass
from typing import ClassVar

from desk.actions.work import Command, Done, Work
from desk.base.shapes import Facts
from desk.rules.case.attachments import ATTACHMENTS
from desk.rules.case.masks import MASKED
from desk.rules.people.rights import Right
from desk.rules.people.sight import Purpose, need_clear
from desk.rules.steps import kinds


@dataclass(frozen=True, slots=True, kw_only=True)
class RevealCase(Command[Facts]):
    """Show the personal fields of a case.

    Attributes:
        case_no: Its number.
        reason: The reason, which is audited.
        purpose: What for: the page, a paper, a letter …
        with_attachments: The attachments are shown as well.
    """

    right: ClassVar[Right] = Right.REVEAL

    case_no: str
    reason: str
    purpose: Purpose = Purpose.PAGE
    with_attachments: bool = False


def reveal_case(command: RevealCase, work: Work) -> Done[Facts]:
    """Carry out ``command``; the result holds the personal fields.

    Raises:
        NoCase: There is none.
        NoReason: No reason is given.
        Refusal: The actor may not see it in clear (`need_sight`).
    """
    facts = work.look_at(command.case_no)
    reason = need_clear(work.actor, facts, command.purpose, work.stamp, command.reason)
    shown = {name: facts[name] for name in MASKED if facts.get(name)}
    fields = [*shown, ATTACHMENTS] if command.with_attachments else shown
    told = {"case_no": facts["case_no"], "reason": reason, "fields": sorted(fields)}
    work.audit(kinds.REVEALED, told | {"for": command.purpose.value})
    return Done(case_no=facts["case_no"], result=shown)
