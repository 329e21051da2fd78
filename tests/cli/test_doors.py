"""Every command of the command line, by every role: what her role does not include is refused.

``DOORS`` names each command once, with the right it takes; a new command that is not in it
fails the first test.
"""

import argparse
import json
from collections import Counter

import pytest

from desk.cli.__main__ import main, parser
from desk.rules.case.life import Action
from desk.rules.people.rights import Right, Role, right_label, rights_of
from desk.rules.steps.table import STEPS
from desk.store.record import journal
from desk.store.tables import TABLES, ActRow, HomeRow, PayloadRow
from tests.builders import register, walk
from tests.conftest import PASSWORD

NO = "TS-0101-20261120-A001"
LOGIN = {
    Role.SPECIALIST: "chen",
    Role.SUPERVISOR: "li",
    Role.DIRECTOR: "director",
    Role.AUDITOR: "he",
    Role.ADMINISTRATOR: "xu",
}
R = Right
ANYBODY = None  # whoever has a password, or nobody at all
DOORS = {
    "init": (ANYBODY, "--office x.toml"),
    "demo": (ANYBODY, "x"),
    "due": (ANYBODY, "-"),
    "user recover": (ANYBODY, "director"),
    "user list": (ANYBODY, ""),
    "verify": (ANYBODY, ""),
    "user add": (R.PEOPLE, "new --name 新人 --role specialist"),
    "user passwd": (R.PEOPLE, "zhou"),
    "user role": (R.PEOPLE, "zhou auditor"),
    "user disable": (R.PEOPLE, "zhou"),
    "user recovery-code": (R.PEOPLE, ""),
    "proposal list": (ANYBODY, ""),  # each sees what concerns her
    "proposal confirm": (R.SECOND, "1"),
    "proposal refuse": (R.SECOND, "1 --reason 没有这个人。"),
    "proposal withdraw": (R.SETTINGS, "1"),
    "proposal carry-out": (R.SETTINGS, "1"),
    "proposal seen": (R.PEOPLE, ""),
    "case add": (R.REGISTER, "FILE"),
    "case list": (R.READ, "--all"),
    "case show": (R.READ, NO),
    "case do": (STEPS, f"{NO} STEP"),
    "case decision": (R.READ, NO),
    "case gate": (R.READ, NO),
    "case duties": (R.READ, NO),
    "case undo": (R.RECORD, NO),
    "case bulk": (STEPS, "STEP FILE"),
    "case forms": (R.REGISTER, "2 --out OUT"),
    "case known": (R.READ, "FILE"),
    "case attach": (R.RECORD, f"{NO} FILE"),
    "case files": (R.READ, NO),
    "case take-out": (R.EXPORT, f"{NO} {'0' * 64} --out OUT --purpose 上报分行"),
    "case withdraw-file": (R.RECORD, f"{NO} {'0' * 64} --reason 传错了"),
    "queue": (R.READ, ""),
    "clock": (R.READ, NO),
    "report": (R.REPORT, "month 2026-10 --out OUT"),
    "report-note": (R.RECORD, "month 2026-10 FILE"),
    "report-submit": (R.SIGN, "month 2026-10 --on 2026-11-05"),
    "figures": (R.REPORT, "month 2026-10"),
    "report-status": (R.REPORT, "month 2026-10"),
    "reports": (R.REPORT, ""),
    "warnings": (R.REPORT, ""),
    "sample draw": (R.AUDIT, "month 2026-10"),
    "assessment": (R.READ, "handler chen month 2026-10"),
    "what-if rules": (R.REPORT, "FILE month 2026-10"),
    "what-if settings": (R.REPORT, "FILE month 2026-10"),
    "sample rate": (ANYBODY, "1 20"),
    "letter": (R.READ, f"{NO} F01 --out OUT"),
    "letters": (R.READ, NO),
    "texts list": (R.READ, ""),
    "texts keep": (R.RECORD, "FILE"),
    "texts retire": (R.RECORD, "x"),
    "forms": (ANYBODY, ""),
    "form-template": (R.PRINT, "F01 --out OUT"),
    "form-prescribe": (R.PRESCRIBE, "F01 FILE"),
    "dossier": (R.READ, f"{NO} --out OUT"),
    "dossiers": (R.READ, "年费 --out OUT"),
    "handover": (R.READ, "chen zhou --out OUT"),
    "check": (R.PRINT, "x"),
    "prints": (R.PRINT, ""),
    "ledger import": (R.IMPORT, "FILE"),
    "ledger list": (R.READ, ""),
    "ledger undo": (R.IMPORT, "x"),
    "ledger export": (R.READ, "--out OUT/x.xlsx"),
    "settings show": (ANYBODY, ""),
    "settings set": (R.SETTINGS, "FILE"),
    "calendar status": (ANYBODY, ""),
    "calendar take": (R.SETTINGS, "FILE"),
    "codes list": (R.READ, ""),
    "codes take": (R.SETTINGS, "FILE --list product_line"),
    "register kinds": (R.READ, ""),
    "register due": (R.READ, ""),
    "register list": (R.READ, "task"),
    "register show": (R.READ, "task x"),
    "register add": (R.ASSIGN, "task FILE"),
    "register do": (R.RECORD, "task x report-done FILE"),
    "register paper": (R.PRINT, "task x --out OUT"),
    "rules list": (R.READ, ""),
    "rules take": (R.SETTINGS, "FILE"),
    "forecast": (R.READ, ""),
    "backup": (R.BACKUP, ""),
    "database show": (ANYBODY, ""),
    "database move": (R.BACKUP, "postgresql://desk@127.0.0.1/desk"),
    "database password": (ANYBODY, ""),  # asks for the right where there is a server
    "restore": (R.BACKUP, "--confirm"),
    "doctor": (R.BACKUP, ""),
    "audit": (R.AUDIT, ""),
    "exports": (R.AUDIT, ""),
    "reveal": (R.REVEAL, f"{NO} --reason 核对身份"),
    "open-archived": (R.RECORD, f"{NO} --reason 核对旧案 --hours 1"),
    "hold": (R.ARCHIVE, f"{NO} --reason 法院调卷"),
    "release": (R.ARCHIVE, f"{NO} --reason 法院退卷"),
    "erasure due": (R.ARCHIVE, ""),
    "erasure list": (R.ARCHIVE, NO),
    "erasure approve": (R.ERASE, f"{NO} --out OUT"),
    "subject": (R.READ, "--name 张三 --purpose 本人查阅 --out OUT"),
    "packet card": (R.EXCHANGE, ""),
    "packet trust": (R.DEVICES, "FILE"),
    "packet revoke": (R.DEVICES, "0101-B"),
    "packet export": (R.EXCHANGE, "--to 0101-B --out OUT"),
    "packet import": (R.EXCHANGE, "FILE"),
    "packet conflicts": (R.READ, ""),
    "packet decide": (R.DECIDE, f"{NO} FILE"),
    "packet status": (R.EXCHANGE, ""),
    "packet undo": (R.IMPORT, "x"),
    "packet coverage": (R.REPORT, "2026-10"),
}
# A step of each right; all steps are tried at `Office.do` (tests/actions/test_rights.py).
ONE_STEP = {step.right: action for action, step in STEPS.items()}


def leaves(found, path=()):
    """Yield the commands of a parser: "user add", "verify" …"""
    below = [act for act in found._actions if isinstance(act, argparse._SubParsersAction)]
    if not below:
        yield " ".join(path)
    for action in below:
        for name, one in action.choices.items():
            yield from leaves(one, (*path, name))


def wishes():
    """Yield (right, words) for everything that can be asked for."""
    for command, (right, rest) in DOORS.items():
        if right is STEPS:
            steps = ONE_STEP.items()
            yield from ((one, f"{command} {rest.replace('STEP', act)}") for one, act in steps)
        elif right is not ANYBODY:
            yield right, f"{command} {rest}"


def test_every_command_of_the_command_line_is_in_the_table():
    assert Counter(leaves(parser())) == Counter(DOORS.keys())


def test_every_step_stands_for_a_right():
    assert {STEPS[action].right for action in Action if action in STEPS} == set(ONE_STEP)


@pytest.fixture
def closed(branch, monkeypatch, tmp_path):
    """A home with a case, nobody at it; the files that commands are given."""
    walk(branch, register(branch.desk("chen")), "investigate")
    branch.store.close()
    branch.unlock()
    (tmp_path / "file").write_text(json.dumps({"cases": [NO], "given": {}}), encoding="utf-8")
    (tmp_path / "out").mkdir()
    monkeypatch.setenv("COMPLAINT_DESK_PASSWORD", PASSWORD)
    monkeypatch.setenv("COMPLAINT_DESK_NEW_PASSWORD", "quite another long one")
    monkeypatch.setenv("COMPLAINT_DESK_DATABASE_PASSWORD", "the server's")
    monkeypatch.setenv("COMPLAINT_DESK_LANG", "en")
    return branch


def tables(branch):
    """Return everything in the database but the journal and where it lies."""
    rest = [table for table in TABLES if table not in (ActRow, PayloadRow, HomeRow)]
    return {table: sorted(map(repr, branch.store.rows(table.select()))) for table in rest}


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.DIRECTOR])
def test_what_a_role_does_not_include_is_refused_at_the_command_line(
    closed, role, capsys, tmp_path
):
    forbidden = [(right, words) for right, words in wishes() if right not in rights_of(role)]
    before, files = tables(closed), sorted(closed.home.folder.rglob("*"))
    let_in = []
    for right, words in forbidden:
        argv = words.replace("FILE", str(tmp_path / "file")).replace("OUT", str(tmp_path / "out"))
        code = main(["--home", str(closed.home.folder), "--user", LOGIN[role], *argv.split()])
        _, err = capsys.readouterr()
        if code != 1 or right_label(right) not in err:
            let_in.append(f"{words}: {code} {err}")
    assert not let_in, "\n".join(let_in)
    assert tables(closed) == before
    told = [act.kind for act, _ in journal.acts_of(closed.store, "audit")]
    assert told.count("audit.refused") == len(forbidden)
    assert set(told) <= {"audit.refused", "audit.signed-in"}
    assert list((tmp_path / "out").iterdir()) == []
    kept = {path.name for path in sorted(closed.home.folder.rglob("*"))}
    assert kept <= {path.name for path in files} | {"desk.db-wal", "desk.db-shm", "home.lock"}
