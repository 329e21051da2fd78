"""Items of registers between two counters of one branch; other offices keep out."""

from datetime import datetime, timedelta
from itertools import permutations
from random import Random

import pytest

from desk.reader import Reader
from desk.reads.verify import verify
from desk.rules.record.fold import Act, fold
from desk.store.tables import RegisterItemRow
from tests.actions.test_registers import TASK, take
from tests.packets.test_templates_travel import bring


def rows(place):
    query = RegisterItemRow.select(*RegisterItemRow._meta.sorted_fields)
    return sorted(tuple(row) for row in place.store.rows(query))


def test_two_counters_end_with_the_same_registers(places, stick):
    a, b, h = places["a"], places["b"], places["h"]
    no = take(a.desk("li"), "task", **TASK)
    bring(a, b, stick)
    bring(a, h, stick)
    assert rows(a) == rows(b) != []
    assert rows(h) == []  # another office's own affair
    take(b.desk("chen"), "task", "report-done", no, result="已核对。")
    a.clock.moment = a.clock.now() + timedelta(minutes=5)
    take(a.desk("li"), "task", "move", no, due_on="2026-11-27", remark="延后。")
    other = take(b.desk("li"), "task", **{**TASK, "what": "另一项"})
    assert other == "RW-0101-2026-B001"  # the letter of its own workstation
    bring(a, b, stick)
    bring(b, a, stick)
    assert rows(a) == rows(b)
    item = Reader(a.office).register_item("task", no)
    assert (item.line.state, item.facts["due_on"]) == ("done", "2026-11-27")
    for place in (a, b, h):
        assert verify(place.store, place.office.reckoning) == []


def test_where_both_said_otherwise_the_later_word_holds_and_is_shown_as_doubtful(places, stick):
    a, b = places["a"], places["b"]
    no = take(a.desk("li"), "task", **TASK)
    bring(a, b, stick)
    take(a.desk("li"), "task", "move", no, due_on="2026-11-27", remark="甲台。")
    b.clock.moment = b.clock.now() + timedelta(minutes=5)
    take(b.desk("li"), "task", "move", no, due_on="2026-11-30", remark="乙台。")
    bring(a, b, stick)
    bring(b, a, stick)
    for place in (a, b):
        item = Reader(place.office).register_item("task", no)
        assert item.facts["due_on"] == "2026-11-30"
        assert item.conflicts == ["To be done by", "Remark"]
    a.clock.moment = datetime(2026, 11, 20, 12)
    take(a.desk("li"), "task", "move", no, due_on="2026-12-01", remark="商定。")
    bring(a, b, stick)
    assert Reader(b.office).register_item("task", no).conflicts == []
    assert rows(a) == rows(b)


@pytest.mark.parametrize("seed", range(20))
def test_any_order_of_arrival_leads_to_one_state(seed):
    random = Random(seed)
    acts, heads = [], {"0101-A": [], "0101-B": []}
    for number in range(6):
        device = random.choice(sorted(heads))
        said = {
            "due_on": f"2026-11-{random.randrange(20, 30)}",
            "state": random.choice(["given", "done"]),
        }
        seen = heads[device]
        base = {name: [one.hash.hex() for one, words in seen if name in words] for name in said}
        hlc = random.randrange(1, 5)  # clocks may be alike: the device decides
        act = Act(bytes([number + 1]) * 32, device, "e", number, b"", hlc, "li", "task.move",
                  "task:x", base, b"", 2, "")  # fmt: skip
        acts.append((act, said))
        seen.append((act, said))
        if random.random() < 0.3:
            heads = {name: list(acts) for name in heads}
    states = {repr(sorted(fold(order).facts.items())) for order in permutations(acts)}
    assert len(states) == 1


STEPS = {
    "report-done": {"result": "已办。"},
    "verify": {},
    "send-back": {"remark": "不全。"},
    "move": {"due_on": "2026-11-27", "remark": "延后。"},
    "cancel": {"remark": "不办了。"},
}


def day_of(random):
    return f"2026-11-{random.randrange(25, 31)}"


@pytest.mark.parametrize("seed", range(6))
def test_whatever_two_counters_do_they_end_with_one_register(places, stick, seed):
    """Steps are offered and taken by chance, packets go now and then; the last ones make equal."""
    random, two = Random(seed), [places["a"], places["b"]]
    taken = 0
    for _ in range(24):
        place = random.choice(two)
        place.clock.moment += timedelta(minutes=random.randrange(9))
        reader = Reader(place.desk("director"))
        lines = reader.register_items("task", is_open=True)
        if not lines or random.random() < 0.2:
            take(place.desk("li"), "task", **{**TASK, "due_on": day_of(random)})
            continue
        if random.random() < 0.25:
            bring(place, next(one for one in two if one is not place), stick)
            continue
        item = reader.register_item("task", random.choice(lines).no)
        offers = [one.step.id for one in item.steps if one.why_not is None]
        action = random.choice(offers)
        more = {"due_on": day_of(random)} if action == "move" else {}
        take(place.desk("director"), "task", action, item.no, **{**STEPS[action], **more})
        taken += 1
    assert taken > 3
    a, b = two
    bring(a, b, stick)
    bring(b, a, stick)
    assert rows(a) == rows(b) != []
    for place in two:
        assert verify(place.store, place.office.reckoning) == []
