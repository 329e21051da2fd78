"""Doctor, backup, restore, accounts, erasure, the audit log: by the command line."""

import json
import shutil

import pytest
from pypdf import PdfReader

from desk.cli.__main__ import main
from desk.home.opening import DATABASE, KEY_FILE, Home
from desk.store.db import open_file
from desk.training.home import PASSWORD

NEW = "quite another long one"


@pytest.fixture(autouse=True)
def _environment(monkeypatch):
    monkeypatch.setenv("COMPLAINT_DESK_LANG", "en")
    monkeypatch.setenv("COMPLAINT_DESK_PASSWORD", PASSWORD)
    for name in ("HOME", "USER", "NEW_PASSWORD"):
        monkeypatch.delenv(f"COMPLAINT_DESK_{name}", raising=False)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("made") / "home"
    assert main(["demo", str(folder), "--cases", "12", "--now", "2026-11-20T10:00:00"]) == 0
    return folder


@pytest.fixture
def home(made, tmp_path):
    folder = tmp_path / "home"
    folder.mkdir()
    for name in (KEY_FILE, DATABASE):
        shutil.copy(made / name, folder / name)
    return folder


@pytest.fixture
def run(capsys, home):
    logins = {}
    for login, role in Home(home).vault().roles.items():
        logins.setdefault(role, login)

    def run(role, *argv, now="2026-11-20T12:00:00"):
        capsys.readouterr()
        given = ["--home", home, "--user", logins.get(role, role), "--now", now, *argv]
        code = main([str(part) for part in given])
        out, err = capsys.readouterr()
        return code, [json.loads(line) for line in out.splitlines()], err

    run.logins = logins
    return run


def test_a_healthy_home_is_well_but_for_the_backup_that_is_missing(run):
    code, (told,), err = run("director", "doctor")
    assert (code, told["well"]) == (1, False)
    assert {name for name, found in told["checks"].items() if found} == {"backups"}
    assert "backups" in err
    assert run("director", "backup")[0] == 0
    code, (told,), _ = run("director", "doctor", "--drill")
    assert (code, told["well"]) == (0, True)
    assert told["drill"]["cases"] == 12


def test_the_doctor_is_not_for_everybody(run):
    code, out, err = run("specialist", "doctor")
    assert (code, out) == (1, [])
    assert "back up and check" in err


EDITED = {
    "a role": lambda data: data["slots"][0].update(role="auditor"),
    "a slot taken out": lambda data: data["slots"].pop(1),
    "a cost": lambda data: data["slots"][1]["kdf"].update(t=3),
    "the generation of a slot": lambda data: data["slots"][1].update(gen=7),
    "the seal": lambda data: data.update(seal="00" * 32),
}


@pytest.mark.parametrize("edit", EDITED.values(), ids=EDITED)
def test_a_change_in_the_key_file_is_named_by_verify(run, home, edit):
    administrator = run.logins["administrator"]
    path = home / KEY_FILE
    data = json.loads(path.read_text(encoding="utf-8"))
    data["slots"].sort(key=lambda slot: slot["id"] == administrator)  # hers stays as it is
    path.write_text(json.dumps(data), encoding="utf-8")
    data = json.loads(path.read_text(encoding="utf-8"))
    edit(data)
    del data["sum"]  # which whoever forges would reckon anew
    path.write_text(json.dumps(data), encoding="utf-8")
    code, (told,), err = run("administrator", "verify")
    assert code == 1
    assert {"what": "keys", "where": "keys.json was changed"} in told["findings"]
    assert "Put back the copy of it from the latest backup" in err


def test_a_role_in_the_key_file_is_named_though_the_forger_knows_the_root(run, home):
    found = Home(home).vault()
    root = found.open(run.logins["director"], PASSWORD).root
    slot = next(s for s in found._data["slots"] if s["id"] == run.logins["specialist"])
    slot["role"] = "director"
    found._seal(root)
    found.save()
    _, (told,), _ = run("director", "verify")
    (finding,) = told["findings"]
    assert finding["where"].startswith(f"role of {run.logins['specialist']}: director")


def test_the_database_of_another_home_is_refused(run, home, tmp_path, capsys):
    other = tmp_path / "other"
    assert main(["demo", str(other), "--cases", "2", "--seed", "5"]) == 0
    capsys.readouterr()
    shutil.copy(other / DATABASE, home / DATABASE)
    code, out, err = run("director", "verify")
    assert (code, out[0]["whole"]) == (1, False)
    assert "does not belong to this key file" in err


def test_two_backups_that_changed_places_are_refused(run, home):
    one = run("director", "backup")[1][0]["file"]
    other = run("director", "backup", now="2026-11-20T13:00:00")[1][0]["file"]
    shutil.move(one, home / "x")
    shutil.move(other, one)
    shutil.move(home / "x", other)
    code, _, err = run("director", "restore", other)
    assert code == 1
    assert "no backup of this office" in err


def test_a_home_goes_back_and_is_confirmed(run):
    made = run("director", "backup")[1][0]
    before = run("director", "case", "list", "--all")[1]
    code, (told,), err = run("director", "restore", made["file"], now="2026-11-20T14:00:00")
    assert (code, told["confirmed"], err) == (0, False, "")
    no = before[0]["case_no"]
    code, _, err = run("director", "hold", no, "--reason", "监管检查")
    assert code == 1
    assert "restore --confirm" in err
    assert run("director", "restore", "--confirm")[0] == 0
    assert run("director", "hold", no, "--reason", "监管检查")[0] == 0
    assert run("director", "case", "list", "--all")[1][0]["case_no"] == no
    assert run("director", "verify")[1] == [{"whole": True, "findings": []}]


def test_one_case_is_brought_back(run, home):
    made = run("director", "backup")[1][0]
    no = run("director", "case", "list", "--all")[1][0]["case_no"]
    keys = Home(home).vault().open(run.logins["director"], PASSWORD)
    store = open_file(home / DATABASE, keys.derive("store"))
    store.database.execute_sql('DELETE FROM "case" WHERE case_no = ?', (no,))
    store.close()
    assert run("director", "case", "show", no)[0] == 1
    code, (told,), _ = run("director", "restore", made["file"], "--case", no)
    assert (code, told["case_no"]) == (0, no)
    assert run("director", "verify")[1][0]["whole"]


def test_somebody_leaves_and_her_password_opens_nothing(run):
    login = run.logins["specialist"]
    code, (told,), _ = run("director", "user", "disable", login)
    assert code == 0
    assert told.items() >= {"login": login, "active": False, "generation": 2}.items()
    assert run(login, "queue")[0] == 1
    assert run("director", "verify")[1][0]["whole"]
    assert run("supervisor", "queue")[0] == 0
    code, _, err = run("director", "user", "disable", run.logins["director"])
    assert code == 1
    assert "your own account" in err


def seconded(run, number):
    """Let a second person confirm what the director proposed, and her carry it out."""
    assert run("administrator", "proposal", "confirm", number)[1][0]["stage"] == "agreed"
    assert run("director", "proposal", "carry-out", number)[1][0]["stage"] == "done"


def test_passwords_change_by_their_owner_and_by_the_director(run, tmp_path, monkeypatch):
    login = run.logins["specialist"]
    fresh = tmp_path / "new"
    fresh.write_text("password1234\n", encoding="utf-8")
    code, _, err = run(login, "user", "passwd", "--new-password-file", fresh)
    assert code == 1
    assert "first that somebody would try" in err
    fresh.write_text(f"{NEW}\n", encoding="utf-8")
    assert run(login, "user", "passwd", "--new-password-file", fresh)[0] == 0
    assert run(login, "queue")[0] == 1
    monkeypatch.setenv("COMPLAINT_DESK_NEW_PASSWORD", PASSWORD)
    assert run("director", "user", "passwd", login)[1][0]["waits"]["id"] == "1"
    assert run(login, "queue")[0] == 1  # not before a second person confirmed it
    seconded(run, "1")
    assert run(login, "queue")[0] == 0
    assert run("director", "user", "role", login, "supervisor")[1][0]["waits"]["id"] == "2"
    seconded(run, "2")
    assert [one["role"] for one in run("director", "user", "list")[1] if one["login"] == login] == [
        "supervisor"
    ]
    assert run("director", "verify")[1][0]["whole"]


def test_the_recovery_code_by_the_command_line(run, tmp_path, monkeypatch):
    (told,) = run("director", "user", "recovery-code")[1]
    sheet = tmp_path / "sheet"
    sheet.write_text(told["recovery_code"], encoding="utf-8")
    monkeypatch.setenv("COMPLAINT_DESK_NEW_PASSWORD", NEW)
    director = run.logins["director"]
    code, (made,), _ = run("director", "user", "recover", director, "--code-file", sheet)
    assert code == 0
    assert made["recovery_code"] != told["recovery_code"]
    code, _, err = run("director", "user", "recover", director, "--code-file", sheet)
    assert code == 1
    assert "printed sheet" in err
    monkeypatch.setenv("COMPLAINT_DESK_PASSWORD", NEW)
    assert run("director", "verify")[1][0]["whole"]


def test_the_audit_log_tells_who_did_what(run, tmp_path):
    run("specialist", "doctor")
    run("director", "report", "month", "2026-10", "--out", tmp_path)
    run("director", "backup")
    lines = run("auditor", "audit")[1]
    kinds = [line["kind"] for line in lines]
    for kind in ("audit.signed-in", "audit.refused", "print.made", "audit.backed-up"):
        assert kind in kinds
    refused = next(line for line in lines if line["kind"] == "audit.refused")
    assert (refused["by"], refused["told"]["right"]) == (run.logins["specialist"], "backup")
    assert run("specialist", "audit")[0] == 1


def test_a_case_is_erased_by_two_people_with_a_certificate(run, tmp_path):
    late = "2031-01-06T09:00:00"
    due = run("supervisor", "erasure", "due", now=late)[1]
    assert due
    no = due[0]["case_no"]
    assert run("supervisor", "erasure", "list", no, now=late)[0] == 0
    code, (told,), _ = run(
        "director", "erasure", "approve", no, "--out", tmp_path / "papers", now=late
    )
    assert code == 0
    text = "".join(page.extract_text() for page in PdfReader(told["certificate"]).pages)
    assert no in text
    assert "Certificate of destruction" in text
    assert run("director", "verify", now=late)[1][0]["whole"]
    assert no not in [one["case_no"] for one in run("supervisor", "erasure", "due", now=late)[1]]


def test_an_erased_case_stays_erased_after_a_restore(run, tmp_path):
    late = "2031-01-06T09:00:00"
    made = run("director", "backup", now=late)[1][0]
    no = run("supervisor", "erasure", "due", now=late)[1][0]["case_no"]
    run("supervisor", "erasure", "list", no, now=late)
    run("director", "erasure", "approve", no, "--out", tmp_path, now=late)
    assert run("director", "restore", made["file"], now=late)[0] == 0
    code, (case,), _ = run("director", "case", "show", no, now=late)
    assert code == 0
    assert not case.get("facts")
    assert run("director", "verify", now=late)[1][0]["whole"]
    code, _, err = run("director", "restore", made["file"], "--case", no, now=late)
    assert code == 1
    assert "restored" in err


@pytest.mark.parametrize("left", [None, "{}"], ids=["deleted", "emptied"])
def test_a_list_of_erased_cases_that_lacks_one_is_named_and_made_anew(run, home, tmp_path, left):
    late = "2031-01-06T09:00:00"
    no = run("supervisor", "erasure", "due", now=late)[1][0]["case_no"]
    run("supervisor", "erasure", "list", no, now=late)
    run("director", "erasure", "approve", no, "--out", tmp_path, now=late)
    path = home / "erased.json"
    whole = json.loads(path.read_text(encoding="utf-8"))
    path.unlink()
    if left is not None:
        path.write_text(left, encoding="utf-8")
    named = {"what": "side", "where": "erased.json"}
    assert named in run("director", "verify", now=late)[1][0]["findings"]
    assert run("director", "doctor", now=late)[1][0]["checks"]["side"] == [named]
    assert json.loads(path.read_text(encoding="utf-8")) == whole
    assert run("director", "verify", now=late)[1][0]["whole"]


def test_everything_about_a_person_is_handed_out_and_registered(run, tmp_path):
    cases = run("director", "case", "list", "--all")[1]
    no = next(case["case_no"] for case in cases if case["complainant"].get("phone"))
    (shown,) = run("supervisor", "reveal", no, "--reason", "本人申请查询")[1]
    phone = shown["complainant.phone"]
    code, (told,), _ = run(
        "supervisor", "subject", "--phone", phone, "--purpose", "本人申请", "--out", tmp_path
    )
    assert code == 0
    assert told["cases"] >= 1
    (data,) = tmp_path.glob("*.json")
    assert phone in data.read_text(encoding="utf-8")
    (line,) = run("auditor", "exports")[1]
    assert (line["what"], line["full"], line["purpose"]) == ("person", True, "本人申请")
    code, _, err = run(
        "supervisor", "subject", "--name", "张", "--purpose", "本人申请", "--out", "x"
    )
    assert code == 1
    assert "Say whose data" in err
    assert run("specialist", "subject", "--phone", phone, "--purpose", "abcd", "--out", "x")[0] == 1
