"""The schema: migrating an empty database gives exactly today's tables."""

import json
from datetime import date

import pytest

from desk.rules.record.packet_refusals import quarantined
from desk.rules.time.rule_files import read_rule, shipped_rules
from desk.store import packet_register, schema
from desk.store.open_database import new_database
from desk.store.tables import (
    TABLES,
    AttachmentRow,
    CheckRow,
    ClockRow,
    ClosedRow,
    CounterRow,
    DraftRow,
    MissedRow,
    RuleRow,
    StaleCaseRow,
)
from tests import server
from tests.store.conftest import KEY


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A database made from ``desk.store.tables`` directly."""
    folder = tmp_path_factory.mktemp("made")
    store = new_database(folder, KEY, server.named())
    with store.database.bind_ctx(TABLES), pytest.MonkeyPatch.context() as patch:
        for table in (ClockRow, MissedRow, ClosedRow, AttachmentRow):  # a file's own way
            patch.setattr(table._meta, "without_rowid", not server.url())
        store.database.create_tables(TABLES)
    yield store
    store.close()


def names(store):
    found = set(store.database.get_tables())
    return {name for name in found if "case_words" not in name and "migration" not in name}


def shape(store, table):
    """Return columns and indexes of ``table``, as the engine itself sees them."""
    if server.url():
        ask = store.database
        columns = [
            (one.name, one.null, one.default, one.data_type.replace("integer", "bigint"))
            for one in ask.get_columns(table)
        ]
        return columns, ask.get_indexes(table), ask.get_primary_keys(table)

    def ask(pragma):
        return store.database.execute_sql(f"PRAGMA {pragma}").fetchall()

    columns = [row[1:] for row in ask(f'table_info("{table}")')]
    indexes = {
        name: (unique, origin, partial, [row[2] for row in ask(f'index_info("{name}")')])
        for _, name, unique, origin, partial in ask(f'index_list("{table}")')
    }
    sql = f"SELECT sql FROM sqlite_master WHERE tbl_name = '{table}' AND name = ?"
    conditions = {
        name: "".join((store.database.execute_sql(sql, (name,)).fetchone()[0] or "").split())
        for name, (_, origin, _, _) in indexes.items()
        if origin == "c"
    }
    return columns, indexes, conditions


def test_a_migrated_database_has_today_s_tables_and_no_others(store, made):
    assert names(store) == names(made) == {t._meta.table_name for t in TABLES}


@pytest.mark.parametrize("table", [t._meta.table_name for t in TABLES])
def test_a_migrated_table_is_the_one_that_the_program_knows(store, made, table):
    assert shape(store, table) == shape(made, table)


@pytest.mark.usefixtures("in_a_file")
def test_a_clock_s_table_has_no_rows_beside_its_key(store, made):
    for database in (store, made):
        found = database.database.execute_sql(
            "SELECT sql FROM sqlite_master WHERE name = 'clock'"
        ).fetchone()
        assert "WITHOUT ROWID" in found[0]


def test_migrating_twice_changes_nothing(store):
    before = {name: shape(store, name) for name in names(store)}
    schema.migrate(store)
    assert schema.pending(store) == []
    assert {name: shape(store, name) for name in names(store)} == before


def test_the_migrations_are_numbered_without_a_gap():
    numbers = [path.name[:4] for path in sorted(schema.FOLDER.glob("[0-9]*.py"))]
    assert numbers == [f"{number:04d}" for number in range(1, len(numbers) + 1)]


def test_a_migration_does_not_follow_today_s_tables():
    for path in schema.FOLDER.glob("*.py"):
        assert "desk.store.tables" not in path.read_text(encoding="utf-8").split('"""')[2], path


def test_what_checks_found_and_the_last_numbers_are_kept(tmp_path):
    """Migration 0009: checks were kept among the drafts, the series of a number was a "day"."""
    store = new_database(tmp_path, KEY, server.named())
    schema.migrate(store, "0007_owing_cases")
    told = '{"pages": {"at": "2026-11-20T10:00:00", "findings": [["gap", "0101-A e1: 2"]]}}'
    ask = store.database.execute_sql
    for key, body in (("checkup", told), ("li/intake", "{}")):
        insert = server.marked(store, 'INSERT INTO "draft" (key, body, at) VALUES (?, ?, ?)')
        ask(insert, (key, body, "x"))
    insert = server.marked(store, 'INSERT INTO "counter" (day, last) VALUES (?, ?)')
    ask(insert, ("letter/2026", 7))
    schema.migrate(store)
    assert store.rows(CheckRow.select()) == [
        ("pages", "2026-11-20T10:00:00", '[["gap", "0101-A e1: 2"]]')
    ]
    assert store.rows(DraftRow.select(DraftRow.key)) == [("li/intake",)]
    assert store.rows(CounterRow.select()) == [("letter/2026", 7)]
    store.close()


def test_an_older_home_counts_the_time_for_a_review_from_the_receipt(tmp_path):
    """Migration 0021: the rule of 2020 counted from the sending of the decision."""
    store = new_database(tmp_path, KEY, server.named())
    schema.migrate(store, "0020_true_breaches")
    find = RuleRow.select(RuleRow.body).where(RuleRow.id == "review-apply@2020-03-01")
    assert "later_anchor" not in store.value(find)
    schema.migrate(store)
    rule = shipped_rules().rule("review-apply", date(2026, 11, 20))
    assert read_rule(json.loads(store.value(find))) == rule
    assert rule.later_anchor == "delivered_at"
    store.close()


def test_what_is_in_quarantine_keeps_its_reason_as_a_code(tmp_path):
    # Homes of version 0.1 hold the names of classes there.
    store = new_database(tmp_path, KEY, server.named())
    schema.migrate(store, "0007_owing_cases")
    columns = "digest, file, sender, number, made_at, reason, at"
    for digest, reason in (("d1", "TooNew"), ("d2", "WentBack")):
        row = (digest, "x.cdp", "0101-B", 7, "2026-11-20T09:00:00", reason, digest)
        place = ", ".join([store.database.param] * len(row))
        store.database.execute_sql(f"INSERT INTO quarantine ({columns}) VALUES ({place})", row)
    schema.migrate(store)
    first, second = packet_register.quarantine(store)
    assert (first["reason"], second["reason"]) == ("too-new", "went-back")
    assert "0101-B has gone back: packet 7" in str(quarantined("went-back", second["told"]))
    assert "Packet 7 of 0101-B needs a newer" in str(quarantined("too-new", first["told"]))
    store.close()


def test_a_home_keeps_the_rules_as_they_shipped_until_then(store):
    kept = {key: read_rule(json.loads(body)) for key, body in store.rows(RuleRow.select())}
    known = {rule.key: rule for rule in shipped_rules()}
    assert kept == {key: known[key] for key in kept}
    assert len(kept) == 16


def test_an_answer_to_pbc_of_an_older_home_is_reckoned_anew(tmp_path):
    store = new_database(tmp_path, KEY, server.named())
    schema.migrate(store, "0012_missed")
    columns = "id, uuid, case_no, channel, is_open, due_at, attention_at, received_on, entries"
    for number, channel in ((1, "pbc"), (2, "phone")):
        row = (number, f"u{number}", f"n{number}", channel, 1, "x", "x", "x", "{}")
        more = (*row, 0, 1)
        place = ", ".join([store.database.param] * len(more))
        insert = f'INSERT INTO "case" ({columns}, conflicts, version) VALUES ({place})'
        store.database.execute_sql(insert, more)
    schema.migrate(store)
    assert store.rows(StaleCaseRow.select(StaleCaseRow.id)) == [(1,)]
    store.close()
