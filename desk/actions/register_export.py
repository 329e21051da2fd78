"""Record an export before it is written: who, what, how many, for what purpose."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from desk.actions.work import Command, Done, Work
from desk.rules.people.reasons import need_reason
from desk.rules.people.rights import Right
from desk.rules.people.sight import Purpose, need_clear
from desk.rules.steps import kinds


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterExport(Command[None]):
    """Record an export in the register.

    Attributes:
        what: What is exported, e.g. "ledger", "person".
        count: How many cases.
        is_full: Personal data unmasked.
        purpose: The purpose, which is audited.
        file: Name of the file.
        cases: Numbers of those whose data is unmasked; the actor must see all of them so.
    """

    right: ClassVar[Right] = Right.EXPORT

    what: str
    count: int
    is_full: bool
    purpose: str
    file: str = ""
    cases: Sequence[str] = ()


def register_export(command: RegisterExport, work: Work) -> Done[None]:
    """Carry out ``command``.

    Raises:
        NotPermitted: The export is unmasked, and the actor may not see unmasked data.
        NoReason: No purpose is given.
        Refusal: One of the cases may not be seen in clear by the actor (`need_sight`).
    """
    if command.is_full:
        work.actor.need(Right.REVEAL)
    for case_no in command.cases:
        need_clear(work.actor, work.look_at(case_no), Purpose.EXPORT, work.stamp, command.purpose)
    told = {
        "what": command.what,
        "count": command.count,
        "full": command.is_full,
        "purpose": need_reason(command.purpose),
        "file": command.file,
    }
    work.audit(kinds.EXPORTED, told)
    return Done(result=None)
