"""The ledger of a period: one line a complaint that was open or came in.

The figures of a period can be recomputed from it: `LedgerLine.came` and
`LedgerLine.went` are the two sides of the balance.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

import peewee as pw

from desk.base.clock import stamp
from desk.base.shapes import Facts, Row
from desk.base.words import say
from desk.rules.case.fields import BY_ID, Kind
from desk.rules.case.life import ENDED, State
from desk.rules.case.masks import masked
from desk.rules.case.ways import COMPLAINT
from desk.rules.people.rights import Person
from desk.rules.people.sight import Purpose, Sight, closed_words, sight
from desk.rules.reports.periods import Period
from desk.rules.reports.recount import Came, Went, went_of
from desk.store.db import Store
from desk.store.few_cases import OPEN_BY_INDEX
from desk.store.record.read_model import from_column
from desk.store.tables import NEVER, CaseRow, ClockRow, MissedRow

DECIDE: Final = "decide"
# The first end of its decision clocks that a case missed, or None.
MISSED_AT: Final = (
    MissedRow.select(pw.fn.min(MissedRow.due_at))
    .where(MissedRow.case_id == CaseRow.id, MissedRow.rule == DECIDE)
    .alias("missed_at")
)
FEW: Final = 500  # cases in one question


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerLine:
    """One complaint in the ledger of a period.

    Attributes:
        facts: Shown values by field id, those of ``FIELDS`` and "case_no"; as
            they stand when the ledger is made.
        came: How it entered the period.
        went: How it left it.
        due_on: Last day of the statutory decision clock, or None when it has none.
        missed_on: The day on which that clock ended first without an answer; None if it did not
            by the period's end.
        is_late: That clock was missed by the period's end, or by now while it lasts.
        days: Days from receipt to notice (or closing), if it left in the period and was not merged.
    """

    facts: Facts
    came: Came
    went: Went
    due_on: date | None
    missed_on: date | None
    is_late: bool
    days: int | None


FIELDS: Final = (
    "received_at",
    "channel",
    "forwarded_by",
    "forward_no",
    "complainant.name",
    "complainant.id_no",
    "complainant.phone",
    "complained_unit",
    "complained_staff",
    "business_channel",
    "product_line",
    "cause",
    "insurance_line",
    "dispute",
    "sales_channel",
    "phase",
    "issue",
    "grade",
    "topic",
    "facts",
    "demands",
    "amount",
    "department",
    "handler",
    "state",
    "investigation",
    "outcome",
    "finding",
    "liable",
    "compensation",
    "closed_at",
    "notice_way",
    "notified_at",
    "followed_up_at",
    "satisfaction",
    "repeat_of",
    "root_cause",
    "remarks",
    "recused",
    "kind",
)
# What a line still tells of a case that is closed to its reader: what the figures count.
COUNTED: Final = frozenset(
    {
        "case_no",
        "received_at",
        "channel",
        "complained_unit",
        "business_channel",
        "product_line",
        "cause",
        "insurance_line",
        "dispute",
        "sales_channel",
        "phase",
        "issue",
        "grade",
        "topic",
        "department",
        "handler",
        "state",
        "outcome",
        "finding",
        "liable",
        "closed_at",
        "notice_way",
        "notified_at",
        "followed_up_at",
        "satisfaction",
        "root_cause",
        "extensions",
        "compensation",
        "forwarded_by",
    }
)
_DATED: Final = ("notified_at", "followed_up_at", "closed_at")
_DECIDED: Final = ("outcome", "finding", "liable", "compensation", "satisfaction", "root_cause")
_ENDED: Final = frozenset(state.value for state in ENDED)
_PLAIN: Final = frozenset({Kind.CODE, Kind.TEXT, Kind.STORY, Kind.DAY, Kind.MOMENT})
_CONVERTED: Final = tuple(
    (name, BY_ID[name].kind) for name in FIELDS if BY_ID[name].kind not in _PLAIN
)


def ledger_lines(
    store: Store,
    period: Period,
    now: datetime,
    *,
    is_full: bool = False,
    numbers: Sequence[str] | None = None,
) -> Iterator[LedgerLine]:
    """Yield the complaints of ``period`` by receipt and number.

    These are the complaints open at its beginning and those received in it.

    Args:
        store: The open database.
        period: Which.
        now: The moment at which a running clock counts as late while the period lasts.
        is_full: Personal fields unmasked.
        numbers: Only the cases with these numbers, whatever their dates.
    """
    first, last = period.first.isoformat(), period.last.isoformat()
    columns = [getattr(CaseRow, BY_ID[name].column) for name in FIELDS]
    more = (
        CaseRow.case_no,
        CaseRow.entries,
        CaseRow.received_on,
        CaseRow.closed_on,
        ClockRow.due_on,
        ClockRow.is_running,
        ClockRow.due_at,
        MISSED_AT,
    )
    clock = (ClockRow.case_id == CaseRow.id) & (ClockRow.rule == DECIDE)
    query = (
        CaseRow.select(*columns, *more)
        .left_outer_join(ClockRow, on=clock)
        .order_by(CaseRow.received_at, CaseRow.case_no)
    )
    hide: Callable[[Facts], Facts] = dict if is_full else masked
    for wanted in _wanted(numbers, first, last):
        for chunk in store.chunks(query.where(wanted), size=1000):
            for row in chunk:
                yield _line(row, (first, last, judged_at(period, now)), hide)


def for_reader(line: LedgerLine, reader: Person) -> LedgerLine:
    """Return ``line`` as ``reader`` may see it: of a closed case only the counted attributes.

    Those stay, so that the figures can be traced to their lines.
    """
    may = sight(reader, line.facts, Purpose.LIST, NEVER)
    if may >= Sight.MASKED:
        return line
    told = {name: value if name in COUNTED else None for name, value in line.facts.items()}
    return replace(line, facts={**told, "facts": say(closed_words(may))})


def at_end(line: LedgerLine, period: Period) -> LedgerLine:
    """Return ``line`` as it stood when ``period`` ended: what came later is left out.

    What is decided of a case counts, as everywhere in the report, once it is closed.
    """
    if line.went is not Went.OPEN:
        return line
    last = period.last.isoformat()
    later = [name for name in _DATED if (line.facts[name] or "")[:10] > last]
    facts = {**line.facts, **dict.fromkeys((*_DECIDED, *later))}
    if "notified_at" in later:
        facts["notice_way"] = None
    if facts["state"] in _ENDED:
        facts["state"] = State.TO_FOLLOW_UP.value
    return replace(line, facts=facts)


def _wanted(numbers: Sequence[str] | None, first: str, last: str) -> Iterator[Any]:
    """Yield query conditions: the period's cases, or batches of the named ones."""
    if numbers is None:
        yield (CaseRow.counted_in == COMPLAINT) & CaseRow.id.in_(ids_within(first, last))
    else:
        for place in range(0, len(numbers), FEW):
            yield CaseRow.case_no.in_(list(numbers[place : place + FEW]))


def ids_within(first: str, last: str) -> Any:
    """Return the query for the ids: three index ranges, no full table scan."""
    received = CaseRow.select(CaseRow.id).where(CaseRow.received_on.between(first, last))
    still = CaseRow.select(CaseRow.id).where(OPEN_BY_INDEX, CaseRow.received_on < first)
    later = CaseRow.select(CaseRow.id).where(
        CaseRow.closed_on >= first, CaseRow.received_on < first
    )
    return received + still + later  # not sorted for a union: that would be by walks along the ids


def _line(
    row: Row,
    moments: tuple[str, str, str],
    hide: Callable[[Facts], Facts],
) -> LedgerLine:
    first, last, at = moments
    *values, case_no, entries, received_on, closed_on, due_on, running, due_at, missed_at = row
    last_day = due_on or (missed_at or "")[:10]
    facts = dict(zip(FIELDS, values, strict=True))
    for name, kind in _CONVERTED:
        facts[name] = from_column(kind, facts[name])
    facts["case_no"] = case_no
    if "extensions" in entries:
        facts["extensions"] = json.loads(entries).get("extensions")
    went = went_of(closed_on, facts["outcome"], last)
    has_answer = went not in (Went.OPEN, Went.MERGED)
    missed = first_missed(missed_at, due_at if running else None, at)
    return LedgerLine(
        facts=hide(facts),
        came=Came.RECEIVED if received_on >= first else Came.OPENING,
        went=went,
        due_on=date.fromisoformat(last_day) if last_day else None,
        missed_on=date.fromisoformat(missed[:10]) if missed else None,
        is_late=missed is not None,
        days=_days(received_on, facts["notified_at"] or closed_on) if has_answer else None,
    )


def judged_at(period: Period, now: datetime) -> str:
    """Return the stamp at which lateness is judged: the end of ``period``, or now while it lasts.

    An end at 23:59:59 of the last day has passed by then; what ended later has not.
    """
    after = date.fromordinal(period.last.toordinal() + 1)
    return min(stamp(now), f"{after.isoformat()}T00:00:00")


def first_missed(missed_at: str | None, runs_until: str | None, at: str) -> str | None:
    """Return the first end of a decision clock that a case had missed ``at`` a moment, or None.

    Args:
        missed_at: The first end that it missed, for good.
        runs_until: The end of its running decision clock.
        at: The moment.
    """
    return min((end for end in (missed_at, runs_until) if end and end < at), default=None)


def _days(received_on: str, told: str) -> int:
    return (date.fromisoformat(told[:10]) - date.fromisoformat(received_on)).days
