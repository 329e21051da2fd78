"""The director takes the end of the record as it is: what is missing was looked for in vain."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from desk.actions.work import Command, Done, Work
from desk.rules.people.reasons import need_reason
from desk.rules.people.rights import Right
from desk.rules.steps import kinds


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptEnd(Command[None]):
    """Take the end of the record as it is.

    Attributes:
        reason: What was found out.
        left: By chain the number up to which acts are known to be missing.
        trouble: What was wrong with the witness itself, or "".
    """

    right: ClassVar[Right] = Right.DEVICES

    reason: str
    left: Mapping[str, int]
    trouble: str = ""


def accept_end(command: AcceptEnd, work: Work) -> Done[None]:
    """Carry out ``command``.

    Raises:
        NoReason: No reason was given.
    """
    told = {
        "reason": need_reason(command.reason),
        "left": dict(command.left),
        "trouble": command.trouble,
    }
    work.audit(kinds.END_ACCEPTED, told)
    return Done(result=None, settings=True)
