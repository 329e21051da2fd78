"""The working calendar: every published day as an independent table has it, later years guessed."""

import json
from datetime import date, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.base.resources import names, read_text
from desk.rules.time.calendar import DayKind, WorkCalendar, calendar_of, read_pack, shipped_packs

PUBLISHED = range(2007, 2027)
CALENDAR = calendar_of()
NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "Mid-autumn Festival": "中秋节",
    "National Day": "国庆节",
    "Anti-Fascist 70th Day": "中国人民抗日战争暨世界反法西斯战争胜利70周年纪念日",
}
ORDINALS = st.integers(date(2006, 1, 1).toordinal(), date(2031, 12, 31).toordinal())


def days_of(year):
    first = date(year, 1, 1)
    return [first + timedelta(n) for n in range((date(year + 1, 1, 1) - first).days)]


def ordinal(text):
    return date.fromisoformat(text).toordinal()


@pytest.mark.parametrize("year", PUBLISHED)
def test_every_published_day_is_what_an_independent_table_says(year):
    for day in days_of(year):
        is_off, holiday = chinese_calendar.get_holiday_detail(day)
        kind = CALENDAR.kind(day.toordinal())
        assert CALENDAR.is_workday(day.toordinal()) is chinese_calendar.is_workday(day), day
        weekend = day.weekday() >= 5
        if is_off and holiday:
            assert (kind, CALENDAR.holiday(day.toordinal())) == (DayKind.HOLIDAY, NAMES[holiday])
        elif is_off:
            assert kind is DayKind.REST, day
        else:
            assert kind is (DayKind.MAKE_UP if weekend else DayKind.WORK), day
            assert CALENDAR.holiday(day.toordinal()) == "", day


@pytest.mark.parametrize(("year", "count"), [(2024, 251), (2025, 248), (2026, 248)])
def test_the_years_count_as_many_working_days_as_the_notices_give(year, count):
    before, last = date(year - 1, 12, 31).toordinal(), date(year, 12, 31).toordinal()
    assert CALENDAR.workdays_between(before, last) == count


# packs


def test_the_packs_are_those_of_the_published_years():
    assert [pack.year for pack in shipped_packs()] == list(PUBLISHED)
    assert [year for year in range(2000, 2041) if CALENDAR.is_published(year)] == list(PUBLISHED)


@pytest.mark.parametrize("name", names("holidays", ".json"))
def test_a_pack_names_its_notices_and_holds_each_day_of_its_year_once(name):
    data = json.loads(read_text("holidays", name))
    pack = read_pack(data)
    days = [date.fromisoformat(entry["date"]) for entry in data["days"]]
    assert name == f"{pack.year}.json"
    assert pack.notices
    assert all("国务院" in notice and len(notice) > 10 for notice in pack.notices)
    assert {day.year for day in days} == {pack.year}
    assert days == sorted(set(days))
    assert not pack.off.keys() & pack.made_up.keys()
    assert all(entry["name"] in NAMES.values() for entry in data["days"])
    assert all(date.fromordinal(day).weekday() >= 5 for day in pack.made_up)
    assert len(pack.off) + len(pack.made_up) == len(days)


def test_an_imported_pack_takes_the_place_of_the_shipped_one():
    days = [
        {"date": "2027-03-03", "name": "试", "off": True},
        {"date": "2027-03-06", "name": "试", "off": False},
    ]
    calendar = calendar_of([read_pack({"year": 2027, "notices": ["x"], "days": days})])
    assert calendar.is_published(2027)
    assert calendar.kind(ordinal("2027-03-03")) is DayKind.HOLIDAY
    assert calendar.holiday(ordinal("2027-03-03")) == "试"
    assert calendar.kind(ordinal("2027-03-06")) is DayKind.MAKE_UP
    assert calendar.kind(ordinal("2027-01-01")) is DayKind.WORK  # the notice alone holds
    assert not CALENDAR.is_published(2027)


# years without a notice


@pytest.mark.parametrize(
    ("year", "eve_of_spring", "tombs", "dragon_boats", "mid_autumn"),
    [
        (2027, "02-05", "04-05", "06-09", "09-15"),
        (2028, "01-25", "04-04", "05-28", "10-03"),
        (2029, "02-12", "04-04", "06-16", "09-22"),
        (2030, "02-02", "04-05", "06-05", "09-12"),
        (2031, "01-22", "04-05", "06-24", "10-01"),
        (2032, "02-10", "04-04", "06-12", "09-19"),
        (2033, "01-30", "04-04", "06-01", "09-08"),
        (2034, "02-18", "04-05", "06-20", "09-27"),
        (2035, "02-07", "04-05", "06-10", "09-16"),
        (2036, "01-27", "04-04", "05-30", "10-04"),
    ],
)
def test_an_unpublished_year_has_weekends_and_statutory_days_only(
    year, eve_of_spring, tombs, dragon_boats, mid_autumn
):
    eve = date.fromisoformat(f"{year}-{eve_of_spring}")
    off = {eve + timedelta(n): "春节" for n in range(4)}
    off |= {date.fromisoformat(f"{year}-{tombs}"): "清明节"}
    off |= {date.fromisoformat(f"{year}-{dragon_boats}"): "端午节"}
    off |= {date.fromisoformat(f"{year}-{mid_autumn}"): "中秋节"}
    off |= {date(year, 1, 1): "元旦", date(year, 5, 1): "劳动节", date(year, 5, 2): "劳动节"}
    off |= {date(year, 10, day): "国庆节" for day in (1, 2, 3)}
    for day in days_of(year):
        kind = CALENDAR.kind(day.toordinal())
        assert CALENDAR.holiday(day.toordinal()) == off.get(day, ""), day
        if day in off:
            assert kind is DayKind.HOLIDAY, day
        else:
            assert kind is (DayKind.REST if day.weekday() >= 5 else DayKind.WORK), day


@pytest.mark.parametrize(
    ("after", "until", "is_guess"),
    [
        ("2026-12-20", "2026-12-31", False),
        ("2026-12-31", "2026-12-31", True),  # the first day that could count is in 2027
        ("2026-12-30", "2027-01-01", True),
        ("2026-01-01", "2028-01-01", True),
        ("2006-12-31", "2007-01-05", False),
        ("2006-12-30", "2007-01-05", True),
        ("2026-12-30", "2026-12-01", False),
    ],
)
def test_what_rests_on_a_year_without_a_notice_is_named(after, until, is_guess):
    assert CALENDAR.rests_on_guess(ordinal(after), ordinal(until)) is is_guess


# counting


def naive(after, count, paused=()):
    day = after
    while count:
        day += 1
        if day not in paused and CALENDAR.is_workday(day):
            count -= 1
    return day


@given(ORDINALS, st.integers(1, 90))
def test_the_nth_working_day_is_the_one_a_walk_finds(after, count):
    assert CALENDAR.nth_workday(after, count) == naive(after, count)


@given(ORDINALS, st.integers(1, 30), st.sets(st.integers(1, 120), max_size=80))
def test_days_that_do_not_count_are_stepped_over(after, count, offsets):
    paused = {after + offset for offset in offsets}
    assert CALENDAR.nth_workday(after, count, paused.__contains__) == naive(after, count, paused)


@given(ORDINALS, st.integers(0, 400))
def test_the_working_days_between_two_days_are_those_a_walk_counts(after, length):
    until = after + length
    expected = sum(CALENDAR.is_workday(day) for day in range(after + 1, until + 1))
    assert CALENDAR.workdays_between(after, until) == expected


@given(ORDINALS)
def test_the_next_working_day_is_the_day_itself_when_it_is_worked(day):
    found = CALENDAR.next_workday(day)
    assert CALENDAR.is_workday(found)
    assert not any(CALENDAR.is_workday(between) for between in range(day, found))


@pytest.mark.parametrize("count", [0, -1])
def test_counting_no_days_is_a_fault(count):
    with pytest.raises(ValueError, match="at least 1"):
        CALENDAR.nth_workday(ordinal("2026-11-20"), count)


def test_a_calendar_without_packs_still_counts():
    bare = WorkCalendar({})
    assert bare.nth_workday(ordinal("2026-09-30"), 1) == ordinal("2026-10-05")
    assert bare.rests_on_guess(ordinal("2026-09-30"), ordinal("2026-10-05"))


def test_a_calendar_is_the_same_whether_it_was_asked_or_not():
    asked, other = calendar_of(), calendar_of()
    asked.nth_workday(ordinal("2026-11-20"), 3)
    assert asked == other
    assert "_years" not in repr(asked)


def test_the_kinds_of_days_are_named_as_the_account_tells_them():
    assert [kind.value for kind in DayKind] == ["work", "rest", "holiday", "make_up"]
