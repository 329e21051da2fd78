"""P3-P5, P19, P20: bytes that change, files that are cut, pages that are put back; times."""

import json
import random
import shutil
import time
from pathlib import Path

import pytest
from nacl.signing import SigningKey

from desk.base.clock import SetClock
from desk.base.errors import Refusal
from desk.home.opening import DATABASE, KEY_FILE, Home, SignedIn
from desk.reads.verify import verify
from desk.store.db import damages, open_file
from desk.store.keys import vault
from desk.store.keys.roots import Keys
from desk.store.keys.vault import KeyFileDamaged, Vault, WrongPassword
from desk.store.tables import TABLES, PayloadRow
from tests.builders import register, step
from tests.conftest import NOW, PASSWORD
from tests.store.key_files import stretched

PAGE = 4096


@pytest.fixture
def home(rack, tmp_path):
    told = json.loads(rack.read_text(encoding="utf-8"))
    folder = tmp_path / "home"
    shutil.copytree(told["home"], folder)
    found = Home(folder)
    keys = Keys(bytes.fromhex(told["root"]), SigningKey(bytes.fromhex(told["seed"])))
    return found, keys


def is_noticed(path: Path, key: bytes) -> bool:
    """Say whether opening the database, or checking its pages, shows that it was changed."""
    for part in ("-wal", "-shm", "-journal"):
        path.with_name(path.name + part).unlink(missing_ok=True)
    try:
        store = open_file(path, key)
    except Refusal:
        return True
    found = damages(store)
    store.close()
    return bool(found)


def test_p3_every_flipped_byte_of_a_database_and_a_backup_is_noticed(home, figure, tmp_path):
    found, keys = home
    office = found.open_with(keys, "director", SetClock(NOW))
    made = SignedIn(found, office, keys).back_up("torture")
    office.store.close()
    dice, noticed, tried = random.Random(3), 0, 0
    for source in (found.folder / DATABASE, made.path):
        raw, path = source.read_bytes(), tmp_path / "flipped.db"
        places = [page * PAGE + dice.randrange(PAGE) for page in range(len(raw) // PAGE)]
        for place in [*range(0, 120, 7), *places]:
            changed = bytearray(raw)
            changed[place] ^= 1 << dice.randrange(8)
            path.write_bytes(changed)
            tried += 1
            noticed += is_noticed(path, keys.derive("store"))
    figure("P3", {"flips": tried, "noticed": noticed})
    assert noticed == tried > 100


def test_p3_every_flipped_byte_of_a_key_file_gives_no_wrong_key(home, figure):
    found, keys = home
    path = found.folder / KEY_FILE
    whole = json.loads(path.read_bytes())
    del whole["sum"]  # as whoever forges, or a program of before 0.2, leaves it
    raw = json.dumps(whole).encode()
    outcomes = {"right": 0, "refused": 0, "wrong": 0, "unsealed": 0}
    for place in range(0, len(raw), 5):
        path.write_bytes(raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :])
        try:
            read = Vault.read(path, found.entropy)
            opened = read.open("director", PASSWORD)
        except Refusal:
            outcomes["refused"] += 1
            continue
        outcomes["right" if opened.root == keys.root else "wrong"] += 1
        outcomes["unsealed"] += not read.is_sealed(keys.root)
    figure("P3 key file", outcomes)
    assert outcomes["wrong"] == 0
    assert outcomes["unsealed"] == outcomes["right"] > 0


def test_p3_every_flipped_bit_of_a_key_file_is_told_before_a_password_is_typed(home, figure):
    found, _ = home
    path = found.folder / KEY_FILE
    raw = path.read_bytes()
    whole, told = json.loads(raw), 0
    for place in range(len(raw) * 8):
        flipped = bytearray(raw)
        flipped[place // 8] ^= 1 << place % 8
        path.write_bytes(flipped)
        try:
            Vault.read(path, found.entropy)
        except KeyFileDamaged:
            told += 1
        else:  # white space, or the name of the sum itself, which the seal covers
            said = json.loads(flipped)
            assert said == whole or "sum" not in said
    figure("P3 key file, bit by bit", {"bits": len(raw) * 8, "told": told})
    assert told > len(raw) * 7.5


def test_p4_every_cut_and_every_swap_of_pages_is_noticed(home, figure, tmp_path):
    found, keys = home
    raw, path = (found.folder / DATABASE).read_bytes(), tmp_path / "cut.db"
    pages, dice = len(raw) // PAGE, random.Random(4)
    sizes = {dice.randrange(len(raw)) for _ in range(40)} | {n * PAGE for n in range(0, pages, 3)}
    noticed = 0
    for size in sizes:
        path.write_bytes(raw[:size])
        noticed += is_noticed(path, keys.derive("store"))
    swapped = 0
    for _ in range(30):
        one, other = (n * PAGE for n in dice.sample(range(pages), 2))
        changed = bytearray(raw)
        changed[one : one + PAGE] = raw[other : other + PAGE]
        changed[other : other + PAGE] = raw[one : one + PAGE]
        path.write_bytes(changed)
        swapped += is_noticed(path, keys.derive("store"))
    figure("P4", {"cuts": len(sizes), "noticed": noticed, "swaps": 30, "swaps noticed": swapped})
    assert (noticed, swapped) == (len(sizes), 30)


def everything(store):
    """Return what all tables hold; the search index aside, which is made of them."""
    return {table: sorted(map(repr, store.rows(table.select()))) for table in TABLES}


def test_p5_an_old_page_put_back_is_noticed_by_the_chain_where_pages_say_nothing(home, figure):
    found, keys = home
    path, old = found.folder / DATABASE, (found.folder / DATABASE).read_bytes()
    office = found.open_with(keys, "director", SetClock(NOW))
    (no,) = office.store.database.execute_sql('SELECT case_no FROM "case" LIMIT 1').fetchone()
    step(office, no, "note", text="后来记的一笔。")
    register(office)
    office.store.checkpoint()
    office.store.close()
    new = path.read_bytes()
    store = open_file(path, keys.derive("store"))
    whole = everything(store)
    store.close()
    places = range(0, min(len(old), len(new)), PAGE)
    changed = [n for n in places if old[n : n + PAGE] != new[n : n + PAGE]]
    by_pages, by_chain, silent = 0, 0, []
    for place in changed:
        path.write_bytes(new[:place] + old[place : place + PAGE] + new[place + PAGE :])
        if is_noticed(path, keys.derive("store")):
            by_pages += 1
            continue
        store = open_file(path, keys.derive("store"))
        is_found = bool(verify(store, office.reckoning))
        by_chain += is_found
        if not is_found and everything(store) != whole:
            silent.append(place // PAGE + 1)
        store.close()
    figure(
        "P5",
        {"pages": len(changed), "by pages": by_pages, "by the record": by_chain, "silent": silent},
    )
    assert by_chain > 0
    assert silent == []


def test_p19_a_wrong_name_costs_the_very_stretching_that_a_wrong_password_costs(
    home, figure, monkeypatch
):
    found, _ = home
    done = []

    def counted(secret, salt, *cost):
        done.append((len(salt), *cost))
        return stretched(secret, salt, *cost)

    monkeypatch.setattr(vault, "hash_secret_raw", counted)
    for login in ("director", "nobody"):
        with pytest.raises(WrongPassword):
            found.keys_of(login, "not the password", NOW)
    figure("P19 stretching, t m p", done[0][1:4])
    assert len(done) == 2
    assert done[0] == done[1]


@pytest.mark.slow
def test_p19_a_wrong_name_takes_as_long_as_a_wrong_password(tmp_path, figure, monkeypatch):
    monkeypatch.setitem(vault.rules(), "target_seconds", 0.5)
    monkeypatch.setattr(vault, "hash_secret_raw", stretched.__wrapped__)
    made = Vault.create(tmp_path / "keys.json", random.Random(1).randbytes, kdf=vault.calibrated())
    made.add_user("chen", "specialist", PASSWORD, bytes(32))
    times = {name: [] for name in ("right", "wrong", "unknown")}
    for _ in range(3):
        for name, login, password in (
            ("right", "chen", PASSWORD),
            ("wrong", "chen", "x" * 12),
            ("unknown", "nobody", PASSWORD),
        ):
            begun = time.process_time()
            try:
                made.open(login, password)
            except WrongPassword:
                assert name != "right"
            times[name].append(time.process_time() - begun)
    best = {name: round(min(found), 3) for name, found in times.items()}
    figure("P19 (CPU seconds)", {**best, "rounds": made._data["kdf"]["t"]})
    assert max(best.values()) < 1.25 * min(best.values())
    assert 0.2 < best["right"] < 1.0


def test_p20_the_quick_check_reads_100_mb_in_less_than_a_second(home, figure):
    found, keys = home
    store = open_file(found.folder / DATABASE, keys.derive("store"))
    body = "投诉" * 600
    with store.writing():
        rows = [(10_000 + n, b"0" * 16, body) for n in range(6_000)]
        columns = ("act_id", "salt", "body")
        store.insert(PayloadRow, columns, rows)
    store.checkpoint()
    size = (found.folder / DATABASE).stat().st_size / 1e6
    asked = []
    store.database.connection().set_trace_callback(asked.append)
    begun = time.process_time()
    assert damages(store, is_quick=True) == []
    spent = time.process_time() - begun
    store.close()
    figure("P20", {"MB": round(size), "CPU seconds per 100 MB": round(spent / size * 100, 2)})
    assert "PRAGMA quick_check" in asked
    assert "PRAGMA integrity_check" not in asked
    assert spent / size * 100 < 3  # a shared machine; alone it is below 1
