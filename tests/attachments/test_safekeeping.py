"""Attachments through everything that happens to a home: copies, restores, keys, erasure, kills."""

import json
import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from desk.actions.attach_file import WithdrawAttachment
from desk.actions.hold_and_erase import ListForErasure
from desk.attachments import attaching
from desk.home import accounts, restore
from desk.home.doctor import check_up, drill
from desk.home.erasure import erase
from desk.office import Office
from desk.reads.case_file import read_case
from desk.reads.stored_files import file_findings
from desk.reads.verify import verify
from desk.rules.case.erasure import Way
from desk.store.disk import attachment_store, backup, file_copies
from desk.store.disk.backup import FOLDER, backups
from desk.store.disk.staging import FOLDER as FILES
from desk.store.keys import vault
from desk.store.tables import ContentRow
from reports.subject_copy import print_subject
from tests.attachments.papers import picture, put, recording
from tests.builders import register, walk
from tests.conftest import PASSWORD


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(vault, "FLOOR", vault.LEAST)


@pytest.fixture
def lone(branch, tmp_path):
    """A branch nobody has open; one case with a small and a large attachment."""
    office = branch.desk("chen")
    branch.case_no = register(office)
    branch.large, branch.small = recording(), picture()
    told = [
        attaching.attach(office, branch.case_no, put(tmp_path, name, content)).result
        for name, content in (("录音.mp3", branch.large), ("票据.jpg", branch.small))
    ]
    branch.digests = [one["hash"] for one in told]
    branch.store.close()
    branch.unlock()
    return branch


def sign_in(branch, login="director"):
    return branch.home.sign_in(login, PASSWORD, branch.clock)


class At:
    """Somebody at the home, who leaves it at the end."""

    def __init__(self, branch, login="director"):
        self._who = branch, login

    def __enter__(self):
        self._signed = sign_in(*self._who)
        return self._signed

    def __exit__(self, *_):
        self._signed.close()


def read(store, digest):
    return b"".join(attachment_store.pieces(store, digest))


def stored(branch):
    return sorted(path.name for path in (branch.home.folder / FILES).iterdir())


def back_up(branch):
    with At(branch) as signed:
        made = signed.back_up("test")
    branch.clock.moment += timedelta(minutes=1)
    return made


def attach_more(branch, tmp_path, seed):
    with At(branch) as signed:
        path = put(tmp_path, f"{seed}.mp3", recording(seed=seed))
        return attaching.attach(signed.office, branch.case_no, path).result["hash"]


def test_a_backup_takes_each_file_along_once(lone, tmp_path):
    first = back_up(lone)
    copies = first.path.parent / FILES
    assert (
        [path.name for path in copies.iterdir()] == stored(lone) == file_copies.names_of(first.path)
    )
    written = next(copies.iterdir()).stat().st_mtime_ns
    attach_more(lone, tmp_path, 9)
    second = back_up(lone)
    assert len(list(copies.iterdir())) == 2 == len(file_copies.names_of(second.path))
    assert (copies / file_copies.names_of(first.path)[0]).stat().st_mtime_ns == written
    assert file_copies.lacking(first.path) == file_copies.lacking(second.path) == []


def test_thinned_backups_leave_no_copies_behind(lone, monkeypatch):
    back_up(lone)
    monkeypatch.setattr(backup, "kept", lambda *_: set())
    assert len(backup.thin(lone.home.folder / FOLDER, lone.clock.now())) == 1
    assert list((lone.home.folder / FOLDER / FILES).iterdir()) == []
    assert sorted((lone.home.folder / FOLDER).iterdir()) == [lone.home.folder / FOLDER / FILES]


def test_what_got_lost_comes_back_with_a_restore(lone):
    made = back_up(lone)
    (lone.home.folder / FILES / stored(lone)[0]).write_bytes(b"bit rot")
    restore.restore(lone.home, made.path, ("director", PASSWORD), lone.clock)
    with At(lone) as signed:
        assert read(signed.office.store, lone.digests[0]) == lone.large
        assert read(signed.office.store, lone.digests[1]) == lone.small
        assert file_findings(signed.office.store) == []


def test_a_home_that_lies_elsewhere_gets_all_files_from_the_backup(lone, tmp_path):
    with At(lone) as signed:
        made = signed.back_up("stick", tmp_path / "stick")
    for name in stored(lone):
        (lone.home.folder / FILES / name).unlink()
    (lone.home.folder / FILES).rmdir()
    restore.restore(lone.home, made.path, ("director", PASSWORD), lone.clock)
    with At(lone) as signed:
        assert read(signed.office.store, lone.digests[0]) == lone.large


def test_a_restore_keeps_later_files_until_it_is_confirmed(lone, tmp_path):
    made = back_up(lone)
    later = attach_more(lone, tmp_path, 11)
    lone.clock.moment += timedelta(minutes=1)
    restore.restore(lone.home, made.path, ("director", PASSWORD), lone.clock)
    with At(lone):
        assert len(stored(lone)) == 2  # undone, it is wanted again
    with At(lone) as signed:
        restore.undo(signed)
    with At(lone) as signed:
        assert read(signed.office.store, later) == recording(seed=11)
    restore.restore(lone.home, made.path, ("director", PASSWORD), lone.clock)
    with At(lone, "xu") as signed:
        restore.confirm(signed)
        assert len(stored(lone)) == 1
        assert file_findings(signed.office.store) == []


def test_one_case_comes_back_with_its_files(lone):
    made = back_up(lone)
    with At(lone) as signed:
        store = signed.office.store
        store.run(ContentRow.delete())
        attachment_store.sweep(store)
        (entry,) = [
            entry
            for entry in read_case(store, signed.office.reckoning, lone.case_no).facts[
                "attachments"
            ]
            if entry["hash"] == lone.digests[0]
        ]
        signed.office.do(
            WithdrawAttachment(case_no=lone.case_no, wanted=entry["id"], reason="附错案件")
        )
        restore.bring_back(signed, made.path, lone.case_no)
        assert read(store, lone.digests[0]) == lone.large
        assert read(store, lone.digests[1]) == lone.small
        assert verify(store, signed.office.reckoning) == []


def test_doctor_and_verify_name_missing_damaged_and_orphan(lone):
    with At(lone) as signed:
        store, folder = signed.office.store, lone.home.folder / FILES
        assert file_findings(store) == []
        (name,) = stored(lone)
        whole = (folder / name).read_bytes()
        spoilt = bytearray(whole)
        spoilt[len(whole) // 2] ^= 1
        (folder / name).write_bytes(spoilt)
        (found,) = file_findings(store)
        assert (found.what, lone.case_no in found.where) == ("damaged", True)
        assert file_findings(store, is_quick=True) == []
        (folder / name).write_bytes(whole[:-1])
        assert [one.what for one in file_findings(store, is_quick=True)] == ["damaged"]
        (folder / name).unlink()
        (found,) = file_findings(store, is_quick=True)
        assert (found.what, lone.digests[0][:12] in found.where) == ("missing", True)
        put(folder, "ab" * 32, b"who knows me?")
        checked = {one.name: [f.what for f in one.findings] for one in check_up(signed)}
        assert checked["attachments"] == ["missing", "orphan"]
        store.run(ContentRow.delete().where(ContentRow.hash == lone.digests[1]))
        assert [one.what for one in file_findings(store)] == ["missing", "missing", "orphan"]


def test_the_drill_reads_the_files_of_the_backup_too(lone, tmp_path):
    made = back_up(lone)
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    with At(lone) as signed:
        assert drill(signed, tmp_path / "one").findings == []
        (made.path.parent / FILES / stored(lone)[0]).unlink()
        assert [one.what for one in drill(signed, tmp_path / "two").findings] == ["missing"]
        checked = {one.name: one.findings for one in check_up(signed, is_quick=False)}
        assert [one.what for one in checked["backups"]] == ["backup files"]
        assert checked["backups"][0].where == f"{made.path.name}: 1"


def test_a_change_of_keys_wraps_the_keys_of_files_anew(lone):
    made, before = back_up(lone), stored(lone)
    with At(lone) as signed:
        rotated = accounts.let_go(signed, "zhou")
        assert rotated.home.vault().generation == 2
        assert read(rotated.office.store, lone.digests[0]) == lone.large
    assert stored(lone) == before
    with At(lone) as signed:
        assert read(signed.office.store, lone.digests[0]) == lone.large
        assert file_findings(signed.office.store) == []
    lone.clock.moment += timedelta(minutes=1)
    restore.restore(lone.home, made.path, ("director", PASSWORD), lone.clock)
    with At(lone) as signed:
        assert read(signed.office.store, lone.digests[0]) == lone.large


def listed(branch, case_no):
    branch.clock.moment = branch.clock.moment.replace(year=2035)
    with At(branch, "li") as signed:
        signed.office.do(ListForErasure(case_no=case_no, way=Way.ERASE))


def archive(branch, case_no):
    with At(branch) as signed:
        keys, home = branch.keys, signed.office

        class Desks:
            def desk(self, login):
                return Office(home.store, login, keys[login].signing, branch.clock)

        walk(Desks(), case_no)


def test_an_erased_case_leaves_nothing_of_its_files(lone, tmp_path):
    archive(lone, lone.case_no)
    with At(lone, "chen") as signed:
        other = register(signed.office)
        attaching.attach(signed.office, other, put(tmp_path, "same.jpg", lone.small))
    listed(lone, lone.case_no)
    with At(lone) as signed:
        erase(signed, [lone.case_no])
        store = signed.office.store
        assert stored(lone) == []
        with pytest.raises(attachment_store.ContentNotHere):
            read(store, lone.digests[0])
        assert read(store, lone.digests[1]) == lone.small  # another case has it too
        assert verify(store, signed.office.reckoning) == []
        assert file_findings(store) == []


ATTACHES = """
import os, signal, sys
from pathlib import Path
from desk.attachments import attaching
from desk.base.clock import SystemClock
from desk.home.opening import Home
from desk.store.keys import vault

vault.FLOOR = vault.LEAST
home, password, case_no, paper, where = Path(sys.argv[1]), *sys.argv[2:]

def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

signed = Home(home).sign_in("director", password, SystemClock())
if where == "part":
    import desk.store.disk.staging as staging
    staging.read_sealed = die
elif where == "named":
    import desk.actions.work as work
    work.Work.settle = die
attaching.attach(signed.office, case_no, Path(paper))
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")
@pytest.mark.parametrize("where", ["part", "named", "done"])
def test_a_kill_leaves_all_or_nothing(lone, tmp_path, where):
    path = put(tmp_path, "new.mp3", recording(seed=21))
    command = [
        sys.executable,
        "-c",
        ATTACHES,
        lone.home.folder,
        PASSWORD,
        lone.case_no,
        path,
        where,
    ]
    done = subprocess.run([str(part) for part in command], check=False, capture_output=True)
    assert done.returncode == -signal.SIGKILL, done.stderr
    left = len(stored(lone))
    assert left == 2
    with At(lone) as signed:
        store = signed.office.store
        count = len(attachment_store.contents(store))
        assert (len(stored(lone)), count) == ((2, 3) if where == "done" else (1, 2))
        assert verify(store, signed.office.reckoning) == []
        assert file_findings(store) == []


def test_what_another_window_is_taking_in_is_left_alone(lone):
    with At(lone):
        put(lone.home.folder / FILES, "aa.part", b"being written")
        with At(lone, "chen"):
            assert "aa.part" in stored(lone)
    with At(lone):
        assert "aa.part" not in stored(lone)


def test_backups_before_there_were_attachments_still_count(branch):
    assert file_copies.wanted(branch.store) == []
    branch.store.database.execute_sql("DROP TABLE content")
    assert file_copies.wanted(branch.store) == []
    assert backups(branch.home.folder / FOLDER) == []


def test_a_person_s_export_names_her_attachments(lone, tmp_path):
    with At(lone) as signed:
        wanted = {"name": "张三", "phone": "13800005678", "id_no": ""}
        told = print_subject(signed.office, wanted, "本人申请查阅", tmp_path / "out")
    (path,) = [one for one in told["files"] if one.endswith(".json")]
    (case,) = json.loads(Path(path).read_text(encoding="utf-8"))
    assert [one["hash"] for one in case["facts"]["attachments"]] == lone.digests
