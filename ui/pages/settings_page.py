"""How the office is set (制度与设置); what decides deadlines is shown before it moves anything."""

from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from desk.actions.change_settings import ChangeSettings
from desk.actions.work import Changes
from desk.base.errors import Refusal
from desk.base.words import mark, say
from desk.rules.record.devices import HEAD_OFFICE
from desk.rules.settings import settings_known
from desk.rules.time.practice import DECISIVE, LIGHTS
from desk.rules.time.rulebook import Track, shipped_rules
from ui.base.hub import Hub
from ui.dialogs.forms_dialog import FormsDialog
from ui.dialogs.moved_dialog import MovedDialog
from ui.widgets.form import each
from ui.widgets.house_rules import HouseRules
from ui.widgets.scrolled import fill, scrolled
from ui.widgets.setting_edit import OFFERED, SettingEdit
from ui.widgets.text import button, card, label, wrapped

HOUSE = "house_rules"


class SettingsPage(QWidget):
    """Shows every setting and sends what was changed."""

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        """Build the page; `start` shows the values."""
        super().__init__(parent)
        self.setObjectName("page")
        self._hub = hub
        self._edits: dict[str, SettingEdit] = {}
        self._house: HouseRules | None = None
        self._body = scrolled()
        self._body.setObjectName("plain")
        self._covers = QCheckBox(say(mark("Deadlines of open cases move too")))
        self._covers.setObjectName("covers-open")
        self._branches = QCheckBox(say(mark("For all branches too")))
        self._branches.setObjectName("for-branches")
        self._branches.setVisible(hub.reader.office.settings.text("office_role") == HEAD_OFFICE)
        self._save = button(say(mark("Save")), primary=True, name="save-settings")
        self._save.clicked.connect(self._on_save)
        head = QHBoxLayout()
        head.addWidget(label(say(mark("Rules and settings")), "title"))
        head.addStretch(1)
        forms = button(say(mark("Forms…")), name="forms")
        forms.clicked.connect(self._on_forms)
        head.addWidget(forms)
        head.addWidget(self._branches)
        head.addWidget(self._covers)
        head.addWidget(self._save)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(16, 8, 16, 12)
        rows.setSpacing(12)
        rows.addLayout(head)
        rows.addWidget(self._body, 1)

    def start(self) -> None:
        """Show the office's values; what was changed and not saved stays."""
        if self._changed():
            return
        values = self._hub.reader.office.settings
        known = settings_known()
        self._edits = {
            name: SettingEdit(setting, values.values.get(name, setting.default))
            for name, setting in known.items()
            if setting.kind in OFFERED
        }
        self._house = HouseRules(known[HOUSE], shipped_rules().current(Track.HOUSE), values[HOUSE])
        rows = QVBoxLayout()
        rows.setSpacing(12)
        decisive = [name for name in self._edits if name in DECISIVE]
        lights = [name for name in self._edits if name in LIGHTS]
        others = [name for name in self._edits if name not in {*decisive, *lights}]
        rows.addWidget(self._group(say(mark("How deadlines are counted")), decisive, self._house))
        rows.addWidget(self._group(say(mark("When lights change")), lights))
        rows.addWidget(self._group(say(mark("The office")), others))
        fill(self._body, rows, margin=0)

    def _group(self, title: str, names: list[str], more: QWidget | None = None) -> QWidget:
        box = card()
        rows = QVBoxLayout(box)
        rows.setContentsMargins(16, 12, 16, 14)
        rows.setSpacing(8)
        rows.addWidget(label(title, "group"))
        if more is not None:
            text = mark(
                "A change holds for cases received from now on, unless you say that it holds for "
                "open cases too. What was overdue stays recorded."
            )
            rows.addWidget(wrapped(say(text), "muted"))
        for name in names:
            rows.addWidget(self._edits[name])
        if more is not None:
            rows.addWidget(more)
        return box

    def _changed(self) -> dict[str, Any]:
        found = {name: e.value() for name, e in self._edits.items() if e.is_changed}
        if self._house is not None and self._house.is_changed:
            found[HOUSE] = self._house.value()
        return found

    @Slot()
    def _on_forms(self) -> None:
        FormsDialog(self._hub, self).open()

    @Slot()
    def _on_save(self) -> None:
        values = self._changed()
        if values:
            self._send(values, is_simulation=True)

    def _send(self, values: dict[str, Any], *, is_simulation: bool) -> None:
        for edit in self._edits.values():
            edit.show_problem(None)
        command = ChangeSettings(
            values=values,
            covers_open=self._covers.isChecked(),
            is_simulation=is_simulation,
            for_branches=self._branches.isChecked(),
        )
        done = self._on_simulated if is_simulation else self._on_saved
        self._hub.send(command, done, self._on_refused, self)

    def _on_simulated(self, changes: Changes) -> None:
        moved = changes.report["moved"]
        if not moved:
            self._send(self._changed(), is_simulation=False)
            return
        question = say(mark("{count} deadlines of open cases move. Save?"), count=len(moved))
        dialog = MovedDialog(question, say(mark("Save")), moved, self)
        dialog.accepted.connect(self._on_agreed)
        dialog.open()

    @Slot()
    def _on_agreed(self) -> None:
        self._send(self._changed(), is_simulation=False)

    def _on_saved(self, _changes: Changes) -> None:
        self._edits, self._house = {}, None
        self._covers.setChecked(False)
        self._branches.setChecked(False)
        self.start()
        self._hub.told.emit(say(mark("The settings are saved.")))

    def _on_refused(self, refusal: Refusal) -> None:
        for one in each(refusal):
            edit = self._edits.get(one.field)
            if edit is not None:
                edit.show_problem(one)
            else:
                self._hub.say_no(one)
