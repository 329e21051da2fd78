"""What a masked paper still gives away: nothing that names or reaches a person."""

import pytest

from desk.rules.case.masks import discreet
from reports.discreet import sight_of

FACTS = {
    "complainant.name": "欧阳春梅",
    "complainant.phone": "13209335027",
    "complainant.id_no": "110101198001011234",
    "facts": "欧阳春梅来电，电话13209335027，账号6222 0212 3456 7890 123，被多扣300,000.00元。",
    "agent": [{"name": "李四海", "phone": "13900001111", "authorisation": "委托书"}],
    "investigation": "李四海到场，身份证110101198001011234。",
    "product": "信用卡",
    "amount": "300000.00",
}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("电话13812345678。", "电话138****5678。"),
        ("电话 138 1234 5678", "电话 138****5678"),
        ("座机010-55556666", "座机010-****66"),
        ("身份证110101198001011234", "身份证110***********1234"),
        ("身份证11010119800101123X", "身份证110***********123X"),
        ("卡号6222021234567890123", "卡号622************0123"),
        ("卡号6222 0212 3456 7890", "卡号622*********7890"),
        ("邮箱zhang@example.cn", "邮箱z***@example.cn"),
    ],
)
def test_numbers_that_reach_a_person_are_masked(text, shown):
    assert discreet(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-22 10:05，多扣3,600.00元",
        "金额300000元，共12期",
        "案件TS-0101-20261122-A003",
        "转20261005457",
        "《办法》（令2020年第3号）第十八条",
        "热线12378",
        "",
    ],
)
def test_amounts_dates_and_case_numbers_stay(text):
    assert discreet(text) == text


def test_names_of_the_people_involved_are_masked_in_stories():
    assert discreet("张三丰说张三丰", ["张三丰"]) == "张**说张**"
    assert discreet("明天再来", ["明"]) == "明天再来"


def test_a_masked_sight_hides_fields_and_stories():
    sight = sight_of(FACTS, is_full=False)
    seen = sight.facts(FACTS)
    assert seen["complainant.name"] == "欧阳**"
    told = "欧阳**来电，电话132****5027，账号622************0123，被多扣300,000.00元。"
    assert seen["facts"] == told
    assert seen["investigation"] == "李**到场，身份证110***********1234。"
    assert seen["agent"] == [{"name": "李**", "phone": "139****1111", "authorisation": "委托书"}]
    assert (seen["product"], seen["amount"]) == ("信用卡", "300000.00")


def test_a_full_sight_hides_nothing():
    sight = sight_of(FACTS, is_full=True)
    assert sight.facts(FACTS) == FACTS
    assert sight.text("电话13812345678") == "电话13812345678"
