"""The month close on the report page: where it stands, what is in the way, the commentary."""

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from desk.base.text import plain
from desk.base.words import mark, say, shown
from desk.rules.case.fields import BY_ID
from desk.rules.reports.closing import Blocker
from ui.widgets.scrolled import clear
from ui.widgets.text import button, label, wrapped

KEEP_MS = 800  # of silence, until what was typed is kept
HEIGHT = 76
MOST = 12  # blockers that are listed


class ClosingCard(QFrame):
    """Says where the report stands and what is in the way; offers to close and to submit.

    Signals:
        opened: A case is to be shown; its number.
        close_wanted: The report is to be closed.
        submit_wanted: Its submission is to be recorded.
    """

    opened = Signal(str)
    close_wanted = Signal()
    submit_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build it empty."""
        super().__init__(parent)
        self.setObjectName("card")
        self._state = wrapped("")
        self._state.setObjectName("report-state")
        self._close = button(say(mark("Close the report…")), name="close-report")
        self._close.clicked.connect(self.close_wanted)
        self._submit = button(say(mark("Record the submission…")), name="submit-report")
        self._submit.clicked.connect(self.submit_wanted)
        head = QHBoxLayout()
        head.addWidget(label(say(mark("Month close")), "group"))
        head.addStretch(1)
        head.addWidget(self._close)
        head.addWidget(self._submit)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(4)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(16, 12, 16, 14)
        rows.addLayout(head)
        rows.addWidget(self._state)
        rows.addLayout(self._rows)

    def show_state(self, words: str, *, may_close: bool, may_submit: bool) -> None:
        """Show where the report stands, and which of the two buttons."""
        self._state.setText(plain(words))
        self._close.setVisible(may_close)
        self._submit.setVisible(may_submit)

    def show_blockers(self, blockers: Sequence[Blocker]) -> None:
        """Show what stands in the way, a button for each case."""
        clear(self._rows)
        for blocker in blockers[:MOST]:
            line = QHBoxLayout()
            go = button(blocker.case_no, quiet=True, name=f"blocker-{blocker.case_no}")
            go.clicked.connect(partial(self._open, blocker.case_no))
            line.addWidget(go)
            line.addWidget(label(_why(blocker)))
            line.addStretch(1)
            self._rows.addLayout(line)
        if len(blockers) > MOST:
            more = say(mark("and {count} more"), count=len(blockers) - MOST)
            self._rows.addWidget(label(more, "muted"))

    def _open(self, case_no: str, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - Qt's
        self.opened.emit(case_no)


def _why(blocker: Blocker) -> str:
    words = shown(blocker.why)
    if blocker.fields:
        labels = [say(BY_ID[name].words) for name in blocker.fields]
        return say(mark("{label}: {value}"), label=words, value=labels)
    if blocker.since:
        return say(mark("{what}, since {when}"), what=words, when=blocker.since)
    return words


class CommentaryCard(QFrame):
    """The commentary, a text for each section; what is typed is kept after a pause.

    Signals:
        typed: Text of sections that people changed, by section.
    """

    typed = Signal(object)

    def __init__(self, titles: Mapping[str, str], parent: QWidget | None = None) -> None:
        """Build a text for each of ``titles``, by section."""
        super().__init__(parent)
        self.setObjectName("card")
        self._drafts: dict[str, str] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(KEEP_MS)
        self._timer.timeout.connect(self.keep)
        self._texts = {name: self._text(name) for name in titles}
        grid = QGridLayout(self)
        grid.setContentsMargins(16, 12, 16, 14)
        grid.setHorizontalSpacing(16)
        head = say(mark("Commentary: drafted from the figures, yours to change"))
        grid.addWidget(label(head, "group"), 0, 0, 1, 2)
        for place, (name, title) in enumerate(titles.items()):
            row, column = 1 + place // 2 * 2, place % 2
            grid.addWidget(label(title, "muted"), row, column)
            grid.addWidget(self._texts[name], row + 1, column)

    def _text(self, name: str) -> QPlainTextEdit:
        text = QPlainTextEdit()
        text.setObjectName(f"comment-{name}")
        text.setFixedHeight(HEIGHT)
        text.setTabChangesFocus(True)
        text.textChanged.connect(self._timer.start)
        return text

    def show_texts(self, texts: Mapping[str, str], *, is_closed: bool) -> None:
        """Show ``texts``, by section; those of a closed report cannot be changed."""
        self._timer.stop()
        self._drafts = dict(texts)
        for name, box in self._texts.items():
            box.blockSignals(True)
            if not box.hasFocus() or is_closed:
                box.setPlainText(plain(texts.get(name, "")))
            box.setReadOnly(is_closed)
            box.blockSignals(False)

    @Slot()
    def keep(self) -> None:
        """Tell what was changed since it was shown."""
        self._timer.stop()
        now = {name: box.toPlainText() for name, box in self._texts.items()}
        changed = {n: text for n, text in now.items() if text != plain(self._drafts.get(n, ""))}
        if changed:
            self._drafts.update(changed)
            self.typed.emit(changed)
