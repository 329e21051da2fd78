"""Handing over and following old numbers by the command line."""

import json

import pytest

from desk.cli.__main__ import DONE, REFUSED
from tests.builders import INTAKE

pytestmark = pytest.mark.usefixtures("signed_in")


def registered(run):
    code, out, _ = run("case", "add", "-", given=INTAKE)
    assert code == DONE
    return json.loads(out)["case_no"]


def test_all_cases_of_a_person_are_offered_with_a_sheet_to_sign(run, staff, tmp_path):
    giver, taker = staff["specialist"], staff["supervisor"]
    case_no = registered(run)
    assert run("case", "do", case_no, "assign", "-", given={"handler": giver})[0] == DONE
    code, out, _ = run("handover", giver, taker, "--out", tmp_path)
    assert code == DONE
    assert json.loads(out)["pdf"].endswith(".pdf")
    assert "done" not in json.loads(out)
    code, out, _ = run("handover", giver, taker, "--out", tmp_path, "--reason", "休假。")
    assert (code, json.loads(out)["done"]) == (DONE, [case_no])
    _, out, _ = run("case", "show", case_no)
    assert json.loads(out)["transfers"][0]["to"] == taker


def test_closing_an_account_names_its_open_cases_and_the_offers_to_it(run, staff):
    leaver, other = staff["specialist"], staff["supervisor"]
    hers, offered, _ = (registered(run) for _ in range(3))
    assert run("case", "do", hers, "assign", "-", given={"handler": leaver})[0] == DONE
    assert run("case", "do", offered, "assign", "-", given={"handler": other})[0] == DONE
    given = {"to": leaver, "reason": "休假。"}
    assert run("case", "do", offered, "transfer", "-", given=given)[0] == DONE
    code, out, _ = run("user", "disable", leaver)
    told = json.loads(out)
    assert (code, told["open_cases"], told["open_offers"]) == (DONE, [hers], [offered])
    code, _, err = run("case", "do", offered, "accept-transfer", "-", given={})
    assert code == REFUSED
    assert "Refuse the handover, then offer the case or assign it to somebody else." in err


def test_the_number_of_a_merged_case_tells_where_it_lives_on(run):
    older, newer = registered(run), registered(run)
    merged = {"merged_into": older, "new_facts": False, "reason": "同一投诉。"}
    assert run("case", "do", newer, "merge", "-", given=merged)[0] == DONE
    code, out, err = run("case", "show", newer)
    assert (code, json.loads(out)["leads_to"]) == (DONE, older)
    assert older in err
    assert run("case", "show", older)[2] == ""


def test_what_a_recused_person_may_not_print_she_may_not_list_either(run, staff):
    case_no = registered(run)
    given = {"recused": [staff["director"]], "text": "与投诉人系亲属。"}
    assert run("case", "do", case_no, "recuse", "-", given=given)[0] == DONE
    code, out, err = run("letters", case_no)
    assert (code, out) == (REFUSED, "")
    assert case_no in err


def test_somebody_is_named_by_her_login_or_with_her_office_before_it(run, staff):
    chen = staff["specialist"]
    case_no = registered(run)
    assert run("case", "do", case_no, "assign", "-", given={"handler": chen})[0] == DONE
    promise = {"way": "phone", "result": "reached", "summary": "将回电。"}
    assert run("case", "do", case_no, "contact", "-", given=promise)[0] == DONE
    hers = [run("case", "duties", "--who", who) for who in (chen, f"0101/{chen}", f"0102/{chen}")]
    assert json.loads(hers[0][1])["case_no"] == case_no
    assert hers[1] == hers[0]
    assert hers[2][:2] == (DONE, "")
