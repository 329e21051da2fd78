"""Recusal 回避 of people with an interest in a case (第17条, R17)."""

from typing import ClassVar, Final

from desk.base.errors import Refusal
from desk.base.shapes import Facts
from desk.base.words import mark
from desk.rules.people.person_id import RECUSALS, PersonId, person_id
from desk.rules.people.rights import Person

CLOSED_TO_YOU: Final = mark("Closed to you: recused")  # in place of what a case is about


class KeptAway(Refusal):
    """Somebody recused wants to see or take along a case."""

    text: ClassVar[str] = mark(
        "{person} is complained of or recused in {case_no}: its file stays closed to her. "
        "Ask a colleague who is not concerned."
    )


def recused_in(facts: Facts) -> frozenset[PersonId]:
    """Return those who are complained of or recused; some by their names instead of logins."""
    return frozenset(person_id(name) for one in RECUSALS for name in facts.get(one) or () if name)


def is_recused(person: Person, facts: Facts) -> bool:
    """Say whether ``person`` is recused in the case with ``facts``, or complained of."""
    if not any(map(facts.get, RECUSALS)):  # as in most cases
        return False
    return keeps_away(person.id, person.name, facts)


def keeps_away(who: PersonId, name: str | None, facts: Facts) -> bool:
    """Say whether ``who``, whose name is ``name`` if it is known, must keep away from the case.

    A login means one person. A name keeps away everybody who bears it: a complaint at one
    office may be about somebody of another one, and does not say whom.
    """
    recused = recused_in(facts)
    return who in recused or any(one.login == name for one in recused)


def need_no_recusal(person: Person, facts: Facts) -> None:
    """Refuse the case to a person recused in it.

    Raises:
        KeptAway: She is recused.
    """
    if is_recused(person, facts):
        raise KeptAway(person=person.name, case_no=facts["case_no"])
