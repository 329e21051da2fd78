"""Acts that gave somebody more power, and no second person: with a shell, past the one door.

A proposal is on record where power is given (``desk.rules.people.two_persons``), so that an act
without one shows. What holds of one person's word stays out: the time before the workstation's
first proposal (older programs knew none), a director's setting up before the first case, an
office of one (on record as done alone), the printed recovery code, and what a restore writes anew.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from desk.base.shapes import Facts, Payload
from desk.rules.people.rights import Person, Role
from desk.rules.people.two_persons import DEPUTIES, raised_facts, raised_settings
from desk.rules.record.fold import Act, fold
from desk.rules.record.subjects import PERSON, PROPOSAL, SETTINGS
from desk.rules.settings import Settings, settings_known
from desk.rules.steps import kinds
from desk.rules.steps.authority import RECOVERY

Said = tuple[Act, Payload | None]

PROPOSALS: Final = tuple(kind.id for kind in kinds.KINDS.values() if kind.about == PROPOSAL)
DEEDS: Final = {
    kinds.PERSON_ADDED.id: "add-person",
    kinds.PERSON_CHANGED.id: "change-person",
    kinds.OFFICE_SET.id: "change-settings",
}
_OF_KEYS: Final = {"verify_key", "active"}  # what a restore takes over from today's key file


@dataclass
class _Proposal:
    """A proposal as far as it is on record."""

    acts: dict[str, Said] = field(default_factory=dict)
    is_used: bool = False

    def add(self, act: Act, said: Payload | None) -> None:
        """Take an act about it; what was confirmed is not proposed anew under the same number."""
        is_late = act.kind == kinds.PROPOSED.id and kinds.CONFIRMED.id in self.acts
        if not is_late:
            self.acts[act.kind] = (act, said)

    def covers(self, act: Act, raised: Facts) -> bool:
        """Say whether it is what ``act`` carries out; done alone, it is good for one act."""
        if any(said is None for _, said in self.acts.values()):
            return True  # its words are not here: nobody can tell
        made = self.acts.get(kinds.PROPOSED.id)
        if made is None or not _is_wished(act, raised, made[1] or {}):
            return False
        if {kinds.DECLINED.id, kinds.WITHDRAWN.id} & self.acts.keys():
            return False
        confirmed, done = (self.acts.get(one.id) for one in (kinds.CONFIRMED, kinds.CARRIED_OUT))
        if confirmed is None:
            is_alone = done is not None and not self.is_used
            self.is_used = self.is_used or is_alone
            return is_alone
        hers = {made[0].author, *((made[1] or {}).get("concerns") or ())}
        return done is None and confirmed[0].author not in hers


def unseconded(acts: Iterable[Said], own: str, set_up_until: int | None) -> Iterator[Act]:
    """Yield the acts of the workstation ``own`` that gave power without a second person.

    Acts of other workstations are looked at where they were written: only there is it known
    what their authors knew.

    Args:
        acts: Those that count about people, settings and proposals, and ``audit.restored``.
        own: This workstation.
        set_up_until: Clock of its last act before the first case, None if there is no case.
    """
    proposals: dict[str, _Proposal] = {}
    known: dict[str, list[Said]] = {}
    restored: tuple[str, int, str] | None = None
    for act, said in sorted(acts, key=lambda one: (one[0].hlc, one[0].device, one[0].hash)):
        if act.subject.startswith(PROPOSAL):
            if act.device == own:
                proposals.setdefault(act.subject, _Proposal()).add(act, said)
            continue
        if act.kind == kinds.HOME_RESTORED.id:
            # keys and accounts follow at once, in the same transaction
            restored = (act.epoch, act.seq, act.author)
            continue
        earlier = known.setdefault(act.subject, [])
        is_by_restore = restored == (act.epoch, act.seq - 1, act.author) and _OF_KEYS.issuperset(
            said or ()
        )
        if is_by_restore:
            restored = (act.epoch, act.seq, act.author)
        if said and act.device == own and proposals and act.author != RECOVERY:
            is_set_up = (set_up_until is None or act.hlc <= set_up_until) and _is_director(
                known.get(PERSON + act.author, ())
            )
            raised = {} if is_by_restore or is_set_up else _raised(act, said, earlier, known)
            if raised and not any(one.covers(act, raised) for one in proposals.values()):
                yield act
        earlier.append((act, said))


def _is_director(about: Iterable[Said]) -> bool:
    return fold(about).facts.get("role") == Role.DIRECTOR


def _raised(
    act: Act, said: Facts, earlier: list[Said], known: dict[str, list[Said]]
) -> dict[str, Any]:
    """Return what of ``said`` gives more power, whatever its author knew of other workstations."""
    if act.kind == kinds.PERSON_ADDED.id:
        return dict(said)
    seen = {own for hashes in act.base.values() for own in hashes}
    certain = [one for one in earlier if one[0].device == act.device or one[0].hash.hex() in seen]
    whole = fold(earlier).facts
    found = [
        _more(act, said, before, known) for before in (whole, {**whole, **fold(certain).facts})
    ]
    return {name: value for name, value in found[0].items() if name in found[1]}


def _more(act: Act, said: Facts, before: Facts, known: dict[str, list[Said]]) -> Payload:
    """Return what of ``said`` gives more power than the facts ``before``."""
    if act.kind == kinds.OFFICE_SET.id:
        try:
            return raised_settings(Settings(before), said)
        except (ArithmeticError, TypeError, ValueError):  # no value that the desk would write
            second = (name for name, one in settings_known().items() if one.second)
            return {name: said[name] for name in second if name in said}
    if not before.keys() >= {"name", "role"}:
        return dict(said)
    person = Person(
        login=act.subject.removeprefix(PERSON),
        name=before["name"],
        role=Role(before["role"]),
        department=before.get("department") or "",
        active=before.get("active", True),
    )
    lines = fold(known.get(SETTINGS, ())).facts.get(DEPUTIES) or ()
    return {name: said[name] for name in raised_facts(person, said, lines)}


def _is_wished(act: Act, raised: Facts, proposal: Facts) -> bool:
    """Say whether a proposal's wish is what ``act`` gives."""
    wish = proposal.get("wish") or {}
    if proposal.get("deed") != DEEDS[act.kind]:
        return False
    if act.kind == kinds.OFFICE_SET.id:
        return all(_is_among(value, wish["values"].get(name)) for name, value in raised.items())
    if wish.get("login") != act.subject.removeprefix(PERSON):
        return False
    if act.kind == kinds.PERSON_CHANGED.id:
        return all(wish["facts"].get(name) == value for name, value in raised.items())
    return all(raised.get(name) == value for name, value in wish.items() if name != "login")


def _is_among(value: Any, wished: Any) -> bool:
    """Say whether a setting is what was wished: of a list, whether each line is."""
    return set(value) <= set(wished or ()) if isinstance(value, list) else value == wished
