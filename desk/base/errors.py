"""An expected "no", worded for a person; everything else is a fault."""

import re
from collections.abc import Callable, Collection, Iterable
from typing import Any, ClassVar

from desk.base.shapes import Facts, Payload
from desk.base.words import mark, say

_WORD_BEGINS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def code_of(name: str) -> str:
    """Return the code for the name of a class, "too-new" for "TooNew"; a code stays as it is."""
    return _WORD_BEGINS.sub("-", name).lower()


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not a fault
    """An expected "no", worded for the person at the desk.

    Anything that is not a Refusal is a fault: it is logged with its traceback
    and shown as "unexpected error", never explained away.

    Attributes:
        text: English template; ``{names}`` are filled from ``values``.
        code: What stands for it where it is stored or counted; states it itself where a
            database holds it, and is made of the class's name otherwise.
        field: The form field it belongs to, or "" for the whole action.
        values: What happened, as plain values, enums or dates.
    """

    text: ClassVar[str] = mark("This cannot be done.")
    code: ClassVar[str] = "refusal"

    def __init_subclass__(cls, **more: Any) -> None:
        """Give the class a code where it states none."""
        super().__init_subclass__(**more)
        if "code" not in vars(cls):
            cls.code = code_of(cls.__name__)

    def __init__(self, *, field: str = "", **values: object) -> None:
        """Keep the values; the sentence is formatted in ``__str__``."""
        super().__init__()
        self.field = field
        self.values = values

    def __str__(self) -> str:
        """Return the sentence to show, in the office's language."""
        return say(self.text, **self.values)


class Trouble(Refusal):
    """Not what somebody wished is wrong, but what the desk stands on: disk, database, memory.

    It is told wherever it comes up, also where nobody asked.

    Attributes:
        needs_backup: Whether only a backup brings back what is broken.
    """

    needs_backup: ClassVar[bool] = False


class Several(Refusal):
    """Several things are wrong at once; each is a refusal of its own.

    Attributes:
        refusals: In the form's order, at least one.
    """

    text: ClassVar[str] = mark("{sentences}")

    def __init__(self, refusals: list[Refusal]) -> None:
        """Keep the refusals; the field is that of the first."""
        super().__init__(field=refusals[0].field)
        self.refusals = refusals

    def __str__(self) -> str:
        """Return all sentences, one after the other."""
        return " ".join(str(refusal) for refusal in self.refusals)


def needs_backup(refusal: Refusal) -> bool:
    """Say whether ``refusal``, or one of several, tells of what only a backup brings back."""
    several = refusal.refusals if isinstance(refusal, Several) else [refusal]
    return any(isinstance(one, Trouble) and one.needs_backup for one in several)


class UnknownName(Refusal):
    """Something was stated under a name that nobody reads."""

    text: ClassVar[str] = mark("There is no “{name}” here. Use one of: {known}.")


def need_names(names: Iterable[str], known: Collection[str]) -> None:
    """Refuse every one of ``names`` that is not ``known``: it would be taken and lost.

    Raises:
        UnknownName: There is one; several come together.
    """
    refuse_all(
        [
            UnknownName(field=name, name=name, known=list(known) or ["—"])
            for name in names
            if name not in known
        ]
    )


def refuse_all(refusals: list[Refusal]) -> None:
    """Raise ``refusals`` together, or the single one, or nothing when there is none.

    Raises:
        Refusal: There is at least one.
    """
    if len(refusals) == 1:
        raise refusals[0]
    if refusals:
        raise Several(refusals)


def cleaned_each(
    given: Facts, clean: Callable[[str, object], Any]
) -> tuple[Payload, list[Refusal]]:
    """Return each value as ``clean`` (by name and value) returns it, and all its refusals."""
    found: Payload = {}
    refusals: list[Refusal] = []
    for name, value in given.items():
        try:
            found[name] = clean(name, value)
        except Refusal as refusal:
            refusals.append(refusal)
    return found, refusals
