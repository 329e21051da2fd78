"""People in acts: whom a login means, which says nothing outside the office that wrote it."""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache, partial
from typing import Any, Final

from desk.base.shapes import Facts, JsonObject, Payload
from desk.rules.case.entries import CORRECTIONS, TRANSFERS
from desk.rules.people.person_id import NAMING, PERSON_PARTS, person_id
from desk.rules.record.chains import CASE_KIND, office_of
from desk.rules.record.fold import ENTRY_MARK, Act, Folded

Acts = list[tuple[Act, Payload | None]]
Place = tuple[str, str, str]  # a field or entry, a part of it or "", and the text that stands there
Tell = Callable[[Place], str]

ADDRESSED: Final = {"to": TRANSFERS, "approved_by": CORRECTIONS}  # whom a part names only there
AGAINST, STANDS = "against", "stands"  # in a decision: other values by field, keys of misfits
# The person in the key of a misfit (`merged_state`).
_IN_KEY: Final = re.compile(r"^(own:|recused:\w+,|accept-transfer:)([^,]+)")


def seen_from(here: str, acts: Iterable[tuple[Act, Payload | None]]) -> Acts:
    """Return the acts of one subject with the people in them as the office ``here`` names them.

    Only cases tell of people so; what else comes from elsewhere names them for all to read.
    A login means somebody of the office whose act it is. Said again by another office's act
    that overwrites the first one, it means whom it meant there: so acts told of others'
    people before they named the office beside.
    """
    several = list(acts)
    offices = {office_of(act.device) for act, _ in several if act.kind.startswith(CASE_KIND)}
    if not offices or (offices == {here} and _is_whole(several)):
        return several
    said: dict[str, dict[Place, str]] = {}  # by act
    told: dict[bytes, tuple[Act, JsonObject | None]] = {}
    for act, payload in sorted(several, key=lambda one: one[0].hlc):
        again = {
            place: seen
            for name in (act.base if len(offices) > 1 else ())
            if _names_people(name)
            for own in act.base[name]
            for place, seen in said.get(own, {}).items()
            if place[0] == name
        }
        mine = said[act.hash.hex()] = dict[Place, str]()
        tell = partial(_seen, office_of(act.device), here, again, mine)
        seen = _told(payload, tell) if isinstance(payload, dict) else payload
        told[act.hash] = act._replace(author=author_of(act, here)), seen
    return [told[act.hash] for act, _ in several]


def _is_whole(acts: Acts) -> bool:
    """Say whether all that the acts overwrite is there: no other office's words lay below."""
    known = {act.hash.hex() for act, _ in acts}
    return all(known.issuperset(seen) for act, _ in acts for seen in act.base.values())


def author_of(act: Act, here: str) -> str:
    """Return who wrote ``act``, as the office ``here`` names her."""
    return _person(act.author, office_of(act.device), here)


def written_at(here: str, kind: str, payload: Facts, before: Folded | None) -> Facts:
    """Return ``payload`` as an act of the office ``here`` says it over the state ``before``.

    Its own people stand by their logins alone. Where it overwrites what another office said,
    their office stands beside: a login alone could mean whom the other one meant (`seen_from`).
    """
    if not kind.startswith(CASE_KIND):
        return payload
    live = before.live if before is not None else {}
    acts = (one.act for name in payload for one in live.get(name, ()))
    is_alone = all(office_of(act.device) == here for act in acts)
    return _told(payload, partial(_seen, here, here if is_alone else "", {}, {}))


def _seen(
    office: str, here: str, again: Mapping[Place, str], mine: dict[Place, str], place: Place
) -> str:
    """Return whom the text in ``place`` means, note it in ``mine``.

    Args:
        office: Whose text it is.
        here: The office that is told; "" for none, to which everybody is a stranger.
        again: Whom texts mean that are said again.
        mine: Whom the texts of this act mean.
        place: Where the text stands.
    """
    _, part, text = place
    if part == STANDS:
        return _IN_KEY.sub(lambda found: found[1] + _person(found[2], office, here), text)
    mine[place] = again.get(place) or _person(text, office, here)
    return mine[place]


@lru_cache(4096)  # the same people all the time, in every act that a packet brings
def _person(text: str, office: str, here: str) -> str:
    return str(person_id(text).seen_from(here, office)) if text else text


def _told(payload: Facts, tell: Tell) -> Payload:
    """Return what an act says, people as ``tell`` has them."""
    return {
        name: _value(name, "", value, tell) if _names_people(name) else value
        for name, value in payload.items()
    }


def _value(name: str, part: str, value: object, tell: Tell) -> Any:
    if isinstance(value, str):
        return tell((name, part, value))
    if isinstance(value, list):  # a list in a list says nothing that a person wrote
        return [one if isinstance(one, list) else _value(name, part, one, tell) for one in value]
    if isinstance(value, dict):
        return {
            key: _value(name, key, one, tell) if _names_somebody(name, part, key) else one
            for key, one in value.items()
        }
    return value


def _names_somebody(name: str, part: str, key: str) -> bool:
    """Say whether ``key`` of an entry, or of its ``part``, tells of people."""
    if part:
        return part == AGAINST and key in NAMING
    is_addressed = key in ADDRESSED and name.startswith(ADDRESSED[key])
    return is_addressed or key in PERSON_PARTS or key in (AGAINST, STANDS)


def _names_people(name: str) -> bool:
    return name in NAMING or ENTRY_MARK in name
