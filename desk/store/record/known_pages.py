"""Pages of acts that were taken in before are known again by their bytes, and passed over."""

import json
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

from desk.store.db import Store
from desk.store.record.merge_acts import KIND, ActMerge, Row
from desk.store.tables import KnownPageRow

WORTH_KNOWING: Final = 1_000  # acts; smaller pages are read again as quickly


class ActPage(NamedTuple):
    """A page of acts on its way in.

    Attributes:
        digest: Of its bytes, hex.
        rows: Gives its acts, each with salt and payload.
    """

    digest: str
    rows: Callable[[], list[Row]]


def take_pages(pages: Iterable[ActPage], taking: ActMerge) -> Counter[str]:
    """Take in what is not here yet; return how many acts of each kind came, known ones too.

    Whoever gets no receipt sends the same pages again with each packet. Acts are
    never deleted, so all that came with the same bytes is here; nothing else is
    passed over: one act that differs makes another page.
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
    """Note it within the transaction that takes the acts in: with them or not at all."""
    told = json.dumps(counts, sort_keys=True)
    store.put(KnownPageRow, ("digest", "counts"), [(digest, told)])
