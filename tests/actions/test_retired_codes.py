"""A code whose last day is over: old cases keep it, nobody enters it anew."""

from dataclasses import replace
from datetime import date

import pytest

from desk.actions.bulk import BulkStep
from desk.actions.register_case import RegisterCase
from desk.attachments.attaching import attach
from desk.reads.case_file import read_case
from desk.reads.verify import verify
from desk.rules.case.codes import code_label, code_list
from desk.rules.case.life import Action
from desk.rules.case.values import RetiredCode
from tests.attachments.papers import pdf, put
from tests.builders import INTAKE, register, step

SPOKEN = {"way": "phone", "result": "reached", "summary": "已告知。"}


@pytest.fixture
def retire(monkeypatch):
    """Return how to make a code's last day 2026-11-19, a day before the tests' one."""

    def retire(name, code):
        known = code_list(name).codes
        monkeypatch.setitem(known, code, replace(known[code], valid_until=date(2026, 11, 19)))

    return retire


def facts_of(branch, case_no):
    return read_case(branch.store, branch.desk().reckoning, case_no).facts


@pytest.mark.parametrize("typed", ["C07", code_label("cause", "C07")])
def test_a_new_case_does_not_take_it_by_id_or_label(branch, retire, typed):
    retire("cause", "C07")
    with pytest.raises(RetiredCode, match="until 2026-11-19 only") as caught:
        branch.desk().do(RegisterCase(given={**INTAKE, "cause": typed}))
    assert caught.value.field == "cause"


def test_its_last_day_still_counts(branch, retire):
    retire("cause", "C07")
    branch.clock.moment = branch.clock.moment.replace(day=19)
    assert facts_of(branch, register(branch.desk()))["cause"] == "C07"


def test_an_old_case_keeps_it_and_goes_on(branch, retire):
    case_no = register(branch.desk(), demands=["refund"])
    retire("cause", "C07")
    retire("demands", "refund")
    step(branch.desk(), case_no, "amend", cause="C07", demands=["refund", "apology"], grade="A")
    facts = facts_of(branch, case_no)
    assert (facts["cause"], facts["demands"]) == ("C07", ["refund", "apology"])
    assert verify(branch.store, branch.desk().reckoning) == []


def test_an_old_case_does_not_take_another_one(branch, retire):
    case_no = register(branch.desk(), demands=["apology"])
    retire("cause", "C10")
    retire("demands", "refund")
    for given in ({"cause": "C10"}, {"demands": ["apology", "refund"]}):
        with pytest.raises(RetiredCode):
            step(branch.desk(), case_no, "amend", **given)
    command = BulkStep(case_nos=[case_no], action=Action.AMEND, given={"cause": "C10"})
    assert "2026-11-19" in branch.desk().do(command).result.refused[0].reason


def test_a_part_of_an_entry_does_not_take_it(branch, retire):
    case_no = register(branch.desk())
    retire("contact_way", "phone")
    with pytest.raises(RetiredCode) as caught:
        step(branch.desk(), case_no, "contact", **SPOKEN)
    assert caught.value.field == "way"


def test_an_attachment_does_not_take_it(branch, retire, tmp_path):
    case_no = register(branch.desk())
    retire("material", "grounds")
    with pytest.raises(RetiredCode):
        attach(branch.desk(), case_no, put(tmp_path, "a.pdf", pdf()), "grounds")
