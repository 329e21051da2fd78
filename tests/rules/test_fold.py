"""The fold: acts are a set; whatever their order of arrival they lead to one state.

The oracle is the journal model's rule, written small: a field's live values are
those that no act supersedes, and the highest (hlc, device, hash) is shown.
"""

import hashlib
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.rules.record.fold import Act, Folded, fold

FIELDS = ("grade", "amount", "state")


def act(name, hlc=1, device="0101-A", **base):
    """Return an act whose hash is made of ``name``; ``base`` names acts by field."""
    hashed = hashlib.sha256(name.encode()).digest()
    named = {field: [digest(other) for other in others] for field, others in base.items()}
    return Act(hashed, device, "e", 1, b"", hlc, "chen", "case.amend", "u", named, b"", 1, "x")


def digest(name):
    return hashlib.sha256(name.encode()).hexdigest()


def shown(*acts):
    return fold(acts).facts


def conflicts(*acts):
    return {name: [live.value for live in values] for name, values in fold(acts).conflicts.items()}


FIRST = (act("first", 1), {"grade": "C", "amount": "1.00"})


def test_nothing_folds_to_nothing():
    assert fold([]) == Folded(facts={}, live={}, count=0)


def test_an_act_says_what_it_says():
    assert shown(FIRST) == {"grade": "C", "amount": "1.00"}
    assert fold([FIRST]).count == 1


def test_a_later_act_supersedes_what_it_saw_field_by_field():
    later = (act("later", 2, grade=["first"]), {"grade": "A"})
    for acts in ((FIRST, later), (later, FIRST)):
        assert shown(*acts) == {"grade": "A", "amount": "1.00"}
        assert conflicts(*acts) == {}
        assert fold(acts).count == 2


def test_an_act_with_a_slow_clock_still_supersedes_what_it_saw():
    later = (act("later", hlc=0, grade=["first"]), {"grade": "A"})
    assert shown(FIRST, later)["grade"] == "A"


def test_a_field_can_be_emptied():
    later = (act("later", 2, grade=["first"]), {"grade": None})
    assert shown(FIRST, later) == {"grade": None, "amount": "1.00"}


MINE = (act("mine", 5, "0101-A", grade=["first"]), {"grade": "A"})
THEIRS = (act("theirs", 4, "0101-B", grade=["first"]), {"grade": "B"})


def test_two_acts_that_did_not_see_each_other_are_a_conflict_and_both_stay_visible():
    for acts in permutations((FIRST, MINE, THEIRS)):
        assert shown(*acts)["grade"] == "A"
        assert conflicts(*acts) == {"grade": ["B", "A"]}


def test_equal_values_are_no_conflict():
    same = (act("same", 4, "0101-B", grade=["first"]), {"grade": "A"})
    assert conflicts(FIRST, MINE, same) == {}
    assert shown(FIRST, MINE, same)["grade"] == "A"


def test_an_act_that_names_both_decides():
    decided = (act("decided", 6, grade=["mine", "theirs"]), {"grade": "B"})
    assert conflicts(FIRST, MINE, THEIRS, decided) == {}
    assert shown(FIRST, MINE, THEIRS, decided)["grade"] == "B"


def test_an_act_that_names_only_one_leaves_the_other_visible():
    half = (act("half", 6, grade=["mine"]), {"grade": "C"})
    assert conflicts(FIRST, MINE, THEIRS, half) == {"grade": ["B", "C"]}


@pytest.mark.parametrize(
    ("one", "other", "shown_value"),
    [
        (("x", 9, "0101-A"), ("y", 8, "0101-Z"), "one"),
        (("x", 8, "0101-A"), ("y", 8, "0101-B"), "other"),
        (("x", 8, "0101-A"), ("y", 8, "0101-A"), "by hash"),
    ],
)
def test_the_highest_clock_device_and_hash_is_shown(one, other, shown_value):
    acts = [(act(*one), {"grade": "one"}), (act(*other), {"grade": "other"})]
    higher = "one" if acts[0][0].hash > acts[1][0].hash else "other"
    assert shown(*acts)["grade"] == (higher if shown_value == "by hash" else shown_value)
    assert shown(*acts[::-1]) == shown(*acts)


# entries


def test_entries_of_all_acts_come_together_oldest_first():
    acts = [
        (act("b", 3), {"notes/2": {"text": "second"}, "grade": "C"}),
        (act("a", 2), {"notes/1": {"text": "first"}}),
        (act("c", 3, "0101-B"), {"contacts/9": {"way": "phone"}, "notes/3": {"text": "third"}}),
    ]
    for order in permutations(acts):
        assert shown(*order) == {
            "grade": "C",
            "notes": [
                {"id": "1", "text": "first"},
                {"id": "2", "text": "second"},
                {"id": "3", "text": "third"},
            ],
            "contacts": [{"id": "9", "way": "phone"}],
        }


def test_an_entry_that_was_taken_back_is_gone():
    note = (act("note", 2), {"notes/1": {"text": "first"}})
    undone = (act("undone", 3, **{"notes/1": ["note"]}), {"notes/1": None})
    assert shown(note, undone) == {}
    assert shown(note) == {"notes": [{"id": "1", "text": "first"}]}


# erasure


def test_an_erased_act_says_nothing_and_does_not_let_the_old_value_rise_again():
    assert shown(FIRST, (MINE[0], None)) == {"amount": "1.00"}
    assert fold([FIRST, (MINE[0], None)]).count == 2
    assert shown((FIRST[0], None)) == {}


# what an edit must name


def test_an_edit_names_all_live_values_of_what_it_overwrites_and_nothing_else():
    folded = fold([FIRST, MINE, THEIRS])
    assert folded.base_of(["grade", "state"]) == {"grade": [digest("theirs"), digest("mine")]}
    assert folded.base_of([]) == {}


@pytest.mark.parametrize("names", [("grade",), ("grade", "amount")])
def test_an_edit_that_names_its_base_leaves_no_conflict(names):
    folded = fold([FIRST, MINE, THEIRS])
    edit = act("edit", 9)
    base = folded.base_of(names)
    edit = edit._replace(base=base)
    after = fold([FIRST, MINE, THEIRS, (edit, dict.fromkeys(names, "new"))])
    assert after.conflicts == {}
    assert all(after.facts[name] == "new" for name in names)


# the oracle


def live_values(acts, field):
    counted = [(one, payload) for one, payload in acts if field in (payload or {})]
    dead = {text for one, _ in acts for text in one.base.get(field, ())}
    live = [(one, payload[field]) for one, payload in counted if one.hash.hex() not in dead]
    return sorted(live, key=lambda pair: (pair[0].hlc, pair[0].device, pair[0].hash))


def oracle(acts):
    state, hidden = {}, {}
    for field in FIELDS:
        live = live_values(acts, field)
        if live:
            state[field] = live[-1][1]
            others = [value for _, value in live if value != live[-1][1]]
            if others:
                hidden[field] = {repr(value) for value in others}
    return state, hidden


@st.composite
def histories(draw):
    """Draw acts of several devices, each of which saw only some of those before it."""
    acts = []
    for number in range(draw(st.integers(1, 9))):
        seen = [pair for pair in acts if draw(st.booleans())]
        fields = draw(st.sets(st.sampled_from(FIELDS), min_size=1))
        base = {field: [one.hash.hex() for one, _ in live_values(seen, field)] for field in fields}
        made = act(
            f"act {number}", draw(st.integers(0, 3)), draw(st.sampled_from(("0101-A", "0101-B")))
        )
        made = made._replace(base=base)
        payload = {field: draw(st.sampled_from(("A", "B", None))) for field in sorted(fields)}
        acts.append((made, None if draw(st.integers(0, 9)) == 0 else payload))
    return acts


@given(histories(), st.randoms(use_true_random=False))
def test_any_order_of_arrival_leads_to_the_state_of_the_model(acts, random):
    shuffled = list(acts)
    random.shuffle(shuffled)
    folded = fold(shuffled)
    state, hidden = oracle(acts)
    assert folded == fold(acts)
    assert folded.facts == state
    found = {
        field: {repr(live.value) for live in values if live.value != values[-1].value}
        for field, values in folded.conflicts.items()
    }
    assert found == hidden
    assert folded.count == len(acts)


@given(histories(), histories(), histories())
def test_entries_are_never_lost(one, two, three):
    # Renamed apart, so that the three histories are acts of three homes.
    total = []
    for home, acts in enumerate((one, two, three)):
        for number, (made, _) in enumerate(acts):
            name = f"home {home} act {number}"
            total.append((act(name, made.hlc, made.device), {f"notes/{name}": {"text": name}}))
    notes = fold(total).facts["notes"]
    assert {note["id"] for note in notes} == {payload_id for _, p in total for payload_id in ids(p)}
    ranks = {f"{one.hash.hex()}": (one.hlc, one.device, one.hash) for one, _ in total}
    order = [ranks[digest(note["id"])] for note in notes]
    assert order == sorted(order)


def ids(payload):
    return [name.partition("/")[2] for name in payload]


def test_entries_that_one_act_writes_again_stand_alike_whatever_came_first():
    one = (act("one"), {"pauses/a": {"kind": "mediation"}})
    other = (act("other", 2), {"pauses/b": {"kind": "mediation"}})
    names = {"pauses/a": ["one"], "pauses/b": ["other"]}
    ends = {name: {"kind": "mediation", "until": "2026-11-26"} for name in names}
    both = (act("both", 3, **names), ends)
    for order in permutations((one, other, both)):
        assert [entry["id"] for entry in shown(*order)["pauses"]] == ["a", "b"]
