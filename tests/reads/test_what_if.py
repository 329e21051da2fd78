"""Effects of a change: deadlines and limits tried on cases, against a table written by hand."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from desk.actions.change_settings import ChangeSettings
from desk.reads.what_if import rules_tried, settings_tried
from desk.rules.people.rights import Role
from desk.rules.reports.periods import period_of
from desk.rules.time.rule_files import shipped_rules
from tests.builders import INTAKE, WAY, register, step

START = datetime(2026, 9, 1, 9)
SEPTEMBER = period_of("month", "2026-09")


def decide(amount, **more):
    """Return the rule of the decision with another number of days."""
    rule = next(one for one in shipped_rules() if one.id == "decide")
    return [replace(rule, amount=amount, **more)]


def another(place):
    """Return a complainant who is nobody else's."""
    phone = f"1380000{place:04}"
    return {"complainant": {**INTAKE["complainant"], "name": f"张{place}", "phone": phone}}


def answered(branch, case_no, day, compensation):
    """Take a case to its notice, on the ``day``-th day after its receipt."""
    for action, login, given in WAY:
        if action == "notify":
            branch.clock.moment = START + timedelta(days=day)
        more = {"compensation": compensation} if action == "plan" else {}
        step(branch.desk(login), case_no, action, **{**given, **more})
        if action == "notify":
            return


@pytest.fixture
def cases(branch):
    """Answered on the 12th day, and on the 18th; one open without an answer to the 20th."""
    branch.clock.moment = START
    found = [register(branch.desk("chen"), **another(place)) for place in range(3)]
    answered(branch, found[0], 12, "300")
    answered(branch, found[1], 18, "400")
    branch.clock.moment = START + timedelta(days=20)
    return found


def tried(branch, rules, reader="director"):
    office = branch.desk(reader)
    return rules_tried(branch.store, rules, SEPTEMBER, branch.clock.now(), office.actor)


@pytest.mark.parametrize(
    ("days", "late"),
    [  # by hand: answered on days 12 and 18, open on day 20
        (10, (True, True, True)),
        (15, (False, True, True)),
        (18, (False, False, True)),
        (30, (False, False, False)),
    ],
)
def test_who_would_have_been_late(branch, cases, days, late):
    found = tried(branch, decide(days))
    assert (found.cases, list(found.clocks)) == (3, ["decide"])
    told = found.clocks["decide"]
    assert (told.had, told.late_before, told.late_after) == (3, 2, sum(late))
    would_be = dict(zip(cases, (False, True, True), strict=True))
    would_be |= {one.case_no: one.would_be_late for one in found.moved}
    assert tuple(would_be[case_no] for case_no in cases) == late


@pytest.mark.usefixtures("cases")
def test_the_rule_as_it_is_moves_nothing(branch):
    assert tried(branch, decide(15)).moved == []


def test_the_ends_are_told_as_they_would_be(branch, cases):
    first = next(one for one in tried(branch, decide(10)).moved if one.case_no == cases[0])
    assert (first.before[:10], first.after[:10]) == ("2026-09-16", "2026-09-11")


def test_what_was_granted_stays_granted(branch):
    given = {"reason": "案情复杂，尚需核实。"}
    branch.clock.moment = START
    other = register(branch.desk("chen"), **another(9))
    branch.clock.moment += timedelta(days=12)
    step(branch.desk("director"), other, "extend", **given)
    found = {one.case_no: one for one in tried(branch, decide(13)).moved}
    assert other not in found  # thirty days from its receipt, whatever the first limit


def test_a_change_that_the_office_itself_made_does_not_hide_the_one_tried(branch, cases):
    """Else a house rule's own amount in the settings would stand over the rule of the file."""
    own = {"first-response": {"amount": 5, "article": "本行规定"}}
    office = branch.desk("director")
    office.do(ChangeSettings(values={"house_rules": own}, covers_open=True))
    rule = next(one for one in shipped_rules() if one.id == "first-response")
    found = tried(branch, [replace(rule, amount=1)])
    assert set(found.clocks) == {"first-response"}
    assert {one.case_no for one in found.moved} >= {cases[2]}


def limits(branch, **values):
    office = branch.desk("director")
    return settings_tried(branch.store, values, SEPTEMBER, branch.clock.now(), office.actor)


def test_who_would_have_approved(branch, cases):
    now = limits(branch)
    assert (now.compensations, now.approvals, now.moved) == (2, [], [])
    found = limits(branch, specialist_limit="350", supervisor_limit="5000")
    assert [(one.case_no, one.amount, one.before, one.after) for one in found.approvals] == [
        (cases[1], Decimal(400), Role.SPECIALIST, Role.SUPERVISOR)
    ]
    lower = limits(branch, specialist_limit="100", supervisor_limit="400")
    assert [one.after for one in lower.approvals] == [Role.SUPERVISOR, Role.DIRECTOR]


def test_another_way_of_counting_is_tried_too(branch, cases):
    found = limits(branch, count_from="same-day")
    ends = {one.case_no: one.after[:10] for one in found.moved if one.clock == "decide"}
    assert ends[cases[0]] == "2026-09-15"  # a day before the 16th


def test_a_case_that_is_closed_to_somebody_is_not_told_to_her(branch, cases):
    step(branch.desk("director"), cases[0], "recuse", recused=["周敏"], text="系亲属。")
    assert tried(branch, decide(10), reader="zhou").cases == 2


@pytest.mark.usefixtures("cases")
def test_nothing_is_written(branch):
    before = branch.desk("director").settings.values
    tried(branch, decide(1))
    limits(branch, specialist_limit="1")
    assert branch.desk("director").settings.values == before
    assert tried(branch, decide(15)).moved == []
