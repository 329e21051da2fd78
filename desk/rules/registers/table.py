"""All registers. A further one is its description, and its line here."""

from typing import ClassVar, Final

from desk.base.errors import Refusal
from desk.base.words import mark
from desk.rules.registers.meetings import MEETINGS
from desk.rules.registers.programmes import PROGRAMMES
from desk.rules.registers.register import Register
from desk.rules.registers.suggestions import SUGGESTIONS
from desk.rules.registers.tasks import TASKS

REGISTERS: Final[dict[str, Register]] = {
    one.id: one for one in (MEETINGS, TASKS, PROGRAMMES, SUGGESTIONS)
}


class UnknownRegister(Refusal):
    """A register that the desk does not have."""

    text: ClassVar[str] = mark("There is no register “{register}”. Use one of: {known}.")


class NoItem(Refusal):
    """There is no such item, or it tells of a case that is closed to who asks."""

    text: ClassVar[str] = mark("There is no {no} in this register. Check the number.")


def register_named(name: str) -> Register:
    """Return the register with the id ``name``.

    Raises:
        UnknownRegister: There is none.
    """
    if name not in REGISTERS:
        raise UnknownRegister(register=name, known=list(REGISTERS))
    return REGISTERS[name]
