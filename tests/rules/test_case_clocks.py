"""All clocks of a case from its facts: which run, what became of them, what moved them."""

from datetime import date, datetime, timedelta

import pytest

from desk.rules.settings import Settings
from desk.rules.time.calendar import calendar_of
from desk.rules.time.case_clocks import ClockState, time_left
from desk.rules.time.clocks import Due
from desk.rules.time.practice import reckoning
from desk.rules.time.rule_files import shipped_rules
from tests.rules.worked import end_of, moment

RECKONING = reckoning(
    shipped_rules(),
    calendar_of(),
    Settings({"specialist_limit": "500", "supervisor_limit": "5000"}),
)
RECEIVED = {
    "kind": "complaint",
    "channel": "phone",
    "complexity": "simple",
    "received_at": "2026-11-02T09:00:00",  # a Monday
    "registered_at": "2026-11-02T10:00:00",
}


def clocks(**more):
    return {clock.rule.id: clock for clock in RECKONING.clocks({**RECEIVED, **more})}


def clock(name, **more):
    return clocks(**more)[name]


ALWAYS = {"register", "first-response", "investigate", "plan", "execute"}
WHICH = {
    "a plain complaint": ({}, ALWAYS | {"decide"}),
    "an inquiry has no clock": ({"kind": "inquiry"}, set()),
    "a complex suggestion neither": ({"kind": "suggestion", "complexity": "complex"}, set()),
    "praise of an employee neither": ({"kind": "praise", "party_type": "employee"}, set()),
    "a report of a violation neither": ({"kind": "report"}, set()),
    "a consumer's complaint": ({"party_type": "customer"}, ALWAYS | {"decide"}),
    "of whom is not stated": ({"party_type": None}, ALWAYS | {"decide"}),
    "an employee's complaint has the house's": ({"party_type": "employee"}, ALWAYS),
    "a partner's, by PBC": ({"party_type": "partner", "channel": "pbc"}, ALWAYS),
    "a supplier's": ({"party_type": "supplier"}, ALWAYS),
    "an investor's": ({"party_type": "investor"}, ALWAYS),
    "another's": ({"party_type": "other"}, ALWAYS),
    "complex": ({"complexity": "complex"}, ALWAYS | {"decide", "complex-reply"}),
    "by PBC": ({"channel": "pbc"}, ALWAYS | {"decide", "pbc-decide"}),
    "PBC, but an inquiry": ({"channel": "pbc", "kind": "inquiry"}, set()),
    "credit objection": (
        {"demands": ["refund", "credit_objection"]},
        ALWAYS | {"decide", "credit-objection"},
    ),
    "other demands": ({"demands": ["refund"]}, ALWAYS | {"decide"}),
    "forwarded by the regulator": (
        {"regulator_received_at": "2026-10-20T09:00:00"},
        ALWAYS | {"decide", "regulator-forward"},
    ),
    "executed": ({"executed_at": "2026-11-03T09:00:00"}, ALWAYS | {"decide", "follow-up"}),
    "notified": ({"notified_at": "2026-11-03T09:00:00"}, ALWAYS | {"decide", "review-apply"}),
    "review received": (
        {"review_received_at": "2026-11-10T09:00:00"},
        ALWAYS | {"decide", "review-decide"},
    ),
    "not registered yet": (
        {"registered_at": None},
        {"register", "first-response", "decide"},
    ),
    "not even received": ({"received_at": None}, set()),
}


@pytest.mark.parametrize(("facts", "names"), WHICH.values(), ids=WHICH)
def test_a_case_has_the_clocks_that_apply_to_it(facts, names):
    assert clocks(**facts).keys() == names


def test_clocks_come_in_the_order_of_the_rule_book():
    found = [c.rule.id for c in RECKONING.clocks({**RECEIVED, "complexity": "complex"})]
    assert found == [name for name in shipped_rules().ids if name in found]


# domain.md C4, N10: an answer to PBC counts from our receipt of the forwarding
FORWARDED = {
    "not said when": (None, "2026-11-17"),
    "we had it before": ("2026-11-19", "2026-12-04"),
    "sent off before it reached us": ("2026-10-30", "2026-11-17"),
    "on the day it reached us": ("2026-11-02", "2026-11-17"),
}


@pytest.mark.parametrize(("on", "due"), FORWARDED.values(), ids=FORWARDED)
def test_an_answer_to_pbc_counts_from_our_receipt_of_the_forwarding(on, due):
    found = clocks(channel="pbc", forwarded_on=on)
    assert found["pbc-decide"].due == Due(end_of(due))
    assert found["decide"].due == Due(end_of("2026-11-17"))  # the law's own clock does not wait


def test_an_open_pause_does_not_hide_a_clock_that_has_a_longest_time_in_all():
    paused = {"kind": "mediation", "from": "2026-11-05T09:00:00", "at": "2026-11-05T09:00:00"}
    found = clocks(channel="pbc", pauses=[{"id": "p", **paused}])
    assert found["decide"].state is ClockState.PAUSED
    assert found["pbc-decide"].state is ClockState.RUNNING
    assert found["pbc-decide"].due == Due(end_of("2027-01-01"))  # 60 days from 11-02


def test_an_extension_that_its_rule_does_not_have_moves_nothing():
    given = {"rule": "decide", "kind": "to-20", "at": "2026-11-05T09:00:00"}
    assert clock("decide", extensions=[{"id": "x", **given}]).due == Due(end_of("2026-11-17"))


def test_each_clock_starts_from_its_own_anchor():
    facts = {"executed_at": "2026-11-04T15:00:00"}
    found = clocks(**facts)
    assert found["register"].due == Due(moment("2026-11-02T11:00"))
    assert found["investigate"].due == Due(moment("2026-11-03T10:00"))
    assert found["plan"].due == Due(moment("2026-11-04T10:00"))
    assert found["execute"].due == Due(end_of("2026-11-05"))
    assert found["decide"].due == Due(end_of("2026-11-17"))
    assert found["follow-up"].due == Due(end_of("2026-11-11"))
    assert found["follow-up"].started_at == moment("2026-11-04T15:00")


def test_a_forwarded_case_counts_from_the_office_s_own_receipt():
    found = clock("decide", forwarded_on="2026-10-25", channel="regulator")
    assert found.due == Due(end_of("2026-11-17"))


# what became of a clock

ENDS = {
    "running": ({}, ClockState.RUNNING, None),
    "stopped": (
        {"notified_at": "2026-11-10T09:00:00"},
        ClockState.STOPPED,
        "2026-11-10T09:00:00",
    ),
    "stopped, then withdrawn": (
        {"notified_at": "2026-11-10T09:00:00", "withdrawn_at": "2026-11-11T09:00:00"},
        ClockState.STOPPED,
        "2026-11-10T09:00:00",
    ),
    "withdrawn": (
        {"withdrawn_at": "2026-11-10T09:00:00", "closed_at": "2026-11-10T09:00:00"},
        ClockState.CANCELLED,
        None,
    ),
    "closed, but nobody recorded the notice": (
        {"closed_at": "2026-11-10T09:00:00"},
        ClockState.UNKNOWN,
        None,
    ),
}


@pytest.mark.parametrize(("facts", "state", "stopped"), ENDS.values(), ids=ENDS)
def test_a_clock_runs_was_stopped_cancelled_or_never_recorded(facts, state, stopped):
    found = clock("decide", **facts)
    assert found.state is state
    assert found.stopped_at == (datetime.fromisoformat(stopped) if stopped else None)
    assert found.counts is (state is ClockState.RUNNING)


EVERY_FACTS = [facts for facts, *_ in (*WHICH.values(), *ENDS.values())]


@pytest.mark.parametrize("facts", EVERY_FACTS, ids=str)
def test_the_tables_keep_the_clocks_that_run_or_were_stopped_and_no_windows(facts):
    gone = {ClockState.CANCELLED, ClockState.UNKNOWN}
    whole = {**RECEIVED, **facts}
    for more in ({}, {"review_received_at": "2026-11-10T09:00:00", "channel": "pbc"}):
        kept = [
            one
            for one in RECKONING.clocks({**whole, **more})
            if one.state not in gone and not one.rule.is_window
        ]
        assert RECKONING.kept_clocks({**whole, **more}) == kept


def test_what_became_of_a_clock_is_told_in_the_words_of_the_contract():
    names = {state.value for state in ClockState}
    assert {"running", "stopped", "cancelled", "unknown"} <= names


def test_closing_does_not_end_the_complainant_s_own_time():
    facts = {"notified_at": "2026-11-10T09:00:00", "closed_at": "2026-11-20T09:00:00"}
    window = clock("review-apply", **facts, notice_way="phone")
    assert (window.state, window.counts) == (ClockState.RUNNING, False)
    assert window.due == Due(end_of("2026-12-10"))


# N4: 30 days from the day on which the complainant received the decision. How it was told, when
# it is on record to have been received; the last day by hand, and whether it is the earliest.
POSTED = {"notified_at": "2026-11-10T16:00:00", "notice_way": "post"}
WINDOWS = {
    "handed over": ({**POSTED, "notice_way": "handed_over"}, "2026-12-10", False),
    "told by telephone": ({**POSTED, "notice_way": "phone"}, "2026-12-10", False),
    "posted, receipt unknown": (POSTED, "2026-12-10", True),
    "by text message, receipt unknown": ({**POSTED, "notice_way": "sms"}, "2026-12-10", True),
    "by email, receipt unknown": ({**POSTED, "notice_way": "email"}, "2026-12-10", True),
    "from a ledger, way unknown": ({**POSTED, "notice_way": None}, "2026-12-10", True),
    "received the same day": (
        {**POSTED, "delivered_at": "2026-11-10T20:00:00"},
        "2026-12-10",
        False,
    ),
    "received three days later": (
        {**POSTED, "delivered_at": "2026-11-13T09:00:00"},
        "2026-12-13",
        False,
    ),
    "received at the last second": (
        {**POSTED, "delivered_at": "2026-11-30T23:59:59"},
        "2026-12-30",
        False,
    ),
    "received over the year's end": (
        {**POSTED, "notified_at": "2026-12-30T16:00:00", "delivered_at": "2027-01-02T10:00:00"},
        "2027-02-01",
        False,
    ),
    "received on 31 January, before a short month": (
        {**POSTED, "notified_at": "2027-01-28T16:00:00", "delivered_at": "2027-01-31T10:00:00"},
        "2027-03-02",
        False,
    ),
    "received on a leap day": (
        {**POSTED, "notified_at": "2028-02-25T16:00:00", "delivered_at": "2028-02-29T10:00:00"},
        "2028-03-30",
        False,
    ),
}


@pytest.mark.parametrize(("facts", "last", "is_earliest"), WINDOWS.values(), ids=WINDOWS)
def test_a_review_is_asked_for_within_thirty_days_of_the_receipt(facts, last, is_earliest):
    window = clock("review-apply", **facts)
    assert window.due == Due(end_of(last), is_earliest)
    assert window.light(moment("2029-01-01T09:00:00")) is None  # it is the complainant's time


def test_the_office_s_own_time_stops_at_the_sending_however_late_the_letter_arrives():
    late = {**POSTED, "notified_at": "2026-11-17T23:59:59", "delivered_at": "2026-11-25T09:00:00"}
    assert clock("decide", **late).is_met  # R22: posted within the period


def test_closing_never_erases_a_breach():
    late = {"notified_at": "2026-11-18T00:00:00"}
    assert not clock("decide", **late).is_met
    assert not clock("decide", **late, closed_at="2026-11-19T09:00:00").is_met
    assert clock("decide", notified_at="2026-11-17T23:59:59").is_met


def test_time_left_is_negative_after_the_end():
    found = clock("register")
    assert time_left(found, moment("2026-11-02T10:30")) == timedelta(minutes=30)
    assert time_left(found, moment("2026-11-02T11:30")) == timedelta(minutes=-30)


# what moved a clock


def pause(begins, ends, kind="mediation"):
    return {"kind": kind, "from": f"{begins}T00:00:00", "until": ends and f"{ends}T00:00:00"}


def extension(kind, at, rule="decide"):
    return {"kind": kind, "at": at, "rule": rule}


MOVED = {
    "a pause": ({"pauses": [pause("2026-11-05", "2026-11-08")]}, "2026-11-20"),
    "a pause that goes on moves nothing yet": (
        {"pauses": [pause("2026-11-05", None)]},
        "2026-11-17",
    ),
    "an extension": ({"extensions": [extension("to-30", "2026-11-10T09:00:00")]}, "2026-12-02"),
    "an extension on the last day": (
        {"extensions": [extension("to-30", "2026-11-17T23:59:59")]},
        "2026-12-02",
    ),
    "both extensions": (
        {
            "extensions": [
                extension("to-30", "2026-11-10T09:00:00"),
                extension("to-60", "2026-11-30T09:00:00"),
            ]
        },
        "2027-01-01",
    ),
    "an extension of another clock": (
        {"extensions": [extension("to-60", "2026-11-10T09:00:00", "pbc-decide")]},
        "2026-11-17",
    ),
    "a restart": ({"restarts": [{"at": "2026-11-10T09:00:00"}]}, "2026-11-25"),
    "the later of two restarts": (
        {"restarts": [{"at": "2026-11-12T09:00:00"}, {"at": "2026-11-10T09:00:00"}]},
        "2026-11-27",
    ),
    "a restart after an extension to 60": (
        {
            "extensions": [extension("to-60", "2026-11-05T09:00:00")],
            "restarts": [{"at": "2026-11-10T09:00:00"}],
        },
        "2026-11-25",
    ),
    "an extension after a restart": (
        {
            "restarts": [{"at": "2026-11-10T09:00:00"}],
            "extensions": [extension("to-30", "2026-11-20T09:00:00")],
        },
        "2026-12-10",
    ),
    "an agreed day": ({"agreed_dates": [{"rule": "decide", "on": "2026-12-24"}]}, "2026-12-24"),
    "the last agreed day": (
        {
            "agreed_dates": [
                {"rule": "decide", "on": "2026-12-24"},
                {"rule": "decide", "on": "2026-11-30"},
            ]
        },
        "2026-11-30",
    ),
    "a day agreed for another clock": (
        {"agreed_dates": [{"rule": "plan", "on": "2026-12-24"}]},
        "2026-11-17",
    ),
}


@pytest.mark.parametrize(("facts", "last"), MOVED.values(), ids=MOVED)
def test_entries_of_the_case_move_its_statutory_clock(facts, last):
    assert clock("decide", **facts).due == Due(end_of(last))


PAUSED = {
    "it goes on": (pause("2026-11-05", None), "paused"),
    "from the last day": (pause("2026-11-17", None), "paused"),
    "from the day after": (pause("2026-11-18", None), "running"),
    "it is over": (pause("2026-11-05", "2026-11-06"), "running"),
    "a house reason": (pause("2026-11-05", None, "house"), "running"),
    "an appraisal nobody was told of": (pause("2026-11-05", None, "appraisal"), "running"),
    "an appraisal that was told": (
        {**pause("2026-11-05", None, "appraisal"), "notice_on": "2026-11-05"},
        "paused",
    ),
}


@pytest.mark.parametrize(("entry", "state"), PAUSED.values(), ids=PAUSED)
def test_a_lawful_pause_that_goes_on_stops_the_clock(entry, state):
    found = clock("decide", pauses=[entry])
    assert found.state.value == state
    assert found.counts is (state == "running")


@pytest.mark.parametrize(("notice", "last"), [(None, "2026-11-17"), ("2026-11-05", "2026-11-20")])
def test_an_appraisal_counts_only_when_the_complainant_was_told(notice, last):
    # domain.md R19: a pause without a notice is invalid, the clock keeps running
    entry = {**pause("2026-11-05", "2026-11-08", "appraisal"), "notice_on": notice}
    assert clock("decide", pauses=[entry]).due == Due(end_of(last))


def test_a_restarted_clock_starts_from_the_new_facts():
    found = clock("decide", restarts=[{"at": "2026-11-10T09:00:00"}])
    assert found.started_at == moment("2026-11-10T09:00")


def test_new_facts_do_not_make_late_registration_and_late_contact_good():
    # Registered six hours after receipt; that breach stays one (design.md 4).
    facts = {
        "registered_at": "2026-11-02T15:00:00",
        "first_contact_at": "2026-11-04T09:00:00",
        "restarts": [{"at": "2026-11-10T09:00:00"}],
    }
    assert not clock("register", **facts).is_met
    assert not clock("first-response", **facts).is_met


def test_a_house_pause_moves_house_clocks_only():
    facts = {"pauses": [pause("2026-11-03", "2026-11-05", "house")]}
    assert clock("execute", **facts).due == Due(end_of("2026-11-09"))
    assert clock("decide", **facts).due == Due(end_of("2026-11-17"))


def test_a_case_keeps_the_rules_it_came_under():
    old = {"received_at": "2019-06-03T09:00:00", "registered_at": "2019-06-03T09:10:00"}
    assert clock("decide", **old).rule == shipped_rules().rule("decide", date(2019, 6, 3))
