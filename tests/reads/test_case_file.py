"""One case, whole: facts, clocks, story, conflicts; and as the command line prints it."""

import json
from datetime import timedelta
from hashlib import sha256

import pytest

from desk.actions.decide import DecideConflict
from desk.reads.case_file import case_json, case_lines, clock_json, read_case
from desk.rules.case.fields import BY_ID
from desk.rules.case.life import Action, NoCase, State
from desk.store.record.journal import Head, Identity, Pen, folded
from desk.store.record.read_model import CASE_COLUMNS, facts_of
from desk.store.tables import CaseRow
from tests.builders import register, step, walk
from tests.conftest import NOW


@pytest.fixture
def case_no(branch):
    return register(branch.desk("chen"), amount="300", demands=["refund"])


def case_of(branch, case):
    return read_case(branch.store, branch.desk().reckoning, case)


def test_a_case_is_read_by_its_number_or_its_row(branch, case_no):
    by_number = case_of(branch, case_no)
    assert by_number == case_of(branch, by_number.id)
    assert (by_number.case_no, by_number.state) == (case_no, State.TO_ASSIGN)


@pytest.mark.parametrize("case", ["TS-0101-20261120-A999", "", 99, "' OR 1=1 --"])
def test_a_case_that_is_not_here_is_refused_by_name(branch, case_no, case):
    assert case_no
    with pytest.raises(NoCase, match="There is no case"):
        case_of(branch, case)


def test_a_case_tells_its_facts_unmasked_with_what_follows_from_them(branch, case_no):
    facts = case_of(branch, case_no).facts
    assert facts["complainant.name"] == "张三"
    assert (facts["amount"], facts["demands"]) == ("300.00", ["refund"])
    assert (facts["next_step"], facts["major"], facts["major_ground"]) == ("assign", False, None)
    assert facts["received_by"] == "chen"


def test_the_facts_of_a_case_are_those_of_its_row(branch, case_no):
    walk(branch, case_no, "notify")
    columns = [getattr(CaseRow, name) for name in CASE_COLUMNS]
    row = branch.store.row(CaseRow.select(*columns).where(CaseRow.case_no == case_no))
    facts = case_of(branch, case_no).facts
    assert facts_of(row) == {name: value for name, value in facts.items() if value is not None}


def test_the_story_is_told_oldest_first_with_who_and_when(branch, case_no):
    branch.clock.moment = NOW + timedelta(hours=1)
    step(branch.desk(), case_no, "assign", handler="chen")
    branch.clock.moment = NOW + timedelta(hours=2)
    step(branch.desk("chen"), case_no, "note", text="记一笔。")
    case = case_of(branch, case_no)
    told = [(told.kind, told.author, told.at - NOW) for told in case.story]
    assert told == [
        ("case.registered", "chen", timedelta(0)),
        ("case.assign", "director", timedelta(hours=1)),
        ("case.note", "chen", timedelta(hours=2)),
    ]
    assert case.version == len(case.story) == 3
    assert case.story[1].values == {"handler": "chen", "state": "to_investigate"}
    assert not any(told.is_signed for told in case.story)
    assert len({told.hash for told in case.story}) == 3


def test_what_is_signed_is_told_so(branch, case_no):
    step(branch.desk(), case_no, "withdraw", remarks="撤回。")
    assert [told.is_signed for told in case_of(branch, case_no).story] == [False, True]


def test_a_case_tells_what_can_be_done_with_it(branch, case_no):
    assert Action.ASSIGN in case_of(branch, case_no).actions
    walk(branch, case_no)
    assert Action.REOPEN in case_of(branch, case_no).actions
    assert Action.ASSIGN not in case_of(branch, case_no).actions


def other_device(branch, uuid, values, base=None):
    """Write an act as another device would have sent it, without having seen ours."""
    key = branch.keys["li"].signing
    last = branch.store.value(CaseRow.select(CaseRow.id).limit(1)) + 1_000
    head = Head(identity=Identity("0101-B", "B", "e9"), next_id=last)
    pen = Pen(
        store=branch.store,
        head=head,
        author="li",
        now=NOW,
        entropy=lambda size: sha256(b"x").digest()[:size],
        key=key,
    )
    pen.write("case.amend", uuid, values, base or {})
    pen.flush()


def test_values_that_two_devices_wrote_apart_are_both_told(branch, case_no):
    step(branch.desk(), case_no, "amend", grade="B")
    case = case_of(branch, case_no)
    other_device(branch, case.uuid, {"grade": "A", "product": "某卡"})
    case = case_of(branch, case_no)
    assert set(case.conflicts) == {"grade"}
    assert sorted(case.conflicts["grade"]) == ["A", "B"]
    assert case.conflicts["grade"][-1] == case.facts["grade"]
    assert case.facts["product"] == "某卡"


def test_a_decision_that_names_both_ends_the_conflict(branch, case_no):
    step(branch.desk(), case_no, "amend", grade="B")
    uuid = case_of(branch, case_no).uuid
    other_device(branch, uuid, {"grade": "A"})
    state = folded(branch.store, uuid)
    assert len(state.base_of(["grade"])["grade"]) == 2
    choices = {"grade": "A"}
    branch.desk().do(DecideConflict(case_no=case_no, choices=choices, reason="影响重大。"))
    case = case_of(branch, case_no)
    assert (case.conflicts, case.facts["grade"]) == ({}, "A")


# as JSON


def test_a_case_is_printed_with_every_id_of_the_design(branch, case_no):
    case = case_of(branch, case_no)
    told = json.loads(json.dumps(case_json(case.facts, case.uuid, case.clocks, NOW)))
    flat = {
        f"{outer}.{inner}"
        if isinstance(value, dict) and outer in {"complainant", "decision"}
        else outer
        for outer, value in told.items()
        for inner in (value if isinstance(value, dict) else [""])
    }
    assert set(BY_ID) <= flat
    assert (told["case_no"], told["uuid"]) == (case_no, case.uuid)
    assert told["complainant"]["name"] == "张三"


def test_a_case_is_printed_with_its_lights_and_its_deadlines(branch, case_no):
    now = NOW + timedelta(hours=13)
    case = case_of(branch, case_no)
    told = case_json(case.facts, case.uuid, case.clocks, now)
    assert told["lights"] == {
        "decide": "green",
        "first-response": "yellow",
        "investigate": "yellow",
        "plan": "green",
        "execute": "green",
    }
    assert (told["light"], told["clock"]) == ("yellow", "first-response")
    assert (told["due_at"], told["due_on"]) == ("2026-11-21T10:00:00", "2026-11-21")
    assert told["due"]["decide"] == "2026-12-05T23:59:59"
    assert told["provisional"] is False


def test_a_case_that_has_ended_shows_no_light(branch, case_no):
    step(branch.desk(), case_no, "withdraw", remarks="撤回。")
    case = case_of(branch, case_no)
    told = case_json(case.facts, case.uuid, case.clocks, NOW)
    assert (told["lights"], told["light"], told["clock"], told["due_at"]) == ({}, None, None, None)


def test_a_clock_is_printed_with_its_article_and_what_became_of_it(branch, case_no):
    walk(branch, case_no, "notify")
    told = {
        clock["clock"]: clock
        for clock in (clock_json(c, NOW) for c in case_of(branch, case_no).clocks)
    }
    assert told["decide"] == {
        "clock": "decide",
        "track": "statutory",
        "unit": "natural-day",
        "amount": 15,
        "article": told["decide"]["article"],
        "started_at": "2026-11-20T10:00:00",
        "due_on": "2026-12-05",
        "due_at": "2026-12-05T23:59:59",
        "provisional": False,
        "state": "stopped",
        "stopped_at": "2026-11-20T10:00:00",
        "met": True,
        "window": False,
        "light": None,
    }
    assert "第十八条" in told["decide"]["article"]
    assert (told["review-apply"]["window"], told["review-apply"]["light"]) == (True, None)
    assert (told["follow-up"]["state"], told["follow-up"]["met"]) == ("running", None)
    assert told["follow-up"]["light"] == "green"


def test_lines_come_masked_and_in_the_order_of_their_ids(branch):
    for number in range(3):
        register(branch.desk("chen"), complainant={"name": f"张三{number}", "phone": "13800005678"})
    ids = [row[0] for row in branch.store.rows(CaseRow.select(CaseRow.id).order_by(CaseRow.id))]
    wanted = [[ids[2], ids[0]], [ids[1]]]
    lines = list(case_lines(branch.store, branch.desk().reckoning, wanted, NOW))
    assert [line["case_no"][-1] for line in lines] == ["3", "1", "2"]
    assert {line["complainant"]["name"] for line in lines} == {"张**"}
    assert {line["complainant"]["phone"] for line in lines} == {"138****5678"}
