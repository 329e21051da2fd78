"""The figures of a period: one value for Excel, PDF and ``figures`` alike.

What each figure means stands in ``resources/figures.toml``, which the reports
print as their definitions (口径).
"""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from statistics import median
from typing import Any, Final, NamedTuple

import peewee as pw

from desk.base.clock import stamp
from desk.reads.figure_values import (
    BANDS,
    Balance,
    Figures,
    Handling,
    Share,
    one_decimal,
)
from desk.reads.office_facts import read_settings
from desk.rules.reports.periods import Period
from desk.rules.reports.recount import UNSTATED
from desk.store.db import Store
from desk.store.tables import CaseRow, ClockRow

COMPLAINT: Final = "complaint"
WITHDRAWN: Final = "withdrawn"
FORWARDED: Final = ("regulator", "pbc")
RECEIVED_DIMENSIONS: Final = {
    "channel": CaseRow.channel,
    "business_channel": CaseRow.business_channel,
    "product_line": CaseRow.product_line,
    "cause": CaseRow.cause,
    "unit": CaseRow.complained_unit,
    "grade": CaseRow.grade,
}
MORE_DIMENSIONS: Final = ("topic", "party_type", "complexity", "dispute", "phase")
CLOSED_DIMENSIONS: Final = ("outcome", "finding")


def read_figures(store: Store, period: Period, now: datetime) -> Figures:
    """Return the figures of ``period`` as the tables stand at one moment.

    Args:
        store: Where from.
        period: Which.
        now: What is still running and not late by now is not counted as missed.
    """
    with store.snapshot():
        return figures_within(store, period, now)


def figures_within(store: Store, period: Period, now: datetime) -> Figures:
    """Return the figures of ``period``; the caller holds the snapshot."""
    balance = _balance(store, period)
    breakdown, demands, forwarded, repeated = _received(store, period)
    closed = _closed(store, period)
    return Figures(
        period=period,
        balance=balance,
        before=_balance(store, period.before()),
        year_ago=_balance(store, period.year_ago()),
        breakdown={**breakdown, **closed.breakdown},
        demands=demands,
        timeliness=_timeliness(store, period, now),
        handling=_handling(closed.days),
        rates={
            "closing": Share(balance.closed, balance.opening + balance.received),
            **closed.rates,
            "forwarded": Share(forwarded, balance.received),
            "repeated": Share(repeated, balance.received),
        },
        compensation=closed.compensation,
        compensated=closed.compensated,
        matrix=_matrix(store, period),
        outlets=len(read_settings(store).texts("units")),
    )


def _between(column: Any, period: Period) -> Any:
    return column.between(period.first.isoformat(), period.last.isoformat())


def _balance(store: Store, period: Period) -> Balance:
    count = pw.fn.count(CaseRow.id)
    is_complaint = CaseRow.kind == COMPLAINT

    def open_before(day: str) -> int:
        """Return how many complaints received before ``day`` were open when it began."""
        # Worded so that the engine walks the few open or late ended ones, not all of the past.
        is_past = pw.fn.coalesce(CaseRow.received_on, "") < day
        still = CaseRow.select(count).where(CaseRow.is_open == 1, is_complaint, is_past)
        later = CaseRow.select(count).where(CaseRow.closed_on >= day, is_complaint, is_past)
        return int(store.value(still)) + int(store.value(later))

    received = CaseRow.select(count).where(_between(CaseRow.received_on, period), is_complaint)
    ended = CaseRow.select(CaseRow.outcome, count).where(
        _between(CaseRow.closed_on, period), is_complaint
    )
    by_outcome = dict(store.rows(ended.group_by(CaseRow.outcome)))
    withdrawn = by_outcome.pop(WITHDRAWN, 0)
    after = date.fromordinal(period.last.toordinal() + 1).isoformat()
    return Balance(
        opening=open_before(period.first.isoformat()),
        received=int(store.value(received)),
        closed=sum(by_outcome.values()),
        withdrawn=withdrawn,
        open_at_end=open_before(after),
    )


def _counted(rows: Iterable[tuple[Any, ...]], names: Iterable[str]) -> dict[str, dict[str, int]]:
    """Return count by value by name for rows of (value, …, count), values in order."""
    totals: dict[str, Counter[str]] = {name: Counter() for name in names}
    for *values, count in rows:
        for counter, value in zip(totals.values(), values, strict=True):
            counter[value or UNSTATED] += count
    return {name: dict(sorted(counter.items())) for name, counter in totals.items()}


def _tally(values: Iterable[str | None]) -> dict[str, int]:
    """Return how often each value stands there, values in order."""
    return dict(sorted(Counter(value or UNSTATED for value in values).items()))


class _Received(NamedTuple):
    """What the tables have of a complaint that came in, beside what they count themselves."""

    topic: str | None
    party_type: str | None
    complexity: str | None
    dispute: str | None
    phase: str | None
    demands: str | None
    channel: str | None
    forwarded_by: str | None
    repeat_of: str | None


def _received(
    store: Store, period: Period
) -> tuple[dict[str, dict[str, int]], dict[str, int], int, int]:
    """Return the breakdowns of what was received, the demands, forwarded and repeated ones."""
    count = pw.fn.count(CaseRow.id)
    where = (_between(CaseRow.received_on, period), CaseRow.kind == COMPLAINT)
    main = RECEIVED_DIMENSIONS.values()
    query = CaseRow.select(*main, count).where(*where).group_by(*main)
    breakdown = _counted(store.rows(query), RECEIVED_DIMENSIONS)
    columns = (getattr(CaseRow, name) for name in _Received._fields)
    cases = [_Received(*row) for row in store.rows(CaseRow.select(*columns).where(*where))]
    for name in MORE_DIMENSIONS:
        breakdown[name] = _tally(getattr(case, name) for case in cases)
    demands = Counter(code for case in cases if case.demands for code in json.loads(case.demands))
    forwarded = sum(1 for case in cases if case.forwarded_by or case.channel in FORWARDED)
    repeated = sum(1 for case in cases if case.repeat_of)
    return breakdown, dict(sorted(demands.items())), forwarded, repeated


class _Ended(NamedTuple):
    """What the tables have of a complaint that was closed, not withdrawn."""

    outcome: str | None
    finding: str | None
    received_on: str
    closed_on: str
    notified_at: str | None
    liable: int | None
    compensation: int | None
    satisfaction: str | None
    followed_up_at: str | None
    review_applied_at: str | None

    @property
    def days(self) -> int:
        """Return the days from receipt to notice, or to closing where none was given."""
        told = self.notified_at or self.closed_on
        return (date.fromisoformat(told[:10]) - date.fromisoformat(self.received_on)).days


@dataclass(frozen=True, slots=True, kw_only=True)
class _Closed:
    breakdown: dict[str, dict[str, int]]
    days: list[int]
    rates: dict[str, Share]
    compensation: Decimal
    compensated: int


def _closed(store: Store, period: Period) -> _Closed:
    query = CaseRow.select(*(getattr(CaseRow, name) for name in _Ended._fields)).where(
        _between(CaseRow.closed_on, period), CaseRow.kind == COMPLAINT
    )
    ended = [case for case in map(_Ended._make, store.rows(query)) if case.outcome != WITHDRAWN]
    breakdown = {name: _tally(getattr(case, name) for case in ended) for name in CLOSED_DIMENSIONS}
    outcomes, findings = breakdown["outcome"], breakdown["finding"]
    answers = Counter(
        case.satisfaction for case in ended if case.satisfaction not in (None, "", "no_answer")
    )
    total, paid = len(ended), [case.compensation for case in ended if case.compensation]
    rates = {
        "agreed": Share(outcomes.get("agreed", 0), total),
        "resolved": Share(outcomes.get("agreed", 0) + outcomes.get("mediated", 0), total),
        "unmet": Share(outcomes.get("not_agreed", 0), total),
        "escalated": Share(sum(1 for case in ended if case.review_applied_at), total),
        "upheld": Share(findings.get("upheld", 0) + findings.get("partly", 0), total),
        "liable": Share(sum(1 for case in ended if case.liable), total),
        "followed_up": Share(sum(1 for case in ended if case.followed_up_at), total),
        "satisfied": Share(answers["very_satisfied"] + answers["satisfied"], sum(answers.values())),
    }
    return _Closed(
        breakdown=breakdown,
        days=[case.days for case in ended],
        rates=rates,
        compensation=Decimal(sum(paid)).scaleb(-2),
        compensated=len(paid),
    )


def _handling(days: list[int]) -> Handling:
    ordered = sorted(days)
    bands = tuple(
        sum(1 for n in ordered if low <= n and (high is None or n <= high)) for low, high in BANDS
    )
    within = {
        limit: Share(sum(1 for n in ordered if n <= limit), len(ordered)) for limit in (15, 30, 60)
    }
    if not ordered:
        return Handling(mean=None, median=None, p90=None, bands=bands, within=within)
    return Handling(
        mean=one_decimal(Decimal(sum(ordered)) / len(ordered)),
        median=one_decimal(Decimal(str(median(ordered)))),
        p90=ordered[-(-len(ordered) * 9 // 10) - 1],
        bands=bands,
        within=within,
    )


def _timeliness(store: Store, period: Period, now: datetime) -> dict[str, Share]:
    count, met = pw.fn.count(ClockRow.case_id), pw.fn.sum(ClockRow.is_met)
    stopped = (
        ClockRow.select(ClockRow.rule, count, met)
        .where(
            _between(ClockRow.due_on, period),
            ClockRow.is_complaint == 1,
            ClockRow.is_running == 0,
        )
        .group_by(ClockRow.rule)
    )
    found = {rule: [int(m), int(n)] for rule, n, m in store.rows(stopped)}
    late = (
        ClockRow.select(ClockRow.rule, count)
        .join(CaseRow, on=(CaseRow.id == ClockRow.case_id))
        .where(
            CaseRow.is_open == 1,
            CaseRow.due_at <= f"{period.last.isoformat()}T23:59:59",
            CaseRow.due_at < stamp(now),
            _between(ClockRow.due_on, period),
            ClockRow.is_complaint == 1,
            ClockRow.is_running == 1,
            ClockRow.due_at < stamp(now),
        )
        .group_by(ClockRow.rule)
    )
    for rule, n in store.rows(late):
        found.setdefault(rule, [0, 0])[1] += int(n)
    return {rule: Share(m, n) for rule, (m, n) in sorted(found.items())}


def _matrix(store: Store, period: Period) -> dict[str, dict[str, int]]:
    columns = (CaseRow.complained_unit, CaseRow.business_channel)
    query = (
        CaseRow.select(*columns, pw.fn.count(CaseRow.id))
        .where(_between(CaseRow.received_on, period), CaseRow.kind == COMPLAINT)
        .group_by(*columns)
    )
    matrix: dict[str, dict[str, int]] = {}
    for unit, channel, count in store.rows(query):
        row = matrix.setdefault(unit or UNSTATED, {})
        row[channel or UNSTATED] = row.get(channel or UNSTATED, 0) + count
    return {unit: dict(sorted(row.items())) for unit, row in sorted(matrix.items())}
