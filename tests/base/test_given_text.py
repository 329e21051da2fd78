"""What people give as JSON or TOML: what is bounded, and what would be lost or misread."""

import io

import pytest

from desk.base.given_text import DEEPEST, LARGEST, BadTextError, json_in, read_bounded, toml_in

BAD_JSON = {
    "named twice": ('{"a": 1, "b": {"x": 1, "x": 2}}', "“x” stands in it twice"),
    "NaN": ('{"a": NaN}', "NaN is no number"),
    "infinity": ("[-Infinity]", "-Infinity is no number"),
    "a number that overflows": ('{"a": 1e400}', "inf is no number"),
    "a number of 5,000 digits": ("9" * 5000, "thousands of digits"),
    "deeper than anything": ("[" * (DEEPEST + 2) + "]" * (DEEPEST + 2), "nested too deeply"),
    "deeper than the stack": ("[" * 100_000, "nested too deeply"),
    "cut": ('{"a": ', "line 1, column 7"),
    "larger than any": (" " * (LARGEST + 1), "larger than 4 MB"),
}


@pytest.mark.parametrize(("text", "reason"), BAD_JSON.values(), ids=BAD_JSON)
def test_json_that_would_be_lost_or_misread_is_refused_with_its_reason(text, reason):
    with pytest.raises(BadTextError, match=reason):
        json_in(text)


BAD_TOML = {
    "infinity": ("a = inf", "inf is no number"),
    "not a number": ("a = [nan]", "nan is no number"),
    "named twice": ("a = 1\na = 2", "overwrite"),
    "deeper than the stack": ("a = " + "[" * 100_000, "nested too deeply"),
    "a name of many parts": (".".join("a" * 100) + " = 1", "nested too deeply"),
    "a name of more parts than the memory holds": (".".join("a" * 400), "full stops"),
    "no TOML": ("[[", "key part"),
    "larger than any": ("#" * (LARGEST + 1), "larger than 4 MB"),
}


@pytest.mark.parametrize(("text", "reason"), BAD_TOML.values(), ids=BAD_TOML)
def test_toml_that_would_be_lost_or_misread_is_refused_with_its_reason(text, reason):
    with pytest.raises(BadTextError, match=reason):
        toml_in(text)


def test_what_is_plain_is_read_as_it_stands():
    deep = "[" * DEEPEST + "]" * DEEPEST
    assert json_in(deep)[0] == json_in(deep[1:-1])
    assert json_in('{"a": [1, 2.5, null, "张"], "b": {"a": true}}') == {
        "a": [1, 2.5, None, "张"],
        "b": {"a": True},
    }
    assert toml_in('[[rule]]\nid = "x"') == {"rule": [{"id": "x"}]}


def test_a_file_is_read_to_its_limit_and_no_further():
    assert read_bounded(io.BytesIO("\ufeff张".encode()), 6) == "张"
    with pytest.raises(BadTextError, match="larger than"):
        read_bounded(io.BytesIO(bytes(7)), 6)
    with pytest.raises(BadTextError, match="UTF-8"):
        read_bounded(io.BytesIO("张三".encode("gbk")))
