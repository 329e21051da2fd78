"""Backups are whole when they count; the home, or one case, comes back from any of them."""

import shutil
from contextlib import suppress
from datetime import timedelta

import pytest

from desk.actions.bring_back import NewerThanHere, NothingToBringBack
from desk.actions.change_settings import ChangeSettings
from desk.actions.handlers import CODES
from desk.actions.import_ledger import ImportLedger
from desk.actions.issue_letter import IssueLetter
from desk.actions.manage_people import ChangePerson
from desk.base.resources import read_toml
from desk.home import accounts
from desk.home import restore as keeping
from desk.home.doctor import check_up, key_findings
from desk.home.opening import DATABASE, KEY_FILE
from desk.office import FrozenHome
from desk.reads.verify import verify
from desk.rules.people.rights import NotPermitted
from desk.store.disk import backup, restoring
from desk.store.disk.backup import FOLDER, BackupFailed, NoBackup, backups
from desk.store.disk.lock import InUse
from tests.builders import register, step, walk
from tests.conftest import PASSWORD

OTHER = "quite another long one"


@pytest.fixture
def lone(branch):
    branch.case_no = register(branch.desk("chen"))
    walk(branch, branch.case_no, "investigate")
    branch.store.close()
    branch.unlock()
    return branch


def sign_in(branch, login="director", password=PASSWORD):
    return branch.home.sign_in(login, password, branch.clock)


def leave(signed):
    signed.office.store.close()
    signed.office.lock.close()


def back_up(branch):
    signed = sign_in(branch)
    made = signed.back_up("test")
    leave(signed)
    branch.clock.moment += timedelta(minutes=1)
    return made


def restore(branch, made, login="director", password=PASSWORD):
    return keeping.restore(branch.home, made.path, (login, password), branch.clock)


def confirmed(branch):
    """Let the administrator confirm what the director restored over newer work; sign her in."""
    second = sign_in(branch, "xu")
    keeping.confirm(second)
    leave(second)
    return sign_in(branch)


def numbers(branch, login="director"):
    signed = sign_in(branch, login)
    rows = signed.office.store.database.execute_sql('SELECT case_no FROM "case"').fetchall()
    found = verify(signed.office.store, signed.office.reckoning)
    leave(signed)
    assert found == []
    return [case_no for (case_no,) in rows]


def test_a_backup_is_named_by_generation_moment_and_head(lone):
    made = back_up(lone)
    assert made.path.name.startswith("1-20261120T100000-")
    assert made.keys.read_bytes() == (lone.home.folder / KEY_FILE).read_bytes()
    assert backups(lone.home.folder / FOLDER) == [made]
    assert sorted(path.suffix for path in made.path.parent.iterdir()) == [".db", ".json"]


def test_a_backup_is_encrypted(lone):
    raw = back_up(lone).path.read_bytes()
    assert not raw.startswith(b"SQLite format 3")
    assert "年费".encode() not in raw


def test_making_one_is_on_record(lone):
    made = back_up(lone)
    signed = sign_in(lone)
    kinds = signed.office.store.database.execute_sql("SELECT kind FROM act").fetchall()
    leave(signed)
    assert [kind for (kind,) in kinds].count("audit.backed-up") == 1
    assert made.generation == 1


def test_a_backup_that_cannot_be_read_back_does_not_count(lone, monkeypatch):
    real = backup.copy_to

    def torn(store, path, key):
        real(store, path, key)
        with path.open("rb+") as file:
            file.seek(5000)
            file.write(b"torn")

    monkeypatch.setattr(backup, "copy_to", torn)
    signed = sign_in(lone)
    with pytest.raises(BackupFailed, match="does not count"):
        signed.back_up("test")
    leave(signed)
    assert backups(lone.home.folder / FOLDER) == []
    assert list((lone.home.folder / FOLDER).iterdir()) == []


def test_the_whole_home_comes_back(lone):
    made = back_up(lone)
    signed = sign_in(lone)
    later = register(signed.office)
    leave(signed)
    restore(lone, made)
    assert numbers(lone) == [lone.case_no]
    assert later not in numbers(lone)


def test_a_restored_home_can_only_be_read_until_it_is_confirmed(lone):
    restore(lone, back_up(lone))
    signed = sign_in(lone)
    with pytest.raises(FrozenHome, match="restored on 2026-11-20"):
        step(signed.office, lone.case_no, "note", text="还不行。")
    keeping.confirm(signed)
    step(signed.office, lone.case_no, "note", text="现在行了。")
    with pytest.raises(restoring.NotRestored):
        keeping.confirm(signed)
    leave(signed)
    assert numbers(lone) == [lone.case_no]
    assert not (lone.home.folder / restoring.PREVIOUS).exists()


def test_a_restored_home_has_a_new_epoch_and_says_who_restored_it(lone):
    made = back_up(lone)
    restore(lone, made)
    signed = sign_in(lone)
    sql = signed.office.store.database.execute_sql
    epochs = sql("SELECT DISTINCT epoch FROM act ORDER BY id").fetchall()
    first = sql("SELECT author, seq FROM act WHERE kind = 'audit.restored'").fetchall()
    leave(signed)
    assert len(epochs) >= 2  # opening a copy begins one too
    assert first == [("director", 1)]


def test_a_restored_home_can_be_taken_back(lone):
    made = back_up(lone)
    signed = sign_in(lone)
    later = register(signed.office)
    leave(signed)
    restore(lone, made)
    signed = sign_in(lone)
    keeping.undo(signed)
    assert numbers(lone) == [lone.case_no, later]


def test_no_number_is_given_twice_after_a_restore(lone):
    made = back_up(lone)
    signed = sign_in(lone)
    later = register(signed.office)
    leave(signed)
    restore(lone, made)
    signed = confirmed(lone)
    assert register(signed.office) > later
    leave(signed)


def test_where_nobody_knows_what_was_given_numbers_leave_a_gap(lone):
    made = back_up(lone)
    (lone.home.folder / DATABASE).write_bytes(b"\0" * 8192)
    restore(lone, made)
    signed = confirmed(lone)
    assert register(signed.office).endswith("A1002")
    command = IssueLetter(case_no=lone.case_no, form="F02", content=[])
    number = signed.office.do(command).result  # none stands in the backup
    assert "1001" in number
    leave(signed)


@pytest.mark.parametrize("name", [DATABASE, KEY_FILE])
@pytest.mark.parametrize("damage", ["gone", "cut", "nonsense"])
def test_a_home_that_lost_a_file_comes_back(lone, name, damage):
    made = back_up(lone)
    path = lone.home.folder / name
    whole = path.read_bytes()
    for part in ("-wal", "-shm"):
        path.with_name(path.name + part).unlink(missing_ok=True)
    if damage == "gone":
        path.unlink()
    else:
        path.write_bytes(whole[: len(whole) // 2] if damage == "cut" else b"nonsense" * 999)
    restore(lone, made)
    assert numbers(lone, "li") == [lone.case_no]


def test_an_old_log_never_meets_the_restored_database(lone):
    made = back_up(lone)
    signed = sign_in(lone)
    register(signed.office)
    wal = lone.home.folder / f"{DATABASE}-wal"
    log = wal.read_bytes()
    leave(signed)
    wal.write_bytes(log)
    restore(lone, made)
    assert numbers(lone) == [lone.case_no]


def test_a_backup_of_before_the_keys_were_changed_comes_back_with_today_s_accounts(lone):
    made = back_up(lone)
    signed = sign_in(lone)
    waits = accounts.reset_password(signed, "li", OTHER)
    leave(signed)
    second = sign_in(lone, "xu")
    accounts.confirm(second, waits.id)
    leave(second)
    signed = sign_in(lone)
    accounts.carry_out(signed, waits.id)
    leave(accounts.let_go(signed, "chen"))
    restore(lone, made)
    assert numbers(lone) == [lone.case_no]
    signed = sign_in(lone, "li", OTHER)
    assert not signed.office.people["chen"].active
    leave(signed)


@pytest.mark.parametrize("login", ["chen", "li", "he"])
def test_who_may_not_back_up_may_not_restore(lone, login):
    made = back_up(lone)
    before = (lone.home.folder / DATABASE).read_bytes()
    with pytest.raises(NotPermitted):
        restore(lone, made, login)
    assert (lone.home.folder / DATABASE).read_bytes() == before


def test_a_damaged_backup_is_refused_and_nothing_changes(lone):
    made = back_up(lone)
    raw = bytearray(made.path.read_bytes())
    raw[len(raw) // 2] ^= 1
    made.path.write_bytes(raw)
    with pytest.raises(NoBackup, match="Nothing was changed"):
        restore(lone, made)
    assert numbers(lone) == [lone.case_no]


def test_a_backup_under_another_name_or_of_another_home_is_refused(lone, tmp_path):
    made = back_up(lone)
    other = tmp_path / made.path.name.replace(made.head, "00000000")
    shutil.copy(made.path, other)
    with pytest.raises(NoBackup):
        keeping.restore(lone.home, other, ("director", PASSWORD), lone.clock)
    with pytest.raises(NoBackup):
        keeping.restore(lone.home, tmp_path / "x.db", ("director", PASSWORD), lone.clock)


def test_nothing_is_restored_while_another_has_the_home_open(lone):
    made = back_up(lone)
    signed = sign_in(lone, "li")
    with pytest.raises(InUse):
        restore(lone, made)
    leave(signed)


@pytest.mark.parametrize("step_no", range(6))
def test_a_swap_that_was_killed_is_finished(lone, step_no, monkeypatch):
    made = back_up(lone)
    signed = sign_in(lone)
    register(signed.office)
    leave(signed)
    steps = iter(range(100))
    real = restoring.Path.replace

    def dies(path, target):
        if path.parent == lone.home.folder and next(steps) == step_no:
            raise KeyboardInterrupt
        return real(path, target)

    with monkeypatch.context() as patched:
        patched.setattr(restoring.Path, "replace", dies)
        with suppress(KeyboardInterrupt):
            restore(lone, made)
    assert len(numbers(lone)) in ((1, 2) if step_no < 1 else (1,))


# one case


def test_one_case_comes_back_as_it_was_and_what_was_added_since_stays(lone):
    made = back_up(lone)
    signed = sign_in(lone)
    step(signed.office, lone.case_no, "amend", facts="被改掉的内容。", grade="A")
    step(signed.office, lone.case_no, "note", text="后来加的。")
    keeping.bring_back(signed, made.path, lone.case_no)
    sql = signed.office.store.database.execute_sql
    (facts, entries) = sql('SELECT facts, entries FROM "case"').fetchone()
    assert "年费" in facts
    assert "后来加的。" in entries
    with pytest.raises(NothingToBringBack):
        keeping.bring_back(signed, made.path, lone.case_no)
    leave(signed)
    assert numbers(lone) == [lone.case_no]


def test_a_case_is_not_brought_back_to_somebody_who_has_left(lone):
    made = back_up(lone)
    signed = sign_in(lone)
    step(signed.office, lone.case_no, "amend", facts="被改掉的内容。")
    step(signed.office, lone.case_no, "assign", handler="li")
    signed.office.do(ChangePerson(login="chen", facts={"active": False}))
    keeping.bring_back(signed, made.path, lone.case_no)
    sql = signed.office.store.database.execute_sql
    (facts, handler) = sql('SELECT facts, handler FROM "case"').fetchone()
    assert "年费" in facts
    assert handler == "li"
    leave(signed)


def test_a_closed_case_is_brought_back_with_its_handler_of_then(lone):
    signed = sign_in(lone)
    step(signed.office, lone.case_no, "withdraw", remarks="客户撤回。")
    leave(signed)
    made = back_up(lone)
    signed = sign_in(lone)
    step(signed.office, lone.case_no, "reopen", reason="新证据。")
    step(signed.office, lone.case_no, "assign", handler="li")
    signed.office.do(ChangePerson(login="chen", facts={"active": False}))
    keeping.bring_back(signed, made.path, lone.case_no)
    sql = signed.office.store.database.execute_sql
    assert sql('SELECT state, handler FROM "case"').fetchone() == ("closed", "chen")
    leave(signed)


def test_what_no_act_here_has_said_is_not_brought_back_alone(lone):
    early = back_up(lone)
    signed = sign_in(lone)
    step(signed.office, lone.case_no, "amend", grade="A")
    leave(signed)
    late = back_up(lone)
    restore(lone, early)
    signed = confirmed(lone)
    with pytest.raises(NewerThanHere, match="Restore the whole backup"):
        keeping.bring_back(signed, late.path, lone.case_no)
    leave(signed)


def test_a_case_that_somebody_took_out_by_hand_comes_back(lone):
    made = back_up(lone)
    signed = sign_in(lone)
    sql = signed.office.store.database.execute_sql
    for table in ("payload WHERE act_id IN (SELECT id FROM act WHERE", "act WHERE"):
        close = ")" if "payload" in table else ""
        sql(f'DELETE FROM {table} subject = (SELECT uuid FROM "case"){close}')
    sql('DELETE FROM "case"')
    sql("DELETE FROM clock")
    keeping.bring_back(signed, made.path, lone.case_no)
    assert sql('SELECT case_no FROM "case"').fetchall() == [(lone.case_no,)]
    leave(signed)


def test_a_case_that_the_backup_does_not_have_is_named(lone):
    made = back_up(lone)
    signed = sign_in(lone)
    with pytest.raises(keeping.NoCase):
        keeping.bring_back(signed, made.path, "TS-0101-20261120-A099")
    leave(signed)


def test_a_specialist_brings_nothing_back(lone):
    made = back_up(lone)
    signed = sign_in(lone, "chen")
    with pytest.raises(NotPermitted):
        keeping.bring_back(signed, made.path, lone.case_no)
    leave(signed)


def test_a_change_of_settings_needs_no_backup_and_a_ledger_does(lone):
    signed = sign_in(lone)
    made = []
    signed.office.backs_up = made.append
    signed.office.do(ChangeSettings(values={"complaint_phone": "010-55550102"}))
    ledger = {"import_id": "one", "file": "a.xlsx", "profile": "default", "rows": ()}
    signed.office.do(ImportLedger(**ledger, is_simulation=True))
    assert made == []
    signed.office.do(ImportLedger(**ledger))
    assert made == ["import-ledger"]
    leave(signed)


@pytest.mark.parametrize(
    ("minutes", "why", "more"),
    [
        (29, "take-packet", 0),
        (31, "take-packet", 1),
        (-1, "take-packet", 1),
        (29, "import-ledger", 1),
        (29, "timer", 1),
    ],
)
def test_a_fresh_backup_serves_for_many_packets_and_for_nothing_else(lone, minutes, why, more):
    signed = sign_in(lone)
    signed.back_up("wished")
    lone.clock.moment += timedelta(minutes=minutes)
    signed.office.backs_up(why)
    assert len(backups(lone.home.folder / FOLDER)) == 1 + more
    leave(signed)


def test_a_backup_of_the_key_before_does_not_serve(lone):
    signed = sign_in(lone)
    before = signed.back_up("wished").generation
    signed = accounts.rotate(signed)
    lone.clock.moment += timedelta(minutes=1)
    signed.back_up_before("take-packet")
    newest = backups(lone.home.folder / FOLDER)[0]
    assert newest.generation == signed.home.vault().generation > before
    leave(signed)


def test_a_restored_home_knows_the_code_that_was_printed_since(lone):
    made = back_up(lone)
    signed = sign_in(lone)
    code = accounts.new_recovery_code(signed)
    leave(signed)
    restore(lone, made)
    accounts.recover(lone.home, code, "director", OTHER, lone.clock)
    signed = sign_in(lone, "director", OTHER)
    assert key_findings(signed) == []
    assert verify(signed.office.store, signed.office.reckoning) == []
    leave(signed)


def test_two_backups_at_once_do_not_touch_each_other(lone, monkeypatch):
    one, other = sign_in(lone), sign_in(lone, "xu")
    real = backup.copy_to

    def meanwhile(store, path, key):
        with pytest.raises(backup.BackupGoing, match="at this moment"):
            other.back_up("test")
        real(store, path, key)

    monkeypatch.setattr(backup, "copy_to", meanwhile)
    made = one.back_up("test")
    assert backups(lone.home.folder / FOLDER) == [made]
    leave(one)
    leave(other)


def test_an_old_database_put_back_by_hand_is_named_by_the_doctor(lone):
    old = (lone.home.folder / DATABASE).read_bytes()
    signed = sign_in(lone)
    register(signed.office)
    leave(signed)
    back_up(lone)
    for part in ("-wal", "-shm"):
        (lone.home.folder / f"{DATABASE}{part}").unlink(missing_ok=True)
    (lone.home.folder / DATABASE).write_bytes(old)
    signed = sign_in(lone)
    assert verify(signed.office.store, signed.office.reckoning) == []  # by itself it is whole
    (found,) = [f for one in check_up(signed) for f in one.findings]
    assert found.what == "went back"
    leave(signed)


def test_a_restored_home_did_not_go_back_behind_anybody_s_back(lone):
    made = back_up(lone)
    signed = sign_in(lone)
    register(signed.office)
    leave(signed)
    back_up(lone)
    restore(lone, made)
    signed = confirmed(lone)
    assert [f for one in check_up(signed) for f in one.findings] == []
    leave(signed)


def test_every_command_that_wants_a_backup_before_it_is_one():
    backup = read_toml("backup.toml")
    assert {*backup["before"], *backup["fresh_minutes"]} <= set(CODES.values())
