"""Recusal at import: who is complained of holds no open case."""

import pytest

from desk.rules.people.recusal import KeptAway, is_recused, need_no_recusal
from desk.rules.steps.ledger_rows import completed, customs_of
from tests.rules.cases_at import PEOPLE

CUSTOMS = customs_of(PEOPLE.values(), 3)
ROW = {"received_at": "2026-11-19T09:00:00", "facts": "年费。", "handler": "陈立"}


@pytest.mark.parametrize("staff", [["陈立"], ["chen"], ["某柜员", "陈立"]])
def test_an_open_row_comes_in_without_the_handler_who_is_complained_of(staff):
    facts, _ = completed({**ROW, "complained_staff": staff}, CUSTOMS)
    assert "handler" not in facts
    assert facts["state"] == "to_assign"


def test_others_keep_their_cases_and_closed_rows_their_history():
    facts, _ = completed({**ROW, "complained_staff": ["周敏"]}, CUSTOMS)
    assert (facts["handler"], facts["state"]) == ("chen", "to_investigate")
    facts, _ = completed({**ROW, "complained_staff": ["陈立"], "state": "closed"}, CUSTOMS)
    assert (facts["handler"], facts["state"]) == ("chen", "closed")


@pytest.mark.parametrize("handler", ["gone", "高离"])
@pytest.mark.parametrize(
    ("further", "state"),
    [
        ({}, "to_assign"),
        ({"investigation": "属实。"}, "planning"),
        ({"execution": "已退。"}, "to_notify"),
    ],
)
def test_an_open_row_comes_in_without_a_handler_who_has_left(handler, further, state):
    facts, _ = completed({**ROW, **further, "handler": handler}, CUSTOMS)
    assert "handler" not in facts
    assert facts["state"] == state


def test_a_closed_row_keeps_who_handled_it_and_an_open_one_whom_nobody_here_knows():
    facts, _ = completed({**ROW, "handler": "gone", "state": "closed"}, CUSTOMS)
    assert facts["handler"] == "gone"
    facts, _ = completed({**ROW, "handler": "某柜员"}, CUSTOMS)
    assert (facts["handler"], facts["state"]) == ("某柜员", "to_assign")


@pytest.mark.parametrize("name", ["recused", "complained_staff"])
def test_a_person_is_recused_by_login_and_by_name(name):
    for mark in ("chen", "陈立"):
        facts = {"case_no": "TS-1", name: [mark]}
        assert is_recused(PEOPLE["chen"], facts)
        assert not is_recused(PEOPLE["zhou"], facts)
        with pytest.raises(KeptAway, match="陈立"):
            need_no_recusal(PEOPLE["chen"], facts)
