"""The attachments of a case: list them, add, look at, save a copy, withdraw."""

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QFileDialog,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from desk.actions.attach_file import MATERIAL, WithdrawAttachment
from desk.actions.work import Done
from desk.attachments.attaching import attach, see, take_out
from desk.attachments.viewing import ViewingFolder
from desk.base.shapes import Facts
from desk.base.text import plain
from desk.base.words import mark, say, shown
from desk.reads.case_attachments import Attachment, Where, case_attachments
from desk.reads.case_file import CaseFile
from desk.rules.case.attachments import MEGABYTE, type_called
from desk.rules.case.codes import code_label, code_list
from desk.rules.people.rights import Right
from ui.base.drops import Drops
from ui.base.folder_dialog import into_folder
from ui.base.hub import Hub
from ui.widgets.boxes import Grown, column, row
from ui.widgets.calm import Choice
from ui.widgets.cards import separator
from ui.widgets.running_bar import RunningBar
from ui.widgets.scrolled import fill, scrolled
from ui.widgets.text import button, wrapped

KIB = 1024


class AttachmentsView(QWidget):
    """The tab 附件 of a case; files can be dropped on it.

    Signals:
        titled: The tab's title, with the number of attachments.
    """

    titled = Signal(str)

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        """Build the view, empty."""
        super().__init__(parent)
        self._hub = hub
        self._case: CaseFile | None = None
        self._viewing = ViewingFolder(hub.reader.office.folder)
        self.opens: Callable[[QUrl], object] = QDesktopServices.openUrl
        self._build()
        Drops(self, self.add, may=self._may_add)
        hub.leaving.connect(self._viewing.empty)

    def _build(self) -> None:
        self._what = Choice()
        self._what.setObjectName("attachment-what")
        self._what.setAccessibleName(say(mark("What it is")))
        for code in code_list(MATERIAL).offered(self._hub.reader.now.date()):
            self._what.offer(code.id, str(code))
        self._what.choose("grounds")
        self._why = QLineEdit(
            placeholderText=say(mark("For what you look, save or withdraw; it stays on record"))
        )
        self._why.setObjectName("attachment-why")
        self._why.setAccessibleName(self._why.placeholderText())
        self._add = button(say(mark("Add files…")), "attach", self._on_add)
        self._running = RunningBar(self._hub)
        self._area = scrolled()
        column(
            row(self._what, self._add, Grown(self._why), spacing=8),
            self._running,
            Grown(self._area),
            inside=self,
            margins=(0, 8, 0, 0),
            spacing=8,
        )

    def show_case(self, case: CaseFile) -> None:
        """Show the attachments of ``case``."""
        self._case = case
        self._add.setEnabled(self._hub.reader.office.acting.may(Right.RECORD))
        store = self._hub.reader.office.store
        cases = (case.facts, *case.merged)

        def found() -> list[Attachment]:
            return [one for facts in cases for one in case_attachments(store, facts)]

        self._hub.tasks.read(self, found, partial(self._show, case))

    def _show(self, case: CaseFile, found: list[Attachment]) -> None:
        if case is not self._case:
            return
        rows = column(spacing=10)
        for place, one in enumerate(found):
            if place:
                rows.addWidget(separator())
            rows.addLayout(self._line(one))
        if not found:
            words = mark("Nothing is attached yet. Drop files here, or add them with the button.")
            rows.addWidget(wrapped(say(words), "muted"))
        fill(self._area, rows)
        count = sum(not one.withdrawn_at for one in found)
        words = say(mark("Attachments  {count}"), count=count)
        self.titled.emit(words if count else say(mark("Attachments")))

    def _line(self, one: Attachment) -> QVBoxLayout:
        head = row(Grown(wrapped(one.name)), spacing=8)
        if not one.withdrawn_at:
            for part in self._buttons(one):
                head.addWidget(part)
        lines = column(head, wrapped(self._told(one), "muted"), spacing=3)
        if one.withdrawn_at:
            words = mark("Withdrawn {day} by {name}: {why}")
            who = self._hub.reader.people.name(one.withdrawn_by)
            text = say(words, day=one.withdrawn_at[:10], name=who, why=one.withdrawn_why)
            lines.addWidget(wrapped(text, "muted"))
        return lines

    def _told(self, one: Attachment) -> str:
        kind = type_called(one.type)
        parts = [
            one.case_no if self._case and one.case_no != self._case.case_no else "",
            code_label(MATERIAL, one.what),
            kind.title if kind else one.type,
            _size(one.size),
            f"{one.at[:16].replace('T', ' ')} {self._hub.reader.people.name(one.by)}",
            f"SHA-256 {one.hash[:16]}",
        ]
        if one.where is not Where.HERE:
            parts.append(shown(one.where))
        return "  ·  ".join(part for part in parts if part)

    def _buttons(self, one: Attachment) -> Iterable[QWidget]:
        actor = self._hub.reader.office.acting
        for right, words, name, act in (
            (Right.REVEAL, mark("Open"), "open", self._on_open),
            (Right.EXPORT, mark("Save a copy…"), "save-copy", self._on_save),
            (Right.RECORD, mark("Withdraw"), "withdraw", self._on_withdraw),
        ):
            made = button(say(words), f"{name}-{one.hash[:8]}", partial(act, one), quiet=True)
            is_here = one.where is Where.HERE or name == "withdraw"
            made.setEnabled(actor.may(right) and is_here)
            yield made

    def _may_add(self) -> bool:
        return self._case is not None and self._add.isEnabled()

    @Slot()
    def _on_add(self) -> None:
        names, _ = QFileDialog.getOpenFileNames(self, say(mark("Which files?")))
        self.add([Path(name) for name in names])

    def add(self, paths: Iterable[Path]) -> None:
        """Attach the files at ``paths``, one after the other."""
        if self._case is None:
            return
        case_no, what = self._case.case_no, str(self._what.chosen)
        for path in paths:
            words = say(mark("Attaching {name}…"), name=path.name)
            job = partial(attach, self._hub.reader.office, case_no, path, what)
            self._running.run(words, job, self._on_attached)

    def _on_attached(self, changes: Done[Facts]) -> None:
        self._hub.changed.emit(changes)
        name = plain(str(changes.result["name"]))
        self._hub.told.emit(say(mark("Attached: {name}"), name=name))

    def _on_open(self, wanted: Attachment) -> None:
        office, why = self._hub.reader.office, self._why.text()

        def job() -> Path:
            return self._viewing.put(office, see(office, wanted.case_no, wanted.id, why))

        self._hub.tasks.write(self, job, self._on_written_to_see, self._hub.say_no)

    def _on_written_to_see(self, path: Path) -> None:
        self.opens(QUrl.fromLocalFile(str(path)))
        words = mark("Opened in another program; the copy goes when this window closes.")
        self._hub.told.emit(say(words))

    def _on_save(self, wanted: Attachment) -> None:
        save = partial(self.save_to, wanted)
        into_folder(self, say(mark("Where shall the copy be written?")), save)

    def save_to(self, wanted: Attachment, folder: Path) -> None:
        """Write a copy into ``folder``; asks for the password if not typed recently."""
        office, why = self._hub.reader.office, self._why.text()
        job = partial(take_out, office, wanted.case_no, wanted.id, folder, why)
        self._hub.run(job, self._on_saved, owner=self)

    def _on_saved(self, path: Path) -> None:
        self._hub.told.emit(say(mark("Written: {names}"), names=[path.name]))

    def _on_withdraw(self, wanted: Attachment) -> None:
        command = WithdrawAttachment(
            case_no=wanted.case_no, wanted=wanted.id, reason=self._why.text()
        )
        self._hub.send(command, owner=self)


def _size(size: int) -> str:
    if size < MEGABYTE:
        return f"{max(size // KIB, 1)} KB"
    return f"{size / MEGABYTE:.1f} MB"
