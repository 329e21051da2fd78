"""What a password must be, and how long somebody waits."""

import pytest

from desk.rules.people.passwords import (
    CommonPassword,
    WeakPassword,
    need_good,
    need_length,
    normal,
    wait_after,
)

GOOD = [
    "four words that fit",
    "training branch 0101",
    "红色 山脉 喝茶 跑步",
    "密码一二三四五六 Abc",
    "Kupfer-Mond-Tasse-9",
    "湖边的老房子有七扇窗户呀",
]
SHORT = ["", "a", "Kupfer-Mond", "一二三四五六七八九十一", "三个 词语 而已", "a b c d"]
COMMON = [
    "aaaaaaaaaaaa",
    "abababababab",
    "123456789012",
    "13800138000138",
    "password1234",
    "Password!2026",
    "passwordpassword",
    "woaini1314520",
    "qwertyuiop123",
    "1qaz2wsx3edc",
    "ｐａｓｓｗｏｒｄ１２３４",
    "zhangwei2026!",
    "我爱我家1234567890",
]


@pytest.mark.parametrize("password", GOOD)
def test_a_good_password_is_taken(password):
    need_good(password, "zhangwei")


@pytest.mark.parametrize("password", SHORT)
def test_a_short_one_is_refused(password):
    with pytest.raises(WeakPassword, match="at least 12"):
        need_good(password, "zhangwei")


@pytest.mark.parametrize("password", COMMON)
def test_one_that_is_tried_first_is_refused(password):
    need_length(password)
    with pytest.raises(CommonPassword, match="first"):
        need_good(password, "zhangwei")


def test_full_width_typing_is_the_same_password():
    assert normal("ｆｏｕｒ　ｗｏｒｄｓ") == "four words"


def test_the_wait_doubles_up_to_an_hour():
    waits = [wait_after(tries) for tries in (0, 4, 5, 6, 7, 12, 13, 5_000)]
    assert waits == [0, 0, 30, 60, 120, 3600, 3600, 3600]
