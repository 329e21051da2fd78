"""Which versions of rules an office may take: never one by which cases were reckoned."""

from dataclasses import replace
from datetime import date

import pytest

from desk.base.errors import Several
from desk.rules.time.rule_files import read_rule, rule_json, shipped_rules
from desk.rules.time.rulebook import RuleBook, Track
from desk.rules.time.taking_rules import (
    BeforeOneInForce,
    HouseRuleTooLate,
    OtherTrack,
    RuleInForce,
    RulesOverlap,
    RuleTwice,
    fits,
    laid_over,
    need_takeable,
)

TODAY = date(2026, 11, 20)
DECIDE = shipped_rules().rule("decide", TODAY)
NEW = replace(DECIDE, amount=10, valid_from=date(2027, 1, 1), extensions={})
COMING = replace(DECIDE, amount=12, valid_from=date(2026, 12, 1), extensions={})
ENDED = replace(DECIDE, valid_until=date(2026, 12, 31))
PLAN = replace(shipped_rules().rule("plan", TODAY), valid_from=date(2026, 11, 20))
BOOK = laid_over(shipped_rules(), [COMING])
OLDER = RuleBook([replace(DECIDE, valid_until=date(2026, 11, 1)), PLAN])

MAY = {
    "a new version, a last day for the old one": (shipped_rules(), [NEW, ENDED]),
    "a new version alone": (shipped_rules(), [NEW]),
    "law taken late": (shipped_rules(), [replace(NEW, valid_from=date(2026, 11, 1))]),
    "law on its first day": (shipped_rules(), [replace(NEW, valid_from=TODAY)]),
    "another content before it holds": (BOOK, [replace(COMING, amount=11)]),
    "a last day that is moved before it came": (
        laid_over(shipped_rules(), [ENDED]),
        [replace(ENDED, valid_until=date(2027, 6, 30))],
    ),
    "a last day taken away before it came": (laid_over(shipped_rules(), [ENDED]), [DECIDE]),
    "today as the last day": (shipped_rules(), [replace(DECIDE, valid_until=TODAY)]),
    "a rule of a name that is new": (shipped_rules(), [replace(NEW, id="acknowledge")]),
    "a house rule from today on": (shipped_rules(), [replace(PLAN, amount=24)]),
}


@pytest.mark.parametrize(("book", "new"), MAY.values(), ids=MAY)
def test_what_touches_no_version_that_holds_may_be_taken(book, new):
    need_takeable(book, new, TODAY)


MAY_NOT = {
    "other days for a version that holds": (BOOK, [replace(DECIDE, amount=14)], RuleInForce),
    "another article": (BOOK, [replace(DECIDE, article="《别的办法》")], RuleInForce),
    "a last day that is over": (
        shipped_rules(),
        [replace(DECIDE, valid_until=date(2026, 11, 19))],
        RuleInForce,
    ),
    "a version that is over called back": (OLDER, [DECIDE], RuleInForce),
    "between those that held": (
        laid_over(shipped_rules(), [replace(NEW, valid_from=date(2025, 1, 1))]),
        [replace(NEW, valid_from=date(2024, 1, 1))],
        BeforeOneInForce,
    ),
    "a house rule for days that are over": (
        shipped_rules(),
        [replace(PLAN, valid_from=date(2026, 11, 19))],
        HouseRuleTooLate,
    ),
    "two at once": (
        shipped_rules(),
        [NEW, replace(DECIDE, valid_until=date(2027, 1, 1))],
        RulesOverlap,
    ),
    "the same one twice": (shipped_rules(), [NEW, replace(NEW, amount=11)], RuleTwice),
    "law under the name of a house rule": (
        shipped_rules(),
        [replace(NEW, id="plan")],
        OtherTrack,
    ),
    "a meeting's clock under the name of a case's": (
        shipped_rules(),
        [replace(NEW, subject="meeting")],
        OtherTrack,
    ),
}


@pytest.mark.parametrize(("book", "new", "refusal"), MAY_NOT.values(), ids=MAY_NOT)
def test_what_would_change_history_or_contradicts_itself_is_refused_by_name(book, new, refusal):
    with pytest.raises(refusal) as caught:
        need_takeable(book, new, TODAY)
    assert new[-1].id in str(caught.value)


def test_all_that_is_wrong_is_said_at_once():
    with pytest.raises(Several) as caught:
        need_takeable(shipped_rules(), [replace(DECIDE, amount=14), replace(NEW, id="plan")], TODAY)
    assert [type(one) for one in caught.value.refusals] == [RuleInForce, OtherTrack]


def test_what_was_taken_stands_before_what_ships_of_the_same_day():
    book = laid_over(BOOK, [replace(COMING, amount=11)])
    days = [date(2026, 11, 30), date(2026, 12, 1)]
    assert [book.rule("decide", day).amount for day in days] == [15, 11]


def test_statutory_rules_stay_before_those_of_the_house():
    book = laid_over(shipped_rules(), [replace(NEW, id="acknowledge")])
    tracks = [book.rule(name, TODAY).track for name in book.ids]
    assert tracks == sorted(tracks, key=[Track.STATUTORY, Track.HOUSE].index)


@pytest.mark.parametrize("value", [None, 7, [], {}, {"id": "decide"}, {**rule_json(NEW), "x": 1}])
def test_a_value_that_is_no_rule_fits_nowhere(value):
    assert not any(fits(track, value) for track in (Track.STATUTORY, Track.HOUSE))


def test_a_rule_fits_its_own_track_alone():
    assert read_rule(rule_json(NEW)) == NEW
    assert fits(Track.STATUTORY, rule_json(NEW))
    assert not fits(Track.HOUSE, rule_json(NEW))
