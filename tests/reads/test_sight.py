"""What a case tells whoever may read it masked: nothing personal, wherever it stands."""

import pytest

from desk.reads import queue
from desk.reads.case_file import case_json, case_lines, read_case
from desk.rules.case.masks import discreet
from tests.builders import register, step

NAME, PHONE, ID_NO = "诸葛孔明", "13911112222", "110101199003074610"
# Ways to write a number that all reach the same person.
WRITTEN = {
    "plain": f"手机{PHONE} 身份证{ID_NO}",
    "with gaps": "手机 139 1111 2222 身份证 110101 19900307 4610",
    "with hyphens": "手机139-1111-2222，身份证110101-19900307-4610",
    "one by one": "手机1 3 9 1 1 1 1 2 2 2 2",
    "with dots": "手机139.1111.2222",
    "full width": "手机１３９１１１１２２２２ 身份证１１０１０１１９９００３０７４６１０",
    "with the country": "手机+8613911112222",
    "with the country and a gap": "手机+86 13911112222，另0086 13911112222",
    "in characters": "手机一三九一一一一二二二二",
}


@pytest.mark.parametrize("text", WRITTEN.values(), ids=WRITTEN)
def test_a_number_is_masked_however_it_is_written(text):
    bare = "".join(char for char in discreet(text) if char.isalnum())
    for hidden in ("1111", "19900307", "１１１１", "一一一一"):
        assert hidden not in bare


def test_what_a_case_tells_is_masked_wherever_it_stands(branch):
    told = f"{NAME}来电，诸葛 孔明本人，手机{PHONE}，身份证{ID_NO}。"
    complainant = {"name": NAME, "phone": PHONE, "id_no": ID_NO, "id_type": "resident_id"}
    office = branch.desk("chen")
    case_no = register(
        office, complainant=complainant, facts=told, demand_text=told, grounds=told, remarks=told
    )
    step(office, case_no, "note", text=told)
    step(
        office,
        case_no,
        "contact",
        way="phone",
        result="reached",
        summary=told,
        promise=told[:30],
        promised_on="2026-11-30",
    )
    now = branch.clock.moment
    for login in ("chen", "zhou", "li", "director", "he"):
        reader = branch.desk(login).actor
        case = read_case(branch.store, office.reckoning, case_no, reader, now)
        lines = list(case_lines(branch.store, office.reckoning, [[case.id]], now, reader))
        shown = case_json(case.facts, case.uuid, case.clocks, now)
        said = repr((case.facts, case.story, case.conflicts, shown, lines))
        for hidden in (NAME, "孔明", PHONE, ID_NO, "19900307", "1990", "91111"):
            assert hidden not in said, (login, hidden)


def test_a_name_that_was_corrected_stays_hidden_in_what_was_told_before(branch):
    office = branch.desk("chen")
    case_no = register(office, complainant={"name": "王小二", "phone": PHONE}, facts="王小二来电。")
    step(office, case_no, "amend", **{"complainant.name": "汪晓尔"})
    now = branch.clock.moment
    case = read_case(branch.store, office.reckoning, case_no, branch.desk("he").actor, now)
    assert "小二" not in repr((case.facts, case.story))


@pytest.mark.parametrize(
    ("field", "number", "shown"),
    [
        ({"contract_no": "PICC20260001234"}, "PICC20260001234", "1234"),
        ({"contract_no": "HT2026-0012"}, "HT2026-0012", "0012"),
        ({"account_tail": "62220212"}, "62220212", "0212"),
        ({"complainant": {"name": NAME, "id_no": "E12345678"}}, "E12345678", "5678"),
    ],
)
def test_a_number_that_its_field_hides_is_hidden_in_what_is_told_too(branch, field, number, shown):
    office = branch.desk("chen")
    case_no = register(
        office, **field, facts=f"{number}号，客户称{number}有误，2026年6月15日扣2000元"
    )
    step(office, case_no, "note", text=f"核对{number}。")
    now, reader = branch.clock.moment, branch.desk("he").actor
    case = read_case(branch.store, office.reckoning, case_no, reader, now)
    (row,) = queue.rows(branch.store, [case.id], now, reader).values()
    lines = list(case_lines(branch.store, office.reckoning, [[case.id]], now, reader))
    assert number not in repr((case, row, lines))
    assert f"*{shown}号" in row.title
    assert "2026年6月15日扣2000元" in row.title
    step(office, case_no, "amend", facts=case.facts["facts"] + "已退。")  # and comes back
    whole = read_case(branch.store, office.reckoning, case_no).facts["facts"]
    assert whole.startswith(f"{number}号，客户称{number}有误")
