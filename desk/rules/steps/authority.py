"""What an act may be written by: which kinds are signed, and which right each kind takes."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from desk.base.clock import moment_of
from desk.rules.people.deputies import as_deputy
from desk.rules.people.rights import Person, Right, Role
from desk.rules.record.fold import Act, fold
from desk.rules.steps.table import STEPS

SIGNED_BESIDE: Final = frozenset(
    {
        "case.erased",
        "case.erased-again",
        "audit.exported",
        "report.closed",
        "device.trusted",
        "device.revoked",
        "packet.sent",
        "case.decided",
        "rules.set",
        "words.set",
        "template.set",
    }
)
DEPUTIES: Final = "deputies"  # among the settings: who stands for whom
RECOVERY_KEY: Final = "recovery_key"  # among the settings: the public key of the printed code
RECOVERY: Final = "recovery"  # who acts with the printed code in hand
_RIGHTS: Final = {
    "case.registered": Right.REGISTER,
    "case.imported": Right.IMPORT,
    "case.held": Right.ARCHIVE,
    "case.released": Right.ARCHIVE,
    "case.listed": Right.ARCHIVE,
    "case.erased-again": Right.BACKUP,
    "case.erased": Right.ERASE,
    "person.added": Right.PEOPLE,
    "person.changed": Right.PEOPLE,
    "office.set": Right.SETTINGS,
    "calendar.taken": Right.SETTINGS,
    "rules.set": Right.SETTINGS,
    "words.set": Right.SETTINGS,
    "template.set": Right.PRESCRIBE,
    "ledger.imported": Right.IMPORT,
    "report.closed": Right.SIGN,
    "case.brought-back": Right.BACKUP,
    "audit.exported": Right.EXPORT,
    "audit.revealed": Right.REVEAL,
    "device.trusted": Right.DEVICES,
    "device.revoked": Right.DEVICES,
    "packet.sent": Right.EXCHANGE,
    "case.decided": Right.DECIDE,
    "case.attached": Right.RECORD,
    "case.detached": Right.RECORD,
}


@cache
def right_of(kind: str) -> Right | None:
    """Return the right that writing an act of ``kind`` takes, or None when any person may."""
    action = kind.removeprefix("case.")
    step = next((step for step in STEPS.values() if step.action == action), None)
    return step.right if step and kind != action else _RIGHTS.get(kind)


@cache
def is_signed_kind(kind: str) -> bool:
    """Say whether acts of ``kind`` carry their author's own signature."""
    action = kind.removeprefix("case.")
    signed = any(step.is_signed for step in STEPS.values() if step.action == action)
    return (signed and kind != action) or kind in SIGNED_BESIDE


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody was from one moment on.

    Attributes:
        hlc: The moment.
        person: She, as she was then.
        key: Her public signing key, hex.
    """

    hlc: int
    person: Person
    key: str


class Standings:
    """Who was what, and with which key, at any moment; from the acts about people."""

    def __init__(
        self,
        acts: Mapping[str, Iterable[tuple[Act, dict[str, Any] | None]]],
        settings: Sequence[tuple[Act, dict[str, Any] | None]] = (),
    ) -> None:
        """Read the acts about each login, and those that name the recovery code's key."""
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
        """Return what ``login`` was then; before the first act, what it made of her."""
        known = self._known.get(login)
        if not known:
            return None
        return known[max(bisect_right(known, hlc, key=lambda one: one.hlc) - 1, 0)]

    def key_of(self, act: Act) -> str | None:
        """Return the public key (hex) of an act's author just before it.

        An act that brings its own author's key cannot vouch for itself.
        """
        standing = self.at(act.author, act.hlc - 1)
        return standing.key if standing else None

    def lacks(self, act: Act) -> Right | None:
        """Return the right that the author of ``act`` did not have then, or None."""
        right = right_of(act.kind)
        standing = self.at(act.author, act.hlc - 1)
        if right is None or (standing and self._acting(standing.person, act.hlc).may(right)):
            return None
        return right

    def _acting(self, person: Person, hlc: int) -> Person:
        """Return ``person`` with the roles of those whom she stood for at that moment."""
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
