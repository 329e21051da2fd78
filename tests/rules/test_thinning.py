"""Which backups are kept."""

from datetime import datetime, timedelta

from desk.store.disk.backup import kept

NOW = datetime(2026, 11, 20, 10, 0)


def every(step, count):
    return [NOW - step * number for number in range(count)]


def test_all_of_two_days_stay():
    moments = every(timedelta(minutes=30), 97)
    assert kept(moments, NOW) == set(moments)


def test_a_year_of_half_hours_is_thinned_to_days_weeks_and_months():
    moments = every(timedelta(minutes=30), 48 * 450)
    stays = sorted(kept(moments, NOW), reverse=True)
    two_days = [one for one in stays if NOW - one <= timedelta(hours=48)]
    older = [one for one in stays if NOW - one > timedelta(hours=48)]
    assert len(two_days) == 97
    days = [one for one in older if NOW - one <= timedelta(days=14)]
    assert len({one.date() for one in days}) == len(days) >= 11
    assert 15 <= len(older) - len(days) <= 20
    assert min(stays) >= NOW - timedelta(days=372)


def test_of_a_day_the_last_one_stays():
    old = NOW - timedelta(days=5)
    moments = [old.replace(hour=hour) for hour in (8, 12, 17)]
    assert kept([NOW, *moments], NOW) == {NOW, old.replace(hour=17)}


def test_the_newest_stays_however_old_it_is():
    ages = [NOW - timedelta(days=age) for age in (900, 1000)]
    assert kept(ages, NOW) == {ages[0]}


def test_one_from_a_clock_that_was_wrong_stays():
    moments = [NOW + timedelta(days=30), NOW]
    assert kept(moments, NOW) == set(moments)


def test_thinning_again_takes_nothing_more():
    moments = every(timedelta(hours=3), 2000)
    once = kept(moments, NOW)
    assert kept(once, NOW) == once
