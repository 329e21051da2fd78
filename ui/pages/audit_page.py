"""Audit (审计): who did what and when, exports, the months' heads, and the checks."""

from datetime import timedelta
from functools import partial
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QTabWidget, QVBoxLayout, QWidget

from desk.base.text import plain
from desk.base.words import mark, say, shown
from desk.reads.audit_search import MOST, AuditQuery, CaseLine, MonthHead, month_heads, read_audit
from desk.rules.forms.prints import PAPERS
from desk.rules.record.audit_kinds import AuditGroup
from ui.base.hub import Hub
from ui.models.sheet_model import SheetRow
from ui.widgets.audit_words import sentence
from ui.widgets.calm import CalmChoice, CalmDay
from ui.widgets.checks_card import ChecksCard
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


class AuditPage(QWidget):
    """Shows the audit log; a line about a case opens the case."""

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        """Build the page; `start` reads it."""
        super().__init__(parent)
        self.setObjectName("page")
        self._hub = hub
        self._lines: list[CaseLine] = []
        self._log = Sheet(LOG, "audit-log")
        self._log.opened.connect(self._on_opened)
        self._log.picked.connect(self._on_picked)
        self._exports = Sheet(EXPORTS, "exports")
        self._heads = Sheet(HEADS, "heads")
        self._checks = ChecksCard(hub)
        self._detail = wrapped("", "muted")
        self._count = label("", "muted")
        self._open = button(say(mark("To the case")), name="to-case")
        self._open.clicked.connect(self._on_to_case)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(16, 8, 16, 12)
        rows.setSpacing(12)
        rows.addWidget(label(say(mark("Audit")), "title"))
        tabs = QTabWidget()
        tabs.setDocumentMode(True)
        tabs.setObjectName("audit-tabs")
        tabs.addTab(self._log_tab(), say(mark("Log")))
        tabs.addTab(_tab(self._exports, _exports_words()), say(mark("Register of exports")))
        tabs.addTab(_tab(self._heads, _heads_words()), say(mark("Months' heads")))
        tabs.addTab(_tab(self._checks), say(mark("Checks")))
        rows.addWidget(tabs, 1)

    def _log_tab(self) -> QWidget:
        tab = QWidget()
        rows = QVBoxLayout(tab)
        rows.setContentsMargins(0, 10, 0, 0)
        rows.setSpacing(8)
        rows.addLayout(self._filters())
        rows.addWidget(self._log, 1)
        foot = QHBoxLayout()
        foot.addWidget(self._detail, 1)
        foot.addWidget(self._count)
        foot.addWidget(self._open)
        rows.addLayout(foot)
        return tab

    def _filters(self) -> QHBoxLayout:
        people = self._hub.reader.office.people.values()
        who = [("", say(mark("Everybody"))), *((one.login, plain(one.name)) for one in people)]
        self._by = CalmChoice(who, "")
        self._by.setObjectName("audit-by")
        kinds = [("", say(mark("Everything but work on cases")))]
        kinds += [(group.value, shown(group)) for group in AuditGroup]
        self._kind = CalmChoice(kinds, "")
        self._kind.setObjectName("audit-kind")
        today = self._hub.reader.now.date()
        self._first = CalmDay("audit-first", today - timedelta(DAYS_BACK))
        self._last = CalmDay("audit-last", today)
        self._case = QLineEdit()
        self._case.setObjectName("audit-case")
        self._case.setClearButtonEnabled(True)
        self._case.setPlaceholderText(say(mark("case number")))
        self._case.returnPressed.connect(self._ask)
        for box in (self._by, self._kind):
            box.activated.connect(self._ask)
        for edit in (self._first, self._last):
            edit.dateChanged.connect(self._ask)
        self._by.setAccessibleName(say(mark("Who acted")))
        self._kind.setAccessibleName(say(mark("Kind")))
        row = QHBoxLayout()
        row.setSpacing(8)
        for part in (self._by, self._kind, self._first, label("–"), self._last, self._case):
            row.addWidget(part)
        row.addStretch(1)
        return row

    def start(self) -> None:
        """Read everything anew."""
        self._ask()
        office = self._hub.reader.office
        today = self._hub.reader.now.date()
        exports = AuditQuery(group=AuditGroup.EXPORT)
        tasks = self._hub.tasks
        tasks.read(self, lambda: read_audit(office.store, exports), self._show_exports)
        tasks.read(self, lambda: month_heads(office.store, today), self._show_heads)
        self._checks.start()

    @Slot()
    def _ask(self) -> None:
        store, query = self._hub.reader.office.store, self.query()
        self._hub.tasks.read(self, lambda: read_audit(store, query), partial(self._show, query))

    def query(self) -> AuditQuery:
        """Return what the filters ask for."""
        kind = self._kind.currentData()
        return AuditQuery(
            by=self._by.currentData(),
            group=AuditGroup(kind) if kind else None,
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
        is_loud = line.kind in ("audit.sign-in-failed", "audit.refused", "audit.recovered")
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
    def _on_opened(self) -> None:
        self._on_to_case()

    @Slot()
    def _on_to_case(self) -> None:
        one = self._picked()
        if one is not None and one.case_no:
            self._hub.wants.emit("case", one.case_no)

    def _show_exports(self, found: list[CaseLine]) -> None:
        self._exports.show_rows([self._export_row(one) for one in found])

    def _export_row(self, one: CaseLine) -> SheetRow:
        told: dict[str, Any] = one.line.told
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


def _tab(content: QWidget, words: str = "") -> QWidget:
    tab = QWidget()
    rows = QVBoxLayout(tab)
    rows.setContentsMargins(0, 10, 0, 0)
    rows.setSpacing(8)
    if words:
        rows.addWidget(wrapped(words, "muted"))
    rows.addWidget(content, 1 if words else 0)
    if not words:
        rows.addStretch(1)
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
