"""Audit (审计): who did what and when, exports, the months' heads, and the checks."""

from datetime import timedelta
from functools import partial
from typing import Final

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QTabWidget, QWidget

from desk.base.shapes import JsonObject
from desk.base.text import plain
from desk.base.words import mark, say, shown
from desk.reads.audit_search import MOST, AuditQuery, CaseLine, MonthHead, month_heads, read_audit
from desk.rules.forms.prints import PAPERS
from desk.rules.record.audit_kinds import AuditGroup
from desk.rules.steps import kinds
from ui.base.hub import Hub
from ui.models.sheet_model import SheetRow
from ui.widgets.audit_words import sentence
from ui.widgets.boxes import STRETCH, Grown, Part, column, row
from ui.widgets.calm import CalmDay, choice
from ui.widgets.checks_card import ChecksCard
from ui.widgets.page import Page
from ui.widgets.sheet import Sheet
from ui.widgets.text import button, label, wrapped

LOG = {
    mark("When"): 140,
    mark("Who acted"): 120,
    mark("Audit entry"): 0,
    mark("Case"): 200,
}
EXPORTS = {
    mark("When"): 140,
    mark("Who acted"): 120,
    mark("What was exported"): 130,
    mark("How many"): 90,
    mark("Plain or masked"): 150,
    mark("Purpose"): 0,
    mark("File"): 220,
}
HEADS = {
    mark("Month"): 110,
    mark("Hash of the last entry"): 0,
    mark("On the signed report"): 420,
}
DAYS_BACK = 30
LOUD: Final = (kinds.SIGN_IN_FAILED.id, kinds.REFUSED.id, kinds.RECOVERED.id)


class AuditPage(Page):
    """Shows the audit log; a line about a case opens the case."""

    title = mark("Audit")

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        """Build the page; `start` reads it."""
        super().__init__(hub, parent)
        self._lines: list[CaseLine] = []
        self._log = Sheet(LOG, "audit-log")
        self._log.opened.connect(self._on_to_case)
        self._log.picked.connect(self._on_picked)
        self._exports = Sheet(EXPORTS, "exports")
        self._heads = Sheet(HEADS, "heads")
        self._checks = ChecksCard(hub)
        self._detail = wrapped("", "muted")
        self._count = label("", "muted")
        self._open = button(say(mark("To the case")), "to-case", self._on_to_case)
        tabs = QTabWidget(documentMode=True)
        tabs.setObjectName("audit-tabs")
        foot = row(Grown(self._detail), self._count, self._open)
        exports, heads = wrapped(_exports_words(), "muted"), wrapped(_heads_words(), "muted")
        for words, tab in (
            (mark("Log"), _tab(self._filters(), Grown(self._log), foot)),
            (mark("Register of exports"), _tab(exports, Grown(self._exports))),
            (mark("Months' heads"), _tab(heads, Grown(self._heads))),
            (mark("Checks"), _tab(self._checks, STRETCH)),
        ):
            tabs.addTab(tab, say(words))
        self.lay_out([], Grown(tabs))

    def _filters(self) -> QHBoxLayout:
        people = self._hub.reader.office.people.values()
        who = [("", say(mark("Everybody"))), *((one.login, one.name) for one in people)]
        self._by = choice("audit-by", who, self._ask)
        all_kinds = (None, say(mark("Everything but work on cases")))
        kinds = [all_kinds, *((group, shown(group)) for group in AuditGroup)]
        self._kind = choice("audit-kind", kinds, self._ask)
        today = self._hub.reader.now.date()
        self._first = CalmDay("audit-first", today - timedelta(DAYS_BACK), said=say(mark("From")))
        self._last = CalmDay("audit-last", today, said=say(mark("Until")))
        self._case = QLineEdit(clearButtonEnabled=True, placeholderText=say(mark("case number")))
        self._case.setObjectName("audit-case")
        self._case.setAccessibleName(say(mark("case number")))
        self._case.returnPressed.connect(self._ask)
        for edit in (self._first, self._last):
            edit.dateChanged.connect(self._ask)
        self._by.setAccessibleName(say(mark("Who acted")))
        self._kind.setAccessibleName(say(mark("Kind")))
        parts = (self._by, self._kind, self._first, label("–"), self._last, self._case)
        return row(*parts, STRETCH, spacing=8)

    def start(self) -> None:
        """Read everything anew."""
        self._ask()
        office = self._hub.reader.office
        today = self._hub.reader.now.date()
        exports = AuditQuery(group=AuditGroup.EXPORT)
        tasks = self._hub.tasks
        read = partial(read_audit, office.store, exports, office.acting)
        tasks.read(self, read, self._show_exports)
        tasks.read(self, lambda: month_heads(office.store, today), self._show_heads)
        self._checks.start()

    @Slot()
    def _ask(self) -> None:
        office, query = self._hub.reader.office, self.query()
        read = partial(read_audit, office.store, query, office.acting)
        self._hub.tasks.read(self, read, partial(self._show, query))

    def query(self) -> AuditQuery:
        """Return what the filters ask for."""
        return AuditQuery(
            by=self._by.chosen,
            group=self._kind.chosen,
            first=self._first.day,
            last=self._last.day,
            case_no=self._case.text().strip().upper(),
        )

    def _show(self, query: AuditQuery, found: list[CaseLine]) -> None:
        if query != self.query():
            return
        self._lines = found
        self._log.show_rows([self._row(one) for one in found])
        text = mark("the newest {count}") if len(found) == MOST else mark("{count} entries")
        self._count.setText(say(text, count=f"{len(found):,}"))

    def _row(self, one: CaseLine) -> SheetRow:
        line = one.line
        cells = [
            shown(line.at),
            self._hub.reader.people.name(line.by),
            sentence(one),
            one.case_no,
        ]
        is_loud = line.kind in LOUD
        return SheetRow(line.head, cells, is_loud=is_loud)

    def _picked(self) -> CaseLine | None:
        return next((one for one in self._lines if one.line.head == self._log.key), None)

    @Slot()
    def _on_picked(self) -> None:
        one = self._picked()
        self._open.setEnabled(bool(one and one.case_no))
        self._detail.setText("")
        if one is not None:
            words = mark("{what}. Hash of the entry: {head}")
            self._detail.setText(plain(say(words, what=sentence(one), head=one.line.head)))

    @Slot()
    def _on_to_case(self) -> None:
        one = self._picked()
        if one is not None and one.case_no:
            self._hub.open_case(one.case_no)

    def _show_exports(self, found: list[CaseLine]) -> None:
        self._exports.show_rows([self._export_row(one) for one in found])

    def _export_row(self, one: CaseLine) -> SheetRow:
        told: JsonObject = one.line.told
        what = str(told.get("what", ""))
        full = say(mark("unmasked")) if told.get("full") else say(mark("personal data masked"))
        cells = [
            shown(one.line.at),
            self._hub.reader.people.name(one.line.by),
            say(PAPERS[what]) if what in PAPERS else what,
            f"{told.get('count', 0):,}",
            full,
            str(told.get("purpose", "")),
            str(told.get("file", "")),
        ]
        return SheetRow(one.line.head, cells)

    def _show_heads(self, found: list[MonthHead]) -> None:
        open_still = say(mark("not closed yet"))
        rows = [
            SheetRow(one.period.id, [one.period.title, one.head, one.printed or open_still])
            for one in found
        ]
        self._heads.show_rows(rows)


def _tab(*parts: Part) -> QWidget:
    tab = QWidget()
    column(*parts, inside=tab, margins=(0, 10, 0, 0), spacing=8)
    return tab


def _exports_words() -> str:
    words = mark("Every export is put down here, signed, before its first file is written.")
    return say(words)


def _heads_words() -> str:
    words = mark(
        "The last entry of a month stands for all before it: whoever changes one of them later "
        "changes this hash. The report of a month carries the hash of the moment it was closed; "
        "compare it with the paper that the director signed."
    )
    return say(words)
