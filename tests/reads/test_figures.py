"""Figures: they add up, month after month, and a naive count over the facts agrees."""

import json
from collections import Counter
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk.base.clock import stamp
from desk.reads.figure_values import Balance, Share, figures_json
from desk.reads.figures import read_figures
from desk.rules.reports.periods import period_of
from desk.rules.reports.recount import UNSTATED
from desk.rules.time.case_clocks import ClockState
from tests.reads.crowd import NOW, RECKONING, facts, fill, is_open

CROWDS = st.lists(facts(days=430), max_size=16)
MONTHS = [period_of("month", f"{2025 + n // 12}-{n % 12 + 1:02d}") for n in range(8, 24)]
NOTHING = Balance(opening=0, received=0, closed=0, withdrawn=0, open_at_end=0)
OCTOBER = period_of("month", "2026-10")
TABLES = ('"case"', '"clock"', '"missed"')
RECEIVED = {
    "channel": "channel",
    "business_channel": "business_channel",
    "product_line": "product_line",
    "cause": "cause",
    "unit": "complained_unit",
    "grade": "grade",
    "topic": "topic",
    "party_type": "party_type",
    "complexity": "complexity",
    "dispute": "dispute",
    "phase": "phase",
}


def within(period, moment):
    return bool(moment) and period.first <= date.fromisoformat(moment[:10]) <= period.last


def complaints(cases):
    return [one for one in cases.values() if one["kind"] == "complaint"]


# what adds up


@settings(max_examples=10)
@given(crowd=CROWDS)
def test_every_month_adds_up_and_hands_over_to_the_next(store, crowd):
    fill(store, crowd)
    balances = [read_figures(store, month, NOW).balance for month in MONTHS]
    for balance in balances:
        came = balance.opening + balance.received
        gone = balance.closed + balance.withdrawn + balance.merged
        assert came - gone == balance.open_at_end
        assert balance.adds_up
        assert min(balance.opening, balance.received, balance.closed, balance.withdrawn) >= 0
    for one, following in pairwise(balances):
        assert one.open_at_end == following.opening


@settings(max_examples=6)
@given(crowd=CROWDS)
def test_a_quarter_and_a_year_are_the_sums_of_their_months(store, crowd):
    fill(store, crowd)
    for kind, name, months in (("quarter", "2026-Q3", (7, 8, 9)), ("year", "2026", range(1, 13))):
        whole = read_figures(store, period_of(kind, name), NOW)
        parts = [read_figures(store, period_of("month", f"2026-{m:02d}"), NOW) for m in months]
        for flow in ("received", "closed", "withdrawn", "merged"):
            assert getattr(whole.balance, flow) == sum(getattr(p.balance, flow) for p in parts)
        assert whole.balance.opening == parts[0].balance.opening
        assert whole.balance.open_at_end == parts[-1].balance.open_at_end
        assert whole.compensation == sum(part.compensation for part in parts)
        for dimension, counted in whole.breakdown.items():
            total = sum((Counter(part.breakdown[dimension]) for part in parts), Counter())
            assert counted == total


@settings(max_examples=15)
@given(crowd=CROWDS, month=st.sampled_from(MONTHS))
def test_every_breakdown_sums_to_its_total(store, crowd, month):
    fill(store, crowd)
    figures = read_figures(store, month, NOW)
    for name, counted in figures.breakdown.items():
        total = (
            figures.balance.closed if name in {"outcome", "finding"} else figures.balance.received
        )
        assert sum(counted.values()) == total, name
        assert list(counted) == sorted(counted)
    assert sum(sum(row.values()) for row in figures.matrix.values()) == figures.balance.received
    assert sum(figures.handling.bands) == figures.balance.closed
    assert all(share.met <= share.of for share in figures.rates.values())
    assert all(share.met <= share.of for share in figures.timeliness.values())
    assert figures.compensated <= figures.balance.closed


# a naive count


@settings(max_examples=25)
@given(crowd=CROWDS, month=st.sampled_from(MONTHS))
def test_a_naive_count_over_the_facts_agrees(store, crowd, month):
    cases = fill(store, crowd)
    figures = read_figures(store, month, NOW)
    received = [one for one in complaints(cases) if within(month, one["received_at"])]
    ended = [one for one in complaints(cases) if within(month, one.get("closed_at"))]
    closed = [one for one in ended if one["outcome"] not in {"withdrawn", "merged"}]
    merged = [one for one in ended if one["outcome"] == "merged"]
    before = [
        one
        for one in complaints(cases)
        if one["received_at"][:10] < month.first.isoformat()
        and (is_open(one) or one["closed_at"][:10] >= month.first.isoformat())
    ]
    balance = figures.balance
    assert (balance.opening, balance.received) == (len(before), len(received))
    assert (balance.closed, balance.merged) == (len(closed), len(merged))
    assert balance.withdrawn == len(ended) - len(closed) - len(merged)
    repeats = [one for one in merged if within(month, one["received_at"])]
    assert balance.distinct == len(received) - len(repeats)
    for name, field in RECEIVED.items():
        assert figures.breakdown[name] == Counter(one.get(field) or UNSTATED for one in received)
    for name in ("outcome", "finding"):
        assert figures.breakdown[name] == Counter(one.get(name) or UNSTATED for one in closed)
    assert figures.demands == Counter(code for one in received for code in one.get("demands", ()))
    assert figures.compensation == sum(Decimal(one.get("compensation", "0")) for one in closed)
    assert figures.compensated == sum(Decimal(one.get("compensation", "0")) > 0 for one in closed)
    told = [one.get("notified_at") or one["closed_at"] for one in closed]
    days = sorted(
        (date.fromisoformat(at[:10]) - date.fromisoformat(one["received_at"][:10])).days
        for at, one in zip(told, closed, strict=True)
    )
    bands = [(0, 3), (4, 15), (16, 30), (31, 60), (61, 10**6)]
    assert list(figures.handling.bands) == [sum(a <= n <= b for n in days) for a, b in bands]
    assert figures.handling.within == {
        limit: Share(sum(n <= limit for n in days), len(days)) for limit in (15, 30, 60)
    }
    if days:
        within_p90 = sum(n <= figures.handling.p90 for n in days)
        assert within_p90 >= len(days) * 0.9
        assert sum(n < figures.handling.p90 for n in days) < len(days) * 0.9
    else:
        assert figures.handling.p90 is None


@settings(max_examples=25)
@given(crowd=CROWDS, month=st.sampled_from(MONTHS), ago=st.integers(0, 60))
def test_timeliness_counts_the_clocks_that_ended_in_the_period(store, crowd, month, ago):
    cases, now, expected = fill(store, crowd), NOW - timedelta(days=ago), {}
    for one in complaints(cases):
        for clock in RECKONING.clocks(one):
            if clock.rule.is_window or not month.first <= clock.due.on <= month.last:
                continue
            late = clock.state is ClockState.RUNNING and clock.due.at < now
            if clock.state is ClockState.STOPPED or late:
                met, of = expected.get(clock.rule.id, (0, 0))
                expected[clock.rule.id] = (met + clock.is_met, of + 1)
    found = read_figures(store, month, now).timeliness
    assert {rule: (share.met, share.of) for rule, share in found.items()} == expected


@settings(max_examples=15)
@given(crowd=CROWDS, month=st.sampled_from(MONTHS))
def test_the_rates_follow_from_the_cases(store, crowd, month):
    cases = fill(store, crowd)
    figures = read_figures(store, month, NOW)
    received = [one for one in complaints(cases) if within(month, one["received_at"])]
    closed = [
        one
        for one in complaints(cases)
        if within(month, one.get("closed_at")) and one["outcome"] not in {"withdrawn", "merged"}
    ]

    def share(several, holds):
        return Share(sum(map(bool, map(holds, several))), len(several))

    answered = [one for one in closed if one.get("satisfaction") not in {None, "no_answer"}]
    assert figures.rates == {
        "closing": Share(
            len(closed), figures.balance.opening + len(received) - figures.balance.merged
        ),
        "agreed": share(closed, lambda one: one["outcome"] == "agreed"),
        "resolved": share(closed, lambda one: one["outcome"] in {"agreed", "mediated"}),
        "unmet": share(closed, lambda one: one["outcome"] == "not_agreed"),
        "escalated": share(closed, lambda one: one.get("review_applied_at")),
        "upheld": share(closed, lambda one: one.get("finding") in {"upheld", "partly"}),
        "liable": share(closed, lambda one: one.get("liable")),
        "followed_up": share(closed, lambda one: one.get("followed_up_at")),
        "satisfied": share(answered, lambda one: one["satisfaction"] == "satisfied"),
        "forwarded": share(
            received, lambda one: one.get("forwarded_by") or one["channel"] in {"regulator", "pbc"}
        ),
        "repeated": share(received, lambda one: one.get("repeat_of")),
    }


# by hand


def case(received, closed=None, outcome="agreed", **more):
    state = {"state": "closed", "closed_at": f"{closed}T10:00:00", "outcome": outcome}
    if outcome == "withdrawn":
        state["withdrawn_at"] = state.get("closed_at")
    return {
        "kind": "complaint",
        "channel": "phone",
        "facts": "年费",
        "received_at": f"{received}T09:00:00",
        "registered_at": f"{received}T09:30:00",
        **(state if closed else {"state": "planning"}),
        **more,
    }


@pytest.fixture
def october(store):
    fill(
        store,
        [
            case("2026-09-30"),  # open all the time
            case("2026-09-30", "2026-10-01"),
            case(
                "2026-10-01", "2026-10-31", notified_at="2026-10-15T10:00:00", compensation="10.05"
            ),
            case("2026-10-31", "2026-11-01"),
            case("2026-10-15", "2026-10-15", "withdrawn"),
            case("2026-11-01"),
            case("2026-09-01", "2026-09-30"),
            case("2026-10-10", kind="inquiry"),
        ],
    )
    return read_figures(store, OCTOBER, datetime(2026, 11, 3))


def test_a_month_counted_by_hand(october):
    assert october.balance == Balance(opening=2, received=3, closed=2, withdrawn=1, open_at_end=2)
    assert october.breakdown["channel"] == {"phone": 3}
    assert october.breakdown["product_line"] == {UNSTATED: 3}
    assert october.breakdown["outcome"] == {"agreed": 2}
    assert october.compensation == Decimal("10.05")
    assert (october.handling.mean, october.handling.median) == (Decimal("7.5"), Decimal("7.5"))
    assert october.handling.p90 == 14
    assert october.handling.bands == (1, 1, 0, 0, 0)
    assert october.timeliness["decide"] == Share(1, 2)  # told in time; and nobody told by 10-15
    assert (october.before.received, october.before.closed) == (3, 1)
    assert october.year_ago == NOTHING


def test_a_month_without_a_case_is_a_nil_report(store):
    fill(store, [])
    figures = read_figures(store, OCTOBER, NOW)
    assert figures.balance == NOTHING
    assert set(figures.breakdown) == {*RECEIVED, "outcome", "finding"}
    assert not any(figures.breakdown.values())
    assert {share.percent for share in figures.rates.values()} == {None}
    assert (figures.handling.mean, figures.handling.median, figures.handling.p90) == (None,) * 3
    json.dumps(figures_json(figures))


def test_what_still_runs_and_is_not_late_yet_is_not_counted_as_missed(store):
    fill(store, [case("2026-10-10")])
    due = datetime(2026, 10, 25, 23, 59, 59)
    assert "decide" not in read_figures(store, OCTOBER, due).timeliness
    late = read_figures(store, OCTOBER, due + timedelta(seconds=1))
    assert late.timeliness["decide"] == Share(0, 1)


@pytest.mark.parametrize(
    ("met", "of", "percent"),
    [(0, 0, None), (1, 3, "33.3"), (2, 3, "66.7"), (1, 16, "6.3"), (3, 3, "100.0")],
)
def test_a_share_is_told_in_per_cent_with_one_decimal_halves_up(met, of, percent):
    assert Share(met, of).percent == (Decimal(percent) if percent else None)


def test_the_figures_are_printed_as_the_contract_has_them(october):
    told = json.loads(json.dumps(figures_json(october)))
    assert told["period"] == "2026-10"
    assert told["balance"] == {
        "opening": 2,
        "received": 3,
        "distinct": 3,
        "closed": 2,
        "withdrawn": 1,
        "merged": 0,
        "open_at_end": 2,
    }
    assert {"channel", "product_line", "cause", "unit", "grade", "outcome"} <= set(
        told["breakdown"]
    )
    assert told["breakdown"]["channel"] == {"phone": 3}
    assert {name: told["timeliness"]["decide"][name] for name in ("met", "of")} == {
        "met": 1,
        "of": 2,
    }
    assert told["compensation"] == "10.05"


@pytest.mark.usefixtures("in_a_file")
def test_figures_are_read_from_indexes(store, october, monkeypatch):
    assert october
    asked, really = [], store.database.execute_sql

    def recording(sql, params=None):
        asked.append((sql, params))
        return really(sql, params)

    with monkeypatch.context() as patched:
        patched.setattr(store.database, "execute_sql", recording)
        read_figures(store, OCTOBER, NOW)
    about_cases = [(sql, params) for sql, params in asked if any(name in sql for name in TABLES)]
    assert len(about_cases) > 10
    for sql, params in about_cases:
        plan = [row[3] for row in really(f"EXPLAIN QUERY PLAN {sql}", params).fetchall()]
        assert not [step for step in plan if step.startswith("SCAN") and "INDEX" not in step], sql


def test_a_stamp_on_the_border_of_a_month_belongs_to_its_day(store):
    late = stamp(datetime(2026, 10, 31, 23, 59, 59))
    fill(store, [{**case("2026-10-31"), "received_at": late, "registered_at": late}])
    assert read_figures(store, OCTOBER, NOW).balance.received == 1
    assert read_figures(store, period_of("month", "2026-11"), NOW).balance.received == 0
