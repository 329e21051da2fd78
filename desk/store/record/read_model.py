"""The read model: the rows of a subject, derived from its folded acts.

A row is a pure function of the fold and the office's reckoning; the
tables can be rebuilt at any time, and `verify` compares them with the acts.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, NamedTuple

from desk.base.clock import stamp
from desk.base.shapes import Facts, Payload, Row
from desk.rules.case.entries import ENTRIES, KEPT
from desk.rules.case.fields import FIELDS, Kind
from desk.rules.case.life import ENDED, NEXT_STEP
from desk.rules.case.major import major_ground
from desk.rules.case.pinyin import pinyin_of
from desk.rules.case.ways import COMPLAINT, counted_in
from desk.rules.people.sight import closed_to
from desk.rules.record import subjects
from desk.rules.record.fold import Folded
from desk.rules.record.undone import is_undone
from desk.rules.searching import indexed, indexed_rest, indexed_with
from desk.rules.steps.merged_state import unlawful
from desk.rules.time.breaches import missed
from desk.rules.time.case_clocks import CaseClock, ClockState, Reckoning, kept
from desk.rules.time.rulebook import Track
from desk.store import exchange_rows, register_items, search
from desk.store.attachment_rows import FILE_COLUMNS, file_rows
from desk.store.db import Store
from desk.store.tables import (
    NEVER,
    AttachmentRow,
    CaseRow,
    ClockRow,
    ClosedRow,
    ImportRow,
    MissedRow,
    PersonRow,
    PrintRow,
    ReportRow,
    SettingRow,
)

CASE_COLUMNS: Final = (
    "id",
    "uuid",
    "case_no",
    *(field.column for field in FIELDS),
    "is_open",
    "due_at",
    "attention_at",
    "legal_due_at",
    "legal_orange_at",
    "is_queued",
    "received_on",
    "closed_on",
    "entries",
    "conflicts",
    "version",
    "source_key",
    "import_id",
    "name_sound",
    "counted_in",
)
CLOCK_COLUMNS: Final = tuple(ClockRow._meta.fields)  # noqa: SLF001 - peewee's public list
MISSED_COLUMNS: Final = tuple(MissedRow._meta.fields)  # noqa: SLF001 - the same
CLOSED_COLUMNS: Final = ("case_id", "who")
ENTRY_NAMES: Final = (*ENTRIES, *KEPT, "decisions")
SEARCHED: Final = (
    "case_no",
    "complainant.name",
    "complainant.phone",
    "complained_unit",
    "product",
    "contract_no",
    "account_tail",
    "facts",
    "demand_text",
    "grounds",
    "forward_no",
    "source_no",
    "remarks",
)
_ENDED: Final = frozenset(state.value for state in ENDED)
_NEEDED: Final = frozenset({"case_no", "kind", "state", "received_at"})


_JSON: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True)  # as the journal keeps it


def to_column(kind: Kind, value: Any) -> Any:
    """Convert a stored value for its column."""
    if value is None or isinstance(value, int):
        return int(value) if isinstance(value, bool) else value
    if kind is Kind.MONEY:
        return int(Decimal(value).scaleb(2))
    if isinstance(value, list | dict):
        return _JSON.encode(value)
    return value


def from_column(kind: Kind, value: Any) -> Any:
    """Convert a column's value for facts."""
    if value is None:
        return None
    match kind:
        case Kind.MONEY:
            return str(Decimal(value).scaleb(-2))
        case Kind.YES_NO:
            return bool(value)
        case Kind.CODES | Kind.NAMES | Kind.ENTRIES:
            return json.loads(value)
        case _:
            return value


_PLAIN: Final = frozenset({Kind.CODE, Kind.TEXT, Kind.STORY, Kind.DAY, Kind.MOMENT, Kind.COUNT})
# A case states some twenty of its ninety fields: its row is made from those, not from all.
_PLAIN_COLUMNS: Final = {field.id: field.column for field in FIELDS if field.kind in _PLAIN}
_OTHER_COLUMNS: Final = {
    field.id: (field.column, field.kind) for field in FIELDS if field.kind not in _PLAIN
}
_LINES: Final = frozenset(field.id for field in FIELDS if field.kind is not Kind.STORY)
LINE_MOST: Final = 600  # characters, thrice what may be typed: a server's keys end at 2,704 bytes
_NEXT_STEPS: Final = {state.value: step.value for state, step in NEXT_STEP.items()}


def derived(facts: Facts) -> Payload:
    """Return the derived fields: major, its ground, the next step."""
    ground = major_ground(facts)
    return {
        "major": bool(ground),
        "major_ground": ground or None,
        "next_step": _NEXT_STEPS.get(facts["state"]),
    }


def is_shown(folded: Folded) -> bool:
    """Say whether a case gets a row: its first act is here, it is not erased or undone."""
    return folded.facts.keys() >= _NEEDED and not is_undone(folded)


class CaseProjection(NamedTuple):
    """The projection of a case to tables, without row id, UUID and number.

    Attributes:
        values: Non-empty columns of its row.
        clocks: Rows of its clocks, without the case's id.
        missed: Rows of what they missed, without the case's id.
        closed: To whom it is closed.
        words: Search index entry, the part after its number.
    """

    values: Payload
    clocks: list[Row]
    missed: list[Row]
    closed: list[str]
    words: str


def project(folded: Folded, clocks: Sequence[CaseClock]) -> CaseProjection:
    """Return the projection of a case; a pure function."""
    facts = folded.facts
    words = indexed_rest(facts.get(name) for name in SEARCHED[1:])
    return CaseProjection(
        _values(folded, clocks),
        _clock_columns(counted_in(facts), clocks),
        _missed_columns(facts, clocks),
        closed_to(facts),
        words,
    )


def case_row(case_id: int, uuid: str, folded: Folded, clocks: Sequence[CaseClock]) -> Row:
    """Return the row of a case, in the order of ``CASE_COLUMNS``."""
    values = {
        "id": case_id,
        "uuid": uuid,
        "case_no": folded.facts["case_no"],
        **_values(folded, clocks),
    }
    return tuple(map(values.get, CASE_COLUMNS))


def _values(folded: Folded, clocks: Sequence[CaseClock]) -> Payload:
    """Return the non-empty columns of a case except the first three."""
    facts = folded.facts
    values: Payload = {}
    for source in (facts, derived(facts)):
        for name, value in source.items():
            plain = _PLAIN_COLUMNS.get(name)
            if plain is not None:
                values[plain] = _kept(name, value) if isinstance(value, str) else value
            elif name in _OTHER_COLUMNS:
                column, kind = _OTHER_COLUMNS[name]
                values[column] = to_column(kind, value)
    running = [clock.marks for clock in clocks if clock.counts]
    has_ended = facts["state"] in _ENDED
    # Two desks may disagree on the state: what is shown as open has no day of closing.
    closed = facts.get("closed_at") if has_ended else None
    entries = {name: facts[name] for name in ENTRY_NAMES if name in facts}
    values["is_open"] = int(not has_ended)
    legal = [clock.marks for clock in clocks if clock.counts and _is_legal(clock)]
    values["due_at"] = _soonest(mark.due_at for mark in running)
    values["attention_at"] = _soonest(mark.yellow_at for mark in running)
    values["legal_due_at"] = _soonest(mark.due_at for mark in legal)
    values["legal_orange_at"] = _soonest(mark.orange_at for mark in legal)
    values["is_queued"] = int(not has_ended or bool(running))
    values["received_on"] = facts["received_at"][:10]
    values["closed_on"] = closed[:10] if closed else None
    values["entries"] = _JSON.encode(entries) if entries else "{}"
    values["conflicts"] = len(folded.conflicts) + len(unlawful(folded))
    values["version"] = folded.count
    values["source_key"] = facts.get("source_key")
    values["import_id"] = facts.get("import_id")
    values["name_sound"] = pinyin_of(facts.get("complainant.name") or "") or None
    values["counted_in"] = counted_in(facts)
    return values


def _kept(name: str, text: str) -> str:
    """Return ``text`` as a server's column takes it: without NUL, and of a line not too much."""
    return (text[:LINE_MOST] if name in _LINES else text).replace("\0", "\ufffd")


def _is_legal(clock: CaseClock) -> bool:
    return clock.rule.track is Track.STATUTORY


def _soonest(moments: Iterable[datetime]) -> str:
    soonest = min(moments, default=None)
    return stamp(soonest) if soonest else NEVER


def clock_rows(case_id: int, table: str, clocks: Iterable[CaseClock]) -> list[Row]:
    """Return the rows of a case's clocks, in the order of ``CLOCK_COLUMNS``."""
    return [(case_id, *columns) for columns in _clock_columns(table, clocks)]


def _clock_columns(table: str, clocks: Iterable[CaseClock]) -> list[Row]:
    """Return the rows of a case's clocks without the case's id."""
    is_complaint = int(table == COMPLAINT)
    return [
        (
            clock.rule.id,
            clock.rule.track.value,
            int(clock.state is ClockState.RUNNING),
            is_complaint,
            stamp(clock.started_at),
            due_at := stamp(clock.due.at),
            due_at[:10],
            int(clock.due.provisional),
            stamp(clock.stopped_at) if clock.stopped_at else "",
            int(clock.is_met),
            *_marks(clock),
        )
        for clock in clocks
        if not clock.rule.is_window and clock.state in (ClockState.RUNNING, ClockState.STOPPED)
    ]


def missed_rows(case_id: int, facts: Facts, clocks: Iterable[CaseClock]) -> list[Row]:
    """Return the rows of what the case missed, in the order of ``MISSED_COLUMNS``."""
    return [(case_id, *columns) for columns in _missed_columns(facts, clocks)]


def _missed_columns(facts: Facts, clocks: Iterable[CaseClock]) -> list[Row]:
    """Return the rows of what the case missed without the case's id."""
    is_complaint = int(counted_in(facts) == COMPLAINT)
    return [(rule, stamp(end), is_complaint) for rule, end in missed(facts, clocks)]


def _marks(clock: CaseClock) -> tuple[str, str, str]:
    """Return the moments at which the light changes; None for clocks that have ended."""
    if clock.state is not ClockState.RUNNING:
        return "", "", ""
    marks = clock.marks
    return stamp(marks.yellow_at), stamp(marks.orange_at), stamp(marks.red_at)


def closed_rows(case_id: int, facts: Facts) -> list[Row]:
    """Return the rows of those to whom the case is closed, in the order of ``CLOSED_COLUMNS``."""
    return [(case_id, who) for who in closed_to(facts)]


def words_of(facts: Facts) -> str:
    """Return the search index's pairs for a case."""
    return indexed(_searched(facts))


def _searched(facts: Facts) -> list[Any]:
    return [facts.get(name) for name in SEARCHED]


@dataclass(kw_only=True)
class CaseBatch:
    """A batch of case rows to write.

    Attributes:
        store: Where to.
        reckoning: How the office reckons time.
    """

    store: Store
    reckoning: Reckoning
    _new: list[Payload] = field(default_factory=list)
    _changed: list[Row] = field(default_factory=list)
    _clocks: list[Row] = field(default_factory=list)
    _missed: list[Row] = field(default_factory=list)
    _closed: list[Row] = field(default_factory=list)
    _files: list[Row] = field(default_factory=list)
    _stale: list[Row] = field(default_factory=list)  # ids of rows to take away beside the case's
    _gone: list[Row] = field(default_factory=list)
    _words: list[tuple[int, str]] = field(default_factory=list)
    _old_words: list[tuple[int, str]] = field(default_factory=list)

    def add(
        self, case_id: int, uuid: str, folded: Folded, known: Sequence[CaseClock] | None = None
    ) -> None:
        """Add a new case; ``known`` are its clocks if they were reckoned before."""
        if is_shown(folded):
            layout = project(folded, self._clocks_of(folded, known))
            self.add_projected(case_id, uuid, folded.facts["case_no"], layout)
            self._files += file_rows(case_id, folded.facts)

    def add_projected(self, case_id: int, uuid: str, case_no: str, layout: CaseProjection) -> None:
        """Add a new case from its projection."""
        layout.values.update(id=case_id, uuid=uuid, case_no=case_no)
        self._new.append(layout.values)
        self._words.append((case_id, indexed_with(case_no, layout.words)))
        self._clocks += [(case_id, *columns) for columns in layout.clocks]
        self._missed += [(case_id, *columns) for columns in layout.missed]
        self._closed += [(case_id, who) for who in layout.closed]

    def change(
        self,
        case_id: int,
        uuid: str,
        before: Facts,
        folded: Folded,
        known: Sequence[CaseClock] | None = None,
    ) -> None:
        """Add an existing case, with its facts ``before``; ``known`` as in `add`."""
        self._stale.append((case_id,))
        old, new = _searched(before), None
        if not is_shown(folded):
            self._gone.append((case_id,))
        else:
            clocks = self._clocks_of(folded, known)
            self._changed.append(case_row(case_id, uuid, folded, clocks))
            self._clocks += clock_rows(case_id, counted_in(folded.facts), clocks)
            true = self.reckoning.with_true_breaches(folded.facts)
            self._missed += missed_rows(case_id, true, clocks)
            self._closed += closed_rows(case_id, folded.facts)
            self._files += file_rows(case_id, folded.facts)
            new = _searched(folded.facts)
        if old != new:
            self._old_words.append((case_id, indexed(old)))
            self._words += [(case_id, indexed(new))] if new else []

    def _clocks_of(self, folded: Folded, known: Sequence[CaseClock] | None) -> Sequence[CaseClock]:
        return self.reckoning.kept_clocks(folded.facts) if known is None else kept(known)

    def flush(self) -> None:
        """Write the batch to the tables."""
        store = self.store
        # The driver takes long to bind a None, and a case states a third of its columns.
        stated = sorted(set[str]().union(*self._new))
        store.insert(CaseRow, stated, [tuple(map(row.get, stated)) for row in self._new])
        if self._stale:
            store.put(CaseRow, CASE_COLUMNS, self._changed)
            store.delete(CaseRow, "id", self._gone)
            for table in (ClockRow, MissedRow, ClosedRow, AttachmentRow):
                store.delete(table, "case_id", self._stale)
        store.insert(ClockRow, CLOCK_COLUMNS, self._clocks)
        store.insert(MissedRow, MISSED_COLUMNS, self._missed)
        store.insert(ClosedRow, CLOSED_COLUMNS, self._closed)
        store.insert(AttachmentRow, FILE_COLUMNS, self._files)
        search.remove(store, self._old_words)
        search.add(store, self._words)
        kept = (self._new, self._changed, self._clocks, self._missed, self._closed)
        for rows in (*kept, self._files, self._words, self._old_words, self._stale, self._gone):
            rows.clear()


def facts_of(row: Sequence[Any]) -> Facts:
    """Return the facts, entries included, of a case row (in the order of ``CASE_COLUMNS``)."""
    values = dict(zip(CASE_COLUMNS, row, strict=True))
    facts = {
        field.id: from_column(field.kind, values[field.column])
        for field in FIELDS
        if values[field.column] is not None
    }
    return {**facts, "case_no": values["case_no"], **json.loads(values["entries"])}


PERSON: Final = subjects.PERSON
SETTINGS: Final = subjects.SETTINGS
IMPORT: Final = subjects.IMPORT
REPORT: Final = subjects.REPORT
PRINT: Final = subjects.PRINT
PERSON_COLUMNS: Final = ("login", "name", "role", "department", "active", "verify_key")
IMPORT_COLUMNS: Final = tuple(ImportRow._meta.fields)  # noqa: SLF001 - peewee's public list
REPORT_COLUMNS: Final = tuple(ReportRow._meta.fields)  # noqa: SLF001 - peewee's public list
PRINT_COLUMNS: Final = tuple(PrintRow._meta.fields)  # noqa: SLF001 - peewee's public list
_TABLES: Final = {
    PERSON: (PersonRow, PERSON_COLUMNS),
    SETTINGS: (SettingRow, ("id", "value")),
    IMPORT: (ImportRow, IMPORT_COLUMNS),
    **exchange_rows.TABLES,
    REPORT: (ReportRow, REPORT_COLUMNS),
    PRINT: (PrintRow, PRINT_COLUMNS),
    **register_items.TABLES,
}
_RowOf = Callable[[str, Facts], tuple[str, list[Row]]]
_ROWS: Final[tuple[tuple[tuple[str, ...], _RowOf], ...]] = (
    (tuple(exchange_rows.TABLES), exchange_rows.row_of),
    (tuple(register_items.TABLES), register_items.row_of),
)
OTHERS: Final = tuple(_TABLES)


def is_kept(subject: str) -> bool:
    """Say whether a subject other than a case has rows."""
    return subject == SETTINGS or subject.startswith(tuple(set(OTHERS) - {SETTINGS}))


def other_rows(subject: str, folded: Folded) -> tuple[str, list[Row]]:
    """Return kind and rows of a subject other than a case."""
    facts = folded.facts
    if subject == SETTINGS:
        pairs = sorted(facts.items())
        texts = (json.dumps(v, ensure_ascii=False, sort_keys=True) for _, v in pairs)
        return SETTINGS, list(zip((name for name, _ in pairs), texts, strict=True))
    if subject.startswith(PERSON):
        row = (
            subject.removeprefix(PERSON),
            facts["name"],
            facts["role"],
            facts.get("department") or "",
            int(facts.get("active", True)),
            facts.get("verify_key") or "",
        )
        return PERSON, [row]
    for tables, row_of in _ROWS:
        if subject.startswith(tables):
            return row_of(subject, facts)
    if subject.startswith(PRINT):
        return PRINT, [_print_row(subject.removeprefix(PRINT), facts)]
    if subject.startswith(REPORT):
        return REPORT, [_report_row(subject.removeprefix(REPORT), facts)]
    parts = ("file", "profile", "at", "by", "taken", "known", "refused")
    told = [facts[part] for part in parts]
    return IMPORT, [(subject.removeprefix(IMPORT), *told, facts.get("undone_at") or "")]


def is_told(subject: str, folded: Folded) -> bool:
    """Say whether a subject other than a case is known well enough for a row."""
    needed = {PERSON: {"name", "role"}, IMPORT: {"file"}}
    if subject.startswith(tuple(register_items.TABLES)):
        return register_items.is_told(folded.facts)
    prefix = subject.partition(":")[0] + ":"
    return bool(folded.facts) and folded.facts.keys() >= needed.get(prefix, set())


def _print_row(code: str, facts: Facts) -> Row:
    told = [facts[name] for name in ("what", "about", "copy")]
    hashes = json.dumps(facts["hashes"], sort_keys=True)
    return (code, *told, int(facts["full"]), facts["at"], facts["by"], hashes)


def _report_row(period: str, facts: Facts) -> Row:
    """Return the row of a report, without its frozen figures."""
    names = ("closed_at", "closed_by", "hash", "submitted_on")
    return (period, *(facts.get(name) or "" for name in names), facts.get("days_late") or 0)


def put_other(store: Store, subject: str, folded: Folded) -> None:
    """Write a subject other than a case to its table."""
    kind, rows = other_rows(subject, folded)
    table, columns = _TABLES[kind]
    store.put(table, columns, rows)


def others_agree(store: Store, kind: str, expected: Iterable[Row]) -> bool:
    """Say whether the table of ``kind`` holds exactly the ``expected`` rows."""
    table, columns = _TABLES[kind]
    query = table.select(*(getattr(table, name) for name in columns))
    if kind in register_items.TABLES:  # one table for all registers
        query = query.where(register_items.is_of(kind))
    found = store.rows(query)
    return sorted(expected) == sorted(tuple(row) for row in found)
