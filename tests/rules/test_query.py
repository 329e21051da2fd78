"""The search box: plain words, keys in either language, lights by a bare word."""

from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from desk.base import words
from desk.base.errors import Refusal
from desk.base.resources import read_toml
from desk.rules.case.codes import code_list
from desk.rules.case.fields import BY_ID
from desk.rules.case.life import State
from desk.rules.case.values import NotADate, NotMoney
from desk.rules.conditions import Among, Contains, Ends, Sounds, Within
from desk.rules.query import (
    NotCompared,
    NotDigits,
    NoValue,
    Order,
    QueueFilter,
    UnknownKey,
    UnknownPerson,
    UnknownValue,
    known_keys,
    parse,
)
from desk.rules.time.lights import Light
from tests.base.hostile import HOSTILE
from tests.families import each

NOTHING = QueueFilter()


def conditions(*several, words=""):
    return replace(NOTHING, conditions=several, words=words)


def ends(digits):
    return Ends(("complainant_phone", "account_tail", "contract_no"), digits)


def fen(column, least, below):
    return Within((column,), least, below)


days = fen
TYPED = {
    "nothing": ("", NOTHING),
    "only spaces": (" \u3000 ", NOTHING),
    "a word": ("理财", replace(NOTHING, words="理财")),
    "several words": ("  张三  理财 ", replace(NOTHING, words="张三 理财")),
    "the example of the design": (
        "张三 理财 逾期",
        replace(NOTHING, words="张三 理财", light=Light.BLACK),
    ),
    "a state": ("状态:调查", replace(NOTHING, state=State.TO_INVESTIGATE)),
    "a state, full-width colon": ("状态：调查", replace(NOTHING, state=State.TO_INVESTIGATE)),
    "a state by its id": ("state:to_approve", replace(NOTHING, state=State.TO_APPROVE)),
    "a state, other case": ("STATE:Closed", replace(NOTHING, state=State.CLOSED)),
    "a handler": ("经办:chen", replace(NOTHING, handler="chen")),
    "a light": ("light:red", replace(NOTHING, light=Light.RED)),
    "a light in Chinese": ("时限:逾期", replace(NOTHING, light=Light.BLACK)),
    "a bare light": ("overdue", replace(NOTHING, light=Light.BLACK)),
    "a channel": ("渠道:来访", replace(NOTHING, codes=(("channel", "visit"),))),
    "a product line": ("业务:B03", replace(NOTHING, codes=(("product_line", "B03"),))),
    "two codes": ("等级:A 原因:C07", replace(NOTHING, codes=(("grade", "A"), ("cause", "C07")))),
    "last digits": ("尾号:5678", conditions(ends("5678"))),
    "last digits by another word": ("后四位：5678", conditions(ends("5678"))),
    "last digits and a word": ("退费 尾号:5678", conditions(ends("5678"), words="退费")),
    "an address is a word": (
        "http://example.org",
        replace(NOTHING, words="http://example.org"),
    ),
    "what stands in quotes is words": ('"部们:零售"', replace(NOTHING, words='"部们:零售"')),
    "signs between words are words": ("a < b", replace(NOTHING, words="a < b")),
    "more than an amount": ("金额>10000", conditions(fen("amount", 1_000_001, None))),
    "an amount or more": ("金额>=10000", conditions(fen("amount", 1_000_000, None))),
    "less than an amount": ("赔付<500", conditions(fen("compensation", None, 50_000))),
    "an amount or less": ("赔付<=500", conditions(fen("compensation", None, 50_001))),
    "exactly an amount": ("金额=99.50", conditions(fen("amount", 9_950, 9_951))),
    "an amount with signs of the office": (
        "金额：≥1.5万元",
        conditions(fen("amount", 1_500_000, None)),
    ),
    "an amount with spaces": ("金额 ＞ 3,600.00", conditions(fen("amount", 360_001, None))),
    "amounts from one to another": (
        "金额:1000-5000",
        conditions(fen("amount", 100_000, 500_001)),
    ),
    "amounts the wrong way round": (
        "金额:5000..1000",
        conditions(fen("amount", 100_000, 500_001)),
    ),
    "from a day on": (
        "收到>=2026-11-01",
        conditions(days("received_on", "2026-11-01", "9999")),
    ),
    "after a month": ("收到>2026-11", conditions(days("received_on", "2026-12-01", "9999"))),
    "up to a year's end": ("办结<=2026", conditions(days("closed_on", None, "2027-01-01"))),
    "before a day": ("期限<2026-12-05", conditions(days("due_at", None, "2026-12-05"))),
    "a day in Chinese": (
        "登记:2026年11月3日",
        conditions(days("registered_at", "2026-11-03", "2026-11-04")),
    ),
    "days from one to another": (
        "收到:2026-11-01至2026-11-30",
        conditions(days("received_on", "2026-11-01", "2026-12-01")),
    ),
    "a month": ("收到:2026/2", conditions(days("received_on", "2026-02-01", "2026-03-01"))),
    "the last month of a year": (
        "收到:2026-12",
        conditions(days("received_on", "2026-12-01", "2027-01-01")),
    ),
    "a complainant": ("投诉人:张三", conditions(Contains(("complainant_name",), "张三"))),
    "a complainant in initials": (
        "投诉人:ZS",
        conditions(Sounds(("complainant_name",), "ZS")),
    ),
    "a department": ("部门:零售", conditions(Contains(("department",), "零售"))),
    "a text of several words": (
        '被投诉单位:"城东 支行"',
        conditions(Contains(("complained_unit",), "城东 支行")),
    ),
    "a party": ("对象:内部员工", replace(NOTHING, codes=(("party_type", "employee"),))),
    "a party by another word": (
        "当事人:客户",
        replace(NOTHING, codes=(("party_type", "customer"),)),
    ),
    "a phase": ("阶段:项目实施", replace(NOTHING, codes=(("phase", "implementation"),))),
    "a product that is a line": ("产品:信用卡", replace(NOTHING, codes=(("product_line", "B03"),))),
    "a product by its name": ("产品:稳盈一号", conditions(Contains(("product",), "稳盈一号"))),
    "who took it down": ("登记人:chen", conditions(Among(("received_by",), ("chen",)))),
    "a time is a word": ("10:05", replace(NOTHING, words="10:05")),
    "a case number": (
        "TS-0101-20261122-A003",
        replace(NOTHING, words="TS-0101-20261122-A003"),
    ),
}
UNKNOWN = {
    "state": ("状态:睡觉", "睡觉", "状态"),
    "light": ("light:pink", "pink", "light"),
    "channel": ("渠道:鸽子", "鸽子", "渠道"),
    "grade": ("grade:Z", "Z", "grade"),
    "party": ("当事人:鸟", "鸟", "当事人"),
    "phase": ("阶段:调查", "调查", "阶段"),
}
NAMES = {"chenli": "陈立", "wang": "王敏", "0102/wang": "王敏", "lin": "林芳"}
REFUSED = {
    "a key that is mistyped": ("部们:零售", UnknownKey, "“部们”"),
    "a key that nobody knows": ("office=0101", UnknownKey, "“office”"),
    "a key with nothing after it": ("状态:", NoValue, "“状态:”"),
    "a key with an empty text after it": ('部门:""', NoValue, "“部门:”"),
    "a code that has no order": ("等级>A", NotCompared, "“>”"),
    "a person that has no order": ("经办<=陈立", NotCompared, "“<=”"),
    "a text that has no order": ("部门≥零售", NotCompared, "“>=”"),
    "an amount that is none": ("金额>很多", NotMoney, "“很多”"),
    "an amount with three decimals": ("金额:1.005", NotMoney, "“1.005”"),
    "more than two amounts": ("金额:1..2..3", NotMoney, "“1..2..3”"),
    "a day that does not exist": ("收到>=2026-02-30", NotADate, "“2026-02-30”"),
    "a day without a year": ("收到:11-22", NotADate, "“11-22”"),
    "a year after which there is none": ("收到:9999", NotADate, "“9999”"),
    "a span after a sign": ("收到>2026-11-01..2026-11-30", NotADate, "“2026-11-01..2026-11-30”"),
    "digits that are none": ("尾号:567x", NotDigits, "“567x”"),
    "a name that nobody bears": ("经办:陈利", UnknownPerson, "陈立"),
    "one wrong among right ones": ("年费 金额>1 部们:零售", UnknownKey, "“部们”"),
}


@pytest.mark.parametrize(("typed", "want"), TYPED.values(), ids=TYPED)
def test_what_is_typed_is_understood(typed, want):
    found = parse(typed)
    assert replace(found, words="") == replace(want, words="")
    assert sorted(found.words.split()) == sorted(want.words.split())


@pytest.mark.parametrize(("typed", "value", "key"), UNKNOWN.values(), ids=UNKNOWN)
def test_a_known_key_with_a_value_that_means_nothing_is_refused(typed, value, key):
    with pytest.raises(UnknownValue) as caught:
        parse(typed)
    assert f"“{value}”" in str(caught.value)
    assert f"“{key}”" in str(caught.value)


@pytest.mark.parametrize(("typed", "kind", "named"), REFUSED.values(), ids=REFUSED)
def test_what_is_not_understood_is_refused_by_name(typed, kind, named):
    with pytest.raises(kind) as caught:
        parse(typed, names=NAMES)
    assert named in str(caught.value)


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("部们:零售", "部门"),
        ("业务:银行咔", "银行卡"),
        ("状态:待核", "待核实"),
        ("经办:陈利", "陈立"),
    ],
)
def test_what_may_have_been_meant_is_told_first(typed, near):
    words.use("zh_CN")
    with pytest.raises(Refusal) as caught:
        parse(typed, names=NAMES)
    assert caught.value.values["known"][0] == near
    assert near in str(caught.value)


def test_an_unknown_key_is_refused_with_all_known_ones():
    words.use("zh_CN")
    with pytest.raises(UnknownKey) as caught:
        parse("麻雀:7")
    told = str(caught.value)
    assert "没有“麻雀”这个条件；可用：" in told
    for key in ("状态", "经办", "登记人", "部门", "投诉人", "尾号", "对象", "渠道", "产品", "原因"):
        assert key in told
    for key in ("等级", "阶段", "被投诉单位", "金额", "赔付", "期限", "收到"):
        assert key in told
    assert known_keys() == caught.value.values["known"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("经办:陈立", replace(NOTHING, handler="chenli")),
        ("承办人：chenli", replace(NOTHING, handler="chenli")),
        ("经办:CHENLI", replace(NOTHING, handler="chenli")),
        ("经办:0102/wang", replace(NOTHING, handler="0102/wang")),
        ("经办:0103/nobody", replace(NOTHING, handler="0103/nobody")),
        ("经办:王敏", conditions(Among(("handler",), ("0102/wang", "wang")))),
        ("登记人:林芳", conditions(Among(("received_by",), ("lin",)))),
        ('经办:"王老五"', replace(NOTHING, handler="王老五")),
    ],
)
def test_people_are_found_by_their_names_and_by_their_logins(typed, found):
    assert parse(typed, names=NAMES) == found


def understood(typed):
    """Return (what is asked for, None), or (None, the refusal)."""
    try:
        return parse(typed, names=NAMES), None
    except Refusal as refusal:
        return None, refusal


# What people may type: any text, and pieces of the grammar in any order.
PIECES = st.sampled_from(
    (
        *("状态", "金额", "经办", "收到", "期限", "尾号", "部们"),
        *("张三", "zs", "1000", "2026-11", "陈立", "逾期", "万"),
        *(":", "：", "<", "≥", "=", "..", " ", '"', "“", "”", "//"),
    )
)


@given(typed=st.text(max_size=40) | st.lists(PIECES, max_size=9).map("".join))
@example(typed='投诉人:"')
@example(typed="金额:..")
@example(typed="收到:0000")
def test_any_text_is_understood_or_refused_by_name(typed):
    found, refusal = understood(typed)
    if refusal is None:
        assert all(word in typed.replace("：", ":") for word in found.words.split())
        return
    told = str(refusal)
    assert found is None
    named = {str(value) for key, value in refusal.values.items() if key != "known"}
    assert any(name and name in typed.replace("：", ":") and name in told for name in named)


@each(text=HOSTILE)
def test_hostile_text_in_the_box_is_only_words_or_refused_by_name(text):
    found, refusal = understood(text)
    if refusal is not None:
        assert isinstance(refusal, UnknownKey)
        assert refusal.values["key"] in text
        text = '"' + text.replace('"', "").replace("”", "") + '"'
        found = parse(text)
    assert replace(found, words="") == NOTHING
    assert "".join(found.words.split()) == "".join(text.replace("：", ":").split())


def test_what_is_typed_comes_on_top_of_what_was_wanted():
    want = QueueFilter(order=Order.NEWEST, is_all=True, words="理财", handler="chen")
    found = parse("逾期 张三", want)
    assert found == replace(want, light=Light.BLACK, words="理财 张三")


@pytest.mark.parametrize(
    ("want", "reads_all"),
    [
        (NOTHING, False),
        (QueueFilter(is_all=True), True),
        (QueueFilter(words="x"), True),
        (QueueFilter(state=State.CLOSED), True),
        (QueueFilter(state=State.ARCHIVED), True),
        (QueueFilter(state=State.PLANNING), False),
        (QueueFilter(words="x", light=Light.RED), False),
        (QueueFilter(is_all=True, light=Light.GREEN), False),
        (parse("金额>1"), True),
        (parse("投诉人:zs"), True),
        (parse("期限<2026-12-05"), False),
        (parse("经办:王敏", names=NAMES), False),
        (parse("金额>1 逾期"), False),
    ],
)
def test_ended_cases_are_read_when_they_may_be_among_the_answers(want, reads_all):
    assert want.reads_all is reads_all


# the tables behind it


@pytest.mark.parametrize("name", ["keys", "lights", "states"])
def test_no_word_means_two_things(name):
    table = read_toml("query.toml")[name]
    several = [word for key, words in table.items() for word in {key, *words}]
    assert len(several) == len(set(several))


def test_every_state_and_every_light_can_be_asked_for():
    table = read_toml("query.toml")
    assert set(table["states"]) == {state.value for state in State}
    assert set(table["lights"]) == {light.word for light in Light}
    for state in State:
        assert parse(f"state:{state.value}").state is state
    for light in Light:
        assert parse(light.word).light is light


def test_every_key_of_a_code_names_its_list():
    asked = [key for key in read_toml("query.toml")["keys"] if key in BY_ID and BY_ID[key].codes]
    assert {"channel", "product_line", "cause", "grade", "party_type", "phase"} <= set(asked)
    for key in asked:
        first = next(iter(code_list(key).codes))
        assert parse(f"{key}:{first}").codes == ((key, first),)


def test_every_key_is_told_in_either_language():
    for words_ in read_toml("query.toml")["keys"].values():
        assert not words_[0].isascii()
        assert words_[-1].isascii()


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_what_is_told_to_be_known_is_known(language):
    words.use(language)
    for key in known_keys():
        with pytest.raises(NoValue):
            parse(f"{key}:")
    for key in ("状态", "时限", "渠道", "业务", "原因", "等级", "阶段", "对象", "性质"):
        with pytest.raises(UnknownValue) as caught:
            parse(f"{key}:鸽")
        for told in caught.value.values["known"]:
            parse(f'{key}:"{told}"')
