"""The steps of a case: every action in every state, and what each of them writes."""

import pytest

from desk.base.errors import Several
from desk.rules.case.entries import ENTRIES
from desk.rules.case.fields import BY_ID, Kind, flat
from desk.rules.case.life import ENDED, NEXT_STEP, OPEN, STAGES, Action, Stage, State
from desk.rules.people.rights import Right
from desk.rules.steps.guards import CaseEnded, Missing, NothingChanges, NotTaken, WrongState
from desk.rules.steps.table import STEPS, allowed
from tests.families import each
from tests.rules.cases_at import FACTS, GIVEN, STAMP, taken
from tests.rules.life_table import LIFE, STATES

HERE = {letter: State(state) for letter, state in STATES.items()}
# domain.md 11.2: the way of a case
WAY = [
    (State.TO_ASSIGN, Action.ASSIGN, State.TO_INVESTIGATE),
    (State.TO_INVESTIGATE, Action.INVESTIGATE, State.PLANNING),
    (State.PLANNING, Action.INVESTIGATE, State.PLANNING),
    (State.PLANNING, Action.PLAN, State.EXECUTING),
    (State.TO_APPROVE, Action.APPROVE, State.EXECUTING),
    (State.TO_APPROVE, Action.RETURN, State.PLANNING),
    (State.EXECUTING, Action.EXECUTE, State.TO_NOTIFY),
    (State.TO_NOTIFY, Action.NOTIFY, State.TO_FOLLOW_UP),
    (State.NOTIFIED, Action.CONFIRM_DELIVERY, State.TO_FOLLOW_UP),
    (State.NOTIFIED, Action.FOLLOW_UP, State.TO_FOLLOW_UP),
    (State.TO_FOLLOW_UP, Action.CLOSE, State.CLOSED),
    (State.CLOSED, Action.ARCHIVE, State.ARCHIVED),
]


def outcome(action, state):
    """Return the state after ``action``, or how it was refused."""
    try:
        return taken(action, state).get("state", state.value)
    except (CaseEnded, WrongState) as refusal:
        return type(refusal), "next comes" in str(refusal)


def test_an_action_moves_the_case_as_the_specification_says_or_is_refused():
    wrong = []
    for letter, state in HERE.items():
        may = set(allowed(state))
        refused = (CaseEnded, False) if state is State.ARCHIVED else (WrongState, True)
        for action, row in LIFE.items():
            leads = row.leads.get(letter)
            wanted = STATES[letter if leads == "=" else leads] if leads else refused
            said = outcome(Action(action), state)
            if said != wanted or (Action(action) in may) is not bool(leads):
                wrong.append((action, state, said, wanted))
    assert not wrong


def test_an_action_takes_the_right_and_the_signature_that_the_specification_says():
    wrong = []
    for action, row in LIFE.items():
        step = STEPS[Action(action)]
        if (step.right, step.is_signed) != (row.right, row.signed):
            wrong.append((action, step.right, step.is_signed, row))
    assert not wrong


@pytest.mark.parametrize(("state", "action", "after"), WAY)
def test_the_way_of_a_case_is_the_specification_s(state, action, after):
    assert taken(action, state).get("state", state.value) == after.value


def test_every_action_has_a_step_and_every_open_state_a_next_one():
    assert set(STEPS) == set(Action) == set(LIFE)
    assert set(State) == set(HERE.values())
    assert set(NEXT_STEP) == set(State) - {State.ARCHIVED}
    assert all(action in allowed(state) for state, action in NEXT_STEP.items())
    assert set(OPEN) | ENDED == set(State)
    assert not set(OPEN) & ENDED


def test_every_state_belongs_to_one_of_the_five_stages_in_order():
    answered = {HERE[letter] for letter in "答复举移"}  # what is no complaint has no stages
    assert set(STAGES) == set(State) - answered
    order = [list(Stage).index(STAGES[state]) for state in State if state in STAGES]
    assert order == sorted(order)


@pytest.mark.parametrize("action", Action, ids=lambda action: action.value)
def test_a_step_names_fields_that_exist(action):
    step = STEPS[action]
    assert set(step.takes) | set(step.needs) | set(step.fixed or {}) <= BY_ID.keys()
    assert not step.stamp or BY_ID[step.stamp].kind is Kind.MOMENT
    if step.entry:
        assert set(step.entry_needs) <= {part.id for part in ENTRIES[step.entry]}
        assert not {part.id for part in ENTRIES[step.entry]} & set(step.takes)
    assert isinstance(step.right, Right)


# what a step writes

FIRST = {"round": 1, "amount": "0.00"}
WRITES = {
    "assign": (
        (Action.ASSIGN, State.TO_ASSIGN),
        {"handler": "zhou", "state": "to_investigate"},
    ),
    "assign again": ((Action.ASSIGN, State.EXECUTING), {"handler": "zhou"}),
    "investigate": (
        (Action.INVESTIGATE, State.TO_INVESTIGATE),
        {"investigation": "核实属实。", "investigated_at": STAMP, "state": "planning"},
    ),
    "plan within the limit": (
        (Action.PLAN, State.PLANNING),
        {
            "plan": "退还年费。",
            "compensation": "300.00",
            "planned_at": STAMP,
            "planned_by": "li",
            "approved_at": STAMP,
            "approved_by": "li",
            "state": "executing",
        },
    ),
    "approve": (
        (Action.APPROVE, State.TO_APPROVE),
        {
            "approved_at": STAMP,
            "approved_by": "li",
            "state": "executing",
            "approvals/e1": {
                "by": "li",
                "at": STAMP,
                "reason": "同意。",
                "decision": "approve",
                **FIRST,
            },
        },
    ),
    "return": (
        (Action.RETURN, State.TO_APPROVE),
        {
            "state": "planning",
            "approvals/e1": {
                "by": "li",
                "at": STAMP,
                "reason": "请补充。",
                "decision": "return",
                **FIRST,
            },
        },
    ),
    "execute": (
        (Action.EXECUTE, State.EXECUTING),
        {"execution": "已退费。", "executed_at": STAMP, "state": "to_notify"},
    ),
    "follow up": (
        (Action.FOLLOW_UP, State.NOTIFIED),
        {
            "satisfaction": "satisfied",
            "follow_up": "很满意。",
            "followed_up_at": STAMP,
            "state": "to_follow_up",
        },
    ),
    "close": ((Action.CLOSE, State.TO_FOLLOW_UP), {"closed_at": STAMP, "state": "closed"}),
    "archive": (
        (Action.ARCHIVE, State.CLOSED),
        {"keep_until": "2030-01-01", "archived_at": STAMP, "state": "archived"},
    ),
    "withdraw": (
        (Action.WITHDRAW, State.PLANNING),
        {
            "remarks": "书面撤回。",
            "withdrawn_at": STAMP,
            "closed_at": STAMP,
            "outcome": "withdrawn",
            "state": "closed",
        },
    ),
    "amend": ((Action.AMEND, State.PLANNING), {"grade": "A"}),
    "note": (
        (Action.NOTE, State.CLOSED),
        {"notes/e1": {"by": "li", "at": STAMP, "text": "记一笔。"}},
    ),
}


@pytest.mark.parametrize(("step", "changes"), WRITES.values(), ids=WRITES)
def test_a_step_writes_what_was_stated_and_what_follows_from_it_and_nothing_else(step, changes):
    # The case at hand was never closed, so that nothing is left out as unchanged.
    facts = {"closed_at": None, "approved_at": None, "planned_by": "chen"}
    if step[0] is Action.ARCHIVE:
        facts["closed_at"] = FACTS["closed_at"]
    assert taken(*step, facts=facts) == changes


@pytest.mark.parametrize(
    ("first", "given", "written"),
    [
        (None, {}, STAMP),
        (None, {"at": "2026-11-19T15:00:00"}, "2026-11-19T15:00:00"),
        ("2026-11-19T11:00:00", {}, None),
    ],
)
def test_the_first_contact_stops_its_clock_and_later_ones_do_not_move_it(first, given, written):
    contact = {"way": "phone", "result": "no_answer", "summary": "无人接听。", **given}
    changes = taken(
        Action.CONTACT, State.TO_INVESTIGATE, facts={"first_contact_at": first}, given=contact
    )
    assert changes.get("first_contact_at") == written
    assert changes["contacts/e1"] == {"by": "li", "at": STAMP, **contact}


@pytest.mark.parametrize(
    ("way", "state"),
    [
        ("phone", State.TO_FOLLOW_UP),
        ("handed_over", State.TO_FOLLOW_UP),
        ("post", State.NOTIFIED),
        ("sms", State.NOTIFIED),
    ],
)
def test_a_notice_on_its_way_waits_for_its_delivery(way, state):
    given = {f"decision.{part}": "有" for part in ("facts_found", "basis", "reasons", "remedies")}
    given |= {"outcome": "agreed", "notice_way": way, "notice_proof": "1"}
    changes = taken(Action.NOTIFY, State.TO_NOTIFY, given=given)
    assert (changes["state"], changes["notified_at"]) == (state.value, STAMP)


@pytest.mark.parametrize(
    ("actor", "amount", "state", "approved_by"),
    [
        ("chen", None, State.EXECUTING, "chen"),
        ("chen", "0.00", State.EXECUTING, "chen"),
        ("chen", "499.99", State.EXECUTING, "chen"),
        ("chen", "500.00", State.TO_APPROVE, None),
        ("li", "4999.99", State.EXECUTING, "li"),
        ("li", "5000.00", State.TO_APPROVE, None),
        ("director", "999999.00", State.EXECUTING, "director"),
    ],
)
def test_a_plan_above_the_planner_s_limit_waits_for_somebody_else(
    actor, amount, state, approved_by
):
    given = {"plan": "补偿。", **({"compensation": amount} if amount else {})}
    changes = taken(Action.PLAN, State.PLANNING, actor, given=given, facts={"planned_by": None})
    assert changes["state"] == state.value
    assert changes.get("approved_by") == approved_by
    assert changes["planned_by"] == actor


def test_a_plan_made_anew_takes_the_old_approval_away():
    before = {"approved_by": "director", "approved_at": "2026-11-19T12:00:00"}
    given = {"plan": "补偿。", "compensation": "800"}
    changes = taken(Action.PLAN, State.PLANNING, "chen", given=given, facts=before)
    assert (changes["approved_by"], changes["approved_at"]) == (None, None)


@pytest.mark.parametrize(
    ("closed", "until"),
    [
        ("2026-11-20T09:45:00", "2029-11-20"),
        ("2024-02-29T09:45:00", "2027-03-01"),
        ("2025-02-28T23:59:59", "2028-02-28"),
    ],
)
def test_the_archive_keeps_a_case_as_long_as_the_office_set(closed, until):
    facts = {"closed_at": closed, "received_at": "2024-01-01T00:00:00"}
    changes = taken(Action.ARCHIVE, State.CLOSED, given={}, facts=facts)
    assert changes["keep_until"] == until


def test_a_moment_may_be_stated_within_the_case_s_life():
    given = {"execution": "已退费。", "executed_at": "2026-11-19T12:00:00"}
    assert (
        taken(Action.EXECUTE, State.EXECUTING, given=given)["executed_at"] == given["executed_at"]
    )


# what is refused alike for all steps


@pytest.mark.parametrize("action", Action, ids=lambda action: action.value)
def test_a_field_that_the_step_does_not_take_is_refused_by_name(action):
    state = next(iter(STEPS[action].moves))
    stranger = "received_at" if "received_at" not in STEPS[action].takes else "registered_at"
    with pytest.raises(NotTaken, match="Use:") as caught:
        taken(action, state, given={stranger: "2026-11-19T08:00:00"})
    assert caught.value.field == stranger


NEEDS = [
    (action, name) for action, step in STEPS.items() for name in (*step.needs, *step.entry_needs)
]


@each(need=NEEDS)
def test_a_needed_part_that_says_nothing_is_refused_by_name(need):
    action, name = need
    given = {key: value for key, value in flat(GIVEN[action]).items() if key != name}
    state = next(iter(STEPS[action].moves))
    with pytest.raises(Missing) as caught:
        taken(action, state, given=given, facts={name: "  "})
    assert caught.value.field == name


def test_all_missing_parts_of_the_decision_come_together():
    with pytest.raises(Several) as caught:
        taken(
            Action.NOTIFY,
            State.TO_NOTIFY,
            given={"outcome": "agreed", "notice_way": "phone", "notice_proof": "1"},
        )
    assert [refusal.field for refusal in caught.value.refusals] == [
        "decision.facts_found",
        "decision.basis",
        "decision.reasons",
        "decision.remedies",
    ]


def test_a_correction_that_corrects_nothing_is_refused():
    for given in ({}, {"channel": "phone"}, {"grade": None}):
        with pytest.raises(NothingChanges):
            taken(Action.AMEND, State.PLANNING, given=given)
    given = {"channel": "phone", "grade": "B"}
    assert taken(Action.AMEND, State.PLANNING, given=given) == {"grade": "B"}
