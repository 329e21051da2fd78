"""Rule files: read strictly, stored without loss, told apart by their content."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from desk.base.errors import Refusal, UnknownName
from desk.rules.time.rule_files import (
    BadRule,
    RulePartMissing,
    read_rule,
    rule_json,
    rules_in,
    shipped_rules,
    version_of,
)

GIVEN = {
    "id": "decide",
    "track": "statutory",
    "title": {"zh": "处理决定", "en": "Decision"},
    "unit": "natural-day",
    "amount": 10,
    "anchor": "received_at",
    "stop": "notified_at",
    "pauses": ["mediation"],
    "extensions": [
        {"id": "to-20", "to": 20, "right": "extend", "told": True},
        {"id": "to-40", "to": 40, "right": "extend_further"},
    ],
    "applies": {"kind": ["complaint"]},
    "article": "《示例办法》（令2027年第1号）第十条",
    "source": "an invented notice",
    "valid_from": date(2027, 1, 1),
}


def test_what_a_file_says_of_a_rule_is_read():
    rule = read_rule({**GIVEN, "valid_until": date(2029, 12, 31), "at_most": 60})
    assert (rule.amount, rule.at_most, rule.valid_until) == (10, 60, date(2029, 12, 31))
    assert [(one.id, one.to, one.is_told) for one in rule.extensions.values()] == [
        ("to-20", 20, True),
        ("to-40", 40, False),
    ]
    assert rule.key == "decide@2027-01-01"


@pytest.mark.parametrize("rule", [*shipped_rules()], ids=lambda rule: rule.id)
def test_a_stored_rule_reads_back_as_it_was(rule):
    assert read_rule(rule_json(rule)) == rule
    assert rule_json(read_rule(rule_json(rule))) == rule_json(rule)


@pytest.mark.parametrize("part", ["id", "unit", "anchor", "stop", "article", "source", "title"])
def test_a_rule_without_a_part_that_it_needs_is_refused_by_name(part):
    left = {name: value for name, value in GIVEN.items() if name != part}
    with pytest.raises(RulePartMissing, match=part) as caught:
        read_rule(left)
    assert caught.value.field == part


WRONG = {  # what is stated, and the part that the refusal must name
    "an unknown track": ({"track": "promise"}, "track"),
    "an unknown unit": ({"unit": "week"}, "unit"),
    "no amount at all": ({"amount": 0}, "amount"),
    "half an amount": ({"amount": 1.5}, "amount"),
    "an amount as text": ({"amount": "10"}, "amount"),
    "yes as an amount": ({"amount": True}, "amount"),
    "an anchor that no case has": ({"anchor": "posted_at"}, "anchor"),
    "a text as an anchor": ({"anchor": "facts"}, "anchor"),
    "a stop that no case has": ({"stop": "never_at"}, "stop"),
    "a stop of a meeting": ({"stop": "minutes_filed_at"}, "stop"),
    "a later anchor that no case has": ({"later_anchor": "never"}, "later_anchor"),
    "an unknown subject": ({"subject": "letter"}, "subject"),
    "an unknown ground": ({"pauses": ["holiday"]}, "pauses"),
    "grounds that are no list": ({"pauses": "mediation"}, "pauses"),
    "a told ground that stops nothing": ({"told_pauses": ["appraisal"]}, "told_pauses"),
    "a flag that is none": ({"restarts": "yes"}, "restarts"),
    "less in all than the amount": ({"at_most": 9}, "at_most"),
    "an extension that takes away": (
        {"extensions": [{"id": "to-5", "to": 5, "right": "extend"}]},
        "to",
    ),
    "an extension no longer than the one before": (
        {
            "extensions": [
                {"id": "to-20", "to": 20, "right": "extend"},
                {"id": "again", "to": 20, "right": "extend"},
            ]
        },
        "to",
    ),
    "two extensions of one name": (
        {
            "extensions": [
                {"id": "more", "to": 20, "right": "extend"},
                {"id": "more", "to": 30, "right": "extend"},
            ]
        },
        "id",
    ),
    "an extension that nobody may give": (
        {"extensions": [{"id": "to-20", "to": 20, "right": "close"}]},
        "right",
    ),
    "extensions as they were written before": ({"extensions": {"to-20": 20}}, "extensions"),
    "a field that has no codes": ({"applies": {"facts": ["x"]}}, "applies"),
    "a code that its list has not": ({"applies": {"kind": ["nonsense"]}}, "kind"),
    "a name with blanks": ({"id": "to decide"}, "id"),
    "an empty article": ({"article": "  "}, "article"),
    "a title in one language": ({"title": {"zh": "处理决定"}}, "title"),
    "no day": ({"valid_from": "next year"}, "valid_from"),
    "a moment for a day": ({"valid_from": datetime(2027, 1, 1, 0, 0)}, "valid_from"),
    "a last day before the first": ({"valid_until": date(2026, 12, 31)}, "valid_until"),
    "a day of the month that some months lack": (
        {"unit": "month-day", "amount": 29, "extensions": []},
        "amount",
    ),
}


@pytest.mark.parametrize(("said", "part"), WRONG.values(), ids=WRONG)
def test_a_part_that_no_rule_can_have_is_refused_by_name(said, part):
    with pytest.raises(BadRule) as caught:
        read_rule({**GIVEN, **said})
    assert caught.value.field == part


@pytest.mark.parametrize(
    "said",
    [
        {"lenght": 3},
        {"extensions": [{"id": "to-20", "to": 20, "right": "extend", "days": 20}]},
        {"title": {"zh": "处理决定", "en": "Decision", "de": "Entscheidung"}},
    ],
    ids=["of a rule", "of an extension", "of a title"],
)
def test_a_part_that_nobody_reads_is_refused(said):
    with pytest.raises(UnknownName):
        read_rule({**GIVEN, **said})


@pytest.mark.parametrize("data", [None, [], {}, {"rule": []}, {"rule": {}}, {"rule": ["decide"]}])
def test_a_file_without_rules_is_refused(data):
    with pytest.raises(BadRule):
        rules_in(data)


def test_a_file_with_something_beside_its_rules_is_refused():
    with pytest.raises(Refusal, match="rules"):
        rules_in({"rule": [GIVEN], "rules": []})


def test_another_content_is_another_version_and_a_last_day_is_not():
    rule = read_rule(GIVEN)
    assert version_of(rule) == version_of(replace(rule, valid_until=date(2029, 12, 31)))
    others = [
        replace(rule, amount=11),
        replace(rule, article="《示例办法》第十一条"),
        replace(rule, pauses=frozenset()),
        replace(rule, restarts=True),
        replace(rule, extensions={}),
    ]
    assert len({version_of(one) for one in (rule, *others)}) == len(others) + 1
