"""What only a database on a server has: its address, one writer, backups; a home that moves."""

import os
import shutil
import threading
from dataclasses import replace
from random import Random

import pytest

from desk.base.clock import SetClock
from desk.base.resources import ROOT
from desk.home import accounts, doctor, move_to_server, restore
from desk.home.office_file import read_office_file
from desk.home.opening import DATABASE, KEY_FILE, Home, SignedIn, create_home
from desk.reads.verify import verify
from desk.store import search
from desk.store.db import damages
from desk.store.disk import backup
from desk.store.engines.address import FILE, OnServer, new_address, read_address, write_address
from desk.store.open_database import open_database
from desk.store.tables import CaseRow, CounterRow
from desk.store.troubles import Busy, Damaged, NoDatabase
from tests import server
from tests.builders import register, walk
from tests.conftest import NOW, PASSWORD
from tests.store.conftest import KEY

if not server.url():
    pytest.skip("runs with --postgres", allow_module_level=True)

from desk.store.engines.postgres import NotEmpty, NotSuited, ServerGone

COLUMNS = ("series", "last")


@pytest.fixture
def signed(branch):
    keys = branch.keys["director"]
    return SignedIn(branch.home, branch.desk(), keys)


def rows_of(store):
    return sorted(store.rows(CaseRow.select()))


# the address


def test_the_folder_tells_where_the_database_is_and_not_its_password(branch):
    text = (branch.home.folder / FILE).read_text(encoding="utf-8")
    assert f"{server.url()}/" in text
    assert server.PASSWORD not in text
    assert not (branch.home.folder / DATABASE).exists()


def test_an_address_that_was_changed_opens_nothing(tmp_path):
    write_address(tmp_path, new_address(f"{server.url()}/postgres", server.PASSWORD), KEY)
    path = tmp_path / FILE
    path.write_text(path.read_text().replace("127.0.0.1", "127.0.0.2"))
    with pytest.raises(Damaged):
        open_database(tmp_path, KEY)


def test_a_wrong_key_opens_nothing(branch):
    with pytest.raises(Damaged):
        open_database(branch.home.folder, bytes(32))


def test_an_empty_database_is_no_home(tmp_path):
    server.give(tmp_path, KEY, server.empty())
    with pytest.raises(NoDatabase):
        open_database(tmp_path, KEY)


def test_a_home_is_made_in_an_empty_database_only(branch, tmp_path):
    key = branch.keys["director"].derive("store")
    url = read_address(branch.home.folder, key).url
    office = read_office_file(ROOT / "examples" / "office.toml")
    office = replace(office, server=(url, server.PASSWORD))
    new = tmp_path / "new"
    with pytest.raises(NotEmpty):
        create_home(new, office, PASSWORD, clock=SetClock(NOW), entropy=Random(2).randbytes)
    assert list(new.iterdir()) == []


def test_a_database_that_sorts_otherwise_does_not_suit(tmp_path):
    server.ask("CREATE DATABASE sorted TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C'")
    server.give(tmp_path, KEY, "sorted")
    with pytest.raises(NotSuited, match="SQL_ASCII"):
        open_database(tmp_path, KEY, is_new=True)


def test_a_server_that_does_not_answer_is_told(tmp_path):
    write_address(tmp_path, new_address("postgresql://desk@127.0.0.1:1/desk", "x"), KEY)
    with pytest.raises(ServerGone):
        open_database(tmp_path, KEY)


# one writer, lost lines


def test_only_one_writes_and_the_other_is_told(branch):
    other = open_database(branch.home.folder, branch.keys["director"].derive("store"))
    other.database.execute_sql("SET lock_timeout = '50ms'")

    def write():
        with other.writing():
            pass

    with branch.store.writing(), pytest.raises(Busy):
        write()
    write()
    other.close()


def test_many_writers_lose_nothing(branch):
    key = branch.keys["director"].derive("store")

    def count():
        store = open_database(branch.home.folder, key)
        for _ in range(20):
            with store.writing():
                last = store.value(
                    CounterRow.select(CounterRow.last).where(CounterRow.series == "x")
                )
                store.put(CounterRow, COLUMNS, [("x", (last or 0) + 1)])
        store.close()

    threads = [threading.Thread(target=count) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rows = branch.store.rows(CounterRow.select(CounterRow.last))
    assert rows == [(60,)]


def cut(store):
    pid = store.database.execute_sql("SELECT pg_backend_pid()").fetchone()[0]
    server.ask(f"SELECT pg_terminate_backend({pid})")


def test_a_lost_line_is_told_and_the_next_question_is_answered(branch):
    register(branch.desk())
    cut(branch.store)
    with pytest.raises(ServerGone):
        branch.store.rows(CaseRow.select())
    assert len(rows_of(branch.store)) == 1


def test_a_line_lost_while_writing_leaves_nothing(branch):
    def write():
        with branch.store.writing():
            branch.store.put(CounterRow, COLUMNS, [("y", 1)])
            cut(branch.store)
            branch.store.put(CounterRow, COLUMNS, [("z", 1)])

    with pytest.raises(ServerGone):
        write()
    assert branch.store.rows(CounterRow.select()) == []


def test_pieces_are_of_one_moment(branch):
    branch.store.insert(CounterRow, COLUMNS, [(f"{n:03d}", n) for n in range(100)])
    found = branch.store.chunks(CounterRow.select(CounterRow.last), 7)
    first = next(found)
    branch.store.run(CounterRow.delete())
    assert len(first) + sum(map(len, found)) == 100


def test_a_question_left_half_answered_leaves_no_transaction_open(branch):
    branch.store.insert(CounterRow, COLUMNS, [("a", 1), ("b", 2)])
    found = branch.store.chunks(CounterRow.select(CounterRow.last), 1)
    next(found)
    found.close()
    assert branch.store.database.execute_sql("SELECT count(*) FROM pg_cursors").fetchone() == (0,)


# what the server may see


def test_the_secret_of_the_workstation_is_sealed(branch):
    branch.store.put(CounterRow, COLUMNS, [("x", 1)])
    secret = b"thirty-two bytes that are secret"
    sealed = branch.store.seal(secret)
    assert secret not in sealed
    assert branch.store.unseal(sealed) == secret


def test_a_character_that_the_server_cannot_keep_does_not_stop_a_registration(branch):
    no = register(branch.desk(), facts="年费\x00退")
    assert rows_of(branch.store)
    assert no
    assert verify(branch.store, branch.desk().reckoning) == []


# keys


def test_when_somebody_leaves_the_server_s_password_changes_too(signed, branch):
    before = read_address(branch.home.folder, signed.keys.derive("store"))
    try:
        after = accounts.rotate(signed)
        with pytest.raises(Damaged):
            read_address(branch.home.folder, signed.keys.derive("store"))
        now = read_address(branch.home.folder, after.keys.derive("store"))
        assert now.passwords != before.passwords
        assert len(now.passwords) == 1
        assert (now.secret, now.url) == (before.secret, before.url)
        store = open_database(branch.home.folder, after.keys.derive("store"))
        store.close()
        write_address(branch.home.folder, before, after.keys.derive("store"))
        with pytest.raises(ServerGone, match="password"):
            open_database(branch.home.folder, after.keys.derive("store"))
    finally:
        server.set_password(server.role(os.getpid()))


def test_a_change_of_the_password_that_was_cut_short_opens_all_the_same(branch):
    key = branch.keys["director"].derive("store")
    there = read_address(branch.home.folder, key)
    write_address(branch.home.folder, there.with_passwords("never set", *there.passwords), key)
    open_database(branch.home.folder, key).close()


def test_another_password_can_be_told_and_a_wrong_one_is_not_kept(branch):
    who = ("director", PASSWORD)
    move_to_server.tell_password(branch.home, who, server.PASSWORD, SetClock(NOW))
    with pytest.raises(ServerGone):
        move_to_server.tell_password(branch.home, who, "wrong", SetClock(NOW))
    open_database(branch.home.folder, branch.keys["director"].derive("store")).close()


# backups, moving


def test_a_backup_is_an_encrypted_file_that_holds_everything(signed, branch):
    walk(branch, register(branch.desk("chen"), facts="信用卡年费"), "archive")
    made = signed.back_up("wished")
    assert made.path.read_bytes()[:15] != b"SQLite format 3"
    copied = backup.opened(made, signed.keys.derive("store"))
    assert rows_of(copied) == rows_of(branch.store)
    assert search.count(copied, "年费") == search.count(branch.store, "年费") == 1
    assert verify(copied, branch.desk().reckoning) == []
    copied.close()


def test_a_backup_is_not_put_over_a_server_s_database(signed, branch):
    made = signed.back_up("wished")
    with pytest.raises(OnServer, match="database move"):
        restore.restore(branch.home, made.path, ("director", PASSWORD), SetClock(NOW))


def test_a_home_moves_to_a_server_and_back_by_its_backup(signed, branch, tmp_path):
    """Backup of a server, restored as a file in a new folder, moved to an empty database."""
    walk(branch, register(branch.desk("chen"), facts="信用卡年费"), "execute")
    expected, made = rows_of(branch.store), signed.back_up("wished")
    folder = tmp_path / "new"
    folder.mkdir()
    shutil.copy(branch.home.folder / KEY_FILE, folder / KEY_FILE)
    home, who = Home(folder, Random(3).randbytes), ("director", PASSWORD)
    restore.restore(home, made.path, who, SetClock(NOW))
    restored = home.sign_in(*who, SetClock(NOW))
    restore.confirm(restored)
    assert rows_of(restored.office.store) == expected
    told = move_to_server.move(restored, f"{server.url()}/{server.empty()}", server.PASSWORD)
    restored.close()
    assert told["cases"] == 1
    moved = home.sign_in(*who, SetClock(NOW))
    assert moved.office.identity.epoch != branch.desk().identity.epoch
    assert rows_of(moved.office.store) == expected
    assert search.count(moved.office.store, "年费") == 1
    assert verify(moved.office.store, moved.office.reckoning) == []
    with pytest.raises(OnServer):
        move_to_server.move(moved, f"{server.url()}/{server.empty()}", server.PASSWORD)
    moved.close()


def test_a_copy_of_the_database_begins_a_new_epoch(branch):
    # The branch itself is one: its template was made in another database.
    epochs = {epoch for (epoch,) in branch.store.database.execute_sql("SELECT epoch FROM act")}
    assert branch.desk().identity.epoch not in epochs


# the doctor


def test_the_doctor_names_a_server_that_does_not_wait_for_its_disk(signed):
    assert set(damages(signed.office.store)) == {"fsync: off", "full_page_writes: off"}
    told = {one.name: one.findings for one in doctor.check_up(signed, is_quick=True)}
    assert [found.where for found in told["pages"]] == ["fsync: off", "full_page_writes: off"]
    assert told["header"] == told["keys"] == told["chains"] == []


# questions use their indexes


@pytest.mark.parametrize(
    ("sql", "index"),
    [
        ('SELECT id FROM "case" WHERE is_queued = 1 ORDER BY due_at, id LIMIT 200', "case_due"),
        ("SELECT id FROM act WHERE subject = 'x'", "act_subject"),
        ("SELECT id FROM case_words WHERE pairs @@ '''年费'''", "case_words_pairs"),
    ],
)
def test_a_question_is_answered_from_its_index(branch, sql, index):
    with branch.store.writing():
        # So small a table would be read whole and sorted.
        branch.store.database.execute_sql("SET LOCAL enable_seqscan = off")
        branch.store.database.execute_sql("SET LOCAL enable_sort = off")
        plan = branch.store.database.execute_sql(f"EXPLAIN {sql}").fetchall()
    assert index in str(plan)
