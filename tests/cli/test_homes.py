"""Making a home, the people in it, signing in, verifying: by the command line, in process."""

import json
import re
import shutil
import sys
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest

from desk.base.resources import ROOT
from desk.cli import context
from desk.cli.__main__ import main
from desk.home.opening import DATABASE, KEY_FILE, Home
from desk.store.keys import vault

OFFICE = ROOT / "examples" / "office.toml"
PASSWORD = "four words that fit"
OTHER = "another four words"


@pytest.fixture(autouse=True)
def _environment(monkeypatch):
    """Quick passwords, and nothing of the tester's own environment."""
    monkeypatch.setattr(vault, "FLOOR", vault.LEAST)
    for name in ("HOME", "USER", "NEW_PASSWORD"):
        monkeypatch.delenv(f"COMPLAINT_DESK_{name}", raising=False)
    monkeypatch.setenv("COMPLAINT_DESK_LANG", "en")
    monkeypatch.setenv("COMPLAINT_DESK_PASSWORD", PASSWORD)


@pytest.fixture
def run(capsys):
    def run(*argv):
        code = main([str(part) for part in argv])
        return (code, *capsys.readouterr())

    return run


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A home with its director, made once."""
    folder = tmp_path_factory.mktemp("made") / "home"
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("COMPLAINT_DESK_PASSWORD", PASSWORD)
        assert main(["init", "--home", str(folder), "--office", str(OFFICE), "--json"]) == 0
    return folder


@pytest.fixture
def home(made, tmp_path):
    folder = tmp_path / "home"
    folder.mkdir()
    for name in (KEY_FILE, DATABASE):
        shutil.copy(made / name, folder / name)
    return folder


# init


def test_a_new_home_is_told_with_its_recovery_code_which_opens_it(run, tmp_path):
    folder = tmp_path / "new"
    code, out, err = run("init", "--home", folder, "--office", OFFICE, "--json")
    assert (code, err) == (0, "")
    told = json.loads(out)
    assert len(out.splitlines()) == 1
    assert (told["home"], told["director"]) == (str(folder), "director")
    by_code = Home(folder).vault().open_with_recovery(told["recovery_code"])
    assert by_code.root == Home(folder).vault().open("director", PASSWORD).root
    assert sorted(path.name for path in folder.iterdir()) == [DATABASE, KEY_FILE]


def test_the_recovery_sheet_is_told_in_sentences_without_json(run, tmp_path):
    code, out, err = run("init", "--home", tmp_path / "new", "--office", OFFICE)
    assert (code, err) == (0, "")
    assert "is made." in out
    assert re.search(r"^([A-Z2-7]{5}-){6}[A-Z2-7]{2}$", out, re.MULTILINE)


def test_a_home_is_not_made_over_another(run, home):
    before = {path.name: path.read_bytes() for path in home.iterdir()}
    code, out, err = run("init", "--home", home, "--office", OFFICE)
    assert (code, out) == (1, "")
    assert "already is a complaint desk" in err
    assert {path.name: path.read_bytes() for path in home.iterdir()} == before


GOOD = OFFICE.read_text(encoding="utf-8")
FILES = {
    "no TOML": ("[office", "cannot be read"),
    "empty": ("", "[director]"),
    "no device": (GOOD.replace("[device]", "[machine]"), "[device]"),
    "a letter of two": (GOOD.replace('letter = "A"', 'letter = "AB"'), "AB"),
    "a small letter": (GOOD.replace('letter = "A"', 'letter = "a"'), "“a”|: a|a\\."),
    "a letter that is a number": (GOOD.replace('letter = "A"', "letter = 1"), "1"),
    "a director that is a name": (
        re.sub(r"\[director\][^\[]*", 'director = "x"\n', GOOD),
        "office.toml",
    ),
    "a login that is a number": (GOOD.replace('login = "director"', "login = 7"), "7"),
    "no limit": (GOOD.replace('specialist_limit = "500"', ""), "must be stated"),
    "a bad code": (GOOD.replace('office_code = "0101"', 'office_code = "x/y"'), "x/y"),
    "a setting that is none": (GOOD + 'colour = "red"\n', "colour"),
    "two things at once": (
        GOOD.replace('supervisor_limit = "5000"', 'supervisor_limit = "much"') + 'colour = "red"\n',
        "much.*colour",
    ),
}


@pytest.mark.parametrize(("text", "named"), FILES.values(), ids=FILES)
def test_a_bad_office_file_is_refused_and_nothing_is_made(run, tmp_path, text, named):
    office = tmp_path / "office.toml"
    office.write_text(text, encoding="utf-8")
    code, out, err = run("init", "--home", tmp_path / "new", "--office", office)
    assert (code, out) == (1, "")
    assert re.search(named, err, re.DOTALL)
    assert not (tmp_path / "new" / KEY_FILE).exists()


def test_a_missing_office_file_is_refused_by_name(run, tmp_path):
    code, _, err = run("init", "--home", tmp_path / "new", "--office", tmp_path / "none.toml")
    assert code == 1
    assert "none.toml" in err


def test_a_weak_first_password_is_refused_and_nothing_is_made(run, tmp_path, monkeypatch):
    monkeypatch.setenv("COMPLAINT_DESK_PASSWORD", "short")
    code, _, err = run("init", "--home", tmp_path / "new", "--office", OFFICE)
    assert code == 1
    assert "at least 12 characters" in err
    assert not (tmp_path / "new" / DATABASE).exists()


def test_today_is_not_moved_while_a_real_home_is_made(run, tmp_path):
    folder = tmp_path / "new"
    code, _, err = run("init", "--home", folder, "--office", OFFICE, "--now", "2020-01-01T00:00:00")
    assert code == 1
    assert "training homes only" in err
    assert not (folder / KEY_FILE).exists()


def test_init_needs_an_office_file_and_a_home(run, tmp_path):
    assert run("init", "--home", tmp_path / "new")[0] == 2
    code, _, err = run("init", "--office", OFFICE)
    assert code == 1
    assert "--home" in err


# people


def add(run, home, login="chen", role="specialist", **more):
    extra = [
        part for name, value in more.items() for part in (f"--{name.replace('_', '-')}", value)
    ]
    return run("user", "add", login, "--name", "陈立", "--role", role, "--home", home, *extra)


def test_a_person_is_added_and_can_sign_in_with_her_own_password(run, home, tmp_path, monkeypatch):
    monkeypatch.setenv("COMPLAINT_DESK_NEW_PASSWORD", OTHER)
    code, out, err = add(run, home, "Chen", department="客户服务部")
    assert (code, err) == (0, "")
    assert json.loads(out) == {"login": "chen", "name": "陈立", "role": "specialist"}
    password = tmp_path / "password"
    password.write_text(OTHER + "\n", encoding="utf-8")
    code, out, _ = run(
        "user", "list", "--home", home, "--user", "chen", "--password-file", password
    )
    assert code == 0
    assert [json.loads(line) for line in out.splitlines()] == [
        {
            "login": "chen",
            "name": "陈立",
            "role": "specialist",
            "department": "客户服务部",
            "active": True,
        },
        {"login": "director", "name": "王敏", "role": "director", "department": "", "active": True},
    ]


def test_her_password_can_come_from_a_file(run, home, tmp_path):
    file = tmp_path / "new"
    file.write_text(OTHER, encoding="utf-8")
    assert add(run, home, new_password_file=str(file))[0] == 0
    assert Home(home).vault().open("chen", OTHER).signing


REFUSED = {
    "a taken name": ({"login": "director"}, OTHER, "is taken"),
    "a taken name in capitals": ({"login": "DIRECTOR"}, OTHER, "is taken"),
    "a name that is none": ({"login": "a b"}, OTHER, "login name"),
    "a weak password": ({}, "short", "at least 12"),
}


@pytest.mark.parametrize("row", REFUSED.values(), ids=REFUSED)
def test_a_person_who_cannot_be_added_is_refused_and_nothing_changes(run, home, monkeypatch, row):
    given, password, named = row
    monkeypatch.setenv("COMPLAINT_DESK_NEW_PASSWORD", password)
    before = (home / KEY_FILE).read_bytes()
    code, out, err = add(run, home, **given)
    assert (code, out) == (1, "")
    assert named in err
    assert (home / KEY_FILE).read_bytes() == before


def test_an_unknown_role_is_wrong_usage(run, home):
    assert add(run, home, role="king")[0] == 2


def test_a_specialist_adds_nobody(run, home, monkeypatch):
    monkeypatch.setenv("COMPLAINT_DESK_NEW_PASSWORD", PASSWORD)
    assert add(run, home)[0] == 0
    before = (home / KEY_FILE).read_bytes()
    code, out, err = add(run, home, "zhou", user="chen")
    assert (code, out) == (1, "")
    assert "As Specialist you may not manage people" in err
    assert (home / KEY_FILE).read_bytes() == before


# signing in


def test_the_only_person_need_not_say_who_she_is(run, home):
    assert run("verify", "--home", home)[0] == 0


def test_where_several_work_somebody_must_be_named(run, home, monkeypatch):
    monkeypatch.setenv("COMPLAINT_DESK_NEW_PASSWORD", PASSWORD)
    add(run, home)
    code, _, err = run("verify", "--home", home)
    assert code == 1
    assert "--user" in err
    monkeypatch.setenv("COMPLAINT_DESK_USER", "chen")
    assert run("verify", "--home", home)[0] == 0
    assert run("verify", "--home", home, "--user", "nobody")[0] == 1


@pytest.mark.parametrize("user", ["director", "Director", " DIRECTOR "])
def test_a_name_is_understood_as_it_was_given_out(run, home, user):
    assert run("verify", "--home", home, "--user", user)[0] == 0


@pytest.mark.parametrize(
    ("user", "password"), [("director", "wrong password"), ("nobody", PASSWORD), ("director", "")]
)
def test_a_wrong_name_or_password_is_refused(run, home, monkeypatch, user, password):
    monkeypatch.setenv("COMPLAINT_DESK_PASSWORD", password)
    code, out, err = run("verify", "--home", home, "--user", user)
    assert (code, out) == (1, "")
    assert "name or the password" in err


def test_a_password_file_goes_before_the_environment(run, home, tmp_path, monkeypatch):
    monkeypatch.setenv("COMPLAINT_DESK_PASSWORD", "wrong password")
    for text in (PASSWORD, PASSWORD + "\n", PASSWORD + "\r\n", "\ufeff" + PASSWORD):
        file = tmp_path / "password"
        file.write_text(text, encoding="utf-8", newline="")
        assert run("verify", "--home", home, "--password-file", file)[0] == 0
    code, _, err = run("verify", "--home", home, "--password-file", tmp_path / "none")
    assert code == 1
    assert "none" in err


def test_without_file_and_environment_the_password_is_asked_for(run, home, monkeypatch):
    asked = []
    monkeypatch.delenv("COMPLAINT_DESK_PASSWORD")
    monkeypatch.setattr(context.getpass, "getpass", lambda prompt: asked.append(prompt) or PASSWORD)
    assert run("verify", "--home", home)[0] == 0
    assert asked == ["Password: "]


def test_a_home_is_named_by_option_or_environment(run, home, tmp_path, monkeypatch):
    code, _, err = run("verify")
    assert code == 1
    assert "COMPLAINT_DESK_HOME" in err
    monkeypatch.setenv("COMPLAINT_DESK_HOME", str(home))
    assert run("verify")[0] == 0
    code, _, err = run("verify", "--home", tmp_path / "elsewhere")
    assert code == 1
    assert "elsewhere" in err
    assert not (tmp_path / "elsewhere").exists()


def test_a_missing_or_foreign_database_is_refused_in_a_sentence(run, home):
    database = home / DATABASE
    whole = database.read_bytes()
    database.write_bytes(bytes(len(whole)))
    assert "damaged" in run("verify", "--home", home)[2]
    database.unlink()
    code, out, err = run("verify", "--home", home)
    assert (code, json.loads(out)["whole"]) == (1, False)
    assert f"{DATABASE} is missing" in err
    assert not database.exists()


def test_today_is_not_moved_in_a_real_home(run, home):
    code, out, err = run("verify", "--home", home, "--now", "2026-11-20T10:00:00")
    assert (code, out) == (1, "")
    assert "training homes only" in err


@pytest.mark.parametrize("now", ["soon", "2026-02-30", "2026-11-20T25:00"])
def test_a_moment_that_does_not_exist_is_refused(run, home, now):
    code, _, err = run("verify", "--home", home, "--now", now)
    assert code == 1
    assert now in err


@pytest.mark.parametrize("place", [0, 1, 2])
def test_the_common_options_may_stand_before_and_after_the_command(run, home, place):
    argv = ["user", "list"]
    argv[place:place] = ["--home", str(home), "--user", "director", "--json"]
    assert run(*argv)[0] == 0


# verify


def test_a_whole_record_is_told_so(run, home):
    assert run("verify", "--home", home) == (0, '{"whole": true, "findings": []}\n', "")


def test_what_was_changed_by_hand_is_told_with_the_exit_code_of_a_refusal(run, home):
    clock = context.SystemClock()
    office = Home(home).open("director", PASSWORD, clock)
    office.store.database.execute_sql("UPDATE person SET name = '某'")
    office.store.close()
    code, out, err = run("verify", "--home", home)
    assert code == 1
    assert json.loads(out) == {"whole": False, "findings": [{"what": "table", "where": "person"}]}
    assert "not whole: 1" in err


# demo


def test_a_training_home_is_made_and_tells_who_works_there(run, tmp_path):
    folder = tmp_path / "demo"
    code, out, err = run(
        "demo", folder, "--cases", "3", "--seed", "5", "--now", "2026-11-20T10:00:00"
    )
    assert (code, err) == (0, "")
    told = json.loads(out)
    assert (told["home"], told["cases"]) == (str(folder), 3)
    assert set(told["users"]) == {
        "specialist",
        "supervisor",
        "director",
        "auditor",
        "administrator",
    }
    assert all(set(user) == {"name", "password"} for user in told["users"].values())
    assert run("demo", folder, "--cases", "3")[0] == 1
    assert Path(folder, KEY_FILE).is_file()


def test_a_password_may_come_through_the_dash(run, home, monkeypatch):
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(PASSWORD.encode())))
    monkeypatch.setenv("COMPLAINT_DESK_PASSWORD", "wrong password")
    assert run("verify", "--home", home, "--password-file", "-")[0] == 0
