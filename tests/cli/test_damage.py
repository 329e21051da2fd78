"""A damaged home: what is broken and what is safe is told, and the sentence leads out of it."""

import json
import re
import shutil
import sys
from pathlib import Path

import pytest

from desk.home.opening import DATABASE, KEY_FILE, Home
from desk.store.db import open_file
from desk.training.home import PASSWORD

pytestmark = pytest.mark.usefixtures("signed_in")

PAGE = 4096
COMMANDS = (
    ["doctor"],
    ["doctor", "--quick"],
    ["verify"],
    ["queue"],
    ["case", "list"],
    ["audit"],
    ["user", "list"],
    ["backup"],
)


@pytest.fixture
def kept(home, run):
    """Return the home after a backup was made of it."""
    assert run("backup")[0] == 0
    return home


def flipped(home, page):
    path = home / DATABASE
    raw = bytearray(path.read_bytes())
    raw[page * PAGE + 100] ^= 4
    path.write_bytes(raw)


@pytest.mark.parametrize("share", [0, 0.3, 0.6, 0.9])
def test_whatever_page_is_damaged_no_command_shows_a_traceback_and_verify_says_so(
    kept, run, tmp_path, share
):
    flipped(kept, int((kept / DATABASE).stat().st_size / PAGE * share))
    whole = tmp_path / "damaged"
    shutil.copytree(kept, whole)
    for command in COMMANDS:
        shutil.rmtree(kept)
        shutil.copytree(whole, kept)
        code, out, err = run(*command)
        assert code in (0, 1), (command, err)
        assert "Traceback" not in err
        if command[0] in ("verify", "doctor"):
            assert code == 1
            told = json.loads(out)
            assert not told["whole" if command[0] == "verify" else "well"]
            assert "damaged" in err


def test_the_sentence_names_the_newest_backup_and_restoring_it_gives_a_whole_home(kept, run):
    flipped(kept, 1)
    _, _, err = run("verify")
    (path,) = re.findall(r"backup of 2026-11-20 10:00: (\S+\.db)", err)
    assert run("restore", path)[0] == 0
    code, out, _ = run("verify")
    assert (code, json.loads(out)) == (0, {"whole": True, "findings": []})


def test_a_home_without_its_database_is_looked_at_all_the_same(kept, run):
    (kept / DATABASE).unlink()
    code, out, err = run("doctor")
    assert code == 1
    assert json.loads(out)["checks"]["pages"]
    assert "is missing" in err
    assert "backup of 2026-11-20 10:00" in err


SIDE = {
    "empty": b"",
    "binary": bytes(range(256)),
    "a list": b"[]",
    "wrong types": b'{"at": 5, "seen": 5, "tries": [], "failed": 7, "swapped": "x"}',
    "a moment beyond": b'{"at": "9999-12-31T23:59:59", "from": "", "by": "", "lost": [], '
    b'"swapped": true, "seen": "9999-12-31T23:59:59", "tries": {}, "failed": []}',
    "deep": b"[" * 50_000,
    "a folder": None,
}


@pytest.mark.parametrize("shape", SIDE)
@pytest.mark.parametrize("name", ["restored.json", "attempts.json", "keys.next.json"])
def test_no_small_file_in_any_shape_stops_signing_in_or_restoring(kept, run, name, shape):
    path = kept / name
    if SIDE[shape] is None:
        (path / "inside").mkdir(parents=True)
    else:
        path.write_bytes(SIDE[shape])
    code, out, err = run("verify")
    if name != "keys.next.json":  # that one is settled by signing in
        assert (code, json.loads(out)["findings"]) == (1, [{"what": "side", "where": name}])
    assert "Traceback" not in err
    (made,) = (kept / "backups").glob("*.db")
    assert run("restore", made)[0] == 0
    assert run("restore", "--confirm")[0] == 0
    run("doctor")  # puts aside what it names
    assert json.loads(run("verify")[1])["whole"]


@pytest.mark.parametrize("shape", ["empty", "gone", "of another home"])
def test_a_backup_without_a_key_file_of_its_own_is_named(kept, run, shape):
    (keys,) = (kept / "backups").glob("*.keys.json")
    if shape == "gone":
        keys.unlink()
    else:
        text = keys.read_text(encoding="utf-8")
        told = json.loads(text)
        other = text.replace(told["home"], "0" * len(told["home"]))
        keys.write_text("" if shape == "empty" else other, encoding="utf-8")
    for command in (["doctor"], ["doctor", "--drill"]):
        code, out, _ = run(*command)
        assert code == 1
        assert {"what": "backup keys", "where": keys.name} in json.loads(out)["checks"]["backups"]
    assert {"what": "backup keys", "where": keys.name} in json.loads(out)["drill"]["findings"]


def test_one_good_key_file_among_the_backups_opens_them_all_when_the_pc_is_gone(
    kept, run, tmp_path
):
    run("backup", now="2026-11-20T11:00:00")
    older, newer = sorted((kept / "backups").glob("*.keys.json"))
    newer.write_bytes(b"")
    stick = tmp_path / "stick"
    shutil.move(kept / "backups", stick)
    shutil.rmtree(kept)
    kept.mkdir()
    path = stick / newer.name.replace(".keys.json", ".db")
    assert run("restore", path, now="2026-11-20T12:00:00")[0] == 0
    assert older.name != newer.name


def test_a_home_of_a_newer_program_is_not_read(kept, run):
    key = Home(kept).vault().open("wangmin", PASSWORD).derive("store")
    store = open_file(kept / DATABASE, key)
    with store.writing():
        store.database.execute_sql(
            "INSERT INTO schema_migration (name, applied) VALUES ('9001_from_tomorrow', '2030')"
        )
    store.close()
    before = (kept / DATABASE).read_bytes()
    for command in (["queue"], ["verify"], ["doctor"]):
        code, out, err = run(*command)
        assert (code, out) == (1, "")
        assert "newer program" in err
    assert (kept / DATABASE).read_bytes() == before


@pytest.mark.parametrize("place", [KEY_FILE, DATABASE])
def test_a_folder_in_the_place_of_a_file_is_told_and_restored_over(kept, run, place):
    path = kept / place
    path.unlink()
    (path / "inside").mkdir(parents=True)
    code, _, err = run("queue")
    assert code == 1
    (named,) = re.findall(r"(\S+\.db)\. Restore it on the sign-in page", err)
    assert run("restore", Path(named))[0] == 0
    assert json.loads(run("verify")[1])["whole"]


def test_a_home_damaged_before_its_restore_was_confirmed_is_restored_again(kept, run):
    (made,) = (kept / "backups").glob("*.db")
    assert run("restore", made)[0] == 0
    code, _, err = run("restore", made)  # it opens, and waits for a word
    assert (code, "nobody has confirmed" in err) == (1, True)
    flipped(kept, 1)
    assert run("restore", made)[0] == 0
    assert json.loads(run("verify")[1])["whole"]
    assert run("restore", "--undo")[0] == 0  # what was before the first one
    assert json.loads(run("verify")[1])["whole"]


@pytest.mark.skipif(sys.platform == "win32", reason="there, folders of people are their own")
def test_every_file_of_a_home_is_its_owner_s_alone_also_of_an_older_one(kept, run):
    for path in (kept, *kept.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    assert run("backup", now="2026-11-20T11:00:00")[0] == 0
    for path in (kept, *kept.rglob("*")):
        assert path.stat().st_mode & 0o077 == 0, path
    (made, *_) = (kept / "backups").glob("*.db")
    assert run("restore", made)[0] == 0
    for path in (kept, *kept.iterdir()):
        assert path.stat().st_mode & 0o077 == 0, path


def test_a_damaged_slot_is_no_wrong_password_and_counts_toward_no_lockout(kept, run):
    path = kept / KEY_FILE
    raw = bytearray(path.read_bytes())
    raw[raw.index(b'"box": "') + 20] ^= 1
    path.write_bytes(raw)
    for _ in range(9):
        code, _, err = run("queue")
        assert (code, "keys.json is damaged" in err) == (1, True)
    (made,) = (kept / "backups").glob("*.db")
    assert f"{made}. Restore it on the sign-in page" in err
    assert run("restore", made)[0] == 0
    assert json.loads(run("verify")[1])["whole"]


def test_a_key_file_that_was_changed_with_its_sum_is_put_back_too(kept, run):
    path = kept / KEY_FILE
    told = json.loads(path.read_text(encoding="utf-8"))
    next(slot for slot in told["slots"] if slot["id"] == "chenli")["role"] = "director"
    del told["sum"]
    path.write_text(json.dumps(told), encoding="utf-8")
    assert "keys.json is damaged or was changed" in run("verify")[2]
    (made,) = (kept / "backups").glob("*.db")
    assert json.loads(run("restore", made)[1])["confirmed"]
    assert json.loads(run("verify")[1])["whole"]


@pytest.mark.parametrize("shape", ["empty", "gone", "a folder"])
def test_where_only_the_key_file_is_damaged_only_that_is_put_back_and_nothing_is_lost(
    kept, run, shape
):
    later = len(run("audit")[1].splitlines())
    path = kept / KEY_FILE
    path.unlink()
    if shape == "a folder":
        (path / "inside").mkdir(parents=True)
    elif shape == "empty":
        path.touch()
    (made,) = (kept / "backups").glob("*.db")
    code, out, _ = run("restore", made)
    assert (code, json.loads(out)["confirmed"]) == (0, True)
    assert len(run("audit")[1].splitlines()) > later
    assert json.loads(run("verify")[1])["whole"]
    assert "was not restored" in run("restore", "--confirm")[2]
