"""Head office's view of its branches: data received by day, and each one's balance."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

import peewee as pw

from desk.base.shapes import JsonObject, Row
from desk.base.words import label_all, mark
from desk.reads.figure_values import Balance
from desk.rules.case.numbering import office_in
from desk.rules.case.ways import COMPLAINT
from desk.rules.record.chains import office_of
from desk.rules.record.devices import BRANCH
from desk.rules.reports.periods import Period
from desk.rules.reports.recount import Went
from desk.store import packet_register
from desk.store.db import Store
from desk.store.known_devices import read_devices
from desk.store.record import journal
from desk.store.record.heads import gaps
from desk.store.tables import IS_OPEN, CaseRow


class Cover(StrEnum):
    """How completely an office's day was received."""

    IN = "in"
    QUARANTINED = "quarantined"
    MISSING = "missing"


label_all(
    {
        Cover.IN: mark("in"),
        Cover.QUARANTINED: mark("in quarantine"),
        Cover.MISSING: mark("missing"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeCover:
    """One office in a period.

    Attributes:
        office: Its code.
        name: Its name.
        until: When its latest imported packet was made, or "".
        days: Coverage by day, up to today.
        balance: Of its cases, as known here.
    """

    office: str
    name: str
    until: str
    days: dict[str, Cover]
    balance: Balance


def read_coverage(store: Store, period: Period, now: datetime) -> list[OfficeCover]:
    """Return the coverage of the offices that send packets here, by code."""
    with store.snapshot():
        own = journal.read_identity(store).device
        names = {
            device.office: device.name
            for device in read_devices(store).values()
            if device.role == BRANCH and device.office != office_of(own)
        }
        taken = _latest(
            (row["device"], row["made_at"])
            for row in packet_register.packets(store)
            if row["way"] == packet_register.TAKEN and row["peer"] == own
        )
        apart = _latest(
            (row["sender"], row["made_at"]) for row in packet_register.quarantine(store)
        )
        torn = {office_of(gap.device) for gap in gaps(store)}
        days = [day.isoformat() for day in _days(period, now.date())]
        counted = balances(store, period)
        return [
            OfficeCover(
                office=office,
                name=names[office],
                until=taken.get(office, ""),
                days={
                    day: _cover(day, taken.get(office, ""), apart.get(office, ""), office in torn)
                    for day in days
                },
                balance=counted.get(
                    office, Balance(opening=0, received=0, closed=0, withdrawn=0, open_at_end=0)
                ),
            )
            for office in sorted(names)
        ]


def _latest(made: Iterable[Row]) -> dict[str, str]:
    found: dict[str, str] = {}
    for device, moment in made:
        office = office_of(device)
        found[office] = max(found.get(office, ""), moment)
    return found


def _days(period: Period, today: date) -> Iterator[date]:
    day = period.first
    while day <= min(period.last, today):
        yield day
        day += timedelta(days=1)


def _cover(day: str, taken: str, apart: str, is_torn: bool) -> Cover:  # noqa: FBT001
    """Return the coverage of ``day``; a packet covers the days up to the one it was made on."""
    if taken[:10] >= day:
        return Cover.QUARANTINED if is_torn else Cover.IN
    return Cover.QUARANTINED if apart[:10] >= day else Cover.MISSING


def balances(store: Store, period: Period) -> dict[str, Balance]:
    """Return each office's balance of complaints in ``period``, by its code.

    Reads only the period's cases and the open ones: most cases are older.
    """
    first, last = period.first.isoformat(), period.last.isoformat()
    late = (period.last + timedelta(days=1)).isoformat()
    is_ended = CaseRow.closed_on.between(first, last)
    received = _by_office(store, CaseRow.received_on.between(first, last))
    ended = _by_office(store, is_ended)
    withdrawn, merged = (
        _by_office(store, is_ended, CaseRow.outcome == went)
        for went in (Went.WITHDRAWN, Went.MERGED)
    )
    open_now = [_by_office(store, IS_OPEN, _before(day)) for day in (first, late)]
    ended_since = [
        _by_office(store, CaseRow.closed_on >= day, _before(day)) for day in (first, late)
    ]
    opening, at_end = (some + more for some, more in zip(open_now, ended_since, strict=True))
    offices = {*opening, *received, *ended, *at_end}
    return {
        office: Balance(
            opening=opening[office],
            received=received[office],
            closed=ended[office] - withdrawn[office] - merged[office],
            withdrawn=withdrawn[office],
            merged=merged[office],
            open_at_end=at_end[office],
        )
        for office in offices
    }


def _before(day: str) -> pw.Expression:
    """Return the condition "received before ``day``" in a form that uses no index."""
    return pw.fn.coalesce(CaseRow.received_on, "") < day


def _by_office(store: Store, *conditions: pw.Expression) -> Counter[str]:
    """Return how many complaints fulfil ``conditions``, by office."""
    query = CaseRow.select(CaseRow.case_no).where(CaseRow.counted_in == COMPLAINT, *conditions)
    return Counter(office_in(number) for (number,) in store.rows(query))


def coverage_json(found: list[OfficeCover]) -> list[JsonObject]:
    """Return the coverage as the command line prints it."""
    return [
        {
            "office": one.office,
            "name": one.name,
            "until": one.until,
            "opening": one.balance.opening,
            "received": one.balance.received,
            "closed": one.balance.closed,
            "withdrawn": one.balance.withdrawn,
            "merged": one.balance.merged,
            "open_at_end": one.balance.open_at_end,
            "days": {day: cover.value for day, cover in one.days.items()},
        }
        for one in found
    ]
