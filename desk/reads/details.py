"""Further figures of a period report, counted from its cases: load, focus, trends."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, NamedTuple

import peewee as pw

from desk.base.shapes import JsonMapping, JsonObject
from desk.reads.counted import counted_cases
from desk.reads.figure_values import one_decimal
from desk.reads.figures import first_day
from desk.rules.case.classification import Classification
from desk.rules.case.ways import COMPLAINT
from desk.rules.reports.closing import DENOMINATOR, DENOMINATORS, control_limits
from desk.rules.reports.periods import Period, month_of
from desk.rules.reports.recount import (
    ASIDE,
    UNSTATED,
    Counted,
    Went,
    came,
    tally,
    tally_each,
    went,
)
from desk.rules.steps.gate import DISSATISFIED
from desk.store.db import Store
from desk.store.record import journal
from desk.store.record.read_model import REPORT
from desk.store.tables import CaseRow

MONTHS: Final = 12
BEFORE: Final = 11  # months from which the limits of a month come
ENOUGH: Final = 4  # of these, before limits mean anything
FOCUS: Final[Mapping[str, Callable[[Counted], bool]]] = {
    "forwarded": lambda case: bool(case["forwarded"]),
    "repeated": lambda case: bool(case["repeated"]),
    "major": lambda case: bool(case["major"]),
    "group": lambda case: bool(case["group"]),
    "sensitive": lambda case: bool(case["sensitive"]),
    "vulnerable": lambda case: bool(case["vulnerable"]),
    "third_party": lambda case: bool(case["third_party"]),
}
PER: Final = {  # domain.md 4.5: complaints per so many of the denominator
    "outlets": 1_000,
    "customers": 10_000_000,
    "premium": 100_000_000,
    "policies": 10_000,
    "persons": 10_000,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """The workload of one person or department; all loads add up to the balance."""

    opening: int = 0
    received: int = 0
    closed: int = 0
    withdrawn: int = 0
    merged: int = 0
    open_at_end: int = 0
    late: int = 0
    liable: int = 0
    days: int = 0

    @property
    def mean_days(self) -> Decimal | None:
        """Return the mean days from receipt to notice of closed cases; None if there are none."""
        return one_decimal(Decimal(self.days) / self.closed) if self.closed else None


class Limits(NamedTuple):
    """Mean and control limits of a month, from the months before it."""

    mean: Decimal
    lower: Decimal
    upper: Decimal


class Month(NamedTuple):
    """One month of a trend; it has no limits when too few months lie before it."""

    id: str
    received: int
    closed: int
    limits: Limits | None

    @property
    def is_above(self) -> bool:
        """Say whether more came than the upper limit."""
        return self.limits is not None and self.received > self.limits.upper

    @property
    def is_below(self) -> bool:
        """Say whether fewer came than the lower limit."""
        return self.limits is not None and self.received < self.limits.lower

    @property
    def excess(self) -> Decimal:
        """Return by how much it lies above the upper limit; negative below it, least without."""
        return self.received - self.limits.upper if self.limits else Decimal("-Infinity")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """The months up to the one in which the period ends: its own, and twelve at least.

    Months before the first day of data are left out. Each month is judged against the limits
    that its own report has, those of the months before it, whatever the period.

    Attributes:
        months: Oldest first.
        own: Ids of the months that lie wholly within the period.
    """

    months: tuple[Month, ...] = ()
    own: tuple[str, ...] = ()

    @property
    def limits(self) -> Limits | None:
        """Return those of the last month."""
        return self.months[-1].limits if self.months else None

    @property
    def judged(self) -> list[Month]:
        """Return the period's own months that have limits."""
        return [month for month in self.months if month.id in self.own and month.limits]

    @property
    def foremost(self) -> Month | None:
        """Return the period's own month furthest above its limit, or nearest to it."""
        own = [month for month in self.months if month.id in self.own]
        return max(own, key=lambda month: month.excess, default=None)


@dataclass(frozen=True, kw_only=True)
class Details:
    """Further figures of one period.

    Attributes:
        cases: Counted attributes of each case, by number.
        staff: Load by login, ``UNSTATED`` for cases without a handler.
        departments: Load by department.
        focus: Received complaints of special attention, by reason; may overlap.
        forwarded_by: Received ones by forwarding body; those not forwarded are left out.
        sensitive: Received ones by sensitivity tag; may overlap.
        vulnerable: Received ones by vulnerability tag; may overlap.
        satisfaction: Closed ones by answer; adds up to those closed.
        dissatisfied: Those answered "not satisfied", by cause.
        root_cause: Closed ones by root cause; adds up to those closed.
        systemic: Closed ones, systemic or isolated; adds up to those closed.
        overdue: Complaints whose statutory limit was missed in the period.
        amount: Sum in dispute of those received, in fen.
        trend: The months up to its end.
        denominators: As entered, by name.
    """

    cases: Sequence[Counted]
    staff: Mapping[str, Load]
    departments: Mapping[str, Load]
    focus: Mapping[str, int]
    forwarded_by: Mapping[str, int]
    sensitive: Mapping[str, int]
    vulnerable: Mapping[str, int]
    satisfaction: Mapping[str, int]
    dissatisfied: Mapping[str, int]
    root_cause: Mapping[str, int]
    systemic: Mapping[str, int]
    overdue: int
    amount: int
    trend: Trend
    denominators: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def received(self) -> int:
        """Return how many came in."""
        return len(came(self.cases))

    @property
    def per(self) -> dict[str, Decimal | None]:
        """Return complaints per so many of each denominator, two decimals; None if missing."""
        return {name: self._per(name) for name in DENOMINATORS}

    def _per(self, name: str) -> Decimal | None:
        base = self.denominators.get(name)
        if not base:
            return None
        share = Decimal(self.received) * PER[name] / base
        return share.quantize(Decimal("0.01"), ROUND_HALF_UP)

    def checks(self) -> dict[str, bool]:
        """Return the self-checks of the sums, by name."""
        closed = len(went(self.cases))
        return {
            "staff": _adds_up(self.staff, self.cases),
            "departments": _adds_up(self.departments, self.cases),
            "answers": sum(self.satisfaction.values()) == closed,
            "root_causes": sum(self.root_cause.values()) == closed == sum(self.systemic.values()),
        }


def _adds_up(loads: Mapping[str, Load], cases: Sequence[Counted]) -> bool:
    whole = sum(load.opening + load.received for load in loads.values())
    gone = sum(int(getattr(load, way)) for load in loads.values() for way in Went)
    return whole == gone == len(cases)


def details_within(store: Store, period: Period, now: datetime, classes: Classification) -> Details:
    """Return the further figures of ``period``; the caller holds the snapshot."""
    cases = counted_cases(store, period, now, classes)
    return details_of(cases, trend_of(store, period), denominators_of(store, period), classes)


def details_of(
    cases: Sequence[Counted],
    trend: Trend,
    denominators: Mapping[str, Decimal],
    classes: Classification,
) -> Details:
    """Return the further figures that ``cases`` give; a pure function."""
    received, closed = came(cases), went(cases)
    unhappy = [case for case in closed if case["satisfaction"] in DISSATISFIED]
    return Details(
        cases=cases,
        staff=_loads(cases, "handler"),
        departments=_loads(cases, "department"),
        focus={name: sum(map(is_so, received)) for name, is_so in FOCUS.items()},
        forwarded_by=_stated(tally(received, "forwarded_by")),
        sensitive=tally_each(received, "sensitive"),
        vulnerable=tally_each(received, "vulnerable"),
        satisfaction=tally(closed, "satisfaction"),
        dissatisfied=tally(unhappy, classes.cause),
        root_cause=tally(closed, "root_cause"),
        systemic=tally(closed, "systemic"),
        overdue=sum(1 for case in cases if case["late"]),
        amount=sum(case["amount"] or 0 for case in received),
        trend=trend,
        denominators=denominators,
    )


def _stated(counts: Mapping[str, int]) -> dict[str, int]:
    return {name: count for name, count in counts.items() if name != UNSTATED}


def _loads(cases: Iterable[Counted], name: str) -> dict[str, Load]:
    sums: dict[str, Counter[str]] = {}
    for case in cases:
        counter = sums.setdefault(case[name] or UNSTATED, Counter())
        counter[case["came"]] += 1
        counter[case["went"]] += 1
        counter["late"] += case["late"]
        if case["went"] == Went.CLOSED:
            counter["liable"] += case["liable"]
            counter["days"] += case["days"]
    return {who: Load(**counts) for who, counts in sorted(sums.items())}


def trend_of(store: Store, period: Period) -> Trend:
    """Return the months up to the one in which ``period`` ends."""
    month, since = month_of(period.last), month_of(first_day(store, period))
    shown = max(MONTHS, period.months)
    months = [month]
    while len(months) < shown + BEFORE:
        months.insert(0, months[0].before())
    first, last = months[0].first.isoformat(), month.last.isoformat()
    came_in = _by_month(store, CaseRow.received_on, (first, last))
    ended = _by_month(store, CaseRow.closed_on, (first, last), CaseRow.outcome)
    received = [came_in.get(one.id, 0) for one in months]
    found = tuple(
        Month(one.id, received[place], ended.get(one.id, 0), _limits(received[:place][-BEFORE:]))
        for place, one in enumerate(months)
        if place >= BEFORE and (one.first >= since.first or one.last >= period.first)
    )
    return Trend(months=found, own=_own(period))


def _own(period: Period) -> tuple[str, ...]:
    return tuple(month.id for month in period.whole_months())


def _by_month(
    store: Store, day: pw.Field, between: tuple[str, str], outcome: pw.Field | None = None
) -> dict[str, int]:
    """Return how many complaints, by the month of their ``day``; with ``outcome`` the answered."""
    month = pw.fn.substr(day, 1, 7)
    query = CaseRow.select(month, pw.fn.count(CaseRow.id)).where(
        day.between(*between), CaseRow.counted_in == COMPLAINT
    )
    if outcome is not None:
        query = query.where(outcome.not_in(list(ASIDE)) | outcome.is_null())
    return dict(store.rows(query.group_by(month)))


def _limits(before: Sequence[int]) -> Limits | None:
    """Return the limits that the months ``before`` give; None when they are too few."""
    base = list(before)
    while base and not base[0]:
        base.pop(0)
    if len(base) < ENOUGH:
        return None
    return Limits(*(one_decimal(Decimal(value)) for value in control_limits(base)))


def denominators_of(store: Store, period: Period) -> dict[str, Decimal]:
    """Return the denominators that were entered for ``period``."""
    facts = journal.folded(store, REPORT + period.id).facts
    entered = {name: facts.get(DENOMINATOR + name) for name in DENOMINATORS}
    return {name: Decimal(value) for name, value in entered.items() if value}


def pareto(counts: Mapping[str, int]) -> list[tuple[str, int, Decimal]]:
    """Return (code, count, cumulative per cent), most first."""
    total, so_far, rows = sum(counts.values()), 0, []
    for code, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])):
        so_far += count
        rows.append((code, count, one_decimal(Decimal(so_far * 100) / total)))
    return rows


def details_json(details: Details, causes: Mapping[str, int]) -> JsonObject:
    """Return the further figures as ``figures`` prints them."""
    text = {name: None if v is None else str(v) for name, v in details.per.items()}
    trend = details.trend
    return {
        "staff": {who: _load_json(load) for who, load in details.staff.items()},
        "department": {who: _load_json(load) for who, load in details.departments.items()},
        "focus": dict(details.focus),
        "forwarded_by": dict(details.forwarded_by),
        "sensitive": dict(details.sensitive),
        "vulnerable": dict(details.vulnerable),
        "satisfaction": dict(details.satisfaction),
        "dissatisfied": dict(details.dissatisfied),
        "root_cause": dict(details.root_cause),
        "systemic": dict(details.systemic),
        "overdue": details.overdue,
        "amount": f"{Decimal(details.amount).scaleb(-2):.2f}",
        "pareto": [[code, count, str(share)] for code, count, share in pareto(causes)],
        "trend": _trend_json(trend),
        "denominators": {name: str(value) for name, value in details.denominators.items()},
        "per": text,
    }


def _trend_json(trend: Trend) -> JsonObject:
    last = trend.limits or (None,) * len(Limits._fields)
    return {
        "months": [month.id for month in trend.months],
        "received": [month.received for month in trend.months],
        "closed": [month.closed for month in trend.months],
        **{
            name: None if value is None else str(value)
            for name, value in zip(Limits._fields, last, strict=True)
        },
        "limits": [month.limits and list(map(str, month.limits)) for month in trend.months],
    }


def trend_from(told: JsonMapping, period: Period) -> Trend:
    """Read a trend back; one that an early program kept has the last month's limits throughout."""
    last = [told[name] for name in Limits._fields]
    limits = told.get("limits", [None if None in last else last] * len(told["months"]))
    several = zip(told["months"], told["received"], told["closed"], limits, strict=True)
    months = (
        Month(name, came_in, ended, Limits(*map(Decimal, found)) if found else None)
        for name, came_in, ended, found in several
    )
    return Trend(months=tuple(months), own=_own(period))


def _load_json(load: Load) -> JsonObject:
    mean = load.mean_days
    return {**asdict(load), "mean_days": None if mean is None else str(mean)}
