"""Days and moments as people and systems write them: what can mean one thing only is that."""

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from typing import Final, NamedTuple

DAY: Final = timedelta(days=1)
MIDNIGHT: Final = datetime(2000, 1, 1)  # of any day
SERIAL_START: Final = datetime(1899, 12, 30)  # Excel's day 0, from March 1900 on
SERIALS: Final = range(32_874, 73_051)  # 1990 to 2099
YEARS: Final = range(1900, 2100)
CENTURY: Final = 2000
NOON: Final = 12
EVENING: Final = 6
SUNDAY: Final = 6

_WEEKDAYS: Final = "一二三四五六日天"
_MONTHS: Final = (
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
)
_NUMERALS: Final = {**{char: n for n, char in enumerate("〇一二三四五六七八九")}, "零": 0, "○": 0}
_GUARDS: Final = " '’‘`\t"
_YEAR_FIRST: Final = re.compile(
    r"(?P<y>\d{4}) ?[-/.、年] ?(?P<m>\d{1,2}) ?[-/.、月] ?(?P<d>\d{1,2})(?!\d)(?P<end> ?[日号])?"
)
_YEAR_LAST: Final = re.compile(
    r"(?P<a>\d{1,2})(?P<s>[-/.])(?P<b>\d{1,2})(?P=s)(?P<y>\d{4})(?!\d)(?P<end>)"
)
_SHORT_YEAR: Final = re.compile(
    r"(?P<a>\d{1,2})(?P<s>[-/.])(?P<b>\d{1,2})(?P=s)(?P<c>\d{2})(?!\d)(?P<end>)"
)
_NO_YEAR: Final = re.compile(
    r"(?P<m>\d{1,2}) ?(?:月|[-/.]) ?(?P<d>\d{1,2})(?!\d)(?P<end> ?[日号])?"
)
_COMPACT: Final = re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})(?P<end>)(?=[ t]|$)")
_WHOLE: Final = re.compile(r"(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})?(\d{2})?")
_MONTH: Final = rf"(?P<m>{'|'.join(_MONTHS)})[a-z]*\.?"
_DAY_MONTH: Final = re.compile(
    rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[- ./]{_MONTH}[- ,./]+(?P<y>\d{{4}}|\d{{2}})(?!\d)(?P<end>)"
)
_MONTH_DAY: Final = re.compile(
    rf"{_MONTH} (?P<d>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y>\d{{4}})(?!\d)(?P<end>)"
)
_WRITTEN: Final = re.compile(
    r"([〇零○一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})[日号]"
)
# First and last hour as said, and what is added to it; none where noon or midnight may be meant.
_HALVES: Final = {
    "am": (1, NOON, 0),
    "pm": (1, NOON, NOON),
    "下午": (1, NOON, NOON),
    "午后": (1, NOON, NOON),
    "晚上": (EVENING, NOON - 1, NOON),
    "晚": (EVENING, NOON - 1, NOON),
    "中午": (NOON, NOON + 2, NOON),
}
_WEEK: Final = re.compile(r"\(?(?:星期|周|礼拜)(?P<day>[一二三四五六日天])\)?")
_TIME: Final = re.compile(
    r"(?P<half>上午|早上|早晨|凌晨|中午|下午|午后|晚上|晚|am|pm)? ?(?P<h>\d{1,2})"
    r"(?: ?: ?(?P<m>\d{1,2})(?: ?: ?(?P<s>\d{1,2})(?:\.\d+)?)?"
    r"| ?[时点](?:(?P<round>整|半)| ?(?P<cm>\d{1,2})(?: ?分(?: ?(?P<cs>\d{1,2}) ?秒)?)?)?)"
    r" ?(?P<after>am|pm)? ?(?:\+08:?00)?"
)
_TIME_DIGITS: Final = re.compile(r"(?P<h>\d{2})(?P<m>\d{2})(?P<s>\d{2})?")


class DayStyle(NamedTuple):
    """How days are written in one column, where the writing alone does not tell.

    Attributes:
        order: "dmy", "mdy", or for two-digit years "ymd"; "" when nothing shows it.
        year: The one year that the sheet's title tells, for days without a year; 0 when none.
        has_serials: A bare number is Excel's number of a day, counted from 1900.
    """

    order: str = ""
    year: int = 0
    has_serials: bool = False


PLAIN: Final = DayStyle()


def moment_of(cell: object, style: DayStyle = PLAIN) -> datetime | None:
    """Return the moment in a cell, a day's at midnight; None when it may mean two, or none."""
    match cell:
        case bool():
            return None
        case datetime():
            return cell.replace(microsecond=0)
        case date():
            return datetime.combine(cell, time())
        case timedelta():
            return _of_serial(cell / DAY)
        case float() | int() if style.has_serials and (found := _of_serial(float(cell))):
            return found
    return _of_text(_normal(cell), style)


def _of_serial(days: float) -> datetime | None:
    if int(days) not in SERIALS:
        return None
    return SERIAL_START + timedelta(seconds=round(days * DAY.total_seconds()))


def _normal(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = unicodedata.normalize("NFKC", str(cell)).casefold().replace("。", ".")
    text = " ".join(text.split()).strip(_GUARDS).rstrip(".,; ")
    written = _WRITTEN.match(text)
    if written is not None:
        year = "".join(str(_NUMERALS[char]) for char in written[1])
        text = f"{year}年{_small(written[2])}月{_small(written[3])}日{text[written.end() :]}"
    return text


def _small(text: str) -> int:
    """Return a number up to 99 in Chinese numerals, as days and months have it."""
    tens, is_ten, ones = text.rpartition("十")
    if not is_ten:
        return _NUMERALS[text] if len(text) == 1 else 0
    return 10 * _NUMERALS.get(tens, 0 if tens else 1) + (_NUMERALS.get(ones, 0) if ones else 0)


def _of_text(text: str, style: DayStyle) -> datetime | None:
    whole = _WHOLE.fullmatch(text)
    if whole is not None:
        year, month, day, *clock = (int(part) for part in whole.groups(default="0"))
        return _moment(year, month, day, time_at(*clock))
    for pattern in (_YEAR_FIRST, _COMPACT, _YEAR_LAST, _DAY_MONTH, _MONTH_DAY, _SHORT_YEAR):
        found = pattern.match(text)
        if found is not None:
            return _with_time(found, _parts(found.groupdict(), style), text[found.end() :])
    found = _NO_YEAR.match(text) if style.year else None
    if found is None:
        return None
    return _with_time(found, (style.year, int(found["m"]), int(found["d"])), text[found.end() :])


def _parts(found: dict[str, str], style: DayStyle) -> tuple[int, int, int] | None:
    """Return year, month and day of a match; None when their order is not known."""
    if "c" in found:
        a, b, c = (int(found[name]) for name in "abc")
        parts = {"dmy": (c, b, a), "mdy": (c, a, b), "ymd": (a, b, c)}.get(style.order)
        return (CENTURY + parts[0], *parts[1:]) if parts else None
    year = int(found["y"]) + (CENTURY if len(found["y"]) < len("2026") else 0)
    if "a" in found:
        a, b = int(found["a"]), int(found["b"])
        order = order_of(a, b) or ("dmy" if a == b else style.order)
        return {"dmy": (year, b, a), "mdy": (year, a, b)}.get(order)
    month = found["m"]
    return year, _MONTHS.index(month) + 1 if month in _MONTHS else int(month), int(found["d"])


def order_of(first: int, second: int) -> str:
    """Return the order that two numbers of a day show, "" when both may be the month."""
    if first > NOON >= second:
        return "dmy"
    return "mdy" if second > NOON >= first else ""


def order_in(text: str) -> str | None:
    """Return the order that a day like 15/3/2026 shows, "" when none; None for other texts."""
    found = _YEAR_LAST.match(_normal(text))
    return None if found is None else order_of(int(found["a"]), int(found["b"]))


def _with_time(
    found: re.Match[str], parts: tuple[int, int, int] | None, rest: str
) -> datetime | None:
    if parts is None:
        return None
    has_gap = bool(found["end"]) or rest[:1] in ("", " ", "t", "(", "星", "周", "礼")
    rest = rest.removeprefix("t").strip(" ,")
    week = _WEEK.match(rest)
    if week is not None:
        rest = rest[week.end() :].strip(" ,")
    clock = time_in(rest) if rest else time()
    moment = _moment(*parts, clock) if has_gap else None
    if moment is None or week is None:
        return moment
    return moment if min(_WEEKDAYS.index(week["day"]), SUNDAY) == moment.weekday() else None


def _moment(year: int, month: int, day: int, clock: time | None) -> datetime | None:
    if clock is None or year not in YEARS:
        return None
    try:
        return datetime.combine(date(year, month, day), clock)
    except ValueError:
        return None


def time_in(text: str) -> time | None:
    """Return the time of day that a text says; None when it says none, or may say two."""
    found = _TIME.fullmatch(text)
    if found is None:
        found = _TIME_DIGITS.fullmatch(text)
        return time_at(*(int(part) for part in found.groups(default="0"))) if found else None
    half = found["half"] or found["after"] or ""
    if found["half"] and found["after"]:
        return None
    hour = _hour(int(found["h"]), half)
    minute = 30 if found["round"] == "半" else int(found["m"] or found["cm"] or 0)
    return None if hour is None else time_at(hour, minute, int(found["s"] or found["cs"] or 0))


def _hour(hour: int, half: str) -> int | None:
    """Return an hour of 24 from one of a half of the day; None when it is not in that half."""
    if not half:
        return hour
    first, last, more = _HALVES.get(half, (0, NOON - 1, 0))  # in the morning, as it stands
    if not first <= hour <= last:
        return hour if hour > NOON and more else None
    return hour % NOON + more if half in _HALVES else hour


def time_at(hour: int, minute: int = 0, second: int = 0) -> time | None:
    """Return a time of day, None when there is no such."""
    try:
        return time(hour, minute, second)
    except ValueError:
        return None


def time_of(cell: object, day: str) -> time | None:
    """Return the time of day in a cell; None when there is none or it is of another day."""
    match cell:
        case time():
            return cell.replace(microsecond=0)
        case timedelta() if timedelta() <= cell < DAY:
            return (MIDNIGHT + cell).time().replace(microsecond=0)
        case float() if 0 <= cell < 1:  # Excel's share of a day
            return (MIDNIGHT + timedelta(seconds=round(cell * DAY.total_seconds()))).time()
    if not isinstance(cell, date) and (found := time_in(_normal(cell))) is not None:
        return found
    moment = moment_of(cell)
    return moment.time() if moment is not None and moment.date().isoformat() == day else None
