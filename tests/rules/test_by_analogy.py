"""Whom the law binds by itself, and who follows it by analogy (第42条; domain.md R2)."""

import pytest

from desk.base import words
from desk.rules.settings import Settings
from desk.rules.time.calendar import calendar_of
from desk.rules.time.practice import reckoning
from desk.rules.time.rule_files import shipped_rules
from desk.rules.time.rulebook import Track

FACTS = {
    "kind": "complaint",
    "complexity": "simple",
    "received_at": "2026-11-20T09:00:00",
    "registered_at": "2026-11-20T09:30:00",
}
ARTICLE = "《银行业保险业消费投诉处理管理办法》（银保监会令2020年第3号）第十八条"
# By hand, from article 42 and R2: who is under the financial regulator.
BOUND = ("bank", "insurer", "consumer_finance", "auto_finance", "leasing")
FREE = ("financing", "other")


@pytest.fixture(autouse=True)
def _chinese():
    was = words.language()
    words.use(words.CHINESE)
    yield
    words.use(was)


def clocks(**settings):
    values = {"specialist_limit": "500", "supervisor_limit": "5000", **settings}
    return reckoning(shipped_rules(), calendar_of(), Settings(values)).clocks(FACTS)


def article(**settings):
    return next(clock.rule.article for clock in clocks(**settings) if clock.rule.id == "decide")


@pytest.mark.parametrize("kind", BOUND)
def test_who_is_under_the_regulator_is_bound(kind):
    assert article(office_kind=kind) == ARTICLE


@pytest.mark.parametrize("kind", FREE)
def test_others_follow_it_by_analogy_and_say_so(kind):
    assert article(office_kind=kind) == f"参照{ARTICLE}"


@pytest.mark.parametrize("kind", [*BOUND, *FREE])
def test_an_office_may_say_otherwise(kind):
    assert article(office_kind=kind, law_binds="directly") == ARTICLE
    assert article(office_kind=kind, law_binds="by_analogy") == f"参照{ARTICLE}"


def test_the_ends_are_the_same_and_house_rules_stay_as_they_are():
    bound, free = clocks(office_kind="bank"), clocks(office_kind="financing")
    assert [clock.due for clock in bound] == [clock.due for clock in free]
    house = [
        [c.rule.article for c in told if c.rule.track is Track.HOUSE] for told in (bound, free)
    ]
    assert house[0] == house[1]


def test_a_case_of_an_earlier_practice_says_so_too():
    past = {"id": "p", "until": "2026-12-01T00:00:00", "covers_open": False, "was": {}}
    was = {"count_from": "next-day", "roll_over": False, "working_hours": [], "house_rules": {}}
    was["house_in_working_hours"] = False
    told = article(office_kind="financing", practices=[{**past, "was": was}])
    assert told == f"参照{ARTICLE}"
