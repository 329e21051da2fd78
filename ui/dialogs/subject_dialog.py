"""Everything about one person, for her own request: whose data, and what for."""

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from desk.base.words import mark, say
from reports.subject_copy import print_subject
from ui.base.folder_dialog import ask_folder
from ui.base.hub import Hub
from ui.dialogs.form_dialog import FormDialog

NAMES = ("name", "phone", "id_no")


class SubjectDialog(FormDialog):
    """Asks for person, purpose and target folder."""

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        """Build the form."""
        super().__init__(say(mark("Everything about a person")), parent)
        self._hub = hub
        self.explain(
            say(
                mark(
                    "A name alone is not enough: somebody else may have it too. Check her identity "
                    "before you hand anything out."
                )
            )
        )
        titles = (mark("Full name"), mark("Telephone"), mark("Identity number"))
        self._lines = {
            name: self.add_line(name, say(title)) for name, title in zip(NAMES, titles, strict=True)
        }
        self._purpose = self.add_line("reason", say(mark("For what; it stays in the register")))
        self.finish(say(mark("Export…")), self._on_send)

    def _on_send(self) -> None:
        folder = ask_folder(self, say(mark("Where shall the files be written?")))
        if folder:
            self.export_to(folder)
        else:
            self.free()

    def export_to(self, folder: Path) -> None:
        """Write everything about the person into ``folder``."""
        wanted = {name: line.text().strip() for name, line in self._lines.items()}
        office, purpose = self._hub.reader.office, self._purpose.text()
        self._hub.run(
            lambda: print_subject(office, wanted, purpose, folder),
            self._on_written,
            self.show_refusal,
            self,
        )

    def _on_written(self, told: dict[str, Any]) -> None:
        words = mark("{count} cases are written into {files} files; the export is in the register.")
        self._hub.told.emit(say(words, count=told["cases"], files=len(told["files"])))
        self.accept()
