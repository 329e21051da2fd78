"""Further figures of a period report, counted from its cases: load, focus, trends."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

import peewee as pw

from desk.base.shapes import JsonObject
from desk.reads.counted import counted_cases
from desk.reads.figure_values import one_decimal
from desk.reads.figures import COMPLAINT
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
from desk.store.db import Store
from desk.store.record import journal
from desk.store.record.read_model import REPORT
from desk.store.tables import CaseRow

MONTHS: Final = 12
LIMITS: Final = ("mean", "lower", "upper")
ENOUGH: Final = 4  # months with complaints, before limits mean anything
FOCUS: Final[Mapping[str, Callable[[Counted], bool]]] = {
    "forwarded": lambda case: bool(case["forwarded"]),
    "repeated": lambda case: bool(case["repeated"]),
    "major": lambda case: bool(case["major"]),
    "group": lambda case: bool(case["group"]),
    "sensitive": lambda case: bool(case["sensitive"]),
    "vulnerable": lambda case: bool(case["vulnerable"]),
    "third_party": lambda case: bool(case["third_party"]),
}
DISSATISFIED: Final = ("dissatisfied", "very_dissatisfied")
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """Twelve months up to the one in which the period ends.

    Attributes:
        months: Ids such as "2026-10", oldest first.
        received: Complaints received, by month.
        closed: Closed (not withdrawn, not merged), by month.
        mean: Of the months before the last; None when there are too few.
        lower: Control limit; None as above.
        upper: Control limit; None as above.
    """

    months: tuple[str, ...]
    received: tuple[int, ...]
    closed: tuple[int, ...]
    mean: Decimal | None = None
    lower: Decimal | None = None
    upper: Decimal | None = None

    @property
    def limits(self) -> dict[str, Decimal | None]:
        """Return mean, lower and upper limit by name."""
        return {name: getattr(self, name) for name in LIMITS}

    @property
    def is_beyond(self) -> bool:
        """Say whether the last month lies above the upper limit."""
        return self.upper is not None and self.received[-1] > self.upper


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
        trend: Twelve months.
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


def details_within(store: Store, period: Period, now: datetime) -> Details:
    """Return the further figures of ``period``; the caller holds the snapshot."""
    cases = counted_cases(store, period, now)
    return details_of(cases, trend_of(store, period), denominators_of(store, period))


def details_of(
    cases: Sequence[Counted], trend: Trend, denominators: Mapping[str, Decimal]
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
        dissatisfied=tally(unhappy, "cause"),
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
    """Return the twelve months that end with the period's last one."""
    month = month_of(period.last)
    months = [month]
    while len(months) < MONTHS:
        months.insert(0, months[0].before())
    first, last = months[0].first.isoformat(), month.last.isoformat()
    ids = tuple(one.id for one in months)
    came_in = _by_month(store, CaseRow.received_on, (first, last))
    ended = _by_month(store, CaseRow.closed_on, (first, last), CaseRow.outcome)
    received = tuple(came_in.get(name, 0) for name in ids)
    closed = tuple(ended.get(name, 0) for name in ids)
    return Trend(months=ids, received=received, closed=closed, **_limits(received))


def _by_month(
    store: Store, day: pw.Field, between: tuple[str, str], outcome: pw.Field | None = None
) -> dict[str, int]:
    """Return how many complaints, by the month of their ``day``; with ``outcome`` the answered."""
    month = pw.fn.substr(day, 1, 7)
    query = CaseRow.select(month, pw.fn.count(CaseRow.id)).where(
        day.between(*between), CaseRow.kind == COMPLAINT
    )
    if outcome is not None:
        query = query.where(outcome.not_in(list(ASIDE)) | outcome.is_null())
    return dict(store.rows(query.group_by(month)))


def _limits(received: Sequence[int]) -> dict[str, Decimal]:
    """Return mean, lower and upper limit by name; nothing with too few months."""
    base = list(received[:-1])
    while base and not base[0]:
        base.pop(0)
    if len(base) < ENOUGH:
        return {}
    limits = zip(LIMITS, control_limits(base), strict=True)
    return {name: one_decimal(Decimal(value)) for name, value in limits}


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
        "trend": {
            "months": list(trend.months),
            "received": list(trend.received),
            "closed": list(trend.closed),
            **{name: None if value is None else str(value) for name, value in trend.limits.items()},
        },
        "denominators": {name: str(value) for name, value in details.denominators.items()},
        "per": text,
    }


def _load_json(load: Load) -> JsonObject:
    mean = load.mean_days
    return {**asdict(load), "mean_days": None if mean is None else str(mean)}
