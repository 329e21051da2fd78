"""A training branch is invented, but the same seed invents the same branch."""

import json
from datetime import datetime

from desk.base.clock import SetClock
from desk.home.opening import Home
from desk.reads.case_file import case_lines
from desk.reads.queue import id_chunks
from desk.reads.verify import verify
from desk.rules.people.rights import Role
from desk.rules.query import Order, QueueFilter
from desk.training.home import PASSWORD, make_training_home

NOW = datetime(2026, 11, 20, 10, 0)
CASES = 12


def branch(folder, seed):
    """Return (what was made, its cases as ``case list --all`` tells them, findings of verify)."""
    clock = SetClock(NOW)
    made = make_training_home(folder, clock, CASES, seed)
    office = Home(folder).open(made.users["director"]["name"], PASSWORD, clock)
    want = QueueFilter(order=Order.NEWEST, is_all=True)
    ids = list(id_chunks(office.store, want, NOW))
    told = [json.dumps(line) for line in case_lines(office.store, office.reckoning, ids, NOW)]
    findings = verify(office.store, office.reckoning)
    office.store.close()
    return made, told, findings


def test_the_same_seed_gives_the_same_branch_and_another_seed_another(tmp_path):
    made, told, findings = branch(tmp_path / "one", seed=7)
    assert (made.cases, len(told), findings) == (CASES, CASES, [])
    assert branch(tmp_path / "two", seed=7)[1] == told
    assert branch(tmp_path / "three", seed=8)[1] != told


def test_a_training_branch_has_somebody_of_every_role_and_says_what_it_is(tmp_path):
    made = make_training_home(tmp_path / "home", SetClock(NOW), 1, 7)
    assert made.users.keys() == {role.value for role in Role}
    assert Home(made.folder).vault().is_training
    for user in made.users.values():
        assert user["password"] == PASSWORD
        assert user["name"] in Home(made.folder).vault().logins
