"""The forms of this office: their source, and head office's prescriptions."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QHBoxLayout,
    QWidget,
)

from desk.actions.work import Done
from desk.base.text import plain
from desk.base.words import mark, say
from desk.rules.forms.form_templates import known_forms
from desk.rules.forms.prescribed import Version
from desk.rules.people.rights import Right
from desk.rules.record.devices import HEAD_OFFICE
from reports.letters.issuing import write_template, write_text_template
from reports.letters.prescribing import prescribe
from reports.letters.sources import FormLine, form_lines
from ui.base.folder_dialog import into_folder
from ui.base.hub import Hub
from ui.dialogs.dialog import Dialog
from ui.dialogs.form_dialog import FormDialog
from ui.widgets.boxes import NONE, STRETCH, Grown, add, column, grid, leave_out, row
from ui.widgets.calm import CalmDay
from ui.widgets.scrolled import fill, scrolled
from ui.widgets.text import button, label, wrapped

WIDTH, HEIGHT = 760, 560


class FormsDialog(Dialog):
    """Lists the forms; head office prescribes them from here."""

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        """Build the list; it is read at once."""
        title = say(mark("Letters and forms"))
        super().__init__(title, parent, width=WIDTH, height=HEIGHT)
        self._hub = hub
        self._titles: dict[str, str] = {}
        self._body = scrolled()
        words = mark(
            "Head office's form comes before the one in this office's folder “templates”, and that "
            "before the one that ships. A letter that was issued stays as it was."
        )
        head, told = label(title, "heading"), wrapped(say(words), "muted")
        self.lay_out(head, told, Grown(self._body), self._make_foot())
        hub.changed.connect(self._on_changed)
        self._read()

    def _make_foot(self) -> QHBoxLayout:
        office = self._hub.reader.office
        is_head = office.settings.text("office_role") == HEAD_OFFICE
        close = button(say(mark("Close the window")), "close-forms", self.accept)
        self._give = button(say(mark("Prescribe…")), "prescribe", self._on_prescribe, primary=True)
        leave_out(self._give, unless=is_head and office.acting.may(Right.PRESCRIBE))
        return row(close, STRETCH, self._give)

    def _read(self) -> None:
        office = self._hub.reader.office
        self._hub.tasks.read(self, lambda: form_lines(office), self._show)

    @Slot(object)
    def _on_changed(self, changes: Done[object]) -> None:
        if changes.settings:
            self._read()

    def _show(self, lines: Sequence[FormLine]) -> None:
        self._titles = {line.form: line.title for line in lines}
        names = [label(f"{line.form}  {line.title}") for line in lines]
        for name in names:
            name.setAlignment(Qt.AlignmentFlag.AlignTop)
        fill(self._body, grid(zip(names, map(_told, lines), strict=True), across=20, grows=1))

    @Slot()
    def _on_prescribe(self) -> None:
        PrescribeDialog(self._hub, self._titles, self).open()


def _told(line: FormLine) -> QWidget:
    """Return source, coming prescriptions and problems of a form."""
    box = QWidget()
    rows = column(
        wrapped(line.source, "" if line.is_prescribed else "muted"),
        inside=box,
        margins=NONE,
        spacing=2,
    )
    for words in line.coming:
        rows.addWidget(wrapped(words, "muted"))
    if line.problem:
        rows.addWidget(wrapped(line.problem, "problem"))
    return box


class PrescribeDialog(FormDialog):
    """Prescribes one form to all branches, or takes back what was prescribed."""

    def __init__(
        self, hub: Hub, titles: dict[str, str], parent: QWidget | None = None, form: str = ""
    ) -> None:
        """Ask for the form, its files, and the first day of validity."""
        super().__init__(say(mark("Prescribe a form")), parent)
        self._hub = hub
        self._paths: list[Path] = []
        words = mark(
            "It holds here and in every branch that takes in the next packet. The .toml file is "
            "the form on paper and in Word; a .docx file replaces the Word file only."
        )
        self.explain(say(words))
        offered = [(one, f"{one}  {titles.get(one, '')}") for one in known_forms()]
        self._form = self.add_choice("form", say(mark("Form")), offered, form)
        self._named = wrapped(say(mark("No file chosen")), "muted", "chosen")
        self._add_files()
        today = hub.reader.now.date()
        self._day = CalmDay("valid_from", today)
        self._day.setMinimumDate(self._day.date())
        self.add("valid_from", say(mark("Holds from")), self._day)
        self._back = QCheckBox(say(mark("Take back what was prescribed")))
        self._back.setObjectName("take-back")
        self.rows.addWidget(self._back)
        self.finish(say(mark("Prescribe")), self._on_send)

    def _add_files(self) -> None:
        choose = button(say(mark("Choose files…")), "choose-files", self._on_choose)
        begin = button(
            say(mark("Write files to begin with…")), "begin-files", self._on_begin, quiet=True
        )
        add(self.rows, row(choose, begin, STRETCH), self._named)

    @Slot()
    def _on_choose(self) -> None:
        kinds = say(mark("Templates")) + " (*.toml *.docx)"
        names, _ = QFileDialog.getOpenFileNames(self, say(mark("Which files?")), "", kinds)
        if names:
            self.choose([Path(name) for name in names])

    def choose(self, paths: list[Path]) -> None:
        """Take these files."""
        self._paths = paths
        self._named.setText(plain(say(mark(", ")).join(path.name for path in paths)))

    @Slot()
    def _on_begin(self) -> None:
        into_folder(self, say(mark("Where shall the files be written?")), self.begin_in)

    def begin_in(self, folder: Path) -> None:
        """Write the chosen form's files into ``folder``, to be changed."""
        office, form = self._hub.reader.office, self._form.chosen

        def write() -> list[str]:
            paths = [way(office, form, folder) for way in (write_text_template, write_template)]
            return [path.name for path in paths]

        self._hub.tasks.write(self, write, self._on_begun, self.show_refusal)

    def _on_begun(self, names: list[str]) -> None:
        self._named.setText(plain(say(mark("Written: {names}"), names=names)))

    def _on_send(self) -> None:
        is_back = self._back.isChecked()
        job = partial(
            prescribe,
            self._hub.reader.office,
            self._form.chosen,
            [] if is_back else self._paths,
            self._day.day,
            is_withdrawal=is_back,
        )
        self._hub.run(job, self._on_done, self.show_refusal, self)

    def _on_done(self, version: Version) -> None:
        words = mark("{form} holds from {day} on; export packets to the branches.")
        self._hub.told.emit(say(words, form=version.form, day=version.valid_from))
        self._hub.changed.emit(Done(result=None, settings=True))
        self.accept()
