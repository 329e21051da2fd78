"""Roles and keys of people, per workstation.

The same login may be another person in another office, and the same
person with another key at another workstation; so an act is judged by the acts of its
own workstation about its author, then by those of its office.
"""

from collections.abc import Iterable
from decimal import Decimal

from desk.base.shapes import Payload
from desk.rules.case.stored import is_money
from desk.rules.people.rights import Right
from desk.rules.record.chains import office_of
from desk.rules.record.fold import Act
from desk.rules.record.subjects import PERSON
from desk.rules.steps.authority import Standings

ReadAct = tuple[Act, Payload | None]


class DeviceStandings:
    """Roles and keys of people at any moment and workstation."""

    def __init__(self, people: Iterable[ReadAct], settings: Iterable[ReadAct]) -> None:
        """Read the acts about people, and those about the settings, of all workstations."""
        persons, offices = list(people), list(settings)
        self._settings = sorted(offices, key=lambda told: told[0].hlc)
        places = {name for act, _ in persons for name in (act.device, office_of(act.device))}
        self._logins = {(act.device, act.subject.removeprefix(PERSON)) for act, _ in persons}
        self._known = {
            place: Standings(
                _by_login(told for told in persons if _is_of(told[0], place)),
                [told for told in offices if _is_of(told[0], place)],
            )
            for place in places
        }

    def _of(self, act: Act) -> Standings | None:
        is_known = (act.device, act.author) in self._logins
        return self._known.get(act.device if is_known else office_of(act.device))

    def key_of(self, act: Act) -> str | None:
        """Return the public key (hex) of an act's author just before it."""
        known = self._of(act)
        return known.key_of(act) if known else None

    def lacks(self, act: Act) -> Right | None:
        """Return the right that the author of ``act`` did not have then, or None."""
        known = self._of(act)
        return (known or Standings({})).lacks(act)

    def is_above(self, act: Act, name: str, amount: Decimal) -> bool:
        """Say whether ``amount`` was not below the limit ``name`` of the office when ``act`` came.

        Where another workstation had set the limit last, ``act`` may not have known: it may
        have gone by any before. Without a limit on record here nothing is above it.
        """
        office = office_of(act.device)
        told = [
            (said.device, facts[name])
            for said, facts in self._settings
            if said.hlc < act.hlc
            and office_of(said.device) == office
            and facts
            and is_money(facts.get(name))
        ]
        known = told[-1:] if told and told[-1][0] == act.device else told
        return bool(known) and amount >= max(Decimal(limit) for _, limit in known)


def _is_of(act: Act, place: str) -> bool:
    return place in (act.device, office_of(act.device))


def _by_login(told: Iterable[ReadAct]) -> dict[str, list[ReadAct]]:
    found: dict[str, list[ReadAct]] = {}
    for act, facts in told:
        found.setdefault(act.subject.removeprefix(PERSON), []).append((act, facts))
    return found
