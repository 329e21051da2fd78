"""Splitting acts into packets."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from desk.exchange.parcels import Item
from desk.rules.record.chains import Chain
from desk.store.db import Store
from desk.store.record.heads import Span, count_by_kind


@dataclass(frozen=True, slots=True)
class Plan:
    """The content of one packet.

    Attributes:
        spans: Ranges of acts.
        counts: How many of each kind.
        offices: Addressees that must not read other offices' cases.
        items: Attachments that go along or are owed.
    """

    spans: list[Span]
    counts: dict[str, int]
    offices: frozenset[str]
    items: tuple[Item, ...] = ()


def joined(wanted: Sequence[Sequence[Span]]) -> list[Span]:
    """Return the union of the spans: acts that at least one addressee lacks."""
    found: dict[Chain, Span] = {}
    for span in (span for spans in wanted for span in spans):
        other = found.get(span.chain, span)
        found[span.chain] = min(span, other, key=lambda one: one.after)
    return sorted(found.values())


def split(store: Store, spans: list[Span], most: int, offices: frozenset[str]) -> Iterator[Plan]:
    """Yield the spans of each packet: one packet, unless there are more than ``most`` acts."""
    counts = count_by_kind(store, spans)
    if sum(counts.values()) <= most:
        yield Plan(spans, counts, offices)
        return
    for span in spans:
        for after in range(span.after, span.last, most):
            part = [Span(span.chain, after, min(after + most, span.last))]
            yield Plan(part, count_by_kind(store, part), offices)
