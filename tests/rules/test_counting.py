"""Which acts count by what they write: domain.md 11; design.md 3, rules 3 and 6."""

import pytest

from desk.rules.case.life import State
from desk.rules.record.fold import Act, fold
from desk.rules.steps.counting import Trespass, judged
from desk.rules.steps.kinds import KINDS

UUID = "0199" + "0" * 28
MOMENT = "2026-11-23T09:00:00"
# Which kinds of acts may write what no program settles, beside those that take a case in whole.
MAY = {
    "amount": "registered amend plan approve undo",
    "grade": "registered amend resolve plan approve undo",
    "compensation": "resolve plan approve reopen undo",
    "approved_by": "resolve plan approve reopen undo",
    "approved_at": "resolve plan approve reopen undo",
    "outcome": "resolve notify close withdraw decline merge unmerge reopen",
    "closed_at": "resolve close withdraw decline merge unmerge reopen",
    "notified_at": "resolve notify decline reopen",
    "decision.reasons": "decide notify reopen",
    "state": "registered assign investigate plan approve return execute notify confirm-delivery "
    "follow-up close archive withdraw reopen accept-transfer recuse decline merge unmerge undo "
    "answer hand-on correct convert resolve",
    "approvals/x": "approve return",
}
WHOLE = {"imported", "decided", "restored", "brought-back", "erased", "erased-again"}
VALUES = {
    "amount": "900000.00",
    "grade": "C",
    "compensation": "900000.00",
    "approved_by": "director",
    "outcome": "agreed",
    "decision.reasons": "属实。",
    "state": "executing",
    "approvals/x": {"by": "chen", "at": MOMENT, "decision": "approve", "amount": "1.00"},
}
OF_CASES = sorted(name.removeprefix("case.") for name in KINDS if name.startswith("case."))


def act(kind, payload, *, author="chen", base=None, hlc=1, subject=UUID):
    own = f"{kind} {hlc}".encode()
    base = base or {}
    made = Act(own, "0101-A", "e", hlc, b"", hlc, author, kind, subject, base, b"", 1, "")
    return made, payload


def beyond(*acts):
    return [one.name for one in judged(acts)[1]]


FORBIDDEN = [
    (kind, name)
    for name, may in MAY.items()
    for kind in OF_CASES
    if kind not in WHOLE and kind not in may.split()
]


@pytest.mark.parametrize(("kind", "name"), FORBIDDEN)
def test_an_act_that_writes_what_its_kind_may_not_counts_nowhere(kind, name):
    told = act(f"case.{kind}", {name: VALUES.get(name, MOMENT)})
    kept, wrong = judged([told])
    assert (kept, [one.name for one in wrong]) == ([], [name])


def test_the_table_of_what_kinds_may_write_says_no_more_than_this():
    found = {
        name: {kind for kind in OF_CASES if KINDS[f"case.{kind}"].fit_of(name)} - WHOLE
        for name in MAY
    }
    assert found == {name: set(may.split()) for name, may in MAY.items()}


REGISTERED = act(
    "case.registered",
    {"state": "to_assign", "kind": "complaint", "received_at": "2026-11-20T09:00:00"},
)
OVER = {"state": [REGISTERED[0].hash.hex()]}
OF_ITSELF = {"resolve": {"closed_at": "2026-11-20T09:40:00"}}
# what no action of an unlawful step may come to: action, states that it may write
LEADS = {
    "assign": {"to_investigate"},
    "investigate": {"planning", "examined"},
    "plan": {"executing", "to_approve"},
    "approve": {"executing"},
    "return": {"planning"},
    "execute": {"to_notify"},
    "notify": {"notified", "to_follow_up"},
    "confirm-delivery": {"to_follow_up"},
    "follow-up": {"to_follow_up"},
    "resolve": {"closed"},
    "close": {"closed"},
    "archive": {"archived"},
    "withdraw": {"closed"},
    "decline": {"closed"},
    "merge": {"closed"},
    "reopen": {"to_investigate", "to_answer", "to_examine"},
    "accept-transfer": {"to_investigate"},
    "recuse": {"to_assign"},
    "registered": {"to_assign", "to_answer", "to_examine"},
    "answer": {"answered"},
    "hand-on": {"examined"},
    "correct": {"to_assign", "to_investigate", "to_answer", "to_examine"},
    "convert": {"to_assign", "to_investigate", "to_answer", "to_examine"},
}


@pytest.mark.parametrize("kind", LEADS)
def test_a_step_leads_only_where_it_may_lead(kind):
    found = {
        state.value
        for state in State
        if not beyond(
            REGISTERED,
            act(
                f"case.{kind}", {**OF_ITSELF.get(kind, {}), "state": state.value}, hlc=2, base=OVER
            ),
        )
    }
    assert found == LEADS[kind]


@pytest.mark.parametrize(
    ("kind", "payload", "name"),
    [
        ("case.withdraw", {"outcome": "agreed"}, "outcome"),
        ("case.decline", {"outcome": "agreed"}, "outcome"),
        ("case.plan", {"approved_by": "director"}, "approved_by"),
        ("case.plan", {"planned_by": "li"}, "planned_by"),
        ("case.resolve", {"approved_by": "director"}, "approved_by"),
        ("case.resolve", {"outcome": "withdrawn"}, "outcome"),
        ("case.approve", {"approved_by": "director"}, "approved_by"),
        ("case.approve", {"approvals/x": {**VALUES["approvals/x"], "by": "li"}}, "approvals/x"),
        ("case.note", {"notes/x": {"by": "li", "at": MOMENT, "text": "假"}}, "notes/x"),
        ("case.note", {"breaches/plan@2026": None}, "breaches/plan@2026"),
        ("case.letter", {"state": None}, "state"),
        ("case.plan", {"state": None}, "state"),
        ("case.note", {"notes/x": {"by": 5, "at": MOMENT, "text": "假"}}, "notes/x"),
        ("case.crown", {}, ""),
        ("office.set", {"role": "director"}, "role"),
    ],
)
def test_a_value_that_the_kind_may_not_give_is_named(kind, payload, name):
    subject = "settings" if kind == "office.set" else UUID
    assert beyond(act(kind, payload, subject=subject)) == [name]


def test_an_act_about_something_else_is_none_of_its_kind():
    assert beyond(act("case.note", {}, subject="person:chen")) == [""]
    assert beyond(act("person.changed", {"role": "director"})) == [""]


def test_an_act_takes_nothing_away_that_it_does_not_write():
    approved = act("case.approve", {"approved_by": "li"}, author="li")
    note = act("case.note", {}, base={"approved_by": [approved[0].hash.hex()]}, hlc=2)
    kept, wrong = judged([approved, note])
    assert [one.name for one in wrong] == ["approved_by"]
    assert fold(kept).facts == {"approved_by": "li"}


# what only restores what was before

PLAN = act("case.plan", {"state": "executing", "compensation": "300.00", "plan": "退。"}, hlc=2)
BEFORE = act("case.investigate", {"state": "planning", "finding": "upheld"}, hlc=1)
PLANNED = (
    (PLAN[0]._replace(base={"state": [BEFORE[0].hash.hex()]}), PLAN[1]),
    BEFORE,
)


def undo(payload, names=("state", "compensation", "plan"), kind="case.undo"):
    return act(kind, payload, base={name: [PLAN[0].hash.hex()] for name in names}, hlc=3)


BACK = {"state": "planning", "compensation": None, "plan": None}


def test_taking_a_step_back_leads_to_what_was_before_it():
    kept, wrong = judged([*PLANNED, undo(BACK)])
    assert wrong == []
    facts = fold(kept).facts
    assert facts == {"state": "planning", "finding": "upheld", "compensation": None, "plan": None}


@pytest.mark.parametrize(
    ("kind", "more", "name"),
    [
        ("case.undo", {"compensation": "900000.00"}, "compensation"),
        ("case.undo", {"state": "to_assign"}, "state"),
        ("case.restored", {"compensation": "900000.00"}, "compensation"),
        ("case.brought-back", {"compensation": "900000.00"}, "compensation"),
        ("case.decided", {"compensation": "900000.00"}, "compensation"),
        ("case.decided", {"state": "closed"}, "state"),
        ("case.unmerge", {"outcome": "agreed"}, "outcome"),
    ],
)
def test_what_restores_invents_nothing(kind, more, name):
    payload = {**({} if kind == "case.unmerge" else BACK), **more}
    names = payload.keys()
    assert beyond(*PLANNED, undo(payload, names, kind)) == [name]


def test_a_signed_step_is_not_simply_taken_back():
    approved = act("case.approve", {"state": "executing"}, author="li", hlc=2)
    back = act("case.undo", {"state": "planning"}, base={"state": [approved[0].hash.hex()]}, hlc=3)
    assert beyond(BEFORE, approved, back) == ["state"]


def test_taking_back_reaches_no_further_than_the_newest_act():
    executed = act("case.execute", {"state": "to_notify"}, base={"state": [PLAN[0].hash.hex()]})
    reopened = act("case.reopen", {"state": "to_investigate"}, author="li", hlc=8)
    names = [executed[0].hash.hex(), reopened[0].hash.hex()]
    back = act("case.undo", {"state": "executing"}, base={"state": names}, hlc=9)
    assert beyond(*PLANNED, executed, reopened, back) == ["state"]


def test_an_approval_that_is_over_is_not_taken_from_the_past():
    old = act("case.approve", {"approved_by": "li"}, author="li", hlc=2)
    over = {"approved_by": [old[0].hash.hex()]}
    gone = act("case.reopen", {"approved_by": None}, author="li", base=over, hlc=3)
    plan = act(
        "case.plan", {"approved_by": "chen"}, base={"approved_by": [gone[0].hash.hex()]}, hlc=4
    )
    names = [old[0].hash.hex(), plan[0].hash.hex()]
    back = act("case.undo", {"approved_by": "li"}, base={"approved_by": names}, hlc=5)
    assert beyond(old, gone, plan, back) == ["approved_by"]


def test_taking_back_rests_on_an_act_that_is_here():
    back = act("case.undo", {"state": "planning"}, base={"state": ["00" * 32]}, hlc=3)
    assert beyond(BEFORE, back) == ["state"]


def test_a_case_that_is_not_here_is_brought_back_whole():
    told = {"state": "closed", "closed_at": MOMENT, "outcome": "agreed"}
    assert beyond(act("case.brought-back", told)) == []


def test_the_order_in_which_acts_come_changes_nothing():
    acts = [*PLANNED, undo(BACK), act("case.note", {"state": "closed"}, hlc=9)]
    one, other = judged(acts), judged(acts[::-1])
    assert fold(one[0]).facts == fold(other[0]).facts
    assert one[1] == other[1] == [Trespass(acts[-1][0], "state")]


# what is resolved on the spot: what somebody else must look at, whoever says so (decisions/0021)

SPOT = {**OF_ITSELF["resolve"], "state": "closed", "outcome": "agreed", "compensation": "200.00"}
NOT_ON_THE_SPOT = [  # what is on record, what the act says, the field that shows it
    ({"grade": "A"}, {}, "grade"),
    ({}, {"grade": "A"}, "grade"),
    ({"complexity": "complex"}, {}, "complexity"),
    ({"channel": "visit", "people_count": 20}, {}, "major"),
    ({"sensitive": ["disaster"]}, {}, "major"),
    ({"sensitive": ["designated"]}, {}, "major"),
    ({"forwarded_by": "nfra"}, {}, "forwarded_by"),
    ({"recused": ["chen"]}, {}, "recused"),
    ({"state": "planning"}, {}, "state"),
    ({"state": "to_approve"}, {}, "state"),
    ({"state": "executing"}, {}, "state"),
    ({"state": "to_examine", "kind": "report"}, {}, "state"),
    ({"state": "closed"}, {}, "state"),
    ({}, {"state": None}, "state"),
    ({}, {"closed_at": None}, "closed_at"),
    ({}, {"closed_at": "2026-11-23T09:01:00"}, "closed_at"),
    ({}, {"closed_at": "2026-11-20T08:59:00"}, "closed_at"),
    ({"received_at": "2026-10-08T09:00:00"}, {}, "closed_at"),
    ({}, {"notified_at": "2026-11-20T09:00:00"}, "notified_at"),
    ({}, {"approved_at": None}, "approved_at"),
    ({}, {"answered_at": "2026-11-19T09:00:00"}, "answered_at"),
    ({}, {"satisfaction": "dissatisfied"}, "satisfaction"),
    ({}, {"satisfaction": "very_dissatisfied"}, "satisfaction"),
]


def begun(facts, *, device="0101-A", hlc=1):
    registered = act("case.registered", {}, hlc=hlc)[0]._replace(device=device)
    # an import may begin a case in any state
    return (
        registered._replace(kind="case.imported"),
        {**REGISTERED[1], "case_no": "TS-0101-20261120-A001", **facts},
    )


def resolve(*before, said=None, hlc=5):
    seen = [one.hash.hex() for one, payload in before if "state" in payload]
    made, payload = act("case.resolve", {**SPOT, **(said or {})}, base={"state": seen}, hlc=hlc)
    return made._replace(seq=9), payload


def test_what_is_resolved_on_the_spot_counts():
    before = begun({"grade": "C", "complexity": "simple"})
    assert beyond(before, resolve(before)) == []


@pytest.mark.parametrize(("facts", "said", "name"), NOT_ON_THE_SPOT)
def test_what_somebody_else_must_look_at_is_not_resolved_on_the_spot(facts, said, name):
    before = begun(facts)
    for device in ("0101-A", "0101-B"):
        made, payload = resolve(before, said=said)
        kept, wrong = judged([before, (made._replace(device=device), payload)])
        assert [one.name for one in wrong] == [name]
        assert kept == [before]


def test_a_case_that_is_not_here_is_not_resolved():
    assert beyond(resolve()) == ["state"]
    assert beyond(resolve(begun({}))) == ["state"]


def test_what_another_desk_said_meanwhile_condemns_nobody():
    before = begun({"grade": "C"})
    other = act("case.amend", {"complexity": "complex", "people_count": 30}, hlc=3)
    elsewhere = (other[0]._replace(device="0101-B"), other[1])
    assert beyond(before, elsewhere, resolve(before)) == []
    own = (other[0]._replace(seq=2), other[1])
    assert beyond(before, own, resolve(before)) == ["complexity"]


def test_what_was_put_right_from_another_desk_may_have_been_seen():
    before = begun({"complexity": "complex"})
    over = {"complexity": [before[0].hash.hex()]}
    put_right = act("case.amend", {"complexity": "simple"}, base=over, hlc=3)
    elsewhere = (put_right[0]._replace(device="0101-B"), put_right[1])
    assert beyond(before, elsewhere, resolve(before)) == []
    later = (elsewhere[0]._replace(hlc=9), elsewhere[1])
    assert beyond(before, later, resolve(before)) == ["complexity"]


def test_what_was_taken_back_before_is_taken_into_account_whatever_comes_first():
    before = begun({"complexity": "simple"})
    over = {"complexity": [before[0].hash.hex()]}
    wrong = act("case.amend", {"complexity": "complex"}, base=over, hlc=2)
    last = {"complexity": [wrong[0].hash.hex()]}
    back = act("case.undo", {"complexity": "simple"}, base=last, hlc=3)
    acts = [before, wrong, back, resolve(before)]
    assert beyond(*acts) == beyond(*acts[::-1]) == []
    assert beyond(before, wrong, resolve(before)) == ["complexity"]


# values that do not fit their field


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("amount", ["300.00"]),
        ("amount", 300),
        ("amount", "1e9"),
        ("grade", "Z"),
        ("occurred_on", "yesterday"),
        ("occurred_on", "2026-02-30"),
        ("regulator_received_at", "2026-11-23"),
        ("regulator_received_at", "9999-12-31T23:59:59"),
        ("agent", 5),
        ("agent", [{"name": 5}]),
        ("recused", "x"),
        ("demands", [["D01"]]),
        ("people_count", True),
        ("people_count", -1),
        ("facts", {"a": 1}),
    ],
)
def test_a_value_that_does_not_fit_is_left_out_and_named(name, value):
    kept, wrong = judged([act("case.amend", {name: value, "remarks": "记。"})])
    folded = fold(kept)
    assert (wrong, folded.facts, folded.unfit) == ([], {"remarks": "记。"}, (name,))


def test_a_value_stated_anew_settles_what_did_not_fit():
    spoiled = act("case.amend", {"amount": "viel"})
    anew = act("case.amend", {"amount": "300.00"}, hlc=2)
    folded = fold(judged([spoiled, anew])[0])
    assert (folded.facts, folded.unfit) == ({"amount": "300.00"}, ())


@pytest.mark.parametrize("entry", [5, [], "x", {}, {"by": "chen"}, {"by": "chen", "at": ["x"]}])
def test_an_entry_that_is_none_is_left_out_and_named(entry):
    folded = fold(judged([act("case.note", {"notes/x": entry})])[0])
    assert (folded.facts, folded.unfit) == ({}, ("notes/x",))
