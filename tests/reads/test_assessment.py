"""The assessment reads what the closed report kept, and nothing that came later."""

from datetime import datetime

import pytest

from desk.reads.assessment import read_assessment
from desk.rules.oversight.assessment import NotFrozenYet, NotYourAssessment
from desk.rules.reports.periods import period_of
from reports.close_request import closing_of
from tests.builders import INTAKE, WAY, register, step, walk

NOVEMBER = period_of("month", "2026-11")


@pytest.fixture
def cases(branch):
    """Five cases of different customers that chen closed in November; it is 3 December."""
    found = [
        register(
            branch.desk("chen"),
            complainant={
                **INTAKE["complainant"],
                "name": f"张{place}",
                "phone": f"1380000000{place}",
            },
        )
        for place in range(5)
    ]
    for case_no in found:
        walk(branch, case_no, "close")
    branch.clock.moment = datetime(2026, 12, 3, 9)
    return found


def asked(branch, name="chen", reader="director", by="handler"):
    now, actor = branch.clock.now(), branch.desk(reader).actor
    return read_assessment(branch.store, NOVEMBER, by=by, name=name, now=now, reader=actor)


def close(branch):
    office = branch.desk("director")
    office.do(closing_of(office, NOVEMBER, ""))


def test_an_open_month_is_not_assessed(branch):
    with pytest.raises(NotFrozenYet):
        asked(branch)


def test_what_was_closed_counts_and_what_came_later_does_not(branch, cases):
    close(branch)
    before = asked(branch)
    assert before.shares[0].cases == cases
    assert before.total is not None
    step(branch.desk("director"), cases[0], "reopen", reason="客户提出新的事实。")
    assert asked(branch) == before
    department = asked(branch, "客户服务部", by="department")
    assert department.total == before.total


def test_she_sees_her_own_and_no_other(branch, cases):
    close(branch)
    assert asked(branch, reader="chen").shares[0].cases == cases
    with pytest.raises(NotYourAssessment):
        asked(branch, reader="zhou")


def test_a_case_that_is_closed_to_her_counts_without_its_number(branch, cases):
    """A case that chen answered late, in which the director was then recused."""
    branch.clock.moment = datetime(2026, 11, 1, 9)
    late = register(branch.desk("chen"), complainant={**INTAKE["complainant"], "name": "赵六"})
    for action, login, given in WAY[:-1]:
        if action == "notify":
            branch.clock.moment = datetime(2026, 11, 28, 9)
        if action == "close":
            step(branch.desk("li"), late, "recuse", recused=["王敏"], text="系亲属。")
        step(branch.desk(login), late, action, **given)
    branch.clock.moment = datetime(2026, 12, 3, 9)
    close(branch)
    assert asked(branch, reader="li").shares[0].missed == [late]
    seen = asked(branch, reader="director").shares[0]
    assert (seen.missed, seen.met) == (["—"], len(cases))
    assert late not in str(asked(branch, reader="director"))
