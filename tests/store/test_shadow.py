"""The shadow: rows follow from the acts alone, and can be made again at any time."""

import json
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.base.errors import Refusal
from desk.rules.case.fields import BY_ID, FIELDS, Kind
from desk.rules.case.life import State
from desk.rules.case.values import clean_value
from desk.rules.record.fold import Folded
from desk.rules.settings import Settings
from desk.rules.time.calendar import calendar_of
from desk.rules.time.practice import reckoning
from desk.rules.time.rule_files import shipped_rules
from desk.store import search
from desk.store.record import journal, read_model
from desk.store.record.read_model import (
    CASE_COLUMNS,
    CLOCK_COLUMNS,
    MISSED_COLUMNS,
    CaseBatch,
    case_row,
    clock_rows,
    derived,
    facts_of,
    from_column,
    to_column,
    words_of,
)
from desk.store.tables import NEVER, CaseRow, ClockRow, MissedRow
from tests.builders import register, walk
from tests.store.conftest import opened

RECKONING = reckoning(
    shipped_rules(),
    calendar_of(),
    Settings({"specialist_limit": "500", "supervisor_limit": "5000"}),
)
LEAST = {
    "case_no": "TS-0101-20261120-A001",
    "kind": "complaint",
    "state": "to_assign",
    "received_at": "2026-11-20T09:00:00",
    "registered_at": "2026-11-20T09:30:00",
}
COLUMNS = [
    ("amount", "1234.50", 123450),
    ("amount", "0.00", 0),
    ("amount", "999999999999.99", 99999999999999),
    ("liable", True, 1),
    ("liable", False, 0),
    ("people_count", 20, 20),
    ("channel", "visit", "visit"),
    ("product", "{x} 理财", "{x} 理财"),
    ("facts", "一\n二", "一\n二"),
    ("demands", ["refund", "apology"], '["refund", "apology"]'),
    ("recused", ["陈立"], '["陈立"]'),
    ("agent", [{"name": "李四"}], '[{"name": "李四"}]'),
    ("received_at", "2026-11-20T09:00:00", "2026-11-20T09:00:00"),
    ("occurred_on", "2026-11-20", "2026-11-20"),
    ("grade", None, None),
]


def row_of(facts, count=1):
    clocks = RECKONING.clocks(facts)
    return dict(
        zip(
            CASE_COLUMNS,
            case_row(1, "u", Folded(facts=facts, live={}, count=count), clocks),
            strict=True,
        )
    )


@pytest.mark.parametrize(("name", "value", "column"), COLUMNS)
def test_a_value_is_kept_in_its_column_and_comes_back(name, value, column):
    kind = BY_ID[name].kind
    assert to_column(kind, value) == column
    assert from_column(kind, column) == value


def test_every_kind_of_value_is_tried_here():
    assert {BY_ID[name].kind for name, _, _ in COLUMNS} == set(Kind)


def sample(field):
    """Return a strategy for stored values of ``field``."""
    some = {
        Kind.CODE: st.sampled_from(["visit", "A", "B03", "complaint", "self", "是"]),
        Kind.CODES: st.lists(st.sampled_from(["refund", "disaster", "elderly"]), max_size=2),
        Kind.DAY: st.dates(datetime(1990, 1, 1).date()).map(str),
        Kind.MOMENT: st.datetimes(datetime(1990, 1, 1), datetime(2099, 1, 1)),
        Kind.MONEY: st.decimals(0, 10**9, places=2).map(str),
        Kind.COUNT: st.integers(0, 10_000_000),
        Kind.YES_NO: st.booleans(),
        Kind.NAMES: st.lists(st.text(max_size=5), max_size=3),
        Kind.ENTRIES: st.lists(st.fixed_dictionaries({"name": st.text(max_size=5)}), max_size=2),
    }
    return some.get(field.kind, st.text(max_size=20))


def stored(field, raw):
    try:
        return clean_value(field, raw)
    except Refusal:
        return None


ENTERED = [f for f in FIELDS if f.id not in {*LEAST, *derived(LEAST)}]


@given(st.data(), st.lists(st.sampled_from(ENTERED), max_size=12, unique=True))
def test_the_facts_come_back_from_their_row(data, fields):
    facts = dict(LEAST)
    for field in fields:
        value = stored(field, data.draw(sample(field)))
        if value is not None and field.id not in {"closed_at", "withdrawn_at"}:
            facts[field.id] = value
    row = row_of(facts)
    shown = {name: value for name, value in derived(facts).items() if value is not None}
    assert facts_of([row[name] for name in CASE_COLUMNS]) == {**facts, **shown}


def test_entries_come_back_from_their_row():
    facts = {
        **LEAST,
        "contacts": [{"id": "1", "summary": "{x}"}],
        "notes": [{"id": "2", "text": ""}],
    }
    row = row_of(facts)
    assert json.loads(row["entries"]) == {name: facts[name] for name in ("contacts", "notes")}
    back = facts_of([row[name] for name in CASE_COLUMNS])
    assert {name: back[name] for name in facts} == facts
    assert row_of(LEAST)["entries"] == "{}"


@pytest.mark.parametrize("state", State, ids=lambda state: state.value)
def test_a_case_is_open_until_it_is_closed_and_knows_its_next_step(state):
    row = row_of({**LEAST, "state": state.value})
    assert row["is_open"] == int(state not in (State.CLOSED, State.ARCHIVED))
    assert bool(row["next_step"]) is (state is not State.ARCHIVED)


def test_what_the_queue_sorts_by_is_the_soonest_of_the_running_clocks():
    row = row_of(LEAST)
    # contact within 24 hours of receipt comes first, and is yellow at half of that
    assert row["due_at"] == "2026-11-21T09:00:00"
    assert row["attention_at"] == "2026-11-20T21:00:00"
    contacted = row_of({**LEAST, "first_contact_at": "2026-11-20T09:40:00"})
    assert contacted["due_at"] == "2026-11-21T09:30:00"
    withdrawn = {**LEAST, "state": "closed", "withdrawn_at": "2026-11-20T10:00:00"}
    row = row_of({**withdrawn, "closed_at": "2026-11-20T10:00:00"})
    assert (row["due_at"], row["attention_at"]) == (NEVER, NEVER)
    assert (row["received_on"], row["closed_on"]) == ("2026-11-20", "2026-11-20")


def test_clocks_are_kept_while_they_run_or_when_they_were_stopped():
    facts = {**LEAST, "notified_at": "2026-11-22T10:00:00", "executed_at": "2026-11-21T10:00:00"}
    rows = clock_rows(1, "complaint", RECKONING.clocks(facts))
    kept = {
        row[CLOCK_COLUMNS.index("rule")]: dict(zip(CLOCK_COLUMNS, row, strict=True)) for row in rows
    }
    assert kept.keys() == {
        "decide",
        "register",
        "first-response",
        "investigate",
        "plan",
        "execute",
        "follow-up",
    }
    assert kept["decide"] == {
        "case_id": 1,
        "rule": "decide",
        "track": "statutory",
        "is_running": 0,
        "is_complaint": 1,
        "started_at": "2026-11-20T09:00:00",
        "due_at": "2026-12-05T23:59:59",
        "due_on": "2026-12-05",
        "provisional": 0,
        "stopped_at": "2026-11-22T10:00:00",
        "is_met": 1,
        "yellow_at": "",
        "orange_at": "",
        "red_at": "",
    }
    assert (kept["plan"]["is_running"], kept["plan"]["stopped_at"]) == (1, "")
    assert [row[CLOCK_COLUMNS.index("is_complaint")] for row in clock_rows(1, "inquiry", ())] == []


def test_a_case_is_searched_by_what_people_remember_of_it():
    facts = {
        **LEAST,
        "complainant.name": "张三",
        "complainant.phone": "13800005678",
        "plan": "赔偿",
    }
    words = words_of(facts)
    assert all(piece in words for piece in ("张三", "56", "67", "78", "ts"))
    assert "赔偿" not in words


# made again


@pytest.fixture
def lived(branch):
    """A branch with cases in several states."""
    for phone, until in enumerate(("assign", "execute", "archive"), 13800005670):
        who = {"name": "张三", "phone": str(phone)}
        told = f"走到{until}的投诉"
        walk(branch, register(branch.desk("chen"), facts=told, complainant=who), until)
    register(branch.desk("chen"), kind="inquiry")
    return branch


def rows(store, table, names):
    columns = [getattr(table, name) for name in names]
    return sorted(store.rows(table.select(*columns)))


def test_all_rows_can_be_made_again_from_the_acts(lived, blank, tmp_path):
    (tmp_path / "fresh").mkdir()
    with opened(blank, tmp_path / "fresh") as fresh:
        made_again(lived, fresh)


def made_again(lived, fresh):
    batch = CaseBatch(store=fresh, reckoning=lived.desk().reckoning)
    uuids = [uuid for (uuid,) in lived.store.rows(CaseRow.select(CaseRow.uuid))]
    for uuid in uuids:
        batch.add(journal.first_id(lived.store, uuid), uuid, journal.folded(lived.store, uuid))
    batch.flush()
    assert len(uuids) == 4
    beside = ((ClockRow, CLOCK_COLUMNS), (MissedRow, MISSED_COLUMNS))
    for table, names in ((CaseRow, CASE_COLUMNS), *beside):
        assert rows(fresh, table, names) == rows(lived.store, table, names)
    for typed in ("走到", "assign", "张三", "5678", "nothing of it"):
        found, expected = (
            [i for ids in search.newest(store, typed, 9, 9) for i in ids]
            for store in (fresh, lived.store)
        )
        assert found == expected


def test_a_batch_that_was_flushed_is_empty(lived):
    batch = CaseBatch(store=lived.store, reckoning=lived.desk().reckoning)
    before = rows(lived.store, CaseRow, CASE_COLUMNS)
    batch.flush()
    batch.flush()
    assert rows(lived.store, CaseRow, CASE_COLUMNS) == before


def test_people_and_settings_have_rows_of_their_own(branch):
    store = branch.store
    person = journal.folded(store, "person:chen")
    kind, made = read_model.other_rows("person:chen", person)
    assert (kind, made[0][:5]) == (read_model.PERSON, ("chen", "陈立", "specialist", "", 1))
    kind, made = read_model.other_rows(
        "settings", Folded(facts={"b": [1], "a": "年"}, live={}, count=1)
    )
    assert (kind, made) == (read_model.SETTINGS, [("a", '"年"'), ("b", "[1]")])
