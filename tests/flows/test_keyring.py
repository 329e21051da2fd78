"""Passwords change, people go, keys change; what was written stays readable and good."""

import shutil
import subprocess
import sys

import pytest

from desk.actions.manage_people import ChangePerson, LastDirector
from desk.home import accounts
from desk.home.opening import DATABASE, KEY_FILE
from desk.reads.verify import verify
from desk.rules.people.passwords import CommonPassword
from desk.rules.people.rights import NotPermitted, RankTooLow, Role
from desk.store.db import open_file
from desk.store.disk.lock import HOME_LOCK, InUse, Lock
from desk.store.keys import vault
from desk.store.keys.attempts import LockedOut
from desk.store.keys.recovery_code import NotARecoveryCode
from desk.store.keys.vault import WrongPassword
from desk.store.troubles import Damaged
from tests.builders import register, step, walk
from tests.conftest import PASSWORD

OTHER = "quite another long one"


@pytest.fixture
def lone(branch):
    """A branch whose database nobody else has open."""
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


def seconded(branch, waits, second, password=PASSWORD):
    """Let ``second`` confirm what the director proposed, and the director carry it out."""
    signed = sign_in(branch, second, password)
    accounts.confirm(signed, waits.id)
    leave(signed)
    signed = sign_in(branch)
    accounts.carry_out(signed, waits.id)
    leave(signed)


def findings(branch, login="director", password=PASSWORD):
    signed = sign_in(branch, login, password)
    found = verify(signed.office.store, signed.office.reckoning)
    leave(signed)
    return found


def test_a_changed_password_opens_and_the_old_one_does_not(lone):
    signed = sign_in(lone, "chen")
    accounts.change_password(signed, OTHER)
    leave(signed)
    with pytest.raises(WrongPassword):
        sign_in(lone, "chen")
    signed = sign_in(lone, "chen", OTHER)
    step(signed.office, lone.case_no, "note", text="同一把签名钥匙。")
    leave(signed)
    assert findings(lone) == []


def test_a_common_password_is_not_taken(lone):
    signed = sign_in(lone, "chen")
    with pytest.raises(CommonPassword):
        accounts.change_password(signed, "password1234")
    leave(signed)
    leave(sign_in(lone, "chen"))


def test_a_reset_password_opens_and_what_was_signed_before_stays_good(lone):
    signed = sign_in(lone)
    waits = accounts.reset_password(signed, "li", OTHER)
    leave(signed)
    leave(sign_in(lone, "li"))  # nothing holds before a second person confirmed it
    with pytest.raises(WrongPassword):
        sign_in(lone, "li", OTHER)
    seconded(lone, waits, "xu")
    with pytest.raises(WrongPassword):
        sign_in(lone, "li")
    signed = sign_in(lone, "li", OTHER)
    step(signed.office, lone.case_no, "note", text="新钥匙。")
    leave(signed)
    assert findings(lone) == []


def test_a_reset_lets_somebody_in_who_was_locked_out(lone):
    for _ in range(5):
        with pytest.raises(WrongPassword):
            sign_in(lone, "chen", "not her password")
    with pytest.raises(LockedOut):
        sign_in(lone, "chen")
    signed = sign_in(lone)
    waits = accounts.reset_password(signed, "chen", OTHER)
    leave(signed)
    seconded(lone, waits, "li")
    leave(sign_in(lone, "chen", OTHER))


@pytest.mark.parametrize("login", ["director", "li"])
def test_an_administrator_does_not_come_by_a_director_s_or_supervisor_s_account(lone, login):
    signed = sign_in(lone, "xu")
    before = (lone.home.folder / KEY_FILE).read_bytes()
    with pytest.raises(RankTooLow, match="Ask the director"):
        accounts.reset_password(signed, login, OTHER)
    with pytest.raises(RankTooLow):
        accounts.reset_password(signed, "chen", OTHER, Role.DIRECTOR)
    leave(signed)
    assert (lone.home.folder / KEY_FILE).read_bytes() == before


def test_a_specialist_resets_nobody(lone):
    signed = sign_in(lone, "chen")
    with pytest.raises(NotPermitted):
        accounts.reset_password(signed, "zhou", OTHER)
    leave(signed)


def test_another_role_holds_from_then_on(lone):
    signed = sign_in(lone)
    waits = accounts.reset_password(signed, "chen", OTHER, Role.SUPERVISOR)
    leave(signed)
    seconded(lone, waits, "li")
    signed = sign_in(lone, "chen", OTHER)
    step(signed.office, lone.case_no, "assign", handler="zhou")
    leave(signed)
    assert findings(lone) == []
    assert lone.home.vault().roles["chen"] == "supervisor"


def test_the_only_director_stays_one(lone):
    signed = sign_in(lone)
    waits = accounts.reset_password(signed, "li", OTHER, Role.DIRECTOR)
    leave(signed)
    seconded(lone, waits, "xu")
    signed = sign_in(lone, "li", OTHER)
    accounts.let_go(signed, "director")
    with pytest.raises(accounts.NotYourself):
        accounts.let_go(signed, "li")
    leave(signed)
    signed = sign_in(lone, "xu")
    with pytest.raises(RankTooLow):
        accounts.let_go(signed, "li")
    leave(signed)


def test_the_last_director_cannot_be_made_something_else(office):
    with pytest.raises(LastDirector):
        office.do(ChangePerson(login="director", facts={"role": "auditor"}))


# letting go


def test_whoever_was_let_go_opens_nothing_and_everybody_else_does(lone):
    signed = sign_in(lone)
    leave(accounts.let_go(signed, "chen"))
    for login in ("director", "zhou", "li", "he", "xu"):
        leave(sign_in(lone, login))
    with pytest.raises(WrongPassword):
        sign_in(lone, "chen")
    assert findings(lone) == []
    assert lone.home.vault().is_sealed(lone.home.vault().open("li", PASSWORD).root)


def test_an_old_key_file_opens_only_what_is_old(lone, tmp_path):
    old = tmp_path / "old"
    shutil.copytree(lone.home.folder, old)
    leave(accounts.let_go(sign_in(lone), "chen"))
    taken = vault.Vault.read(old / KEY_FILE, lone.home.entropy).open("chen", PASSWORD)
    with pytest.raises(Damaged):
        open_file(lone.home.folder / DATABASE, taken.derive("store"))
    open_file(old / DATABASE, taken.derive("store")).close()


def test_older_roots_are_kept_for_older_backups(lone):
    first = lone.keys["director"].root
    leave(accounts.let_go(sign_in(lone), "chen"))
    leave(accounts.let_go(sign_in(lone), "zhou"))
    found = lone.home.vault()
    roots = found.past_roots(found.open("li", PASSWORD).root)
    assert list(roots) == [1, 2, 3]
    assert roots[1] == first
    assert len(set(roots.values())) == 3


def test_nobody_is_let_go_while_another_has_the_home_open(lone):
    other = sign_in(lone, "li")
    signed = sign_in(lone)
    before = (lone.home.folder / KEY_FILE).read_bytes()
    with pytest.raises(InUse, match="Close it"):
        accounts.let_go(signed, "chen")
    assert (lone.home.folder / KEY_FILE).read_bytes() == before
    assert signed.office.people["chen"].active
    leave(other)
    leave(accounts.let_go(signed, "chen"))


# the printed code


@pytest.fixture
def coded(lone):
    signed = sign_in(lone)
    lone.code = accounts.new_recovery_code(signed)
    leave(signed)
    return lone


def test_the_code_gives_a_director_a_new_password_once(coded):
    made = accounts.recover(coded.home, coded.code, "director", OTHER, coded.clock)
    with pytest.raises(WrongPassword):
        sign_in(coded)
    assert findings(coded, password=OTHER) == []
    with pytest.raises(NotARecoveryCode):
        accounts.recover(coded.home, coded.code, "director", PASSWORD, coded.clock)
    accounts.recover(coded.home, made.code, "director", PASSWORD, coded.clock)
    assert findings(coded) == []


def test_using_the_code_is_on_record_under_its_own_name(coded):
    accounts.recover(coded.home, coded.code, "director", OTHER, coded.clock)
    signed = sign_in(coded, "director", OTHER)
    rows = signed.office.store.database.execute_sql(
        "SELECT kind FROM act WHERE author = 'recovery' ORDER BY id"
    ).fetchall()
    assert [kind for (kind,) in rows] == ["audit.recovered", "person.changed", "office.set"]
    leave(signed)


def test_the_code_helps_directors_only_and_a_refusal_changes_nothing(coded):
    before = (coded.home.folder / KEY_FILE).read_bytes()
    with pytest.raises(accounts.NoDirector):
        accounts.recover(coded.home, coded.code, "chen", OTHER, coded.clock)
    assert (coded.home.folder / KEY_FILE).read_bytes() == before


def test_the_code_still_opens_after_keys_were_changed(coded):
    leave(accounts.let_go(sign_in(coded), "chen"))
    accounts.recover(coded.home, coded.code, "director", OTHER, coded.clock)
    assert findings(coded, password=OTHER) == []


# killed while the keys change

KILLED = """
import os, sys
from pathlib import Path
from desk.home import accounts
from desk.base.clock import SetClock
from desk.home.opening import Home
from desk.store.keys import vault
from datetime import datetime
vault.FLOOR = vault.LEAST
folder, stop = Path(sys.argv[1]), sys.argv[2]
home = Home(folder)
signed = home.sign_in("director", sys.argv[3], SetClock(datetime(2026, 11, 20, 10)))

def dies(*_, **__):
    os._exit(9)

if stop == "begun":
    accounts.rekey = dies
elif stop == "rekeyed":
    real = accounts.rekey
    accounts.rekey = lambda *given: (real(*given), dies())
elif stop == "finished":
    type(signed.office).audit = dies
accounts.let_go(signed, "chen")
"""


@pytest.mark.parametrize("stop", ["begun", "rekeyed", "finished"])
def test_keys_that_were_changing_when_the_process_died_are_changed_at_the_next_sign_in(lone, stop):
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(lone.home.folder), stop, PASSWORD], check=False
    )
    assert done.returncode == 9
    assert findings(lone, "li") == []
    assert findings(lone) == []
    assert lone.home.vault().generation == 2
    with pytest.raises(WrongPassword):
        sign_in(lone, "chen")
    with pytest.raises(Damaged):
        open_file(lone.home.folder / DATABASE, lone.keys["chen"].derive("store"))


def test_a_lock_is_shared_until_somebody_is_alone(tmp_path):
    one, other, third = (Lock(tmp_path, HOME_LOCK) for _ in range(3))
    one.share()
    other.share()
    with pytest.raises(InUse):
        one.alone()
    other.close()
    one.alone()
    with pytest.raises(InUse):
        third.share()
    one.share()
    third.share()
