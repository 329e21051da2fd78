"""The figures of a period as values, shared by Excel, PDF and ``figures``."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final, NamedTuple

from desk.base.shapes import JsonMapping, JsonObject
from desk.rules.case.classification import FIRST, Classification, classifications
from desk.rules.reports.periods import Period

BANDS: Final = ((0, 3), (4, 15), (16, 30), (31, 60), (61, None))  # days, both included
ELECTRONIC: Final = ("A1-03-1", "A1-03-2", "A1-03-3", "A1-03-4", "A1-03-5", "A1-03-9")
FRONT: Final = ("A1-01", "A1-02", *ELECTRONIC, "A1-04", "A1-99")
BACK: Final = "A2"

BALANCE: Final = (
    "opening",
    "received",
    "distinct",
    "closed",
    "withdrawn",
    "merged",
    "open_at_end",
)
_TENTH: Final = Decimal("0.1")
_FEN: Final = Decimal("0.01")


def one_decimal(value: Decimal) -> Decimal:
    """Return ``value`` with one decimal, halves up."""
    return value.quantize(_TENTH, ROUND_HALF_UP)


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """The balance of a period's complaints: numbers that add up.

    Attributes:
        opening: Open before it began.
        received: All that came, repeats too.
        closed: Ended with an answer.
        withdrawn: Ended by whoever complained.
        open_at_end: Open when it ended.
        merged: Ended by living on in another case.
        repeats: Of those received the ones merged by the end.
    """

    opening: int
    received: int
    closed: int
    withdrawn: int
    open_at_end: int
    merged: int = 0
    repeats: int = 0

    @property
    def distinct(self) -> int:
        """Return how many were received once repeats are merged (合并重复后, domain.md 9.5)."""
        return self.received - self.repeats

    @property
    def adds_up(self) -> bool:
        """Say whether opening + received - closed - withdrawn - merged = open at end."""
        came = self.opening + self.received
        return came - self.closed - self.withdrawn - self.merged == self.open_at_end

    def numbers(self) -> dict[str, int]:
        """Return its numbers by id, in the order of paper and of ``figures``."""
        return {name: getattr(self, name) for name in BALANCE}

    @classmethod
    def from_numbers(cls, told: Mapping[str, int]) -> "Balance":
        """Read back `numbers`; a report closed by an early program counts merged ones as closed."""
        sides = {name: told[name] for name in BALANCE if name in told and name != "distinct"}
        return cls(**sides, repeats=told["received"] - told.get("distinct", told["received"]))

    def change_since(self, base: "Balance") -> dict[str, Decimal | None]:
        """Return the change of each number against ``base``, in per cent."""
        before = base.numbers()
        return {name: change(count, before[name]) for name, count in self.numbers().items()}


class OtherTable(NamedTuple):
    """What is counted of one kind of cases, or of one party's complaints.

    Attributes:
        balance: Of the period.
        answered: Of those received in it, how many are answered or handed on by now.
    """

    balance: Balance
    answered: int

    def numbers(self) -> JsonObject:
        """Return them as ``figures`` prints them."""
        return {**self.balance.numbers(), "answered": self.answered}

    @classmethod
    def from_numbers(cls, told: JsonMapping) -> "OtherTable":
        """Read back `numbers`."""
        return cls(Balance.from_numbers(told), told["answered"])


def change(count: int, base: int) -> Decimal | None:
    """Return (count - base) / base in per cent, one decimal; None when the base is 0."""
    return one_decimal(Decimal((count - base) * 100) / base) if base else None


@dataclass(frozen=True, slots=True)
class Share:
    """A share: a count of a total."""

    met: int
    of: int

    @property
    def percent(self) -> Decimal | None:
        """Return the percentage with one decimal; None when the total is 0."""
        return one_decimal(Decimal(self.met * 100) / Decimal(self.of)) if self.of else None

    def reaches(self, target: int) -> bool:
        """Say whether it is at least ``target`` per cent, as printed; False without a total."""
        return self.percent is not None and self.percent >= target


@dataclass(frozen=True, slots=True, kw_only=True)
class Handling:
    """How long the complaints closed in the period took, in days from receipt to notice.

    Attributes:
        mean: With one decimal, or None without cases.
        median: The same.
        p90: The 90th percentile, in days.
        bands: Counts by band of ``BANDS``.
        within: Shares closed within 15, 30 and 60 days.
    """

    mean: Decimal | None
    median: Decimal | None
    p90: int | None
    bands: tuple[int, ...]
    within: Mapping[int, Share]


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """One line of the channel matrix (domain.md 9.6).

    Attributes:
        counts: By channel of the business, ``UNSTATED`` included.
    """

    counts: Mapping[str, int]

    @property
    def electronic(self) -> int:
        """Return the subtotal of the electronic channels."""
        return sum(self.counts.get(code, 0) for code in ELECTRONIC)

    @property
    def front(self) -> int:
        """Return the subtotal of the front office: places, electronic, third party, other."""
        return sum(self.counts.get(code, 0) for code in FRONT)

    @property
    def back(self) -> int:
        """Return the count of the middle and back office."""
        return self.counts.get(BACK, 0)

    @property
    def unstated(self) -> int:
        """Return the count without a known channel."""
        return self.total - self.front - self.back

    @property
    def total(self) -> int:
        """Return the count of all."""
        return sum(self.counts.values())

    def sums(self) -> dict[str, int]:
        """Return the subtotals as ``figures`` prints them."""
        names = ("electronic", "front", "back", "unstated", "total")
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True, kw_only=True)
class Figures:
    """The figures of one period.

    Attributes:
        period: Which.
        balance: What came and went.
        before: The balance of the period before.
        year_ago: The balance of the same period last year.
        breakdown: Count by code by dimension; each dimension adds up to the
            complaints received, ``outcome`` and ``finding`` to those closed.
        demands: Count by demand; a complaint may have several.
        timeliness: By rule id: the share of met clocks among those that ended in the period.
        handling: Days taken.
        rates: Shares by name, see ``resources/figures.toml``.
        compensation: Yuan paid to complaints closed in the period.
        compensated: How many of them were compensated.
        matrix: Count by unit by channel of the business (domain.md 9.6).
        outlets: How many outlets the office has, as set; 0 when none are.
        others: What is counted apart: other parties' complaints, and other kinds, by table.
        since: The first day of data; with nothing before it a period is not compared.
        classes: What classifies a complaint at this kind of office.
    """

    period: Period
    balance: Balance
    before: Balance
    year_ago: Balance
    breakdown: Mapping[str, Mapping[str, int]]
    demands: Mapping[str, int]
    timeliness: Mapping[str, Share]
    handling: Handling
    rates: Mapping[str, Share]
    compensation: Decimal
    compensated: int
    matrix: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    outlets: int = 0
    since: date = date.min
    others: Mapping[str, OtherTable] = field(default_factory=dict)
    classes: Classification = field(default_factory=lambda: classifications()[FIRST])

    @property
    def bases(self) -> dict[str, Balance | None]:
        """Return the balances to compare with, by name; None where there is no data of all of it.

        A year is the same before and a year ago.
        """
        periods = {"before": self.period.before(), "year_ago": self.period.year_ago()}
        return {
            name: getattr(self, name) if period.first >= self.since else None
            for name, period in periods.items()
        }

    @property
    def changes(self) -> dict[str, dict[str, Decimal | None]]:
        """Return the changes of the balance by `bases`, in per cent; None where there is none."""
        nothing = dict.fromkeys(BALANCE)
        return {
            name: nothing if base is None else self.balance.change_since(base)
            for name, base in self.bases.items()
        }

    @property
    def causes(self) -> Mapping[str, int]:
        """Return the count of what came in by cause."""
        return self.breakdown[self.classes.cause]

    @property
    def compensation_mean(self) -> Decimal | None:
        """Return the yuan paid for each compensated complaint; None when there is none."""
        if not self.compensated:
            return None
        return (self.compensation / self.compensated).quantize(_FEN, ROUND_HALF_UP)

    @property
    def per_outlet(self) -> Decimal | None:
        """Return complaints received for each outlet and month; None without outlets."""
        if not self.outlets:
            return None
        return one_decimal(Decimal(self.balance.received) / (self.outlets * self.period.months))

    @property
    def matrix_rows(self) -> dict[str, ChannelRow]:
        """Return the matrix, line by line."""
        return {unit: ChannelRow(counts) for unit, counts in self.matrix.items()}

    @property
    def matrix_total(self) -> ChannelRow:
        """Return the matrix's last line: all units together."""
        codes = sorted({code for counts in self.matrix.values() for code in counts})
        rows = self.matrix.values()
        return ChannelRow({code: sum(row.get(code, 0) for row in rows) for code in codes})

    def checks(self) -> dict[str, bool]:
        """Return the self-checks of the sums, by name; a report prints them (domain.md 9.6)."""
        received, closed = self.balance.received, self.balance.closed
        ended = ("outcome", "finding")
        total = self.matrix_total
        by_channel = self.breakdown.get("business_channel", {})
        checks = {
            "balance": self.balance.adds_up,
            "breakdown": all(
                sum(counts.values()) == (closed if name in ended else received)
                for name, counts in self.breakdown.items()
            ),
            "bands": sum(self.handling.bands) == closed,
            "others": all(other.balance.adds_up for other in self.others.values()),
        }
        if self.classes.has_matrix:
            checks["matrix"] = total.total == received and total.counts == dict(by_channel)
        return checks


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def share_json(share: Share) -> JsonObject:
    """Return a share as ``figures`` prints it."""
    return {"met": share.met, "of": share.of, "percent": _text(share.percent)}


def _shares(shares: Mapping[Any, Share]) -> JsonObject:
    return {str(name): share_json(share) for name, share in shares.items()}


def _handling(handling: Handling) -> JsonObject:
    return {
        "mean": _text(handling.mean),
        "median": _text(handling.median),
        "p90": handling.p90,
        "bands": list(handling.bands),
        "within": _shares(handling.within),
    }


def _changes(figures: Figures) -> dict[str, dict[str, str | None]]:
    return {
        name: {key: _text(value) for key, value in changes.items()}
        for name, changes in figures.changes.items()
    }


def figures_json(figures: Figures) -> JsonObject:
    """Return the figures as ``figures`` prints them (design.md 10)."""
    return {
        "period": figures.period.id,
        "first": figures.period.first.isoformat(),
        "last": figures.period.last.isoformat(),
        "balance": figures.balance.numbers(),
        "before": figures.before.numbers(),
        "year_ago": figures.year_ago.numbers(),
        "since": figures.since.isoformat(),
        "comparable": {name: base is not None for name, base in figures.bases.items()},
        "changes": _changes(figures),
        "breakdown": {name: dict(counts) for name, counts in figures.breakdown.items()},
        "demands": dict(figures.demands),
        "timeliness": _shares(figures.timeliness),
        "handling": _handling(figures.handling),
        "rates": _shares(figures.rates),
        "compensation": str(figures.compensation.quantize(_FEN)),
        "compensated": figures.compensated,
        "compensation_mean": _text(figures.compensation_mean),
        "outlets": figures.outlets,
        "per_outlet": _text(figures.per_outlet),
        "matrix": {unit: dict(row) for unit, row in figures.matrix.items()},
        "others": {table: other.numbers() for table, other in figures.others.items()},
        "matrix_sums": {unit: row.sums() for unit, row in figures.matrix_rows.items()},
        "checks": figures.checks(),
        **({} if figures.classes.id == FIRST else {"classification": figures.classes.id}),
    }
