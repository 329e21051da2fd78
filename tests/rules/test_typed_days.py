"""Days and moments as people type them; every line by hand. Today is Monday, 30 November 2026."""

from datetime import date, datetime

import pytest

from desk.rules.case.typed_days import day_typed, moment_typed

NOW = datetime(2026, 11, 30, 14, 5, 30)
DAYS = {
    "2026-11-29": (2026, 11, 29),
    "2026/11/29": (2026, 11, 29),
    "2026.11.9": (2026, 11, 9),
    "2026年11月29日": (2026, 11, 29),
    "20261129": (2026, 11, 29),
    "２０２６－１１－２９": (2026, 11, 29),
    "11-29": (2026, 11, 29),
    "11/29": (2026, 11, 29),
    "11月29日": (2026, 11, 29),
    "11月29号": (2026, 11, 29),
    "1-5": (2027, 1, 5),  # nearer than January past
    "6-30": (2026, 6, 30),
    "29日": (2026, 11, 29),
    "1号": (2026, 12, 1),
    "今天": (2026, 11, 30),
    "昨天": (2026, 11, 29),
    "前天": (2026, 11, 28),
    "大前天": (2026, 11, 27),
    "明天": (2026, 12, 1),
    "后天": (2026, 12, 2),
    "周一": (2026, 11, 30),
    "周五": (2026, 11, 27),
    "星期日": (2026, 11, 29),
    "上周五": (2026, 11, 27),
    "下周三": (2026, 12, 9),
    "本周三": (2026, 12, 2),
    "29.02.2026": None,
    "2-30": None,
    "13-40": None,
    "下个月": None,
    "": None,
    "周八": None,
    "昨天上午": None,
    "abc": None,
    "1129": None,
}
MOMENTS = {
    "2026-11-29 09:30": (11, 29, 9, 30),
    "2026-11-29T09:30": (11, 29, 9, 30),
    "2026-11-29 09:30:15": (11, 29, 9, 30),
    "11-29 9:30": (11, 29, 9, 30),
    "2026/11/29 9:30": (11, 29, 9, 30),
    "11.29 9：30": (11, 29, 9, 30),
    "11月29日9点半": (11, 29, 9, 30),
    "11月29日 上午9点05分": (11, 29, 9, 5),
    "9:30": (11, 30, 9, 30),
    "昨天下午三点": (11, 29, 15, 0),
    "昨天下午3:20": (11, 29, 15, 20),
    "昨天 15时40分": (11, 29, 15, 40),
    "今早9点": None,
    "今天早上九点": (11, 30, 9, 0),
    "前天晚上十一点半": (11, 28, 23, 30),
    "中午12点": (11, 30, 12, 0),
    "中午一点": (11, 30, 13, 0),
    "凌晨1点": (11, 30, 1, 0),
    "周五下午两点": (11, 27, 14, 0),
    "下午15:30": (11, 30, 15, 30),
    "现在": (11, 30, 14, 5),
    "昨天": None,  # no time
    "11-29": None,
    "25:00": None,
    "9:75": None,
    "上午15点": None,
    "约三点": None,
    "三点左右": None,
    "": None,
}


@pytest.mark.parametrize("typed", DAYS)
def test_a_day_is_read_as_people_type_it(typed):
    expected = DAYS[typed] and date(*DAYS[typed])
    assert day_typed(typed, NOW.date()) == expected


@pytest.mark.parametrize("typed", MOMENTS)
def test_a_moment_is_read_as_people_type_it(typed):
    expected = MOMENTS[typed] and datetime(2026, *MOMENTS[typed])
    assert moment_typed(typed, NOW) == expected


def test_a_weekday_typed_on_it_is_today_and_never_in_the_future():
    for today in (date(2026, 11, day) for day in range(23, 30)):
        for weekday in "一二三四五六日":
            found = day_typed(f"周{weekday}", today)
            assert 0 <= (today - found).days < 7
