"""Two persons by the command line: an office of three, from its first hour."""

import json

import pytest

from desk.home.opening import Home
from desk.training.home import PASSWORD
from tests.builders import INTAKE

OTHER = "quite another long one"


@pytest.fixture
def desk(run, staff, signed_in, monkeypatch):  # noqa: ARG001 - who is named by the environment
    """Return how somebody gives a command; its last line of output, or what refused it."""
    monkeypatch.setenv("COMPLAINT_DESK_NEW_PASSWORD", OTHER)

    def desk(who, *argv, password=PASSWORD, given=None):
        monkeypatch.setenv("COMPLAINT_DESK_PASSWORD", password)
        code, out, err = run("--user", staff.get(who, who), *argv, given=given)
        return [json.loads(line) for line in out.splitlines()] if code == 0 else err

    assert desk("specialist", "case", "add", "-", given=INTAKE)
    return desk


def test_an_administrator_gets_nobody_in_alone_and_the_director_is_told(desk, home, staff):
    (told,) = desk("administrator", "user", "add", "ghost", "--name", "无名", "--role", "auditor")
    assert told["waits"]["waits_for"] == [staff["director"]]
    assert "ghost" not in Home(home).vault().logins
    assert "not right" in desk("ghost", "case", "list", "--all", password=OTHER)
    (doctor,) = desk("director", "doctor", "--quick")
    assert any("ghost" in one for one in doctor["alarms"])
    for who in ("administrator", "supervisor", "specialist"):
        assert "Nobody confirms" in desk(who, "proposal", "confirm", "1")
    assert desk("director", "proposal", "refuse", "1", "--reason", "没有这个人。")
    assert "no open proposal" in desk("director", "proposal", "confirm", "1")
    assert desk("administrator", "proposal", "list") == []
    (one,) = desk("administrator", "proposal", "list", "--all")
    assert (one["stage"], one["reason"]) == ("refused", "没有这个人。")


def test_a_password_of_a_colleague_waits_and_then_opens(desk, staff):
    login = staff["auditor"]
    (told,) = desk("administrator", "user", "passwd", login)
    assert told["waits"]["stage"] == "waiting"
    assert desk(login, "queue", password=PASSWORD) is not None
    assert "not right" in desk(login, "queue", password=OTHER)
    assert desk("director", "proposal", "confirm", "1")[0]["stage"] == "done"
    assert "not right" in desk(login, "queue")
    assert desk("director", "verify")[0]["whole"]


def test_what_the_only_director_wants_is_agreed_to_and_carried_out(desk, staff):
    line = f"{staff['director']} {staff['supervisor']} 2026-11-20 2026-11-30"
    (told,) = desk("director", "settings", "set", "-", given={"deputies": [line]})
    assert told["waits"]["waits_for"] == [staff["administrator"]]
    assert "Nobody confirms" in desk("supervisor", "proposal", "confirm", "1")
    assert "Nobody has confirmed" in desk("director", "proposal", "carry-out", "1")
    assert desk("administrator", "proposal", "confirm", "1")[0]["stage"] == "agreed"
    assert "only she can" in desk("administrator", "proposal", "carry-out", "1")
    assert desk("director", "proposal", "carry-out", "1")[0]["stage"] == "done"
    (doctor,) = desk("director", "doctor", "--quick")
    assert any("more power" in one for one in doctor["alarms"])
    assert desk("director", "proposal", "seen") == [{"seen": True}]
    (doctor,) = desk("director", "doctor", "--quick")
    assert not any("more power" in one for one in doctor["alarms"])
    assert desk("director", "verify")[0]["whole"]


def test_a_lower_role_holds_at_once_without_a_new_password(desk, staff, monkeypatch):
    monkeypatch.delenv("COMPLAINT_DESK_NEW_PASSWORD")
    (told,) = desk("director", "user", "role", staff["supervisor"], "specialist")
    assert "waits" not in told
    assert "may not" in desk("supervisor", "settings", "set", "-", given={})
    assert desk("director", "verify")[0]["whole"]
