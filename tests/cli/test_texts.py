"""Reply texts by the command line: kept, listed by fit, retired, refused in a sentence."""

import json

import pytest

from tests.builders import INTAKE

pytestmark = pytest.mark.usefixtures("signed_in")
NOW = "2026-11-20T10:00:00"
TEXT = {"field": "decision.basis", "title": "年费口径", "text": "章程第三条[[（{product}）]]。"}


def lines(run, *argv):
    code, out, _ = run(*argv, now=NOW)
    assert code == 0
    return [json.loads(line) for line in out.splitlines()]


def test_a_text_is_kept_from_a_case_comes_first_there_and_is_retired(run):
    _, out, _ = run("case", "add", "-", given={**INTAKE, "product": "金卡"}, now=NOW)
    case_no = json.loads(out)["case_no"]
    code, out, _ = run("texts", "keep", "-", "--case", case_no, given=TEXT, now=NOW)
    kept = json.loads(out)
    assert (code, kept["from"], kept["when"]["cause"]) == (0, "own", ["C07"])
    asked = ("texts", "list", "--case", case_no, "--field", "decision.basis")
    first = lines(run, *asked)[0]
    assert (first["id"], first["filled"], first["fits"]) == (
        kept["id"],
        "章程第三条（金卡）。",
        True,
    )
    assert kept["id"] in [one["id"] for one in lines(run, "texts", "list")]
    assert run("texts", "retire", kept["id"], now=NOW)[0] == 0
    assert kept["id"] not in [one["id"] for one in lines(run, *asked)]


@pytest.mark.parametrize(
    "given",
    [
        {**TEXT, "text": "电话 13800005678"},
        {**TEXT, "field": "nowhere"},
        {**TEXT, "when": {"cause": "x"}},
        {**TEXT, "when": ["cause"]},
        {**TEXT, "title": ""},
        {**TEXT, "text": "{nothing_known}"},
        [TEXT],
    ],
)
def test_what_cannot_be_kept_is_refused_in_a_sentence(run, given):
    code, out, err = run("texts", "keep", "-", given=given, now=NOW)
    assert (code, out) == (1, "")
    assert err.count("\n") == 1


def test_a_branch_prescribes_no_text(run):
    assert run("texts", "keep", "-", "--branches", given=TEXT, now=NOW)[0] == 1
    assert run("texts", "retire", "basis-fees", now=NOW)[0] == 1
