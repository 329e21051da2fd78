"""Signing in: wrong passwords wait, a turned-back clock does not help, all of it is on record."""

import json
import os
from contextlib import suppress
from datetime import timedelta
from random import Random

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit

from desk.actions.change_settings import ChangeSettings
from desk.base import clock
from desk.base.clock import OFFICE_ZONE, SetClock
from desk.cli import context
from desk.cli.__main__ import main
from desk.home.alarms import alarms
from desk.home.opening import KEY_FILE, ClockAhead, StrangeKey
from desk.office import Office
from desk.reads.verify import verify
from desk.rules.people.confirming import PasswordAgain
from desk.rules.people.rights import NotPermitted, Right
from desk.store.disk.lock import InUse, Lock
from desk.store.keys.attempts import FILE, LockedOut
from desk.store.keys.vault import Vault, WrongPassword
from desk.store.record import journal
from desk.store.tables import CaseRow
from desk.store.troubles import DiskFull, ReadOnly
from tests.builders import register, step, walk
from tests.conftest import NOW, PASSWORD


def fail(branch, login="chen", times=1):
    for _ in range(times):
        with pytest.raises(WrongPassword):
            branch.home.open(login, "not her password", branch.clock)


def sign_in(branch, login="chen"):
    office = branch.home.open(login, PASSWORD, branch.clock)
    office.store.close()
    return office


def log(branch):
    """Return (kind, author, what was told) of the audit log."""
    acts = sorted(journal.acts_of(branch.store, "audit"), key=lambda pair: pair[0].hlc)
    told = [(act.kind, act.author, next(iter(told.values()))) for act, told in acts]
    return told[1:]  # the first is the director's, who made the branch


def test_a_sign_in_is_on_record(branch):
    sign_in(branch)
    assert log(branch) == [("audit.signed-in", "chen", {})]


def test_wrong_passwords_are_on_record_at_the_next_sign_in_of_anybody(branch):
    fail(branch, "chen", 2)
    fail(branch, "my secret pass phrase typed here".replace(" ", ""), 1)
    branch.clock.moment += timedelta(minutes=1)
    sign_in(branch, "li")
    at = NOW.isoformat()
    assert log(branch) == [
        ("audit.sign-in-failed", "li", {"login": "chen", "at": at}),
        ("audit.sign-in-failed", "li", {"login": "chen", "at": at}),
        ("audit.sign-in-failed", "li", {"login": "?", "at": at}),
        ("audit.signed-in", "li", {}),
    ]
    sign_in(branch, "li")
    assert len(log(branch)) == 5
    assert verify(branch.store, branch.desk().reckoning) == []


def test_what_was_typed_as_a_name_is_written_nowhere(branch):
    fail(branch, "geheimeswort")
    assert "geheim" not in (branch.home.folder / FILE).read_text(encoding="utf-8")


def test_after_five_wrong_passwords_even_the_right_one_waits(branch):
    fail(branch, times=5)
    with pytest.raises(LockedOut, match="10:00"):
        sign_in(branch)
    sign_in(branch, "li")
    branch.clock.moment = NOW + timedelta(seconds=31)
    assert sign_in(branch).actor.login == "chen"


def test_every_further_wrong_password_doubles_the_wait(branch):
    fail(branch, times=5)
    branch.clock.moment = NOW + timedelta(seconds=31)
    fail(branch)
    branch.clock.moment += timedelta(seconds=59)
    with pytest.raises(LockedOut):
        sign_in(branch)
    branch.clock.moment += timedelta(seconds=2)
    sign_in(branch)


@pytest.mark.parametrize("days", [-1, -400])
def test_a_clock_that_is_turned_back_shortens_nothing(branch, days):
    fail(branch, times=5)
    branch.clock.moment = NOW + timedelta(days=days)
    with pytest.raises(LockedOut):
        sign_in(branch)
    branch.clock.moment = NOW + timedelta(days=days, seconds=40)
    with pytest.raises(LockedOut):
        sign_in(branch)


def test_a_clock_that_is_turned_back_between_tries_shortens_nothing(branch):
    fail(branch, times=4)
    branch.clock.moment = NOW - timedelta(hours=5)
    fail(branch)
    branch.clock.moment = NOW - timedelta(hours=4)
    with pytest.raises(LockedOut):
        sign_in(branch)


@pytest.mark.parametrize("days", [1 / 24, 1, 190, 365 * 70])
def test_a_lockout_under_a_clock_that_ran_ahead_lasts_the_longest_wait_from_now(branch, days):
    branch.clock.moment = NOW + timedelta(days=days)
    fail(branch, times=5)
    branch.clock.moment = NOW
    with pytest.raises(LockedOut, match="2026-11-20 11:00"):
        sign_in(branch)
    branch.clock.moment = NOW + timedelta(minutes=59)
    with pytest.raises(LockedOut):
        sign_in(branch)
    branch.clock.moment = NOW + timedelta(hours=1, seconds=1)
    assert sign_in(branch).actor.login == "chen"


@pytest.mark.parametrize("seed", range(6))
def test_however_the_clock_jumps_nobody_waits_longer_than_the_longest_wait(branch, seed):
    random = Random(seed)
    for _ in range(20):
        branch.clock.moment = NOW + timedelta(days=random.choice([0, 0, 1, -3, 40, 900, 26_000]))
        with suppress(LockedOut, WrongPassword):
            branch.home.open("chen", "not her password", branch.clock)
    branch.clock.moment = NOW
    with suppress(LockedOut, WrongPassword):
        branch.home.open("chen", "not her password", branch.clock)
    branch.clock.moment = NOW + timedelta(hours=1, seconds=1)
    assert sign_in(branch).actor.login == "chen"


def test_who_is_locked_out_reads_who_can_help_her(branch):
    fail(branch, "chen", 5)
    fail(branch, "director", 5)
    with pytest.raises(LockedOut, match="ask the director"):
        sign_in(branch)
    with pytest.raises(LockedOut, match="recovery code"):
        sign_in(branch, "director")


class Running(SetClock):
    """A clock that nobody set on purpose."""

    is_set = False


@pytest.mark.parametrize(
    ("days", "is_asked"),
    [
        (0, False),
        (3, False),  # from Friday over the weekend to Monday
        (4, True),  # a whole working day without an entry
        (190, True),
        (-1, False),
    ],
)
def test_a_clock_that_is_far_ahead_is_asked_about_before_anything_is_written(
    branch, days, is_asked
):
    running, before = Running(NOW + timedelta(days=days)), log(branch)
    if not is_asked:
        branch.home.sign_in("chen", PASSWORD, running, asks_about_clock=True).close()
        return
    with pytest.raises(ClockAhead, match="2026-11-20"):
        branch.home.sign_in("chen", PASSWORD, running, asks_about_clock=True)
    assert log(branch) == before
    branch.home.sign_in("chen", PASSWORD, running).close()
    assert len(log(branch)) == len(before) + 1
    branch.home.sign_in("chen", PASSWORD, running, asks_about_clock=True).close()


def test_a_home_that_was_moved_here_since_asks_from_then_on(branch):
    key_file = branch.home.folder / KEY_FILE
    moved = (NOW + timedelta(days=20)).replace(tzinfo=OFFICE_ZONE).timestamp()
    os.utime(key_file, (moved, moved))
    soon, later = (Running(NOW + timedelta(days=days)) for days in (20.5, 200))
    with pytest.raises(ClockAhead):
        branch.home.sign_in("chen", PASSWORD, later, asks_about_clock=True)
    branch.home.sign_in("chen", PASSWORD, soon, asks_about_clock=True).close()


@pytest.mark.parametrize("years", [1, 10])
def test_the_command_line_asks_about_a_clock_far_ahead_also_a_script(
    branch, capsys, monkeypatch, years
):
    before, later = log(branch), Running(NOW + timedelta(days=365 * years))
    monkeypatch.setattr(context, "SystemClock", lambda: later)
    for name, value in (("HOME", branch.home.folder), ("USER", "li"), ("PASSWORD", PASSWORD)):
        monkeypatch.setenv(f"COMPLAINT_DESK_{name}", str(value))
    monkeypatch.setenv("COMPLAINT_DESK_LANG", "en")
    for _ in range(2):  # a refused try does not make the next one believed
        assert main(["queue"]) == 1
        assert "--clock-is-right" in capsys.readouterr().err
    assert log(branch) == before
    assert main(["queue", "--clock-is-right"]) == 0
    assert len(log(branch)) == len(before) + 1


def test_the_window_asks_about_a_clock_far_ahead_before_it_writes(desk, branch, qtbot, monkeypatch):
    before, later = log(branch), Running(NOW + timedelta(days=3650))
    monkeypatch.setattr(clock, "SystemClock", lambda: later)
    right = desk.page.findChild(QCheckBox, "clock-is-right")
    assert not right.isVisible()
    type_in(desk, qtbot)
    qtbot.waitUntil(right.isVisible)
    assert "2036" in desk.page.findChild(QLabel, "problem").text()
    assert log(branch) == before
    qtbot.mouseClick(right, Qt.MouseButton.LeftButton, pos=QPoint(8, right.height() // 2))
    assert right.isChecked()
    type_in(desk, qtbot)
    qtbot.waitUntil(lambda: desk.seat is not None)
    assert [kind for kind, *_ in log(branch)[len(before) :]] == ["audit.signed-in"]


def type_in(desk, qtbot):
    desk.page.findChild(QComboBox, "login").setCurrentText("director")
    qtbot.keyClicks(desk.page.findChild(QLineEdit, "password"), PASSWORD)
    qtbot.keyClick(desk.page.findChild(QLineEdit, "password"), Qt.Key.Key_Return)


def test_a_clock_turned_back_makes_nobody_deputy_again(branch):
    lines = ["chen director 2026-11-01 2026-11-19"]
    branch.desk().do(ChangeSettings(values={"deputies": lines}))
    branch.clock.moment = NOW - timedelta(days=1)
    with pytest.raises(NotPermitted):
        branch.desk("chen").need(Right.SIGN)


def test_a_training_home_asks_nothing(branch, monkeypatch):
    monkeypatch.setattr(Vault, "is_training", True)
    branch.home.sign_in(
        "chen", PASSWORD, Running(NOW + timedelta(days=190)), asks_about_clock=True
    ).close()


def test_a_damaged_list_of_tries_locks_nobody_out(branch):
    (branch.home.folder / FILE).write_text('{"seen": 7', encoding="utf-8")
    sign_in(branch)
    (branch.home.folder / FILE).write_text(json.dumps({"seen": ""}), encoding="utf-8")
    sign_in(branch)


@pytest.mark.parametrize(
    "told",
    [
        [],
        {"seen": "", "tries": [], "failed": []},
        {"seen": "soon", "tries": {}, "failed": []},
        {"seen": "", "tries": {"chen": 9}, "failed": []},
        {"seen": "", "tries": {"chen": [9, "soon"]}, "failed": []},
        {"seen": "", "tries": {"chen": ["many", "2026-11-20T10:00:00"]}, "failed": []},
        {"seen": "", "tries": {"chen": [9, "2026-11-20T10:00:00+08:00", 1]}, "failed": []},
        {"seen": "", "tries": {"chen": [9, None]}, "failed": [["chen"]]},
    ],
)
def test_a_list_of_tries_that_says_nonsense_counts_as_none(branch, told):
    (branch.home.folder / FILE).write_text(json.dumps(told), encoding="utf-8")
    sign_in(branch)


def test_a_list_of_tries_made_by_hand_locks_out_for_the_longest_wait_at_most(branch):
    told = {"seen": "2899-12-31T23:59:59", "tries": {"chen": [10**5, "2899-12-31T23:59:59"]}}
    (branch.home.folder / FILE).write_text(json.dumps({**told, "failed": []}), encoding="utf-8")
    with pytest.raises(LockedOut, match="2026-11-20 11:00"):
        sign_in(branch)
    branch.clock.moment += timedelta(hours=1, seconds=1)
    assert sign_in(branch).actor.login == "chen"


def test_a_key_that_the_record_does_not_know_is_refused(branch):
    found = branch.home.vault()
    found.add_user("chen", "specialist", PASSWORD, branch.keys["chen"].root)
    found.save()
    with pytest.raises(StrangeKey, match="another signing key"):
        sign_in(branch)


# the password once more


def test_an_approval_wants_the_password_when_it_was_typed_long_ago(branch):
    case_no = register(branch.desk("chen"))
    walk(branch, case_no, "follow-up")
    office = branch.home.open("li", PASSWORD, branch.clock)
    branch.clock.moment += timedelta(minutes=6)
    before = log(branch)
    with pytest.raises(PasswordAgain, match="once more"):
        step(office, case_no, "close")
    assert log(branch) == before
    step(office, case_no, "note", text="这不需要。")
    with pytest.raises(WrongPassword):
        office.confirmation.confirm("not her password", branch.clock.now())
    office.confirmation.confirm(PASSWORD, branch.clock.now())
    step(office, case_no, "close")
    office.store.close()


def test_a_clock_turned_back_does_not_make_the_password_fresh(branch):
    case_no = register(branch.desk("chen"))
    walk(branch, case_no, "follow-up")
    office = branch.home.open("li", PASSWORD, branch.clock)
    branch.clock.moment -= timedelta(days=1)
    with pytest.raises(PasswordAgain):
        step(office, case_no, "close")
    office.store.close()


@pytest.mark.parametrize("trouble", [DiskFull(), ReadOnly(name="home")])
def test_where_nothing_can_be_written_people_sign_in_to_read(branch, monkeypatch, trouble):
    register(branch.desk("chen"))
    branch.store.close()
    branch.unlock()

    def fails(*_args, **_more):
        raise trouble

    monkeypatch.setattr(Office, "audit", fails)  # the first thing that signing in writes
    signed = branch.home.sign_in("chen", PASSWORD, branch.clock)
    assert signed.office.store.value(CaseRow.select(CaseRow.case_no)).startswith("TS-")
    assert any(alarm.kind == "unwritten" for alarm in alarms(signed.office))
    with pytest.raises(type(trouble)):
        register(signed.office)
    with pytest.raises(InUse):  # it is read by one program alone
        Lock(branch.home.folder).share()
    signed.close()
    monkeypatch.undo()
    branch.home.sign_in("chen", PASSWORD, branch.clock).close()
