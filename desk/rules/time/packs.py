"""Imported calendar packs: a year's holidays, from a file or a notice."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, ClassVar, Final

from desk.base.errors import Refusal, need_names
from desk.base.shapes import JsonObject
from desk.base.words import mark
from desk.rules.time.calendar import WorkCalendar, shipped_packs
from desk.rules.time.notices import NamedDay

PACK: Final = ("year", "notices", "days")
DAY: Final = ("date", "name", "off")
NOTICE_MONTH = 11  # the State Council publishes next year's holidays in October or November


class BadPack(Refusal):
    """A file that is no calendar pack."""

    text: ClassVar[str] = mark(
        "This is no calendar pack: {reason}. It needs “year”, “notices” and “days”, "
        "each day with “date”, “name” and “off”."
    )


class PackShipped(Refusal):
    """The year's calendar ships with the program."""

    text: ClassVar[str] = mark(
        "The calendar of {year} ships with the program and stays as it is. Nothing was changed."
    )


class DayTwice(Refusal):
    """A day that the pack names twice."""

    text: ClassVar[str] = mark("{day} stands in the calendar pack twice.")


def clean_pack(data: Any) -> JsonObject:
    """Return the pack in ``data`` as stored, days in order.

    Days of neighbouring years, which notices include, belong to those years
    and are left out.

    Raises:
        BadPack: A part is missing or invalid.
        UnknownName: It has a part that no pack has.
        DayTwice: It contradicts itself.
        PackShipped: The program already ships this year's calendar.
    """
    _need_parts(data)
    try:
        year, notices = int(data["year"]), [str(notice) for notice in data["notices"]]
        days = [(date.fromisoformat(d["date"]), str(d["name"]), d["off"]) for d in data["days"]]
    except KeyError as error:
        raise BadPack(reason=f"“{error.args[0]}”") from error
    except (TypeError, ValueError) as error:
        raise BadPack(reason=str(error)) from error
    days = sorted(day for day in days if day[0].year == year)
    if not any(is_off is True for _, _, is_off in days):
        raise BadPack(reason=str(year))
    seen: set[date] = set()
    for day, _, is_off in days:
        if not isinstance(is_off, bool):
            raise BadPack(reason=day.isoformat())
        if day in seen:
            raise DayTwice(day=day)
        seen.add(day)
    if year in {pack.year for pack in shipped_packs()}:
        raise PackShipped(field="year", year=str(year))
    kept = [{"date": d.isoformat(), "name": name, "off": off} for d, name, off in days]
    return {"year": year, "notices": notices, "days": kept}


def _need_parts(data: Any) -> None:
    """Refuse parts that nobody reads, of the pack and of its days."""
    if isinstance(data, Mapping):
        need_names(data, PACK)
        days = data.get("days")
        for day in days if isinstance(days, list) else ():
            need_names(day if isinstance(day, Mapping) else (), DAY)


def pack_of(days: Iterable[NamedDay], year: int, notice: str) -> dict[str, Any]:
    """Return the pack made from a notice's days."""
    return {
        "year": year,
        "notices": [notice],
        "days": [{"date": d.day.isoformat(), "name": d.name, "off": d.off} for d in days],
    }


def missing_year(calendar: WorkCalendar, today: date) -> int | None:
    """Return the year whose calendar is missing: this one, or from November on the next one."""
    if not calendar.is_published(today.year):
        return today.year
    following = today.year + 1
    is_due = today.month >= NOTICE_MONTH and not calendar.is_published(following)
    return following if is_due else None
