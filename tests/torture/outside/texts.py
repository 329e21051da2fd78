"""What the command line reads: JSON, TOML, notices, lines."""

import json

from tests.attachments.papers import picture
from tests.builders import INTAKE
from tests.torture.outside.spoiling import MEGABYTE, WRONG, content, wrong_types


def bad_json(good):
    """Return JSON that is broken in the ways that JSON can be."""
    text = json.dumps(good, ensure_ascii=False)
    texts = {
        "that is none": "{,}",
        "cut": text[:-2],
        "that names something twice": text[:-1] + ', "' + next(iter(good)) + '": 1}',
        "with NaN": '{"x": NaN}',
        "with a number of 10,000 digits": '{"x": ' + "9" * 10_000 + "}",
        "with a number of 1e400": '{"x": 1e400}',
        "with 1,000,000 brackets": "[" * 1_000_000,
        "of 100 levels": "[" * 100 + "]" * 100,
        "of 3 million empty lists": lambda: "[" + "[]," * 3_000_000 + "[]]",
        "of 80 MB": lambda: '{"x": "' + "x" * 80 * MEGABYTE + '"}',
        "with NUL": text.replace("}", ', "\\u0000": "\\u0000"}'),
        "with lone surrogates": text[:-1] + ', "\\ud800": "\\udfff"}',
        "in GB18030": text.encode("gb18030"),
        "that is a list": "[1]",
        "that is null": "null",
        "an empty file": "",
    }
    return {name: content(told) for name, told in texts.items()}


FACTS = {**INTAKE, "people_count": 1}
SETTINGS = {
    "office_name": "城东支行",
    "working_hours": ["09:00-12:00", "13:30-17:30"],
    "supervisor_limit": 5000,
    "units": ["营业部"],
}
CALENDAR = {
    "year": 2027,
    "notices": ["国办发明电〔2026〕9号"],
    "days": [{"date": "2027-01-01", "name": "元旦", "off": True}],
}


def facts():
    """Return complaints."""
    return {**bad_json(FACTS), **wrong_types(FACTS, 1, 12)}


def settings():
    """Return settings."""
    return {
        **wrong_types(SETTINGS, 2, 14),
        "an hour with a zone": content('{"working_hours": ["09:00Z-12:00"]}'),
    }


def calendars():
    """Return calendars of a year."""
    more = {
        "a year of infinity": content('{"year": Infinity, "notices": [], "days": []}'),
        "a year of 10^9": content('{"year": 1000000000, "notices": [], "days": []}'),
        "a day of another century": content(
            json.dumps({**CALENDAR, "days": [{"date": "2127-01-01", "name": "x", "off": True}]})
        ),
        "a day that is none": content(
            json.dumps({**CALENDAR, "days": [{"date": "2027-02-30", "name": "x", "off": True}]})
        ),
        "a day twice": content(json.dumps({**CALENDAR, "days": CALENDAR["days"] * 2})),
    }
    return {**more, **wrong_types(CALENDAR, 3, 10)}


def notices():
    """Return notices that contradict themselves, or are none."""
    title = "国务院办公厅关于2027年部分节假日安排的通知\n"
    texts = {
        "with a weekday that the date has not": title
        + "一、元旦：1月1日（周一）至3日放假，共3天。",
        "with a number of days that does not fit": title + "一、元旦：1月1日至3日放假，共5天。",
        "with a day that is none": title + "一、春节：2月30日至3月2日放假。",
        "with a range that goes back": title + "一、元旦：1月3日至1日放假。",
        "with a range of a year": title + "一、元旦：1月1日至12月31日放假。",
        "with a day that is off and worked": title + "一、元旦：1月1日放假。1月1日上班。",
        "without a year": "一、元旦：1月1日放假。",
        "of the year 9999": title.replace("2027", "9999") + "一、元旦：12月31日至1月2日放假。",
        "of the year 0000": title.replace("2027", "0000") + "一、元旦：1月1日放假。",
        "without days": title,
        "of 50,000 commas": title + "一、元旦：1月1日放假" + "，" * 50_000,
        "of 9,000 commas": title + "一、元旦：1月1日放假" + "，" * 9_000,
        "of 9,000 brackets": title + "(" * 9_000,
        "of 4,000 weekdays in one bracket": title + "（" + "周一" * 4_000,
        "of 9,000 digits": title + "1" * 9_000 + "日放假",
        "with NUL and surrogates": title + "一、元旦：\0\ud8001月1日放假。",
        "that is a picture": picture(),
        "an empty file": "",
    }
    return {name: content(text) for name, text in texts.items()}


def rule_files():
    """Return rule files with a wrong part each."""
    good = {
        "id": "test-rule",
        "track": "house",
        "title": {"zh": "试", "en": "Try"},
        "unit": "working-day",
        "amount": 5,
        "anchor": "received_at",
        "stop": "closed_at",
        "article": "1",
        "source": "x",
        "valid_from": "2027-01-01",
    }

    def rule(**more):
        told = {**good, **more}
        lines = (f"{name} = {_toml(value)}" for name, value in told.items() if value is not None)
        return content("[[rule]]\n" + "\n".join(lines))

    parts = {
        f"whose {part} is {name}": rule(**{part: value})
        for part, (name, value) in zip(good, list(WRONG.items()) * 2, strict=False)
        if value is not None
    }
    return {
        **parts,
        "with an amount of 10^18": rule(amount=10**18),
        "with a day of the year 0001": rule(valid_from="0001-01-01"),
        "with a part that nobody reads": rule(script="x"),
        "without a rule": content("x = 1"),
        "whose rule is a number": content("rule = 5"),
        "with 100,000 brackets": content("rule = " + "[" * 100_000),
        "with a name of 100,000 parts": content(".".join("a" * 100_000) + " = 1"),
        "of 100,000 rules": content(lambda: "[[rule]]\n" * 100_000),
        "that is no TOML": content("[[rule"),
        "in UTF-16": content("[[rule]]".encode("utf-16")),
    }


def _toml(value):
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{name} = {_toml(each)}" for name, each in value.items()) + " }"
    return json.dumps(value, ensure_ascii=False)


def office_files():
    """Return descriptions of an office."""
    good = '[office]\noffice_name = "城东支行"\n[device]\nletter = "A"\n'
    good += '[director]\nlogin = "wang"\nname = "王敏"\n'
    texts = {
        "whose office is a number": good.replace(
            '[office]\noffice_name = "城东支行"\n', "office = 5\n"
        ),
        "whose device is a text": good.replace('[device]\nletter = "A"', 'device = "A"').replace(
            "[office]", "\n[office]"
        ),
        "whose letter is a list": good.replace('"A"', "[]"),
        "whose letter is 字": good.replace('"A"', '"字"'),
        "whose login is a path": good.replace('"wang"', '"../../x"'),
        "whose name is a day": good.replace('"王敏"', "2026-01-01"),
        "with 100,000 brackets": "office = " + "[" * 100_000,
        "with infinity": good + "x = inf",
        "of 10 MB": lambda: good + "#" * 10 * MEGABYTE,
        "in GB18030": good.encode("gb18030"),
        "an empty file": "",
    }
    return {name: content(text) for name, text in texts.items()}


def moments():
    """Return lines for the calculator."""
    return {
        "that are no JSON": content("x\n"),
        "that are numbers": content("5\n"),
        "of the year 9999": content('{"rule": "accept", "anchor": "9999-12-31T23:00:00"}'),
        "with wrong types": content('{"rule": [], "anchor": {}}'),
        "with NaN": content('{"rule": NaN}'),
        "of 100,000 brackets": content("[" * 100_000),
        "of 80 MB": content(lambda: "{}\n" * 27 * MEGABYTE),
    }
