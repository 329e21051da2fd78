"""The handover sheet: every open case of a person, what is owed in it, and nothing more."""

from datetime import date

from desk.reads.handover import open_cases_of
from desk.rules.people.person_id import PersonId, person_id
from desk.rules.steps.duties import Duty
from reports.handover_sheet import handover_sheet, print_handover
from reports.places import making_of
from reports.table import Signatures, Table
from tests.builders import register, step, walk

SPOKEN = {"way": "phone", "result": "reached", "summary": "将回电。"}


def held(branch, login="chen", reader="director"):
    desk = branch.desk(reader)
    return open_cases_of(
        branch.store, desk.reckoning, person_id(login), desk.actor, branch.clock.moment
    )


def test_the_sheet_lists_what_is_open_with_next_step_deadline_and_promises(branch):
    done, open_one, other = (register(branch.desk()) for _ in range(3))
    walk(branch, done)
    walk(branch, open_one, until="assign")
    step(branch.desk(), other, "assign", handler="zhou")
    step(
        branch.desk("chen"), open_one, "contact", **SPOKEN, promise="回复", promised_on="2026-11-24"
    )
    (one,) = held(branch)
    assert (one.case_no, one.name, one.next_step) == (open_one, "张*", "Record the investigation")
    assert one.due_on == date(2026, 11, 21)
    assert [owed.duty for owed in one.owed] == [Duty.PROMISE, Duty.PROGRESS]
    making = making_of(branch.desk())
    table, _, signed = handover_sheet([one], "chen", "zhou", making).sections[0].blocks
    assert isinstance(table, Table)
    assert isinstance(signed, Signatures)
    (row,) = table.rows
    assert open_one in row
    assert any("11-24" in str(cell) and "回复" in str(cell) for cell in row)
    assert not any("张三" in str(cell) for cell in row)


def test_a_case_closed_to_who_prints_it_is_not_told_at_all(branch):
    case_no = register(branch.desk(), complained_staff=["李卓"])
    walk(branch, case_no, until="assign")
    assert held(branch, reader="li") == []


def test_the_sheet_is_printed_and_stands_in_the_register(branch, tmp_path):
    walk(branch, register(branch.desk()), until="assign")
    printed = print_handover(
        branch.desk("li"), PersonId("", "chen"), PersonId("", "zhou"), tmp_path
    )
    assert printed.code
    assert "陈立" in printed.files["pdf"].name
    assert printed.files["pdf"].stat().st_size > 2000
