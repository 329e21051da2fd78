"""A report counted again from its cases alone: a closed one needs no table (domain.md 9.6)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Final, TypeAlias

from desk.base.shapes import Facts, Payload
from desk.base.words import mark

Counted: TypeAlias = Facts  # what is counted of one complaint, by name

UNSTATED: Final = "unstated"
CODED: Final = (
    "channel",
    "business_channel",
    "product_line",
    "cause",
    "grade",
    "topic",
    "party_type",
    "complexity",
    "dispute",
    "phase",
)
LISTS: Final = ("demands", "sensitive", "vulnerable")
RECEIVED: Final = (*CODED, "unit")
CLOSED: Final = ("outcome", "finding")
SUMS: Final = {  # what must add up, by name
    "balance": mark("balance"),
    "breakdown": mark("breakdowns"),
    "bands": mark("days by band"),
    "matrix": mark("channel matrix"),
    "staff": mark("handlers"),
    "departments": mark("departments"),
    "answers": mark("answers"),
    "root_causes": mark("root causes"),
    "demands": mark("demands"),
    "compensation": mark("compensation"),
    "compensated": mark("compensated complaints"),
    "texts": mark("sentences of the report"),
    "disclosure": mark("disclosure"),
}


class Came(StrEnum):
    """How a complaint entered the period; values as in the figures."""

    OPENING = "opening"
    RECEIVED = "received"


class Went(StrEnum):
    """How a complaint left the period; values as in the figures."""

    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"
    OPEN = "open_at_end"


# Ends that are no answer: the one who complained withdrew, or the case lives on in another.
ASIDE: Final = {"withdrawn": Went.WITHDRAWN, "merged": Went.MERGED}


def went_of(closed_on: str | None, outcome: str | None, last: str) -> Went:
    """Return how a complaint that was there left the period that ends on ``last``."""
    if closed_on is None or closed_on > last:
        return Went.OPEN
    return ASIDE.get(outcome or "", Went.CLOSED)


def came(cases: Iterable[Counted]) -> list[Counted]:
    """Return the cases received in the period."""
    return [case for case in cases if case["came"] == Came.RECEIVED]


def went(cases: Iterable[Counted], how: Went = Went.CLOSED) -> list[Counted]:
    """Return the cases that left the period in this way."""
    return [case for case in cases if case["went"] == how]


def distinct(cases: Iterable[Counted]) -> list[Counted]:
    """Return the cases received in the period, those merged by its end left out (合并重复后)."""
    return [case for case in came(cases) if case["went"] != Went.MERGED]


def tally(cases: Iterable[Counted], name: str) -> dict[str, int]:
    """Return the number of ``cases`` by value of ``name``."""
    return dict(sorted(Counter(case[name] or UNSTATED for case in cases).items()))


def tally_each(cases: Iterable[Counted], name: str) -> dict[str, int]:
    """Return the number of ``cases`` by each value in the list field ``name``."""
    return dict(sorted(Counter(value for case in cases for value in case[name]).items()))


def recount(cases: Sequence[Counted], breakdowns: Iterable[str] = (*RECEIVED, *CLOSED)) -> Payload:
    """Return balance, ``breakdowns`` and sums counted again from ``cases`` alone.

    The keys are those of ``figures``, whose values must be equal.
    """
    received, closed = came(cases), went(cases)
    opening = len(cases) - len(received)
    withdrawn = len(went(cases, Went.WITHDRAWN))
    return {
        "balance": {
            "opening": opening,
            "received": len(received),
            "distinct": len(distinct(cases)),
            "closed": len(closed),
            "withdrawn": withdrawn,
            "merged": len(went(cases, Went.MERGED)),
            "open_at_end": len(went(cases, Went.OPEN)),
        },
        "breakdown": {
            name: tally(closed if name in CLOSED else received, name) for name in breakdowns
        },
        "demands": tally_each(received, "demands"),
        "compensation": f"{sum(case['compensation'] for case in closed) / 100:.2f}",
        "compensated": sum(1 for case in closed if case["compensation"]),
    }


def unproven(figures: Facts, cases: Sequence[Counted]) -> list[str]:
    """Return the names, of ``SUMS``, of what does not add up or ``cases`` do not bear out.

    Args:
        figures: As ``figures`` prints them, with their own ``checks``.
        cases: What they were counted from.
    """
    failed = (name for name, holds in figures["checks"].items() if not holds)
    again = recount(cases, figures["breakdown"])
    # A report closed by an early program tells fewer numbers of its balance.
    again["balance"] = {name: again["balance"][name] for name in figures["balance"]}
    differing = (name for name, counted in again.items() if figures[name] != counted)
    return list(dict.fromkeys((*failed, *differing)))
