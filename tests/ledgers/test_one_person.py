"""One telephone, one document, one name in many writings: found by search and by `subject`."""

from desk.reads import queue
from desk.reads.subject_data import cases_of_person
from desk.rules.case.number_forms import normal_name
from desk.rules.query import parse

HEAD = ("受理日期", "投诉人", "投诉内容", "联系电话", "身份证号")
PHONES = (
    *("13800001111", "138-0000-1111", "138 0000 1111", "+8613800001111", "86-13800001111"),
    *(
        "１３８００００１１１１",
        "'13800001111",
        "\t13800001111",
        "13800001111.0",
        "0086 13800001111",
    ),
    *("13800001111/13900002222", "1.3800001111E+10", 13800001111),
)
IDS = ("110101199001011234", "110101 19900101 1234", "１１０１０１１９９００１０１１２３４")


def found(desk, typed):
    now = desk.office.clock.now()
    return sum(len(list(ids)) for ids in queue.id_chunks(desk.store, parse(typed), now))


def test_one_telephone_in_thirteen_writings_is_found_thirteen_times(desk):
    rows = [("2026-03-05", "某客户", f"内容{n}", phone, "") for n, phone in enumerate(PHONES)]
    desk.bring(rows, head=HEAD)
    assert found(desk, "13800001111") == len(PHONES)
    assert found(desk, "138-0000-1111") == len(PHONES)
    assert found(desk, "+86 138 0000 1111") == len(PHONES)
    for typed in ("13800001111", "+86 138-0000-1111"):
        assert len(cases_of_person(desk.store, {"phone": typed}).case_nos) == len(PHONES)


def test_one_identity_number_in_many_writings_is_one(desk):
    rows = [("2026-03-05", "某客户", f"内容{n}", "", one) for n, one in enumerate(IDS)]
    desk.bring(rows, head=HEAD)
    for typed in (*IDS, "110101-19900101-1234"):
        assert len(cases_of_person(desk.store, {"id_no": typed}).case_nos) == len(IDS)


def test_what_was_stored_before_in_another_form_is_found_as_well(desk):
    desk.bring([("2026-03-05", "某客户", "内容", "13800001111", "11010119900101123X")], head=HEAD)
    desk.store.database.execute_sql(
        "UPDATE \"case\" SET complainant_phone = '138-0000 1111', "
        "complainant_id_no = '11010119900101123x'"
    )
    assert cases_of_person(desk.store, {"phone": "13800001111"}).case_nos
    assert cases_of_person(desk.store, {"id_no": "11010119900101123X"}).case_nos


def test_names_with_spaces_and_dots_have_one_form(desk):
    names = ("李　四", "李 四", "李\u200b四", "李\u00a0四", "李四")
    assert {normal_name(name) for name in names} == {"李四"}
    dotted = ("买买提·吐尔逊", "买买提•吐尔逊", "买买提．吐尔逊", "买买提・吐尔逊")
    assert {normal_name(name) for name in dotted} == {"买买提·吐尔逊"}
    assert normal_name("欧 阳娜") == "欧阳娜"
    for two in ("张三 李四", "John  Smith", "张三、李四"):
        assert normal_name(two) == two
    rows = [("2026-03-05", name, f"内容{n}", "", "") for n, name in enumerate(names)]
    desk.bring(rows, head=HEAD)
    assert found(desk, "李四") == len(names)
