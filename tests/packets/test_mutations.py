"""Six mistakes, planted in the real code, are each caught by the scripts (docs/packet-tests.md)."""

from contextlib import contextmanager

import pytest

from desk.rules.record import fold
from desk.rules.record.fold import Folded
from desk.store.db import Store
from desk.store.record import journal, merge_acts
from desk.store.tables import ActRow, PayloadRow
from tests.packets.test_against_model import Play, four_homes  # noqa: F401 - a fixture

pytestmark = pytest.mark.usefixtures("in_a_file")

# (who, what, case, field, value, days): short scripts in which each mistake must show.
PLAIN = [(0, "set", 0, 0, 1, 0), (1, "sync", 0, 0, 0, 0)]
CONCURRENT = [(0, "set", 0, 0, 1, 0), (1, "set", 0, 0, 2, 0), (1, "sync", 0, 0, 0, 0)]
ERASED = [*PLAIN, (1, "set", 0, 0, 3, 0), (0, "erase", 0, 0, 0, 0), (0, "sync", 0, 0, 1, 0)]
LOST = [*PLAIN, *[(0, "set", 0, 0, n % 5, 0) for n in range(12)], (1, "lost", 0, 0, 0, 0)]
CRASHED = [(0, "set", 0, 0, 1, 0), (0, "set", 0, 0, 2, 0), (1, "crash", 0, 0, 4, 0)]


def lww(monkeypatch):
    """Who wrote last by the wall clock wins, whoever came first wins a tie."""
    monkeypatch.setattr(fold, "_rank", lambda live: live.act.hlc >> 16)


def hide(monkeypatch):
    """The other values are not shown."""
    monkeypatch.setattr(Folded, "conflicts", property(lambda _self: {}))


def noshred(monkeypatch):
    """Erasing leaves what was said."""
    monkeypatch.setattr(journal, "shred", lambda _store, _subject: 0)


def resurrect(monkeypatch):
    """What comes after an erasure is shown again."""

    def shred(store, subject):
        is_erasing = ActRow.kind == "case.erased", ActRow.subject == subject
        erased = store.value(ActRow.select(ActRow.id).where(*is_erasing))
        older = ActRow.select(ActRow.id).where(ActRow.subject == subject, ActRow.id < erased)
        store.run(PayloadRow.delete().where(PayloadRow.act_id.in_(older)))

    monkeypatch.setattr(journal, "shred", shred)


def nogap(monkeypatch):
    """An act counts though the one before it is missing."""
    true = merge_acts.ActMerge._aside
    monkeypatch.setattr(
        merge_acts.ActMerge, "_aside", lambda self, row, **_told: true(self, row, is_linked=True)
    )


def nontx(monkeypatch):
    """An import that dies leaves what it had done."""

    @contextmanager
    def writing(self):
        self.database.execute_sql("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            self.database.execute_sql("COMMIT")

    monkeypatch.setattr(Store, "writing", writing)


MISTAKES = {
    lww: CONCURRENT,
    hide: CONCURRENT,
    noshred: ERASED,
    resurrect: ERASED,
    nogap: LOST,
    nontx: CRASHED,
}


def play(template, folder, script):
    desks = Play(template, folder)
    try:
        for step in script:
            desks.step(*step)
        for seed in range(3):
            desks.settle(seed)
        return [desk.model.state() for desk in desks.all]
    finally:
        desks.close()


@pytest.mark.parametrize("script", [CONCURRENT, ERASED, LOST, CRASHED])
def test_without_a_mistake_the_scripts_pass(four_homes, tmp_path, script):  # noqa: F811
    states = play(four_homes, tmp_path, script)
    assert all(state["c0"] == states[0]["c0"] for state in states)


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.__name__)
def test_a_planted_mistake_is_caught(four_homes, tmp_path, monkeypatch, mistake):  # noqa: F811
    mistake(monkeypatch)
    with pytest.raises(AssertionError):
        play(four_homes, tmp_path, MISTAKES[mistake])
