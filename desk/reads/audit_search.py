"""Searching the audit log: by person, kind, time and case; newest first."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from desk.base.clock import moment_of, wall
from desk.base.shapes import JsonObject, Payload
from desk.reads.audit_log import AuditLine, head_before, line_of, tells_of
from desk.reads.closed_to import closed_numbers
from desk.rules.people.person_id import person_id
from desk.rules.people.rights import Person
from desk.rules.record.audit_kinds import AuditGroup
from desk.rules.record.fold import Act
from desk.rules.record.subjects import CASE
from desk.rules.reports.periods import Period, month_of
from desk.rules.steps.kinds import KINDS
from desk.store.db import Store
from desk.store.record import journal, read_model
from desk.store.tables import ActRow, CaseRow, PayloadRow

MOST = 500
_OF_CASES = [kind.id for kind in KINDS.values() if kind.about == CASE]
_WORK = [name for name in _OF_CASES if KINDS[name].group is AuditGroup.CHANGE]


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditQuery:
    """A filter; empty parts do not restrict.

    Attributes:
        by: Who acted: a login of the own office, or "0102/chen".
        group: Which kinds; None: everything except work on cases.
        first: The first day.
        last: The last day, inclusive.
        case_no: Number of the case it was about.
        most: How many lines at most; None is all.
    """

    by: str = ""
    group: AuditGroup | None = None
    first: date | None = None
    last: date | None = None
    case_no: str = ""
    most: int | None = MOST


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A line of the audit log, and the case it is about, or ""."""

    line: AuditLine
    case_no: str


def read_audit(store: Store, query: AuditQuery, reader: Person | None = None) -> list[CaseLine]:
    """Return the lines that ``query`` asks for, newest first.

    Those about cases of which ``reader`` may see nothing are left out.
    """
    found = (
        ActRow.select(*journal.ACT_FIELDS, PayloadRow.body)
        .join(PayloadRow, "LEFT JOIN", on=(PayloadRow.act_id == ActRow.id))
        .where(*_conditions(store, query))
        .order_by(ActRow.id.desc())
        .limit(query.most)
    )
    acts = [(journal.act_of(row[:-1]), _told(row[-1])) for row in store.rows(found)]
    numbers = _numbers(store, {act.subject for act, _ in acts if act.kind in _OF_CASES})
    closed = closed_numbers(store, reader) if reader is not None else frozenset[str]()
    lines = _lines(acts, numbers, journal.own_office(store))
    kept = (one for one in lines if one.case_no not in closed and not tells_of(one.line, closed))
    asked = frozenset({query.case_no})  # what is masked in a line is no part of it
    return [
        one
        for one in kept
        if not query.case_no or KINDS[one.line.kind].about == CASE or tells_of(one.line, asked)
    ]


def _conditions(store: Store, query: AuditQuery) -> Iterator[Any]:
    if query.by:
        asked = person_id(query.by)
        yield ActRow.author == asked.login
        yield ActRow.device.startswith(f"{asked.office or journal.own_office(store)}-")
    if query.first:
        yield ActRow.hlc >= wall(datetime.combine(query.first, time()))
    if query.last:
        yield ActRow.hlc < wall(datetime.combine(query.last + timedelta(days=1), time()))
    if query.group:
        yield ActRow.kind.in_([one.id for one in KINDS.values() if one.group is query.group])
    if query.case_no:
        uuid = store.value(CaseRow.select(CaseRow.uuid).where(CaseRow.case_no == query.case_no))
        named = PayloadRow.body.contains(query.case_no) & ActRow.kind.not_in(_OF_CASES)
        yield (ActRow.subject == (uuid or query.case_no)) | named
    elif not query.group:
        yield ActRow.kind.not_in(_WORK)


def _numbers(store: Store, uuids: set[str]) -> dict[str, str]:
    rows = store.rows(
        CaseRow.select(CaseRow.uuid, CaseRow.case_no).where(CaseRow.uuid.in_(list(uuids)))
    )
    return dict(rows)


def _told(body: str | None) -> JsonObject | None:
    told: JsonObject | None = json.loads(body) if body else None
    return told


def _lines(
    acts: list[tuple[Act, Payload | None]], numbers: dict[str, str], own: str
) -> Iterator[CaseLine]:
    for act, told in acts:
        line = line_of(act, {} if act.kind in _OF_CASES else told or {}, own)
        case_no = numbers.get(act.subject) or line.told.get("case_no") or line.told.get("about")
        is_case = isinstance(case_no, str) and case_no.startswith("TS-")
        yield CaseLine(line, str(case_no) if is_case else "")


@dataclass(frozen=True, slots=True)
class MonthHead:
    """The journal's head at the end of a month.

    Attributes:
        period: The month.
        head: Hash (hex) of its last act, or "" when there is none.
        printed: Hash (hex) on the signed report of the month, or "" while it is open.
    """

    period: Period
    head: str
    printed: str


def month_heads(store: Store, today: date, count: int = 12) -> list[MonthHead]:
    """Return the heads of the last ``count`` months that are over, newest first."""
    heads, period = [], month_of(today).before()
    for _ in range(count):
        end = datetime.combine(period.last + timedelta(days=1), time())
        heads.append(MonthHead(period, head_before(store, end), _printed(store, period)))
        period = period.before()
    return [one for one in heads if one.head]


def _printed(store: Store, period: Period) -> str:
    folded = journal.folded(store, f"{read_model.REPORT}{period.id}")
    closed: Any = folded.facts.get("head") if folded.count else None
    return str(closed["hash"]) if closed else ""


def last_of(store: Store, kind: str) -> tuple[datetime, JsonObject] | None:
    """Return time and payload of the last act of ``kind`` here, or None."""
    own = journal.read_identity(store).device
    query = (
        ActRow.select(ActRow.hlc, PayloadRow.body)
        .join(PayloadRow, "LEFT JOIN", on=(PayloadRow.act_id == ActRow.id))
        .where(ActRow.kind == kind, ActRow.device == own)
    )
    found = store.row(query.order_by(ActRow.id.desc()).limit(1))
    if found is None:
        return None
    said: JsonObject = next(iter((_told(found[1]) or {}).values()), {})
    return moment_of(found[0]), said


def first_moment(store: Store) -> datetime | None:
    """Return when the first entry in this home was written, or None."""
    found = store.value(ActRow.select(ActRow.hlc).order_by(ActRow.id).limit(1))
    return moment_of(found) if found else None
