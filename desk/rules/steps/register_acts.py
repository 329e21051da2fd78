"""What an act of a register may do: told by the description of its step."""

from collections.abc import Iterator

from desk.base.shapes import Payload
from desk.rules.case import stored
from desk.rules.record.audit_kinds import AuditGroup
from desk.rules.registers.register import Register, RegisterStep
from desk.rules.registers.table import REGISTERS


def register_kinds() -> Iterator[Payload]:
    """Yield what `ActKind` is made of, for each step of each register."""
    return (_told(one, step) for one in REGISTERS.values() for step in one.steps)


def kind_id(register: Register, step: RegisterStep) -> str:
    """Return the name of its acts in the journal."""
    return f"{register.id}.{step.id}"


def _told(register: Register, step: RegisterStep) -> Payload:
    known, states = register.by_id, frozenset(step.moves.values())
    began = {"no": stored.is_case_no} if step.begins else {}
    fits = {name: stored.fits(known[name]) for name in step.writes}
    return {
        "id": kind_id(register, step),
        "rights": (step.right,),
        "about": register.about,
        "writes": {**fits, **began, "state": states.__contains__},
        "bounds": {"state": states, **{name: frozenset({v}) for name, v in step.fixed.items()}},
        "is_signed": step.is_signed,
        "group": AuditGroup.REGISTER,
        "words": step.did,
    }
