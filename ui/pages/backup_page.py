"""Backups and checks (备份与检查): what there is, back up, restore, bring one case back, drill."""

import tempfile
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFrame, QWidget

from desk.actions.accept_end import AcceptEnd
from desk.actions.work import Done
from desk.base.clock import SystemClock
from desk.base.errors import Refusal
from desk.base.resources import read_toml
from desk.base.text import plain
from desk.base.words import mark, say, shown
from desk.home import restore
from desk.home.alarms import drill_due
from desk.home.doctor import Drill, note_drill, try_newest
from desk.home.opening import Home, SignedIn
from desk.home.record_end import accept, end_findings
from desk.home.restore import BackupFile, backup_files, second_persons
from desk.office import Office
from desk.reads.verify import Finding
from desk.rules.people.rights import Person
from desk.rules.people.two_persons import names_of
from ui.base.folder_dialog import into_folder, with_file
from ui.base.hub import ExclusiveJob, Hub
from ui.dialogs.bring_back_dialog import BringBackDialog
from ui.dialogs.reason_dialog import ReasonDialog
from ui.models.check_words import told
from ui.models.sheet_model import SheetRow
from ui.widgets.boxes import STRETCH, Grown, row
from ui.widgets.cards import Card
from ui.widgets.checks_card import ChecksCard
from ui.widgets.page import Page
from ui.widgets.running_bar import RunningBar
from ui.widgets.scrolled import cards
from ui.widgets.sheet import Sheet
from ui.widgets.text import button, wrapped

BACKUPS = {
    mark("Made at"): 150,
    mark("Age"): 110,
    mark("Generation of the key"): 150,
    mark("Size"): 90,
    mark("File"): 0,
}
LINES = 8  # shown without scrolling
MIB = 1 << 20
HOUR = 3600


class BackupView(NamedTuple):
    """What the page shows."""

    files: list[BackupFile]
    due: date | None
    end: list[Finding]
    seconds: list[Person]


class KeepingPage(Page):
    """Lists the backups, and runs backup, restore and drill."""

    title = mark("Backups and checks")

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        """Build the page; `start` reads it."""
        super().__init__(hub, parent)
        self._files: list[BackupFile] = []
        self._running = RunningBar(hub)
        self._list = Sheet(BACKUPS, "backups", most=LINES)
        self._list.picked.connect(self._on_picked)
        self._now = button(say(mark("Back up now")), "backup-now", self._on_now, primary=True)
        self._else = button(
            say(mark("Back up to another folder…")), "backup-elsewhere", self._on_elsewhere
        )
        self._restore = button(say(mark("Restore this one…")), "restore", self._on_restore)
        self._case = button(say(mark("Bring one case back…")), "bring-back", self._on_case)
        self._file = button(say(mark("Restore from a file…")), "restore-file", self._on_file)
        self._due = wrapped("", "", "drill-due")
        self._drill = button(say(mark("Try the newest backup")), "drill", self._on_drill)
        self._checks = ChecksCard(hub)
        self._frozen, self._end = self._frozen_card(), self._end_card()
        body = cards(self._frozen, self._end, self._backup_card(), self._drill_card(), self._checks)
        self.lay_out([self._now], self._running, Grown(body))

    def _frozen_card(self) -> QFrame:
        words = mark(
            "This home was put back to a backup and can only be read. Look at the queue and at a "
            "few cases. If it is right, confirm it, and work goes on; what was before is kept for "
            "{days} days. If not, take it back: everything is as it was before restoring."
        )
        confirm = button(
            say(mark("It is right, go on with it")),
            "confirm-restore",
            self._on_confirm,
            primary=True,
        )
        undo = button(say(mark("Take the restoring back…")), "undo-restore", self._on_undo)
        buttons = row(confirm, undo, STRETCH)
        days = self._hub.reader.office.settings.number("replaced_days")
        self._second = wrapped("", "problem", "restore-second")
        self._second.hide()
        said = wrapped(say(words, days=days))
        box = Card(say(mark("Restored home")), said, self._second, buttons)
        box.hide()
        return box

    def _end_card(self) -> QFrame:
        words = mark(
            "What the desk keeps outside the database says that the record went on further, or "
            "it is itself gone or damaged. Find out who put the file back. If the newer database "
            "file is still there, close the desk and put it back; else restore the newest backup. "
            "When nothing more is to be had, the director takes the end as it is, with a reason."
        )
        self._found = wrapped("", "problem", "end-findings")
        self._accept = button(say(mark("Take the end as it is…")), "accept-end", self._on_accept)
        buttons = row(self._accept, STRETCH)
        box = Card(say(mark("End of the record")), wrapped(say(words)), self._found, buttons)
        box.hide()
        return box

    def _backup_card(self) -> QFrame:
        words = mark(
            "Backups are made by themselves: every {minutes} minutes of use, and before imports, "
            "erasures and upgrades; each is read back before it counts. Keep one on a stick in "
            "another place."
        )
        minutes = read_toml("backup.toml")["every_minutes"]
        buttons = row(self._restore, self._case, self._file, self._else, STRETCH)
        return Card(say(mark("Backups")), say(words, minutes=minutes), self._list, buttons)

    def _drill_card(self) -> QFrame:
        words = mark(
            "A drill restores the newest backup into a scratch copy, counts its cases, compares "
            "the end of the chain and verifies everything. The scratch copy goes afterwards."
        )
        buttons = row(self._drill, STRETCH)
        return Card(say(mark("Recovery drill")), say(words), self._due, buttons)

    def concerns(self, changes: Done[object]) -> bool:
        """Read again after a change of how the home stands."""
        return changes.settings

    def start(self) -> None:
        """Read which backups there are."""
        office = self._hub.reader.office
        self._frozen.setVisible(bool(office.frozen_since))
        self._accept.setVisible(office.acting.may(AcceptEnd.right))
        self._hub.tasks.read(self, lambda: _view(office), self._show)
        self._checks.start()

    def _show(self, found: BackupView) -> None:
        self._files, now = found.files, self._hub.reader.now
        self._list.show_rows([_file_row(one, now) for one in found.files])
        words = mark("Newer work is left behind, so one of these confirms: {names}.")
        said = say(words, names=names_of(found.seconds)) if found.seconds else ""
        self._second.setText(plain(said))
        self._second.setVisible(bool(said))
        self._end.setVisible(bool(found.end))
        self._found.setText(plain("\n".join(told(one) for one in found.end)))
        self._due.setText(plain(_due_words(found.due, now.date())))
        self._due.setProperty("role", "problem" if found.due and found.due <= now.date() else "")
        self._due.style().polish(self._due)
        self._on_picked()

    @Slot()
    def _on_picked(self) -> None:
        is_picked, is_signed = bool(self._list.key), self._hub.reader.signed is not None
        for part in (self._restore, self._case):
            part.setEnabled(is_picked and is_signed)
        for part in (self._now, self._else, self._file, self._drill):
            part.setEnabled(is_signed)

    @Slot()
    def _on_now(self) -> None:
        self.back_up(None)

    @Slot()
    def _on_elsewhere(self) -> None:
        into_folder(self, say(mark("Where shall the backup be written?")), self.back_up)

    def back_up(self, folder: Path | None) -> None:
        """Make a backup, in the home's own folder unless another is named."""
        signed = self._hub.reader.signed
        if signed is None:
            return
        self._running.run(
            say(mark("Backing up, then reading it back…")),
            lambda _tell: signed.back_up("wished", folder).path.name,
            self._on_backed_up,
            can_stop=False,
        )

    def _on_backed_up(self, name: str) -> None:
        words = mark("The backup {name} is made and was read back.")
        self._hub.told.emit(say(words, name=name))
        self.start()

    @Slot()
    def _on_drill(self) -> None:
        signed = self._hub.reader.signed
        if signed is None:
            return
        self._drill.setEnabled(False)
        self._running.run(
            say(mark("Restoring the newest backup into a scratch copy, comparing…")),
            lambda _tell: _tried(signed),
            self._on_tried,
            self._on_not_tried,
            is_reading=True,
            can_stop=False,
        )

    def _on_not_tried(self, refusal: Refusal) -> None:
        self._drill.setEnabled(True)
        self._hub.say_no(refusal)

    def _on_tried(self, shown_drill: Drill) -> None:
        self._drill.setEnabled(True)
        signed = self._hub.reader.signed
        if signed is None:
            return
        done = partial(self._on_drilled, shown_drill)
        self._hub.run(lambda: note_drill(signed, shown_drill), done, owner=self)

    def _on_drilled(self, drill: Drill, _result: object = None) -> None:
        if drill.findings:
            words = mark(
                "The backup {name} is not sound: {sentences} Make a new one and look again."
            )
            said = " ".join(told(finding) for finding in drill.findings)
            self._hub.refused.emit(say(words, name=drill.name, sentences=said))
        else:
            words = mark(
                "The backup {name} is sound: {cases} cases came back, the chain ends alike."
            )
            self._hub.told.emit(say(words, name=drill.name, cases=f"{drill.cases:,}"))
        self._hub.changed.emit(Done(result=None, settings=True))
        self.start()

    @Slot()
    def _on_restore(self) -> None:
        self.restore(Path(self._list.key))

    @Slot()
    def _on_file(self) -> None:
        title, kinds = say(mark("Which backup?")), say(mark("Backups")) + " (*.db)"
        with_file(self, title, kinds, self.restore)

    def restore(self, path: Path) -> None:
        """Put the home back to the backup at ``path``, once the password was typed."""
        signed = self._hub.reader.signed
        if signed is None:
            return
        question = mark(
            "The home is put back to {name}. What was entered since is missing in it, but kept; "
            "another person confirms that, and you can take the restoring back. Type your password "
            "to go on."
        )
        wish = ExclusiveJob(
            partial(_restored, signed.home, path),
            say(mark("Restoring {name} to a new file…"), name=path.name),
            say(question, name=path.name),
        )
        self._hub.alone.emit(wish)

    @Slot()
    def _on_accept(self) -> None:
        words = mark(
            "What is missing stays missing; that, and your reason, stay on record. Numbers that "
            "were given are not given again."
        )
        title = say(mark("Take the end as it is"))
        ReasonDialog(title, say(words), self._send_accept, self, case_no=None).open()

    def _send_accept(self, dialog: ReasonDialog) -> None:
        office, reason = self._hub.reader.office, dialog.reason

        def done(_result: object) -> None:
            dialog.accept()
            self._hub.changed.emit(Done(result=None, settings=True))
            self.start()

        self._hub.run(lambda: accept(office, reason), done, dialog.show_refusal, owner=self)

    @Slot()
    def _on_case(self) -> None:
        BringBackDialog(self._hub, Path(self._list.key), self).open()

    @Slot()
    def _on_confirm(self) -> None:
        signed = self._hub.reader.signed
        if signed is not None:
            self._hub.run(lambda: restore.confirm(signed), self._on_confirmed, owner=self)

    def _on_confirmed(self, _result: object) -> None:
        self._hub.told.emit(say(mark("The restored home is confirmed. Work goes on.")))
        self._hub.changed.emit(Done(result=None, settings=True, queue=True))
        self.start()

    @Slot()
    def _on_undo(self) -> None:
        signed = self._hub.reader.signed
        if signed is None:
            return
        question = mark("Everything is put back as it was before restoring. Type your password.")
        words = say(mark("Taking the restoring back…"))
        self._hub.alone.emit(ExclusiveJob(partial(_taken_back, signed.home), words, say(question)))


def _view(office: Office) -> BackupView:
    seconds = second_persons(office) if office.frozen_since else []
    files, end = backup_files(office.folder), end_findings(office.store)
    return BackupView(files, drill_due(office), end, seconds)


def _tried(signed: SignedIn) -> Drill:
    with tempfile.TemporaryDirectory(dir=signed.home.folder, ignore_cleanup_errors=True) as scratch:
        return try_newest(signed, Path(scratch))


def _restored(home: Home, path: Path, login: str, password: str) -> str:
    restore.restore(home, path, (login, password), SystemClock())
    return say(mark("Restored from {name}; it can only be read until you confirm."), name=path.name)


def _taken_back(home: Home, login: str, password: str) -> str:
    signed = home.sign_in(login, password, SystemClock())
    try:
        restore.undo(signed)
    finally:
        signed.close()
    return say(mark("The restoring is taken back; everything is as it was before."))


def _file_row(one: BackupFile, now: datetime) -> SheetRow:
    size = f"{one.size / MIB:,.1f} MB"
    cells = [shown(one.at), _age(one.at, now), str(one.generation), size, one.path.name]
    return SheetRow(str(one.path), cells)


def _age(at: datetime, now: datetime) -> str:
    passed = now - at
    if passed.days:
        return say(mark("{days} d"), days=passed.days)
    hours = passed.seconds // HOUR
    return say(mark("{hours} h"), hours=hours) if hours else say(mark("just now"))


def _due_words(due: date | None, today: date) -> str:
    if due is None:
        return ""
    if due <= today:
        return say(mark("The drill has been due since {day}."), day=due)
    return say(
        mark("The next drill is due on {day}, in {days} days."), day=due, days=(due - today).days
    )
