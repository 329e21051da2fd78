"""Parsing the State Council's holiday notice into a year's days.

Understands sentences such as 「一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。
1月4日（周日）上班。」 with full- and half-width punctuation, several ranges, ranges
over the turn of the year and days without a range. What contradicts itself
(a weekday that the date does not have, a number of days that does not fit, a
day both off and worked) is refused, never guessed.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar, Final

from desk.base.errors import Refusal
from desk.base.words import mark

MOST_DAYS: Final = 20  # no holiday is longer
LONGEST: Final = 10_000  # characters; a notice has some 700
WEEKDAYS: Final = "一二三四五六日"
_DAY: Final = r"(?:(?:(\d{4})年)?(\d{1,2})月)?(\d{1,2})日(?:\(([一二三四五六日])\))?"
_RANGE: Final = re.compile(_DAY + r"(?:(?:至|到|-|—|~)" + _DAY + ")?")
_OFF: Final = re.compile("放假|休息|补休")
_VERB: Final = re.compile("上班|放假|休息|补休|节假日")
_COUNT: Final = re.compile(r"共(\d{1,2})天")
_NAME: Final = re.compile(r"(?:[一二三四五六七八九十]+、|^)([^:\d]{2,12}):")
_TITLE_YEAR: Final = re.compile(r"关于(?:调整|延长)?(\d{4})年")
_TITLE_NAME: Final = re.compile(r"关于(?:调整|延长)\d{4}年([^\d]{2,8}?)(?:假期|放假)")
_ASIDE: Final = re.compile(r"\([^()]*?(?:周|星期)([一二三四五六日天])[^()]*\)")
_OTHER_ASIDE: Final = re.compile(r"\((?![一二三四五六日]\))[^()]*\)")


class NoYear(Refusal):
    """The notice does not say for which year it is."""

    text: ClassVar[str] = mark(
        "The text does not say for which year it is. "
        "Paste the notice with its title, or state the year."
    )


class NoticeTooLong(Refusal):
    """More text than any notice has."""

    text: ClassVar[str] = mark(
        "The text is longer than {most} characters; no notice is. "
        "Paste only the sentences that name the days."
    )


class NoDays(Refusal):
    """There is no holiday in the text."""

    text: ClassVar[str] = mark(
        "No holiday was found in the text. "
        "Paste sentences such as “1月1日（周四）至3日（周六）放假”."
    )


class NoSuchDay(Refusal):
    """A date that the calendar does not have."""

    text: ClassVar[str] = mark("“{words}”: there is no such day in {year}.")


class WrongWeekday(Refusal):
    """A date with a weekday that it does not have."""

    text: ClassVar[str] = mark("“{words}”: {day} is not a 周{said}. Check year and date.")


class WrongCount(Refusal):
    """A number of days that does not fit the range."""

    text: ClassVar[str] = mark("“{words}”: the range has {found} days, the text says {said}.")


class TurnedRound(Refusal):
    """A range that ends before it begins, or never ends."""

    text: ClassVar[str] = mark("“{words}”: the range from {first} to {last} cannot be right.")


class OffAndWorked(Refusal):
    """A day that is both off and worked."""

    text: ClassVar[str] = mark("{day} is both a holiday and a working day in the text.")


@dataclass(frozen=True, slots=True)
class NamedDay:
    """One day of a notice.

    Attributes:
        day: Which.
        name: The holiday it belongs to.
        off: Holiday, or make-up working day.
    """

    day: date
    name: str
    off: bool


def read_notice(text: str, year: int | None = None) -> list[NamedDay]:
    """Return the days in the notice, in order, including those of neighbouring years.

    Args:
        text: The notice, or its holiday sentences.
        year: For which year; found in the title when not stated.

    Raises:
        Refusal: The year or the days are missing, or the text contradicts itself.
    """
    if len(text) > LONGEST:
        raise NoticeTooLong(field="text", most=LONGEST)
    plain = _normal(text)
    if year is None:
        year = year_of(text)
    found: dict[date, NamedDay] = {}
    for name, sentence in _sentences(plain):
        for named in _days_of(sentence, name, year):
            other = found.setdefault(named.day, named)
            if other.off != named.off:
                raise OffAndWorked(day=named.day)
    if not any(named.off for named in found.values()):
        raise NoDays(field="text")
    return [found[day] for day in sorted(found)]


def year_of(text: str) -> int:
    """Return the year in the notice's title.

    Raises:
        NoYear: There is none.
    """
    title = _TITLE_YEAR.search(_normal(text))
    if title is None:
        raise NoYear(field="year")
    return int(title[1])


def _normal(text: str) -> str:
    """Normalise the text: half-width punctuation, and only weekdays kept in brackets."""
    plain = re.sub(r"[ \t\u3000]+", "", unicodedata.normalize("NFKC", text))
    plain = _ASIDE.sub(lambda found: f"({found[1].replace('天', '日')})", plain)
    return _OTHER_ASIDE.sub("", plain).replace("公休日", "")


def _sentences(text: str) -> Iterator[tuple[str, str]]:
    """Yield (holiday's name, sentence) for the sentences that name days."""
    title = _TITLE_NAME.search(text)
    name = title[1] if title else ""
    for line in re.split(r"[。;\n.]", text):
        titled = _NAME.search(line)
        if titled:
            name = titled[1]
        for piece in _pieces(line[titled.end() :] if titled else line):
            yield name, piece


def _pieces(line: str) -> Iterator[str]:
    """Yield the comma-separated pieces of a line, each with its verb and number of days."""
    pieces: list[str] = []
    for part in line.split(","):
        if pieces and (_COUNT.match(part) or not _VERB.search(pieces[-1])):
            pieces[-1] += "," + part
        else:
            pieces.append(part)
    yield from pieces


def _days_of(sentence: str, name: str, year: int) -> Iterator[NamedDay]:
    """Yield the days of one sentence, worked or off."""
    off = "上班" not in sentence
    if off and not _OFF.search(sentence):
        return
    spans = list(_spans(sentence, year))
    count = _COUNT.search(sentence)
    if off and count:
        total = sum((last - first).days + 1 for first, last in spans)
        if total != int(count[1]):
            raise WrongCount(words=sentence, found=total, said=count[1])
    for first, last in spans:
        for number in range((last - first).days + 1):
            yield NamedDay(first + timedelta(days=number), name, off)


def _spans(sentence: str, year: int) -> Iterator[tuple[date, date]]:
    month = ""
    for found in _RANGE.finditer(sentence):
        a_year, a_month, a_day, a_weekday, b_year, b_month, b_day, b_weekday = found.groups()
        month = a_month or month
        first = _day(sentence, a_year or year, month, a_day, a_weekday)
        last = first
        if b_day:
            turns = not b_year and bool(b_month) and int(b_month) < int(month)
            end_year = int(b_year or a_year or year) + int(turns)
            month = b_month or month
            last = _day(sentence, end_year, month, b_day, b_weekday)
        if not 0 <= (last - first).days < MOST_DAYS:
            raise TurnedRound(words=sentence, first=first, last=last)
        yield first, last


def _day(sentence: str, year: int | str, month: str, day: str, weekday: str | None) -> date:
    try:
        found = date(int(year), int(month or 0), int(day))
    except ValueError:
        raise NoSuchDay(words=sentence, year=year) from None
    if weekday and WEEKDAYS[found.weekday()] != weekday:
        raise WrongWeekday(words=sentence, day=found, said=weekday)
    return found
