"""Letters and forms of a case: choose one, fill it in, preview it, issue it."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from desk.base.errors import Refusal
from desk.base.text import plain
from desk.base.words import mark, say
from desk.reads.case_file import CaseFile
from desk.rules.forms.fitting import misfit
from desk.rules.forms.form_templates import GIVEN, known_forms
from desk.rules.people.rights import Right
from reports.letters.given import SHORT, asked
from reports.letters.issuing import FormWish, letters_of, print_form
from reports.letters.sources import form_lines, source_of, template_for
from reports.letters.templates import Template
from reports.letters.values import values_of
from reports.places import Printed, making_of
from reports.previewing import preview_form
from reports.to_print import LetterOnPaper
from ui.base.folder_dialog import into_folder
from ui.base.hub import Hub
from ui.base.timers import pause
from ui.dialogs.printing_dialog import PrintingDialog, given
from ui.dialogs.reveal_dialog import ask_why_in_clear
from ui.dialogs.text_picker import TextPicker
from ui.dialogs.to_printer import Paper
from ui.widgets.boxes import NONE, STRETCH, Grown, column, row
from ui.widgets.calm import choice
from ui.widgets.paper_view import PaperView
from ui.widgets.scrolled import fill, scrolled
from ui.widgets.text import button, label, wrapped

WIDTH, HEIGHT = 1120, 720
LEFT = 400
LINES = 64  # pixels of a text with several lines
LOOK_MS = 600  # of silence, until the preview is made anew


class LetterDialog(PrintingDialog):
    """Issues letters: each gets a number, stays with the case, and can be printed again.

    Signals:
        issued: A letter was issued.
    """

    issued = Signal()

    def __init__(self, hub: Hub, case: CaseFile, parent: QWidget | None = None) -> None:
        """Build the choice of forms for ``case``."""
        title = say(mark("Letters and forms"))
        super().__init__(hub, title, parent, width=WIDTH, height=HEIGHT)
        self._case = case
        self._texts: dict[str, QLineEdit | QPlainTextEdit] = {}
        self._forms = choice("form", [], self._on_form)
        self._source = wrapped("", "muted", "source")
        self._view = PaperView()
        self.problems.line.setObjectName("letter-problem")
        self._area = scrolled()
        self._timer = pause(self, LOOK_MS, self.look)
        self._letter: LetterOnPaper | None = None
        self._print = button("", "print-letter", self._on_print, primary=True)
        self._issue = button("", "issue-letter", partial(self._on_write, is_draft=False))
        if not self._hub.reader.office.acting.may(Right.RECORD):
            self._print.hide()
            self._issue.hide()
        self._draft = button(
            say(mark("Write a draft…")), "draft-letter", partial(self._on_write, is_draft=True)
        )
        self._build()
        self._offer()

    def _build(self) -> None:
        hint = mark("Preview; here personal data is masked and there is no number yet")
        right = column(label(say(hint), "muted"), Grown(self._view))
        row(self._side(), Grown(right), inside=self, margins=(16, 14, 16, 14), spacing=16)

    def _side(self) -> QWidget:
        side = QWidget()
        side.setFixedWidth(LEFT)
        column(
            label(say(mark("Letter or form")), "label"),
            self._forms,
            self._source,
            Grown(self._area),
            self.problems.line,
            self._running,
            self._foot(),
            inside=side,
            margins=NONE,
            spacing=10,
        )
        return side

    def _foot(self) -> QVBoxLayout:
        close = button(say(mark("Close the window")), "close-letter", self.reject)
        self._resting = (self._forms, self._area, self._draft, self._issue, self._print, close)
        above, below = (self._draft, self._issue), (close, self._print)
        return column(row(STRETCH, *above), row(STRETCH, *below))

    def _offer(self) -> None:
        """Offer issued letters for reprinting, below all forms."""
        self._forms.blockSignals(True)
        kept = self._forms.chosen
        self._forms.clear()
        for line in form_lines(self._hub.reader.office):
            words = say(mark("{form} {title}"), form=line.form, title=line.title)
            self._forms.offer(line.form, words)
        issued = letters_of(self._case)
        if issued:
            self._forms.part_off()
        for one in issued:
            words = say(mark("{number} ({form}), issued"), number=one["no"], form=one["form"])
            self._forms.offer(one["no"], words)
        self._forms.choose(kept)
        self._forms.blockSignals(False)
        self._on_form()

    def choose(self, form: str) -> None:
        """Choose the form "F01" to "F26", or the letter with this number."""
        self._forms.choose(form)
        self._on_form()

    @property
    def _form(self) -> str:
        return str(self._forms.chosen)

    def _is_issued(self) -> bool:
        return self._form not in known_forms()

    @Slot()
    def _on_form(self) -> None:
        self._texts.clear()
        self.problems.clear()
        self._source.setText("")
        self._draft.setVisible(not self._is_issued())
        is_issued = self._is_issued()
        self._issue.setEnabled(True)
        self._print.setEnabled(True)
        self._issue.setText(say(mark("Write again…") if is_issued else mark("Issue as files…")))
        self._print.setText(say(mark("Print again…") if is_issued else mark("Issue and print…")))
        if self._is_issued():
            again = mark("This letter was issued. It is printed again as it was.")
            self._fill([wrapped(say(again), "muted")])
            self._view.empty()
            return
        try:
            template = template_for(self._hub.reader.office, self._form)
        except Refusal as refusal:  # the office's own file; the other forms are not to blame
            self._fill([])
            self._view.empty()
            self.show_refusal(refusal)
            return
        self._ask(template)
        self._source.setText(plain(template.problem or source_of(template)))
        unfit = misfit(template.id, self._case.facts)
        if unfit:
            self.show_refusal(unfit)
        self._issue.setEnabled(not unfit)
        self._print.setEnabled(not unfit)
        self.look()

    def _ask(self, template: Template) -> None:
        """Ask for what is typed for ``template``, a text each."""
        parts: list[QWidget | QLayout] = []
        values = values_of(self._case, making_of(self._hub.reader.office), {}, in_clear=True)
        for name, title in asked(template, values).items():
            text = self._texts[name] = self._text(name)
            text.setAccessibleName(title)
            parts += [row(label(title, "label"), STRETCH, *self._picker(name, text)), text]
        words = (
            mark("What the case says is filled in. It does not say this:")
            if parts
            else mark("Everything in this form comes from the case.")
        )
        self._fill([wrapped(say(words), "muted"), *parts])

    def _picker(self, name: str, text: QLineEdit | QPlainTextEdit) -> list[QWidget]:
        if isinstance(text, QLineEdit):
            return []
        insert = lambda words: text.insertPlainText(plain(words))  # noqa: E731 - one line
        place = f"{GIVEN}{name}"
        return [TextPicker(self._hub, self._case, place, text.toPlainText, insert)]

    def _text(self, name: str) -> QLineEdit | QPlainTextEdit:
        text: QLineEdit | QPlainTextEdit
        if name in SHORT:
            text = QLineEdit()
        else:
            text = QPlainTextEdit()
            text.setFixedHeight(LINES)
            text.setTabChangesFocus(True)
        text.setObjectName(f"given-{name}")
        text.textChanged.connect(self._timer.start)
        return text

    def _fill(self, parts: Sequence[QWidget | QLayout]) -> None:
        inside = column(*parts)
        fill(self._area, inside)

    def _given(self) -> Mapping[str, str]:
        typed = {
            name: text.text() if isinstance(text, QLineEdit) else text.toPlainText()
            for name, text in self._texts.items()
        }
        return {name: words.strip() for name, words in typed.items() if words.strip()}

    def _wish(self, *, is_draft: bool = False, reason: str = "") -> FormWish:
        return FormWish(
            case_no=self._case.case_no,
            form=self._form,
            given=self._given(),
            is_draft=is_draft,
            reason=reason,
        )

    def _ask_why(self, then: Callable[[str], object], *, is_draft: bool = False) -> None:
        """Ask why a draft or a reprint is in clear; a letter that is issued says so itself."""
        if is_draft or self._is_issued():
            ask_why_in_clear(self._forms.currentText(), self._case.case_no, then, self)
        else:
            then("")

    @Slot()
    def look(self) -> None:
        """Make the preview anew."""
        self._timer.stop()
        if self._is_issued():
            return
        job = partial(preview_form, self._hub.reader.office, self._wish())
        self._hub.tasks.read(self, job, partial(self._seen, self._form), self.show_refusal)

    def _seen(self, form: str, content: bytes) -> None:
        if form == self._form:
            self._view.show_pdf(content)

    def _on_write(self, *, is_draft: bool) -> None:
        def choose(reason: str) -> None:
            write = partial(self.write_to, is_draft=is_draft, reason=reason)
            into_folder(self, say(mark("Where shall the letter be written?")), write)

        self._ask_why(choose, is_draft=is_draft)

    def write_to(self, folder: Path, *, is_draft: bool = False, reason: str = "") -> None:
        """Have the letter written into ``folder``; unless it is a draft it gets its number."""
        wish = self._wish(is_draft=is_draft, reason=reason)
        self._hub.tasks.write(
            self,
            lambda: print_form(self._hub.reader.office, wish, folder),
            self._written,
            self.show_refusal,
        )

    def _written(self, made: tuple[Printed, str]) -> None:
        printed, number = made
        self.problems.clear()
        self._hub.say_written(printed)
        if number:
            self.issued.emit()
            self.accept()

    @Slot()
    def _on_print(self) -> None:
        """Issue the letter with the first copy; further copies are reprints."""
        self._ask_why(self.print_for)

    def print_for(self, reason: str) -> None:
        """Print the letter, a reprint for ``reason``."""
        self._letter = LetterOnPaper(self._hub.reader.office, self._wish(reason=reason))
        self._print_papers([Paper(self._forms.currentText(), self._letter)], self._view.count)

    @Slot(int, int)
    def _on_printed(self, count: int, _left: int) -> None:
        if self._letter is None or not self._letter.number:
            return
        if self._said:
            self._hub.refused.emit(" ".join(self._said))
        else:
            self._hub.told.emit(given(count))
        self.issued.emit()
        self.accept()
