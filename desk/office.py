"""The one door: every change of an office goes through `Office.do`."""

import logging
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from nacl.signing import SigningKey

from desk.actions.change_settings import ChangeSettings, change_settings
from desk.actions.decide import DecideConflict, decide_conflict
from desk.actions.devices import (
    IntroduceDevice,
    RevokeDevice,
    TrustDevice,
    introduce_device,
    revoke_device,
    trust_device,
)
from desk.actions.import_ledger import ImportLedger, import_ledger
from desk.actions.packets import (
    NoteBack,
    NoteSent,
    TakePacket,
    TakeReceipt,
    note_back,
    note_sent,
    take_packet,
    take_receipt,
)
from desk.actions.people import AddPerson, ChangePerson, add_person, change_person
from desk.actions.register_case import RegisterCase, register_case
from desk.actions.take_calendar import TakeCalendar, take_calendar
from desk.actions.take_step import TakeStep, take_step
from desk.actions.undo_import import UndoImport, undo_import
from desk.actions.undo_packet import UndoPacket, undo_packet
from desk.actions.work import Changes, Command, Work
from desk.base.clock import Clock, stamp
from desk.base.ids import uuid7
from desk.reads.office_facts import read_people, read_reckoning, read_settings
from desk.rules.case_clocks import Reckoning
from desk.rules.doubts import Doubt, doubt_of
from desk.rules.ledger_rows import customs_of
from desk.rules.people import Person, Right
from desk.rules.settings import Settings
from desk.store import journal
from desk.store.db import Store
from desk.store.journal import Head, Pen
from desk.store.prepared import Preparation

log = logging.getLogger("desk.office")

Handler = Callable[[Any, Work], Changes]
HANDLERS: Final[Mapping[type, Handler]] = {
    RegisterCase: register_case,
    TakeStep: take_step,
    AddPerson: add_person,
    ChangePerson: change_person,
    ChangeSettings: change_settings,
    ImportLedger: import_ledger,
    TakeCalendar: take_calendar,
    UndoImport: undo_import,
    DecideConflict: decide_conflict,
    IntroduceDevice: introduce_device,
    TrustDevice: trust_device,
    RevokeDevice: revoke_device,
    NoteSent: note_sent,
    NoteBack: note_back,
    UndoPacket: undo_packet,
    TakePacket: take_packet,
    TakeReceipt: take_receipt,
}


class Office:
    """A signed-in person at an open home.

    `do` is called from the writer thread only; readers use ``desk.reads`` on
    threads of their own.

    Attributes:
        store: The open database.
        actor: Who is signed in.
        clock: The time.
        home_id: Id of the home.
        is_training: Whether this is a training home.
    """

    def __init__(
        self,
        store: Store,
        login: str,
        key: SigningKey,
        clock: Clock,
        entropy: Callable[[int], bytes] = secrets.token_bytes,
    ) -> None:
        """Read who works here and how the office is set."""
        self.store = store
        self.clock = clock
        self._key = key
        self._entropy = entropy
        self.read_again()
        self.actor: Person = self.people[login]

    def read_again(self) -> None:
        """Read people and settings anew, after they changed."""
        self.identity = journal.read_identity(self.store)
        self.people: dict[str, Person] = read_people(self.store)
        self.settings: Settings = read_settings(self.store)
        self.reckoning: Reckoning = read_reckoning(self.settings)

    def do(self, command: Command) -> Changes:
        """Carry out ``command`` in one transaction: permission, rule, acts, tables.

        Raises:
            Refusal: The desk says no; nothing was changed.
            LookupError: No handler is registered for the command (a fault).
        """
        handler = HANDLERS[type(command)]
        self.actor.need(command.right)
        with self.store.writing():
            work = self._work()
            changes = handler(command, work)
            touched = work.settle()
        if changes.settings:
            self.read_again()
        log.info("done: %s", type(command).__name__)
        return Changes(
            touched | changes.cases,
            changes.case_no,
            changes.uuid,
            queue=changes.queue,
            settings=changes.settings,
            report=changes.report,
        )

    def need(self, right: Right) -> None:
        """Refuse unless the signed-in person has ``right``.

        Raises:
            NotPermitted: She has not.
        """
        self.actor.need(right)

    def preparation(self) -> Preparation:
        """Return how this office prepares the rows of an import that begins now."""
        now = self.clock.now()
        return Preparation(
            uuid7(journal.wall(now) >> journal.COUNTER_BITS, self._entropy(10)),
            stamp(now),
            customs_of(self.people.values(), self.settings.number("retention_years")),
            self.reckoning,
        )

    def time_doubt(self) -> Doubt | None:
        """Return why the PC clock cannot be right, or None."""
        return self._doubt(self.clock.now(), journal.read_head(self.store, self.identity))

    def _doubt(self, now: datetime, head: Head) -> Doubt | None:
        return doubt_of(now, journal.moment_of(head.hlc), self.clock.leap())

    def _work(self) -> Work:
        now, head = self.clock.now(), journal.read_head(self.store, self.identity)
        pen = Pen(
            self.store,
            head,
            self.actor.login,
            now,
            self._entropy,
            self._key,
        )
        return Work(
            self.store,
            self.actor,
            now,
            self.settings,
            self.people,
            self.reckoning,
            pen,
            self._entropy,
            self._doubt(now, head),
        )
