"""Reading who was what, and looking for acts that their author did not sign."""

from collections.abc import Collection
from typing import Final, NamedTuple

from desk.rules.record.chains import Aside
from desk.rules.steps import kinds
from desk.rules.steps.counting import counted
from desk.rules.steps.kinds import SIGNED
from desk.rules.steps.standing_by_device import DeviceStandings
from desk.store.db import Store
from desk.store.record import journal
from desk.store.record.read_model import PERSON, SETTINGS
from desk.store.record.soundness import is_signed
from desk.store.tables import ActRow

PEOPLE: Final = (kinds.PERSON_ADDED.id, kinds.PERSON_CHANGED.id)


class Unsigned(NamedTuple):
    """An act that is not signed as it must be."""

    seq: int
    device: str
    author: str


def read_standings(store: Store) -> DeviceStandings:
    """Return who was what at any moment and workstation, from the acts about people."""
    people, settings = (
        counted(
            (act, facts)
            for _, act, facts in journal.acts_by_subject(store, wanted, about, is_every=True)
        )
        for wanted, about in ((PEOPLE, PERSON), ((kinds.OFFICE_SET.id,), SETTINGS))
    )
    return DeviceStandings(people, settings)


def forged(store: Store, rows: tuple[int, int], torn: Collection[str]) -> Unsigned | None:
    """Return the first act among ``rows`` that must be signed by its author and is not.

    Workstations whose chains are ``torn`` are passed over: the act that tells the
    key may be the one that is missing. `verify` looks again later.
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
