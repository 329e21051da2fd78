"""A restore over newer work takes two people; what it replaced is kept, listed, put back."""

import json
from datetime import timedelta

import pytest
from PySide6.QtWidgets import QLabel, QPushButton

from desk.actions.change_settings import ChangeSettings
from desk.cli.__main__ import main
from desk.home import restore as keeping
from desk.home.alarms import alarms
from desk.home.restore import WantsSecond, backup_files
from desk.office import FrozenHome
from desk.rules.people.rights import NotPermitted
from desk.store.disk import backup, restoring
from tests.builders import register
from tests.conftest import PASSWORD
from tests.flows.test_backup import back_up, leave, lone, numbers, restore, sign_in  # noqa: F401
from tests.flows.test_record_end import put_back
from ui.widgets.navigation import PageId

pytestmark = pytest.mark.usefixtures("in_a_file")


@pytest.fixture
def gone(lone):  # noqa: F811
    """A home that ``xu``, the administrator, put back over two newer cases."""
    made = back_up(lone)
    signed = sign_in(lone)
    lone.later = [register(signed.office) for _ in range(2)]
    leave(signed)
    lone.clock.moment += timedelta(minutes=1)
    restore(lone, made, "xu")
    return lone


def confirm(branch, login):
    signed = sign_in(branch, login)
    try:
        keeping.confirm(signed)
    finally:
        leave(signed)


def bar(branch, login="director"):
    signed = sign_in(branch, login)
    found = {one.kind: str(one) for one in alarms(signed.office)}
    leave(signed)
    return found


def test_the_administrator_alone_destroys_nothing(gone):
    with pytest.raises(WantsSecond):
        confirm(gone, "xu")
    for login in ("li", "chen", "he"):  # others come after the director, who is there
        with pytest.raises((WantsSecond, NotPermitted)):
            confirm(gone, login)
    signed = sign_in(gone, "xu")
    with pytest.raises(FrozenHome):
        signed.office.do(ChangeSettings(values={"idle_minutes": 5}))
    keeping.undo(signed)
    assert set(gone.later) <= set(numbers(gone))


def test_the_director_confirms_is_told_and_can_put_it_back(gone):
    confirm(gone, "director")
    assert numbers(gone) == [gone.case_no]
    told = bar(gone)["replaced"]
    assert "2 newer entries" in told
    assert "2026-12-20" in told
    assert "replaced" not in bar(gone, "chen")
    kept = [one for one in backup_files(gone.home.folder) if one.path.parent.name == "replaced"]
    assert len(kept) == 1
    gone.clock.moment += timedelta(minutes=1)
    restore(gone, backup.backup_at(kept[0].path))
    confirm(gone, "director")  # nothing but lines of the audit log is left behind
    assert set(gone.later) <= set(numbers(gone))


def test_what_the_director_restores_another_confirms(lone):  # noqa: F811
    made = back_up(lone)
    signed = sign_in(lone)
    register(signed.office)
    leave(signed)
    restore(lone, made)
    for login in ("director", "chen", "li"):
        with pytest.raises(WantsSecond, match="recovery code"):
            confirm(lone, login)
    confirm(lone, "xu")
    assert numbers(lone) == [lone.case_no]


def test_where_only_specialists_work_beside_the_director_one_of_them_confirms(lone):  # noqa: F811
    made = back_up(lone)
    signed = sign_in(lone)
    register(signed.office)
    leave(signed)
    vault, root = lone.home.vault(), lone.keys["director"].root
    for login in ("li", "xu", "he"):
        vault.remove_user(login, root)
    vault.save()
    restore(lone, made)
    with pytest.raises(WantsSecond):
        confirm(lone, "director")
    confirm(lone, "chen")
    assert numbers(lone) == [lone.case_no]


def test_a_restore_that_leaves_nothing_behind_is_confirmed_by_whoever_restored(lone):  # noqa: F811
    restore(lone, back_up(lone), "xu")
    confirm(lone, "xu")
    assert numbers(lone) == [lone.case_no]


def test_a_note_written_by_hand_makes_nobody_her_own_second(gone):
    note = gone.home.folder / restoring.NOTE
    told = json.loads(note.read_text(encoding="utf-8"))
    note.write_text(json.dumps({**told, "by": "director"}), encoding="utf-8")
    with pytest.raises(WantsSecond):
        confirm(gone, "xu")


def test_a_deleted_note_makes_a_restored_home_no_more_than_readable(gone):
    (gone.home.folder / restoring.NOTE).unlink()
    signed = sign_in(gone, "li")
    with pytest.raises(FrozenHome):
        register(signed.office)
    leave(signed)
    with pytest.raises(WantsSecond):
        confirm(gone, "xu")
    confirm(gone, "director")
    assert numbers(gone) == [gone.case_no]


def test_the_command_line_says_who_confirms(gone, capsys, monkeypatch):
    def run(login, *argv):
        monkeypatch.setenv("COMPLAINT_DESK_USER", login)
        return main([*argv, "--clock-is-right"]), capsys.readouterr()

    monkeypatch.setenv("COMPLAINT_DESK_HOME", str(gone.home.folder))
    monkeypatch.setenv("COMPLAINT_DESK_PASSWORD", PASSWORD)
    monkeypatch.setenv("COMPLAINT_DESK_LANG", "en")
    code, said = run("xu", "restore", "--confirm")
    assert code == 1
    assert "2 newer entries" in said.err
    assert "Director" in said.err
    assert run("director", "restore", "--confirm")[0] == 0
    listed = [json.loads(line) for line in run("xu", "backup", "--list")[1].out.splitlines()]
    assert [one.get("replaced", False) for one in listed] == [False, True]


def test_the_window_says_who_confirms_and_who_restored_is_refused(gone, desk, qtbot):
    def entered(login):
        desk.sign_in(lambda: gone.home.sign_in(login, PASSWORD, gone.clock))
        qtbot.waitUntil(lambda: desk.seat is not None)
        desk.seat.pane.show_page(PageId.KEEPING)
        qtbot.waitUntil(lambda: visible("restore-second"))

    def visible(name):
        return desk.seat.pane.findChild(QLabel, name).isVisible()

    def press():
        desk.seat.pane.findChild(QPushButton, "confirm-restore").click()

    entered("xu")
    assert "Director" in desk.seat.pane.findChild(QLabel, "restore-second").text()
    with qtbot.waitSignal(desk.seat.hub.refused) as said:
        press()
    assert "two people" in said.args[0]
    desk.sign_out()
    entered("director")
    with qtbot.waitSignal(desk.seat.hub.told):
        press()
    assert not desk.seat.reader.office.frozen_since


def test_where_nobody_else_can_sign_in_she_restores_alone_and_it_is_told(lone):  # noqa: F811
    made = back_up(lone)
    signed = sign_in(lone)
    register(signed.office)
    leave(signed)
    vault, root = lone.home.vault(), lone.keys["director"].root
    for login in vault.logins:
        if login != "director":
            vault.remove_user(login, root)
    vault.save()
    restore(lone, made)
    confirm(lone, "director")
    assert numbers(lone) == [lone.case_no]
    assert "1 newer entries" in bar(lone)["replaced"]


def test_a_destroyed_database_is_replaced_by_two_and_kept_as_it_is(lone):  # noqa: F811
    made = back_up(lone)
    signed = sign_in(lone)
    register(signed.office)
    leave(signed)
    put_back(lone.home, {"desk.db": b"nothing at all" * 500})
    restore(lone, made, "xu")
    with pytest.raises(WantsSecond):
        confirm(lone, "xu")
    confirm(lone, "director")
    (kept,) = (lone.home.folder / backup.REPLACED).glob("*.db")
    assert kept.read_bytes() == b"nothing at all" * 500


def test_what_was_replaced_goes_on_the_day_that_the_director_set(gone):
    confirm(gone, "director")
    signed = sign_in(gone)
    signed.office.do(ChangeSettings(values={"replaced_days": 60}))
    folder = gone.home.folder / backup.REPLACED
    for days, is_there in ((40, True), (19, True), (2, False)):
        gone.clock.moment += timedelta(days=days)
        signed.back_up("test")
        assert bool(backup.backups(folder)) is is_there
    assert list(folder.glob("*.*")) == []
    leave(signed)
