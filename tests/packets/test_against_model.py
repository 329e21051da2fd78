"""The same scripts drive the real code and the model: they agree after every step.

Four desks; set, sync, erase, clock jumps, copies, restores, newer programs, lost,
repeated, split packets, crashes.
"""

import os
import random
import shutil
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from desk.base.clock import moment_of
from desk.home.opening import DATABASE
from desk.reads.verify import verify
from desk.store.record import journal
from tests.packets.desks import CASES, LETTERS, START, Crash, Desk, clone, compare, make_template

pytestmark = pytest.mark.usefixtures("in_a_file")

OPS = (
    *("set",) * 5,
    *("sync",) * 3,
    "erase",
    "clock",
    "copy",
    "restore",
    "new",
    "lost",
    "split",
    "repeated",
    "crash",
)
SCRIPTS = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.sampled_from(OPS),
        st.integers(0, 2),
        st.integers(0, 1),
        st.integers(0, 5),
        st.integers(-20_000, 20_000),
    ),
    max_size=30,
)
MOST_CLONES = 2
FIELDS = ("facts", "amount")


@pytest.fixture(scope="session")
def four_homes(tmp_path_factory):
    return make_template(tmp_path_factory.mktemp("four"))


class Play:
    """One script at work."""

    def __init__(self, template, folder):
        self.folder = folder
        self.template = template
        self.desks = []
        self.clones = []
        self.old = {}
        for letter in LETTERS:
            path = folder / f"{letter}.db"
            shutil.copyfile(template.folder / letter / DATABASE, path)
            self.desks.append(Desk.open(letter, path, template.keys[letter], ord(letter)))
        self.count = 0

    @property
    def all(self):
        return [*self.desks, *self.clones]

    def close(self):
        for desk in self.all:
            desk.store.close()

    def step(self, who, op, case, name, value, jump):  # noqa: PLR0917 - a line of a script
        desk = self.desks[who]
        self.count += 1
        getattr(self, op)(desk, CASES[case], FIELDS[name], value, jump)
        compare(desk)

    def set(self, desk, case, name, value, _jump):
        desk.set(case, name, f"{value}.00" if name == "amount" else f"{desk.letter} says {value}")

    def new(self, desk, case, name, value, _jump):
        desk.write("case.amend", case, {name: f"newer {value}"}, newer=True)

    def erase(self, desk, case, _name, value, _jump):
        if value < 1:
            desk.erase(case)

    def clock(self, desk, _case, _name, _value, jump):
        desk.office.clock.moment = START + timedelta(days=jump)

    def sync(self, desk, _case, _name, value, _jump):
        sender = self.desks[value % 4]
        if sender is not desk:
            rows, heads = sender.packet(desk.letter)
            desk.take(sender, rows, heads, self.count)

    def repeated(self, desk, *rest):
        self.sync(desk, *rest)
        self.sync(desk, *rest)

    def lost(self, desk, _case, _name, value, _jump):
        """The first half of a packet is lost, the second arrives."""
        sender = self.desks[value % 4]
        if sender is not desk:
            rows, heads = sender.packet(desk.letter)
            desk.take(sender, rows[len(rows) // 2 :], {}, self.count)
            del heads

    def split(self, desk, _case, _name, value, _jump):
        """A packet arrives in two parts, the later one first."""
        sender = self.desks[value % 4]
        if sender is not desk:
            rows, heads = sender.packet(desk.letter)
            random.Random(value).shuffle(rows)
            cut = len(rows) // 2
            desk.take(sender, rows[cut:], {}, self.count)
            compare(desk)
            desk.take(sender, rows[:cut], heads, self.count)

    def crash(self, desk, _case, _name, value, _jump):
        sender = self.desks[value % 4]
        if sender is not desk:
            rows, heads = sender.packet(desk.letter)
            with pytest.raises(Crash):
                desk.take(sender, rows, heads, self.count, crash_at=min(value, len(rows) // 5))

    def copy(self, desk, _case, _name, value, _jump):
        """Somebody copies the folder, and both copies are used."""
        if len(self.clones) < MOST_CLONES:
            path = self.folder / f"copy{len(self.clones)}.db"
            made = clone(desk, path, 900 + len(self.clones))
            self.clones.append(made)
            made.set("c0", "facts", f"on the copy {value}")
            desk.set("c0", "facts", f"on the original {value}")
            compare(made)

    def restore(self, desk, _case, _name, value, _jump):
        """An old backup is put back, and nobody tells the program."""
        if desk.letter not in self.old:
            path = self.folder / f"backup{desk.letter}{self.count}.db"
            self.old[desk.letter] = clone(desk, path, value)
            self.old[desk.letter].store.close()
            return
        old = self.old.pop(desk.letter)
        at = self.desks.index(desk)
        desk.store.close()
        seed = 700 + self.count
        self.desks[at] = Desk.open(desk.letter, old.path, desk.keys, seed)
        self.desks[at].model, self.desks[at].seen = old.model, old.seen
        self.desks[at].set("c1", "facts", f"after the restore {value}")
        compare(self.desks[at])

    def settle(self, seed):
        """One desk gets everybody's packet, shuffled, some twice; then everybody gets its."""
        chance = random.Random(seed)
        hub, *others = chance.sample(self.all, len(self.all))
        brought = [(desk, *whole(desk)) for desk in others]
        brought += [one for one in brought if chance.random() < 0.3]
        chance.shuffle(brought)
        for sender, rows, heads in brought:
            self._bring(hub, sender, rows, heads)
        rows, heads = whole(hub)
        for desk in others:
            self._bring(desk, hub, rows, heads)
        for desk in self.all:
            compare(desk)

    def _bring(self, desk, sender, rows, heads):
        self.count += 1
        desk.take(sender, rows, heads, self.count)


def whole(desk):
    from desk.store.record.heads import acts_in, missing_spans, tips  # noqa: PLC0415

    rows = [row for page in acts_in(desk.store, missing_spans(desk.store, {}), 50) for row in page]
    return rows, tips(desk.store)


def own_stamps_rise(desk):
    """The own clock never goes back, whatever the computer's does."""
    rows = [act for _, _, act, _ in rows_of(desk) if act.device == f"0101-{desk.letter}"]
    chains = {}
    for act in sorted(rows, key=lambda act: act.seq):
        before = chains.get((act.epoch, act.prev))
        assert before is None or act.hlc > before
        chains[act.epoch, act.hash] = act.hlc


def rows_of(desk):
    from tests.packets.desks import rows_after  # noqa: PLC0415

    return rows_after(desk.store, 0)


PARTS = 4  # so that several workers share them
EXAMPLES = int(os.environ.get("DESK_SCRIPTS", "40"))


def run(template, folder, script, seed):
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    play = Play(template, folder)
    try:
        for step in script:
            play.step(*step)
        play.settle(seed)
        states = [
            {case: state for case, state in desk.model.state().items() if case in CASES}
            for desk in play.all
        ]
        assert all(state == states[0] for state in states)
        assert len({tuple(desk.model.forks()) for desk in play.all}) == 1
        for desk in play.all:
            assert not desk.model.held
            own_stamps_rise(desk)
        assert verify(play.desks[0].store, play.desks[0].office.reckoning) == []
    finally:
        play.close()


def scripted(examples):
    return settings(
        max_examples=examples,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.explicit, Phase.generate),
    )


@pytest.mark.parametrize("part", range(PARTS))
@scripted(EXAMPLES // PARTS)
@given(SCRIPTS, st.integers(0, 10**6))
def test_the_desks_are_what_the_model_says_after_every_step(
    four_homes, tmp_path, part, script, seed
):
    run(four_homes, tmp_path / "play", script, seed + part)


@pytest.mark.slow
@scripted(1_000)
@given(SCRIPTS, st.integers(0, 10**6))
def test_a_thousand_scripts(four_homes, tmp_path, script, seed):
    run(four_homes, tmp_path / "play", script, seed)


def test_a_copied_desk_is_seen_by_all(four_homes, tmp_path):
    play = Play(four_homes, tmp_path)
    play.step(0, "copy", 0, 0, 1, 0)
    play.settle(1)
    assert all(len(desk.model.forks()) >= 1 for desk in play.all)
    assert all(journal.read_identity(desk.store) for desk in play.all)
    play.close()


def test_a_device_years_ahead_does_not_drag_the_others_along(four_homes, tmp_path):
    play = Play(four_homes, tmp_path)
    play.step(0, "clock", 0, 0, 0, 9_000)
    play.step(0, "set", 0, 0, 1, 0)
    play.step(1, "sync", 0, 0, 0, 0)
    play.step(1, "set", 0, 0, 2, 0)
    latest = max(act.hlc for *_, act, _ in rows_of(play.desks[1]) if act.device == "0101-B")
    assert moment_of(latest) < datetime(2026, 11, 22)
    play.close()
