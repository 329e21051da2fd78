"""Who a duty waits for."""

from desk.rules.people.person_id import PersonId, person_id
from desk.rules.people.rights import Person
from desk.rules.steps.approval import rank
from desk.rules.steps.duties import Owed
from desk.rules.steps.table import STEPS


def is_of(person: Person, owed: Owed) -> bool:
    """Say whether ``owed`` names ``person``; some duties name her by her name."""
    return person_id(owed.who) in (person.id, PersonId("", person.name))


def waits_for(person: Person, owed: Owed) -> bool:
    """Say whether ``person`` is responsible, or may act where nobody is named.

    An approval waits for those of its tier, or above, who did not fix the plan themselves.
    """
    if owed.who:
        return is_of(person, owed)
    if person_id(owed.author) == person.id or rank(person) < owed.tier:
        return False
    return person.may(STEPS[owed.action].right)
