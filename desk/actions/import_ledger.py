"""Import a ledger: its rows become cases, those that came before stay as they are."""

import json
from collections.abc import Iterable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from typing import Any, ClassVar, Final, NamedTuple

from desk.actions.work import IMPORT, Command, Done, Work
from desk.base.errors import Refusal
from desk.base.shapes import Facts, Payload
from desk.base.words import say, shown
from desk.rules.case.entries import CORRECTIONS
from desk.rules.case.fields import BY_ID
from desk.rules.case.life import State
from desk.rules.case.values import spoken
from desk.rules.people.rights import Right
from desk.rules.steps import kinds
from desk.rules.steps.ledger_rows import (
    NumberInSheet,
    NumberTaken,
    NumberTwice,
    Oddity,
    customs_of,
)
from desk.rules.steps.ledger_same import (
    Likeness,
    OtherWithNumber,
    RowChanged,
    differences,
    is_running,
    likeness,
    says,
)
from desk.store import search
from desk.store.counters import Numbers
from desk.store.ledger_case import NewCase, PreparedRow
from desk.store.record import read_model
from desk.store.tables import CaseRow, PayloadRow

BATCH: Final = 250  # rows between two flushes, all in one transaction
TOLD: Final = 1000  # problems that the report lists
NAMED: Final = 20  # cases that a refusal names
ASKED: Final = 500  # keys in one question
SHOWN: Final = 200  # characters of a cell that the report shows
NUMBER: Final = "source_no"
STATE: Final = "state"
CASE_NO_START: Final = "TS-"


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerProblem:
    """A cell that does not fit, and why; of equal cells that were taken, the first and how many."""

    sheet: str
    line: int
    column: str
    value: str
    reason: str
    count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerTaken:
    """What came of an import, or would.

    Attributes:
        import_id: By which it can be undone; None when nothing was written.
        rows: Rows in: taken, known, changed and refused together, always.
        known: Rows imported before, or twice in the file, that say the same.
        changed: Rows imported before that say something else now; their cases stay as they are.
        warnings: Cells that were not understood in rows taken; ``warned`` tells them.
        closing_days_assumed: Closed cases whose closing day the ledger does not tell.
        problems: Why rows were refused, the first thousand.
        changes: The cells that say something else now, the first thousand.
    """

    import_id: str | None
    file: str
    profile: str
    simulated: bool
    rows: int
    taken: int
    known: int
    changed: int
    refused: int
    warnings: int
    closing_days_assumed: int
    problems: list[LedgerProblem]
    changes: list[LedgerProblem]
    warned: list[LedgerProblem]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportLedger(Command[LedgerTaken]):
    """Take the rows of a ledger in as cases; those that were imported before are left alone.

    Attributes:
        import_id: Of this import, as in its rows.
        file: Name of the file.
        profile: Id of the profile that read it.
        rows: Its rows, prepared, in order; asked for once, while the transaction is open.
        is_simulation: Report only, write nothing.
    """

    right: ClassVar[Right] = Right.IMPORT

    import_id: str
    file: str
    profile: str
    rows: Iterable[PreparedRow]
    is_simulation: bool = False


def import_ledger(command: ImportLedger, work: Work) -> Done[LedgerTaken]:
    """Carry out ``command``: everything in the one transaction, flushed every few hundred rows.

    Raises:
        Refusal: The rows cannot be read to their end; nothing was imported.
    """
    intake = _Intake(command=command, work=work)
    rows = iter(command.rows)
    with nullcontext() if command.is_simulation else search.filling(work.store):
        while batch := list(islice(rows, BATCH)):
            intake.take(batch)
    intake.finish()
    return Done(queue=True, result=intake.result())


class _Came(NamedTuple):
    """A case that came from a row before.

    Attributes:
        case_no: Its number.
        days: Its day of receipt, and those that stood before and were corrected.
        body: What the row said, as its first act has it; None when it was erased, or when the
            case came from elsewhere and only its number is known.
    """

    case_no: str
    days: list[str]
    body: str | None


class _Earlier(NamedTuple):
    """A row of this import that was taken: where it stands, and what it says."""

    sheet: str
    line: int
    content: int
    alike: Likeness


@dataclass(kw_only=True)
class _Intake:
    """An import on its way.

    Attributes:
        command: What is wanted.
        work: The transaction's tools.
        rows: Number of rows processed: imported, known, changed or refused.
        assumed: Closed rows without a closing day in the ledger.
        warnings: How many cells were not understood in the rows taken.
    """

    command: ImportLedger
    work: Work
    rows: int = 0
    taken: int = 0
    known: int = 0
    changed: int = 0
    refused: int = 0
    assumed: int = 0
    warnings: int = 0
    _problems: list[LedgerProblem] = field(default_factory=list)
    _changes: list[LedgerProblem] = field(default_factory=list)
    _warned: dict[tuple[str, str], LedgerProblem] = field(default_factory=dict)
    _seen: dict[str, _Earlier] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Prepare the numbering of cases."""
        work = self.work
        letter = work.pen.head.identity.letter
        self._numbers = Numbers(work.store, work.settings.text("office_code"), letter)
        self._has_known = self._knows_profile()
        self._logins = customs_of(work.people.values(), 0).logins

    def take(self, batch: list[PreparedRow]) -> None:
        """Import some rows and write them to the tables."""
        self.rows += len(batch)
        there = self._there(batch)
        for row in batch:
            self._take_row(row, there)
        self.work.settle()

    def _knows_profile(self) -> bool:
        """Say whether any row of this profile was imported before."""
        first = f"{self.command.profile}:"
        after = f"{self.command.profile};"  # the next character: the keys lie between the two
        key = CaseRow.source_key
        query = CaseRow.select(CaseRow.id).where(key >= first, key < after).limit(1)
        return self.work.store.row(query) is not None

    def _there(self, batch: list[PreparedRow]) -> dict[str, _Came]:
        """Return the cases that came from rows of these names, by the name.

        A ledger that this desk has written itself names our own numbers.
        """
        found: dict[str, _Came] = {}
        keys = [key for row in batch for key in row.keys] if self._has_known else []
        for place in range(0, len(keys), ASKED):
            found |= self._cases(CaseRow.source_key.in_(keys[place : place + ASKED]))
        own = [row.number for row in batch if row.number.startswith(CASE_NO_START)]
        if own:
            for came in self._cases(CaseRow.case_no.in_(own)).values():
                key = f"{self.command.profile}:{came.case_no}"
                found.setdefault(key, came._replace(body=None))
        return found

    def _cases(self, asked: Any) -> dict[str, _Came]:
        """Return the cases asked for by origin, or by number; a row's id is that of its act."""
        columns = (CaseRow.source_key, CaseRow.case_no, CaseRow.received_on, CaseRow.entries)
        query = CaseRow.select(*columns, PayloadRow.body).where(asked)
        joined = query.join(PayloadRow, "LEFT JOIN", on=(PayloadRow.act_id == CaseRow.id))
        return {
            key or no: _Came(no, _days(day, entries), body if key else None)
            for key, no, day, entries, body in self.work.store.rows(joined)
        }

    def _take_row(self, row: PreparedRow, there: Mapping[str, _Came]) -> None:
        case, odd, doubt = row.case, list(row.odd), None
        if case is None:
            self._refuse(row, row.wrong)
            return
        for key in row.keys[::-1] if row.keys[-1] in there else row.keys:
            earlier, came = self._seen.get(key), there.get(key)
            if earlier is None and came is None:
                self._seen[key] = _Earlier(row.origin.sheet, row.line, row.content, row.alike)
                self._accept(row, case.named(key), odd)
                return
            if earlier is not None and earlier.content == row.content:
                self.known += 1
                return
            if earlier is None and came is not None and _is_of(row, came):
                self._compare(row, case, came)
                return
            doubt = _doubt(row, _taken(row, earlier, came))
            if row.number and not (is_running(row.number) and _is_apart(row, earlier)):
                break
            if row.number:
                odd.append(_doubt(row, OtherWithNumber(number=row.number)))
        self._refuse(row, () if doubt is None else (doubt,))

    def _compare(self, row: PreparedRow, case: NewCase, came: _Came) -> None:
        """Count a row that came before as known, or as changed and in which cells."""
        names: list[str] = []
        if came.body is not None:
            before, after = json.loads(came.body), case.facts
            names = differences(before, after, self._logins)
        if names:
            now = self._facts_of(came.case_no)
            names = [name for name in names if not says(now.get(name), after.get(name))]
        if not names:
            self.known += 1
            return
        self.changed += 1
        cells = [name for name in names if name in row.origin.headings]
        for name in cells or names:  # what follows from another cell is not told beside it
            if len(self._changes) < TOLD:
                self._changes.append(_told(row, _changed(row, name, before, after, came.case_no)))

    def _facts_of(self, case_no: str) -> Facts:
        columns = [getattr(CaseRow, name) for name in read_model.CASE_COLUMNS]
        query = CaseRow.select(*columns).where(CaseRow.case_no == case_no)
        return next(map(read_model.facts_of, self.work.store.rows(query)), {})

    def _accept(self, row: PreparedRow, case: NewCase, odd: Iterable[Oddity]) -> None:
        self.taken += 1
        self.assumed += case.is_assumed
        for oddity in odd:
            self._warn(row, oddity)
        if not self.command.is_simulation:
            self.work.begin_case(kinds.IMPORTED, self._numbers.next(row.alike.day), case)

    def _refuse(self, row: PreparedRow, wrong: Iterable[Oddity]) -> None:
        self.refused += 1
        for oddity in wrong:
            if len(self._problems) < TOLD:
                self._problems.append(_told(row, oddity))

    def _warn(self, row: PreparedRow, oddity: Oddity) -> None:
        self.warnings += 1
        key = (oddity.column, oddity.value)
        known = self._warned.get(key)
        if known is not None:
            self._warned[key] = replace(known, count=known.count + 1)
        elif len(self._warned) < TOLD:
            self._warned[key] = _told(row, oddity, count=1)

    def finish(self) -> None:
        """Write the act about the import itself, unless it brought nothing."""
        if not self.taken or self.command.is_simulation:
            return
        self._numbers.save()
        facts = {
            "file": self.command.file,
            "profile": self.command.profile,
            "at": self.work.stamp,
            "by": self.work.actor.login,
            **self._counts(),
        }
        self.work.write(kinds.LEDGER_IMPORTED, IMPORT + self.command.import_id, facts)

    def _counts(self) -> Payload:
        return {
            "rows": self.rows,
            "taken": self.taken,
            "known": self.known,
            "changed": self.changed,
            "refused": self.refused,
            "warnings": self.warnings,
            "closing_days_assumed": self.assumed,
        }

    def result(self) -> LedgerTaken:
        """Return what came of the import."""
        is_written = self.taken and not self.command.is_simulation
        return LedgerTaken(
            import_id=self.command.import_id if is_written else None,
            file=self.command.file,
            profile=self.command.profile,
            simulated=self.command.is_simulation,
            **self._counts(),
            problems=self._problems,
            changes=self._changes,
            warned=sorted(self._warned.values(), key=lambda told: -told.count),
        )


def _days(day: str, entries: str) -> list[str]:
    """Return the day of receipt of a case, and those that its ``entries`` say stood before."""
    if f'"{CORRECTIONS}"' not in entries:  # nearly all
        return [day]
    made = json.loads(entries)[CORRECTIONS]
    return [day, *(str(one.get("was_received_at") or "")[:10] for one in made)]


def _is_of(row: PreparedRow, came: _Came) -> bool:
    """Say whether a row is about the complaint of the case that has its number."""
    if came.body is None:
        return row.alike.day in came.days
    return not row.alike.is_other(likeness(json.loads(came.body)))


def _is_apart(row: PreparedRow, earlier: _Earlier | None) -> bool:
    """Say whether numbers may begin anew between a row and the ``earlier`` one of its number.

    They do in every file and in every sheet; in one sheet a number twice is a mistake.
    """
    if earlier is None:
        return True
    return earlier.sheet != row.origin.sheet and row.alike.is_other(earlier.alike)


def _taken(row: PreparedRow, earlier: _Earlier | None, came: _Came | None) -> Refusal:
    """Return the refusal of a row whose number stands for another complaint."""
    if earlier is None and came is not None:
        return NumberTaken(number=row.number, case_no=came.case_no, day=came.days[0])
    sheet, line = (earlier.sheet, earlier.line) if earlier is not None else ("", 0)
    if sheet == row.origin.sheet:
        return NumberTwice(number=row.number, line=line)
    return NumberInSheet(number=row.number, sheet=sheet, line=line)


def _changed(row: PreparedRow, name: str, before: Facts, after: Facts, case_no: str) -> Oddity:
    """Return a cell that says something else than before."""
    heading = row.origin.headings.get(name) or say(BY_ID[name].words)
    speak = _spoken_state if name == STATE else partial(spoken, name)
    was, now = (speak(told[name]) if name in told else "" for told in (before, after))
    return Oddity(heading, now, RowChanged(case_no=case_no, before=was[:SHOWN] or "—"))


def _spoken_state(value: str) -> str:
    return shown(State(value))


def _doubt(row: PreparedRow, refusal: Refusal) -> Oddity:
    return Oddity(row.origin.headings.get(NUMBER, ""), row.number, refusal)


def _told(row: PreparedRow, oddity: Oddity, count: int = 0) -> LedgerProblem:
    return LedgerProblem(
        sheet=row.origin.sheet,
        line=row.line,
        column=oddity.column,
        value=oddity.value[:SHOWN],
        reason=str(oddity.reason),
        count=count,
    )
