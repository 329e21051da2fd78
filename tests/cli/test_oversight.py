"""What watches over all cases together, by the command line."""

import json

import pypdf
import pytest

from desk.cli.__main__ import DONE, REFUSED, WRONG_USAGE
from tests.builders import INTAKE

pytestmark = pytest.mark.usefixtures("signed_in")
DRAW = ("sample", "draw", "month", "2026-11")


def told(run, *words, **more):
    code, out, err = run(*words, **more)
    assert code == DONE, err
    return json.loads(out), err


def end_twelve(run):
    """Let twelve cases end in November."""
    for _ in range(12):
        case_no = told(run, "case", "add", "-", given=INTAKE)[0]["case_no"]
        told(run, "case", "do", case_no, "withdraw", "-", given={"remarks": "客户撤回。"})


def test_a_sample_names_its_seed_first_and_is_drawn_again_by_it(run, tmp_path):
    end_twelve(run)
    first, err = told(run, *DRAW, "--margin", "25", "--out", tmp_path)
    assert first["seed"] in err
    assert (first["whole"], first["size"]) == (12, 7)  # 15.4 / (1 + 14.4 / 12) = 7.0, so 7
    again, _ = told(run, *DRAW, "--margin", "25", "--seed", first["seed"])
    assert again["strata"] == first["strata"]
    assert again["fingerprint"] == first["fingerprint"]
    other, _ = told(run, *DRAW, "--margin", "25")
    assert other["seed"] != first["seed"]


def test_the_working_sheet_has_the_cases_and_no_customer(run, tmp_path):
    end_twelve(run)
    drawn, _ = told(run, *DRAW, "--margin", "25", "--out", tmp_path)
    text = "".join(page.extract_text() for page in pypdf.PdfReader(drawn["pdf"]).pages)
    numbers = [number for one in drawn["strata"] for number in one["drawn"]]
    assert all(number in text for number in numbers)
    assert drawn["seed"] in text
    assert INTAKE["complainant"]["name"] not in text
    prints = [json.loads(line) for line in run("prints")[1].splitlines()]
    assert [(one["what"], one["about"]) for one in prints] == [("sample", "2026-11")]


def test_an_empty_month_has_nothing_to_draw(run):
    code, _, err = run(*DRAW)
    assert code == REFUSED
    assert "nothing to draw from" in err


def test_the_rate_of_the_whole_comes_with_its_interval(run):
    # Newcombe 1998, table I: 15 of 148
    found, _ = told(run, "sample", "rate", "15", "148", now=None)
    assert found == {"percent": "10.1", "low": "6.2", "high": "16.0"}
    assert run("sample", "rate", "3", "2", now=None)[0] == REFUSED
    assert run("sample", "rate", "3", "x", now=None)[0] == WRONG_USAGE


@pytest.mark.parametrize("word", ["nan", "inf", "viel", ""])
def test_a_margin_that_is_no_number_is_wrong_usage(run, word):
    assert run(*DRAW, "--margin", word)[0] == WRONG_USAGE


def test_four_complaints_about_an_outlet_without_any_before_are_a_warning(run):
    for day in range(26, 31):
        told(run, "case", "add", "-", given=INTAKE, now=f"2026-10-{day}T10:00:00")
    given = {**INTAKE, "complained_unit": "东街支行", "cause": "C01"}
    numbers = [told(run, "case", "add", "-", given=given)[0]["case_no"] for _ in range(4)]
    lines = [json.loads(line) for line in run("warnings")[1].splitlines()]
    found = {one["indicator"]: one for one in lines if one["cases"] == numbers}
    assert found["surge_unit"]["words"] == ["东街支行"]
    assert (found["surge_unit"]["layer"], found["surge_unit"]["level"]) == ("customer", "amber")
    assert found["surge_unit"]["past"]["workdays"] == 15
    assert run("warnings", "--day", "yesterday")[0] == REFUSED


SHORTER = """
[[rule]]
id = "decide"
track = "statutory"
title = { zh = "处理决定", en = "Decision" }
unit = "natural-day"
amount = 10
anchor = "received_at"
stop = "notified_at"
article = "第十八条"
source = "a try"
valid_from = 2027-01-01
"""


def test_a_shorter_limit_is_tried_and_nothing_is_written(run):
    case_no = told(run, "case", "add", "-", given=INTAKE, now="2026-11-02T10:00:00")[0]["case_no"]
    found, _ = told(run, "what-if", "rules", "-", "month", "2026-11", given=SHORTER)
    late = {"had": 1, "late_before": 1, "late_after": 1}
    assert (found["cases"], found["clocks"]) == (1, {"decide": late})  # 18 days: late by both
    (moved,) = found["moved"]
    assert (moved["case_no"], moved["before"][:10]) == (case_no, "2026-11-17")
    assert moved["after"][:10] == "2026-11-12"
    values = {"specialist_limit": "1"}
    tried, _ = told(run, "what-if", "settings", "-", "month", "2026-11", given=values)
    assert (tried["cases"], tried["compensations"], tried["approvals"]) == (1, 0, [])
    rules = [json.loads(line) for line in run("rules", "list")[1].splitlines()]
    assert [one["amount"] for one in rules if one["id"] == "decide"] == [15]


def test_what_no_setting_can_have_is_refused(run):
    code, _, err = run("what-if", "settings", "-", "month", "2026-11", given={"nothing": 1})
    assert code == REFUSED
    assert "nothing" in err


def test_an_assessment_waits_for_the_closed_report_and_prints_a_sheet(run, staff, tmp_path):
    end_twelve(run)
    words = ("assessment", "handler", staff["specialist"], "month", "2026-11")
    assert run(*words, now="2026-12-03T10:00:00")[0] == REFUSED
    closing = (
        "report",
        "month",
        "2026-11",
        "--out",
        tmp_path,
        "--close",
        "--despite",
        "先行结账核对。",
    )
    told(run, *closing, now="2026-12-03T10:00:00")
    found, _ = told(run, *words, "--out", tmp_path, now="2026-12-03T10:00:00")
    assert found["total"] is None  # what was withdrawn is no answer of hers
    text = pypdf.PdfReader(found["pdf"]).pages[0].extract_text()
    assert "Assessment sheet" in text
    assert "too few to judge" in text
