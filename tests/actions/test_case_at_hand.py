"""One case through one transaction: what is written of it is seen at once, and reckoned once."""

import pytest

from desk.actions.undo_step import NothingToUndo, UndoStep
from desk.reads.case_file import read_case
from tests.builders import register, step, walk


def test_clocks_of_the_same_facts_are_the_same_and_of_others_are_not(branch):
    case_no, desk = register(branch.desk()), branch.desk()
    with branch.store.writing():
        case = desk.begin().case(case_no)
    clocks = case.clocks(desk.reckoning)
    assert case.clocks(desk.reckoning, dict(case.facts)) is clocks
    stopped = {**case.facts, "first_contact_at": "2026-11-20T10:00:00"}
    assert case.clocks(desk.reckoning, stopped) == desk.reckoning.clocks(stopped) != clocks


def test_a_step_is_not_taken_back_twice_in_one_command(branch):
    case_no = register(branch.desk())
    walk(branch, case_no, until="assign")
    step(branch.desk("chen"), case_no, "note", text="记。")
    with pytest.raises(NothingToUndo):
        branch.desk("chen").do(UndoStep(case_nos=[case_no, case_no]))
    assert read_case(branch.store, branch.desk().reckoning, case_no).facts["notes"]
