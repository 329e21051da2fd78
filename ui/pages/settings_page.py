"""Settings (制度与设置); the effect on deadlines is previewed before saving."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QCheckBox, QWidget

from desk.actions.change_settings import ChangeSettings
from desk.actions.work import Done
from desk.base.words import mark, say
from desk.rules.record.devices import HEAD_OFFICE
from desk.rules.settings import settings_known
from desk.rules.time.case_clocks import Moved
from desk.rules.time.practice import DECISIVE, LIGHTS
from desk.rules.time.rule_files import shipped_rules
from desk.rules.time.rulebook import Track
from ui.base.hub import Hub
from ui.dialogs.codes_dialog import CodesDialog
from ui.dialogs.forms_dialog import FormsDialog
from ui.dialogs.moved_dialog import MovedDialog
from ui.widgets.boxes import Grown, column, leave_out
from ui.widgets.cards import Card
from ui.widgets.house_rules import HouseRules
from ui.widgets.page import Page
from ui.widgets.scrolled import fill, scrolled
from ui.widgets.setting_edit import OFFERED, SettingEdit
from ui.widgets.text import button

HOUSE = "house_rules"


class SettingsPage(Page):
    """Shows every setting and sends what was changed."""

    title = mark("Rules and settings")

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        """Build the page; `start` shows the values."""
        super().__init__(hub, parent)
        self._edits: dict[str, SettingEdit] = {}
        self._house: HouseRules | None = None
        self._body = scrolled(is_card=False)
        self._covers = QCheckBox(say(mark("Deadlines of open cases move too")))
        self._covers.setObjectName("covers-open")
        self._branches = QCheckBox(say(mark("For all branches too")))
        self._branches.setObjectName("for-branches")
        is_head = hub.reader.office.settings.text("office_role") == HEAD_OFFICE
        leave_out(self._branches, unless=is_head)
        self._save = button(say(mark("Save")), "save-settings", self._on_save, primary=True)
        forms = button(say(mark("Forms…")), "forms", self._on_forms)
        codes = button(say(mark("Lists of codes…")), "codes", self._on_codes)
        actions = (codes, forms, self._branches, self._covers, self._save)
        self.lay_out(actions, self.problems.line, Grown(self._body))

    def start(self) -> None:
        """Show the office's values, keeping unsaved changes."""
        if self._changed():
            return
        values = self._hub.reader.office.settings
        known = settings_known()
        self._edits = {
            name: SettingEdit(setting, values.values.get(name, setting.default), self.problems)
            for name, setting in known.items()
            if setting.kind in OFFERED
        }
        self._house = HouseRules(known[HOUSE], shipped_rules().current(Track.HOUSE), values[HOUSE])
        decisive = [name for name in self._edits if name in DECISIVE]
        lights = [name for name in self._edits if name in LIGHTS]
        others = [name for name in self._edits if name not in {*decisive, *lights}]
        rows = column(
            self._group(say(mark("How deadlines are counted")), decisive, self._house),
            self._group(say(mark("When lights change")), lights),
            self._group(say(mark("The office")), others),
            spacing=12,
        )
        fill(self._body, rows, margin=0)

    def _group(self, title: str, names: list[str], more: QWidget | None = None) -> QWidget:
        box = Card(title)
        if more is not None:
            text = mark(
                "A change holds for cases received from now on, unless you say that it holds for "
                "open cases too. What was overdue stays recorded."
            )
            box.put(say(text))
        box.put(*(self._edits[name] for name in names))
        if more is not None:
            box.put(more)
        return box

    def _changed(self) -> dict[str, object]:
        found = {name: e.value() for name, e in self._edits.items() if e.is_changed}
        if self._house is not None and self._house.is_changed:
            found[HOUSE] = self._house.value()
        return found

    @Slot()
    def _on_forms(self) -> None:
        FormsDialog(self._hub, self).open()

    @Slot()
    def _on_codes(self) -> None:
        CodesDialog(self._hub, self).open()

    @Slot()
    def _on_save(self) -> None:
        values = self._changed()
        if values:
            self._send(values, is_simulation=True)

    def _send(self, values: dict[str, object], *, is_simulation: bool) -> None:
        self.problems.clear()
        command = ChangeSettings(
            values=values,
            covers_open=self._covers.isChecked(),
            is_simulation=is_simulation,
            for_branches=self._branches.isChecked(),
        )
        done = self._on_simulated if is_simulation else self._on_saved
        self._hub.send(command, done, self.problems.show, self)

    def _on_simulated(self, changes: Done[list[Moved]]) -> None:
        moved = changes.result
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

    def _on_saved(self, _changes: Done[object]) -> None:
        self._edits, self._house = {}, None
        self._covers.setChecked(False)
        self._branches.setChecked(False)
        self.start()
        self._hub.told.emit(say(mark("The settings are saved.")))
