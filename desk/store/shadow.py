"""The shadow: what the tables hold of a subject, derived from its folded acts.

A row is a pure function of the fold and of how the office reckons time; the
tables can be thrown away and made again, and `verify` does so to compare.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from desk.base.clock import stamp
from desk.rules.case_clocks import CaseClock, ClockState, Reckoning
from desk.rules.cases import ENDED, NEXT_STEP, State
from desk.rules.entries import ENTRIES
from desk.rules.fields import FIELDS, Kind
from desk.rules.fold import Folded
from desk.rules.intake import major_ground
from desk.rules.searching import indexed
from desk.store import search
from desk.store.db import Store
from desk.store.tables import (
    NEVER,
    CaseRow,
    ClockRow,
    ImportRow,
    PersonRow,
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
    "received_on",
    "closed_on",
    "entries",
    "conflicts",
    "version",
    "source_key",
    "import_id",
)
CLOCK_COLUMNS: Final = tuple(ClockRow._meta.fields)  # noqa: SLF001 - peewee's public list
ENTRY_NAMES: Final = (
    *ENTRIES,
    "attachments",
    "pauses",
    "extensions",
    "restarts",
    "agreed_dates",
    "breaches",
)
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


def to_column(kind: Kind, value: Any) -> Any:
    """Return a stored value as its column holds it."""
    if value is None or isinstance(value, int):
        return int(value) if isinstance(value, bool) else value
    if kind is Kind.MONEY:
        return int(Decimal(value).scaleb(2))
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return value


def from_column(kind: Kind, value: Any) -> Any:
    """Return a column's value as facts hold it."""
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


_KINDS: Final = tuple((field.id, field.kind) for field in FIELDS)
_PLAIN: Final = frozenset({Kind.CODE, Kind.TEXT, Kind.STORY, Kind.DAY, Kind.MOMENT, Kind.COUNT})
_FIELD_PLAN: Final = tuple((name, kind, kind in _PLAIN) for name, kind in _KINDS)


def derived(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that the desk computes: major, its ground, the next step."""
    ground = major_ground(facts)
    step = NEXT_STEP.get(State(facts["state"]))
    return {
        "major": bool(ground),
        "major_ground": ground or None,
        "next_step": step.value if step else None,
    }


def case_row(
    case_id: int, uuid: str, folded: Folded, clocks: Sequence[CaseClock]
) -> tuple[Any, ...]:
    """Return the row of a case, in the order of ``CASE_COLUMNS``."""
    facts = folded.facts
    whole = {**facts, **derived(facts)}
    get = whole.get
    is_open = facts["state"] not in _ENDED
    running = [clock.marks for clock in clocks if clock.counts]
    closed = facts.get("closed_at")
    entries = {name: facts[name] for name in ENTRY_NAMES if name in facts}
    return (
        case_id,
        uuid,
        facts["case_no"],
        *[get(name) if plain else to_column(kind, get(name)) for name, kind, plain in _FIELD_PLAN],
        int(is_open),
        stamp(min(mark.due_at for mark in running)) if running else NEVER,
        stamp(min(mark.yellow_at for mark in running)) if running else NEVER,
        facts["received_at"][:10],
        closed[:10] if closed else None,
        json.dumps(entries, ensure_ascii=False) if entries else "{}",
        len(folded.conflicts),
        folded.count,
        facts.get("source_key"),
        facts.get("import_id"),
    )


def clock_rows(case_id: int, kind: str, clocks: Iterable[CaseClock]) -> list[tuple[Any, ...]]:
    """Return the rows of a case's clocks, in the order of ``CLOCK_COLUMNS``."""
    is_complaint = int(kind == "complaint")
    return [
        (
            case_id,
            clock.rule.id,
            clock.rule.track.value,
            int(clock.state is ClockState.RUNNING),
            is_complaint,
            stamp(clock.started_at),
            stamp(clock.due.at),
            clock.due.on.isoformat(),
            int(clock.due.provisional),
            stamp(clock.stopped_at) if clock.stopped_at else "",
            int(clock.is_met),
            stamp(clock.marks.yellow_at),
            stamp(clock.marks.orange_at),
            stamp(clock.marks.red_at),
        )
        for clock in clocks
        if not clock.rule.is_window and clock.state in (ClockState.RUNNING, ClockState.STOPPED)
    ]


def words_of(facts: Mapping[str, Any]) -> str:
    """Return the search index's pairs for a case."""
    return indexed(facts.get(name) for name in SEARCHED)


@dataclass
class CaseBatch:
    """Rows of cases on their way into the tables.

    Attributes:
        store: Where to.
        reckoning: How the office reckons time.
    """

    store: Store
    reckoning: Reckoning
    _new: list[tuple[Any, ...]] = field(default_factory=list)
    _changed: list[tuple[Any, ...]] = field(default_factory=list)
    _clocks: list[tuple[Any, ...]] = field(default_factory=list)
    _stale: list[int] = field(default_factory=list)
    _words: list[tuple[int, str]] = field(default_factory=list)
    _old_words: list[tuple[int, str]] = field(default_factory=list)

    def add(self, case_id: int, uuid: str, folded: Folded) -> None:
        """Take a new case."""
        self._new.append(self._row(case_id, uuid, folded))
        self._words.append((case_id, words_of(folded.facts)))

    def change(self, case_id: int, uuid: str, before: Mapping[str, Any], folded: Folded) -> None:
        """Take a case that was there, with the facts it had ``before``."""
        self._changed.append(self._row(case_id, uuid, folded))
        self._stale.append(case_id)
        old, new = words_of(before), words_of(folded.facts)
        if old != new:
            self._old_words.append((case_id, old))
            self._words.append((case_id, new))

    def _row(self, case_id: int, uuid: str, folded: Folded) -> tuple[Any, ...]:
        clocks = self.reckoning.clocks(folded.facts)
        self._clocks += clock_rows(case_id, folded.facts["kind"], clocks)
        return case_row(case_id, uuid, folded, clocks)

    def flush(self) -> None:
        """Bring everything into the tables."""
        store = self.store
        store.insert(CaseRow, CASE_COLUMNS, self._new)
        if self._stale:
            store.put(CaseRow, CASE_COLUMNS, self._changed)
            store.run(ClockRow.delete().where(ClockRow.case_id.in_(self._stale)))
        store.insert(ClockRow, CLOCK_COLUMNS, self._clocks)
        search.remove(store, self._old_words)
        search.add(store, self._words)
        for rows in (self._new, self._changed, self._clocks, self._words, self._old_words):
            rows.clear()
        self._stale.clear()


def facts_of(row: Sequence[Any]) -> dict[str, Any]:
    """Return the facts in a case row (in the order of ``CASE_COLUMNS``), entries included."""
    values = dict(zip(CASE_COLUMNS, row, strict=True))
    facts = {
        field.id: from_column(field.kind, values[field.column])
        for field in FIELDS
        if values[field.column] is not None
    }
    return {**facts, "case_no": values["case_no"], **json.loads(values["entries"])}


PERSON: Final = "person:"
SETTINGS: Final = "settings"
IMPORT: Final = "import:"
PERSON_COLUMNS: Final = ("login", "name", "role", "department", "active", "verify_key")
IMPORT_COLUMNS: Final = tuple(ImportRow._meta.fields)  # noqa: SLF001 - peewee's public list
_TABLES: Final = {
    PERSON: (PersonRow, PERSON_COLUMNS),
    SETTINGS: (SettingRow, ("id", "value")),
    IMPORT: (ImportRow, IMPORT_COLUMNS),
}


def other_rows(subject: str, folded: Folded) -> tuple[str, list[tuple[Any, ...]]]:
    """Return the kind of a subject that is no case, and its rows."""
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
    parts = ("file", "profile", "at", "by", "taken", "known", "refused")
    told = [facts[part] for part in parts]
    return IMPORT, [(subject.removeprefix(IMPORT), *told, facts.get("undone_at") or "")]


def put_other(store: Store, subject: str, folded: Folded) -> None:
    """Bring a person, the settings or a ledger import into the tables."""
    kind, rows = other_rows(subject, folded)
    table, columns = _TABLES[kind]
    store.put(table, columns, rows)


def others_agree(store: Store, kind: str, expected: Iterable[tuple[Any, ...]]) -> bool:
    """Say whether the table of ``kind`` holds exactly the ``expected`` rows."""
    table, columns = _TABLES[kind]
    found = store.rows(table.select(*(getattr(table, name) for name in columns)))
    return sorted(expected) == sorted(tuple(row) for row in found)
