"""Days and moments as people type them: "11-29 9:30", "2026年11月29日", "昨天下午三点".

Only what can mean one thing is read; all else is left for the rules to refuse by name. A day
without a year is the nearest to today; a weekday is the latest, this day included, unless
上周 or 下周 says which week.
"""

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from typing import Final

DAYS: Final = {"大前天": -3, "前天": -2, "昨天": -1, "昨日": -1, "今天": 0, "今日": 0, "当日": 0}
DAYS_AHEAD: Final = {"明天": 1, "明日": 1, "后天": 2, "大后天": 3}
WEEKDAYS: Final = "一二三四五六日天"
NUMBERS: Final = {"零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7}
MORE_NUMBERS: Final = {"八": 8, "九": 9, "十": 10, "十一": 11, "十二": 12}
AFTER_NOON: Final = ("下午", "傍晚", "晚上", "晚间")
PARTS_OF_DAY: Final = ("凌晨", "早上", "早晨", "上午", "中午", *AFTER_NOON)
NOW: Final = ("现在", "刚才", "此刻")
NOON, HALF_DAY, HALF_HOUR = 11, 12, 30
_YEAR: Final = r"(?:(?P<year>\d{4})[-/.年])?"
_DATE: Final = re.compile(_YEAR + r"(?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})[日号]?")
_EIGHT: Final = re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})")
_DAY: Final = re.compile(r"(?P<day>\d{1,2})[日号]")
_WEEK: Final = re.compile(rf"(?P<which>上|下|本|这)?(?:周|星期|礼拜)(?P<weekday>[{WEEKDAYS}])")
_CLOCK: Final = re.compile(
    rf"(?P<part>{'|'.join(PARTS_OF_DAY)})?"
    r"(?:(?P<hour>\d{1,2})|(?P<word>十[一二]?|[零一二两三四五六七八九]))"
    r"(?::(?P<minute>\d{2})(?::\d{2})?|[点时](?:(?P<half>半)|(?P<late>\d{1,2})分?)?)"
)


def day_typed(text: str, today: date) -> date | None:
    """Return the day that ``text`` means, or None when it means none for certain."""
    return _day(_plain(text), today)


def moment_typed(text: str, now: datetime) -> datetime | None:
    """Return the moment that ``text`` means; None when it names no time, or none for certain.

    A time alone is today's.
    """
    whole = _plain(text)
    if whole in NOW:
        return now.replace(second=0, microsecond=0)
    found = _CLOCK.search(whole)
    if found is None or found.end() != len(whole):
        return None
    at = _time(found)
    before = whole[: found.start()].rstrip(",，T")
    day = _day(before, now.date()) if before else now.date()
    return None if at is None or day is None else datetime.combine(day, at)


def _plain(text: str) -> str:
    """Return ``text`` in one width, without blanks but between digits, where they part words."""
    narrow = unicodedata.normalize("NFKC", text).strip()
    return re.sub(r"\s+", "", re.sub(r"(?<=\d)\s+(?=\d)", ",", narrow))


def _day(text: str, today: date) -> date | None:
    near = {**DAYS, **DAYS_AHEAD}.get(text)
    if near is not None:
        return today + timedelta(days=near)
    found = _EIGHT.fullmatch(text) or _DATE.fullmatch(text)
    if found is not None:
        return _dated(found, today)
    found = _DAY.fullmatch(text)
    if found is not None:
        months = [today.replace(day=1) + timedelta(days=31 * step) for step in (-1, 0, 1)]
        return _nearest([(m.year, m.month, int(found["day"])) for m in months], today)
    found = _WEEK.fullmatch(text)
    return _weekday(found, today) if found is not None else None


def _dated(found: re.Match[str], today: date) -> date | None:
    month, day = int(found["month"]), int(found["day"])
    if found["year"]:
        return _nearest([(int(found["year"]), month, day)], today)
    return _nearest([(today.year + step, month, day) for step in (-1, 0, 1)], today)


def _nearest(parts: list[tuple[int, int, int]], today: date) -> date | None:
    days = []
    for year, month, day in parts:
        try:
            days.append(date(year, month, day))
        except ValueError:
            continue
    return min(days, key=lambda one: abs(one - today), default=None)


def _weekday(found: re.Match[str], today: date) -> date:
    wanted = min(WEEKDAYS.index(found["weekday"]), 6)
    monday = today - timedelta(days=today.weekday())
    if found["which"]:
        return monday + timedelta(days=wanted + {"上": -7, "下": 7}.get(found["which"], 0))
    return today - timedelta(days=(today.weekday() - wanted) % 7)


def _time(found: re.Match[str]) -> time | None:
    hours = {**NUMBERS, **MORE_NUMBERS}
    hour = int(found["hour"]) if found["hour"] else hours[found["word"]]
    minute = HALF_HOUR if found["half"] else int(found["minute"] or found["late"] or 0)
    part = found["part"]
    if (part in AFTER_NOON and hour < HALF_DAY) or (part == "中午" and hour < NOON):
        hour += HALF_DAY
    elif part in ("凌晨", "早上", "早晨", "上午") and hour > HALF_DAY:
        return None
    try:
        return time(hour, minute)
    except ValueError:
        return None
