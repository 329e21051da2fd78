"""Settings: each is described once, has limits, and what is required has no silent default."""

from decimal import Decimal

import pytest

from desk.base.resources import read_toml
from desk.rules.setting_values import BadSetting, UnknownSetting, clean_setting
from desk.rules.settings import (
    SettingMissing,
    Settings,
    missing_settings,
    settings_known,
)
from desk.rules.time.calendar import calendar_of
from desk.rules.time.case_clocks import windows_of
from desk.rules.time.practice import reckoning
from desk.rules.time.rule_files import shipped_rules

REQUIRED = ["office_name", "office_code", "specialist_limit", "supervisor_limit"]
LIMITS = {"specialist_limit": "500.00", "supervisor_limit": "5000.00"}
KINDS = {
    "deputies",
    "house_rules",
    "listed",
    "text",
    "texts",
    "hours",
    "number",
    "flag",
    "choice",
    "money",
}
GOOD = [
    ("office_name", "  示例支行 ", "示例支行"),
    ("office_code", "0101", "0101"),
    ("office_code", "AB", "AB"),
    ("office_code", "A23456789012", "A23456789012"),
    ("office_kind", "leasing", "leasing"),
    ("units", ["一", " 二 "], ["一", "二"]),
    ("units", (), []),
    ("specialist_limit", "500", "500.00"),
    ("specialist_limit", 500, "500.00"),
    ("specialist_limit", "5,000.50", "5000.50"),
    ("specialist_limit", "0", "0.00"),
    ("roll_over", True, True),
    ("roll_over", False, False),
    ("yellow_days", 0, 0),
    ("yellow_days", 60, 60),
    ("retention_years", 3, 3),
    ("working_hours", ["09:00-12:00", "13:30-17:30"], ["09:00-12:00", "13:30-17:30"]),
    ("working_hours", ["13:30-17:30", "09:00-12:00"], ["13:30-17:30", "09:00-12:00"]),
]
BAD = [
    ("office_name", "名" * 201),
    ("office_name", ""),
    ("office_name", None),
    ("office_name", {"a": 1}),
    ("office_name", True),
    ("units", [None]),
    ("units", [5]),
    ("working_hours", ["09:00Z-12:00"]),
    ("office_code", "A"),
    ("office_code", "A234567890123"),
    ("office_code", "ab"),
    ("office_code", "01-01"),
    ("office_code", "01/01"),
    ("office_code", "０１０１"),
    ("office_kind", "bakery"),
    ("office_kind", None),
    ("office_kind", ["bank"]),
    ("units", "一，二"),
    ("units", {"一": 1}),
    ("specialist_limit", "much"),
    ("specialist_limit", "-1"),
    ("specialist_limit", True),
    ("specialist_limit", None),
    ("roll_over", 1),
    ("roll_over", "yes"),
    ("yellow_days", -1),
    ("yellow_days", 61),
    ("yellow_days", "5"),
    ("yellow_days", 5.0),
    ("yellow_days", True),
    ("retention_years", 2),
    ("retention_years", 31),
]
# Hours that cannot be reckoned with would keep the whole home from opening.
BAD_HOURS = {
    "no hours": ["always"],
    "no minutes": ["9-12"],
    "no such hour": ["09:00-25:00"],
    "turned round": ["12:00-09:00"],
    "of no length": ["09:00-09:00"],
    "overlapping": ["09:00-12:00", "11:00-13:00"],
    "three ends": ["09:00-12:00-13:00"],
}


@pytest.mark.parametrize(("name", "raw", "stored"), GOOD)
def test_good_values_are_stored_as_json(name, raw, stored):
    found = clean_setting(name, raw)
    assert (type(found), found) == (type(stored), stored)
    assert clean_setting(name, found) == stored


@pytest.mark.parametrize(("name", "raw"), BAD)
def test_what_does_not_fit_is_refused_with_the_setting_s_name(name, raw):
    with pytest.raises(BadSetting, match="cannot be set") as caught:
        clean_setting(name, raw)
    assert caught.value.field == name


@pytest.mark.parametrize("hours", BAD_HOURS.values(), ids=BAD_HOURS)
def test_working_hours_that_cannot_be_reckoned_with_are_refused(hours):
    with pytest.raises(BadSetting) as caught:
        clean_setting("working_hours", hours)
    assert caught.value.field == "working_hours"


def test_an_unknown_setting_is_refused():
    with pytest.raises(UnknownSetting, match="“colour”") as caught:
        clean_setting("colour", "red")
    assert caught.value.field == "colour"


@pytest.mark.parametrize("name", settings_known())
def test_every_setting_is_complete_and_its_default_fits(name):
    setting, raw = settings_known()[name], read_toml("settings.toml")[name]
    assert setting.kind in KINDS
    assert setting.words["zh"]
    assert setting.title == setting.words["en"] != ""
    assert setting.kind != "choice" or setting.default in setting.choices
    assert setting.kind != "number" or setting.least <= setting.default <= setting.most
    if "default" in raw:
        assert clean_setting(name, raw["default"]) == raw["default"]


def test_amount_limits_have_no_silent_default():
    assert [s.id for s in settings_known().values() if s.default is None] == REQUIRED
    assert [refusal.field for refusal in missing_settings([])] == REQUIRED
    assert [r.field for r in missing_settings(["office_name", "office_code"])] == REQUIRED[2:]
    assert missing_settings([*REQUIRED, "units"]) == []


@pytest.mark.parametrize("name", REQUIRED)
def test_a_required_setting_that_was_never_set_is_asked_for(name):
    with pytest.raises(SettingMissing, match="must be stated") as caught:
        Settings({})[name]
    assert caught.value.field == name


def test_what_is_set_holds_and_the_rest_has_its_default():
    settings = Settings({**LIMITS, "units": ["一"], "yellow_days": 0, "roll_over": True})
    assert settings.money("specialist_limit") == Decimal(500)
    assert settings.texts("units") == ["一"]
    assert settings.number("yellow_days") == 0
    assert settings.number("orange_days") == 2
    assert settings.flag("roll_over") is True
    assert settings.flag("house_in_working_hours") is False
    assert settings.text("count_from") == "next-day"
    settings.texts("departments").append("not kept")
    assert settings.texts("departments") == []


# what they decide

CHOICES = {
    "the defaults": ({}, (False, False, False)),
    "the day of receipt counts": ({"count_from": "same-day"}, (True, False, False)),
    "roll over": ({"roll_over": True}, (False, True, False)),
    "hours of the office": ({"house_in_working_hours": True}, (False, False, True)),
}


@pytest.mark.parametrize(("values", "expected"), CHOICES.values(), ids=CHOICES)
def test_the_way_of_counting_follows_the_settings(values, expected):
    counting = reckoning(
        shipped_rules(), calendar_of(), Settings({**LIMITS, **values})
    ).now.counting
    assert (counting.same_day, counting.roll_over, counting.house_in_windows) == expected
    assert [f"{opens:%H:%M}-{closes:%H:%M}" for opens, closes in counting.windows] == [
        "09:00-12:00",
        "13:30-17:30",
    ]


def test_the_thresholds_follow_the_settings():
    values = {"yellow_days": 10, "orange_days": 4, "red_days": 1}
    values |= {"yellow_share": 60, "orange_share": 30, "red_share": 10}
    found = reckoning(shipped_rules(), calendar_of(), Settings({**LIMITS, **values})).thresholds
    assert (found.days, found.shares) == ((10, 4, 1), (60, 30, 10))


def test_working_hours_are_read_in_order():
    found = list(windows_of(["13:30-17:30", "09:00-12:00"]))
    assert [(f"{a:%H:%M}", f"{b:%H:%M}") for a, b in found] == [
        ("09:00", "12:00"),
        ("13:30", "17:30"),
    ]
