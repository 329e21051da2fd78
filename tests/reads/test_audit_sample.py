"""The sample of an audit, drawn from the tables."""

from datetime import timedelta
from decimal import Decimal

import pytest

from desk.reads.audit_sample import STRATA, ended_cases, sample_of
from desk.rules.case.classification import of_office
from desk.rules.oversight.sampling import Precision
from desk.rules.reports.periods import period_of
from tests.builders import register, step, walk


@pytest.fixture
def cases(branch):
    """Two that ended, an open one that is closed to 周敏, a merged, a withdrawn and an open one."""
    closed = [
        register(branch.desk("chen"), complained_unit="东街支行"),
        register(branch.desk("chen"), complained_unit="西街支行"),
        register(branch.desk("chen"), complained_staff=["周敏"]),
        *(register(branch.desk("chen")) for _ in range(3)),
    ]
    walk(branch, closed[0], "close")
    step(branch.desk("chen"), closed[1], "withdraw", remarks="客户撤回。")
    merged = {"merged_into": closed[2], "new_facts": False, "reason": "同。"}
    step(branch.desk("director"), closed[3], "merge", **merged)
    step(branch.desk("chen"), closed[4], "withdraw", remarks="客户撤回。")
    return closed


def ended(branch, by="grade", login="director"):
    office = branch.desk(login)
    period = period_of("month", f"{branch.clock.now():%Y-%m}")
    classes = of_office(office.settings)
    return period, ended_cases(branch.store, period, by, classes, office.actor)


def test_it_is_drawn_from_what_ended_and_was_not_merged(branch, cases):
    _, found = ended(branch)
    assert [one.case_no for one in found] == [cases[0], cases[1], cases[4]]


def test_a_case_that_is_closed_to_the_auditor_is_not_drawn(branch, cases):
    step(branch.desk("director"), cases[2], "withdraw", remarks="客户撤回。")
    assert cases[2] in [one.case_no for one in ended(branch)[1]]
    assert cases[2] not in [one.case_no for one in ended(branch, login="zhou")[1]]


@pytest.mark.usefixtures("cases")
@pytest.mark.parametrize("by", STRATA)
def test_it_is_divided_by_what_the_cases_say(branch, by):
    period, found = ended(branch, by)
    precision = Precision(confidence=Decimal(95), margin=Decimal(5))
    sample = sample_of(found, period, by, precision, "种子")
    assert sample.whole == len(sample.cases) == 3  # of three cases all are looked at
    assert sum(one.whole for one in sample.strata) == 3
    if by == "unit":
        assert {"东街支行", "西街支行"} < {one.name for one in sample.strata}


@pytest.mark.usefixtures("cases")
def test_the_next_month_has_none_of_them(branch):
    branch.clock.moment += timedelta(days=40)
    assert ended(branch)[1] == []
