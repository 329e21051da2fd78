"""Who was what when an act was written, and which right its author lacked."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from desk.base.clock import moment_of
from desk.rules.people.deputies import as_deputy
from desk.rules.people.rights import Person, Right, Role
from desk.rules.record.fold import Act, fold
from desk.rules.steps.kinds import KINDS, RECOVERY_KEY

DEPUTIES: Final = "deputies"  # among the settings: who stands for whom
RECOVERY: Final = "recovery"  # who acts with the printed code in hand


@dataclass(frozen=True, slots=True)
class Standing:
    """A person's role and key from one moment on.

    Attributes:
        hlc: The moment.
        person: The person as of then.
        key: Her public signing key, hex.
    """

    hlc: int
    person: Person
    key: str


class Standings:
    """Roles and keys of people at any moment, from the acts about them."""

    def __init__(
        self,
        acts: Mapping[str, Iterable[tuple[Act, dict[str, Any] | None]]],
        settings: Sequence[tuple[Act, dict[str, Any] | None]] = (),
    ) -> None:
        """Read the acts about each login, and those that give the recovery code's key."""
        self._known = {login: list(_standings(login, found)) for login, found in acts.items()}
        self._delegated = [
            (act.hlc, facts[DEPUTIES])
            for act, facts in sorted(settings, key=lambda pair: pair[0].hlc)
            if facts and DEPUTIES in facts
        ]
        whoever = Person(RECOVERY, RECOVERY, Role.DIRECTOR)
        self._known[RECOVERY] = [
            Standing(act.hlc, whoever, facts[RECOVERY_KEY])
            for act, facts in sorted(settings, key=lambda pair: pair[0].hlc)
            if facts and RECOVERY_KEY in facts
        ]

    def at(self, login: str, hlc: int) -> Standing | None:
        """Return the standing of ``login`` then; before her first act, that of the first act."""
        known = self._known.get(login)
        if not known:
            return None
        return known[max(bisect_right(known, hlc, key=lambda one: one.hlc) - 1, 0)]

    def key_of(self, act: Act) -> str | None:
        """Return the public key (hex) of an act's author just before it.

        An act that introduces its own author's key does not count for itself.
        """
        standing = self.at(act.author, act.hlc - 1)
        return standing.key if standing else None

    def lacks(self, act: Act) -> Right | None:
        """Return the right that the author of ``act`` did not have then, or None."""
        rights = KINDS[act.kind].rights if act.kind in KINDS else ()
        standing = self.at(act.author, act.hlc - 1)
        if standing and rights:
            acting = self._acting(standing.person, act.hlc)
            rights = () if any(acting.may(right) for right in rights) else rights
        return rights[0] if rights else None

    def _acting(self, person: Person, hlc: int) -> Person:
        """Return ``person`` with the roles she deputised for at that moment."""
        held = (told for since, told in reversed(self._delegated) if since < hlc)
        lines: list[str] = next(held, [])
        if not lines:
            return person
        people = {login: known[0].person for login, known in self._known.items() if known}
        people |= {
            login: standing.person for login in people if (standing := self.at(login, hlc - 1))
        }
        return as_deputy(person, people, lines, moment_of(hlc).date())


def _standings(login: str, acts: Iterable[tuple[Act, dict[str, Any] | None]]) -> Iterable[Standing]:
    ordered = sorted(acts, key=lambda pair: pair[0].hlc)
    for count, (act, _) in enumerate(ordered, start=1):
        facts = fold(ordered[:count]).facts
        if not facts.keys() >= {"name", "role"}:
            continue
        person = Person(
            login,
            facts["name"],
            Role(facts["role"]),
            facts.get("department") or "",
            facts.get("active", True),
        )
        yield Standing(act.hlc, person, facts.get("verify_key") or "")
