"""The engine: always encrypted, always waiting for the disk, whole or not at all."""

import shutil
import sqlite3
import threading

import peewee as pw
import pytest

from desk.base.errors import Refusal
from desk.store import db, file_driver, schema
from desk.store.db import PreparedQuery, Store, name_of, open_file
from desk.store.file_driver import refusal_of
from desk.store.tables import TABLES, CaseRow, CounterRow, DraftRow
from desk.store.troubles import (
    Busy,
    Damaged,
    DiskFull,
    DiskTrouble,
    NoDatabase,
    PlaceGone,
    TooMuchAtOnce,
)
from tests.store.conftest import KEY

pytestmark = pytest.mark.usefixtures("in_a_file")

COLUMNS = ("series", "last")


def pragma(store, name):
    return store.database.execute_sql(f"PRAGMA {name}").fetchone()[0]


def counters(store):
    return dict(store.rows(CounterRow.select().order_by(CounterRow.series)))


# opening

MUST_HOLD = {
    "synchronous": 2,
    "journal_mode": "wal",
    "secure_delete": 1,
    "foreign_keys": 1,
    "trusted_schema": 0,
    "cipher_status": "1",
}


@pytest.mark.parametrize(("name", "value"), MUST_HOLD.items())
def test_what_must_hold_holds_on_every_thread_s_connection(store, name, value):
    found = [pragma(store, name)]

    def ask():
        found.append(pragma(store, name))
        store.close()

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    assert found == [value, value]


def test_a_database_that_would_not_wait_for_the_disk_is_a_fault(path, monkeypatch):
    monkeypatch.setitem(file_driver.PRAGMAS, "synchronous", 1)
    with pytest.raises(RuntimeError, match="wait for the disk"):
        open_file(path, KEY)


def test_nothing_readable_is_on_the_disk(path, store):
    with store.writing():
        store.insert(DraftRow, ("key", "body", "at"), [("chen/intake", "机密文字 needle", "x")])
    for file in path.parent.iterdir():
        raw = file.read_bytes()
        assert not raw.startswith(db.PLAIN_HEADER), file
        for needle in ("机密文字", "needle", "CREATE TABLE"):
            assert needle.encode() not in raw, file


def test_a_database_that_is_not_encrypted_is_noticed(tmp_path):
    plain = tmp_path / "plain.db"
    database = pw.SqliteDatabase(plain)
    database.execute_sql("CREATE TABLE t (x)")
    with pytest.raises(RuntimeError, match="not encrypted"):
        db._check_encrypted(database, plain)
    database.close()


def test_a_readable_header_is_noticed_whatever_the_engine_says(store, tmp_path):
    plain = tmp_path / "plain.db"
    plain.write_bytes(db.PLAIN_HEADER + b"\0" * 100)
    with pytest.raises(RuntimeError, match="not encrypted"):
        db._check_encrypted(store.database, plain)


def test_a_readable_database_is_never_taken_for_ours(tmp_path):
    plain = tmp_path / "plain.db"
    connection = sqlite3.connect(plain)
    connection.execute("CREATE TABLE t (x)")
    connection.commit()
    connection.close()
    with pytest.raises(Damaged, match=r"plain\.db"):
        open_file(plain, KEY)


def test_the_wrong_key_opens_nothing_and_changes_nothing(path):
    before = path.read_bytes()
    with pytest.raises(Damaged, match="Nothing was changed"):
        open_file(path, bytes(32))
    assert path.read_bytes() == before
    open_file(path, KEY).close()


def test_the_wrong_key_loses_nothing_that_waits_in_the_log(path, store):
    with store.writing():
        store.insert(CounterRow, COLUMNS, [("2026-11-20", 7)])
    with pytest.raises(Damaged):
        open_file(path, bytes(32))
    assert counters(store) == {"2026-11-20": 7}


@pytest.mark.parametrize("key", [b"", b"short", bytes(31), bytes(33), bytes(64)])
def test_a_key_of_another_length_is_a_fault(path, key):
    # The engine would take it as a passphrase, or leave the file readable.
    with pytest.raises(ValueError, match="32 bytes"):
        open_file(path, key)


def test_a_missing_file_is_refused_and_not_made(tmp_path):
    with pytest.raises(NoDatabase, match=r"desk\.db"):
        open_file(tmp_path / "desk.db", KEY)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("size", [0, 1, 100, 4096, 5000, 8192])
def test_a_file_cut_short_is_noticed(path, size):
    path.write_bytes(path.read_bytes()[:size])
    with pytest.raises(Damaged):
        read_all(open_file(path, KEY))


def test_a_changed_byte_on_any_page_is_noticed(blank, tmp_path):
    whole = blank.read_bytes()
    for page in range(0, len(whole), 4096):
        bad = tmp_path / "bad.db"
        bad.write_bytes(whole[:page] + bytes([whole[page] ^ 1]) + whole[page + 1 :])
        with pytest.raises((Damaged, pw.DatabaseError)):
            read_all(open_file(bad, KEY))


def read_all(store):
    """Read every page of the database."""
    try:
        for table in TABLES:
            store.rows(table.select())
        found = store.database.execute_sql("PRAGMA cipher_integrity_check").fetchall()
        if found:
            raise Damaged(name="desk.db")
    finally:
        store.close()


# asking


def test_rows_values_and_nothing(store):
    assert store.row(CounterRow.select()) is None
    assert store.value(CounterRow.select()) is None
    store.insert(CounterRow, COLUMNS, [("a", 1), ("b", 2)])
    assert store.rows(CounterRow.select().order_by(CounterRow.series)) == [("a", 1), ("b", 2)]
    assert store.row(CounterRow.select().order_by(CounterRow.series.desc())) == ("b", 2)
    assert store.value(CounterRow.select(CounterRow.last).order_by(CounterRow.series)) == 1
    assert store.run(CounterRow.delete().where(CounterRow.last > 0)) == 2
    assert store.rows(CounterRow.select()) == []


def test_put_replaces_by_the_first_column_and_insert_does_not(store):
    store.put(CounterRow, COLUMNS, [("a", 1), ("b", 2)])
    store.put(CounterRow, COLUMNS, [("a", 3)])
    store.put(CounterRow, COLUMNS, [])
    assert counters(store) == {"a": 3, "b": 2}
    with pytest.raises(Exception, match="UNIQUE"):
        store.insert(CounterRow, COLUMNS, [("a", 4)])


def test_a_prepared_question_is_put_into_words_once_and_its_values_are_only_values(store):
    asked = []

    def build(day, least):
        asked.append(1)
        return CounterRow.select(CounterRow.last).where(
            CounterRow.series == day, CounterRow.last >= least
        )

    prepared = PreparedQuery(build, arguments=2)
    hostile = "x' OR '1'='1"
    store.put(CounterRow, COLUMNS, [("a", 1), (hostile, 2)])
    assert store.ask(prepared, "a", 1) == (1,)
    assert store.ask(prepared, "a", 2) is None
    assert store.ask(prepared, hostile, 0) == (2,)
    assert store.ask_all(prepared, hostile, 0) == [(2,)]
    assert len(asked) == 1


@pytest.mark.parametrize(("count", "sizes"), [(0, []), (2, [2]), (5, [5]), (8, [5, 3])])
def test_rows_come_in_pieces(store, count, sizes):
    store.insert(CounterRow, COLUMNS, [(f"{number:02d}", number) for number in range(count)])
    found = list(store.chunks(CounterRow.select().order_by(CounterRow.series), 5))
    assert [len(chunk) for chunk in found] == sizes
    assert [row[1] for chunk in found for row in chunk] == list(range(count))


@pytest.mark.parametrize(("count", "sizes"), [(0, []), (2, [2]), (3, [3]), (8, [3, 5])])
def test_ids_come_in_order_the_first_ones_before_all_others(store, count, sizes):
    store.insert(CounterRow, COLUMNS, [(f"{number:02d}", number) for number in range(count)])
    query = CounterRow.select(CounterRow.last.alias("id")).order_by(CounterRow.last.desc())
    found = list(store.ids(query, first=3))
    assert [len(ids) for ids in found] == sizes
    assert [case_id for ids in found for case_id in ids] == list(range(count - 1, -1, -1))


def test_a_table_says_its_name():
    assert name_of(CaseRow) == "case"


# transactions


class No(Refusal):
    """A refusal in the middle of a transaction."""


@pytest.mark.parametrize("error", [No, ValueError, KeyboardInterrupt])
def test_a_transaction_that_is_refused_or_fails_leaves_nothing(path, store, error):
    def write_and_fail():
        with store.writing():
            store.insert(CounterRow, COLUMNS, [("a", 1)])
            raise error

    with pytest.raises(error):
        write_and_fail()
    assert counters(store) == {}
    other = open_file(path, KEY)
    assert counters(other) == {}
    other.close()


def test_what_was_committed_is_there_for_everybody(path, store):
    with store.writing():
        store.insert(CounterRow, COLUMNS, [("a", 1)])
    other = open_file(path, KEY)
    assert counters(other) == {"a": 1}
    other.close()


def test_a_second_writer_is_told_that_somebody_else_writes(path, store):
    other = open_file(path, KEY)
    other.database.execute_sql("PRAGMA busy_timeout = 0")
    with store.writing(), pytest.raises(Busy, match="Try again"), other.writing():
        pytest.fail("two wrote at once")
    with other.writing():
        other.insert(CounterRow, COLUMNS, [("a", 1)])
    other.close()


def test_a_full_disk_is_told_and_everything_is_rolled_back(store):
    store.put(CounterRow, COLUMNS, [("a", 1)])
    pages = pragma(store, "page_count")
    pragma(store, f"max_page_count = {pages}")

    def write():
        with store.writing():
            store.put(CounterRow, COLUMNS, [("a", 2)])
            store.insert(DraftRow, ("key", "body", "at"), [("x", "很长" * 9_000, "y")])

    with pytest.raises(DiskTrouble, match="full"):
        write()
    assert counters(store) == {"a": 1}
    pragma(store, "max_page_count = 1000000")
    write()
    assert counters(store) == {"a": 2}


def test_a_full_disk_is_told_from_whichever_statement_it_comes(store):
    store.database.execute_sql("PRAGMA max_page_count = 1")  # no page more than there are
    body = "字" * 9000

    def run():
        with store.writing():
            values = {DraftRow.key: "k", DraftRow.body: body, DraftRow.at: "x"}
            store.run(DraftRow.insert(values))

    def insert():
        with store.writing():
            store.insert(DraftRow, ("key", "body", "at"), [("a", body, "x"), ("b", body, "x")])

    for write in (run, insert):
        with pytest.raises(DiskFull, match="Nothing was changed"):
            write()
    assert store.rows(DraftRow.select()) == []


def test_a_snapshot_sees_one_moment_whatever_others_write(path, store):
    other = open_file(path, KEY)
    with store.snapshot():
        assert counters(store) == {}
        with other.writing():
            other.insert(CounterRow, COLUMNS, [("a", 1)])
        assert counters(store) == {}
    assert counters(store) == {"a": 1}
    other.close()


def test_a_checkpoint_leaves_nothing_in_the_log(path, store):
    with store.writing():
        store.insert(CounterRow, COLUMNS, [("a", 1)])
    log = path.with_name("desk.db-wal")
    assert log.stat().st_size > 0
    store.checkpoint()
    assert log.stat().st_size == 0
    copied = shutil.copy(path, path.with_name("copy.db"))
    other = open_file(copied, KEY)
    assert counters(other) == {"a": 1}
    other.close()


def test_closing_twice_is_no_matter(store):
    store.close()
    store.close()


@pytest.mark.parametrize(
    ("code", "refusal"),
    [
        (5, Busy),  # SQLITE_BUSY
        (6 | 1 << 8, Busy),  # SQLITE_LOCKED_SHAREDCACHE
        (7, TooMuchAtOnce),  # SQLITE_NOMEM
        (8, Damaged),  # SQLITE_READONLY, of a file that may be written: after a damaged page
        (10 | 1 << 8, DiskTrouble),  # SQLITE_IOERR_READ
        (11, Damaged),  # SQLITE_CORRUPT
        (13, DiskFull),  # SQLITE_FULL
        (14, DiskTrouble),  # SQLITE_CANTOPEN, of a file that is there
        (18, TooMuchAtOnce),  # SQLITE_TOOBIG
        (26, Damaged),  # SQLITE_NOTADB
    ],
)
def test_what_the_world_did_is_told_in_a_sentence(code, refusal, path):
    error = sqlite3.OperationalError("words of the engine")
    error.sqlite_errorcode = code
    found = refusal_of(error, path)
    assert type(found) is refusal
    assert "Nothing was changed" in str(found)
    assert "words of the engine" not in str(found)


@pytest.mark.parametrize("code", [1, 19, 21, 25, None])
def test_what_we_did_has_no_refusal(code, path):
    error = sqlite3.OperationalError("no such table")
    error.sqlite_errorcode = code
    assert refusal_of(error, path) is None


def test_a_file_that_lost_its_place_is_told_and_takes_nothing_more(store, path):
    aside = path.with_name("aside.db")
    path.rename(aside)
    with pytest.raises(PlaceGone), store.writing():
        store.put(CounterRow, COLUMNS, [("a", 1)])
    aside.rename(path)
    with store.writing():
        store.put(CounterRow, COLUMNS, [("a", 2)])
    assert counters(store) == {"a": 2}


def test_what_we_did_stays_a_fault(store):
    with pytest.raises(pw.DatabaseError), store.writing():
        store.database.execute_sql("SELECT * FROM nowhere")


def test_the_models_run_on_any_engine(tmp_path):
    # Head office will grow past one machine (design.md 3): nothing here asks for SQLCipher.
    plain = Store(pw.SqliteDatabase(tmp_path / "other.db", autoconnect=True))
    with plain.database.bind_ctx(TABLES):
        plain.database.create_tables(TABLES)
    plain.put(CounterRow, COLUMNS, [("a", 1)])
    assert counters(plain) == {"a": 1}
    assert plain.ask(PreparedQuery(lambda: CounterRow.select(CounterRow.last))) == (1,)
    plain.close()


def test_a_database_needs_its_migrations_before_it_is_used(tmp_path):
    fresh = open_file(tmp_path / "new.db", KEY, is_new=True)
    assert schema.pending(fresh)
    schema.migrate(fresh)
    assert schema.pending(fresh) == []
    fresh.close()
