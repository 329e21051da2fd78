"""Preview of a ledger import: counts, sheets, and problematic rows."""

from collections.abc import Iterator, Mapping
from typing import Any

from PySide6.QtWidgets import QWidget

from desk.base.words import mark, say
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
    """Shows the report of a simulated import."""

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

    def show_report(self, report: Mapping[str, Any]) -> None:
        """Show ``report``."""
        self._title.setText(report["file"])
        self._counts.setText("\n".join(_counts(report)))
        self._sheets.setText("\n".join(_sheets(report)))
        rows = [*_problems(report["problems"], is_loud=True), *_problems(report["warned"])]
        self._problems.show_rows(rows)
        self._problems.setVisible(bool(rows))


def _counts(report: Mapping[str, Any]) -> Iterator[str]:
    words = mark("{rows} rows: {taken} new cases, {known} here already, {refused} that do not fit.")
    names = ("rows", "taken", "known", "refused")
    yield say(words, **{name: f"{report[name]:,}" for name in names})
    if report["refused"]:
        yield say(
            mark(
                "Rows that do not fit stay out. Mend them in the file and take it in again: what "
                "is here already is not taken twice."
            )
        )
    if report["closing_days_assumed"]:
        assumed = mark("Of {count} closed cases the ledger does not tell the day; it is assumed.")
        yield say(assumed, count=f"{report['closing_days_assumed']:,}")


def _sheets(report: Mapping[str, Any]) -> Iterator[str]:
    for sheet in report["sheets"]:
        words = mark("Sheet {name}: {count} columns are understood")
        if not sheet["name"]:
            words = mark("{count} columns are understood")
        told = say(words, name=sheet["name"], count=len(sheet["columns"]))
        kept = mark("; kept in the remarks: {names}")
        yield told + (say(kept, names=sheet["in_remarks"]) if sheet["in_remarks"] else "")
    if report["left_out"]:
        yield say(mark("Sheets left out: {names}"), names=report["left_out"])


def _problems(told: Any, *, is_loud: bool = False) -> Iterator[SheetRow]:
    for one in told:
        often = f" × {one['count']:,}" if one.get("count", 1) > 1 else ""
        value, line = one["value"] + often, str(one["line"])
        cells = (one["sheet"], line, one["column"], value, one["reason"])
        yield SheetRow(f"{one['sheet']}/{one['line']}/{one['column']}", cells, is_loud=is_loud)
