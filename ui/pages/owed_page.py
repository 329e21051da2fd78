"""To settle: what is owed in all cases beside the clocks, each with its day and who owes it."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QHeaderView, QTableView, QVBoxLayout, QWidget

from desk.actions.bulk import BulkStep
from desk.actions.work import Changes
from desk.base.text import plain
from desk.base.words import mark, say
from desk.rules.case.life import Action
from desk.rules.people.person_id import PersonId, person_id
from desk.rules.people.rights import Person
from desk.rules.steps.duties import Duty, Owed
from desk.rules.steps.table import STEPS
from ui.base.hub import Hub
from ui.dialogs.handover_dialog import HandoverDialog
from ui.models.owed_model import CaseNoRole, OwedColumn, OwedModel, OwedRole
from ui.widgets.text import button, label

ROW_HEIGHT = 34
WIDTHS = {OwedColumn.DUE: 210, OwedColumn.DUTY: 200, OwedColumn.CASE_NO: 190, OwedColumn.WHO: 110}
MINE, ALL = "mine", "all"


class OwedPage(QWidget):
    """Lists what is owed; sends nothing but the answer to handovers."""

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        """Build the page; `start` asks what is owed."""
        super().__init__(parent)
        self.setObjectName("page")
        self._hub = hub
        self._found: Sequence[tuple[str, Owed]] = ()
        people = hub.reader.people
        self.model = OwedModel(people, self)
        self._whose = QComboBox()
        self._whose.setObjectName("whose")
        for words, value in (
            (say(mark("What I owe")), MINE),
            (say(mark("What everybody owes")), ALL),
            *((person.name, login) for login, person in people.items() if person.active),
        ):
            self._whose.addItem(plain(words), value)
        self._whose.activated.connect(self._show_some)
        self.table = self._make_table()
        self._count = label("", "muted")
        self._accept = button(say(mark("Accept all that is offered to me")), name="accept-all")
        self._accept.clicked.connect(self._on_accept)
        self._accept.hide()
        self._build()
        hub.changed.connect(self._on_changed)

    def _make_table(self) -> QTableView:
        table = QTableView()
        table.setObjectName("queue")
        table.setModel(self.model)
        table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        heads = table.horizontalHeader()
        heads.setHighlightSections(False)
        heads.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, width in WIDTHS.items():
            table.setColumnWidth(column, width)
        heads.setSectionResizeMode(OwedColumn.WORDS, QHeaderView.ResizeMode.Stretch)
        table.activated.connect(self._on_open)
        table.doubleClicked.connect(self._on_open)
        return table

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(label(say(mark("To settle")), "title"))
        head.addWidget(self._whose)
        head.addStretch(1)
        head.addWidget(self._accept)
        hand = button(say(mark("Hand cases over…")), name="hand-over")
        hand.clicked.connect(self._on_hand_over)
        head.addWidget(hand)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(16, 8, 16, 12)
        rows.setSpacing(10)
        rows.addLayout(head)
        rows.addWidget(self.table, 1)
        rows.addWidget(self._count)

    def start(self) -> None:
        """Ask what is owed."""
        self._hub.tasks.read(self, self._hub.reader.owed, self._show)

    def _show(self, found: Sequence[tuple[str, Owed]]) -> None:
        self._found = found
        self._accept.setVisible(bool(self._offered()))
        self._show_some()

    @Slot()
    def _show_some(self) -> None:
        rows = [(no, owed) for no, owed in self._found if self._is_wanted(owed)]
        self.model.show(rows, self._hub.reader.now)
        late = sum(owed.is_late(self._hub.reader.now) for _, owed in rows)
        text = say(mark("{count} to settle, {late} of them overdue."), count=len(rows), late=late)
        self._count.setText(text if rows else say(mark("Nothing is owed.")))

    def _is_wanted(self, owed: Owed) -> bool:
        whose = self._whose.currentData()
        if whose == MINE:
            return self._is_mine(owed)
        return whose == ALL or _is_of(self._hub.reader.people[whose], owed)

    def _is_mine(self, owed: Owed) -> bool:
        """Say whether the signed-in person owes it; what nobody is named for, whoever may do it."""
        acting = self._hub.reader.office.acting
        if not owed.who:
            return acting.may(STEPS[owed.action].right)
        return _is_of(acting, owed)

    def _offered(self) -> list[str]:
        """Return the cases that wait for the signed-in person to accept them."""
        me = self._hub.reader.office.actor
        return [no for no, o in self._found if o.duty is Duty.HANDOVER and _is_of(me, o)]

    @Slot(QModelIndex)
    def _on_open(self, index: QModelIndex) -> None:
        self._hub.wants.emit("settle", (index.data(CaseNoRole), index.data(OwedRole).action))

    @Slot()
    def _on_accept(self) -> None:
        command = BulkStep(case_nos=self._offered(), action=Action.ACCEPT_TRANSFER)
        self._hub.send(command, self._on_accepted, owner=self)

    def _on_accepted(self, changes: Changes) -> None:
        done, refused = changes.report["done"], changes.report["refused"]
        text = say(mark("{done} cases are yours now."), done=len(done))
        self._hub.told.emit(" ".join([text, *(one["reason"] for one in refused)]))

    @Slot()
    def _on_hand_over(self) -> None:
        HandoverDialog(self._hub, self).open()

    @Slot(object)
    def _on_changed(self, changes: Changes) -> None:
        if changes.queue and self.isVisible():
            self.start()


def _is_of(person: Person, owed: Owed) -> bool:
    """Say whether ``person`` owes it; some duties name her by her name."""
    return person_id(owed.who) in (person.id, PersonId("", person.name))
