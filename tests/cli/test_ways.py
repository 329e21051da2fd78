"""Settings, calendars and the forecast by the command line."""

import json

import pytest

NOTICE = """国务院办公厅关于2027年部分节假日安排的通知
一、元旦：1月1日（周五）至3日（周日）放假调休，共3天。
二、春节：2月5日（周五）至11日（周四）放假调休，共7天。2月14日（周日）上班。
"""


@pytest.fixture(autouse=True)
def _environment(signed_in):
    """Sign the director in."""


def told(out):
    return json.loads(out)


def test_settings_are_shown_changed_and_shown_anew(run):
    assert told(run("settings", "show")[1])["yellow_days"] == 5
    assert run("settings", "set", "-", given={"yellow_days": 7})[0] == 0
    assert told(run("settings", "show")[1])["yellow_days"] == 7


def test_a_simulated_change_changes_nothing(run):
    values = {"count_from": "same-day"}
    code, out, _err = run("settings", "set", "-", "--covers-open", "--simulate", given=values)
    assert (code, told(out)) == (0, {"moved": []})
    assert told(run("settings", "show")[1])["count_from"] == "next-day"


@pytest.mark.parametrize("given", [{"nothing": 1}, [], {"yellow_days": -1}])
def test_a_senseless_setting_is_refused(run, given):
    code, out, err = run("settings", "set", "-", given=given)
    assert (code, out) == (1, "")
    assert err


def test_a_notice_s_text_becomes_the_calendar_of_its_year(run):
    assert told(run("calendar", "status")[1])["missing"] == 2027
    code, out, err = run("calendar", "take", "-", "--notice", given=NOTICE)
    assert (code, err, told(out)) == (
        0,
        "",
        {"year": 2027, "moved": [], "left_as_they_were": []},
    )
    assert told(run("calendar", "status")[1])["missing"] is None


def test_a_notice_that_contradicts_itself_is_refused(run):
    wrong = NOTICE.replace("（周五）至3日", "（周四）至3日")
    code, out, err = run("calendar", "take", "-", "--notice", given=wrong)
    assert (code, out) == (1, "")
    assert "2027-01-01" in err or "1 January" in err or "Friday" in err
    assert told(run("calendar", "status")[1])["missing"] == 2027


def test_the_forecast_counts_three_ends_and_names_no_holiday_far_away(run):
    code, out, err = run("forecast")
    assert (code, err) == (0, "")
    assert [turning["until"] for turning in told(out)["turning"]] == [
        "2026-11-20",
        "2026-11-21",
        "2026-11-27",
    ]
    assert told(out)["long_holiday"] is None
    assert (told(out)["weeks"], told(out)["last"]) == ([], None)  # a home without a past
