"""Skipping pages of acts that were imported before, recognised by their digest."""

import json
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

from desk.store.db import Store
from desk.store.record.merge_acts import KIND, ActMerge, Row
from desk.store.tables import KnownPageRow

WORTH_KNOWING: Final = 1_000  # acts; smaller pages are read again as quickly


class ActPage(NamedTuple):
    """A page of acts to be imported.

    Attributes:
        digest: Of its bytes, hex.
        rows: Returns its acts, each with salt and payload.
    """

    digest: str
    rows: Callable[[], list[Row]]


def take_pages(pages: Iterable[ActPage], taking: ActMerge) -> Counter[str]:
    """Import the pages; return the number of acts by kind, including known ones.

    A sender without receipts sends the same pages with each packet. Acts are
    never deleted, so a page with the same bytes is here already; nothing else is
    skipped: a single different act makes another page.
    """
    counts: Counter[str] = Counter()
    for page in pages:
        told = _known(taking.store, page.digest)
        if told:
            taking.known += told.total()
        else:
            rows = page.rows()
            told.update(row[KIND] for row in rows)
            taking.take(rows)
            if len(rows) >= WORTH_KNOWING:
                _know(taking.store, page.digest, told)
        counts.update(told)
    return counts


def _known(store: Store, digest: str) -> Counter[str]:
    query = KnownPageRow.select(KnownPageRow.counts).where(KnownPageRow.digest == digest)
    return Counter(json.loads(store.value(query) or "{}"))


def _know(store: Store, digest: str, counts: Counter[str]) -> None:
    """Record a page's digest within the transaction that imports its acts."""
    told = json.dumps(counts, sort_keys=True)
    store.put(KnownPageRow, ("digest", "counts"), [(digest, told)])
