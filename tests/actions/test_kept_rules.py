"""The rules that a home reckons by: kept as first seen, whatever becomes of the program's files."""

import json
from dataclasses import replace
from datetime import date, datetime

import pytest

from desk.home.doctor import check_up
from desk.home.opening import SignedIn
from desk.reads.case_file import read_case
from desk.reads.verify import RULE, told_apart, verify
from desk.rules.time.rule_files import rule_json, shipped_rules
from desk.rules.time.rulebook import RuleBook
from desk.store import kept_rules
from desk.store.tables import RuleRow
from tests.builders import register

TODAY = date(2026, 11, 20)
DECIDE = shipped_rules().rule("decide", TODAY)


@pytest.fixture
def ships(monkeypatch):
    """Let the program ship other rules, as an edited file or another version of it does."""

    def ship(*, without=(), more=()):
        kept = [rule for rule in shipped_rules() if rule.key not in without]
        monkeypatch.setattr(kept_rules, "shipped_rules", lambda: RuleBook([*kept, *more]))

    return ship


def opened_again(branch):
    """Return the director's office after the home was opened once more."""
    office = branch.home.open_with(branch.keys["director"], "director", branch.clock)
    office.store.close()
    return branch.desk()


def due_on(branch, case_no, rule="decide"):
    clocks = read_case(branch.store, branch.desk().reckoning, case_no).clocks
    return {c.rule.id: c.due.on.isoformat() for c in clocks}[rule]


def test_a_new_home_keeps_the_rules_that_ship(branch):
    kept = {key: json.loads(body) for key, body in branch.store.rows(RuleRow.select())}
    assert kept == {rule.key: rule_json(rule) for rule in shipped_rules()}


EDITS = {
    "amount": {"amount": 10},
    "article": {"article": "《别的办法》第一条"},
    "grounds": {"pauses": frozenset()},
    "anchor": {"anchor": "registered_at"},
    "extensions": {"extensions": {}},
    "a last day that is over": {"valid_until": date(2026, 11, 19)},
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_a_rule_file_edited_by_hand_moves_nothing_and_is_named(branch, ships, edit):
    old = register(branch.desk("chen"))
    before = due_on(branch, old)
    ships(without=[DECIDE.key], more=[replace(DECIDE, **edit)])
    office = opened_again(branch)
    new = register(branch.desk("chen"))
    assert due_on(branch, old) == due_on(branch, new) == before == "2026-12-05"
    assert office.reckoning.now.rules.rule("decide", TODAY) == DECIDE
    found = verify(branch.store, office.reckoning)
    assert [(one.what, one.where) for one in found] == [(RULE, "statutory.toml decide@2020-03-01")]
    words, damage = told_apart(found)
    assert "statutory.toml decide@2020-03-01" in str(words[0])
    assert damage == []


def test_the_doctor_names_it_too(branch, ships):
    ships(without=[DECIDE.key], more=[replace(DECIDE, amount=10)])
    signed = SignedIn(branch.home, opened_again(branch), branch.keys["director"])
    found = [finding.what for one in check_up(signed) for finding in one.findings]
    assert RULE in found


def test_a_version_that_a_newer_program_brings_holds_from_its_day(branch, ships):
    branch.clock.moment = datetime(2027, 1, 4, 10)
    old = register(branch.desk("chen"), received_at="2026-12-31T15:00:00")
    new = register(branch.desk("chen"), received_at="2027-01-02T15:00:00")
    assert due_on(branch, new) == "2027-01-17"
    ships(more=[replace(DECIDE, amount=10, valid_from=date(2027, 1, 1))])
    office = opened_again(branch)
    assert due_on(branch, old) == "2027-01-15"
    assert due_on(branch, new) == "2027-01-12"
    assert verify(branch.store, office.reckoning) == []  # the tables were made anew


def test_an_older_program_that_opens_the_home_later_reckons_alike(branch, ships):
    branch.clock.moment = datetime(2027, 1, 4, 10)
    ships(more=[replace(DECIDE, amount=10, valid_from=date(2027, 1, 1))])
    opened_again(branch)
    case_no = register(branch.desk("chen"))
    ships()
    office = opened_again(branch)
    assert due_on(branch, case_no) == "2027-01-14"
    assert verify(branch.store, office.reckoning) == []


def test_a_rule_that_a_newer_program_ends_gives_no_more_clocks(branch, ships):
    old = register(branch.desk("chen"))
    ships(without=[DECIDE.key], more=[replace(DECIDE, valid_until=date(2026, 12, 31))])
    office = opened_again(branch)
    assert verify(branch.store, office.reckoning) == []
    assert due_on(branch, old) == "2026-12-05"
    branch.clock.moment = datetime(2027, 1, 4, 10)
    new = register(branch.desk("chen"), received_at="2027-01-01T09:00:00")
    assert "decide" not in {
        clock.rule.id for clock in read_case(branch.store, office.reckoning, new).clocks
    }
