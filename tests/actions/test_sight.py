"""Nobody gives herself a case by what she writes, and nobody loses what a mask hid."""

import pytest

from desk.actions.reveal_case import RevealCase
from desk.base.errors import Refusal
from desk.reads.case_file import read_case
from desk.rules.people.sight import NotYourCase
from desk.rules.steps.kinds import KINDS
from tests.builders import register, step


def in_clear(branch, case_no):
    return read_case(branch.store, branch.desk().reckoning, case_no).facts


def test_nobody_makes_a_case_her_own_by_amending_who_took_it_down(branch):
    case_no = register(branch.desk("zhou"))
    with pytest.raises(Refusal):
        step(branch.desk("chen"), case_no, "amend", received_by="chen")
    assert "received_by" not in KINDS["case.amend"].writes
    assert in_clear(branch, case_no)["received_by"] == "zhou"
    with pytest.raises(NotYourCase):
        branch.desk("chen").do(RevealCase(case_no=case_no, reason="回访联系"))


def test_nobody_names_another_at_the_counter(branch):
    with pytest.raises(Refusal, match="not at intake"):
        register(branch.desk("chen"), received_by="zhou")


@pytest.mark.parametrize("phone", ["13911112222", "139 1111 2222", "010-55556666"])
def test_what_was_hidden_in_a_text_stays_when_the_masked_text_is_edited(branch, phone):
    office = branch.desk("chen")
    case_no = register(office, facts=f"张三来电{phone}，反映年费。")
    now = branch.clock.moment
    seen = read_case(branch.store, office.reckoning, case_no, office.actor, now).facts["facts"]
    assert phone not in seen
    assert "张三" not in seen
    step(office, case_no, "amend", facts=seen + "补充：已退费。")
    assert in_clear(branch, case_no)["facts"] == f"张三来电{phone}，反映年费。补充：已退费。"


def test_a_personal_field_that_is_sent_back_masked_stays_as_it_was(branch):
    office = branch.desk("chen")
    case_no = register(office)
    now = branch.clock.moment
    seen = read_case(branch.store, office.reckoning, case_no, office.actor, now).facts
    for name in ("complainant.phone", "complainant.name"):
        step(office, case_no, "amend", **{name: seen[name], "remarks": f"见{name}"})
    assert in_clear(branch, case_no)["complainant.phone"] == "13800005678"
    assert in_clear(branch, case_no)["complainant.name"] == "张三"
