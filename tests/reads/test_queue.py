"""The queue: the law first, then the worst light, then the soonest end; as a naive sort has it."""

from collections import Counter
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk.base.clock import stamp
from desk.reads import queue
from desk.reads.hidden_cases import SOME
from desk.reads.queue import FIRST, counts, id_chunks, rows, shown_clocks
from desk.rules.case.life import State
from desk.rules.query import Order, QueueFilter, parse
from desk.rules.time.case_clocks import worst
from desk.rules.time.lights import Light
from desk.rules.time.rulebook import Track
from desk.store.tables import CaseRow
from tests.reads.crowd import NOW, RECKONING, facts, fill, is_open

CROWDS = st.lists(facts(), max_size=14)
NEVER = datetime(9999, 12, 31)
MOMENTS = st.integers(-80 * 1440, 30 * 1440).map(lambda minutes: NOW + timedelta(minutes=minutes))


def ids_of(store, want=None, now=NOW):
    return [i for chunk in id_chunks(store, want or QueueFilter(), now) for i in chunk]


def shown(one, now):
    """Return (light, end) of the clock that the queue must show, by reckoning all of them."""
    clock = worst(RECKONING.clocks(one), now)
    return (clock.marks.light(now), clock.due.at) if clock else (Light.GREEN, NEVER)


def rank(one, now):
    """Return a case's place: legal orange, red and overdue before everything else."""
    clock = worst(RECKONING.clocks(one), now)
    light, due = shown(one, now)
    is_law = clock is not None and clock.rule.track is Track.STATUTORY
    return (not (is_law and light.value >= Light.ORANGE.value), -light.value, due)


def is_queued(one, now=NOW):
    return is_open(one) or worst(RECKONING.clocks(one), now) is not None


# order


@settings(max_examples=30)
@given(crowd=CROWDS, moments=st.lists(MOMENTS, min_size=1, max_size=6))
def test_the_open_cases_come_as_a_naive_sort_over_all_clocks_has_them(store, crowd, moments):
    cases = fill(store, crowd)
    for now in moments:
        found = ids_of(store, now=now)
        assert sorted(found) == [number for number, one in cases.items() if is_queued(one, now)]
        ranks = [rank(cases[number], now) for number in found]
        assert ranks == sorted(ranks)


@settings(max_examples=20)
@given(crowd=CROWDS, now=MOMENTS)
def test_the_counts_are_those_of_the_rows(store, crowd, now):
    cases = fill(store, crowd)
    lights = Counter(shown(one, now)[0] for one in cases.values() if is_queued(one, now))
    assert counts(store, now).leading == {light: lights[light] for light in Light}
    for light in Light:
        found = ids_of(store, QueueFilter(light=light), now)
        assert len(found) == lights[light]
        assert all(shown(cases[number], now)[0] is light for number in found)
        assert [rank(cases[n], now) for n in found] == sorted(rank(cases[n], now) for n in found)


@settings(max_examples=30)
@given(crowd=CROWDS, now=MOMENTS)
def test_a_row_shows_the_worst_clock_of_its_case(store, crowd, now):
    cases = fill(store, crowd)
    found = rows(store, list(cases), now)
    assert found.keys() == cases.keys()
    for number, row in found.items():
        clock = worst(RECKONING.clocks(cases[number]), now)
        if clock is None:
            assert row.clock is None
            continue
        assert (row.clock.rule, row.clock.track) == (clock.rule.id, clock.rule.track.value)
        assert row.clock.due_at == stamp(clock.due.at)
        assert row.clock.started_at == stamp(clock.started_at)
        assert row.clock.light is clock.marks.light(now)
        assert row.clock.is_provisional is clock.due.provisional


def complaint(received, **more):
    moment = stamp(received)
    return {
        "kind": "complaint",
        "channel": "phone",
        "facts": "年费",
        "complainant.name": "张三",
        "received_at": moment,
        "registered_at": moment,
        "first_contact_at": moment,
        "investigated_at": moment,
        "planned_at": moment,
        "executed_at": moment,
        "followed_up_at": moment,
        "state": "to_notify",
        **more,
    }


@pytest.mark.parametrize(
    ("days", "light"),
    [
        (20, "black"),
        (16, "black"),
        (15, "red"),
        (14, "orange"),
        (13, "orange"),
        (10, "yellow"),
        (9, "green"),
    ],
)
def test_a_case_of_so_many_days_has_its_light(store, days, light):
    fill(store, [complaint(NOW - timedelta(days=days))])
    (row,) = rows(store, [1], NOW).values()
    assert (row.clock.rule, row.clock.light.word) == ("decide", light)
    assert counts(store, NOW).legal[row.clock.light] == 1
    assert sum(counts(store, NOW).house.values()) == 0


def test_the_end_of_the_last_second_is_the_border(store):
    fill(store, [complaint(datetime(2026, 11, 5, 10))])
    last = datetime(2026, 11, 20, 23, 59, 59)
    assert counts(store, last).legal[Light.RED] == 1
    assert counts(store, last + timedelta(seconds=1)).legal[Light.BLACK] == 1
    assert ids_of(store, QueueFilter(light=Light.RED), last) == [1]
    assert ids_of(store, QueueFilter(light=Light.BLACK), last) == []


# two tracks

DAY = timedelta(days=1)
LATE_HOUSE = {"investigated_at": None, "state": "to_investigate"}
LAW_FIRST = {  # days since receipt, what the house has done: where the case comes
    "legal end today, house in order": (15, {}),
    "legal end tomorrow, house overdue": (14, LATE_HOUSE),
    "legal end in nine days, house overdue for days": (6, LATE_HOUSE),
    "calm": (5, {}),
}


def test_a_legal_end_that_is_near_stands_before_every_house_clock(store):
    fill(
        store, [complaint(NOW - days * DAY, **more) for days, more in reversed(LAW_FIRST.values())]
    )
    assert ids_of(store) == [4, 3, 2, 1]
    found = rows(store, [1, 2, 3, 4], NOW)
    clocks = [found[case_id].clocks for case_id in (1, 2, 3, 4)]
    shown_by = [(one.legal.light.word, one.house) for one in clocks]
    assert [light for light, _ in shown_by] == ["green", "green", "orange", "red"]
    assert [house and house.light.word for _, house in shown_by] == [None, "black", "black", None]


def test_a_home_whose_every_house_clock_is_black_still_shows_each_legal_date_in_front(store):
    fill(store, [complaint(NOW - days * DAY, **LATE_HOUSE) for days in (9, 15, 13, 16, 14)])
    assert ids_of(store) == [4, 2, 5, 3, 1]
    number = counts(store, NOW)
    assert number.house[Light.BLACK] == 5
    assert {light.word: n for light, n in number.legal.items()} == {
        "green": 1,
        "yellow": 0,
        "orange": 2,
        "red": 1,
        "black": 1,
    }


@settings(max_examples=20)
@given(crowd=CROWDS, now=MOMENTS)
def test_counts_and_filters_of_a_track_are_those_of_its_clocks(store, crowd, now):
    cases = fill(store, crowd)
    for track, counted in ((Track.STATUTORY, "legal"), (Track.HOUSE, "house")):
        clocks = {
            number: worst([c for c in RECKONING.clocks(one) if c.rule.track is track], now)
            for number, one in cases.items()
        }
        lights = Counter(clock.light(now) for clock in clocks.values() if clock)
        assert getattr(counts(store, now), counted) == {light: lights[light] for light in Light}
        for light in Light:
            found = ids_of(store, QueueFilter(track=track, light=light), now)
            assert len(found) == len(set(found)) == lights[light]
            assert all(clocks[number].light(now) is light for number in found)


def test_a_closed_case_whose_review_runs_is_in_the_queue(store):
    closed = {"state": "closed", "closed_at": "2026-11-10T10:00:00", "outcome": "agreed"}
    told = {"notified_at": "2026-11-09T10:00:00", "review_received_at": "2026-10-22T10:00:00"}
    fill(store, [complaint(NOW - 3 * DAY), complaint(NOW - 40 * DAY, **closed, **told)])
    assert ids_of(store) == [2, 1]
    (row,) = rows(store, [2], NOW).values()
    assert (row.clock.rule, row.clock.light.word) == ("review-decide", "orange")  # 21 November


# filters


@pytest.fixture
def mixed(store):
    day = timedelta(days=1)
    return fill(
        store,
        [
            complaint(NOW - 20 * day, handler="chen", product_line="B03", facts="信用卡年费"),
            complaint(NOW - 1 * day, handler="zhou", product_line="B03", facts="理财亏损"),
            complaint(NOW - 3 * day, handler="chen", channel="visit", grade="A", facts="年费"),
            complaint(NOW - 5 * day, state="closed", closed_at="2026-11-19T10:00:00", facts="年费"),
            complaint(NOW - 4 * day, state="planning", handler="chen", facts="理财与年费"),
        ],
    )


FILTERS = {
    "open ones, most urgent first": ("", [1, 5, 3, 2]),
    "a handler": ("经办:chen", [1, 5, 3]),
    "a state": ("状态:方案", [5]),
    "an ended state": ("状态:办结", [4]),
    "a light": ("逾期", [1]),
    "a code": ("渠道:来访", [3]),
    "two codes": ("渠道:来访 等级:A", [3]),
    "a code and a handler": ("业务:B03 经办:zhou", [2]),
    "a word, newest first, ended ones too": ("年费", [5, 4, 3, 1]),
    "two words": ("理财 年费", [5]),
    "a word and a handler": ("年费 经办:chen", [5, 3, 1]),
    "a word and a light": ("年费 逾期", [1]),
    "a case number": ("TS-0101-20261120-A002", [2]),
    "a word that nobody said": ("房贷", []),
    "nothing but signs": ("。。", []),
    "a handler that nobody is": ("经办:nobody", []),
}


@pytest.mark.usefixtures("mixed")
@pytest.mark.parametrize(("typed", "expected"), FILTERS.values(), ids=FILTERS)
def test_a_filter_finds_exactly_its_cases(store, typed, expected):
    assert ids_of(store, parse(typed)) == expected


@pytest.mark.usefixtures("mixed")
@pytest.mark.parametrize(
    ("want", "expected"),
    [
        (QueueFilter(is_all=True, order=Order.NEWEST), [5, 4, 3, 2, 1]),
        (QueueFilter(is_all=True, order=Order.RECEIVED), [2, 3, 5, 4, 1]),
        (QueueFilter(words="年费", order=Order.RECEIVED), [3, 5, 4, 1]),
        (QueueFilter(is_all=True, state=State.CLOSED), [4]),
        (QueueFilter(is_all=True, light=Light.BLACK), [1]),
    ],
)
def test_all_cases_come_in_the_order_that_was_asked_for(store, want, expected):
    assert ids_of(store, want) == expected


def test_the_first_rows_come_in_a_small_piece(store):
    fill(store, [complaint(NOW - timedelta(days=1, minutes=n)) for n in range(FIRST + 30)])
    for want in (QueueFilter(), QueueFilter(is_all=True), QueueFilter(words="年费")):
        pieces = [len(chunk) for chunk in id_chunks(store, want, NOW)]
        assert pieces == [FIRST, 30]


def test_all_pieces_see_one_moment(store):
    fill(store, [complaint(NOW - timedelta(days=1, minutes=n)) for n in range(FIRST + 5)])
    chunks = id_chunks(store, QueueFilter(), NOW)
    first = next(chunks)
    assert len(first) == FIRST
    assert sum(len(chunk) for chunk in chunks) == 5
    store.run(CaseRow.update(state="planning").where(CaseRow.id == 1))  # no transaction is open


# rows


@pytest.mark.usefixtures("mixed")
def test_a_row_is_masked_and_in_one_line(store):
    fill(store, [complaint(NOW, facts="第一行\n\t第二行" + "长" * 200, grade="A")])
    row = rows(store, [1, 2, 99], NOW)[1]
    assert row.name == "张*"
    assert row.title.startswith("第一行 第二行长")
    assert len(row.title) <= queue.TITLE
    assert "\n" not in row.title
    assert (row.case_no, row.grade, row.business) == ("TS-0101-20261120-A001", "A", "")
    assert (row.state, row.handler, row.version) == ("to_notify", "", 1)
    assert not row.has_conflict


def test_rows_that_are_gone_are_left_out(store):
    fill(store, [complaint(NOW)])
    assert rows(store, [1, 2], NOW).keys() == {1}
    assert rows(store, [], NOW) == {}
    assert shown_clocks(store, [], NOW) == {}


def test_a_case_that_was_never_named_has_no_name(store):
    fill(store, [complaint(NOW, **{"complainant.name": ""})])
    assert rows(store, [1], NOW)[1].name == ""


def test_more_rows_than_one_statement_takes_are_all_answered(store):
    fill(store, [complaint(NOW - timedelta(minutes=n)) for n in range(SOME + 7)])
    assert len(shown_clocks(store, range(1, SOME + 8), NOW)) == SOME + 7


# the index


def plans(store, monkeypatch, ask):
    """Return (statement, plan) of every question that ``ask`` puts to the engine."""
    asked, really = [], store.database.execute_sql

    def recording(sql, params=None):
        if sql.startswith("SELECT"):
            asked.append((sql, params))
        return really(sql, params)

    with monkeypatch.context() as patched:
        patched.setattr(store.database, "execute_sql", recording)
        ask()
    return [
        (sql, " / ".join(row[3] for row in really(f"EXPLAIN QUERY PLAN {sql}", params).fetchall()))
        for sql, params in asked
    ]


@pytest.mark.usefixtures("mixed", "in_a_file")
def test_the_open_queue_is_read_from_its_index_without_sorting(store, monkeypatch):
    found = plans(store, monkeypatch, lambda: ids_of(store))
    about_cases = [plan for sql, plan in found if '"case"' in sql]
    assert ["case_law" in plan for plan in about_cases] == [True, False, False, False]
    for plan in about_cases:
        assert "INDEX case_" in plan
        assert "TEMP B-TREE" not in plan


@pytest.mark.usefixtures("mixed", "in_a_file")
@pytest.mark.parametrize(
    "typed", ["状态:方案", "经办:chen", "逾期", "5天内", "状态:方案 经办:chen"]
)
def test_the_filters_of_the_open_queue_are_read_from_its_index(store, monkeypatch, typed):
    for sql, plan in plans(store, monkeypatch, lambda: ids_of(store, parse(typed))):
        assert '"case"' not in sql or "INDEX case_law" in plan or "INDEX case_due" in plan


@pytest.mark.usefixtures("mixed", "in_a_file")
def test_the_counts_are_read_from_the_index(store, monkeypatch):
    found = plans(store, monkeypatch, lambda: counts(store, NOW))
    for sql, plan in found:
        assert '"case"' not in sql or "INDEX case_law" in plan or "INDEX case_due" in plan
        assert "SCAN clock" not in plan


@pytest.mark.usefixtures("mixed", "in_a_file")
def test_clocks_and_rows_are_looked_up_by_their_keys(store, monkeypatch):
    for _, plan in plans(store, monkeypatch, lambda: rows(store, [1, 2, 3], NOW)):
        assert "SCAN" not in plan
