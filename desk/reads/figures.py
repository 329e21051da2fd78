"""Computing the figures of a period.

What each figure means stands in ``resources/figures.toml``, which the reports
print as their definitions (口径).
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from statistics import median
from typing import Any, Final

import peewee as pw

from desk.base.clock import stamp
from desk.base.shapes import JsonObject
from desk.reads.figure_values import (
    BANDS,
    Balance,
    Figures,
    Handling,
    Share,
    one_decimal,
)
from desk.reads.office_facts import read_settings
from desk.reads.other_tables import other_tables
from desk.rules.case.classification import Classification, of_office
from desk.rules.case.codes import code_list
from desk.rules.case.ways import COMPLAINT
from desk.rules.reports.periods import Period
from desk.rules.reports.recount import (
    ASIDE,
    CLOSED,
    NO_ANSWER,
    UNSTATED,
    Counted,
    Went,
    tally,
)
from desk.store.db import PreparedQuery, Store
from desk.store.tables import IS_OPEN, CaseRow, ClockRow, MissedRow

FORWARDED: Final = ("regulator", "pbc")
UNIT: Final = "complained_unit"
_CAME: Final = (UNIT, "demands", "forwarded_by", "repeat_of")
_WENT: Final = (
    *CLOSED,
    "received_on",
    "closed_on",
    "notified_at",
    "liable",
    "compensation",
    "satisfaction",
    "followed_up_at",
    "review_applied_at",
)


_COUNT: Final = pw.fn.count(CaseRow.id)
_IS_COMPLAINT: Final = CaseRow.counted_in == COMPLAINT
_WAITING: Final = PreparedQuery(
    lambda: (
        CaseRow.select(CaseRow.received_on, _COUNT)
        # Every case has some end, and the index by it knows all that is asked here.
        .where(IS_OPEN, _IS_COMPLAINT, CaseRow.due_at >= "")
        .group_by(CaseRow.received_on)
    )
)
# Worded so that the engine walks the few open or late ended ones, not all of the past.
_LATER: Final = PreparedQuery(
    lambda ended, received: CaseRow.select(_COUNT).where(
        CaseRow.closed_on >= ended,
        _IS_COMPLAINT,
        pw.fn.coalesce(CaseRow.received_on, "") < received,
    ),
    arguments=2,
)
_RECEIVED: Final = PreparedQuery(
    lambda first, last: CaseRow.select(_COUNT).where(
        CaseRow.received_on.between(first, last), _IS_COMPLAINT
    ),
    arguments=2,
)
_ENDED: Final = PreparedQuery(
    lambda first, last: (
        CaseRow.select(CaseRow.outcome, _COUNT)
        .where(CaseRow.closed_on.between(first, last), _IS_COMPLAINT)
        .group_by(CaseRow.outcome)
    ),
    arguments=2,
)
_REPEATS: Final = PreparedQuery(
    lambda first, last, ended: CaseRow.select(_COUNT).where(
        CaseRow.received_on.between(first, last),
        _IS_COMPLAINT,
        CaseRow.outcome == Went.MERGED.value,
        CaseRow.closed_on <= ended,
    ),
    arguments=3,
)


def read_figures(store: Store, period: Period, now: datetime) -> Figures:
    """Return the figures of ``period`` as the tables stand at one moment.

    Args:
        store: The open database.
        period: Which.
        now: Running clocks that are not late at this moment do not count as missed.
    """
    with store.snapshot():
        return figures_within(store, period, now)


def figures_within(
    store: Store, period: Period, now: datetime, classes: Classification | None = None
) -> Figures:
    """Return the figures of ``period``; the caller holds the snapshot.

    Args:
        store: The open database.
        period: Which.
        now: As in `read_figures`.
        classes: By what complaints are classified; None: by what they are at this office.
    """
    settings = read_settings(store)
    classes = classes or of_office(settings)
    waiting = _waiting(store)
    balance = _balance(store, period, waiting)
    came = _complaints(store, (*classes.coded, *_CAME), _between(CaseRow.received_on, period))
    ended = _complaints(store, _WENT, _between(CaseRow.closed_on, period))
    closed = [case for case in ended if case["outcome"] not in ASIDE]
    breakdown = {name: _counts(came, name) for name in classes.counted}
    breakdown |= {name: tally(closed, name) for name in CLOSED}
    demands = Counter(code for case in came for code in json.loads(case["demands"] or "[]"))
    paid = [case["compensation"] for case in closed if case["compensation"]]
    return Figures(
        period=period,
        balance=balance,
        before=_balance(store, period.before(), waiting),
        year_ago=_balance(store, period.year_ago(), waiting),
        breakdown=breakdown,
        demands=dict(sorted(demands.items())),
        timeliness=_timeliness(store, period, now),
        handling=_handling([_days(case) for case in closed]),
        rates=_rates(balance, came, closed),
        compensation=Decimal(sum(paid)).scaleb(-2),
        compensated=len(paid),
        matrix=_matrix(came) if classes.has_matrix else {},
        outlets=len(settings.texts("units")),
        classes=classes,
        since=first_day(store, period),
        others=other_tables(store, period),
    )


def first_day(store: Store, period: Period) -> date:
    """Return the first day that a complaint was received on: before it there is no data.

    Where none was ever received, that of ``period``.
    """
    query = CaseRow.select(CaseRow.received_on).where(_IS_COMPLAINT)
    found = store.rows(query.order_by(CaseRow.received_on).limit(1))
    return date.fromisoformat(found[0][0]) if found else period.first


def _counts(cases: Iterable[Counted], name: str) -> dict[str, int]:
    """Return the number of ``cases`` by unit, or by the first level of the codes of ``name``."""
    if name == "unit":
        return tally(cases, UNIT)
    found: Counter[str] = Counter()
    for code, count in tally(cases, name).items():
        found[code_list(name).counted(code)] += count
    return dict(sorted(found.items()))


def _complaints(store: Store, columns: Sequence[str], within: object) -> list[JsonObject]:
    """Return the ``columns`` of the complaints ``within``, by name."""
    query = CaseRow.select(*(getattr(CaseRow, name) for name in columns))
    rows = store.rows(query.where(within, _IS_COMPLAINT))
    return [dict(zip(columns, row, strict=True)) for row in rows]


def _between(column: pw.Field, period: Period) -> pw.Expression:
    return column.between(period.first.isoformat(), period.last.isoformat())


def _waiting(store: Store) -> dict[str, int]:
    """Return how many complaints are open now, by the day on which they were received."""
    return {day or "": count for day, count in store.ask_all(_WAITING)}


def _balance(store: Store, period: Period, waiting: Mapping[str, int]) -> Balance:
    """Return the balance of ``period``; ``waiting`` are the complaints that are open now."""

    def open_before(day: str) -> int:
        """Return how many complaints received before ``day`` were open at its beginning."""
        still = sum(count for received, count in waiting.items() if received < day)
        return still + _count(store, _LATER, day, day)

    first, last = period.first.isoformat(), period.last.isoformat()
    by_outcome: dict[str, int] = dict(store.ask_all(_ENDED, first, last))
    aside = {went: by_outcome.pop(outcome, 0) for outcome, went in ASIDE.items()}
    return Balance(
        opening=open_before(first),
        received=_count(store, _RECEIVED, first, last),
        closed=sum(by_outcome.values()),
        withdrawn=aside[Went.WITHDRAWN],
        merged=aside[Went.MERGED],
        repeats=_count(store, _REPEATS, first, last, last),
        open_at_end=open_before(date.fromordinal(period.last.toordinal() + 1).isoformat()),
    )


def _count(store: Store, query: PreparedQuery, *values: str) -> int:
    found = store.ask(query, *values)
    return int(found[0]) if found else 0


def _rates(
    balance: Balance, came: Sequence[Counted], closed: Sequence[Counted]
) -> dict[str, Share]:
    outcomes, findings = tally(closed, "outcome"), tally(closed, "finding")
    answers = Counter(
        case["satisfaction"] for case in closed if case["satisfaction"] not in NO_ANSWER
    )

    def of_closed(count: int) -> Share:
        return Share(count, len(closed))

    def of_received(count: int) -> Share:
        return Share(count, balance.received)

    return {
        "closing": Share(balance.closed, balance.opening + balance.received - balance.merged),
        "agreed": of_closed(outcomes.get("agreed", 0)),
        "resolved": of_closed(outcomes.get("agreed", 0) + outcomes.get("mediated", 0)),
        "unmet": of_closed(outcomes.get("not_agreed", 0)),
        "escalated": of_closed(_having(closed, "review_applied_at")),
        "upheld": of_closed(findings.get("upheld", 0) + findings.get("partly", 0)),
        "liable": of_closed(_having(closed, "liable")),
        "followed_up": of_closed(_having(closed, "followed_up_at")),
        "satisfied": Share(answers["very_satisfied"] + answers["satisfied"], answers.total()),
        "forwarded": of_received(
            sum(1 for case in came if case["forwarded_by"] or case["channel"] in FORWARDED)
        ),
        "repeated": of_received(_having(came, "repeat_of")),
    }


def _having(cases: Iterable[Counted], name: str) -> int:
    return sum(1 for case in cases if case[name])


def _days(case: Counted) -> int:
    """Return the days from receipt to notice, or to closing where none was given."""
    told = case["notified_at"] or case["closed_on"]
    return (date.fromisoformat(told[:10]) - date.fromisoformat(case["received_on"])).days


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
    """Return the share met of the clocks of each rule that ended in the period.

    What was missed counts in the period of the end that passed first, for good.
    """
    counts: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    for is_met, table, query in _ended(period, now):
        counted = query.select(table.rule, pw.fn.count(table.case_id)).group_by(table.rule)
        counts[is_met].update(dict(store.rows(counted)))
    met, missed = counts[True], counts[False]
    return {rule: Share(met[rule], met[rule] + missed[rule]) for rule in sorted(met | missed)}


def clocks_ended(store: Store, period: Period, now: datetime) -> dict[str, dict[str, list[str]]]:
    """Return the case numbers behind the timeliness of ``period``: by rule, "met" and "missed".

    A case that started anew may stand in both.
    """
    found: dict[str, dict[str, list[str]]] = {}
    other = CaseRow.alias()
    for is_met, table, query in _ended(period, now):
        number = other.select(other.case_no).where(other.id == table.case_id)
        for rule, case_no in store.rows(query.select(table.rule, number)):
            ended = found.setdefault(rule, {"met": [], "missed": []})
            ended["met" if is_met else "missed"].append(case_no)
    return {
        rule: {name: sorted(numbers) for name, numbers in found[rule].items()}
        for rule in sorted(found)
    }


def _ended(period: Period, now: datetime) -> Iterator[tuple[bool, Any, Any]]:
    """Yield (is met, table, query) of the clocks that ended in the period; each ended once."""
    last = f"{period.last.isoformat()}T23:59:59"
    met = ClockRow.select().where(
        _between(ClockRow.due_on, period),
        ClockRow.is_complaint == 1,
        ClockRow.is_running == 0,
        ClockRow.is_met == 1,
    )
    yield True, ClockRow, met
    missed = MissedRow.select().where(
        MissedRow.due_at.between(period.first.isoformat(), last), MissedRow.is_complaint == 1
    )
    yield False, MissedRow, missed
    on_record = MissedRow.select(MissedRow.case_id).where(
        MissedRow.case_id == ClockRow.case_id,
        MissedRow.rule == ClockRow.rule,
        MissedRow.due_at >= ClockRow.started_at,
    )
    over = CaseRow.select(CaseRow.id).where(
        CaseRow.is_queued == 1,  # open, or a review of it runs on
        CaseRow.due_at <= last,
        CaseRow.due_at < stamp(now),
    )
    overdue = ClockRow.select().where(
        ClockRow.case_id.in_(over),
        _between(ClockRow.due_on, period),
        ClockRow.is_complaint == 1,
        ClockRow.is_running == 1,
        ClockRow.due_at < stamp(now),
        ~pw.fn.EXISTS(on_record),
    )
    yield False, ClockRow, overdue


def _matrix(came: Sequence[Counted]) -> dict[str, dict[str, int]]:
    by_unit: dict[str, list[Counted]] = {}
    for case in came:
        by_unit.setdefault(case[UNIT] or UNSTATED, []).append(case)
    return {unit: _counts(by_unit[unit], "business_channel") for unit in sorted(by_unit)}
