"""People in acts: whom a login means, which says nothing outside the office that wrote it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from desk.rules.case.entries import TRANSFERS
from desk.rules.people.person_id import NAMING, PERSON_PARTS, PersonId, person_id
from desk.rules.record.chains import CASE_KIND, office_of
from desk.rules.record.fold import ENTRY_MARK, Act, Folded

Acts = list[tuple[Act, dict[str, Any] | None]]
Earlier = Sequence[tuple[Any, Any]]  # values that are said again: as written, as seen here

AGAINST, STANDS = "against", "stands"  # in a decision: other values by field, keys of misfits
# The person in the key of a misfit (`merged_state`).
_IN_KEY: Final = re.compile(r"^(own:|recused:\w+,|accept-transfer:)([^,]+)")


def seen_from(here: str, acts: Iterable[tuple[Act, dict[str, Any] | None]]) -> Acts:
    """Return the acts of one subject with the people in them as the office ``here`` names them.

    Only cases tell of people so; what else comes from elsewhere names them for all to read.
    A login means somebody of the office whose act it is. Said again by another office's act
    that overwrites the first one, it means whom it meant there: so acts told of others'
    people before they named the office beside.
    """
    several = list(acts)
    if all(office_of(act.device) == here or not _is_of_case(act.kind) for act, _ in several):
        return several
    said: dict[str, tuple[Mapping[str, Any], Mapping[str, Any]]] = {}
    told: dict[bytes, tuple[Act, dict[str, Any] | None]] = {}
    for act, payload in sorted(several, key=lambda one: one[0].hlc):
        view = _View(office_of(act.device), here)
        seen = view.payload(payload, _said_before(act, said)) if payload is not None else None
        said[act.hash.hex()] = payload or {}, seen or {}
        told[act.hash] = act._replace(author=str(author_of(act, here))), seen
    return [told[act.hash] for act, _ in several]


def author_of(act: Act, here: str) -> PersonId:
    """Return who wrote ``act``, as the office ``here`` names her."""
    return PersonId("", act.author).seen_from(here, office_of(act.device))


def _said_before(
    act: Act, said: Mapping[str, tuple[Mapping[str, Any], Mapping[str, Any]]]
) -> dict[str, list[tuple[Any, Any]]]:
    """Return by field or entry what the acts say of it that ``act`` overwrites."""
    return {
        name: [(said[own][0].get(name), said[own][1].get(name)) for own in hashes if own in said]
        for name, hashes in act.base.items()
        if _names_people(name)
    }


def written_at(
    here: str, kind: str, payload: Mapping[str, Any], before: Folded | None
) -> Mapping[str, Any]:
    """Return ``payload`` as an act of the office ``here`` says it over the state ``before``.

    Its own people stand by their logins alone. Where it overwrites what another office said,
    their office stands beside: a login alone could mean whom the other one meant (`seen_from`).
    """
    if not _is_of_case(kind):
        return payload
    live = before.live if before is not None else {}
    acts = (one.act for name in payload for one in live.get(name, ()))
    is_alone = all(office_of(act.device) == here for act in acts)
    return _View(here, here if is_alone else "").payload(payload, {})


class _View(NamedTuple):
    """From where people are seen.

    Attributes:
        office: Code of the office that tells of them.
        here: Code of the office that is told; "" for none, to which everybody is a stranger.
    """

    office: str
    here: str

    def person(self, text: str) -> str:
        """Return the text for one person."""
        return str(person_id(text).seen_from(self.here, self.office)) if text else text

    def payload(self, said: Mapping[str, Any], before: Mapping[str, Earlier]) -> dict[str, Any]:
        """Return what an act says; ``before`` is what it overwrites."""
        return {
            name: self._value(value, before.get(name, ()), is_handover=name.startswith(TRANSFERS))
            if _names_people(name)
            else value
            for name, value in said.items()
        }

    def _value(self, value: Any, before: Earlier, *, is_handover: bool = False) -> Any:
        if isinstance(value, str):
            again = (seen for written, seen in before if written == value)
            return next(again, None) or self.person(value)
        if isinstance(value, list):
            lists = (pair for pair in before if isinstance(pair[0], list))
            inside = [pair for written, seen in lists for pair in zip(written, seen, strict=True)]
            return [self._value(one, inside) for one in value]
        if not isinstance(value, dict):
            return value
        told, entries = dict(value), [pair for pair in before if isinstance(pair[0], dict)]
        for part in value.keys() & (PERSON_PARTS | {"to"} if is_handover else PERSON_PARTS):
            inside = [(written.get(part), seen.get(part)) for written, seen in entries]
            told[part] = self._value(value[part], inside)
        return self._decision(told)

    def _decision(self, entry: dict[str, Any]) -> dict[str, Any]:
        """Return an entry; a decision tells of people in two more ways."""
        if isinstance(entry.get(AGAINST), dict):
            entry[AGAINST] = self.payload(entry[AGAINST], {})
        if isinstance(entry.get(STANDS), list):
            entry[STANDS] = [self._key(key) for key in entry[STANDS]]
        return entry

    def _key(self, key: Any) -> Any:
        return _IN_KEY.sub(lambda found: found[1] + self.person(found[2]), str(key), count=1)


def _is_of_case(kind: str) -> bool:
    return kind.startswith(CASE_KIND)


def _names_people(name: str) -> bool:
    return name in NAMING or ENTRY_MARK in name
