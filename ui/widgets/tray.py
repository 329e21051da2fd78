"""The tray: conflicting values side by side; a supervisor chooses and gives a reason."""

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QCheckBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from desk.actions.decide import DecideConflict
from desk.actions.work import Done
from desk.base.shapes import Facts, JsonMapping, JsonObject
from desk.base.text import plain
from desk.base.words import mark, say
from desk.rules.case.fields import BY_ID
from desk.rules.case.life import State
from ui.base.hub import Hub
from ui.widgets.boxes import CARD, NONE, STRETCH, Grown, add, column, row
from ui.widgets.text import button, label, wrapped

SHORT = 24  # characters that stand beside a choice; a longer text stands below it, whole
TOP = Qt.AlignmentFlag.AlignTop
FIELD, BEFORE, FIRST = 0, 1, 2  # columns; then one for each workstation, the own one first


class Tray(QWidget):
    """All cases in conflict, one card each."""

    def __init__(self, hub: Hub, cases: list[JsonObject], parent: QWidget | None = None) -> None:
        """Show ``cases`` as the reads tell them."""
        super().__init__(parent)
        made = [_CaseInConflict(hub, case) for case in cases]
        column(*made, inside=self, margins=NONE, spacing=12)

    def typed(self) -> dict[str, str]:
        """Return undecided choices and typed reasons, by field name."""
        lines = {one.objectName(): one.text() for one in self.findChildren(QLineEdit)}
        chosen = [one for one in self.findChildren(QAbstractButton) if one.isChecked()]
        return {**lines, **{one.objectName(): "" for one in chosen}}

    def take_over(self, typed: Mapping[str, str]) -> None:
        """Restore choices and typed text after the tray was re-read."""
        for line in self.findChildren(QLineEdit):
            line.setText(typed.get(line.objectName(), ""))
        for one in self.findChildren(QAbstractButton):
            if one.isCheckable():
                one.setChecked(one.objectName() in typed)


class _CaseInConflict(QFrame):
    """One case: its fields as lines, the workstations as columns, and what does not fit."""

    def __init__(self, hub: Hub, case: JsonObject) -> None:
        super().__init__()
        self.setObjectName("card")
        self._hub, self._case = hub, case
        self._groups: dict[str, QButtonGroup] = {}
        self._stands: dict[str, QCheckBox] = {}
        self._back = QButtonGroup(self)
        self._back.setExclusive(False)
        self._people = hub.reader.people
        rows = column(self._head(), inside=self, margins=CARD, spacing=8)
        if case["conflicts"]:
            rows.addLayout(self._table())
        for misfit in case["unlawful"]:
            self._add_misfit(rows, misfit)
        rows.addLayout(self._foot())

    def _head(self) -> QHBoxLayout:
        number = self._case["case_no"]
        words = (
            mark("⇄ {case_no}: two answers")
            if self._case["conflicts"]
            else mark("⇄ {case_no}: does not fit together")
        )
        show = button(say(mark("Open the case")), f"open {number}", self._on_open, quiet=True)
        return row(label(say(words, case_no=number), "heading"), STRETCH, show)

    def _table(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        devices = _devices(self._case)
        grid.addWidget(label(say(mark("Before")), "label"), 0, BEFORE)
        for place, (device, is_mine) in enumerate(devices.items(), start=FIRST):
            words = mark("Here, {device}") if is_mine else mark("There, {device}")
            grid.addWidget(label(say(words, device=device), "label"), 0, place)
            grid.setColumnStretch(place, 2)
        grid.setColumnStretch(BEFORE, 1)
        for line, conflict in enumerate(self._case["conflicts"], start=1):
            self._add(grid, line, conflict, list(devices))
        return grid

    def _add(self, grid: QGridLayout, line: int, conflict: JsonObject, devices: list[str]) -> None:
        grid.addWidget(label(conflict["label"], "group"), line, FIELD, TOP)
        texts = [self._spoken(conflict["field"], value) for value in conflict["base"]]
        base = [text for text in texts if text] or [say(mark("nothing"))]
        grid.addWidget(_said("\n".join(base)), line, BEFORE, TOP)
        group = self._groups[conflict["field"]] = QButtonGroup(self)
        columns: dict[str, QVBoxLayout] = {}
        for place, side in enumerate(conflict["sides"]):
            device = side["device"]
            if device not in columns:
                columns[device] = column(spacing=2)
                grid.addLayout(columns[device], line, FIRST + devices.index(device), TOP)
            self._add_side(columns[device], group, place, conflict["field"], side)

    def _add_side(
        self,
        sides: QVBoxLayout,
        group: QButtonGroup,
        place: int,
        field: str,
        side: JsonMapping,
    ) -> None:
        text = plain(self._spoken(field, side["value"]) or say(mark("nothing")))
        is_long = len(text) > SHORT or "\n" in text
        line = f"{' '.join(text.split())[:SHORT]}…" if is_long else text
        choice = QRadioButton(line.replace("&", "&&"))
        choice.setObjectName(f"{self._case['case_no']} {field} {side['device']}")
        who = self._people.name(side["author"])
        told = say(mark("{author}, {at}"), author=who, at=side["at"].replace("T", " ")[:16])
        choice.setAccessibleDescription(told)
        group.addButton(choice, place)
        sides.addWidget(choice)
        by = _said(f"{text}\n{told}" if is_long else told)
        by.setContentsMargins(24, 0, 0, 0)
        sides.addWidget(by)

    def _spoken(self, field: str, value: object) -> str:
        if field in BY_ID:
            return self._people.spoken(BY_ID[field], value)
        return "" if value is None else str(value)

    def _add_misfit(self, rows: QVBoxLayout, misfit: Mapping[str, str]) -> None:
        rows.addWidget(wrapped(misfit["text"], "problem"))
        line = row(spacing=16)
        if misfit["back_to"]:
            words = say(mark("Send the case back to “{state}”"), state=misfit["back_label"])
            back = QCheckBox(plain(words).replace("&", "&&"))
            back.setObjectName(f"{self._case['case_no']} back {misfit['key']}")
            back.setProperty("back_to", misfit["back_to"])
            self._back.addButton(back)
            line.addWidget(back)
        stands = QCheckBox(say(mark("It may stand as it is")))
        stands.setObjectName(f"{self._case['case_no']} stands {misfit['key']}")
        self._stands[misfit["key"]] = stands
        add(line, stands, STRETCH)
        rows.addLayout(line)

    def _foot(self) -> QHBoxLayout:
        number = self._case["case_no"]
        self._reason = QLineEdit(placeholderText=say(mark("Why; stands in the case for good")))
        self._reason.setObjectName(f"reason {number}")
        self._reason.setAccessibleName(say(mark("Reason")))
        decide = button(say(mark("Decide")), f"decide {number}", self._on_decide)
        return row(Grown(self._reason), decide, spacing=12)

    @Slot()
    def _on_open(self) -> None:
        self._hub.open_case(self._case["case_no"])

    @Slot()
    def _on_decide(self) -> None:
        by_field = {one["field"]: one["sides"] for one in self._case["conflicts"]}
        acts = {
            field: by_field[field][group.checkedId()]["act"]
            for field, group in self._groups.items()
            if group.checkedId() >= 0
        }
        wanted = {one.property("back_to") for one in self._back.buttons() if one.isChecked()}
        back = [state.value for state in State if state.value in wanted]  # the earliest first
        command = DecideConflict(
            case_no=self._case["case_no"],
            choices={"state": back[0]} if back else {},
            acts=acts,
            stands=[key for key, box in self._stands.items() if box.isChecked()],
            reason=self._reason.text(),
            seen_version=self._case["version"],
        )
        self._hub.send(command, partial(_tell_decided, self._hub))


def _tell_decided(hub: Hub, changes: Done[object]) -> None:
    """Say so, though the card may be gone by then: the tray is read anew after every change."""
    hub.told.emit(say(mark("{case_no} is decided."), case_no=changes.case_no))


def _said(text: str) -> QWidget:
    """Return a muted label, wrapped only if long, as wrapping labels take more room."""
    is_short = all(len(line) <= SHORT for line in text.splitlines())
    return label(text, "muted") if is_short else wrapped(text, "muted")


def _devices(case: Facts) -> dict[str, bool]:
    """Return the conflicting workstations, this one first, with a flag for it."""
    sides = [side for one in case["conflicts"] for side in one["sides"]]
    found = {side["device"]: bool(side["is_mine"]) for side in sides}
    return dict(sorted(found.items(), key=lambda one: (not one[1], one[0])))
