"""Month close, letters and checks by the command line, at a small training branch."""

import json
import shutil
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pypdf
import pytest

from desk.cli.__main__ import REFUSED, main
from desk.home.opening import DATABASE, KEY_FILE
from desk.training.home import PASSWORD

NOW = datetime(2026, 11, 20, 10, 0)
MONTH = ("month", "2026-09")


@pytest.fixture(scope="module")
def made(training_home):
    return training_home(60)


@pytest.fixture
def run(made, tmp_path, monkeypatch, capsys):
    """Run the command line at a copy of the branch; return code, JSON lines, errors."""
    home = tmp_path / "home"
    home.mkdir()
    for name in (KEY_FILE, DATABASE):
        shutil.copy(made[0] / name, home / name)
    monkeypatch.setenv("COMPLAINT_DESK_LANG", "en")
    monkeypatch.setenv("COMPLAINT_DESK_HOME", str(home))
    monkeypatch.setenv("COMPLAINT_DESK_USER", made[1]["director"])
    monkeypatch.setenv("COMPLAINT_DESK_PASSWORD", PASSWORD)

    def run(*argv, now=NOW):
        code = main([*map(str, argv), "--now", now.isoformat()])
        told = capsys.readouterr()
        return code, [json.loads(line) for line in told.out.splitlines()], told.err

    return run


def test_a_month_is_closed_written_and_submitted(run, tmp_path):
    _, (status,), _ = run("report-status", *MONTH)
    assert (status["state"], status["days_left"]) == ("draft", -46)
    code, (closed,), _ = run("report", *MONTH, "--close", "--out", tmp_path / "out")
    assert code == 0
    assert closed["hash"] == status["draft_hash"]
    text = bare(pypdf.PdfReader(closed["pdf"]))
    assert closed["hash"] in text
    code, (told,), _ = run("report-submit", *MONTH, "--on", "2026-11-20", "--proof", "OA 1")
    assert told["days_late"] == 46
    _, (figures,), _ = run("figures", *MONTH)
    assert figures["report"]["state"] == "submitted"
    assert figures["report"]["hash"] == closed["hash"]
    _, (listed,), _ = run("reports")
    assert (listed["period"], listed["days_late"]) == ("2026-09", 46)


def bare(reader):
    return "".join("".join(page.extract_text() for page in reader.pages).split())


def test_a_second_closing_is_refused_and_writes_nothing(run, tmp_path):
    run("report", *MONTH, "--close", "--out", tmp_path / "a")
    code, out, err = run("report", *MONTH, "--close", "--out", tmp_path / "b")
    assert (code, out) == (REFUSED, [])
    assert "is not opened again" in err
    assert not (tmp_path / "b").exists()


def test_only_the_director_closes(run, made, tmp_path):
    argv = ("report", *MONTH, "--close", "--out", tmp_path / "a")
    code, out, err = run(*argv, "--user", made[1]["supervisor"])
    assert (code, out) == (REFUSED, [])
    assert "sign and submit reports" in err


def test_a_closed_month_prints_the_same_figures_again(run, tmp_path):
    run("report", *MONTH, "--close", "--out", tmp_path / "a")
    _, (before,), _ = run("figures", *MONTH)
    _, cases, _ = run("case", "list", "--all")
    still = next(case for case in cases if case["state"] == "to_investigate")
    given = tmp_path / "given.json"
    given.write_text('{"cause": "C99"}')
    run("case", "do", still["case_no"], "amend", given)
    _, (after,), _ = run("figures", *MONTH)
    assert after == before


def test_notes_are_kept_until_the_month_is_closed(run, tmp_path):
    note = tmp_path / "note.json"
    note.write_text(json.dumps({"denominator.outlets": "4", "comment.outlook": "Train."}))
    code, (told,), _ = run("report-note", *MONTH, note)
    assert told["changed"] == ["comment.outlook", "denominator.outlets"]
    _, (figures,), _ = run("figures", *MONTH)
    per = Decimal(figures["balance"]["received"]) * 1000 / 4
    assert Decimal(figures["per"]["outlets"]) == per
    run("report", *MONTH, "--close", "--out", tmp_path / "a")
    code, _, err = run("report-note", *MONTH, note)
    assert code == REFUSED
    assert "is not opened again" in err


@pytest.mark.parametrize(
    ("kind", "period"), [("half", "2026-H1"), ("range", "2026-09-10..2026-10-05"), ("year", "2026")]
)
def test_half_years_and_ranges_are_reported(run, tmp_path, kind, period):
    code, (paths,), _ = run("report", kind, period, "--out", tmp_path / "out")
    assert code == 0
    assert period in paths["pdf"]
    _, (figures,), _ = run("figures", kind, period)
    assert all(figures["checks"].values())


def test_the_public_text_names_no_case(run, tmp_path):
    code, (paths,), _ = run("report", "year", "2026", "--disclosure", "--out", tmp_path / "out")
    assert code == 0
    text = bare(pypdf.PdfReader(paths["pdf"]))
    assert "TS-0101" not in text
    assert "*" not in text


def test_a_letter_is_issued_listed_and_checked(run, tmp_path):
    _, cases, _ = run("case", "list", "--all")
    case_no = next(case["case_no"] for case in cases if case["state"] == "archived")
    code, (told,), _ = run("letter", case_no, "F11", "--out", tmp_path / "out")
    assert code == 0
    _, (listed,), _ = run("letters", case_no)
    assert listed["no"] == told["letter_no"]
    code, (found,), _ = run("check", told["pdf"])
    assert (code, found["same"], found["about"]) == (0, True, case_no)
    code, (again,), _ = run(
        *("letter", case_no, told["letter_no"]),
        *("--reason", "补打一份", "--out", tmp_path / "again"),
    )
    assert (code, again["letter_no"]) == (0, told["letter_no"])
    assert len(run("letters", case_no)[1]) == 1
    path = Path(told["pdf"])
    path.write_bytes(path.read_bytes() + b"%")
    code, (found,), err = run("check", told["pdf"])
    assert (code, found["same"]) == (REFUSED, False)
    assert "not the file that was printed" in err


def test_there_are_forms_and_templates_of_them(run, tmp_path):
    _, forms, _ = run("forms")
    assert [form["form"] for form in forms][:2] == ["F01", "F02"]
    code, (told,), _ = run("form-template", "F11", "--out", tmp_path / "out")
    assert code == 0
    assert told["docx"].endswith("F11.docx")


def test_many_dossiers_are_printed_at_once(run, tmp_path):
    code, papers, err = run("dossiers", "重复", "--out", tmp_path / "out")
    assert code == 0
    assert len(papers) == len(list((tmp_path / "out").glob("*.pdf")))
    assert err.count("\n") == len(papers)
