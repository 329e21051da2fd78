"""Every way out, by every role, for every sort of case: who sees how much of it (domain.md 11.3).

``MASKED`` and ``CLEAR`` are written by hand. A command or a question of the window that gives out
data of cases and has no row here fails the first tests.
"""

import json
from pathlib import Path

import pypdfium2
import pytest
from openpyxl import load_workbook

from desk.cli.__main__ import main, parser
from desk.reader import Reader
from desk.rules.people.rights import Role
from tests.cli.seats import seated
from tests.cli.test_doors import LOGIN, leaves
from tests.conftest import PASSWORD
from tests.sorts_of_cases import CLEAR, MASKED, NOTHING, NUMBER, SEEN, SORTS

# Commands that give out nothing of a case that somebody chose, with the reason.
OTHER_COMMANDS = {
    *("init", "demo", "due", "user recover", "user list", "user add", "user passwd", "user role"),
    *("proposal list", "proposal confirm", "proposal refuse", "proposal withdraw"),
    *("proposal carry-out", "proposal seen"),  # people and settings, no case
    *("user disable", "user recovery-code", "verify", "settings show", "settings set", "forms"),
    *("calendar status", "calendar take", "form-template", "form-prescribe", "texts list"),
    *("texts keep", "texts retire", "backup", "restore", "doctor", "database show"),
    *("database move", "database password", "ledger import", "ledger list", "ledger undo"),
    *("packet card", "packet trust", "packet revoke", "packet import", "packet status"),
    *("packet undo", "packet coverage", "report-note", "report-submit", "reports", "forecast"),
    *("case forms", "codes list", "codes take", "rules list", "rules take"),  # no case in them
    *("case add", "case do", "case undo", "case bulk", "case attach", "case withdraw-file"),  # acts
    *("hold", "release", "erasure list", "erasure approve", "open-archived", "packet decide"),
    *("erasure due", "report-status", "figures", "report", "check"),  # numbers and figures
    *("sample draw", "sample rate"),  # numbers of cases: tests/reads/test_audit_sample.py
    "assessment",  # numbers of cases: tests/reads/test_assessment.py
    *("what-if rules", "what-if settings"),  # numbers of cases: tests/reads/test_what_if.py
    *("register kinds", "register due", "register list", "register show"),  # numbers of cases:
    *("register add", "register do", "register paper"),  # tests/actions/test_registers.py
    "warnings",  # numbers of cases: tests/reads/test_live_warnings.py
    "packet export",  # sealed: tests/actions/test_doors.py
    "case decision",  # what a step of the case begins with, masked like `case show`
    "case take-out",  # tests/attachments
    "subject",  # a clear export: tests/actions/test_doors.py, test_everything_about_a_person…
}
# Ways to look at one case, masked: no more than the table says, and just that for the first.
LOOKS = {
    "case show": "{no}",
    "clock": "{no}",
    "case gate": "{no}",
    "case duties": "{no}",
    "case files": "{no}",
    "letters": "{no}",
    "dossier": "{no} --out {out}",
    "letter": "{no} F05 --draft --out {out}",
    "prints": "{no}",
    "audit": "--case {no}",
}
# Ways on which all cases go past.
LISTS = {
    "case list": "--all",
    "queue": "",
    "dossiers": "收到:2026 --out {out}",
    "ledger export": "--out {out}/x.xlsx",
    "case known": "{known}",
    "handover": "chen zhou --out {out}",
    "exports": "",
    "packet conflicts": "",
}
# Ways to see one case in clear, for a reason.
REVEALS = {
    "reveal": "{no} --reason 核对身份信息",
    "dossier": "{no} --full --reason 核对身份信息 --out {out}",
    "letter": "{no} F01 --draft --reason 核对身份信息 --out {out}",
}
REVEALED = {  # whether it may be seen in clear
    Role.SPECIALIST: (True, False, False, False, False, False),
    Role.SUPERVISOR: (True, True, True, False, False, False),
    Role.DIRECTOR: (True, True, True, True, False, False),
    Role.AUDITOR: (False,) * 6,
    Role.ADMINISTRATOR: (False,) * 6,
}
# Questions of the window about cases, and where they are tried; the others know no case.
ASKED_BY_THE_WINDOW = {
    *("queue_ids", "queue_rows", "queue_counts", "numbers", "case", "known", "like"),
    *("owed", "held", "report", "check_code", "check_file", "leads_to", "living_no", "accounts"),
    *("step_effect", "hindrances"),  # of a case that was read for her
    *("register_items", "register_item", "due_items"),  # numbers: tests/actions/test_registers.py
}
KNOW_NO_CASE = {
    *("now", "people", "past_imports", "conflicts", "forecast", "time_doubt", "figures", "rules"),
    *("missing_calendar", "draft", "keep_draft", "close", "beginnings"),
}


def test_every_command_has_a_row():
    rows = OTHER_COMMANDS | LOOKS.keys() | LISTS.keys() | REVEALS.keys()
    assert set(leaves(parser())) == rows


def test_every_question_of_the_window_has_a_row():
    questions = {name for name in vars(Reader) if not name.startswith("_")}
    assert questions == ASKED_BY_THE_WINDOW | KNOW_NO_CASE


@pytest.fixture
def template(home_of_sorts):
    folder, keys, _ = home_of_sorts
    return folder, keys


@pytest.fixture
def cases(branch, home_of_sorts, monkeypatch):
    """A case of each sort; whoever comes to the desk stays there until the test ends."""
    branch.store.close()
    branch.unlock()
    monkeypatch.setenv("COMPLAINT_DESK_PASSWORD", PASSWORD)
    monkeypatch.setenv("COMPLAINT_DESK_LANG", "en")
    with seated():
        yield home_of_sorts[2]


@pytest.fixture
def run(branch, cases, capsys, tmp_path):
    """Carry out a command as somebody; return whether it was done, and all that it gave out."""
    known = tmp_path / "known.json"
    known.write_text(json.dumps({"facts": cases["own"].facts()["facts"]}), encoding="utf-8")

    def run(role, command, rest, no=""):
        out = tmp_path / f"out{len(list(tmp_path.iterdir()))}"
        out.mkdir()
        words = rest.format(no=no, out=out, known=known).split()
        home = ("--home", str(branch.home.folder), "--user", LOGIN[role])
        code = main([*home, *command.split(), *words])
        said, _ = capsys.readouterr()
        assert code in (0, 1), command
        return code == 0, said + "".join(map(text_of, sorted(out.iterdir())))

    return run


def text_of(path: Path) -> str:
    if path.suffix == ".pdf":
        paper = pypdfium2.PdfDocument(path)
        pages = [page.get_textpage().get_text_bounded() for page in paper]
        paper.close()
        return path.name + "".join("".join(pages).split())
    if path.suffix == ".xlsx":
        sheets = load_workbook(path, read_only=True)
        return path.name + repr([[*one.iter_rows(values_only=True)] for one in sheets])
    return path.name + repr(path.read_bytes()) if path.suffix == ".json" else path.name


@pytest.mark.parametrize("role", Role)
def test_whoever_looks_at_a_case_sees_what_the_table_says(run, cases, role):
    for sort, most in zip(SORTS, SEEN[role], strict=True):
        one = cases[sort]
        for command, rest in LOOKS.items():
            is_done, text = run(role, command, rest, one.no)
            found = one.level(text)
            assert found <= most, (command, sort, text)
            if command == "case show":
                assert (found, is_done) == (most, most > NOTHING), (sort, text)


@pytest.mark.parametrize("role", Role)
def test_a_list_tells_no_more_and_the_list_of_cases_no_less(run, cases, role):
    for command, rest in LISTS.items():
        _, text = run(role, command, rest)
        for sort, most in zip(SORTS, SEEN[role], strict=True):
            found = cases[sort].level(text)
            assert found <= most, (command, sort, text)
            if command == "case list":
                assert found == most, (sort, text)


@pytest.mark.parametrize("role", Role)
def test_in_clear_a_case_is_seen_for_a_reason_and_by_whom_the_table_names(run, cases, role):
    for sort, may in zip(SORTS, REVEALED[role], strict=True):
        one = cases[sort]
        for command, rest in REVEALS.items():
            is_done, text = run(role, command, rest, one.no)
            assert (is_done, one.level(text) == CLEAR) == (may, may), (command, sort, text)


def test_an_archived_case_is_opened_for_some_hours_by_the_command_line(run, cases):
    one = cases["archived"]
    assert one.level(run(Role.SPECIALIST, "case show", "{no}", one.no)[1]) == NUMBER
    opening = "{no} --reason 核对旧案情况 --hours 2"
    is_done, said = run(Role.SPECIALIST, "open-archived", opening, one.no)
    assert is_done, said
    for command in ("case show", "dossier"):
        assert one.level(run(Role.SPECIALIST, command, LOOKS[command], one.no)[1]) == MASKED
    is_done, said = run(Role.SPECIALIST, "reveal", REVEALS["reveal"], one.no)
    assert one.level(said) == CLEAR  # it was hers
    _, audit = run(Role.DIRECTOR, "audit", "--case {no}", one.no)
    assert "case.opened" in audit


def test_several_papers_in_clear_at_once_are_an_export(run, cases):
    many = "收到:2026 --full --reason 核对身份信息 --out {out}"
    for role in (Role.SPECIALIST, Role.AUDITOR):
        is_done, text = run(role, "dossiers", many)
        assert not is_done
        assert all(one.level(text) < CLEAR for one in cases.values())
    is_done, text = run(Role.DIRECTOR, "dossiers", many)
    assert is_done, text
    _, register_of = run(Role.DIRECTOR, "exports", "")
    assert '"dossiers"' in register_of
