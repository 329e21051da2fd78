"""A person is an office and a login; rules, and acts from everywhere, tell two of them apart."""

from dataclasses import replace
from functools import reduce
from hashlib import sha256

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import tests.base.properties  # noqa: F401
from desk.base.errors import Refusal
from desk.rules.case.life import Action, State
from desk.rules.people.people_in_acts import seen_from, written_at
from desk.rules.people.person_id import PersonId, person_id
from desk.rules.people.recusal import is_recused
from desk.rules.people.rights import People, Person, Role
from desk.rules.people.sight import Purpose, Sight, need_sight
from desk.rules.record.fold import Act, fold
from desk.rules.steps import guards, life_guards
from desk.rules.steps.merged_state import misfits
from tests.rules.cases_at import situation, taken

HERE = "0001"
OFFICES = st.sampled_from([HERE, "0101", "0102"])
LOGINS = st.sampled_from(["chen", "zhou", "0102", "陈立"])
SOMEBODY = st.builds(PersonId, OFFICES, LOGINS)


def act(office, payload, over=(), *, author="clerk", kind="case.amend", when=0):
    """Return an act that ``office`` writes over those of ``over``, with what it says."""
    own = sha256(repr((office, payload, when)).encode()).digest()
    base = {name: [one.hash.hex() for one, said in over if name in said] for name in payload}
    base = {name: seen for name, seen in base.items() if seen}
    device = f"{office}-A"
    facts = (own, device, "e", 1, b"", when, author, kind, "uuid", base, b"", 1, "")
    return Act(*facts), payload


def text(person, office):
    """Return how ``office`` writes of ``person``: by hand, as decision 0012 says."""
    return person.login if person.office == office else f"{person.office}/{person.login}"


def seen(office, *acts):
    return fold(seen_from(office, list(acts))).facts


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("chen", ("", "chen")),
        ("0102/chen", ("0102", "chen")),
        ("0102/0102", ("0102", "0102")),
        ("王芳/李明", ("", "王芳/李明")),  # two names that somebody typed, and no office
        ("a/chen", ("", "a/chen")),
        ("", ("", "")),
        (None, ("", "")),
        (17, ("", "17")),
    ],
)
def test_a_text_means_one_person(typed, meant):
    assert person_id(typed) == meant


@given(SOMEBODY)
def test_what_is_written_of_somebody_means_her(person):
    assert person_id(str(person)) == person


def rule(name, facts, *, holds):
    """Return a rule: what is stated of somebody, and whether it takes an actor for her."""
    return pytest.param(facts, holds, id=name)


def refuses(check, action, *, state=State.TO_INVESTIGATE):
    def holds(actor, facts):
        found = replace(situation(action, state, facts=facts), actor=actor)
        with_people = replace(found, people=People({actor.login: actor, "li": found.people["li"]}))
        try:
            check(with_people.with_changes({}))
        except Refusal:
            return True
        return False

    return holds


def owns(actor, facts):
    try:
        told = {"case_no": "TS-0102-20261120-A001", **facts}
        need_sight(actor, told, Purpose.PAGE, "2026-11-20T10:00:00", Sight.CLEAR)
    except Refusal:
        return False
    return True


OFFERED = {"by": "li", "at": "2026-11-20T09:00:00", "reason": "休假。"}
DEEP = reduce(lambda inner, _: [[{"by": inner}]], range(90), "chen")
RULES = [
    rule("handles it", lambda who: {"handler": who}, holds=owns),
    rule("took it down", lambda who: {"received_by": who}, holds=owns),
    rule("is recused", lambda who: {"recused": [who]}, holds=is_recused),
    rule("is complained of", lambda who: {"complained_staff": [who]}, holds=is_recused),
    rule(
        "planned",
        lambda who: {"planned_by": who},
        holds=refuses(guards.another_person_planned, Action.APPROVE),
    ),
    rule(
        "handled, and follows up",
        lambda who: {"handler": who},
        holds=refuses(guards.another_person_follows_up, Action.FOLLOW_UP),
    ),
    rule(
        "owns the rectification",
        lambda who: {"rectifications/r": {**OFFERED, "measure": "改", "owner": who}},
        holds=refuses(life_guards.somebody_else_checks, Action.VERIFY_RECTIFICATION),
    ),
    rule(
        "acted in the emergency",
        lambda who: {
            "emergencies/e": {**OFFERED, "by": who, "report": "详", "report_by": "li", "group": []}
        },
        holds=refuses(life_guards.report_is_there, Action.COUNTERSIGN),
    ),
    rule(
        "reported the emergency",
        lambda who: {"emergencies/e": {**OFFERED, "report": "详", "report_by": who, "group": []}},
        holds=refuses(life_guards.report_is_there, Action.COUNTERSIGN),
    ),
    rule(
        "is not the one addressed",
        lambda who: {"transfers/t": {**OFFERED, "to": who}},
        holds=lambda actor, facts: (
            not refuses(life_guards.transfer_is_hers, Action.ACCEPT_TRANSFER)(actor, facts)
        ),
    ),
]


@pytest.mark.parametrize(("facts", "holds"), RULES)
@given(stated=SOMEBODY, writer=OFFICES, login=LOGINS)
@example(stated=PersonId("0102", "chen"), writer="0102", login="chen")
@example(stated=PersonId(HERE, "chen"), writer="0102", login="chen")
def test_no_rule_takes_one_person_for_another(facts, holds, stated, writer, login):
    """Whoever wrote it, and wherever she is from: a rule here means her and nobody else."""
    actor = Person(login=login, name="不同名", role=Role.SPECIALIST)
    told = seen(HERE, act(writer, facts(text(stated, writer))))
    assert holds(actor, told) == (stated == PersonId(HERE, login))


@given(st.lists(st.tuples(OFFICES, SOMEBODY), min_size=1, max_size=5))
@example([("0102", PersonId("0102", "chen")), (HERE, PersonId(HERE, "chen"))])
@example([("0102", PersonId("0102", "chen")), (HERE, PersonId("0102", "chen"))])
def test_whom_offices_name_one_after_the_other_every_office_knows(named):
    acts = []
    for when, (office, person) in enumerate(named):
        before = fold(seen_from(office, acts))
        payload = {"handler": text(person, office), "recused": [text(person, office)]}
        said = written_at(office, "case.assign", payload, before)
        acts.append(act(office, said, over=acts[-1:], when=when))
    for office in (HERE, "0101", "0102"):
        facts = seen(office, *acts)
        assert facts["handler"] == text(named[-1][1], office)
        assert facts["recused"] == [text(named[-1][1], office)]


def test_whom_an_office_named_over_another_one_s_words_stays_when_those_no_longer_count():
    begun = act("0102", {"handler": "chen", "recused": ["li"]})
    payload = {"handler": "chen", "recused": ["li"]}
    said = written_at(HERE, "case.assign", payload, fold(seen_from(HERE, [begun])))
    assert said == {"handler": "0001/chen", "recused": ["0001/li"]}
    assert seen(HERE, act(HERE, said, over=[begun], when=1)) == payload


def test_an_entry_that_another_office_wrote_on_before_offices_stood_beside_keeps_its_people():
    review = {"by": "chen", "at": "2026-11-20T09:00:00", "grounds": "不服。"}
    begun = act("0102", {"reviews/1": review})
    decided = act(HERE, {"reviews/1": {**review, "result": "redo"}}, over=[begun], when=1)
    again = act("0102", {"reviews/1": {**review, "text": "已改。"}}, over=[decided], when=2)
    assert seen(HERE, begun, decided, again)["reviews"][0]["by"] == "0102/chen"
    assert seen("0102", begun, decided)["reviews"][0]["by"] == "chen"
    assert seen("0101", begun, decided, again)["reviews"][0]["by"] == "0102/chen"


def test_whoever_adds_to_an_entry_is_of_the_office_that_adds():
    ordered = act("0102", {"rectifications/1": {"by": "li", "owner": "chen"}})
    checked = {"by": "li", "owner": "chen", "verified_by": "chen"}
    acts = (ordered, act(HERE, {"rectifications/1": checked}, over=[ordered], when=1))
    (task,) = seen(HERE, *acts)["rectifications"]
    assert (task["by"], task["owner"], task["verified_by"]) == ("0102/li", "0102/chen", "chen")


def test_what_a_decision_let_stand_stands_at_every_office():
    work = act(
        "0102", {"state": State.TO_INVESTIGATE.value, "kind": "complaint", "handler": "chen"}
    )
    told = act(HERE, {"recused": ["0102/chen"]}, when=1)
    (found,) = misfits(fold(seen_from(HERE, [work, told])))
    assert found.key == "recused:handler,0102/chen"
    entry = {"by": "li", "stands": [found.key], "against": {"handler": ["0102/zhou", "li"]}}
    decided = act(HERE, {"decisions/1": entry}, when=2)
    (entry,) = seen("0102", work, told, decided)["decisions"]
    (there,) = misfits(fold(seen_from("0102", [work, told, decided])))
    assert entry["stands"] == [there.key] == ["recused:handler,chen"]
    assert entry["against"] == {"handler": ["zhou", "0001/li"]}


def test_the_author_of_an_act_is_of_its_office():
    acts = [act("0102", {}, author="chen"), act(HERE, {}, author="chen", when=1)]
    assert [one.author for one, _ in seen_from(HERE, acts)] == ["0102/chen", "chen"]


@pytest.mark.parametrize(
    ("recused", "stays"), [("chen", True), ("0101/chen", True), ("0102/chen", False)]
)
def test_a_handler_whose_name_nobody_told_is_known_by_office_and_login(recused, stays):
    facts, said = {"handler": "0102/chen"}, {"recused": [recused], "text": "亲属。"}
    changes = taken(Action.RECUSE, State.PLANNING, "li", facts=facts, given=said)
    assert ("handler" not in changes) == stays


def test_an_erased_act_says_nothing_still():
    acts = [(act("0102", {})[0], None)]
    assert [payload for _, payload in seen_from(HERE, acts)] == [None]


@pytest.mark.parametrize(
    "value",
    [7, None, True, [], {}, [["chen"]], {"by": {"by": 1}}, [None, {"liaison": 3}], "\0/", DEEP],
    ids=range(10),
)
@pytest.mark.parametrize("name", ["handler", "recused", "co_departments", "notes/1", "erasure"])
def test_what_nobody_would_write_is_left_as_it_is_and_stops_nothing(name, value):
    begun = act("0102", {name: {"by": "chen"}})
    told = act("0102", {name: value}, over=[begun], when=1)
    seen_from(HERE, [begun, told])


def test_an_office_s_own_people_stand_by_their_logins_alone():
    said = written_at(HERE, "case.amend", {"recused": ["0001/chen", "0102/chen", "王芳"]}, None)
    assert said == {"recused": ["chen", "0102/chen", "王芳"]}


def test_other_records_name_people_for_all_to_read():
    first = act(HERE, {"versions/1": {"by": "王敏"}}, kind="template.set")
    words = act(HERE, {"versions/1": {"by": "李卓"}}, over=[first], kind="template.set", when=1)
    assert seen("0102", words)["versions"][0]["by"] == "李卓"


def test_names_are_looked_up_in_one_place():
    people = People(
        {"chen": Person(login="chen", name="陈立", role=Role.SPECIALIST)}, {"0102/chen": "陈大川"}
    )
    told = [people.name(one) for one in ("chen", PersonId("0102", "chen"), "0102/zhou", None)]
    assert told == ["陈立", "陈大川", "zhou", ""]
