"""Closing a month on the report page: state, blockers, commentary."""

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QGridLayout, QPlainTextEdit, QWidget

from desk.base.text import plain
from desk.base.words import mark, say, shown
from desk.rules.case.fields import BY_ID
from desk.rules.reports.closing import Blocker
from ui.base.timers import pause
from ui.widgets.boxes import CARD, STRETCH, column, row
from ui.widgets.cards import Card
from ui.widgets.scrolled import clear
from ui.widgets.text import button, label, wrapped

KEEP_MS = 800  # of silence, until what was typed is kept
HEIGHT = 76
DRAFTED = mark("Commentary: drafted from the figures, yours to change")
SIGNED = mark("Commentary, as it was signed")
MOST = 12  # blockers that are listed


class ClosingCard(QFrame):
    """Shows the report's state and blockers; offers to close and to submit.

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
        self._state = wrapped("", "", "report-state")
        self._close = button(say(mark("Close the report…")), "close-report", self.close_wanted)
        self._submit = button(
            say(mark("Record the submission…")), "submit-report", self.submit_wanted
        )
        head = row(label(say(mark("Month close")), "group"), STRETCH, self._close, self._submit)
        self._rows = column(spacing=4)
        column(head, self._state, self._rows, inside=self, margins=CARD)

    def show_state(self, words: str, *, may_close: bool, may_submit: bool) -> None:
        """Show the report's state, and the matching button."""
        self._state.setText(plain(words))
        self._close.setVisible(may_close)
        self._submit.setVisible(may_submit)

    def show_blockers(self, blockers: Sequence[Blocker]) -> None:
        """Show the blockers, with a button for each case."""
        clear(self._rows)
        for blocker in blockers[:MOST]:
            go = button(
                blocker.case_no,
                f"blocker-{blocker.case_no}",
                partial(self.opened.emit, blocker.case_no),
                quiet=True,
            )
            line = row(go, label(_why(blocker)), STRETCH)
            self._rows.addLayout(line)
        if len(blockers) > MOST:
            more = say(mark("and {count} more"), count=len(blockers) - MOST)
            self._rows.addWidget(label(more, "muted"))


def _why(blocker: Blocker) -> str:
    words = shown(blocker.why)
    if blocker.fields:
        labels = [say(BY_ID[name].words) for name in blocker.fields]
        return say(mark("{label}: {value}"), label=words, value=labels)
    if blocker.since:
        return say(mark("{what}, since {when}"), what=words, when=blocker.since)
    return words


class CommentaryCard(Card):
    """The commentary, a text for each section, saved after a pause in typing.

    Signals:
        typed: Text of sections that people changed, by section.
    """

    typed = Signal(object)

    def __init__(self, titles: Mapping[str, str]) -> None:
        """Build a text for each of ``titles``, by section."""
        super().__init__("")
        self._titles = titles
        self._heading = label("", "group")
        self.put(self._heading)
        self._drafts: dict[str, str] = {}
        self._timer = pause(self, KEEP_MS, self.keep)
        self._texts = {name: self._text(name) for name in titles}
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        for place, (name, title) in enumerate(titles.items()):
            line, side = place // 2 * 2, place % 2
            grid.addWidget(label(title, "muted"), line, side)
            grid.addWidget(self._texts[name], line + 1, side)
        self.put(grid)

    def _text(self, name: str) -> QPlainTextEdit:
        text = QPlainTextEdit()
        text.setObjectName(f"comment-{name}")
        text.setAccessibleName(self._titles[name])
        text.setFixedHeight(HEIGHT)
        text.setTabChangesFocus(True)
        text.textChanged.connect(self._timer.start)
        return text

    def show_texts(self, texts: Mapping[str, str], *, is_closed: bool) -> None:
        """Show ``texts`` by section; read-only for a closed report."""
        self._timer.stop()
        self._heading.setText(say(SIGNED if is_closed else DRAFTED))
        self._drafts = dict(texts)
        for name, box in self._texts.items():
            box.blockSignals(True)
            if not box.hasFocus() or is_closed:
                box.setPlainText(plain(texts.get(name, "")))
            box.setReadOnly(is_closed)
            box.blockSignals(False)

    @property
    def texts(self) -> dict[str, str]:
        """Return what stands in the boxes, by title."""
        return {self._titles[name]: box.toPlainText() for name, box in self._texts.items()}

    @Slot()
    def keep(self) -> None:
        """Emit ``typed`` with the changes since it was shown."""
        self._timer.stop()
        now = {name: box.toPlainText() for name, box in self._texts.items()}
        changed = {n: text for n, text in now.items() if text != plain(self._drafts.get(n, ""))}
        if changed:
            self._drafts.update(changed)
            self.typed.emit(changed)
