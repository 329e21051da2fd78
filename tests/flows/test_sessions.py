"""A session that is open hears what was changed of its person, also by another process."""

import subprocess
import sys

import pytest

from desk.actions.change_settings import ChangeSettings
from desk.actions.manage_people import ChangePerson
from desk.actions.register_case import RegisterCase
from desk.home import accounts
from desk.office import Office, SessionOver
from desk.reader import Reader
from desk.reads.verify import verify
from desk.rules.people.rights import NotPermitted, Right, Role
from desk.rules.query import QueueFilter
from tests.builders import INTAKE, agreed, register, step
from tests.conftest import PASSWORD

OTHER = "quite another long one"


@pytest.fixture
def lived(branch):
    branch.case_no = register(branch.desk("chen"))
    yield branch
    assert verify(branch.store, branch.desk().reckoning) == []


def reads(office):
    return list(Reader(office).queue_ids(QueueFilter()))


def tries(office, case_no):
    """Yield what an open session could do next."""
    yield lambda: reads(office)
    yield lambda: step(office, case_no, "note", text="还在办。")
    yield lambda: office.do(RegisterCase(given=INTAKE))
    yield lambda: office.need(Right.READ)


CHANGES = {
    "a lower role": ("li", {"role": "specialist"}),
    "another role": ("chen", {"role": "auditor"}),
    "a new password": ("chen", {"verify_key": "00" * 32}),
    "a closed account": ("chen", {"active": False}),
}


@pytest.mark.parametrize("what", CHANGES)
def test_an_open_session_is_over_once_its_person_was_changed(lived, what):
    login, facts = CHANGES[what]
    office = lived.desk(login)
    assert reads(office) is not None
    command = ChangePerson(login=login, facts=facts)
    if what in ("a lower role", "a closed account"):
        lived.desk().do(command)
    else:
        agreed(lived.desk(), lived.desk("xu"), command)
    for one in tries(office, lived.case_no):
        with pytest.raises(SessionOver, match="sign in again"):
            one()


def test_what_is_changed_of_others_ends_no_session(lived):
    office = lived.desk("chen")
    lived.desk().do(ChangePerson(login="zhou", facts={"active": False}))
    lived.desk().do(ChangeSettings(values={"complaint_phone": "010-55550102"}))
    step(office, lived.case_no, "note", text="照常。")
    assert not office.people["zhou"].active
    assert office.settings["complaint_phone"] == "010-55550102"


def test_a_deputy_named_or_ended_holds_at_once_in_an_open_session(lived):
    office, line = lived.desk("chen"), "li chen 2026-11-20 2026-11-30"
    with pytest.raises(NotPermitted):
        step(office, lived.case_no, "assign", handler="zhou")
    agreed(lived.desk(), lived.desk("xu"), ChangeSettings(values={"deputies": [line]}))
    assert office.now_acting().stands_for == (Role.SUPERVISOR,)
    step(office, lived.case_no, "assign", handler="zhou")
    lived.desk().do(ChangeSettings(values={"deputies": []}))
    with pytest.raises(NotPermitted):
        step(office, lived.case_no, "assign", handler="chen")


CHANGE = """
import sys
from pathlib import Path
from datetime import datetime
from desk.base.clock import SetClock
from desk.home.opening import Home
from desk.home import accounts
from desk.rules.people.rights import Role
clock = SetClock(datetime(2026, 11, 20, 10))
signed = Home(Path(sys.argv[1])).sign_in("director", sys.argv[2], clock)
assert accounts.change_role(signed, "li", Role.SPECIALIST) is None
signed.close()
"""


@pytest.mark.usefixtures("in_a_file")
def test_another_process_ends_it_too(lived):
    office = lived.desk("li")
    reads(office)
    folder = str(lived.home.folder)
    subprocess.run([sys.executable, "-c", CHANGE, folder, PASSWORD], check=True, timeout=60)
    for one in tries(office, lived.case_no):
        with pytest.raises(SessionOver):
            one()
    assert Office(lived.store, "li", lived.keys["li"].signing, lived.clock).actor.role is (
        Role.SPECIALIST
    )


def test_a_lower_role_needs_no_new_password_and_leaves_the_key_file_good(lived):
    signed = lived.home.sign_in("director", PASSWORD, lived.clock)
    assert accounts.change_role(signed, "li", Role.SPECIALIST) is None
    signed.close()
    signed = lived.home.sign_in("li", PASSWORD, lived.clock)
    assert signed.office.actor.role is Role.SPECIALIST
    signed.close()
