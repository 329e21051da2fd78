"""What waits for a second person: seen, confirmed, refused, withdrawn, carried out."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from desk.actions.proposals import RefuseProposal, SeeRaises, WithdrawProposal
from desk.actions.work import Done
from desk.base.text import plain
from desk.base.words import mark, say, shown
from desk.home import accounts
from desk.home.opening import SignedIn
from desk.reads.second_persons import Seconds, read_seconds
from desk.rules.people.two_persons import Proposal, ProposalStage, names_of, told_of
from ui.base.hub import Hub
from ui.dialogs.dialog import Dialog
from ui.dialogs.reason_dialog import ReasonDialog
from ui.models.sheet_model import SheetRow
from ui.widgets.boxes import DIALOG, NONE, STRETCH, column, row
from ui.widgets.sheet import Sheet
from ui.widgets.text import button, wrapped

COLUMNS = {
    mark("What is proposed"): 0,
    mark("Proposed by"): 110,
    mark("Proposed at"): 130,
    mark("How it stands"): 130,
}
LINES = 6  # shown without scrolling
STAGES = {
    ProposalStage.WAITING: mark("waits to be confirmed"),
    ProposalStage.AGREED: mark("confirmed, to be carried out"),
    ProposalStage.DONE: mark("holds"),
    ProposalStage.REFUSED: mark("refused"),
    ProposalStage.WITHDRAWN: mark("withdrawn"),
    ProposalStage.EXPIRED: mark("expired"),
}


class SecondsView(QWidget):
    """Lists proposals, open ones and what was given of late, and what can be done with each."""

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        """Build the list; `start` reads it."""
        super().__init__(parent)
        self._hub = hub
        self._seconds = Seconds([], [])
        self._shown: list[Proposal] = []
        self._sheet = Sheet(COLUMNS, "proposals", most=LINES)
        self._sheet.picked.connect(self._on_picked)
        self._told = wrapped("", "muted")
        self._confirm = button(say(mark("Confirm")), "confirm-proposal", self._on_confirm)
        self._carry = button(say(mark("Carry this out")), "carry-out", self._on_carry_out)
        self._refuse = button(say(mark("Refuse…")), "refuse-proposal", self._on_refuse)
        self._withdraw = button(
            say(mark("Withdraw the proposal")), "withdraw-proposal", self._on_withdraw
        )
        self._seen = button(say(mark("I have seen all this")), "seen-raises", self._on_seen)
        buttons = row(self._confirm, self._carry, self._refuse, self._withdraw, STRETCH, self._seen)
        column(self._sheet, self._told, buttons, STRETCH, inside=self, margins=NONE, spacing=8)
        hub.changed.connect(self._on_changed)

    @Slot()
    def start(self) -> None:
        """Read what is proposed."""
        office = self._hub.reader.office
        self._hub.tasks.read(
            self,
            lambda: read_seconds(office.store, office.people, office.settings, office.seen),
            self._show,
        )

    @Slot(object)
    def _on_changed(self, changes: Done[object]) -> None:
        if changes.settings:
            self.start()

    def _show(self, seconds: Seconds) -> None:
        office = self._hub.reader.office
        self._seconds, me = seconds, office.acting
        news = seconds.news_to(me)
        self._shown = [one for one in seconds.shown_to(me) if one.is_open or one in news]
        self._seen.setVisible(bool(news))
        self._sheet.show_rows([self._line(one) for one in self._shown])
        for part in (self._sheet, self._confirm, self._carry, self._refuse, self._withdraw):
            part.setVisible(bool(self._shown))
        self._on_picked()

    def _line(self, one: Proposal) -> SheetRow:
        office = self._hub.reader.office
        what = shown(told_of(one, office.settings, office.people))
        when = one.at[:16].replace("T", " ")
        who = office.people.name(one.by)
        return SheetRow(one.id, [what, who, when, say(STAGES[one.stage])])

    def _picked(self) -> Proposal | None:
        return next((one for one in self._shown if one.id == self._sheet.key), None)

    @Slot()
    def _on_picked(self) -> None:
        one, me = self._picked(), self._hub.reader.office.actor.login
        waiting = [who.login for who in self._seconds.confirmers(one)] if one else []
        is_waiting = one is not None and one.stage is ProposalStage.WAITING
        is_mine = one is not None and one.is_open and one.by == me
        self._confirm.setEnabled(is_waiting and me in waiting)
        self._refuse.setEnabled(is_waiting and me in waiting)
        self._carry.setEnabled(is_mine and not is_waiting)
        self._withdraw.setEnabled(is_mine)
        nothing = "" if self._shown else say(mark("Nothing waits for a second person."))
        self._told.setText(plain(self._words(one)) if one else nothing)

    def _words(self, one: Proposal) -> str:
        office = self._hub.reader.office
        what = shown(told_of(one, office.settings, office.people))
        if one.stage is ProposalStage.WAITING:
            words = mark("{what}. It holds once one of these confirms it: {names}; until {day}.")
            names = names_of(self._seconds.confirmers(one))
            return say(words, what=what, names=names, day=one.until[:10])
        if one.stage is ProposalStage.AGREED:
            words = mark("{what}. {second} agreed; {name} can carry it out until {day}.")
            second, name = office.people.name(one.second), office.people.name(one.by)
            return say(words, what=what, second=second, name=name, day=one.until[:10])
        if one.is_alone:
            return say(mark("{what}. It was done alone: nobody else could confirm it."), what=what)
        return say(
            mark("{what}. {name} confirmed it."), what=what, name=office.people.name(one.second)
        )

    def _decide(self, decide: Callable[[SignedIn, str], Proposal]) -> None:
        one, signed = self._picked(), self._hub.reader.signed
        if one is not None and signed is not None:
            self._hub.run(partial(decide, signed, one.id), self._decided, owner=self)

    def _decided(self, one: Proposal) -> None:
        self._hub.changed.emit(Done(result=one, settings=True, queue=True))
        if one.stage is ProposalStage.DONE:
            self._hub.told.emit(say(mark("Carried out; it holds now.")))
        else:
            name = self._hub.reader.office.people.name(one.by)
            self._hub.told.emit(say(mark("Confirmed; {name} can carry it out now."), name=name))

    @Slot()
    def _on_confirm(self) -> None:
        self._decide(accounts.confirm)

    @Slot()
    def _on_carry_out(self) -> None:
        self._decide(accounts.carry_out)

    @Slot()
    def _on_withdraw(self) -> None:
        one = self._picked()
        if one is not None:
            self._hub.send(WithdrawProposal(id=one.id), owner=self)

    @Slot()
    def _on_refuse(self) -> None:
        one = self._picked()
        if one is None:
            return

        def send(dialog: ReasonDialog) -> None:
            command = RefuseProposal(id=one.id, reason=dialog.reason)
            self._hub.send(command, dialog.done_well, dialog.show_refusal, dialog)

        words = say(mark("Whoever proposed it reads why. It can be proposed anew."))
        ReasonDialog(say(mark("Refuse a proposal")), words, send, self, case_no=None).open()

    @Slot()
    def _on_seen(self) -> None:
        self._hub.send(SeeRaises(), owner=self)


class SecondsDialog(Dialog):
    """The same for whoever does not see the page of people."""

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        """Show what waits."""
        super().__init__(say(mark("Waits for a second person")), parent, width=760)
        self._view = SecondsView(hub, self)
        leave = button(say(mark("Close window")), "leave", self.accept)
        column(
            wrapped(say(SECONDS_WORDS), "muted"),
            self._view,
            row(STRETCH, leave),
            inside=self,
            margins=DIALOG,
            spacing=12,
        )
        self._view.start()


SECONDS_WORDS = mark(
    "What gives somebody more power is proposed by one and confirmed by another; nothing of it "
    "holds before. Nobody confirms what she proposed herself or what is about herself."
)
