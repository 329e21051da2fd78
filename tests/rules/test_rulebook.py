"""The rule book: what the law and the house say, each with its article, by day of validity."""

from dataclasses import replace
from datetime import date

import pytest

from desk.base import words
from desk.base.resources import names, read_toml
from desk.rules.case.codes import code_list
from desk.rules.case.entries import ENTRIES
from desk.rules.case.fields import BY_ID
from desk.rules.time.rule_files import read_rule, shipped_rules
from desk.rules.time.rulebook import RuleBook, Track, Unit, UnknownRule

RAW = [rule for name in names("rules", ".toml") for rule in read_toml("rules", name)["rule"]]
each_rule = pytest.mark.parametrize("raw", RAW, ids=lambda raw: raw["id"])
TODAY = date(2026, 11, 20)
# design.md 5 and domain.md 1: id, track, unit, amount
NUMBERS = {
    "decide": (Track.STATUTORY, Unit.NATURAL_DAY, 15),
    "review-apply": (Track.STATUTORY, Unit.NATURAL_DAY, 30),
    "review-decide": (Track.STATUTORY, Unit.NATURAL_DAY, 30),
    "regulator-forward": (Track.STATUTORY, Unit.WORKING_DAY, 7),
    "pbc-decide": (Track.STATUTORY, Unit.NATURAL_DAY, 15),
    "credit-objection": (Track.STATUTORY, Unit.NATURAL_DAY, 20),
    "register": (Track.HOUSE, Unit.HOUR, 2),
    "first-response": (Track.HOUSE, Unit.HOUR, 24),
    "investigate": (Track.HOUSE, Unit.HOUR, 24),
    "plan": (Track.HOUSE, Unit.HOUR, 48),
    "execute": (Track.HOUSE, Unit.WORKING_DAY, 3),
    "complex-reply": (Track.HOUSE, Unit.WORKING_DAY, 3),
    "follow-up": (Track.HOUSE, Unit.NATURAL_DAY, 7),
    "minutes": (Track.HOUSE, Unit.HOUR, 1),
    "assign-task": (Track.HOUSE, Unit.HOUR, 24),
    "monthly-report": (Track.HOUSE, Unit.MONTH_DAY, 5),
}


@pytest.mark.parametrize(("name", "expected"), NUMBERS.items(), ids=NUMBERS)
def test_a_rule_has_the_number_and_unit_of_the_law(name, expected):
    rule = shipped_rules().rule(name, TODAY)
    assert (rule.track, rule.unit, rule.amount) == expected


def test_the_rules_of_the_design_are_all_there():
    assert NUMBERS.keys() <= set(shipped_rules().ids)


@each_rule
def test_a_rule_names_its_article_and_its_source(raw):
    rule = read_rule(raw)
    assert len(rule.article) > 10
    assert "domain.md" in rule.source
    if rule.track is Track.STATUTORY:
        assert rule.article.startswith("《")
        assert "第" in rule.article
    else:
        assert "《" not in rule.article  # no house rule is passed off as law


@each_rule
def test_a_rule_is_complete_and_its_words_exist_in_both_languages(raw):
    rule = read_rule(raw)
    assert rule.amount >= 1
    assert rule.words["zh"]
    assert rule.words["en"]
    assert rule.is_by_day is (rule.unit not in {Unit.HOUR, Unit.WORKING_HOUR})
    assert rule.pauses <= code_list("pause").codes.keys()
    assert all(extension.to > rule.amount for extension in rule.extensions.values())
    if rule.subject == "case":
        assert {rule.anchor, rule.stop, *rule.applies} <= BY_ID.keys() | ENTRIES.keys()


@each_rule
def test_a_rule_applies_to_codes_that_exist(raw):
    for name, values in read_rule(raw).applies.items():
        assert values <= code_list(BY_ID[name].codes).codes.keys()


def test_only_the_grounds_of_the_law_stop_a_statutory_clock():
    for raw in RAW:
        rule = read_rule(raw)
        if rule.track is Track.STATUTORY:
            assert rule.pauses <= {"appraisal", "mediation"}


# domain.md R18, N2, N3, N10: to how many days, by whose approval, whether the complainant is told
EXTENSIONS = {
    "decide": [("to-30", 30, "extend", False), ("to-60", 60, "extend_further", True)],
    "pbc-decide": [("to-60", 60, "extend_further", True)],
    "execute": [],
}


@pytest.mark.parametrize(("name", "expected"), EXTENSIONS.items(), ids=EXTENSIONS)
def test_the_extensions_are_those_of_the_law(name, expected):
    found = shipped_rules().rule(name, TODAY).extensions.values()
    assert [(one.id, one.to, one.right, one.is_told) for one in found] == expected


def test_only_the_answer_to_pbc_has_a_longest_time_in_all():  # domain.md N10: max 60 total
    longest = {rule.id: rule.at_most for rule in shipped_rules() if rule.at_most}
    assert longest == {"pbc-decide": 60}


def test_new_facts_begin_anew_what_counts_from_the_complaint_s_arrival():  # R16
    begun = {rule.id for rule in shipped_rules() if rule.restarts}
    house = {"register", "first-response", "investigate", "plan", "execute", "complex-reply"}
    assert begun == {"decide", "pbc-decide", "credit-objection", *house}


def test_an_appraisal_stops_the_law_only_when_the_complainant_was_told():  # 第18条, R19
    told = {rule.id: rule.told_pauses for rule in shipped_rules() if rule.told_pauses}
    assert told == {"decide": {"appraisal"}, "pbc-decide": {"appraisal"}}


def test_the_ids_come_in_the_order_of_the_files_statutory_ones_first():
    book = shipped_rules()
    tracks = [book.rule(name, TODAY).track for name in book.ids]
    assert tracks == sorted(tracks, key=[Track.STATUTORY, Track.HOUSE, Track.PROMISE].index)


def test_the_title_is_in_the_office_s_language():
    rule = shipped_rules().rule("decide", TODAY)
    assert rule.title == "Decision"
    words.use(words.CHINESE)
    assert rule.title == "处理决定"


# versions


@pytest.fixture
def book():
    old = replace(shipped_rules().rule("decide", TODAY), valid_from=date(2020, 3, 1))
    new = replace(old, amount=10, valid_from=date(2027, 1, 1))
    meeting = replace(shipped_rules().rule("minutes", TODAY), valid_from=date(2020, 3, 1))
    return RuleBook([new, meeting, old])


@pytest.mark.parametrize(
    ("day", "amount"),
    [
        ("2019-12-31", 15),  # older than the oldest version
        ("2020-03-01", 15),
        ("2026-12-31", 15),
        ("2027-01-01", 10),
        ("2030-01-01", 10),
    ],
)
def test_a_case_keeps_the_version_of_the_day_it_came_in(book, day, amount):
    received = date.fromisoformat(day)
    assert book.rule("decide", received).amount == amount
    assert [rule.amount for rule in book.case_rules(received)] == [amount]
    assert book.case_rules(received) is book.case_rules(received)


def test_a_rule_that_ended_gives_no_clock_to_who_comes_in_later(book):
    ended = replace(book.rule("decide", TODAY), valid_until=date(2026, 11, 20))
    lone = RuleBook([ended])
    days = [date(2026, 11, 20), date(2026, 11, 21)]
    assert [len(lone.case_rules(day)) for day in days] == [1, 0]
    assert lone.rule("decide", days[1]) is ended  # its name is still known


def test_rules_of_meetings_are_no_clocks_of_cases(book):
    assert [rule.id for rule in book.case_rules(TODAY)] == ["decide"]
    assert set(book.ids) == {"decide", "minutes"}


def test_an_unknown_rule_is_refused_with_those_that_are_known(book):
    with pytest.raises(UnknownRule, match=r"“nonsense”.*decide") as caught:
        book.rule("nonsense", TODAY)
    assert caught.value.field == "rule"
