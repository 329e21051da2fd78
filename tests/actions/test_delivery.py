"""When a decision was received: the time to ask for a review runs from then (第20条; N4).

NOW is Friday 2026-11-20; the days are counted by hand.
"""

import pytest

from desk.base.errors import Refusal
from desk.rules.steps.guards import InFuture
from desk.rules.steps.life_guards import NothingDelivered, ReceivedBeforeSent
from tests.actions.test_clock_lives import DECLINED, TOLD, at
from tests.actions.test_clock_steps import clock_of, facts_of
from tests.builders import register, step, walk

POSTED = {**TOLD, "notice_way": "post", "notice_proof": "EMS 1234"}


@pytest.fixture
def case_no(branch):
    """A case whose decision is ready to be told on 1 December."""
    found = register(branch.desk("chen"))
    walk(branch, found, "execute")
    at(branch, "2026-12-01T16:00:00")
    return found


def last_day(branch, case_no):
    return clock_of(branch, case_no, "review-apply").due.on.isoformat()


def chen(branch, case_no, action, **given):
    step(branch.desk("chen"), case_no, action, **given)


@pytest.mark.parametrize("way", ["phone", "handed_over"])
def test_who_is_told_at_once_has_received_the_decision(branch, case_no, way):
    told_at = "2026-12-01T11:00:00"
    chen(branch, case_no, "notify", **{**TOLD, "notice_way": way, "notified_at": told_at})
    assert facts_of(branch, case_no)["delivered_at"] == told_at
    assert not clock_of(branch, case_no, "review-apply").due.provisional


@pytest.mark.parametrize("way", ["post", "sms", "email", "other_electronic"])
def test_what_was_sent_is_told_as_the_earliest_until_its_receipt_is_recorded(branch, case_no, way):
    chen(branch, case_no, "notify", **{**POSTED, "notice_way": way})
    window = clock_of(branch, case_no, "review-apply")
    assert (window.due.on.isoformat(), window.due.provisional) == ("2026-12-31", True)
    at(branch, "2026-12-08T09:00:00")
    received = {"notice_proof": "EMS 1234 本人签收", "delivered_at": "2026-12-05T10:30:00"}
    chen(branch, case_no, "confirm-delivery", **received)
    window = clock_of(branch, case_no, "review-apply")
    assert (window.due.on.isoformat(), window.due.provisional) == ("2027-01-04", False)
    assert facts_of(branch, case_no)["state"] == "to_follow_up"


def test_a_receipt_known_at_the_notice_is_stated_with_it(branch, case_no):
    times = {"notified_at": "2026-11-24T16:00:00", "delivered_at": "2026-11-27T10:00:00"}
    chen(branch, case_no, "notify", **POSTED, **times)
    assert facts_of(branch, case_no)["state"] == "to_follow_up"
    assert last_day(branch, case_no) == "2026-12-27"
    assert clock_of(branch, case_no, "decide").is_met  # it was sent in time (R22)


def test_a_receipt_comes_in_after_the_follow_up_and_after_closing(branch, case_no):
    chen(branch, case_no, "notify", **POSTED)
    followed = {"satisfaction": "satisfied", "follow_up": "满意。"}
    step(branch.desk("zhou"), case_no, "follow-up", **followed)
    for day, last in (("2026-12-03", "2027-01-02"), ("2026-12-04", "2027-01-03")):
        at(branch, "2026-12-10T09:00:00")
        moment = f"{day}T08:00:00"
        chen(branch, case_no, "confirm-delivery", notice_proof="签收", delivered_at=moment)
        assert last_day(branch, case_no) == last
        if facts_of(branch, case_no)["state"] != "closed":
            step(branch.desk("li"), case_no, "close")
    assert facts_of(branch, case_no)["state"] == "closed"


def test_who_confirms_without_a_day_says_now(branch, case_no):
    chen(branch, case_no, "notify", **POSTED)
    at(branch, "2026-12-04T09:00:00")
    chen(branch, case_no, "confirm-delivery", notice_proof="快递网站显示已签收")
    assert last_day(branch, case_no) == "2027-01-03"


WRONG = {
    "before it was sent": ({"delivered_at": "2026-12-01T15:59:59"}, ReceivedBeforeSent),
    "in the future": ({"delivered_at": "2026-12-02T10:00:00"}, InFuture),
}


@pytest.mark.parametrize(("said", "refusal"), WRONG.values(), ids=WRONG)
@pytest.mark.parametrize("action", ["notify", "confirm-delivery"])
def test_no_decision_is_received_before_it_is_sent_or_after_now(
    branch, case_no, action, said, refusal
):
    given = {"notify": POSTED, "confirm-delivery": {"notice_proof": "签收"}}[action]
    if action == "confirm-delivery":
        chen(branch, case_no, "notify", **POSTED)
    with pytest.raises(Refusal) as caught:
        chen(branch, case_no, action, **given, **said)
    assert isinstance(caught.value, refusal)


def test_nothing_is_delivered_before_a_decision_is_told(branch, case_no):
    step(branch.desk("chen"), case_no, "contact", way="phone", result="no_answer", summary="无人")
    step(
        branch.desk("li"), case_no, "close", outcome="unreachable", unreachable_proof="三次无人接听"
    )
    with pytest.raises(NothingDelivered):
        chen(branch, case_no, "confirm-delivery", notice_proof="签收")


def test_a_reopened_case_waits_for_the_receipt_of_its_new_decision(branch, case_no):
    chen(branch, case_no, "notify", **TOLD)
    followed = {"satisfaction": "satisfied", "follow_up": "满意。"}
    step(branch.desk("zhou"), case_no, "follow-up", **followed)
    step(branch.desk("li"), case_no, "close")
    step(branch.desk("li"), case_no, "reopen", reason="不服")
    facts = facts_of(branch, case_no)
    assert facts.get("delivered_at") is None
    assert facts["rounds"][0]["facts"]["delivered_at"] == "2026-12-01T16:00:00"


def test_a_refusal_to_handle_is_received_too(branch, case_no):
    step(branch.desk("li"), case_no, "decline", **DECLINED)
    assert facts_of(branch, case_no)["delivered_at"] == "2026-12-01T16:00:00"


@pytest.fixture
def came_back(branch, case_no):
    """The case told by telephone on 1 December, an inquiry for a while, to be told once more."""
    chen(branch, case_no, "notify", **TOLD)
    for kind in ("inquiry", "complaint"):
        step(branch.desk("li"), case_no, "convert", kind=kind, reason="经核对内容。")
    walk(branch, case_no, "execute")
    at(branch, "2026-12-10T09:00:00")
    return case_no


def test_a_notice_told_anew_by_telephone_is_received_then(branch, came_back):
    chen(branch, came_back, "notify", **TOLD)
    assert facts_of(branch, came_back)["delivered_at"] == "2026-12-10T09:00:00"
    assert last_day(branch, came_back) == "2027-01-09"


def test_the_receipt_of_an_earlier_notice_is_none_of_one_sent_anew(branch, came_back):
    chen(branch, came_back, "notify", **POSTED)
    facts = facts_of(branch, came_back)
    assert (facts.get("delivered_at"), facts["state"]) == (None, "notified")
    assert clock_of(branch, came_back, "review-apply").due.provisional
    at(branch, "2026-12-15T09:00:00")
    received = {"notice_proof": "EMS 1234 本人签收", "delivered_at": "2026-12-12T10:30:00"}
    chen(branch, came_back, "confirm-delivery", **received)
    assert last_day(branch, came_back) == "2027-01-11"
