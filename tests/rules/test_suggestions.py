"""Suggestions: learnt from earlier texts, told by listed words, each with its reasons."""

import pytest

from desk.rules.case.classification import classification_of
from desk.rules.memory import Memory
from desk.rules.setting_values import BadSetting, clean_setting
from desk.rules.settings import settings_known
from desk.rules.suggestions import Learner, ListedWord, counted, read_listed, suggest, tokens

SUGGESTED = classification_of("bank").suggested

TEXTS = (
    ("信用卡年费重复扣收，要求退还年费。", "C07"),
    ("转账手续费过高，年费也没有减免。", "C07"),
    ("柜员服务态度恶劣，排队两个小时。", "C01"),
    ("大堂经理态度差，让客户排队等候。", "C01"),
    ("理财产品亏损，收益与承诺不符。", "C08"),
    ("基金亏损严重，收益远低于宣传。", "C08"),
)


def learnt(times=1):
    learner = Learner()
    for text, code in TEXTS * times:
        learner.learn(counted(text), code)
    return learner.model()


def test_words_are_pairs_of_chinese_characters_and_latin_words():
    assert tokens("年费Ａ") == ["年", "费", "年费", "a"]
    assert tokens("Credit card 2024") == ["credit", "card"]
    assert tokens("１２３ -- ，。") == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("为什么又扣我年费", "C07"),
        ("工作人员态度太差", "C01"),
        ("买的基金一直亏损", "C08"),
    ],
)
def test_a_new_text_gets_the_code_of_those_like_it(text, code):
    first = suggest(text, learnt())[0]
    assert first.code == code
    assert first.share > 1 / 3


def test_a_suggestion_names_the_words_that_decided_and_they_stand_in_the_text():
    text = "为什么又扣我年费"
    first = suggest(text, learnt())[0]
    assert "年费" in first.words
    assert all(word in text and len(word) > 1 for word in first.words)


def test_the_shares_of_all_codes_are_one_together():
    found = suggest("年费和态度", learnt(), most=9)
    assert sum(suggestion.share for suggestion in found) == pytest.approx(1)
    assert [s.share for s in found] == sorted((s.share for s in found), reverse=True)


def test_a_text_that_says_nothing_known_gets_no_suggestion():
    assert suggest("12345", learnt()) == []
    assert suggest("", learnt()) == []
    assert suggest("量子纠缠") == []


def test_corrections_are_learnt():
    text, learner = "网点叫号机坏了", Learner()
    for told, code in TEXTS:
        learner.learn(counted(told), code)
    assert "C02" not in [s.code for s in suggest(text, learner.model())]
    for _ in range(2):
        learner.learn(counted("网点叫号机坏了无人修"), "C02")
    assert suggest(text, learner.model())[0].code == "C02"


def test_a_listed_word_speaks_before_any_case_was_learnt_and_can_be_weighed_down():
    listed = [ListedWord("年费", "C07", 2), ListedWord("态度", "C01", 1)]
    found = suggest("年费的事，态度也不好", listed=listed)
    assert [s.code for s in found] == ["C07", "C01"]
    assert found[0].words == ("年费",)
    lighter = suggest("年费的事，态度也不好", listed=[*listed, ListedWord("年费", "C07", -3)])
    assert lighter[0].code == "C01"


def test_the_shipped_words_are_lines_that_the_setting_takes_and_codes_that_exist():
    lines = settings_known()["suggestion_words"].default
    assert clean_setting("suggestion_words", lines) == lines
    listed = read_listed(lines)
    assert suggest("信用卡年费", listed=listed["cause"])[0].code == "C07"


@pytest.mark.parametrize("line", ["cause 年费", "colour 年费 C07", "cause 年费 C07 heavy", ""])
def test_a_line_that_says_something_else_is_refused(line):
    with pytest.raises(BadSetting):
        clean_setting("suggestion_words", ["cause 年费 C07", line])


def test_a_memory_is_silent_until_it_has_seen_enough_cases():
    memory = Memory(SUGGESTED)
    for number, (text, code) in enumerate(TEXTS * 3):
        memory.learn(number, text, {"cause": code})
    assert memory.suggest("cause", "扣年费") == []
    memory = Memory(SUGGESTED)
    for number, (text, code) in enumerate(TEXTS * 4):
        memory.learn(number, text, {"cause": code})
    assert memory.suggest("cause", "扣年费")[0].code == "C07"
    assert memory.suggest("grade", "扣年费") == []


def test_a_memory_finds_the_cases_whose_texts_are_alike():
    memory = Memory(SUGGESTED)
    for number, (text, code) in enumerate(TEXTS * 2):
        memory.learn(number, text, {"cause": code})
    found = memory.alike("信用卡年费重复扣收")
    assert {alike.case_id for alike in found[:2]} == {0, 6}
    assert "年费" in found[0].words
    assert memory.alike("完全无关的文字") == []
