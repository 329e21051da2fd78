"""Bringing one case back from a backup."""

from pathlib import Path

from PySide6.QtWidgets import QWidget

from desk.actions.work import Done
from desk.base.words import mark, say
from desk.home import restore
from ui.base.hub import Hub
from ui.dialogs.form_dialog import FormDialog


class BringBackDialog(FormDialog):
    """Asks which case comes back; what was added to it since stays beside."""

    def __init__(self, hub: Hub, path: Path, parent: QWidget | None = None) -> None:
        """Ask for a case of the backup at ``path``."""
        super().__init__(say(mark("Bring one case back")), parent)
        self._hub = hub
        self._path = path
        words = mark(
            "The case gets the values it has in {name}. Nothing is lost: what was entered since "
            "stays in its story, and the audit log says who brought it back."
        )
        self.explain(say(words, name=path.name))
        self._case_no = self.add_line("case_no", say(mark("Case number")))
        self.finish(say(mark("Bring it back")), self._on_send)

    def _on_send(self) -> None:
        signed, case_no = self._hub.reader.signed, self._case_no.text().strip().upper()
        if signed is not None:
            self._hub.run(
                lambda: restore.bring_back(signed, self._path, case_no),
                self._on_back,
                self.show_refusal,
                self,
            )

    def _on_back(self, changes: Done[object]) -> None:
        self._hub.changed.emit(changes)
        words = mark("{case_no} is back as it was in the backup.")
        self._hub.told.emit(say(words, case_no=changes.case_no))
        self.accept()
