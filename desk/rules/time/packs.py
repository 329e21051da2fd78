"""Imported calendar packs: a year's holidays, from a file or a notice."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, ClassVar, Final

from desk.base.errors import Refusal, need_names
from desk.base.shapes import JsonMapping, JsonObject
from desk.base.words import mark
from desk.rules.time.calendar import Pack, WorkCalendar
from desk.rules.time.notices import NamedDay

PACK: Final = {"year": int, "notices": list, "days": list}
DAY: Final = {"date": str, "name": str, "off": bool}
NOTICE_MONTH = 11  # the State Council publishes next year's holidays in October or November


class BadPack(Refusal):
    """A file that is no calendar pack."""

    text: ClassVar[str] = mark(
        "This is no calendar pack: {reason}. It needs “year”, “notices” and “days”, "
        "each day with “date”, “name” and “off”."
    )


class FarFromItsYear(Refusal):
    """A day that the notice of another year would have to name."""

    text: ClassVar[str] = mark(
        "{day} does not belong into the calendar of {year}. Check the year of the notice."
    )


class DayTwice(Refusal):
    """A day that the pack names twice."""

    text: ClassVar[str] = mark("{day} stands in the calendar pack twice.")


def clean_pack(data: Any) -> JsonObject:
    """Return the pack in ``data`` as stored, days in order.

    A notice may name days of the years beside its own; they stay in its pack.

    Raises:
        BadPack: A part is missing or invalid.
        UnknownName: It has a part that no pack has.
        DayTwice: It contradicts itself.
        FarFromItsYear: It names a day of a year that is not beside its own.
    """
    _need_parts(data)
    year, notices = data["year"], list(data["notices"])
    try:
        days = [(date.fromisoformat(d["date"]), d["name"], d["off"]) for d in data["days"]]
    except ValueError as error:
        raise BadPack(reason=str(error)) from error
    if not any(day.year == year for day, _, _ in days):
        raise BadPack(reason=str(year))
    seen: set[date] = set()
    for day, _, _ in days:
        if day in seen:
            raise DayTwice(day=day)
        if abs(day.year - year) > 1:
            raise FarFromItsYear(day=day, year=str(year))
        seen.add(day)
    kept = [{"date": d.isoformat(), "name": name, "off": off} for d, name, off in sorted(days)]
    return {"year": year, "notices": notices, "days": kept}


def laid_over(known: Pack | None, pack: JsonMapping) -> JsonObject:
    """Return the pack of a year with what a later notice says of some of its days.

    Args:
        known: The year's pack until now, or None.
        pack: A cleaned pack; the days it names take the place of those known, all others stay.
    """
    if known is None:
        return dict(pack)
    days = {entry["date"]: entry for entry in (*pack_json(known)["days"], *pack["days"])}
    notices = [*known.notices, *pack["notices"]]
    return {
        "year": known.year,
        "notices": list(dict.fromkeys(notices)),
        "days": [days[day] for day in sorted(days)],
    }


def kept_beside(known: Pack | None, pack: JsonMapping) -> list[str]:
    """Return the days of holidays that ``pack`` speaks of, as they were and as it leaves them.

    Whoever takes an amending notice looks whether one of them should have gone.
    """
    named = {entry["date"] for entry in pack["days"]}
    holidays = {entry["name"] for entry in pack["days"]} - {""}
    before = pack_json(known)["days"] if known else []
    return [one["date"] for one in before if one["name"] in holidays and one["date"] not in named]


def pack_json(pack: Pack) -> JsonObject:
    """Return ``pack`` as the JSON of ``resources/holidays/<year>.json``."""
    named = [*((day, name, True) for day, name in pack.off.items())]
    named += [(day, name, False) for day, name in pack.made_up.items()]
    days = [
        {"date": date.fromordinal(day).isoformat(), "name": name, "off": off}
        for day, name, off in sorted(named)
    ]
    return {"year": pack.year, "notices": list(pack.notices), "days": days}


def _need_parts(data: Any) -> None:
    """Refuse parts that nobody reads, that are missing or of another type, also of the days."""
    _need_types(data, PACK)
    if not all(isinstance(notice, str) for notice in data["notices"]):
        raise BadPack(reason="“notices”")
    for day in data["days"]:
        _need_types(day, DAY)


def _need_types(data: Any, known: Mapping[str, type]) -> None:
    if isinstance(data, Mapping):
        need_names(data, known)
    for name, kind in known.items():
        if not isinstance(data, Mapping) or type(data.get(name)) is not kind:
            raise BadPack(reason=f"“{name}”")


def pack_of(days: Iterable[NamedDay], year: int, notice: str) -> JsonObject:
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
