"""Our model keeps the rules of the study it came from: both agree after every step."""

import copy
import random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.packets.model import Entry, Replica
from tests.packets.oracle import Oracle, own_hash

OPS = ("set",) * 4 + ("sync",) * 2 + ("split", "lost", "erase", "clock", "copy", "new")
SCRIPTS = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.sampled_from(OPS),
        st.integers(0, 2),
        st.integers(0, 1),
        st.integers(0, 5),
        st.integers(-(10**9), 10**9),
    ),
    max_size=40,
)
MOST_CLONES = 2
# The oracle tells of a field whose words are gone, or were erased before they came; we show none.
UNSAID = ("ERASED", (None, []))


class Both:
    """A device in the oracle and in the model."""

    def __init__(self, name):
        self.oracle, self.model = Oracle(name), Replica()

    def write(self, kind, case, field=None, value=None, ver=1):
        entry = self.oracle.write(kind, case, field, value, ver)
        said = {own_hash(entry): {field: value}} if kind == "set" else {}
        self.model.take({own_hash(entry): told(entry)}, said)
        self.agree()

    def take(self, packet):
        self.oracle.take(packet)
        said = {
            own_hash(e): {e["field"]: packet["payload"][e["ph"]]}
            for e in packet["entries"]
            if e["ph"] in packet["payload"]
        }
        self.model.take({own_hash(e): told(e) for e in packet["entries"]}, said)
        self.agree()

    def agree(self):
        oracle, model = self.oracle, self.model
        assert set(model.entries) == set(oracle.entries)
        assert set(model.held) == set(oracle.held)
        assert model.gaps() == oracle.missing()
        assert {fork for fork in model.forks() if self.is_whole(fork)} == oracle.forks()
        shown = {(case, f): v for case, fs in model.state().items() for f, v in fs.items()}
        assert shown == {k: v for k, v in oracle.state().items() if v not in UNSAID}
        assert model.erased() == oracle.erased()

    def is_whole(self, fork):
        """Say whether the fork shows among entries that count; the model sees waiting ones too."""
        found = [e for e in self.model.entries.values() if (e.device, e.epoch, e.seq) == fork]
        return len(found) > 1


def told(entry):
    base = ((entry["field"], tuple(entry["base"])),) if entry["kind"] == "set" else ()
    return Entry(
        own_hash(entry),
        entry["dev"],
        str(entry["epoch"]),
        entry["seq"],
        entry["prev"],
        tuple(entry["hlc"]),
        "case.amend" if entry["kind"] == "set" else "case.erased",
        entry["ent"],
        base,
        entry["ver"],
    )


def part(packet, entries):
    said = {e["ph"]: packet["payload"][e["ph"]] for e in entries if e["ph"] in packet["payload"]}
    return {"entries": entries, "payload": said}


class Play:
    """One script at work."""

    def __init__(self):
        self.desks = [Both(f"d{n}") for n in range(4)]
        self.clones = []

    def step(self, who, op, case, field, value, clock):  # noqa: PLR0917 - a line of a script
        desk, name = self.desks[who], f"c{case}"
        match op:
            case "set":
                desk.write("set", name, f"f{field}", f"{desk.oracle.dev}-{value}")
            case "new":
                desk.write("set", name, f"f{field}", "later", ver=3)
            case "erase" if value < 2:
                desk.write("erase", name)
            case "clock":
                desk.oracle.now = clock
            case "copy" if len(self.clones) < MOST_CLONES:
                self.clones.append(copy.deepcopy(desk))
                self.clones[-1].write("set", "c0", "f0", f"written on the copy {value}")
                desk.write("set", "c0", "f0", "written on the original")
            case "sync" | "split" | "lost":
                self.bring(op, self.desks[value % 4], desk, value)

    def bring(self, op, sender, desk, seed):
        packet = sender.oracle.export()
        if op == "sync":
            desk.take(packet)
            return
        entries = random.Random(seed).sample(packet["entries"], len(packet["entries"]))
        cut = len(entries) // 2
        desk.take(part(packet, entries[cut:]))
        if op == "split":
            desk.take(part(packet, entries[:cut]))

    def settle(self):
        everybody = [*self.desks, *self.clones]
        for desk in everybody:
            for sender in everybody:
                desk.take(sender.oracle.export())
        assert not any(desk.model.held for desk in everybody)
        first = everybody[0].model
        assert all(desk.model.state() == first.state() for desk in everybody)


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(SCRIPTS)
def test_model_and_oracle_agree_after_every_step(script):
    play = Play()
    for line in script:
        play.step(*line)
    play.settle()


def test_a_script_with_everything_in_it_holds_conflicts_forks_and_gaps():
    play = Play()
    for line in (
        (0, "set", 0, 0, 1, 0),
        (1, "set", 0, 0, 2, 0),
        (1, "sync", 0, 0, 0, 0),
        (2, "copy", 0, 0, 0, 0),
        (0, "erase", 1, 0, 0, 0),
    ):
        play.step(*line)
    assert play.desks[1].model.state()["c0"]["f0"][1]
    play.settle()
    assert play.desks[3].model.forks()
