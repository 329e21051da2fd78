"""Reply texts beside a text field: pick one, or keep what was written."""

from collections.abc import Callable, Iterable
from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QMenu, QWidget

from desk.actions.keep_text import KeepText
from desk.actions.work import Done
from desk.base.text import plain
from desk.base.words import mark, say
from desk.reads.case_file import CaseFile
from desk.rules.forms.reply_texts import ReplyText
from desk.rules.people.rights import Right
from reports.letters.texts import Offer, learnt, texts_for
from ui.base.hub import Hub
from ui.dialogs.form_dialog import FormDialog
from ui.widgets.boxes import NONE, column
from ui.widgets.text import button

SHOWN = 12  # texts of a menu; those that fit best


class TextPicker(QWidget):
    """A button with the texts for one place of a case, those that fit best first.

    A text is put in where the cursor stands and changed there; nothing is written by picking it.
    """

    def __init__(
        self,
        hub: Hub,
        case: CaseFile,
        where: str,
        read: Callable[[], str],
        insert: Callable[[str], object],
    ) -> None:
        """Build the button.

        Args:
            hub: Sends what is kept.
            case: Whose texts.
            where: The place: a field, a part of an entry, "given.reason".
            read: Returns what was written.
            insert: Puts a text in.
        """
        super().__init__()
        self._hub, self._case, self._where = hub, case, where
        self._read, self._insert = read, insert
        self.menu = QMenu(self)
        self.menu.setToolTipsVisible(True)
        self.menu.aboutToShow.connect(self._on_show)
        made = button(say(mark("Texts…")), f"texts-{where}", quiet=True)
        made.setMenu(self.menu)
        column(made, inside=self, margins=NONE)

    @Slot()
    def _on_show(self) -> None:
        self.menu.clear()
        office = self._hub.reader.office
        offers = texts_for(office, self._case, self._where)[:SHOWN]
        fitting = [one for one in offers if one.fits]
        self._offer(fitting)
        if len(offers) > len(fitting):
            self.menu.addSection(say(mark("Meant for other cases")))
            self._offer([one for one in offers if not one.fits])
        if not offers:
            none = self.menu.addAction(say(mark("No text is kept for this place yet.")))
            none.setEnabled(False)
        if office.acting.may(Right.RECORD):
            self.menu.addSeparator()
            keep = self.menu.addAction(say(mark("Keep as text…")))
            keep.setEnabled(bool(self._read().strip()))
            keep.triggered.connect(self._on_keep)

    def _offer(self, offers: Iterable[Offer]) -> None:
        for offer in offers:
            action = self.menu.addAction(plain(offer.text.title, mnemonic=True))
            action.setToolTip(plain(offer.words, rich=True))
            action.triggered.connect(partial(self._insert, offer.words))

    @Slot()
    def _on_keep(self) -> None:
        text = learnt(self._hub.reader.office, self._case, self._read())
        KeepTextDialog(self._hub, self._case, self._where, text, self.window()).open()


class KeepTextDialog(FormDialog):
    """Asks what a text is called, and keeps it for cases like this one."""

    def __init__(
        self, hub: Hub, case: CaseFile, where: str, text: str, parent: QWidget | None = None
    ) -> None:
        """Ask for the title of ``text``, which is for ``where``."""
        super().__init__(say(mark("Keep as text")), parent)
        self._hub, self._case, self._where, self._text = hub, case, where, text
        words = mark(
            "It is offered in all cases, first in those with this cause, product, outcome."
        )
        self.explain(say(words))
        self._title = self.add_line("title", say(mark("Title of the text")))
        self.explain(text)
        self.finish(say(mark("Keep")), self._send)

    def _send(self) -> None:
        command = KeepText(
            where=self._where,
            title=self._title.text(),
            text=self._text,
            case_no=self._case.case_no,
        )
        self._hub.send(command, self._kept, self.show_refusal, self)

    def _kept(self, done: Done[ReplyText]) -> None:
        self._hub.told.emit(say(mark("“{title}” is kept."), title=done.result.title))
        self.accept()
