"""Identity numbers and telephones: wrong ones are refused, right ones tell what nobody must ask."""

from datetime import date

import pytest

from desk.rules.case.identity import are_one_person, birth_day, is_phone, problems, told_by

GOOD = "11010519491231002X"


@pytest.mark.parametrize("number", [GOOD, "11010519491231002x", "110105 19491231 002X"])
def test_a_resident_number_tells_the_day_of_birth(number):
    assert birth_day(number) == date(1949, 12, 31)
    assert told_by({"complainant.id_no": number}) == {
        "complainant.birth_year": 1949,
        "complainant.id_type": "resident_id",
    }


@pytest.mark.parametrize("number", ["110105194912310021", "11010519491331002X", "1101051949", "x"])
def test_a_number_with_a_wrong_digit_is_refused_only_where_it_is_said_to_be_one(number):
    wrong = problems({"complainant.id_type": "resident_id", "complainant.id_no": number})
    assert [p.field for p in wrong] == ["complainant.id_no"]
    assert number in str(wrong[0])
    assert problems({"complainant.id_type": "passport", "complainant.id_no": number}) == []
    assert told_by({"complainant.id_type": "passport", "complainant.id_no": number}) == {}


def test_a_credit_code_is_checked_by_its_last_character():
    code = {"complainant.id_type": "credit_code"}
    assert problems({**code, "complainant.id_no": "91110000600037341L"}) == []
    (wrong,) = problems({**code, "complainant.id_no": "91110000600037341A"})
    assert "licence" in str(wrong)


@pytest.mark.parametrize(
    "phone",
    [
        "13800005678",
        "138 0000 5678",
        "+86 13800005678",
        "010-88886666",
        "010-88886666转801",
        "95588",
        "13800005678/010-88886666",
        "13800005678，13900001111",
        "+852 9123 4567",
    ],
)
def test_what_can_be_called_is_a_telephone(phone):
    assert is_phone(phone)
    assert problems({"complainant.phone": phone}) == []


@pytest.mark.parametrize("phone", ["1380000567", "138000056789", "无", "6688", "1380000a678", "-"])
def test_what_cannot_be_called_is_refused_with_what_to_do(phone):
    assert not is_phone(phone)
    (wrong,) = problems({"complainant.phone": phone})
    assert wrong.field == "complainant.phone"
    assert "remarks" in str(wrong)


HIM = {"complainant.name": "张伟", "complainant.phone": "138 0000-5678"}


@pytest.mark.parametrize(
    ("other", "is_same"),
    [
        ({"complainant.name": "张伟", "complainant.phone": "+86 13800005678"}, True),
        ({"complainant.name": "张先生", "complainant.phone": "010-66001234、13800005678"}, True),
        ({"complainant.name": "张伟", "complainant.phone": "13911112222"}, False),  # a namesake
        ({"complainant.name": "张伟"}, True),
        ({"complainant.name": "白洁"}, False),
        ({}, False),
        ({"complainant.phone": "13800005678"}, True),
    ],
)
def test_two_cases_are_of_one_person_by_telephone_or_name(other, is_same):
    assert are_one_person(HIM, other) is is_same
    assert are_one_person(other, HIM) is is_same


def test_documents_decide_where_both_have_one():
    one = {**HIM, "complainant.id_no": GOOD}
    assert are_one_person(
        one, {"complainant.name": "章伟", "complainant.id_no": f" {GOOD.lower()}"}
    )
    assert not are_one_person(one, {**HIM, "complainant.id_no": "110105194912310021"})
    assert are_one_person(one, HIM)


def test_nobody_is_the_same_as_nobody():
    assert not are_one_person({}, {})
