"""Paper by the command line: report, figures, dossier; rights; nothing half done."""

import json
import shutil
from datetime import datetime

import openpyxl
import pypdf
import pytest

from desk.cli.__main__ import FAULT, REFUSED, WRONG_USAGE, main
from desk.home.opening import DATABASE, KEY_FILE
from desk.training.home import PASSWORD

NOW = datetime(2026, 11, 20, 10, 0)


@pytest.fixture(scope="module")
def made(training_home, tmp_path_factory):
    """A small training branch; nothing here changes its cases."""
    folder, staff = training_home(60)
    copied = tmp_path_factory.mktemp("papers") / "home"
    shutil.copytree(folder, copied)
    return copied, staff


@pytest.fixture(autouse=True)
def _environment(monkeypatch, made):
    folder, staff = made
    monkeypatch.setenv("COMPLAINT_DESK_LANG", "en")
    monkeypatch.setenv("COMPLAINT_DESK_HOME", str(folder))
    monkeypatch.setenv("COMPLAINT_DESK_USER", staff["director"])
    monkeypatch.setenv("COMPLAINT_DESK_PASSWORD", PASSWORD)


@pytest.fixture
def run(capsys):
    def run(*argv):
        code = main([*map(str, argv), "--now", NOW.isoformat()])
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


@pytest.fixture
def case_no(run):
    code, out, _err = run("case", "list", "--all")
    assert code == 0
    cases = [json.loads(line) for line in out.splitlines()]
    return next(case["case_no"] for case in cases if case["state"] == "archived")


def test_a_report_is_two_files_whose_paths_are_printed_as_json(run, tmp_path):
    code, out, err = run("report", "month", "2026-10", "--out", tmp_path)
    paths = json.loads(out)
    assert (code, err, list(paths)) == (0, "", ["xlsx", "pdf"])
    assert openpyxl.load_workbook(paths["xlsx"]).sheetnames[7] == "Ledger"
    assert len(pypdf.PdfReader(paths["pdf"]).pages) > 3
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["0101_2026-10_Complaint-report.pdf", "0101_2026-10_Complaint-report.xlsx"]


@pytest.mark.parametrize(("kind", "period"), [("quarter", "2026-Q3"), ("year", "2026")])
def test_quarters_and_years_are_reported_too(run, tmp_path, kind, period):
    code, out, _err = run("report", kind, period, "--out", tmp_path)
    assert code == 0
    assert period in json.loads(out)["pdf"]


def test_figures_are_one_json_object(run):
    code, out, err = run("figures", "month", "2026-10")
    told = json.loads(out)
    assert (code, err, told["period"]) == (0, "", "2026-10")
    ends = {"closed", "withdrawn", "merged", "open_at_end"}
    assert set(told["balance"]) == {"opening", "received", "distinct", *ends}
    assert {"channel", "product_line", "cause", "unit", "grade", "outcome"} <= set(
        told["breakdown"]
    )


def test_the_report_holds_the_figures_that_are_printed(run, tmp_path):
    told = json.loads(run("figures", "month", "2026-10")[1])
    paths = json.loads(run("report", "month", "2026-10", "--out", tmp_path)[1])
    sheet = openpyxl.load_workbook(paths["xlsx"])["Overview"]
    rows = {row[0].value: row[1].value for row in sheet.iter_rows() if row[0].value}
    named = {
        "opening": "Open at the start",
        "received": "Received",
        "closed": "Closed",
        "withdrawn": "Withdrawn",
        "open_at_end": "Open at the end",
    }
    assert {name: rows[words] for name, words in named.items()} == {
        name: told["balance"][name] for name in named
    }


def test_a_dossier_is_named_by_number_day_and_type(run, tmp_path, case_no):
    code, out, err = run("dossier", case_no, "--out", tmp_path / "new folder")
    path = json.loads(out)["pdf"]
    assert (code, err) == (0, "")
    assert path.startswith(str(tmp_path / "new folder" / f"{case_no}_20261120_"))
    assert path.endswith("_Dossier.pdf")
    assert case_no in pypdf.PdfReader(path).pages[0].extract_text()


def test_a_full_dossier_shows_more_than_a_masked_one(run, tmp_path, case_no):
    texts = []
    for more in ((), ("--full", "--reason", "核对原件")):
        path = json.loads(run("dossier", case_no, "--out", tmp_path, *more)[1])["pdf"]
        texts.append("".join(page.extract_text() for page in pypdf.PdfReader(path).pages))
    assert "****" in texts[0]
    assert "Confidential: personal data" not in texts[0]
    assert "Confidential: personal data" in texts[1]


@pytest.mark.parametrize(
    "argv",
    [
        ("administrator", "report", "month", "2026-10", "--out", "OUT"),
        ("administrator", "figures", "month", "2026-10"),
        ("administrator", "dossier", "CASE", "--out", "OUT"),
        ("auditor", "dossier", "CASE", "--full", "--reason", "核对原件", "--out", "OUT"),
    ],
)
def test_what_a_role_does_not_include_is_refused(run, made, tmp_path, case_no, argv):
    role, *command = argv
    places = {"OUT": tmp_path, "CASE": case_no}
    code, out, err = run(*(places.get(arg, arg) for arg in command), "--user", made[1][role])
    assert (code, out) == (REFUSED, "")
    assert "you may not" in err
    assert list(tmp_path.iterdir()) == []


def test_an_auditor_prints_masked_papers(run, made, tmp_path, case_no):
    assert run("dossier", case_no, "--out", tmp_path, "--user", made[1]["auditor"])[0] == 0


@pytest.mark.parametrize("command", [("report", "month", "2026-10"), ("dossier", "CASE")])
@pytest.mark.parametrize("place", ["gone/with/the/stick", "file"])
def test_a_folder_that_cannot_be_written_is_refused_in_a_sentence(
    run, tmp_path, case_no, command, place
):
    (tmp_path / "file").write_text("in the way")
    argv = [case_no if arg == "CASE" else arg for arg in command]
    code, out, err = run(*argv, "--out", tmp_path / place)
    assert (code, out) == (REFUSED, "")
    assert "could not be written" in err
    assert err.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_file_that_cannot_be_replaced_leaves_no_half_report(run, tmp_path):
    blocked = tmp_path / "0101_2026-10_Complaint-report.xlsx"
    (blocked / "full").mkdir(parents=True)
    code, _out, err = run("report", "month", "2026-10", "--out", tmp_path)
    assert code == REFUSED
    assert "could not be written" in err
    assert not [path for path in tmp_path.iterdir() if path.suffix == ".part"]


@pytest.mark.parametrize(
    "argv",
    [
        ("report", "month", "2026-13", "--out", "x"),
        ("figures", "quarter", "2026-10"),
        ("figures", "year", "26"),
        ("dossier", "TS-0101-20260101-Z999", "--out", "."),
    ],
)
def test_periods_and_cases_that_are_not_there_are_refused(run, argv):
    code, out, err = run(*argv)
    assert (code, out) == (REFUSED, "")
    assert err


@pytest.mark.parametrize(
    "argv",
    [("report", "week", "2026-W10", "--out", "x"), ("report", "month", "2026-10"), ("dossier",)],
)
def test_what_is_no_command_is_wrong_usage(run, argv):
    assert run(*argv)[0] == WRONG_USAGE


def test_global_options_stand_before_or_after(made, capsys, monkeypatch):
    monkeypatch.delenv("COMPLAINT_DESK_USER")
    login = made[1]["specialist"]
    for argv in (
        ["--user", login, "figures", "month", "2026-10"],
        ["figures", "month", "2026-10", "--user", login],
    ):
        assert main(argv) == 0
        assert json.loads(capsys.readouterr().out)["period"] == "2026-10"


def test_a_character_without_glyph_is_told_on_the_side(made, tmp_path, run, monkeypatch):
    home = tmp_path / "home"
    home.mkdir()
    for name in (KEY_FILE, DATABASE):
        shutil.copy(made[0] / name, home / name)
    monkeypatch.setenv("COMPLAINT_DESK_HOME", str(home))
    given = tmp_path / "case.json"
    intake = {
        "channel": "phone",
        "complainant": {"name": "𠮷野", "phone": "13800005678"},
        "facts": "客户来电反映年费重复扣收。",
        "product_line": "B03",
        "cause": "C07",
        "complained_unit": "和平路分理处",
    }
    given.write_text(json.dumps(intake), encoding="utf-8")
    case_no = json.loads(run("case", "add", given)[1])["case_no"]
    code, out, err = run("dossier", case_no, "--out", tmp_path)
    assert (code, err) == (0, "No font draws U+20BB7; the paper shows the codes.\n")
    assert json.loads(out)["pdf"].endswith("_untyped_Dossier.pdf")
    assert code != FAULT
