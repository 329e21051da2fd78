"""Two desks change one case: what is shown, what waits for a person, what she decides."""

from datetime import timedelta

import pytest

from desk.actions.decide import DecideConflict, NothingChosen
from desk.actions.manage_people import ChangePerson
from desk.reads.conflicts import read_tray, tray_json
from desk.rules.people.reasons import NoReason
from desk.rules.people.rights import NotPermitted
from desk.rules.record.packet_refusals import NoConflict, NoSuchChoice, NotDecided
from desk.rules.steps.guards import GoesToNobody
from desk.rules.steps.life_guards import AssignedSince
from desk.store.record import journal
from desk.store.tables import CaseRow
from tests.builders import register, step, walk
from tests.packets.test_exchange import is_whole


class Shared:
    """A case that both counters hold."""

    def __init__(self, places, stick):
        self.a, self.b, self.stick = places["a"], places["b"], stick
        self.no = register(self.a.office)

    def swap(self):
        self.b.exchange.take(self.a.send(self.b, out=self.stick))
        self.a.exchange.take(self.b.send(self.a, out=self.stick))
        self.b.exchange.take(self.a.send(self.b, out=self.stick))

    def facts(self, place):
        return journal.folded(place.store, self.uuid(place)).facts

    def uuid(self, place):
        return place.store.value(CaseRow.select(CaseRow.uuid).where(CaseRow.case_no == self.no))

    def walk(self, until):
        walk(self.a, self.no, until)
        self.swap()


@pytest.fixture
def case(places, stick):
    shared = Shared(places, stick)
    shared.swap()
    return shared


def test_different_values_of_one_field_are_both_kept_and_shown(case):
    step(case.a.office, case.no, "amend", grade="A")
    step(case.b.office, case.no, "amend", grade="B")
    case.swap()
    (mine,), (theirs,) = read_tray(case.a.store), read_tray(case.b.store)
    (conflict,) = mine.conflicts
    assert conflict.field == "grade"
    assert conflict.is_guarded
    assert sorted(side.value for side in conflict.sides) == ["A", "B"]
    assert {side.act.device for side in conflict.sides} == {"0101-A", "0101-B"}
    assert theirs == mine
    assert case.facts(case.a)["grade"] == case.facts(case.b)["grade"]
    assert is_whole(case.a, case.b)


def test_equal_values_raise_no_alarm(case):
    for place in (case.a, case.b):
        step(place.office, case.no, "amend", grade="A")
    case.swap()
    assert read_tray(case.a.store) == []


def test_different_fields_of_one_case_raise_no_alarm(case):
    step(case.a.office, case.no, "amend", grade="A")
    step(case.b.office, case.no, "amend", product="信用卡")
    step(case.b.office, case.no, "note", text="另记。")
    case.swap()
    assert read_tray(case.a.store) == []
    facts = case.facts(case.a)
    assert (facts["grade"], facts["product"]) == ("A", "信用卡")
    assert [note["text"] for note in facts["notes"]] == ["另记。"]


def test_base_mine_and_theirs_are_told_with_who_and_when(case):
    step(case.a.office, case.no, "amend", grade="C")
    case.swap()
    step(case.a.desk("chen"), case.no, "amend", grade="A")
    step(case.b.desk("li"), case.no, "amend", grade="B")
    case.swap()
    (told,) = tray_json(case.b.store, case.b.id)
    (conflict,) = told["conflicts"]
    assert conflict["base"] == ["C"]
    sides = {side["value"]: side for side in conflict["sides"]}
    assert sides["A"]["author"] == "chen"
    assert not sides["A"]["is_mine"]
    assert sides["B"]["is_mine"]
    assert sides["B"]["at"] == "2026-11-20T10:00:00"


def test_a_decision_settles_the_conflict_on_both_sides(case):
    step(case.a.office, case.no, "amend", grade="A")
    step(case.b.office, case.no, "amend", grade="B")
    case.swap()
    decide = DecideConflict(case_no=case.no, choices={"grade": "A"}, reason="影响重大。")
    case.b.desk("li").do(decide)
    case.swap()
    for place in (case.a, case.b):
        assert read_tray(place.store) == []
        facts = case.facts(place)
        assert facts["grade"] == "A"
        (entry,) = facts["decisions"]
        assert (entry["by"], entry["reason"]) == ("li", "影响重大。")
        assert entry["against"] == {"grade": ["B"]}
    assert is_whole(case.a, case.b)


def test_a_guarded_field_is_not_settled_in_passing(case):
    step(case.a.office, case.no, "amend", grade="A")
    step(case.b.office, case.no, "amend", grade="B")
    case.swap()
    step(case.a.office, case.no, "note", text="两处同时改了等级。")
    step(case.a.office, case.no, "amend", product="信用卡")
    with pytest.raises(NotDecided, match="Grade"):
        step(case.a.office, case.no, "amend", grade="C")


def test_a_case_is_not_decided_to_somebody_who_has_left(case):
    step(case.a.desk("li"), case.no, "assign", handler="zhou")
    step(case.b.desk("li"), case.no, "assign", handler="chen")
    case.swap()
    leaver = {"login": "zhou", "facts": {"active": False}}
    case.a.desk("director").do(ChangePerson(**leaver))
    with pytest.raises(GoesToNobody, match="周敏"):
        case.a.desk("li").do(
            DecideConflict(case_no=case.no, choices={"handler": "zhou"}, reason="先分派。")
        )
    case.a.desk("li").do(
        DecideConflict(case_no=case.no, choices={"handler": "chen"}, reason="周敏离职。")
    )
    assert case.facts(case.a)["handler"] == "chen"


def test_an_offer_made_here_does_not_overtake_a_later_assignment_made_there(case):
    case.walk("assign")
    step(case.a.desk("chen"), case.no, "transfer", to="zhou", reason="休假。")
    case.b.clock.moment += timedelta(minutes=5)
    step(case.b.desk("li"), case.no, "assign", handler="li")
    case.swap()
    for place in (case.a, case.b):
        with pytest.raises(AssignedSince, match="李卓"):
            step(place.desk("zhou"), case.no, "accept-transfer")


def close(place, number):
    given = {"outcome": "agreed", "finding": "upheld"}
    return step(place.desk("li"), number, "close", **given)


def test_a_closing_against_further_work_waits_and_can_go_either_way(case):
    case.walk("follow-up")
    close(case.a, case.no)
    withdrawn = {"remarks": "客户撤诉。"}
    step(case.b.desk("chen"), case.no, "withdraw", **withdrawn)
    case.swap()
    fields = {one.field for one in read_tray(case.a.store)[0].conflicts}
    assert "outcome" in fields
    decide = DecideConflict(case_no=case.no, choices={"outcome": "agreed"}, reason="已办结在先。")
    case.a.desk("li").do(decide)
    case.swap()
    assert case.facts(case.b)["outcome"] == "agreed"
    assert is_whole(case.a, case.b)


def test_deciding_against_a_withdrawal_takes_back_its_day_of_closing(case):
    case.walk("assign")
    step(case.a.desk("chen"), case.no, "withdraw", remarks="客户撤诉。")
    step(case.b.desk("chen"), case.no, "investigate", investigation="核实属实。", finding="upheld")
    case.swap()
    decide = DecideConflict(case_no=case.no, choices={"state": "planning"}, reason="客户称未撤诉。")
    case.a.desk("li").do(decide)
    case.swap()
    for place in (case.a, case.b):
        facts = case.facts(place)
        assert facts["state"] == "planning"
        gone = ("closed_at", "withdrawn_at", "outcome")
        assert [facts.get(name) for name in gone] == [None] * 3
        assert read_tray(place.store) == []
    step(case.b.desk("chen"), case.no, "plan", plan="退还年费。", compensation="300")
    assert is_whole(case.a, case.b)


def test_while_it_waits_an_open_case_counts_as_open_only(case):
    case.walk("assign")
    step(case.b.desk("chen"), case.no, "withdraw", remarks="客户撤诉。")
    case.a.clock.moment = case.a.clock.moment.replace(hour=11)
    step(case.a.desk("chen"), case.no, "investigate", investigation="核实属实。", finding="upheld")
    case.swap()
    query = CaseRow.select(CaseRow.is_open, CaseRow.closed_on).where(CaseRow.case_no == case.no)
    assert case.a.store.row(query) == case.b.store.row(query) == (1, None)


def test_what_is_no_decision_is_refused(case):
    step(case.a.office, case.no, "amend", grade="A")
    step(case.b.office, case.no, "amend", grade="B")
    case.swap()
    li = case.a.desk("li")
    for given, refusal in (
        ({"choices": {"grade": "A"}, "reason": " "}, NoReason),
        ({"choices": {}, "reason": "r"}, NothingChosen),
        ({"choices": {"grade": "C"}, "reason": "r"}, NoSuchChoice),
        ({"choices": {"amount": "1"}, "reason": "r"}, NoConflict),
    ):
        with pytest.raises(refusal):
            li.do(DecideConflict(case_no=case.no, **given))
    with pytest.raises(NotPermitted):
        case.a.desk("chen").do(DecideConflict(case_no=case.no, choices={"grade": "A"}, reason="r"))
