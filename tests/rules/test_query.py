"""The search box: plain words, keys in either language, lights by a bare word."""

from dataclasses import replace

import pytest

from desk.base.resources import read_toml
from desk.rules.case.codes import code_list
from desk.rules.case.life import State
from desk.rules.query import Order, QueueFilter, UnknownValue, parse
from desk.rules.time.lights import Light
from tests.base.hostile import HOSTILE
from tests.families import each

NOTHING = QueueFilter()
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
    "last digits": ("尾号:5678", replace(NOTHING, words="5678")),
    "last digits and a word": ("退费 尾号:5678", replace(NOTHING, words="5678 退费")),
    "an unknown key is a word": (
        "http://example.org",
        replace(NOTHING, words="http://example.org"),
    ),
    "a key without a value is a word": ("状态:", replace(NOTHING, words="状态:")),
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


@each(text=HOSTILE)
def test_hostile_text_in_the_box_is_only_words(text):
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
    for key in read_toml("query.toml")["keys"]:
        if key not in {"state", "handler", "tail", "light"}:
            first = next(iter(code_list(key).codes))
            assert parse(f"{key}:{first}").codes == ((key, first),)
