"""Undone imports: an undone case has no row, as long as nobody else wrote to it.

The undoing act stays in the journal. It says how many acts of the case
it has seen; when another act arrives, e.g. from another PC, the case is
back, because nothing that was entered may be lost.
"""

from typing import Final

from desk.base.errors import Refusal
from desk.base.words import mark
from desk.rules.record.fold import Folded

UNDONE_AFTER: Final = "undone_after"


class WorkedOn(Refusal):
    """Cases of the import have gone on since, so it cannot be undone."""

    text = mark(
        "{count} cases of this import were worked on since, so it cannot be undone: {cases}. "
        "Correct those that are wrong one by one."
    )


class NoImport(Refusal):
    """There is no such import."""

    text = mark("There is no import {import_id} here. “ledger list” shows them all.")


class UndoneBefore(Refusal):
    """The import was undone before."""

    text = mark("The import {import_id} was undone already, on {at}.")


def is_undone(folded: Folded) -> bool:
    """Say whether the case was undone and has no later act besides the undoing ones."""
    undoing = folded.live.get(UNDONE_AFTER)
    if not undoing:
        return False
    seen: int = max(live.value for live in undoing)
    return folded.count - len(undoing) == seen
