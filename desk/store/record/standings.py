"""Reading who was what, and looking for acts that their author did not sign, or might not write."""

from collections.abc import Collection, Iterator
from typing import Final, NamedTuple

from desk.rules.people.people_in_acts import seen_from
from desk.rules.record.chains import Aside
from desk.rules.steps import kinds
from desk.rules.steps.counting import Said, Trespass, counted, trespasses
from desk.rules.steps.kinds import SIGNED
from desk.rules.steps.standing_by_device import DeviceStandings
from desk.store.db import Store
from desk.store.record import journal
from desk.store.record.read_model import PERSON, SETTINGS
from desk.store.record.soundness import is_signed
from desk.store.tables import ActRow, PayloadRow

PEOPLE: Final = (kinds.PERSON_ADDED.id, kinds.PERSON_CHANGED.id)


class Unsigned(NamedTuple):
    """An act without the required signature."""

    seq: int
    device: str
    author: str


def read_standings(store: Store) -> DeviceStandings:
    """Return roles and keys by moment and workstation, from the acts about people."""
    people, settings = (
        counted(
            (act, facts)
            for _, act, facts in journal.acts_by_subject(store, wanted, about, is_every=True)
        )
        for wanted, about in ((PEOPLE, PERSON), ((kinds.OFFICE_SET.id,), SETTINGS))
    )
    return DeviceStandings(people, settings)


def about_people(store: Store, *, is_every: bool = False) -> list[Said]:
    """Return the acts about people that count, each with its payload, by person."""
    told = journal.acts_by_subject(store, PEOPLE, PERSON, is_every=is_every)
    return counted((act, facts) for _, act, facts in told)


def roles_given(store: Store) -> dict[str, set[str]]:
    """Return every role that each person has or had, by login."""
    given: dict[str, set[str]] = {}
    for act, facts in about_people(store):
        if facts and "role" in facts:
            given.setdefault(act.subject.removeprefix(PERSON), set()).add(facts["role"])
    return given


def keys_here(store: Store) -> dict[str, str]:
    """Return the public signing keys (hex) created at this workstation, by login."""
    own = journal.read_identity(store).device
    acts = about_people(store)
    acts.sort(key=lambda told: told[0].hlc)
    return {
        act.subject.removeprefix(PERSON): facts["verify_key"]
        for act, facts in acts
        if act.device == own and facts and facts.get("verify_key")
    }


def forged(store: Store, rows: tuple[int, int], torn: Collection[str]) -> Unsigned | None:
    """Return the first act in ``rows`` that lacks its author's required signature, or None.

    Workstations with ``torn`` chains are skipped: the act that gives the
    key may be the missing one. `verify` checks again later.
    """
    within = ActRow.id.between(*rows)
    kinds = [kind for (kind,) in store.rows(ActRow.select(ActRow.kind).where(within).distinct())]
    must = ActRow.kind.in_([kind for kind in kinds if kind in SIGNED])
    query = ActRow.select(*journal.ACT_FIELDS).where(
        within,
        ActRow.aside.not_in([Aside.WAITING.value, Aside.NEWER.value]),
        ActRow.device.not_in(sorted(torn)),
        must | ActRow.signature.is_null(False),  # noqa: FBT003 - peewee's way
    )
    standings = read_standings(store)
    for row in store.rows(query):
        act = journal.act_of(row)
        if not is_signed(standings.key_of(act) or "", act.hash, act.signature or b""):
            return Unsigned(act.seq, act.device, act.author)
    return None


def beyond(store: Store, rows: tuple[int, int], *, is_whole: bool) -> Iterator[Trespass]:
    """Yield the acts among ``rows`` that go beyond their kinds.

    What shows only beside the other acts of a case is asked only where the record ``is_whole``.
    """
    query = (
        ActRow.select(*journal.ACT_FIELDS, PayloadRow.body)
        .join(PayloadRow, "LEFT JOIN", on=(PayloadRow.act_id == ActRow.id))
        .where(ActRow.id.between(*rows), ActRow.aside != Aside.NEWER.value)
        .order_by(ActRow.id)
    )
    resting: dict[str, set[bytes]] = {}
    own = journal.own_office(store)
    for *row, body in (one for chunk in store.chunks(query) for one in chunk):
        told = journal.told_in(row, body)
        if told is None:
            act = journal.act_of((*row[:9], "{}", *row[10:]))
            yield Trespass(act, "")
        elif alone := trespasses(seen_from(own, [told]), is_whole=False):
            yield from alone
        elif kinds.KINDS[told[0].kind] in kinds.RESTING:
            resting.setdefault(told[0].subject, set()).add(told[0].hash)
    for subject, hashes in resting.items() if is_whole else ():
        acts = [(act, said) for _, act, said in journal.acts_by_subject(store, about=subject)]
        found = trespasses(seen_from(own, acts))
        yield from (one for one in found if one.act.hash in hashes)
