"""Guards: who may not, what must come first; each says so in a sentence."""

import pytest

from desk.rules.case.life import Action, State
from desk.rules.steps import approval, guards
from tests.rules import cases_at
from tests.rules.cases_at import FACTS, taken

# name: action, state, actor, facts, given (None: as usual), refusal, what the sentence names
REFUSED = {
    # recusal, article 17
    "investigated by somebody complained of": (
        (Action.INVESTIGATE, State.TO_INVESTIGATE, "chen"),
        {"complained_staff": ["陈立"]},
        None,
        guards.Recused,
        "陈立",
    ),
    "investigated by somebody recused by login": (
        (Action.INVESTIGATE, State.TO_INVESTIGATE, "chen"),
        {"recused": ["chen"]},
        None,
        guards.Recused,
        "陈立",
    ),
    "planned by somebody recused": (
        (Action.PLAN, State.PLANNING, "chen"),
        {"recused": ["陈立"]},
        None,
        guards.Recused,
        "陈立",
    ),
    "approved by somebody recused": (
        (Action.APPROVE, State.TO_APPROVE, "li"),
        {"complained_staff": ["周敏", "李卓"]},
        None,
        guards.Recused,
        "李卓",
    ),
    "returned by somebody recused": (
        (Action.RETURN, State.TO_APPROVE, "li"),
        {"recused": ["li"]},
        None,
        guards.Recused,
        "李卓",
    ),
    "assigned to somebody complained of": (
        (Action.ASSIGN, State.TO_ASSIGN, "li"),
        {"complained_staff": ["周敏"]},
        None,
        guards.Recused,
        "周敏",
    ),
    "assigned to somebody recused in the same step": (
        (Action.ASSIGN, State.TO_ASSIGN, "li"),
        {},
        {"handler": "zhou", "recused": ["周敏"]},
        guards.Recused,
        "周敏",
    ),
    # the handler
    "assigned to nobody who works here": (
        (Action.ASSIGN, State.TO_ASSIGN, "li"),
        {},
        {"handler": "nobody"},
        guards.UnknownHandler,
        "nobody",
    ),
    "assigned to somebody who has left": (
        (Action.ASSIGN, State.TO_ASSIGN, "li"),
        {},
        {"handler": "gone"},
        guards.UnknownHandler,
        "gone",
    ),
    "assigned to the auditor": (
        (Action.ASSIGN, State.TO_ASSIGN, "li"),
        {},
        {"handler": "he"},
        guards.UnknownHandler,
        "he",
    ),
    # four eyes and limits
    "her own plan": (
        (Action.APPROVE, State.TO_APPROVE, "li"),
        {"planned_by": "li"},
        None,
        guards.OwnPlan,
        "somebody else",
    ),
    "above her limit": (
        (Action.APPROVE, State.TO_APPROVE, "li"),
        {"compensation": "5000.00"},
        None,
        approval.AboveLimit,
        "5,000.00 yuan",
    ),
    # the notice
    "a withdrawal told as a notice": (
        (Action.NOTIFY, State.TO_NOTIFY, "chen"),
        {f"decision.{part}": "有" for part in ("facts_found", "basis", "reasons", "remedies")},
        {"outcome": "withdrawn", "notice_way": "phone", "notice_proof": "1"},
        guards.SideExit,
        "Withdrawn",
    ),
    "a merger told as a notice": (
        (Action.NOTIFY, State.TO_NOTIFY, "chen"),
        {f"decision.{part}": "有" for part in ("facts_found", "basis", "reasons", "remedies")},
        {"outcome": "merged", "notice_way": "phone", "notice_proof": "1"},
        guards.SideExit,
        "Merged",
    ),
    # the follow-up
    "followed up by the handler": (
        (Action.FOLLOW_UP, State.TO_FOLLOW_UP, "chen"),
        {},
        None,
        guards.SameVisitor,
        "陈立",
    ),
    # closing, article 21
    "closed without a notice": (
        (Action.CLOSE, State.TO_NOTIFY, "li"),
        {"notified_at": None},
        None,
        guards.NoNotice,
        "not been notified",
    ),
    "closed with a proof of two spaces": (
        (Action.CLOSE, State.TO_NOTIFY, "li"),
        {"notified_at": None},
        {"unreachable_proof": "  "},
        guards.NoNotice,
        "not been notified",
    ),
    "unreachable, but nobody tried": (
        (Action.CLOSE, State.TO_NOTIFY, "li"),
        {"notified_at": None, "contacts": []},
        {"unreachable_proof": "停机。"},
        guards.NoAttempt,
        "at least one contact",
    ),
    "closed without a follow-up": (
        (Action.CLOSE, State.TO_FOLLOW_UP, "li"),
        {"followed_up_at": None},
        None,
        guards.NoFollowUp,
        "follow-up is missing",
    ),
    "closed as withdrawn": (
        (Action.CLOSE, State.TO_FOLLOW_UP, "li"),
        {},
        {"outcome": "withdrawn"},
        guards.SideExit,
        "Withdrawn",
    ),
    "closed as merged": (
        (Action.CLOSE, State.TO_FOLLOW_UP, "li"),
        {},
        {"outcome": "merged"},
        guards.SideExit,
        "Merged",
    ),
    # moments
    "executed in the future": (
        (Action.EXECUTE, State.EXECUTING, "chen"),
        {},
        {"execution": "已退费。", "executed_at": "2026-11-20T10:00:01"},
        guards.InFuture,
        "2026-11-20 10:00",
    ),
    "executed before the complaint came in": (
        (Action.EXECUTE, State.EXECUTING, "chen"),
        {},
        {"execution": "已退费。", "executed_at": "2026-11-19T08:59:59"},
        guards.BeforeReceipt,
        "2026-11-19 09:00",
    ),
    "withdrawn before it came in": (
        (Action.WITHDRAW, State.PLANNING, "chen"),
        {},
        {"remarks": "撤回。", "withdrawn_at": "2026-11-18T09:00:00"},
        guards.BeforeReceipt,
        "2026-11-18 09:00",
    ),
    "a contact in the future": (
        (Action.CONTACT, State.PLANNING, "chen"),
        {},
        {
            "way": "phone",
            "result": "reached",
            "summary": "已告知。",
            "at": "2026-11-20T10:00:01",
        },
        guards.InFuture,
        "2026-11-20 10:00",
    ),
    "a contact before the complaint came in": (
        (Action.CONTACT, State.TO_ASSIGN, "chen"),
        {"first_contact_at": None},
        {
            "way": "phone",
            "result": "reached",
            "summary": "已告知。",
            "at": "2026-11-19T08:00:00",
        },
        guards.BeforeReceipt,
        "2026-11-19 08:00",
    ),
}


# Where a form shows the refusal, by the field it belongs to; the others belong to the whole step.
SHOWN_AT = {
    "assigned to somebody complained of": "handler",
    "assigned to somebody recused in the same step": "handler",
    "assigned to nobody who works here": "handler",
    "assigned to somebody who has left": "handler",
    "assigned to the auditor": "handler",
    "a withdrawal told as a notice": "outcome",
    "a merger told as a notice": "outcome",
    "closed as withdrawn": "outcome",
    "closed as merged": "outcome",
    "closed without a notice": "notified_at",
    "closed with a proof of two spaces": "notified_at",
    "unreachable, but nobody tried": "unreachable_proof",
    "closed without a follow-up": "followed_up_at",
    "executed in the future": "executed_at",
    "executed before the complaint came in": "executed_at",
    "withdrawn before it came in": "withdrawn_at",
    "a contact in the future": "at",
    "a contact before the complaint came in": "at",
}


@pytest.mark.parametrize("name", REFUSED)
def test_the_desk_says_no_and_why(name):
    step, facts, given, refusal, named = REFUSED[name]
    with pytest.raises(refusal) as caught:
        taken(*step, facts=facts, given=given)
    assert named in str(caught.value)
    assert caught.value.field == SHOWN_AT.get(name, "")


ALLOWED = {
    "a recused person does not keep others from working": (
        (Action.INVESTIGATE, State.TO_INVESTIGATE, "zhou"),
        {"recused": ["陈立"], "complained_staff": ["某柜员"]},
        None,
    ),
    "the director approves any amount": (
        (Action.APPROVE, State.TO_APPROVE, "director"),
        {"compensation": "9999999.00"},
        None,
    ),
    "the supervisor approves below her limit": (
        (Action.APPROVE, State.TO_APPROVE, "li"),
        {"compensation": "4999.99"},
        None,
    ),
    "a return needs no limit": (
        (Action.RETURN, State.TO_APPROVE, "li"),
        {"compensation": "5000.00"},
        None,
    ),
    "followed up by another": ((Action.FOLLOW_UP, State.TO_FOLLOW_UP, "zhou"), {}, None),
    "closed with proof of attempts": (
        (Action.CLOSE, State.TO_NOTIFY, "li"),
        {"notified_at": None, "followed_up_at": None},
        {"unreachable_proof": "三次无人接听。"},
    ),
    "executed at the moment of receipt": (
        (Action.EXECUTE, State.EXECUTING, "chen"),
        {},
        {"execution": "已退费。", "executed_at": FACTS["received_at"]},
    ),
    "executed this second": (
        (Action.EXECUTE, State.EXECUTING, "chen"),
        {},
        {"execution": "已退费。", "executed_at": "2026-11-20T10:00:00"},
    ),
    "the regulator had it before we did": (
        (Action.AMEND, State.TO_ASSIGN, "chen"),
        {},
        {"regulator_received_at": "2026-11-10T09:00:00"},
    ),
}


@pytest.mark.parametrize("row", ALLOWED.values(), ids=ALLOWED)
def test_the_desk_says_no_only_where_it_must(row):
    step, facts, given = row
    assert taken(*step, facts=facts, given=given)


def test_a_handler_who_works_alone_may_follow_up_herself(monkeypatch):
    alone = {login: cases_at.PEOPLE[login] for login in ("chen", "he", "gone")}
    monkeypatch.setattr(cases_at, "PEOPLE", alone)
    assert taken(Action.FOLLOW_UP, State.TO_FOLLOW_UP, "chen")


# the archive's mandatory set

COMPLETE = {"facts", "contacts", "investigation", "plan", "notice_proof", "follow_up"}


@pytest.mark.parametrize("name", sorted(COMPLETE))
def test_an_incomplete_file_is_not_archived_and_what_is_missing_is_named(name):
    with pytest.raises(guards.FileIncomplete) as caught:
        taken(Action.ARCHIVE, State.CLOSED, facts={name: None})
    (missing,) = caught.value.values["missing"]
    assert missing in str(caught.value)


@pytest.mark.parametrize(
    ("facts", "missing"),
    [
        ({"outcome": "withdrawn", "remarks": "撤回。", "plan": None, "investigation": None}, []),
        ({"outcome": "withdrawn", "remarks": None}, ["Remarks"]),
        ({"outcome": "merged", "remarks": None, "facts": None}, ["Facts"]),
        ({"unreachable_proof": "停机。", "notice_proof": None, "follow_up": None}, []),
        ({"unreachable_proof": "停机。", "contacts": []}, ["Contacts"]),
        ({"contacts": [], "plan": " "}, ["Contacts", "Plan"]),
    ],
)
def test_what_the_archive_needs_goes_by_how_the_case_ended(facts, missing):
    if not missing:
        assert taken(Action.ARCHIVE, State.CLOSED, facts=facts)["state"] == "archived"
        return
    with pytest.raises(guards.FileIncomplete) as caught:
        taken(Action.ARCHIVE, State.CLOSED, facts=facts)
    assert caught.value.values["missing"] == missing
