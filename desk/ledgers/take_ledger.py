"""Importing a ledger: read in a separate process, written through `Office.do`."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from desk.actions.import_ledger import ImportLedger, LedgerTaken
from desk.actions.work import Done
from desk.base.progress import Progress, nobody_asks
from desk.ledgers.ledger_file import Outline
from desk.ledgers.reader_process import HowRead, opened
from desk.office import Office
from desk.rules.people.rights import Right
from desk.store.ledger_case import PreparedRow

ANY: Final = HowRead()
TOLD: Final = 500  # rows between two words about the progress


def take_ledger(
    office: Office,
    path: Path,
    wanted: HowRead = ANY,
    *,
    is_simulation: bool = False,
    progress: Progress = nobody_asks,
) -> tuple[Outline, Done[LedgerTaken]]:
    """Import the ledger at ``path``; return how it was read, and what came of it.

    Args:
        office: The target; on the writer thread only.
        path: .xlsx, .xls, .xlsb, .ods or .csv.
        wanted: How it is read.
        is_simulation: Report only, write nothing.
        progress: Called with (rows read, lines in all); raising stops the
            import, nothing is written.

    Raises:
        NotPermitted: The signed-in person may not.
        Refusal: The file cannot be read; nothing is written.
    """
    office.need(Right.IMPORT)
    preparation = office.preparation()
    with opened(path, wanted, preparation) as ledger:
        outline = ledger.outline
        done = office.do(
            ImportLedger(
                import_id=preparation.import_id,
                file=outline.file,
                profile=outline.profile,
                rows=_counted(ledger.rows, outline.lines, progress),
                is_simulation=is_simulation,
            )
        )
    return outline, done


def _counted(rows: Iterator[PreparedRow], lines: int, progress: Progress) -> Iterator[PreparedRow]:
    for count, row in enumerate(rows):
        if count % TOLD == 0:
            progress(count, max(lines, count))
        yield row
