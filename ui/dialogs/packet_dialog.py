"""What a packet would change, before anything is written."""

from collections.abc import Iterator, Mapping
from typing import Any

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from desk.base.words import mark, say
from ui.widgets.text import label, wrapped

NAMED = 20


class PacketDialog(QDialog):
    """Tells what is new, what changes, which conflicts arise and which deadlines move."""

    def __init__(self, report: Mapping[str, Any], parent: QWidget | None = None) -> None:
        """Show the report of a simulation."""
        super().__init__(parent)
        title = say(
            mark("Packet {number} of {sender}"), number=report["number"], sender=report["sender"]
        )
        self.setWindowTitle(title)
        rows = QVBoxLayout(self)
        rows.addWidget(label(title, "heading"))
        for line in lines(report):
            rows.addWidget(wrapped(line))
        buttons = QDialogButtonBox()
        take = buttons.addButton(say(mark("Take in")), QDialogButtonBox.ButtonRole.AcceptRole)
        take.setObjectName("take-in")
        buttons.addButton(say(mark("Leave it")), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        rows.addWidget(buttons)


def lines(report: Mapping[str, Any]) -> Iterator[str]:
    """Yield what the packet would change, a sentence each."""
    words = mark("{acts} new entries, {known} known; {new} new cases, {changed} change.")
    yield say(
        words,
        acts=report["acts"],
        known=report["known"],
        new=report["cases"],
        changed=report["changed_count"],
    )
    if report["conflicts"]:
        yield say(mark("In conflict: {cases}"), cases=sorted(report["conflicts"])[:NAMED])
    for moved in report["deadlines"][:NAMED]:
        yield say(mark("{case_no}: the next deadline moves from {before} to {after}"), **moved)
    for gap in report["gaps"]:
        words = mark("Entries wait for entry {seq} of {device}: import its earlier packet.")
        yield say(words, seq=gap["seq"], device=gap["device"])
    if report["clocks_ahead"]:
        yield say(mark("Its clock is days ahead: {devices}"), devices=report["clocks_ahead"])
