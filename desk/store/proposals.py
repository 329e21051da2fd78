"""Reading what one person proposed and another is to confirm."""

from datetime import datetime
from typing import Final

from desk.base.clock import stamp
from desk.rules.people.two_persons import Proposal, proposal_of
from desk.rules.record.subjects import PROPOSAL
from desk.store.db import PreparedQuery, Store
from desk.store.record import journal
from desk.store.tables import ActRow

_SUBJECTS: Final = PreparedQuery(
    lambda: (
        ActRow.select(ActRow.subject)
        .where(ActRow.subject >= PROPOSAL, ActRow.subject < PROPOSAL[:-1] + ";")
        .distinct()
    )
)


def subject_of(store: Store, number: str) -> str:
    """Return the subject of the proposal with this number at this workstation."""
    return f"{PROPOSAL}{journal.read_identity(store).device}/{number}"


def read_proposals(store: Store, now: datetime) -> list[Proposal]:
    """Return every proposal of this workstation as it stands at ``now``, newest first.

    Read from the journal itself, as reply texts are: there are few. One of another workstation
    is confirmed there, where its key lies.
    """
    own = subject_of(store, "")
    names = [name for (name,) in store.ask_all(_SUBJECTS) if name.startswith(own)]
    found = [
        proposal_of(name.removeprefix(own), journal.folded(store, name).facts, stamp(now))
        for name in names
    ]
    return sorted(found, key=lambda one: int(one.id), reverse=True)


def next_number(store: Store) -> str:
    """Return the number of the next proposal of this workstation."""
    own = subject_of(store, "")
    return str(1 + sum(name.startswith(own) for (name,) in store.ask_all(_SUBJECTS)))
