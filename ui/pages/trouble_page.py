"""Something is wrong with the data (数据有问题): what is safe, and one button that puts it right.

It is reached before signing in too: a damaged database lets nobody in.
"""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QFrame, QWidget

from desk.base.errors import Refusal
from desk.base.text import plain
from desk.base.words import mark, say, shown
from desk.home.restore import BackupFile
from ui.base.folder_dialog import with_file
from ui.widgets.boxes import STRETCH, row
from ui.widgets.calm import Choice
from ui.widgets.centred import CentredPage, sheet
from ui.widgets.problems import Problems
from ui.widgets.text import button, label, secret_line, wrapped

WIDTH = 520


class TroublePage(CentredPage):
    """Says what is broken and what is safe, and restores the newest backup.

    Signals:
        wanted: Restore: carries the backup's path, login and password.
        left: Back to signing in, for example at another folder.
    """

    wanted = Signal(object, str, str)
    left = Signal()

    def __init__(
        self,
        refusal: Refusal | None,
        backups: Sequence[BackupFile],
        login: str,
        parent: QWidget | None = None,
    ) -> None:
        """Show ``refusal``, or nothing where somebody came by herself, and the ``backups``."""
        super().__init__(parent)
        self._what = wrapped(plain(str(refusal)) if refusal else "", "", "trouble")
        self._what.setVisible(refusal is not None)
        self._safe = wrapped("", "muted", "trouble-safe")
        self._backups = Choice()
        self._backups.setObjectName("trouble-backups")
        for one in backups:
            self._offer(one.path, shown(one.at))
        self._backups.currentIndexChanged.connect(self._on_chosen)
        self._login = QComboBox(editable=True)
        self._login.setObjectName("trouble-login")
        self._login.setCurrentText(plain(login))
        self._password = secret_line("trouble-password", self._on_restore)
        self._problems = Problems("trouble-problem")
        self._restore = button("", "trouble-restore", self._on_restore, primary=True)
        self.centre(self._make_card(), WIDTH)
        self._on_chosen()
        self._set_busy(is_busy=False)

    def _make_card(self) -> QFrame:
        other = button(say(mark("Another backup file…")), "trouble-file", self._on_file, quiet=True)
        back = button(say(mark("Back to signing in")), "trouble-back", self.left, quiet=True)
        title = mark("Something is wrong with the data")
        if not self._what.text():
            title = mark("Restore a backup")
        return sheet(
            label(say(title), "title"),
            self._what,
            self._safe,
            10,
            label(say(mark("Backup")), "label"),
            self._backups,
            label(say(mark("Name")), "label"),
            self._login,
            label(say(mark("Password at the time of the backup, or today’s")), "label"),
            self._password,
            self._problems.line,
            6,
            self._restore,
            row(STRETCH, other, back, STRETCH),
        )

    def _offer(self, path: Path, words: str) -> None:
        self._backups.offer(path, words)

    @Slot()
    def _on_chosen(self) -> None:
        is_there = self._backups.count() > 0
        words = mark(
            "Safe is everything entered up to {at}. What is in the folder now is kept beside it, "
            "and nothing is final: look at the restored home, then confirm it or take it back."
        )
        none = mark("There is no backup in this folder. Choose one, for example on a stick.")
        text = say(words, at=self._backups.currentText()) if is_there else say(none)
        self._safe.setText(plain(text))
        self._restore.setEnabled(is_there)

    @Slot()
    def _on_file(self) -> None:
        title, kinds = say(mark("Which backup?")), say(mark("Backups")) + " (*.db)"
        with_file(self, title, kinds, self.choose)

    def choose(self, path: Path) -> None:
        """Take the backup at ``path``."""
        self._offer(path, path.name)
        self._backups.setCurrentIndex(self._backups.count() - 1)

    def show_refusal(self, refusal: Refusal) -> None:
        """Show why it did not work; the password is to be typed again."""
        self._problems.show(refusal)
        self._set_busy(is_busy=False)
        self._password.clear()
        self._password.setFocus()

    def _set_busy(self, *, is_busy: bool) -> None:
        self._restore.setEnabled(not is_busy and self._backups.count() > 0)
        words = mark("Restoring…") if is_busy else mark("Restore this backup")
        self._restore.setText(say(words))

    @Slot()
    def _on_restore(self) -> None:
        if self._restore.isEnabled():
            self._problems.clear()
            self._set_busy(is_busy=True)
            self.wanted.emit(
                self._backups.chosen, self._login.currentText().strip(), self._password.text()
            )
