"""The end of the record is watched: what was put back by hand is named, and no number twice."""

import shutil
from datetime import timedelta

import pytest

from desk.home import accounts
from desk.home import restore as keeping
from desk.home.alarms import alarms
from desk.home.doctor import check_up
from desk.home.opening import DATABASE, Home
from desk.home.record_end import NothingMissing, accept, end_findings, witness_of
from desk.rules.people.reasons import NoReason
from desk.rules.people.rights import NotPermitted
from desk.store.disk.restoring import PARTS
from desk.store.record.witness import FILE, MOST_LINES
from tests.builders import register
from tests.flows.test_backup import back_up, confirmed, leave, lone, restore, sign_in  # noqa: F401

pytestmark = pytest.mark.usefixtures("in_a_file")


def files(home):
    return {p.name: p.read_bytes() for p in home.folder.iterdir() if p.name.startswith(DATABASE)}


def put_back(home, kept):
    for part in PARTS:
        (home.folder / f"{DATABASE}{part}").unlink(missing_ok=True)
    for name, content in kept.items():
        (home.folder / name).write_bytes(content)


def registered(branch, count=1):
    signed = sign_in(branch)
    found = [register(signed.office) for _ in range(count)]
    leave(signed)
    return found


def named(branch, login="director"):
    """Return what each look at the home finds: the quick doctor, its bar, and the end alone."""
    signed = sign_in(branch, login)
    try:
        quick = [f.what for one in check_up(signed, is_quick=True) for f in one.findings]
        bar = [one.kind for one in alarms(signed.office)]
        return [f.what for f in end_findings(signed.office.store)], quick, bar
    finally:
        leave(signed)


def test_a_home_in_use_says_nothing_of_its_end(lone):  # noqa: F811
    registered(lone, 3)
    back_up(lone)
    assert named(lone) == ([], [], [])


def test_a_database_put_back_to_after_the_newest_backup_is_named_until_the_newer_is_back(lone):  # noqa: F811
    back_up(lone)
    registered(lone)
    kept = files(lone.home)
    lost = registered(lone, 2)
    newer = files(lone.home)
    put_back(lone.home, kept)
    for _ in range(2):  # the next sign-in does not make it well
        assert named(lone) == (["went back"], ["went back"], ["went back"])
    (fresh,) = registered(lone)
    assert fresh not in lost
    assert fresh[-3:] > max(lost)[-3:]  # the numbers went on behind what was given
    assert named(lone)[0] == ["went back"]
    put_back(lone.home, newer)
    assert named(lone)[0] == ["went back"]  # now what came after is missing


def test_the_newer_file_put_back_heals_it(lone):  # noqa: F811
    kept = files(lone.home)
    registered(lone)
    newer = files(lone.home)
    put_back(lone.home, kept)
    assert [one.what for one in end_findings(looked_at(lone))] == ["went back"]
    put_back(lone.home, newer)
    assert end_findings(looked_at(lone)) == []


def looked_at(branch):
    """Return the store of the home, opened without writing an act."""
    office = branch.home.open_with(branch.keys["director"], "director", branch.clock)
    office.store.close()
    office.lock.close()
    return office.store


def test_an_older_backup_put_over_the_database_is_named(lone):  # noqa: F811
    made = back_up(lone)
    registered(lone)
    put_back(lone.home, {DATABASE: made.path.read_bytes()})
    assert named(lone)[0] == ["went back"]


def test_a_whole_folder_put_back_is_named_by_what_lies_outside(lone, tmp_path):  # noqa: F811
    shutil.copytree(lone.home.folder, tmp_path / "stick")
    registered(lone)
    shutil.rmtree(lone.home.folder)
    shutil.copytree(tmp_path / "stick", lone.home.folder)
    assert named(lone)[0] == ["went back"]


def test_a_copy_on_a_stick_and_back_is_no_alarm(lone, tmp_path):  # noqa: F811
    registered(lone)
    shutil.copytree(lone.home.folder, tmp_path / "stick")
    shutil.rmtree(lone.home.folder)
    shutil.copytree(tmp_path / "stick", lone.home.folder)
    assert named(lone) == ([], [], [])


@pytest.mark.parametrize("with_witness", [True, False])
def test_a_home_that_moves_to_another_place_and_back_is_no_alarm(lone, tmp_path, with_witness):  # noqa: F811
    registered(lone)
    before, folder = lone.home.folder, tmp_path / "elsewhere"
    before.rename(folder)
    if not with_witness:
        (folder / FILE).unlink()
    lone.home = Home(folder, lone.home.entropy)
    registered(lone)
    assert named(lone) == ([], [], [])
    folder.rename(before)
    lone.home = Home(before, lone.home.entropy)
    assert named(lone) == ([], [], [])


def test_restoring_by_the_desk_is_no_alarm_nor_is_taking_it_back(lone):  # noqa: F811
    made = back_up(lone)
    registered(lone, 2)
    restore(lone, made)
    assert named(lone) == ([], ["restored"], ["frozen"])
    signed = sign_in(lone)
    keeping.undo(signed)
    assert named(lone) == ([], [], [])
    lone.clock.moment += timedelta(minutes=1)
    restore(lone, made)
    leave(confirmed(lone))
    assert named(lone) == ([], [], ["replaced"])


def test_restoring_where_the_database_is_destroyed_is_no_alarm(lone):  # noqa: F811
    made = back_up(lone)
    registered(lone, 2)
    put_back(lone.home, {DATABASE: b"nothing at all" * 500})
    restore(lone, made)
    assert named(lone)[0] == []


def test_restoring_explains_nothing_that_was_put_back_by_hand_before(lone):  # noqa: F811
    made = back_up(lone)
    kept = files(lone.home)
    registered(lone, 2)
    put_back(lone.home, kept)
    assert named(lone)[0] == ["went back"]
    restore(lone, made)
    assert named(lone)[0] == ["went back"]


def test_a_crash_between_commit_and_witness_is_no_alarm(lone):  # noqa: F811
    path = lone.home.folder / FILE
    before = path.read_bytes()
    registered(lone, 2)
    path.write_bytes(before)
    assert named(lone) == ([], [], [])
    path.write_bytes(path.read_bytes() + b'{"end":{"count"')  # cut in the middle of a line
    assert named(lone) == ([], [], [])
    kept = files(lone.home)
    registered(lone)
    put_back(lone.home, kept)
    assert named(lone)[0] == ["went back"]


@pytest.mark.parametrize("trouble", ["gone", "damaged", "emptied", "a folder"])
def test_a_witness_that_is_gone_or_damaged_is_named_until_the_director_accepts_it(lone, trouble):  # noqa: F811
    made = back_up(lone)
    path = lone.home.folder / FILE
    if trouble == "damaged":
        raw = bytearray(path.read_bytes())
        raw[10] ^= 1
        path.write_bytes(raw)
    elif trouble == "emptied":
        path.write_bytes(b"")
    else:
        path.unlink()
    if trouble == "a folder":
        path.mkdir()
    assert [named(lone)[:2] for _ in range(2)] == [(["end"], ["end"])] * 2
    signed = sign_in(lone, "xu")
    with pytest.raises(NotPermitted):
        accept(signed.office, "not hers")
    leave(signed)
    signed = sign_in(lone)
    with pytest.raises(NoReason):
        accept(signed.office, " ")
    accept(signed.office, "杀毒软件删除了文件")
    with pytest.raises(NothingMissing):
        accept(signed.office, "once more")
    leave(signed)
    assert named(lone) == ([], [], [])
    restore(lone, made)  # never stopped


def test_what_was_accepted_is_on_record_and_named_no_more(lone):  # noqa: F811
    kept = files(lone.home)
    registered(lone, 2)
    put_back(lone.home, kept)
    signed = sign_in(lone)
    accept(signed.office, "新文件已找不到")
    leave(signed)
    assert named(lone) == ([], [], [])
    sql = looked_at(lone).database.execute_sql(
        "SELECT author FROM act WHERE kind = ?", ["audit.end-accepted"]
    )
    assert sql.fetchall() == [("director",)]


def test_every_flipped_bit_of_a_line_is_named_and_stops_nobody(lone):  # noqa: F811
    registered(lone)
    path = lone.home.folder / FILE
    whole = path.read_bytes()
    witness = witness_of(lone.home.folder, lone.home.vault(), lone.keys["director"].root)
    for place in range(0, len(whole) - 1, 7):
        raw = bytearray(whole)
        raw[place] ^= 1 << place % 8
        path.write_bytes(raw)
        told = witness.read()
        assert told.trouble


def test_the_file_stays_short(lone):  # noqa: F811
    registered(lone, MOST_LINES + 5)
    path = lone.home.folder / FILE
    assert path.read_bytes().count(b"\n") > MOST_LINES
    looked_at(lone)
    assert path.read_bytes().count(b"\n") == 1
    assert named(lone) == ([], [], [])


def test_a_home_of_an_earlier_version_gets_its_witness_quietly(lone):  # noqa: F811
    store = looked_at(lone)
    store.database.execute_sql("UPDATE home SET watched = ''")
    store.close()
    (lone.home.folder / FILE).unlink()
    for path in (lone.home.folder.parent).glob("state*/*"):
        path.unlink()
    assert named(lone) == ([], [], [])
    assert (lone.home.folder / FILE).exists()


def test_changing_all_keys_is_no_alarm(lone):  # noqa: F811
    signed = accounts.let_go(sign_in(lone), "zhou")
    register(signed.office)
    leave(signed)
    assert named(lone) == ([], [], [])
