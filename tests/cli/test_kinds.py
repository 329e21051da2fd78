"""Kinds by the command line: corrected, converted, answered, handed on, counted apart."""

import json

import pytest

from tests.builders import INTAKE

CORRECTED = "2026-10-21T10:00:00"
WRONG = "2026-10-01T10:00:00"


@pytest.fixture(autouse=True)
def _environment(signed_in):
    """Sign the director in."""


@pytest.fixture
def do(run):
    """Take a step; return exit code and what is printed."""

    def do(case_no, action, *more, now="2026-10-21T10:10:00", **given):
        code, out, err = run("case", "do", case_no, action, "-", *more, given=given, now=now)
        return code, json.loads(out) if out else {}, err

    return do


def add(run, now="2026-10-21T10:05:00", **more):
    code, out, err = run("case", "add", "-", given={**INTAKE, **more}, now=now)
    assert (code, err) == (0, "")
    return json.loads(out)["case_no"]


def show(run, case_no, now="2026-10-21T10:20:00"):
    return json.loads(run("case", "show", case_no, now=now)[1])


def test_a_wrong_day_of_receipt_is_put_right_and_its_effect_told_before(run, do, staff):
    case_no = add(run, received_at=WRONG)
    why = {"reason": "21 typed as 1", "approved_by": staff["supervisor"]}
    wanted = {"before": "2026-10-16T23:59:59", "after": "2026-11-05T23:59:59", "late": False}
    code, told, _ = do(case_no, "correct", "--preview", received_at=CORRECTED, **why)
    assert (code, told["preview"], told["clocks"][0]) == (0, True, {"clock": "decide", **wanted})
    assert show(run, case_no)["received_at"] == WRONG
    code, told, _ = do(case_no, "correct", received_at=CORRECTED, **why)
    assert (code, told["clocks"][0]) == (0, {"clock": "decide", **wanted})
    case = show(run, case_no)
    assert case["received_at"] == CORRECTED
    assert case["corrections"][0]["was_received_at"] == WRONG
    assert case["lights"]["decide"] == "green"
    assert [duty["duty"] for duty in case["duties"]] == ["correction"]


def test_the_one_who_corrects_is_not_the_one_who_approves(run, do, staff):
    case_no = add(run, received_at=WRONG)
    for who in (staff["director"], staff["specialist"], staff["auditor"], "nobody"):
        given = {"received_at": CORRECTED, "reason": "typo", "approved_by": who}
        code, told, err = do(case_no, "correct", **given)
        assert (code, told) == (1, {})
        assert "cannot approve" in err
    assert show(run, case_no)["received_at"] == WRONG


def test_an_inquiry_is_answered_and_done(run, do):
    case_no = add(run, kind="inquiry")
    assert [gap["action"] for gap in json.loads(run("case", "gate", case_no)[1])] == ["answer"]
    assert do(case_no, "answer", answer="Explained.")[1]["state"] == "answered"
    assert do(case_no, "close")[1]["state"] == "closed"
    assert json.loads(run("clock", case_no)[1] or "[]") == []


def test_an_inquiry_becomes_a_complaint_overdue_at_once_and_says_so_before(run, do):
    case_no = add(run, kind="inquiry", received_at=WRONG)
    code, told, _ = do(
        case_no, "convert", "--preview", kind="complaint", reason="Wants money back."
    )
    decide = {"clock": "decide", "before": None, "after": "2026-10-16T23:59:59", "late": True}
    assert (code, told["clocks"][0]) == (0, decide)
    assert do(case_no, "convert", kind="complaint", reason="Wants money back.")[0] == 0
    case = show(run, case_no)
    assert (case["kind"], case["received_at"], case["state"]) == ("complaint", WRONG, "to_assign")
    assert case["lights"]["decide"] == "black"


def test_a_report_of_a_violation_is_handed_on(run, do):
    case_no = add(run, kind="report")
    assert do(case_no, "hand-on", handed_to="The regulator")[1]["state"] == "examined"
    assert do(case_no, "close")[1]["state"] == "closed"


def test_figures_tell_of_other_parties_and_kinds_apart(run):
    add(run)
    add(run, party_type="employee")
    add(run, kind="praise")
    figures = json.loads(run("figures", "month", "2026-10", now="2026-10-22T10:00:00")[1])
    assert figures["balance"]["received"] == 1
    received = {table: one["received"] for table, one in figures["others"].items()}
    assert received == {"employee": 1, "praise": 1}
