"""What the desk knows already: the person by number, telephone, name and sound; like cases."""

import pytest

from desk.reads.intake_hints import SharedTrait, intake_hints, known_json, read_memory
from tests.builders import INTAKE, register

NUMBER = "11010519491231002X"


@pytest.fixture
def lived(branch):
    """A branch with a few cases of two people."""
    desk = branch.desk()
    who = {"name": "张珊", "phone": "13800005678", "id_type": "resident_id", "id_no": NUMBER}
    register(desk, complainant={**who, "address": "示例市城东区"}, account_tail="8765")
    other = {"name": "李四", "phone": "13911112222"}
    register(desk, complainant=other, facts="理财产品亏损，收益与承诺不符。")
    return branch


def ask(branch, login="director", **facts):
    desk = branch.desk(login)
    memory = read_memory(branch.store, desk.settings)
    return intake_hints(branch.store, memory, desk.actor, facts)


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"complainant.phone": "13800005678"}, SharedTrait.PHONE),
        ({"complainant.id_no": NUMBER.lower()}, SharedTrait.ID_NO),
        ({"account_tail": "8765"}, SharedTrait.TAIL),
        ({"complainant.name": "张珊"}, SharedTrait.NAME),
        ({"complainant.name": "章杉"}, SharedTrait.SOUND),
    ],
)
def test_the_same_person_is_found_by_each_of_her_marks(lived, facts, why):
    (case,) = ask(lived, **facts).cases
    assert case.why == (why,)
    assert case.name == "张*"


def test_the_surest_case_comes_first_with_all_its_reasons(lived):
    told = {"complainant.phone": "13800005678", "complainant.name": "李四"}
    first, second = ask(lived, **told).cases
    assert first.why == (SharedTrait.PHONE,)
    assert second.why == (SharedTrait.NAME,)


def test_what_the_office_holds_is_offered_only_where_it_is_surely_she(lived):
    held = ask(lived, **{"complainant.phone": "13800005678", "complainant.name": "张珊"}).held
    assert held["complainant.id_no"] == NUMBER
    assert held["complainant.birth_year"] == 1949
    assert "complainant.name" not in held
    assert ask(lived, **{"complainant.name": "张珊"}).held == {}


def test_nothing_typed_finds_nothing(lived):
    assert ask(lived).cases == ()
    assert ask(lived, **{"account_tail": "87", "complainant.name": "张"}).cases == ()


def test_cases_closed_to_the_reader_are_not_told(lived):
    who = {"name": "王五", "phone": "13777778888"}
    register(lived.desk(), complainant=who, complained_staff=["李卓"])
    assert ask(lived, "li", **{"complainant.phone": "13777778888"}).cases == ()
    assert len(ask(lived, "chen", **{"complainant.phone": "13777778888"}).cases) == 1


def test_like_texts_are_found_and_say_what_they_share(lived):
    for _ in range(2):
        register(lived.desk(), complainant={"name": "赵六"}, facts=INTAKE["facts"])
    found = ask(lived, facts="信用卡年费又重复扣收了").cases
    assert found
    assert {case.why for case in found} == {(SharedTrait.TEXT,)}
    assert "年费" in found[0].words


def test_the_command_line_tells_names_of_what_is_held_never_the_values(lived):
    facts = {"complainant.phone": "13800005678", "facts": "信用卡年费"}
    told = known_json(ask(lived, **facts), facts)
    assert "complainant.id_no" in told["held"]
    assert NUMBER not in str(told)
    assert told["suggestions"]["cause"][0]["code"] == "C07"
    assert told["suggestions"]["cause"][0]["words"] == ["年费"]
