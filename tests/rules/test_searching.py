"""Pairs of characters find exactly what a search through the text itself finds."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from desk.rules.searching import folded, indexed, pairs, phrases

ALPHABET = "理财退费年张三abAB12 ，。-_/"
TEXTS = st.text(st.sampled_from(ALPHABET), max_size=24)
WORDS = st.text(st.sampled_from(ALPHABET), max_size=6)
RUN = re.compile(r"[^\W_]+")


def tokens_of(text):
    """Return the index's tokens of ``text``: runs of letters and digits in its pairs, in order."""
    return RUN.findall(pairs(text))


def finds(text, typed):
    """Say whether the index would find ``text`` for ``typed``: every phrase, token by token."""
    tokens = tokens_of(text)
    return all(holds(tokens, phrase) for phrase in phrases(typed))


def holds(tokens, phrase):
    if phrase.endswith("*"):
        return any(token.startswith(phrase[1:-2]) for token in tokens)
    wanted = phrase.strip('"').split()
    starts = range(len(tokens) - len(wanted) + 1)
    return any(tokens[at : at + len(wanted)] == wanted for at in starts)


@given(TEXTS, WORDS)
@example("张三，理财", "三理")
@example("退费 ab", "费a")
@example("a-b", "ab")
def test_a_word_is_found_exactly_where_it_stands(text, typed):
    wanted = RUN.findall(folded(typed))
    assert finds(text, typed) is all(word in folded(text) for word in wanted)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", " "),
        ("张", "张 "),
        ("张三", "张三 三 "),
        ("Ab", "ab b "),
        ("ＡＢ", "ab b "),
        ("a b", "a   b b "),
    ],
)
def test_pairs_overlap_and_end_with_a_gap(text, found):
    assert pairs(text) == found.rstrip(" ") + " " if text else pairs(text) == ""


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", []),
        (" ，。 ", []),
        ("_", []),
        ("张", ['"张"*']),
        ("张三", ['"张三"']),
        ("张三丰", ['"张三 三丰"']),
        ("理财 A-1", ['"理财"', '"a"*', '"1"*']),
        ("Ｂ０３", ['"b0 03"']),
        ('x" OR "y', ['"x"*', '"or"', '"y"*']),
        ("NEAR(ab)", ['"ne ea ar"', '"ab"']),
    ],
)
def test_typed_words_become_phrases_that_ask_for_nothing_else(typed, found):
    assert phrases(typed) == found


def test_what_a_case_is_searched_by_does_not_run_together():
    kept = indexed(["张三", None, "", "理财"])
    assert not any("三理" in token for token in RUN.findall(kept))
    assert kept == pairs("张三\n理财")
    assert indexed([None]) == indexed([]) == pairs("")


@given(st.text(max_size=30))
def test_folding_twice_changes_nothing(text):
    once = folded(text)
    assert folded(once) == folded(folded(once))
    assert phrases(text) == phrases(once)
