"""What the search box finds: a table written by hand, and a plain filter over what cases say."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from desk.reads.queue import id_chunks
from desk.rules.people.rights import Person, Role
from desk.rules.query import Order, QueueFilter, parse
from tests.families import each
from tests.reads.crowd import NOW, RECKONING, fill, is_open

NAMES = {"chenli": "陈立", "zhou": "周敏", "zhoumin": "周敏"}
ALL = QueueFilter(order=Order.RECEIVED, is_all=True)


def case(received, name, **more):
    return {
        "kind": "complaint",
        "party_type": "customer",
        "channel": "phone",
        "facts": "年费",
        "complainant.name": name,
        "received_at": f"{received}T09:00:00",
        "registered_at": f"{received}T09:30:00",
        "state": "to_investigate",
        **more,
    }


CASES = (
    case(
        "2026-10-28",
        "张三",
        handler="chenli",
        received_by="zhou",
        amount="10000.00",
        department="零售部",
        **{"complainant.phone": "13800005678"},
    ),
    case(
        "2026-11-01",
        "赵四",
        handler="zhou",
        received_by="chenli",
        amount="10000.01",
        department="网络金融部",
        channel="visit",
        account_tail="5678",
    ),
    case(
        "2026-11-05",
        "张三丰",
        handler="zhoumin",
        amount="250000.00",
        product_line="B03",
        product="白金信用卡",
        grade="A",
        **{"complainant.phone": "13856780000"},
    ),
    case(
        "2026-11-10",
        "欧阳春",
        party_type="employee",
        facts="加班费未付，工资卡尾号5678。",
        complained_unit="城东支行",
        cause="C07",
    ),
    case(
        "2026-11-12",
        "李强",
        state="closed",
        handler="王老五",
        amount="99.00",
        compensation="500.00",
        closed_at="2026-11-19T16:00:00",
        complained_unit="城西支行",
    ),
    case(
        "2026-11-18",
        "Wang Li",
        phase="implementation",
        compensation="499.99",
        facts="ZS 项目款项未到账。",
        contract_no="HT-2026-005678",
        occurred_on="2026-11-02",
    ),
)
FOUND = {
    "经办:陈立": {1},
    "经办:chenli": {1},
    "经办:周敏": {2, 3},
    '经办:"王老五"': {5},
    "登记人:周敏": {1},
    "受理人：陈立": {2},
    "金额>10000": {2, 3},
    "金额>=10000": {1, 2, 3},
    "金额<10000": {5},
    "金额<=1万": {1, 5},
    "金额:99": {5},
    "金额:99..10000": {1, 5},
    "金额>25万": set(),
    "赔付<500": {6},
    "赔付>0": {5, 6},
    "收到>=2026-11-01": {2, 3, 4, 5, 6},
    "收到>2026-11-01": {3, 4, 5, 6},
    "收到<2026-11-01": {1},
    "收到:2026-10": {1},
    "收到:2026-11-05至2026-11-12": {3, 4, 5},
    "登记<=2026-11-01": {1, 2},
    "办结:2026-11-19": {5},
    "办结<2026-11-19": set(),
    "发生:2026-11": {6},
    "部门:零售": {1},
    "部门:部": {1, 2},
    "对象:内部员工": {4},
    "当事人:客户": {1, 2, 3, 5, 6},
    "阶段:项目实施": {6},
    "投诉人:张三": {1, 3},
    "投诉人:zhangsan": {1, 3},
    "投诉人:zhangsanfeng": {3},
    "投诉人:zs": {1, 2, 3},
    "投诉人:ZSF": {3},
    "投诉人:zhaos": {2},
    "投诉人:ouyang": {4},
    "投诉人:oyc": {4},
    "投诉人:wl": {6},
    "投诉人:li": {5, 6},
    "渠道:来访": {2},
    "产品:信用卡": {3},
    "产品:白金": {3},
    "业务:银行卡": {3},
    "原因:C07": {4},
    "等级:A": {3},
    "状态:调查": {1, 2, 3, 4, 6},
    "状态:办结": {5},
    "被投诉单位:支行": {4, 5},
    "机构:城东": {4},
    "尾号:5678": {1, 2, 6},
    "后四位:0000": {3},
    "手机尾号:678": {1, 2, 6},
    "zs": {1, 2, 3, 6},
    "zhangsan": {1, 3},
    "wl": {6},
    "年费 zs": {1, 2, 3},
    "zs zhangsan": {1, 3},
    "zs 金额>10000": {2, 3},
    "投诉人:zs 金额>10000 经办:周敏": {2, 3},
    "城东支行": {4},
    "5678": {1, 2, 3, 4, 6},
    '"部们:零售"': set(),
}


def ids_of(store, typed, want=ALL, reader=None, now=NOW):
    wanted = parse(typed, want, NAMES)
    return [case_id for chunk in id_chunks(store, wanted, now, reader) for case_id in chunk]


@pytest.fixture
def told(store):
    return fill(store, CASES)


@pytest.mark.usefixtures("told")
@each(row={typed: (typed, found) for typed, found in FOUND.items()})
def test_a_query_finds_the_cases_that_a_hand_finds(store, row):
    typed, found = row
    ids = ids_of(store, typed)
    assert set(ids) == found
    assert len(ids) == len(found)


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("金额>0", [5, 3, 2, 1]),  # as a word: ended ones too, newest first
        ("zs", [6, 3, 2, 1]),
        ("投诉人:zs", [3, 2, 1]),
        ("经办:周敏", [2, 3]),  # as a state: open ones, most urgent first
        ("期限<2027", [1, 2, 3, 4, 6]),
        ("金额>0 状态:调查", [3, 2, 1]),
    ],
)
def test_what_is_asked_of_open_cases_comes_by_urgency_and_all_else_by_age(store, typed, found):
    assert ids_of(store, typed, QueueFilter()) == found


@pytest.mark.usefixtures("told")
def test_the_order_that_was_chosen_holds_for_names_too(store):
    for order in (Order.NEWEST, Order.RECEIVED):
        assert ids_of(store, "zs", replace(ALL, order=order)) == [6, 3, 2, 1]


# of a case in which somebody is recused

CHEN = Person(login="chenli", name="陈立", role=Role.SPECIALIST)
TOLD_OF_CLOSED = (
    "金额>0",
    "投诉人:张三",
    "投诉人:zs",
    "尾号:5678",
    "部门:零售",
    "对象:客户",
    "收到:2026",
)


@pytest.mark.parametrize("typed", TOLD_OF_CLOSED)
@pytest.mark.parametrize(
    "concerned",
    [{"recused": ["chenli"]}, {"complained_staff": ["柜员甲", "陈立"]}, {"recused": ["陈立"]}],
    ids=str,
)
def test_a_condition_tells_nothing_of_a_case_that_is_closed_to_who_asks(store, typed, concerned):
    fill(store, [{**CASES[0], **concerned}, {**CASES[0], "recused": ["陈立新", "chenlin"]}])
    assert set(ids_of(store, typed)) == {1, 2}
    assert ids_of(store, typed, reader=CHEN) == [2]


# beside a plain filter over what the cases say

AMOUNTS = st.sampled_from(("0.00", "0.01", "499.99", "500.00", "500.01", "10000.00", "88000.50"))
DAYS = st.datetimes(datetime(2026, 9, 28), datetime(2026, 11, 20, 9)).map(
    lambda moment: moment.replace(second=0, microsecond=0)
)
SIGNS = {
    "<": lambda one, other: one < other,
    "<=": lambda one, other: one <= other,
    ">": lambda one, other: one > other,
    ">=": lambda one, other: one >= other,
    "=": lambda one, other: one == other,
    ":": lambda one, other: one == other,
}


@st.composite
def several(draw):
    received = draw(DAYS)
    fields = {
        "amount": draw(st.none() | AMOUNTS),
        "compensation": draw(st.none() | AMOUNTS),
        "occurred_on": draw(st.none() | DAYS.map(lambda day: day.date().isoformat())),
        "state": draw(st.sampled_from(("to_investigate", "planning", "closed"))),
    }
    if fields["state"] == "closed":
        fields["closed_at"] = "2026-11-20T09:30:00"
    told = {name: value for name, value in fields.items() if value is not None}
    one = case("2026-11-01", draw(st.sampled_from(("张三", "李四"))), **told)
    return {**one, "received_at": f"{received:%Y-%m-%dT%H:%M:%S}"}


@settings(max_examples=60)
@given(
    crowd=st.lists(several(), max_size=9),
    sign=st.sampled_from(list(SIGNS)),
    amount=AMOUNTS,
    day=DAYS,
)
@example(crowd=[], sign="<", amount="0.00", day=datetime(2026, 9, 28))
def test_amounts_and_days_are_found_as_a_plain_filter_finds_them(store, crowd, sign, amount, day):
    cases, stands = fill(store, crowd), SIGNS[sign]
    on = day.date().isoformat()

    def plain(name, wanted, read):
        return {
            number
            for number, one in cases.items()
            if one.get(name) is not None and stands(read(one[name]), read(wanted))
        }

    for key, name in (("金额", "amount"), ("赔付", "compensation")):
        assert set(ids_of(store, f"{key}{sign}{amount}")) == plain(name, amount, Decimal)
    for key, name in (("收到", "received_at"), ("发生", "occurred_on"), ("办结", "closed_at")):
        assert set(ids_of(store, f"{key}{sign}{on}")) == plain(name, on, lambda text: text[:10])


@settings(max_examples=30)
@given(crowd=st.lists(several(), max_size=9), sign=st.sampled_from(list(SIGNS)), day=DAYS)
def test_the_deadline_asked_for_is_the_soonest_that_runs(store, crowd, sign, day):
    on = (day + (NOW - datetime(2026, 11, 1))).date().isoformat()
    soonest = {
        number: min(clock.due.at for clock in RECKONING.clocks(one) if clock.counts)
        for number, one in fill(store, crowd).items()
        if is_open(one)
    }
    found = {number for number, at in soonest.items() if SIGNS[sign](at.date().isoformat(), on)}
    assert set(ids_of(store, f"期限{sign}{on}")) == found
