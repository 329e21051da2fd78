"""Drafts: what is typed into a form is saved from the first key on."""

from collections.abc import Callable, Mapping
from typing import Final

from PySide6.QtCore import QObject, Signal, Slot

from ui.base.hub import Hub
from ui.base.timers import pause

WAIT_MS: Final = 250


class Draft(QObject):
    """Saves the content of a form at intervals; a child of the form.

    Signals:
        found: An earlier draft exists; carries field values.
        kept: The draft is on disk.
    """

    found = Signal(dict)
    kept = Signal()

    def __init__(
        self, hub: Hub, name: str, values: Callable[[], Mapping[str, object]], parent: QObject
    ) -> None:
        """Keep drafts of the form ``name``; ``values`` returns its field values."""
        super().__init__(parent)
        self._hub, self._name, self._values = hub, name, values
        self._timer = pause(self, WAIT_MS, self._keep)
        hub.leaving.connect(self.keep_now)

    def look(self) -> None:
        """Look for an earlier draft; `found` delivers it."""
        reader, name = self._hub.reader, self._name
        self._hub.tasks.read(self, lambda: reader.draft(name), self._tell)

    def _tell(self, draft: dict[str, object] | None) -> None:
        if draft:
            self.found.emit(draft)

    @Slot()
    def touch(self) -> None:
        """Save the form soon; continued typing does not postpone it."""
        if not self._timer.isActive():
            self._timer.start()

    def forget(self) -> None:
        """Delete the draft: the form was saved, or is not wanted."""
        self._timer.stop()
        self._write({}, _nothing)

    @Slot()
    def keep_now(self) -> None:
        """Save at once what waits to be saved."""
        if self._timer.isActive():
            self._timer.stop()
            self._keep()

    @Slot()
    def _keep(self) -> None:
        self._write(self._values(), self.kept.emit)

    def _write(self, body: Mapping[str, object], done: Callable[[], object]) -> None:
        reader, name = self._hub.reader, self._name
        self._hub.tasks.write(
            self, lambda: reader.keep_draft(name, body), lambda _: done(), self._hub.say_no
        )


def _nothing() -> None:
    """Do nothing when a draft was deleted."""
