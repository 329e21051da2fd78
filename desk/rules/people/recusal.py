"""Recusal 回避 of people with an interest in a case (第17条, R17)."""

from collections.abc import Mapping
from typing import Any, ClassVar, Final

from desk.base.errors import Refusal
from desk.base.words import mark
from desk.rules.people.person_id import RECUSALS, PersonId, person_id
from desk.rules.people.rights import Person, Role


class NotYourCase(Refusal):
    """A specialist and a case that is not hers."""

    text: ClassVar[str] = mark(
        "{case_no} is not your case. A specialist sees personal data of her own cases only; "
        "ask its handler or your supervisor."
    )


def need_own(person: Person, facts: Mapping[str, Any]) -> None:
    """Refuse a specialist the personal data of cases she neither registered nor handles.

    Raises:
        NotYourCase: The case is somebody else's.
    """
    own = {person_id(facts.get(name)) for name in ("handler", "received_by")}
    if person.role is Role.SPECIALIST and person.id not in own:
        raise NotYourCase(case_no=facts["case_no"])


CLOSED_TO_YOU: Final = mark("Closed to you: recused")  # in place of what a case is about


class KeptAway(Refusal):
    """Somebody recused wants to see or take along a case."""

    text: ClassVar[str] = mark(
        "{person} is complained of or recused in {case_no}: its file stays closed to her. "
        "Ask a colleague who is not concerned."
    )


def recused_in(facts: Mapping[str, Any]) -> frozenset[PersonId]:
    """Return those who are complained of or recused; some by their names instead of logins."""
    return frozenset(person_id(name) for one in RECUSALS for name in facts.get(one) or () if name)


def is_recused(person: Person, facts: Mapping[str, Any]) -> bool:
    """Say whether ``person`` is recused in the case with ``facts``, or complained of."""
    return keeps_away(person.id, person.name, facts)


def keeps_away(who: PersonId, name: str | None, facts: Mapping[str, Any]) -> bool:
    """Say whether ``who``, whose name is ``name`` if it is known, must keep away from the case.

    A login means one person. A name keeps away everybody who bears it: a complaint at one
    office may be about somebody of another one, and does not say whom.
    """
    recused = recused_in(facts)
    return who in recused or any(one.login == name for one in recused)


def need_no_recusal(person: Person, facts: Mapping[str, Any]) -> None:
    """Refuse the case to a person recused in it.

    Raises:
        KeptAway: She is recused.
    """
    if is_recused(person, facts):
        raise KeptAway(person=person.name, case_no=facts["case_no"])
