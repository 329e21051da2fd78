"""Masks: domain.md 8.2, field by field; nothing personal is left where it may not be seen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.rules.case.fields import BY_ID, Mask
from desk.rules.case.masks import (
    MASKED,
    mask_address,
    mask_email,
    mask_name,
    mask_number,
    mask_phone,
    masked,
)
from tests.base.hostile import HOSTILE
from tests.families import each

NAMES = {
    "three characters": ("张三丰", "张**"),
    "two characters": ("张三", "张*"),
    "one character": ("张", "张*"),
    "surname of two": ("欧阳锋", "欧阳*"),
    "surname of two, given of two": ("司马相如", "司马**"),
    "that surname alone": ("欧阳", "欧*"),
    "foreign": ("John Smith", "J*********"),
    "an organisation": ("某某贸易有限公司", "某*******"),
}
PHONES = {
    "mobile": ("13812345678", "138****5678"),
    "mobile with gaps": ("138 1234 5678", "138****5678"),
    "mobile with dashes": ("138-1234-5678", "138****5678"),
    "landline": ("010-55551256", "010-****56"),
    "landline, area of four": ("0755-8888 1256", "0755-****56"),
    "landline in brackets": ("(010) 55551256", "010-****56"),
    "landline without a sign": ("01055551256", "*********56"),
    "with the country": ("+8613812345678", "************78"),
    "short": ("95588", "***88"),
}
NUMBERS = {
    "identity card": ("110101199001011234", "110***********1234"),
    "with X": ("11010119900101123X", "110***********123X"),
    "passport": ("E12345678", "E12**5678"),
    "eight": ("12345678", "****5678"),
    "four": ("1234", "**34"),
    "one": ("1", "*"),
}
ADDRESSES = {
    "district of a municipality": ("北京市朝阳区建国路1号", "北京市朝阳区***"),
    "province, city, district": ("浙江省杭州市西湖区文三路2号", "浙江省杭州市西湖区***"),
    "new area": ("上海市浦东新区张江路1号", "上海市浦东新区***"),
    "county": ("河北省石家庄市正定县城关镇3号", "河北省石家庄市正定县***"),
    "banner": ("内蒙古鄂尔多斯市准格尔旗大路镇", "内蒙古鄂尔多斯市准格尔旗***"),
    "city only": ("云南省昆明市人民路8号", "云南省昆明市***"),
    # the words for district stand in the names of estates too
    "an estate": ("北京市朝阳区幸福小区3号楼201", "北京市朝阳区***"),
    "a neighbourhood": ("杭州市西湖区翠苑一区5幢", "杭州市西湖区***"),
    "a community": ("上海市闵行区古美社区服务站2号", "上海市闵行区***"),
}


@pytest.mark.parametrize(("name", "shown"), NAMES.values(), ids=NAMES)
def test_of_a_name_the_surname_stays(name, shown):
    assert mask_name(name) == shown


@pytest.mark.parametrize(("phone", "shown"), PHONES.values(), ids=PHONES)
def test_of_a_telephone_the_ends_stay(phone, shown):
    assert mask_phone(phone) == shown


@pytest.mark.parametrize(("number", "shown"), NUMBERS.values(), ids=NUMBERS)
def test_of_a_document_number_the_ends_stay_and_of_a_short_one_less(number, shown):
    assert mask_number(number) == shown


@pytest.mark.parametrize(("address", "shown"), ADDRESSES.values(), ids=ADDRESSES)
def test_of_an_address_nothing_below_the_district_stays(address, shown):
    assert mask_address(address) == shown


@pytest.mark.parametrize(
    ("email", "shown"),
    [
        ("zhang@x.cn", "z***@x.cn"),
        ("z@x.cn", "z***@x.cn"),
        ("zhang", "z***"),
        ("a@b@c", "a***@b@c"),
    ],
)
def test_of_an_email_the_domain_stays(email, shown):
    assert mask_email(email) == shown


FACTS = {
    "case_no": "TS-0101-20261122-A003",
    "complainant.name": "欧阳锋",
    "complainant.id_no": "110101199001011234",
    "complainant.phone": "13812345678",
    "complainant.email": "zhang@x.cn",
    "complainant.address": "北京市朝阳区建国路1号",
    "contract_no": "PICC20260001234",
    "account_tail": "6222020000001234",
    "agent": [{"name": "李四", "id_no": "110101199001015678", "phone": "13900001111", "x": "委托"}],
    "representatives": [{"name": "王五"}, {"phone": "010-55551256"}],
    "facts": "年费重复扣收。",
    "amount": "300.00",
    "recused": ["陈立"],
}


def test_every_personal_field_of_a_case_is_masked_and_nothing_else():
    assert masked(FACTS) == {
        **FACTS,
        "complainant.name": "欧阳*",
        "complainant.id_no": "110***********1234",
        "complainant.phone": "138****5678",
        "complainant.email": "z***@x.cn",
        "complainant.address": "北京市朝阳区***",
        "contract_no": "***********1234",
        "account_tail": "****1234",
        "agent": [
            {"name": "李*", "id_no": "110***********5678", "phone": "139****1111", "x": "委托"}
        ],
        "representatives": [{"name": "王*"}, {"phone": "010-****56"}],
    }


def test_masking_leaves_the_facts_themselves_alone():
    before = repr(FACTS)
    masked(FACTS)
    assert repr(FACTS) == before


@pytest.mark.parametrize(
    ("told", "hidden"),
    [
        ("请打13812345678找我", "1234"),
        ("身份证110101199001011234", "1990"),
        ("卡号6222021234567890123", "1234567"),
        ("电话010-55551256", "5555"),
    ],
)
def test_numbers_of_people_in_told_text_are_masked_too(told, hidden):
    # domain.md 8.2: "free text: run the ID/phone/card detectors and mask in exports"
    for name in ("facts", "demand_text", "grounds", "remarks"):
        assert hidden not in masked({name: told})[name]


@each(
    name=[one for one in MASKED if BY_ID[one].mask not in (Mask.ENTRIES, Mask.BIRTH)], text=HOSTILE
)
def test_hostile_text_is_masked_without_a_fault(name, text):
    found = masked({name: text})[name]
    assert isinstance(found, str)
    if len(text) > 20 and not text.isspace():
        assert found != text


@given(st.text(st.characters(categories=("L", "N")), min_size=4, max_size=40))
def test_a_number_never_shows_more_than_its_ends(number):
    shown = mask_number(number)
    assert len(shown) == len(number)
    assert shown.count("*") >= len(number) - 7
    assert shown.count("*") >= len(number) // 2 or len(number) > 8


@given(st.text(min_size=2, max_size=20))
def test_a_name_never_shows_more_than_two_characters(name):
    shown = mask_name(name)
    assert len(shown) == len(name)
    assert shown[2:] == "*" * len(shown[2:])
