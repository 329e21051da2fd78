"""Blank forms: their numbers are given to nothing else, and registered as they stand."""

import pytest

from desk.actions.register_case import FormUsed, RegisterCase, UnknownForm
from desk.actions.reserve_forms import BadCount, ReserveForms
from desk.reads.case_file import read_case
from desk.rules.steps.guards import Missing
from reports.blank_forms import blank_forms, print_blank_forms
from reports.places import making_of
from reports.table import Scan
from tests.builders import INTAKE, register


def enter(branch, form_no, **more):
    return branch.desk("chen").do(RegisterCase(given={**INTAKE, **more}, form_no=form_no)).case_no


def test_a_form_is_entered_later_under_its_number_with_the_true_time_of_receipt(branch, tmp_path):
    path, numbers = print_blank_forms(branch.desk("chen"), 3, tmp_path)
    assert path.stat().st_size > 1000
    assert register(branch.desk()) == "TS-0101-20261120-A004"
    received = {"received_at": "2026-11-20T08:15:00", "late_reason": "停电。"}
    assert enter(branch, numbers[1], **received) == "TS-0101-20261120-A002"
    facts = read_case(branch.store, branch.desk().reckoning, numbers[1]).facts
    assert (facts["received_at"], facts["late_reason"]) == ("2026-11-20T08:15:00", "停电。")
    with pytest.raises(FormUsed):
        enter(branch, numbers[1])
    assert register(branch.desk()) == "TS-0101-20261120-A005"


@pytest.mark.parametrize(
    "form_no",
    ["TS-0101-20261120-A001", "TS-0101-20261120-B001", "TS-9999-20261120-A001", "A001", "x-y-z-1"],
)
def test_a_number_that_was_never_printed_is_refused(branch, form_no):
    with pytest.raises(UnknownForm, match=form_no):
        enter(branch, form_no)


@pytest.mark.parametrize("count", [0, -1, 51])
def test_no_forms_and_too_many_are_refused(branch, count):
    with pytest.raises(BadCount):
        branch.desk("chen").do(ReserveForms(count=count))


def test_a_form_tells_when_it_came_in_and_why_it_is_entered_late(branch, tmp_path):
    _, (form_no,) = print_blank_forms(branch.desk("chen"), 1, tmp_path)
    with pytest.raises(Missing) as caught:
        enter(branch, form_no)
    assert caught.value.field == "received_at"
    early = {"received_at": "2026-11-20T07:59:00"}  # two hours are over at 9:59
    with pytest.raises(Missing) as caught:
        enter(branch, form_no, **early)
    assert caught.value.field == "late_reason"
    assert enter(branch, form_no, received_at="2026-11-20T08:30:00") == form_no


def test_every_form_carries_its_number_as_a_code_for_the_scanner(branch):
    making = making_of(branch.desk("chen"))
    paper = blank_forms(["TS-0101-20261120-A001", "TS-0101-20261120-A002"], making)
    codes = [b.code for section in paper.sections for b in section.blocks if isinstance(b, Scan)]
    assert codes == ["TS-0101-20261120-A001", "TS-0101-20261120-A002"]
