"""The tray: where desks disagree, side by side; a supervisor chooses and says why."""

from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QButtonGroup, QFrame, QLineEdit, QRadioButton, QVBoxLayout, QWidget

from desk.actions.decide import DecideConflict
from desk.actions.work import Changes
from desk.base.text import plain
from desk.base.words import mark, say
from ui.base.hub import Hub
from ui.widgets.text import button, card, label, wrapped


class Tray(QWidget):
    """All cases in conflict, one card each."""

    def __init__(
        self, hub: Hub, cases: list[dict[str, Any]], parent: QWidget | None = None
    ) -> None:
        """Show ``cases`` as the reads tell them."""
        super().__init__(parent)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(12)
        for case in cases:
            rows.addWidget(_CaseInConflict(hub, case))


class _CaseInConflict(QFrame):
    def __init__(self, hub: Hub, case: dict[str, Any]) -> None:
        super().__init__()
        self.setProperty("card", True)
        self._hub, self._case = hub, case
        self._groups: dict[str, QButtonGroup] = {}
        box = card()
        rows = QVBoxLayout(box)
        rows.setContentsMargins(16, 12, 16, 14)
        rows.setSpacing(6)
        number = case["case_no"]
        rows.addWidget(label(say(mark("{case_no}: two answers"), case_no=number), "group"))
        for conflict in case["conflicts"]:
            self._add(rows, conflict)
        self._reason = QLineEdit()
        self._reason.setObjectName(f"reason {number}")
        self._reason.setPlaceholderText(say(mark("Why; stands in the case for good")))
        rows.addWidget(self._reason)
        decide = button(say(mark("Decide")), primary=True, name=f"decide {number}")
        decide.clicked.connect(self._on_decide)
        rows.addWidget(decide)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(box)

    def _add(self, rows: QVBoxLayout, conflict: dict[str, Any]) -> None:
        before = [str(value) for value in conflict["base"] if value not in (None, "")]
        words = mark("{label}; before: {before}")
        nothing = say(mark("nothing"))
        text = say(words, label=conflict["label"], before=before or nothing)
        rows.addWidget(wrapped(text, "muted"))
        group = self._groups[conflict["field"]] = QButtonGroup(self)
        for place, side in enumerate(conflict["sides"]):
            told = mark("{text}  ({author}, {device}, {at})")
            values = {name: side[name] for name in ("text", "author", "device", "at")}
            choice = QRadioButton(plain(say(told, **values)).replace("&", "&&"))
            choice.setObjectName(f"{conflict['field']} {side['device']}")
            group.addButton(choice, place)
            rows.addWidget(choice)

    @Slot()
    def _on_decide(self) -> None:
        chosen = {
            field: group.checkedId()
            for field, group in self._groups.items()
            if group.checkedId() >= 0
        }
        by_field = {one["field"]: one["sides"] for one in self._case["conflicts"]}
        acts = {field: by_field[field][place]["act"] for field, place in chosen.items()}
        command = DecideConflict(
            case_no=self._case["case_no"],
            choices={},
            acts=acts,
            reason=self._reason.text(),
            seen_version=self._case["version"],
        )
        self._hub.send(command, self._on_decided, owner=self)

    def _on_decided(self, changes: Changes) -> None:
        self._hub.told.emit(say(mark("{case_no} is decided."), case_no=changes.case_no))
