"""Undo a ledger import: its cases leave the tables, and its rows may be imported again."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Final

from desk.actions.work import IMPORT, Command, Done, Work
from desk.rules.people.rights import Right
from desk.rules.record.fold import Folded
from desk.rules.record.undone import UNDONE_AFTER, NoImport, UndoneBefore, WorkedOn
from desk.rules.steps import kinds
from desk.store.record import journal
from desk.store.tables import CaseRow

BATCH: Final = 250  # cases between two flushes, all in one transaction
NAMED: Final = 20  # cases that a refusal names


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportUndone:
    """An import that was taken back: its file, and how many cases left the tables."""

    import_id: str
    file: str
    undone: int
    undone_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoImport(Command[ImportUndone]):
    """Undo a ledger import.

    Attributes:
        import_id: From the import's report.
    """

    right: ClassVar[Right] = Right.IMPORT

    import_id: str


def undo_import(command: UndoImport, work: Work) -> Done[ImportUndone]:
    """Carry out ``command``: an act for each case, and one for the import itself.

    Raises:
        NoImport: There is no such import.
        UndoneBefore: It was undone already.
        WorkedOn: One of its cases was changed since.
    """
    subject = IMPORT + command.import_id
    told = _standing(command.import_id, journal.folded(work.store, subject))
    cases = _untouched(command.import_id, work)
    for place in range(0, len(cases), BATCH):
        for case_no in cases[place : place + BATCH]:
            _undo(case_no, work)
        work.settle()
    undone = {"undone_at": work.stamp, "undone_by": work.actor.login}
    work.write(kinds.LEDGER_UNDONE, subject, undone, before=told)
    result = ImportUndone(
        import_id=command.import_id,
        file=told.facts["file"],
        undone=len(cases),
        undone_at=work.stamp,
    )
    return Done(queue=True, result=result)


def _standing(import_id: str, told: Folded) -> Folded:
    """Return the import's act and payload, if there is one that was not undone."""
    if not told.facts:
        raise NoImport(import_id=import_id)
    undone_at = told.facts.get("undone_at")
    if undone_at:
        raise UndoneBefore(import_id=import_id, at=datetime.fromisoformat(undone_at))
    return told


def _untouched(import_id: str, work: Work) -> list[str]:
    """Return the case numbers of the import; refuse when one was changed since."""
    query = CaseRow.select(CaseRow.case_no, CaseRow.version).where(CaseRow.import_id == import_id)
    cases = work.store.rows(query.order_by(CaseRow.id))
    touched = [case_no for case_no, version in cases if version > 1]
    if touched:
        raise WorkedOn(count=len(touched), cases=touched[:NAMED])
    return [case_no for case_no, _ in cases]


def _undo(case_no: str, work: Work) -> None:
    at_hand = work.case(case_no)
    work.write(kinds.UNDONE, at_hand.uuid, {UNDONE_AFTER: at_hand.folded.count})
