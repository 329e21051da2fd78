"""What was merged lives on in the other case: by the command line, on paper and in a search."""

import json

import pypdf
import pytest

from desk.cli.__main__ import DONE
from tests.attachments.papers import pdf, put
from tests.builders import INTAKE

pytestmark = pytest.mark.usefixtures("signed_in")
AGAIN = {
    **INTAKE,
    "channel": "visit",
    "facts": "同一事项再次投诉并附凭证",
    "demand_text": "要求赔偿",
}


def lines(out):
    return [json.loads(line) for line in out.splitlines()]


def registered(run, day, **more):
    moment = f"2026-11-{day:02d}T10:00:00"
    code, out, err = run("case", "add", "-", given={**INTAKE, **more}, now=moment)
    assert code == DONE, err
    return json.loads(out)["case_no"]


def take(run, case_no, action, **given):
    code, _, err = run("case", "do", case_no, action, "-", given=given)
    assert code == DONE, err


def merge(run, newer, older):
    told = {"new_facts": True, "reason": "同一事项。", "evidence": "凭证 2 页"}
    take(run, newer, "merge", merged_into=older, **told)


@pytest.fixture
def pair(run, tmp_path):
    """An older case; a newer one about the same with a proof, linked with a third."""
    older, newer = registered(run, 16), registered(run, 18, **AGAIN)
    third = registered(run, 18, facts="相关的另一件")
    assert run("case", "attach", newer, put(tmp_path, "proof.pdf", pdf(words="voucher")))[0] == DONE
    take(run, newer, "link", other_no=third, reason="相关")
    return older, newer, third


def shown(run, case_no):
    return json.loads(run("case", "show", case_no)[1])


def files(run, case_no):
    return [(one["case_no"], one["name"]) for one in lines(run("case", "files", case_no)[1])]


def found(run, words):
    return {one["case_no"] for one in lines(run("case", "list", words)[1])}


def paper_of(run, case_no, folder):
    code, out, err = run("dossier", case_no, "--out", folder, "--full", "--reason", "核对原件")
    assert code == DONE, err
    reader = pypdf.PdfReader(json.loads(out)["pdf"])
    return "".join("".join(page.extract_text().split()) for page in reader.pages), len(reader.pages)


def test_the_living_case_shows_what_the_merged_one_holds(run, pair, tmp_path):
    older, newer, third = pair
    assert (shown(run, older)["merged"], files(run, older)) == ([], [])
    merge(run, newer, older)
    (merged,) = shown(run, older)["merged"]
    assert (merged["case_no"], merged["facts"]) == (newer, "同一事项再次投诉并附凭证")
    assert (merged["related"], merged["demand_text"]) == ([third], "要求赔偿")
    assert merged["complainant"]["name"] == "张*"
    assert files(run, older) == [(newer, "proof.pdf")]
    text, pages = paper_of(run, older, tmp_path / "out")
    for words in (newer, "再次投诉", "要求赔偿", third, "proof.pdf", "凭证2页", "voucher"):
        assert words in text, words
    assert text.count(newer) > 2  # in its section, in the list and at its pages
    take(run, newer, "unmerge", reason="不是同一事项。")
    assert (shown(run, older)["merged"], files(run, older)) == ([], [])
    text, fewer = paper_of(run, older, tmp_path / "out2")
    assert "voucher" not in text
    assert fewer < pages
    assert files(run, newer) == [(newer, "proof.pdf")]


@pytest.mark.parametrize("words", ["再次投诉", "同一事项 凭证", "要求赔偿"])
def test_a_word_of_the_merged_case_leads_to_the_living_one(run, pair, words):
    older, newer, _ = pair
    assert found(run, words) == {newer}
    merge(run, newer, older)
    assert found(run, words) == {newer, older}
    assert found(run, f"{words} 状态:待分派") == {older}
    assert found(run, newer) == {newer, older}
    take(run, newer, "unmerge", reason="不是同一事项。")
    assert found(run, words) == {newer}


def test_what_was_merged_into_a_merged_case_lives_on_in_the_last(run, pair):
    first, second, _ = pair
    third = registered(run, 19, facts="第三次来电催办", complainant={"name": "李四"})
    told = {"reason": "代家人再次来电，同一事项。", "new_facts": False, "other_person": True}
    take(run, third, "merge", merged_into=second, **told)
    merge(run, second, first)
    assert {one["case_no"] for one in shown(run, first)["merged"]} == {second, third}
    assert found(run, "催办") == {third, first}
    assert found(run, "lisi") == {third, first}


def test_who_is_recused_in_the_merged_case_sees_nothing_of_it_in_the_living_one(run, pair, staff):
    older, newer, _ = pair
    merge_by = {"recused": [staff["auditor"]], "text": "与投诉人系亲属。"}
    take(run, newer, "recuse", **merge_by)
    merge(run, newer, older)
    assert run("--user", staff["auditor"], "case", "show", newer)[0] != DONE
    code, out, _ = run("--user", staff["auditor"], "case", "show", older)
    assert (code, json.loads(out)["merged"]) == (DONE, [])
    assert "再次投诉" not in out
