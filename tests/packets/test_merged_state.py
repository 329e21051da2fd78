"""Two desks that were each right: what does not fit together is named and waits for a person."""

import pytest

from desk.actions.decide import DecideConflict, NoMisfit
from desk.reads.conflicts import read_tray, tray_json
from desk.reads.verify import verify
from desk.rules.case.life import State
from desk.rules.record.packet_refusals import NotDecided
from desk.store.tables import CaseRow
from tests.builders import step
from tests.packets.test_conflicts import Shared, close
from tests.packets.test_exchange import is_whole


@pytest.fixture
def case(places, stick):
    shared = Shared(places, stick)
    shared.swap()
    return shared


def sentences(place):
    return [str(one.refusal) for case in read_tray(place.store) for one in case.misfits]


def badge(place):
    return place.store.value(CaseRow.select(CaseRow.conflicts))


def decide(case, place, **given):
    command = DecideConflict(case_no=case.no, choices={}, reason="见录音。", **given)
    place.desk("li").do(command)
    case.swap()


def closed_against_a_promise(case):
    case.walk("follow-up")
    close(case.a, case.no)
    told = {"way": "phone", "result": "reached", "summary": "客户来电。"}
    promise = {"promise": "周五回复", "promised_on": "2026-11-27"}
    step(case.b.desk("chen"), case.no, "contact", **told, **promise)
    case.a.exchange.take(case.b.send(case.a, out=case.stick))
    case.b.exchange.take(case.a.send(case.b, out=case.stick))


def test_closing_here_and_a_promise_there_is_named_on_both_sides(case):
    closed_against_a_promise(case)
    for place in (case.a, case.b):
        (sentence,) = sentences(place)
        assert sentence.startswith("The case is closed, but: The promise “周五回复”")
        assert badge(place) == 1
        assert verify(place.store, place.office.reckoning) == []
    assert is_whole(case.a, case.b)


def test_the_import_names_it_and_so_does_its_simulation(case):
    case.walk("follow-up")
    close(case.a, case.no)
    told = {"way": "phone", "result": "reached", "summary": "客户来电。"}
    step(
        case.b.desk("chen"),
        case.no,
        "contact",
        **told,
        promise="周五回复",
        promised_on="2026-11-27",
    )
    packet = case.b.send(case.a, out=case.stick)
    simulated = case.a.exchange.take(packet, is_simulation=True)
    assert "周五回复" in simulated.unlawful[case.no][0]
    assert sentences(case.a) == []
    assert case.a.exchange.take(packet).unlawful == simulated.unlawful


def test_it_is_sent_back_with_a_reason_and_closed_properly(case):
    closed_against_a_promise(case)
    command = DecideConflict(
        case_no=case.no, choices={"state": "to_follow_up"}, reason="先兑现承诺。"
    )
    case.a.desk("li").do(command)
    case.swap()
    for place in (case.a, case.b):
        facts = case.facts(place)
        assert facts["state"] == State.TO_FOLLOW_UP
        assert facts["closed_at"] is None
        assert facts["decisions"][0]["reason"] == "先兑现承诺。"
        assert sentences(place) == []
    promise = case.facts(case.a)["contacts"][-1]["id"]
    step(case.b.desk("chen"), case.no, "keep-promise", promise=promise, summary="已回复。")
    close(case.b, case.no)
    case.swap()
    assert sentences(case.a) == sentences(case.b) == []


def test_it_may_stand_with_a_reason_and_is_not_named_again(case):
    closed_against_a_promise(case)
    (told,) = tray_json(case.a.store, case.a.id)
    (misfit,) = told["unlawful"]
    with pytest.raises(NoMisfit):
        decide(case, case.a, stands=["something else"])
    decide(case, case.a, stands=[misfit["key"]])
    for place in (case.a, case.b):
        assert read_tray(place.store) == []
        assert badge(place) == 0
        assert case.facts(place)["state"] == State.CLOSED
        assert verify(place.store, place.office.reckoning) == []


def test_work_of_somebody_recused_elsewhere_meanwhile_is_named(case):
    case.walk("investigate")
    step(case.a.desk("li"), case.no, "recuse", recused=["chen"], text="与投诉人相识。")
    step(case.b.desk("chen"), case.no, "plan", plan="退还年费。", compensation="300")
    case.swap()
    for place in (case.a, case.b):
        assert any("who is recused" in sentence for sentence in sentences(place))


def test_work_that_was_there_when_its_author_was_recused_was_let_stand(case):
    case.walk("plan")
    step(case.a.desk("li"), case.no, "recuse", recused=["chen"], text="与投诉人相识。")
    case.swap()
    step(case.b.desk("zhou"), case.no, "amend", grade="B")
    case.swap()
    assert case.facts(case.a)["investigated_at"]
    for place in (case.a, case.b):
        assert sentences(place) == []


def test_an_approval_stands_on_the_grade_that_it_saw(case):
    case.walk("investigate")
    step(case.a.desk("chen"), case.no, "plan", plan="退还年费。", compensation="900")
    case.swap()
    step(case.a.desk("li"), case.no, "amend", grade="C")
    case.swap()
    step(case.a.desk("director"), case.no, "approve")
    step(case.b.desk("chen"), case.no, "amend", grade="A")
    case.swap()
    (tray,) = read_tray(case.a.store)
    assert [one.field for one in tray.conflicts] == ["grade"]
    with pytest.raises(NotDecided):
        step(case.a.desk("director"), case.no, "amend", grade="B")


def test_steps_one_after_the_other_at_two_desks_raise_no_alarm(case):
    case.walk("plan")
    step(case.b.desk("chen"), case.no, "execute", execution="已退还。")
    case.swap()
    assert read_tray(case.a.store) == read_tray(case.b.store) == []
