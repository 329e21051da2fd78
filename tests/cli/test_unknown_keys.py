"""Every command that takes JSON refuses a key that nobody reads, by its name and with known ones.

``TAKEN`` names each such command; one that is not in it fails the first test.
"""

import argparse
import json

import pytest

from desk.cli.__main__ import parser
from desk.rules.case.life import Action
from tests.builders import INTAKE

WRONG = "unheard_of"
LINE = {"rule": "decide", "start": "2026-11-02T09:00:00"}
PAUSE = {"kind": "mediation", "from": "2026-11-03T09:00:00", "until": "2026-11-04T09:00:00"}
PACK = {
    "year": 2027,
    "notices": ["通知"],
    "days": [{"date": "2027-01-01", "name": "元旦", "off": True}],
}
SEPTEMBER = "report-note month 2026-09"
# By command: how it is called, what it is given with a key that nobody reads, one that it knows.
TAKEN = {
    "case add": [
        ("case add", {**INTAKE, WRONG: 1}, "complainant.name"),
        ("case add", {**INTAKE, "complainant": {"name": "张三", WRONG: 1}}, "complainant.name"),
        ("case add", {**INTAKE, "agent": [{"name": "李四", WRONG: "x"}]}, "authorisation"),
    ],
    "case do": [
        ("case do NO assign", {"handler": "x", WRONG: 1}, "handler"),
        ("case do NO contact", {"way": "phone", WRONG: 1}, "summary"),
        ("case do NO notify", {"decision": {"basis": "x", WRONG: 1}}, "decision.basis"),
        ("case do NO amend", {"representatives": [{"name": "x", WRONG: 1}]}, "id_no"),
    ],
    "case bulk": [
        ("case bulk note", {"cases": ["NO"], "given": {"text": "x"}, WRONG: 1}, "cases"),
        ("case bulk note", {"cases": ["NO"], "given": {"text": "x", WRONG: 1}}, "text"),
    ],
    "case known": [
        ("case known", {"facts": "年费", WRONG: 1}, "facts"),
        ("case known", {"complainant": {"phone": "1", WRONG: 1}}, "complainant.phone"),
    ],
    "register add": [("register add task", {"what": "x", WRONG: 1}, "due_on")],
    "register do": [("register do task RW-0101-2026-A001 give", {WRONG: 1}, "due_on")],
    "letter": [("letter NO F11 --out OUT --given", {WRONG: "x"}, "until")],
    "packet decide": [("packet decide NO", {"choices": {}, "reason": "x", WRONG: 1}, "stands")],
    "report-note": [
        (SEPTEMBER, {"denominator.outlets": 12, WRONG: 1}, "denominator.outlets"),
        (SEPTEMBER, {f"comment.{WRONG}": "x"}, "comment.overview"),
        (SEPTEMBER, {f"denominator.{WRONG}": 12}, "denominator.outlets"),
        (SEPTEMBER, {f"training.{WRONG}": 12}, "training.sessions"),
    ],
    "texts keep": [("texts keep", {"field": "contacts.summary", "title": "x", WRONG: 1}, "when")],
    "what-if settings": [("what-if settings - month 2026-10", {WRONG: 1}, "office_name")],
    "settings set": [("settings set", {WRONG: 1}, "office_name")],
    "calendar take": [
        ("calendar take", {**PACK, WRONG: 1}, "notices"),
        ("calendar take", {**PACK, "days": [{**PACK["days"][0], WRONG: 1}]}, "off"),
    ],
    "due": [
        ("due", {**LINE, WRONG: 1}, "restart"),
        ("due", {**LINE, "pauses": [{**PAUSE, WRONG: 1}]}, "until"),
    ],
}
CASES = [(name, *one) for name, several in TAKEN.items() for one in several]


@pytest.fixture(autouse=True)
def _environment(signed_in):
    """Sign the director in."""


@pytest.fixture
def told(run, tmp_path):
    """Call a command with JSON on standard input; return (code, out, err)."""
    _, out, _ = run("case", "add", "-", given=INTAKE)
    case_no = json.loads(out)["case_no"]

    def told(line, given):
        argv = [{"NO": case_no, "OUT": tmp_path}.get(part, part) for part in line.split()]
        text = json.dumps(given, ensure_ascii=False).replace('"NO"', f'"{case_no}"')
        return run(*argv, *(() if "-" in argv else "-"), given=text)

    return told


def commands(whole, path=()):
    """Yield (command, its parser) for each command, groups walked through."""
    for action in whole._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, inner in action.choices.items():
                yield from commands(inner, (*path, name))
    if not any(isinstance(action, argparse._SubParsersAction) for action in whole._actions):
        yield " ".join(path), whole


def test_every_command_that_takes_json_is_in_the_table():
    taking = {
        name
        for name, one in commands(parser())
        if any(".json" in str(action.metavar) for action in one._actions)
    }
    assert taking == TAKEN.keys()


@pytest.mark.parametrize(("name", "line", "given", "known"), CASES, ids=lambda one: str(one)[:40])
def test_a_key_that_nobody_reads_is_refused_with_those_that_are_read(
    told, name, line, given, known
):
    assert line.startswith(name)
    code, out, err = told(line, given)
    if name == "case bulk" and WRONG in given["given"]:  # bulk says of each case why not
        code, err = 1, out
    assert code == 1
    assert WRONG in err
    assert known in err
    assert "Traceback" not in err


def test_a_number_of_a_report_by_its_bare_name_is_refused_and_not_lost(told):
    code, out, err = told(SEPTEMBER, {"outlets": 12})
    assert (code, out) == (1, "")
    assert "“outlets”" in err
    assert "denominator.outlets" in err
    code, out, err = told(SEPTEMBER, {"denominator.outlets": 12})
    assert (code, json.loads(out)["changed"], err) == (0, ["denominator.outlets"], "")


def test_several_keys_that_nobody_reads_come_together(told):
    _, _, err = told("case add", {**INTAKE, "incom": 1, "telefon": 2})
    assert "“incom”" in err
    assert "“telefon”" in err


def test_no_step_takes_a_key_that_nobody_reads(told):
    for action in Action:
        code, out, err = told(f"case do NO {action.value}", {WRONG: 1})
        assert (code, out) == (1, "")
        assert f"“{WRONG}”" in err, action
