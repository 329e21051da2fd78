"""A revised law, from a file to every desk: old cases keep theirs, new ones run by the new.

The numbers are invented: 令2020年第3号 as if it were revised from 2027-01-01 on.
"""

import tomllib
from datetime import datetime

import pytest

from desk.actions.take_rules import TakeRules
from desk.reads.case_file import read_case
from desk.reads.rule_lines import rule_lines
from desk.reads.verify import verify
from desk.rules.people.rights import NotPermitted
from desk.rules.steps.clock_guards import NothingToExtend
from desk.rules.time.case_clocks import Moved
from desk.rules.time.clock_account import account_json, case_account
from desk.rules.time.rule_files import read_rule, shipped_rules
from desk.rules.time.rulebook import RuleBook
from desk.store import kept_rules
from tests.builders import register, step
from ui.dialogs.packet_dialog import lines

REVISED = """
[[rule]]
id = "decide"
track = "statutory"
title = { zh = "处理决定", en = "Decision" }
unit = "natural-day"
amount = 10
anchor = "received_at"
stop = "notified_at"
restarts = true
pauses = ["mediation"]
extensions = [
    { id = "to-20", to = 20, right = "extend", told = true },
    { id = "to-40", to = 40, right = "extend_further", told = true },
]
agreed = true
applies = { kind = ["complaint"] }
article = "《示例办法》（令2027年第1号）第十条"
source = "an invented revision"
valid_from = 2027-01-01

[[rule]]
id = "review-decide"
track = "statutory"
title = { zh = "核查决定", en = "Review decision" }
unit = "natural-day"
amount = 15
anchor = "review_received_at"
stop = "review_decided_at"
outlives = true
applies = { kind = ["complaint"] }
article = "《示例办法》（令2027年第1号）第十二条"
source = "an invented revision"
valid_from = 2027-01-01
"""
FURTHER = {
    "reason": "等待鉴定结论。",
    "approved_by": "示例分行 吴行长",
    "approval_no": "示分消保〔2027〕8号",
    "notice_on": "2027-01-04",
}
DECEMBER, JANUARY = datetime(2026, 12, 30, 10), datetime(2027, 1, 4, 10)


def law(**changes):
    data = tomllib.loads(REVISED)
    data["rule"][0].update(changes)
    return data


def ended():
    """Return the revision, and the old decision of 2020 with its last day."""
    old = next(rule for rule in tomllib.loads(OLD)["rule"] if rule["id"] == "decide")
    return {"rule": [*law()["rule"], {**old, "valid_until": datetime(2026, 12, 31).date()}]}


OLD = """
[[rule]]
id = "decide"
track = "statutory"
title = { zh = "处理决定", en = "Decision" }
unit = "natural-day"
amount = 15
anchor = "received_at"
stop = "notified_at"
restarts = true
pauses = ["appraisal", "mediation"]
told_pauses = ["appraisal"]
extensions = [
    { id = "to-30", to = 30, right = "extend" },
    { id = "to-60", to = 60, right = "extend_further", told = true },
]
agreed = true
applies = { kind = ["complaint"] }
article = "《银行业保险业消费投诉处理管理办法》（银保监会令2020年第3号）第十八条"
source = "domain.md N1-N3, R18, R19, R22"
valid_from = 2020-03-01
"""


def at(places, moment):
    for place in places.values():
        place.clock.moment = moment


def clock_of(place, number, rule="decide"):
    place.office.read_again()
    case = read_case(place.store, place.office.reckoning, number)
    return case, next(clock for clock in case.clocks if clock.rule.id == rule)


def due(place, number, rule="decide"):
    return clock_of(place, number, rule)[1].due.on.isoformat()


def bring(sender, receiver, stick, **how):
    return receiver.exchange.take(sender.send(receiver, out=stick), **how)


def agree(*places):
    for place in places:
        place.office.read_again()
        assert verify(place.store, place.office.reckoning) == []


def test_old_cases_keep_theirs_and_new_ones_run_by_the_new(places):
    a = places["a"]
    at(places, DECEMBER)
    a.office.do(TakeRules(rules=ended()))
    old = register(a.office)
    at(places, JANUARY)
    new = register(a.office)
    assert due(a, old) == "2027-01-14"
    assert due(a, new) == "2027-01-14"  # ten days from 01-04, fifteen from 12-30
    step(a.office, new, "extend", reason="复杂。", notice_on="2027-01-04")
    assert due(a, new) == "2027-01-24"
    step(a.office, new, "extend-further", **FURTHER)
    assert due(a, new) == "2027-02-13"
    step(a.office, old, "extend", reason="复杂。")
    assert due(a, old) == "2027-01-29"
    agree(a)


def test_the_account_names_the_article_and_what_was_given(places):
    a = places["a"]
    at(places, DECEMBER)
    a.office.do(TakeRules(rules=law()))
    at(places, JANUARY)
    number = register(a.office)
    step(a.office, number, "extend", reason="复杂。", notice_on="2027-01-04")
    case, clock = clock_of(a, number)
    told = account_json(case_account(clock, case.facts, a.office.reckoning))
    assert (told["article"], told["amount"]) == ("《示例办法》（令2027年第1号）第十条", 20)
    assert told["rule"]["valid_from"] == "2027-01-01"
    assert case.facts["extensions"][0]["kind"] == "to-20"


def test_an_extension_that_must_be_told_is_not_given_without_and_the_next_is_named(places):
    a = places["a"]
    at(places, DECEMBER)
    a.office.do(TakeRules(rules=law()))
    at(places, JANUARY)
    number = register(a.office)
    with pytest.raises(Exception, match="Complainant told on"):
        step(a.office, number, "extend", reason="复杂。")
    with pytest.raises(NothingToExtend, match="to 20 days"):
        step(a.office, number, "extend-further", **FURTHER)


def test_a_simulation_lists_what_moves_and_writes_nothing(places):
    a = places["a"]
    at(places, JANUARY)
    number = register(a.office, received_at="2027-01-02T09:00:00")
    register(a.office, received_at="2026-12-31T09:00:00")
    told = a.office.do(TakeRules(rules=law(), is_simulation=True)).result
    before, after = "2027-01-17T23:59:59", "2027-01-12T23:59:59"
    assert told.moved == [Moved(case_no=number, clock="decide", before=before, after=after)]
    assert due(a, number) == "2027-01-17"
    assert a.office.do(TakeRules(rules=law())).result == told  # law taken late holds all the same
    assert due(a, number) == "2027-01-12"
    agree(a)


def test_a_desk_that_learns_of_it_later_puts_right_what_it_took_in_meanwhile(places, stick):
    a, b = places["a"], places["b"]
    at(places, DECEMBER)
    a.office.do(TakeRules(rules=law()))
    at(places, JANUARY)
    here, there = register(a.office), register(b.office)
    assert (due(a, here), due(b, there)) == ("2027-01-14", "2027-01-19")
    told = bring(a, b, stick)
    assert [(one.case_no, one.after[:10]) for one in told.moved if one.clock == "decide"] == [
        (there, "2027-01-14")
    ]
    bring(b, a, stick)
    assert {due(place, number) for place in (a, b) for number in (here, there)} == {"2027-01-14"}
    agree(a, b)


def test_an_extension_given_by_the_old_rule_meanwhile_stays_written_and_moves_nothing(
    places, stick
):
    a, b = places["a"], places["b"]
    at(places, DECEMBER)
    a.office.do(TakeRules(rules=law()))
    at(places, JANUARY)
    number = register(b.office)
    step(b.office, number, "extend", reason="复杂。")
    assert due(b, number) == "2027-02-03"
    bring(a, b, stick)
    assert due(b, number) == "2027-01-14"
    assert clock_of(b, number)[0].facts["extensions"][0]["kind"] == "to-30"
    agree(b)


def test_what_head_office_takes_holds_in_its_branches(places, stick):
    a, h = places["a"], places["h"]
    at(places, DECEMBER)
    h.office.do(TakeRules(rules=law()))
    bring(h, a, stick)
    at(places, JANUARY)
    assert due(a, register(a.office)) == "2027-01-14"
    origins = {
        place.office.identity.device: one["origin"]
        for place in (a, h)
        for one in rule_lines(place.store)
        if (one["id"], one["valid_from"]) == ("decide", "2027-01-01")
    }
    assert sorted(origins.values()) == ["prescribed", "taken"]
    agree(a, h)


def test_who_is_no_director_takes_no_law(branch):
    for login in ("li", "chen"):
        with pytest.raises(NotPermitted):
            branch.desk(login).do(TakeRules(rules=law(), is_simulation=True))


def test_a_desk_without_the_newest_program_is_told_which_rule_it_lacks(places, stick, monkeypatch):
    a, b = places["a"], places["b"]
    at(places, JANUARY)
    new = read_rule(law()["rule"][0])
    with monkeypatch.context() as newer:
        newer.setattr(kept_rules, "shipped_rules", lambda: RuleBook([*shipped_rules(), new]))
        a.office.read_again()
        register(a.office)
        packet = a.send(b, out=stick)
    told = b.exchange.take(packet)
    assert told.rules_missing == ["decide@2027-01-01"]
    assert "decide@2027-01-01" in " ".join(lines(told))
    agree(b)  # its own record is whole all the same
    b.office.do(TakeRules(rules=law()))
    a.office.read_again()
    a.office.do(TakeRules(rules=law()))
    assert bring(a, b, stick).rules_missing == []
