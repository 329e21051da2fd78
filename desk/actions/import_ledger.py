"""Import a ledger: its rows become cases, those that came before stay as they are."""

import json
from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import ClassVar, Final

from desk.actions.work import IMPORT, Command, Done, Work
from desk.base.errors import Refusal
from desk.base.shapes import Payload
from desk.rules.case.entries import CORRECTIONS
from desk.rules.people.rights import Right
from desk.rules.steps import kinds
from desk.rules.steps.ledger_rows import NumberTaken, NumberTwice, Oddity
from desk.store import search
from desk.store.counters import Numbers
from desk.store.ledger_case import NewCase, PreparedRow
from desk.store.tables import CaseRow

BATCH: Final = 250  # rows between two flushes, all in one transaction
TOLD: Final = 1000  # problems that the report lists
NAMED: Final = 20  # cases that a refusal names
ASKED: Final = 500  # keys in one question
SHOWN: Final = 200  # characters of a cell that the report shows
NUMBER: Final = "source_no"
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
        known: Rows imported before.
        warnings: Cells that were not understood in rows taken; ``warned`` tells them.
        closing_days_assumed: Closed cases whose closing day the ledger does not tell.
        problems: Why rows were refused, the first thousand.
    """

    import_id: str | None
    file: str
    profile: str
    simulated: bool
    rows: int
    taken: int
    known: int
    refused: int
    warnings: int
    closing_days_assumed: int
    problems: list[LedgerProblem]
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


@dataclass(kw_only=True)
class _Intake:
    """An import on its way.

    Attributes:
        command: What is wanted.
        work: The transaction's tools.
        rows: Number of rows processed: imported, known or refused.
        assumed: Closed rows without a closing day in the ledger.
        warnings: How many cells were not understood in the rows taken.
    """

    command: ImportLedger
    work: Work
    rows: int = 0
    taken: int = 0
    known: int = 0
    refused: int = 0
    assumed: int = 0
    warnings: int = 0
    _problems: list[LedgerProblem] = field(default_factory=list)
    _warned: dict[tuple[str, str], LedgerProblem] = field(default_factory=dict)
    _seen: dict[str, tuple[int, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Prepare the numbering of cases."""
        work = self.work
        letter = work.pen.head.identity.letter
        self._numbers = Numbers(work.store, work.settings.text("office_code"), letter)
        self._has_known = self._knows_profile()

    def take(self, batch: list[PreparedRow]) -> None:
        """Import some rows and write them to the tables."""
        self.rows += len(batch)
        there = self._there(batch)
        for row in batch:
            self._take_row(row, there.get(row.key))
        self.work.settle()

    def _knows_profile(self) -> bool:
        """Say whether any row of this profile was imported before."""
        first = f"{self.command.profile}:"
        after = f"{self.command.profile};"  # the next character: the keys lie between the two
        key = CaseRow.source_key
        query = CaseRow.select(CaseRow.id).where(key >= first, key < after).limit(1)
        return self.work.store.row(query) is not None

    def _there(self, batch: list[PreparedRow]) -> dict[str, tuple[str, list[str]]]:
        """Return number and days of receipt of the cases that came from these rows, by key.

        The present day comes first; one that was corrected since still stands in the ledger.

        A ledger that this desk has written itself names our own numbers.
        """
        columns = (CaseRow.source_key, CaseRow.case_no, CaseRow.received_on, CaseRow.entries)
        found: dict[str, tuple[str, list[str]]] = {}
        for place in range(0, len(batch) if self._has_known else 0, ASKED):
            keys = [row.key for row in batch[place : place + ASKED]]
            query = CaseRow.select(*columns).where(CaseRow.source_key.in_(keys))
            for key, no, day, told in self.work.store.rows(query):
                found[key] = no, _days(day, told)
        own = [row.number for row in batch if row.number.startswith(CASE_NO_START)]
        if own:
            query = CaseRow.select(*columns).where(CaseRow.case_no.in_(own))
            for _, no, day, told in self.work.store.rows(query):
                found.setdefault(f"{self.command.profile}:{no}", (no, _days(day, told)))
        return found

    def _take_row(self, row: PreparedRow, there: tuple[str, list[str]] | None) -> None:
        earlier, wrong = self._seen.get(row.key), row.wrong
        if earlier is not None and earlier[1] != row.content:
            wrong = (_doubt(row, NumberTwice(number=row.number, line=earlier[0])),)
        elif earlier is not None or (there is not None and row.received_on in there[1]):
            self.known += 1
            return
        elif there is not None:
            case_no, (day, *_) = there
            wrong = (_doubt(row, NumberTaken(number=row.number, case_no=case_no, day=day)),)
        if wrong or row.case is None:
            self._refuse(row, wrong)
        else:
            self._seen[row.key] = (row.line, row.content)
            self._accept(row, row.case)

    def _accept(self, row: PreparedRow, case: NewCase) -> None:
        self.taken += 1
        self.assumed += case.is_assumed
        for oddity in row.odd:
            self._warn(row, oddity)
        if not self.command.is_simulation:
            self.work.begin_case(kinds.IMPORTED, self._numbers.next(row.received_on), case)

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
            warned=sorted(self._warned.values(), key=lambda told: -told.count),
        )


def _days(day: str, entries: str) -> list[str]:
    """Return the day of receipt of a case, and those that its ``entries`` say stood before."""
    if f'"{CORRECTIONS}"' not in entries:  # nearly all
        return [day]
    made = json.loads(entries)[CORRECTIONS]
    return [day, *(str(one.get("was_received_at") or "")[:10] for one in made)]


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
