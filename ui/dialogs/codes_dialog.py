"""The lists of codes: what holds, from where, and a table of codes that is taken in."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QLabel, QWidget

from desk.actions.take_codes import TakeCodes
from desk.actions.work import Done
from desk.base.text import plain
from desk.base.words import in_language, label_all, mark, say, shown
from desk.ledgers.code_file import read_code_file
from desk.rules.case.classification import of_office
from desk.rules.case.code_tables import CodeChange, CodeRow, CodesTaken
from desk.rules.case.codes import Code, CodeOrigin, code_list, open_lists
from desk.rules.people.rights import Right
from ui.base.folder_dialog import with_file
from ui.base.hub import Hub
from ui.dialogs.dialog import Dialog
from ui.widgets.boxes import STRETCH, Grown, column, grid, row
from ui.widgets.calm import choice
from ui.widgets.scrolled import fill, scrolled
from ui.widgets.text import label, wrapped

WIDTH, HEIGHT = 760, 560
CLOSE = (mark("Close the window"), "close-codes")
NAMED = 20  # codes that a question names
HEADINGS = (mark("Code"), mark("Name"), mark("In use"), mark("Set by"))
label_all(
    {
        CodeOrigin.SHIPPED: mark("the program"),
        CodeOrigin.HEAD_OFFICE: mark("head office"),
        CodeOrigin.OFFICE: mark("this office"),
        CodeOrigin.ELSEWHERE: mark("another office"),
    }
)


class CodesDialog(Dialog):
    """Shows the lists that the office changes; a table of codes is tried, then taken in."""

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        """Build the list; the first that the office classifies by is shown."""
        title = say(mark("Lists of codes"))
        super().__init__(title, parent, width=WIDTH, height=HEIGHT)
        self._hub = hub
        self._rows: Sequence[CodeRow] = ()
        office = hub.reader.office
        names = list(filter(of_office(office.settings).asks, open_lists()))
        offered = [(name, in_language(code_list(name).title)) for name in names]
        self._list = choice("code-list", offered, self._show)
        self._body = scrolled()
        words = mark(
            "A CSV file with the columns code, zh, en, parent, valid_from, valid_until adds, "
            "renames and retires codes. The day of receipt decides which codes a case may get; "
            "codes are never deleted."
        )
        foot = self.foot(say(mark("Take a file…")), "take-codes", self._on_take, CLOSE)
        self.offer(is_offered=office.acting.may(Right.SETTINGS))
        about = (label(title, "heading"), wrapped(say(words), "muted"), row(self._list, STRETCH))
        self.lay_out(*about, Grown(self._body), foot)
        hub.changed.connect(self._on_changed)
        self._show()

    @property
    def _name(self) -> str:
        return str(self._list.chosen)

    @Slot(object)
    def _on_changed(self, changes: Done[object]) -> None:
        if changes.settings:
            self._show()

    @Slot()
    def _show(self) -> None:
        """Show the codes of the list."""
        self.problems.clear()
        lines = [[label(say(words), "muted") for words in HEADINGS]]
        lines += [_line(code) for code in code_list(self._name).every()]
        fill(self._body, grid(lines, across=24, grows=1))

    def _on_take(self) -> None:
        self.free()
        with_file(self, say(mark("Which file?")), "CSV (*.csv *.txt)", self.take)

    def take(self, path: Path) -> None:
        """Try the table at ``path``, and ask whether it shall be taken in."""
        self.problems.clear()
        job = self._hub.tasks.read
        job(self, lambda: read_code_file(path), self._on_read, self.show_refusal)

    def _on_read(self, rows: list[CodeRow]) -> None:
        self._rows = rows
        command = TakeCodes(list=self._name, rows=rows, is_simulation=True)
        self._hub.send(command, self._on_tried, self.show_refusal, self)

    def _on_tried(self, done: Done[CodesTaken]) -> None:
        if not done.result.payload:
            self.problems.tell(say(mark("The list is like that already; nothing changes.")))
            return
        asked = TakeDialog(done.result, self)
        asked.accepted.connect(self._on_agreed)
        asked.open()

    @Slot()
    def _on_agreed(self) -> None:
        command = TakeCodes(list=self._name, rows=self._rows)
        self._hub.send(command, self._on_taken, self.show_refusal, self)

    def _on_taken(self, _done: Done[CodesTaken]) -> None:
        self._hub.told.emit(say(mark("The list of codes is changed.")))


def _line(code: Code) -> list[QLabel]:
    begins, ends = code.valid_from, code.valid_until
    days = say(mark("{first} to {last}"), first=begins or "…", last=ends or "…")
    texts = (code.id, str(code), days if begins or ends else "—", shown(code.origin))
    cells = [label(plain(texts[0])), wrapped(texts[1]), *map(label, texts[2:])]
    for cell in cells:
        cell.setAlignment(Qt.AlignmentFlag.AlignTop)
    return cells


class TakeDialog(Dialog):
    """What a table would change in a list; accepted when the person agrees."""

    def __init__(self, found: CodesTaken, parent: QWidget | None = None) -> None:
        """Name the codes that change, with the number of cases that have them."""
        super().__init__(say(mark("Take in a table of codes")), parent, width=560, height=420)
        body = scrolled()
        fill(body, column(*map(wrapped, changes_in(found)), STRETCH, spacing=6))
        foot = self.foot(say(mark("Take in")), "agree-codes", self.accept)
        self.lay_out(label(say(mark("This would change:")), "heading"), Grown(body), foot)


def changes_in(found: CodesTaken) -> Iterator[str]:
    """Yield what a table changes, a sentence each."""
    for words, several in (
        (mark("New: {code} {words}"), found.new),
        (mark("Retired after {until}: {code} {words} ({count} cases have it)"), found.retired),
        (mark("Renamed: {code} {was} → {words} ({count} cases have it)"), found.renamed),
        (mark("Changed: {code} {words} ({count} cases have it)"), found.changed),
    ):
        yield from (_change(words, one) for one in several[:NAMED])
        if len(several) > NAMED:
            yield say(mark("… and {count} more"), count=len(several) - NAMED)
    if found.left:
        words = mark("{count} codes that the file does not name stay as they are.")
        yield say(words, count=len(found.left))


def _change(words: str, one: CodeChange) -> str:
    told = {"code": one.code, "words": one.words, "was": one.was, "until": one.until}
    return say(words, count=len(one.cases), **told)
