"""A report counted again from its cases alone: a closed one needs no table (domain.md 9.6)."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from typing import Final, TypeAlias

from desk.base.shapes import Facts, JsonObject, Payload
from desk.base.words import mark

Counted: TypeAlias = Facts  # what is counted of one complaint, by name

UNSTATED: Final = "unstated"
ESCALATED: Final = "escalated"
NO_ANSWER: Final = (None, "", "no_answer")
SATISFIED: Final = ("very_satisfied", "satisfied")
LISTS: Final = ("demands", "sensitive", "vulnerable")
CLOSED: Final = ("outcome", "finding")
SUMS: Final = {  # what must add up, by name
    "balance": mark("balance"),
    "breakdown": mark("breakdowns"),
    "bands": mark("days by band"),
    "matrix": mark("channel matrix"),
    "others": mark("other parties and kinds"),
    "staff": mark("handlers"),
    "departments": mark("departments"),
    "answers": mark("answers"),
    "root_causes": mark("root causes"),
    "demands": mark("demands"),
    "compensation": mark("compensation"),
    "compensated": mark("compensated complaints"),
    "rates": mark("shares"),
    "timeliness": mark("clocks in time"),
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


def shares(cases: Sequence[Counted]) -> dict[str, JsonObject]:
    """Return each share as its two counts, by name; every case adds to them by itself."""
    received, closed = came(cases), went(cases)
    answers = [case for case in closed if case["satisfaction"] not in NO_ANSWER]
    return {
        "closing": {"met": len(closed), "of": len(cases) - len(went(cases, Went.MERGED))},
        "agreed": _share(closed, lambda case: case["outcome"] == "agreed"),
        "resolved": _share(closed, lambda case: case["outcome"] in ("agreed", "mediated")),
        "unmet": _share(closed, lambda case: case["outcome"] == "not_agreed"),
        "escalated": _share(closed, lambda case: case.get(ESCALATED)),
        "upheld": _share(closed, lambda case: case["finding"] in ("upheld", "partly")),
        "liable": _share(closed, lambda case: case["liable"]),
        "followed_up": _share(closed, lambda case: case["followed_up"]),
        "satisfied": _share(answers, lambda case: case["satisfaction"] in SATISFIED),
        "forwarded": _share(received, lambda case: case["forwarded"]),
        "repeated": _share(received, lambda case: case["repeated"]),
    }


def _share(cases: Sequence[Counted], is_so: Callable[[Counted], object]) -> JsonObject:
    return {"met": sum(1 for case in cases if is_so(case)), "of": len(cases)}


def in_time(clocks: Facts) -> dict[str, JsonObject]:
    """Return the timeliness that the case numbers in ``clocks`` give, as its two counts."""
    return {
        rule: {"met": len(ended["met"]), "of": len(ended["met"]) + len(ended["missed"])}
        for rule, ended in clocks.items()
    }


def tally(cases: Iterable[Counted], name: str) -> dict[str, int]:
    """Return the number of ``cases`` by value of ``name``."""
    return dict(sorted(Counter(case[name] or UNSTATED for case in cases).items()))


def tally_each(cases: Iterable[Counted], name: str) -> dict[str, int]:
    """Return the number of ``cases`` by each value in the list field ``name``."""
    return dict(sorted(Counter(value for case in cases for value in case[name]).items()))


def recount(cases: Sequence[Counted], breakdowns: Iterable[str] = CLOSED) -> Payload:
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
        "rates": shares(cases),
    }


def unproven(figures: Facts, cases: Sequence[Counted], clocks: Facts | None = None) -> list[str]:
    """Return the names, of ``SUMS``, of what does not add up or ``cases`` do not bear out.

    Args:
        figures: As ``figures`` prints them, with their own ``checks``.
        cases: What they were counted from.
        clocks: The cases behind the clocks that ended; none of a report closed by an early program.
    """
    failed = (name for name, holds in figures["checks"].items() if not holds)
    again = recount(cases, figures["breakdown"])
    # A report closed by an early program tells fewer numbers, and keeps less of its cases.
    again["balance"] = {name: again["balance"][name] for name in figures["balance"]}
    kept = [name for name in figures["rates"] if name != ESCALATED or _keep(cases, ESCALATED)]
    again["rates"] = {name: again["rates"][name] for name in kept}
    told = {**figures, "rates": _counts(figures["rates"], kept)}
    if clocks:
        again["timeliness"] = in_time(clocks)
        told["timeliness"] = _counts(figures["timeliness"], figures["timeliness"])
    differing = (name for name, counted in again.items() if told[name] != counted)
    return list(dict.fromkeys((*failed, *differing)))


def _keep(cases: Sequence[Counted], name: str) -> bool:
    return all(name in case for case in cases)


def _counts(told: Facts, names: Iterable[str]) -> dict[str, JsonObject]:
    """Return the two counts of each share; its percentage follows from them."""
    return {name: {part: told[name][part] for part in ("met", "of")} for name in names}
