"""Whose personal data a specialist sees: that of her own cases."""

from collections.abc import Mapping
from typing import Any, ClassVar

from desk.base.errors import Refusal
from desk.base.words import mark
from desk.rules.people import Person, Role


class NotYourCase(Refusal):
    """A specialist and a case that is not hers."""

    text: ClassVar[str] = mark(
        "{case_no} is not your case. A specialist sees personal data of her own cases only; "
        "ask its handler or your supervisor."
    )


def need_own(person: Person, facts: Mapping[str, Any]) -> None:
    """Refuse a specialist the personal data of a case that she neither took in nor handles.

    Raises:
        NotYourCase: It is somebody else's.
    """
    own = (facts.get("handler"), facts.get("received_by"))
    if person.role is Role.SPECIALIST and person.login not in own:
        raise NotYourCase(case_no=facts["case_no"])
