"""Preview of a ledger import: counts, sheets, and problematic rows."""

from collections.abc import Iterator

from PySide6.QtWidgets import QWidget

from desk.actions.import_ledger import LedgerProblem, LedgerTaken
from desk.base.words import mark, say
from desk.ledgers.ledger_file import Outline
from ui.models.sheet_model import SheetRow
from ui.widgets.boxes import NONE, Grown, column
from ui.widgets.sheet import Sheet
from ui.widgets.text import label, wrapped

PROBLEMS = {
    mark("Sheet"): 110,
    mark("Line"): 60,
    mark("Column"): 120,
    mark("What stands there"): 180,
    mark("Why it does not fit"): 0,
}


class LedgerView(QWidget):
    """Shows what would come of an import."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build the view, empty."""
        super().__init__(parent)
        self._title = label("", "heading")
        self._counts = wrapped("", "", "ledger-counts")
        self._sheets = wrapped("", "muted")
        self._problems = Sheet(PROBLEMS, "ledger-problems")
        column(
            self._title,
            self._counts,
            self._sheets,
            Grown(self._problems),
            inside=self,
            margins=NONE,
            spacing=8,
        )

    def show_found(self, outline: Outline, told: LedgerTaken) -> None:
        """Show how the ledger is read, and what came of the simulation."""
        self._title.setText(told.file)
        self._counts.setText("\n".join(_counts(told)))
        self._sheets.setText("\n".join(_sheets(outline)))
        rows = [_row(one, is_loud=True) for one in (*told.problems, *told.changes)]
        rows += map(_row, told.warned)
        self._problems.show_rows(rows)
        self._problems.setVisible(bool(rows))


def _counts(told: LedgerTaken) -> Iterator[str]:
    words = mark(
        "{rows} rows: {taken} new cases, {known} here already, {changed} here already but changed, "
        "{refused} that do not fit."
    )
    names = ("rows", "taken", "known", "changed", "refused")
    yield say(words, **{name: f"{getattr(told, name):,}" for name in names})
    if told.refused:
        yield say(
            mark(
                "Rows that do not fit stay out. Mend them in the file and take it in again: what "
                "is here already is not taken twice."
            )
        )
    if told.changed:
        yield say(
            mark(
                "Of rows that are here already but changed, each cell is listed. Their cases stay "
                "as they are: put right there what the ledger says now."
            )
        )
    if told.closing_days_assumed:
        assumed = mark("Of {count} closed cases the ledger does not tell the day; it is assumed.")
        yield say(assumed, count=f"{told.closing_days_assumed:,}")


def _sheets(outline: Outline) -> Iterator[str]:
    for sheet in outline.sheets:
        words = mark("Sheet {name}: {count} columns are understood")
        if not sheet.name:
            words = mark("{count} columns are understood")
        told = say(words, name=sheet.name, count=len(sheet.columns))
        kept = mark("; kept in the remarks: {names}")
        yield told + (say(kept, names=sheet.in_remarks) if sheet.in_remarks else "")
    if outline.left_out:
        yield say(mark("Sheets left out: {names}"), names=outline.left_out)


def _row(one: LedgerProblem, *, is_loud: bool = False) -> SheetRow:
    often = f" × {one.count:,}" if one.count > 1 else ""
    cells = (one.sheet, str(one.line), one.column, one.value + often, one.reason)
    return SheetRow(f"{one.sheet}/{one.line}/{one.column}", cells, is_loud=is_loud)
