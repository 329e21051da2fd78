"""Values: what people and ledgers write becomes what is stored; what does not fit is named."""

import json
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.base import words
from desk.base.errors import Refusal
from desk.rules.case import values
from desk.rules.case.codes import code_list
from desk.rules.case.fields import BY_ID, FIELDS, Kind
from desk.rules.case.values import clean, clean_value, is_empty, money, spoken
from tests.base.hostile import HOSTILE
from tests.families import each

GOOD = [
    # codes: id, label in both languages, synonym, width and case
    ("channel", "visit", "visit"),
    ("channel", "来访", "visit"),
    ("channel", "Visit", "visit"),
    ("channel", " VISIT ", "visit"),
    ("channel", "ｖｉｓｉｔ", "visit"),
    ("channel", "12378", "regulator"),
    ("phase", "fund raising", "fund-raising"),
    ("demands", "退费，赔礼道歉、退费", ["refund", "apology"]),
    ("demands", "refund; apology", ["refund", "apology"]),
    ("demands", ["退款", "道歉"], ["refund", "apology"]),
    ("demands", ["refund", "", None], ["refund"]),
    ("demands", "退费， ", ["refund"]),
    # texts
    ("complainant.name", "  张三 ", "张三"),
    ("complainant.name", "{x} <b>", "{x} <b>"),
    ("account_tail", 1234, "1234"),
    ("product", "x" * 200, "x" * 200),
    ("facts", "第一行\n第二行\n", "第一行\n第二行"),
    ("facts", "长" * 20_000, "长" * 20_000),
    # days and moments
    ("occurred_on", "2026-11-22", "2026-11-22"),
    ("occurred_on", " 2026-11-22 ", "2026-11-22"),
    ("occurred_on", date(2026, 11, 22), "2026-11-22"),
    ("occurred_on", datetime(2026, 11, 22, 10, 5), "2026-11-22"),
    ("occurred_on", "2024-02-29", "2024-02-29"),
    ("occurred_on", "1990-01-01", "1990-01-01"),
    ("received_at", "2026-11-22T10:05:00", "2026-11-22T10:05:00"),
    ("received_at", "2026-11-22 10:05", "2026-11-22T10:05:00"),
    ("received_at", "2026-11-22T10:05:07.9", "2026-11-22T10:05:07"),
    ("received_at", datetime(2026, 11, 22, 10, 5, 7, 9), "2026-11-22T10:05:07"),
    ("received_at", "2026-11-22", "2026-11-22T00:00:00"),
    ("received_at", date(2026, 11, 22), "2026-11-22T00:00:00"),
    # money
    ("amount", "3,600.00", "3600.00"),
    ("amount", "3，600", "3600.00"),
    ("amount", "1,234,567.8", "1234567.80"),
    ("amount", "12345.6", "12345.60"),
    ("amount", 300, "300.00"),
    ("amount", 0.1, "0.10"),
    ("amount", Decimal("0.01"), "0.01"),
    ("amount", "0", "0.00"),
    ("amount", " 7 ", "7.00"),
    ("amount", "999999999999.99", "999999999999.99"),
    # counts
    ("people_count", "20", 20),
    ("people_count", 0, 0),
    ("people_count", " 3 ", 3),
    ("people_count", 10_000_000, 10_000_000),
    # yes and no
    ("liable", True, True),
    ("liable", False, False),
    ("liable", "是", True),
    ("liable", "No", False),
    ("liable", 1, True),
    ("liable", "0", False),
    ("liable", "有责", True),
    # names
    ("recused", "陈立、周敏，陈立", ["陈立", "周敏"]),
    ("recused", ["陈立", " ", "周敏 "], ["陈立", "周敏"]),
    ("recused", "陈立\n周敏", ["陈立", "周敏"]),
    ("related", ["TS-1"], ["TS-1"]),
    # entries
    ("agent", {"name": " 李四 ", "phone": 138}, [{"name": "李四", "phone": "138"}]),
    ("agent", [{"name": "李四"}, {}, {"name": ""}], [{"name": "李四"}]),
    ("co_departments", [{"department": "科技部"}], [{"department": "科技部"}]),
]
BAD = [
    ("channel", "carrier pigeon", values.NotInList),
    ("channel", 7, values.NotInList),
    ("channel", ["visit"], values.NotInList),
    ("demands", "退费，买彩票", values.NotInList),
    ("demands", {"refund": True}, values.NotText),
    ("demands", 5, values.NotText),
    ("complainant.name", ["张三"], values.NotText),
    ("complainant.name", {"x": 1}, values.NotText),
    ("complainant.name", "名" * 201, values.TooLong),
    ("facts", "长" * 20_001, values.TooLong),
    ("facts", ["line"], values.NotText),
    ("occurred_on", "22.11.2026", values.NotADate),
    ("occurred_on", "2026-02-29", values.NotADate),
    ("occurred_on", "2026-11-31", values.NotADate),
    ("occurred_on", "2026-11-22T10:05", values.NotADate),
    ("occurred_on", "yesterday", values.NotADate),
    ("occurred_on", 5, values.NotADate),
    ("occurred_on", "1989-12-31", values.NotADate),
    ("received_at", "2026-11-22T25:00", values.NotAMoment),
    ("received_at", "2026-11-22T10:05:00+08:00", values.NotAMoment),
    ("received_at", "2026-11-22T10:05:00Z", values.NotAMoment),
    ("received_at", "10:05", values.NotAMoment),
    ("received_at", "1989-12-31T23:59:59", values.NotAMoment),
    ("amount", "many", values.NotMoney),
    ("amount", "12.345", values.NotMoney),
    ("amount", "-1", values.NotMoney),
    ("amount", "1e400", values.NotMoney),
    ("amount", "NaN", values.NotMoney),
    ("amount", "Infinity", values.NotMoney),
    ("amount", "1000000000000", values.NotMoney),
    ("amount", True, values.NotMoney),
    ("amount", [1], values.NotMoney),
    ("people_count", "3.5", values.NotACount),
    ("people_count", "-1", values.NotACount),
    ("people_count", "10000001", values.NotACount),
    ("people_count", True, values.NotACount),
    ("people_count", "several", values.NotACount),
    ("liable", "perhaps", values.NotYesNo),
    ("liable", 2, values.NotYesNo),
    ("recused", {"陈立": 1}, values.NotText),
    ("recused", [["陈立"]], values.NotText),
    ("recused", ["名" * 201], values.TooLong),
    ("agent", "李四", values.NotEntries),
    ("agent", [{"name": "李四", "age": "50"}], values.NotEntries),
    ("agent", ["李四"], values.NotEntries),
    ("agent", [{"name": "名" * 201}], values.TooLong),
]
# A slip of the finger must not become another amount.
SLIPS = ["12,50", "1,2,3", ",5", "1,23", "1,234,56", "1_000", "1e3", "１２,５"]


def label_of(param):
    return param if isinstance(param, str) and len(param) < 30 else None


@pytest.mark.parametrize(("name", "raw", "stored"), GOOD, ids=label_of)
def test_good_spellings_are_understood_and_stored_as_json(name, raw, stored):
    found = clean(name, raw)
    assert (type(found), found) == (type(stored), stored)
    assert json.loads(json.dumps(found)) == found
    assert clean(name, found) == stored


@pytest.mark.parametrize(("name", "raw", "refusal"), BAD, ids=label_of)
def test_what_does_not_fit_is_refused_with_the_field_s_name_and_label(name, raw, refusal):
    with pytest.raises(refusal) as caught:
        clean(name, raw)
    assert caught.value.field == name
    assert str(caught.value).startswith(words.say(BY_ID[name].words))


@pytest.mark.parametrize("raw", SLIPS)
def test_a_slip_of_the_finger_is_no_amount(raw):
    with pytest.raises(values.NotMoney):
        clean("amount", raw)


def test_minus_nought_is_nought_or_refused():
    assert str(money("-0")) in {"0.00", "None"}


def test_an_unknown_field_is_refused_by_name():
    with pytest.raises(values.UnknownField, match="“income”") as caught:
        clean("income", "1")
    assert caught.value.field == "income"


@each(name=BY_ID.keys())
def test_what_says_nothing_is_stored_as_nothing(name):
    for raw in (None, "", "  ", "\n\u3000", [], {}):
        assert is_empty(raw)
        assert clean(name, raw) is None
        assert spoken(name, raw) == ""


@pytest.mark.parametrize("value", [False, 0, "0", [""], {"a": ""}, 0.0])
def test_no_and_nought_say_something(value):
    assert not is_empty(value)


def stored_or_refused(field, raw):
    """Return (stored value, None) or (None, refusal)."""
    try:
        return clean_value(field, raw), None
    except Refusal as refusal:
        return None, refusal


@each(name=["facts", "complainant.name", "recused", "agent", "channel"], text=HOSTILE)
def test_hostile_text_is_kept_or_refused_but_never_a_fault(name, text):
    stored, refusal = stored_or_refused(BY_ID[name], {"name": text} if name == "agent" else text)
    assert refusal is None or (refusal.field, bool(str(refusal))) == (name, True)
    json.dumps(stored, ensure_ascii=False).encode("utf-8")  # as the journal hashes it


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda part: st.lists(part, max_size=3) | st.dictionaries(st.text(max_size=4), part),
    max_leaves=4,
)


@pytest.mark.parametrize(
    ("name", "raw"),
    [("sensitive", [[]]), ("demands", ","), ("recused", [" "]), ("agent", [{}])],
)
def test_a_list_that_says_nothing_is_stored_as_nothing(name, raw):
    assert clean(name, raw) is None


@given(st.sampled_from(FIELDS), JSON)
def test_any_json_is_stored_or_refused(field, raw):
    stored, refusal = stored_or_refused(field, raw)
    assert refusal is None or refusal.field == field.id
    assert stored_or_refused(field, stored) == (stored, None)


@given(st.decimals(0, 10**12, places=2, allow_nan=False).filter(lambda value: value < 10**12))
def test_money_comes_back_to_the_fen(value):
    assert money(f"{value:,.2f}") == value
    assert money(str(value)) == value
    assert clean("amount", str(value)) == f"{value:.2f}"


# the way back to people

SPOKEN = [
    ("channel", "visit", "Visit"),
    ("channel", "retired_code", "retired_code"),
    ("demands", ["refund", "apology"], "Refund of fees, Apology"),
    ("complainant.name", "张三", "张三"),
    ("facts", "a\nb", "a\nb"),
    ("occurred_on", "2026-11-22", "2026-11-22"),
    ("received_at", "2026-11-22T10:05:59", "2026-11-22 10:05"),
    ("amount", "1234567.80", "1,234,567.80"),
    ("people_count", 0, "0"),
    ("liable", True, "yes"),
    ("liable", False, "no"),
    ("recused", ["陈立", "周敏"], "陈立, 周敏"),
    ("agent", [{"name": "李四", "phone": "138"}, {"name": "王五"}], "李四 138; 王五"),
]


@pytest.mark.parametrize(("name", "stored", "said"), SPOKEN, ids=label_of)
def test_stored_values_are_spoken_as_people_read_them(name, stored, said):
    assert spoken(name, stored) == said


def test_every_kind_of_field_has_a_good_spelling_here():
    tried = {BY_ID[name].kind for name, _, _ in GOOD}
    assert tried == set(Kind)
    assert {BY_ID[name].kind for name, _, _ in BAD} == set(Kind)


def test_a_refused_code_tells_the_choices():
    with pytest.raises(values.NotInList) as caught:
        clean("grade", "Z")
    for code in code_list("grade").codes.values():
        assert str(code) in str(caught.value)
