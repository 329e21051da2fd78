"""The one door: every change to an office goes through `Office.do`."""

import logging
import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import ClassVar, TypeVar

from nacl.signing import SigningKey

from desk.actions.handlers import CODES, DEEDS, HANDLERS
from desk.actions.work import Command, Done, Work
from desk.base.clock import COUNTER_BITS, Clock, moment_of, stamp, wall
from desk.base.errors import Refusal
from desk.base.ids import uuid7
from desk.base.resources import read_toml
from desk.base.words import mark
from desk.reads.office_facts import (
    read_codes,
    read_people,
    read_reckoning,
    read_settings,
    verify_keys,
)
from desk.rules.case import codes
from desk.rules.case.codes import CodeBook
from desk.rules.forms.prescribed import Version
from desk.rules.forms.reply_texts import ReplyText
from desk.rules.people.confirming import Confirmation
from desk.rules.people.deputies import as_deputy
from desk.rules.people.person_id import PersonId, person_id
from desk.rules.people.rights import NotPermitted, People, Person, Right
from desk.rules.people.two_persons import DEPUTIES
from desk.rules.record.subjects import SETTINGS
from desk.rules.settings import Settings
from desk.rules.steps import kinds
from desk.rules.steps.act_kind import ActKind
from desk.rules.steps.ledger_rows import customs_of
from desk.rules.time.case_clocks import Reckoning
from desk.rules.time.doubts import TOLERANCE, Doubt, doubt_of, has_leapt
from desk.store.db import Store
from desk.store.disk.lock import Lock
from desk.store.ledger_case import Preparation
from desk.store.prescribed_templates import read_templates
from desk.store.record import journal
from desk.store.record.journal import Head, Pen
from desk.store.reply_texts import read_texts

log = logging.getLogger("desk.office")

R = TypeVar("R")


class FrozenHome(Refusal):
    """A home that was restored and not yet confirmed."""

    text: ClassVar[str] = mark(
        "This home was restored on {at} and can only be read until somebody has looked at it. "
        "Confirm it, or take it back, on the page “Backups and checks”, or with "
        "“restore --confirm”, “restore --undo”."
    )


class SessionOver(Refusal):
    """Somebody changed the signed-in person's role or password, or closed her account."""

    text: ClassVar[str] = mark(
        "Your role or password was changed, or your account was closed, while you were working. "
        "Nothing more is done in this session: sign in again. What was typed is kept as a draft."
    )


def _wants_backup(command: Command[object]) -> bool:
    """Say whether ``command`` changes so much that a backup is made before."""
    wanted = CODES[type(command)] in read_toml("backup.toml")["before"]
    return wanted and not getattr(command, "is_simulation", False)


def _deed(command: Command[object]) -> str:
    """Return a command's name in ``resources/passwords.toml``."""
    return str(getattr(command, "action", command.right).value)


class Office:
    """A signed-in person at an open home.

    `do` is called from the writer thread only; readers use ``desk.reads`` on
    threads of their own.

    Attributes:
        store: The open database.
        actor: Who is signed in.
        clock: The time.
        confirmation: Asks for the password before grave commands; None where the
            program itself acts, e.g. when it creates a training home.
        lock: Held while the home is open.
        frozen_since: When the home was restored, until that is confirmed; else "".
        backs_up: Makes a backup before large changes; called with the command's name.
    """

    def __init__(
        self,
        store: Store,
        login: str,
        key: SigningKey,
        clock: Clock,
        entropy: Callable[[int], bytes] = secrets.token_bytes,
    ) -> None:
        """Read people and settings."""
        self.store = store
        self.clock = clock
        self._key = key
        self._entropy = entropy
        self.confirmation: Confirmation | None = None
        self.lock: Lock | None = None
        self.frozen_since = ""
        self.backs_up: Callable[[str], object] | None = None
        self._login = login
        # Asked before anything is read: what comes later is looked at.
        self._last = journal.last_id(store)
        self.read_again()
        self._hlc = journal.read_head(store, self.identity).hlc
        self._role = self.actor.role

    def read_again(self) -> None:
        """Read people and settings anew, after they changed."""
        self.identity = journal.read_identity(self.store)
        self.people: People = read_people(self.store)
        self.actor: Person = self.people[self._login]
        self.settings: Settings = read_settings(self.store)
        self.reckoning: Reckoning = read_reckoning(self.store, self.settings)
        self.templates: dict[str, list[Version]] = read_templates(self.store)
        self.texts: list[ReplyText] = read_texts(self.store, journal.own_office(self.store))
        self.codes: CodeBook = read_codes(self.store, self.settings)
        codes.use(self.codes)

    def _look(self) -> None:
        """Read people and settings again if anybody, here or elsewhere, changed them since.

        Raises:
            SessionOver: The signed-in person has another role or key, or has left.
        """
        last = journal.last_id(self.store)
        if last == self._last:
            return
        changed = journal.subjects_since(self.store, self._last)
        if changed:
            self.read_again()
        if changed - {SETTINGS}:
            known = verify_keys(self.store).get(self._login)
            is_same = known == self._key.verify_key.encode().hex()
            if not is_same or not self.actor.active or self.actor.role is not self._role:
                raise SessionOver
        self._hlc = journal.read_head(self.store, self.identity).hlc
        self._last = last

    def do(self, command: Command[R]) -> Done[R]:
        """Carry out ``command`` in one transaction: permission, rule, acts, tables.

        Raises:
            Refusal: It is not allowed or not possible; nothing was changed.
            FrozenHome: The home was restored, and that is not confirmed yet.
            PasswordAgain: The command is grave, and the password was not typed recently.
            LookupError: No handler is registered for the command (a bug).
        """
        handler, code = HANDLERS[type(command)], CODES[type(command)]
        codes.use(self.codes)
        self._permit(command.right, code)
        self.confirm_again(_deed(command))
        if self.frozen_since:
            raise FrozenHome(at=self.frozen_since)
        if self.backs_up is not None and _wants_backup(command):
            self.backs_up(code)
        with self.store.writing():
            work = self.begin()
            work.actor.need(command.right)  # it may have been taken away a moment ago
            done: Done[R] = handler(command, work)
            touched = work.settle()
        if done.settings:
            self.read_again()
        log.info("done: %s", code)
        return replace(done, cases=touched | done.cases)

    def person(self, typed: str) -> PersonId:
        """Return whom somebody here means who types a login, or "0102/chen"."""
        own = journal.own_office(self.store)
        return person_id(typed).seen_from(own, own)

    @property
    def folder(self) -> Path:
        """Return the folder of the home, where the office keeps templates of its own."""
        return self.store.folder

    def need(self, right: Right) -> None:
        """Refuse unless the signed-in person has ``right``; refusals are audited.

        Raises:
            NotPermitted: She does not have it.
        """
        self._permit(right, "")

    def confirm_again(self, deed: str) -> None:
        """Refuse a grave ``deed`` unless the password was typed recently.

        Raises:
            PasswordAgain: It was not typed recently.
        """
        if self.confirmation is not None:
            self.confirmation.need(deed, self.clock.now())

    def audit(self, kind: ActKind, **told: object) -> None:
        """Write an audit act about something that changes no case: a print, a sign-in, a backup."""
        with self.store.writing():
            work = self.begin()
            work.audit(kind, told)
            work.settle()

    def _permit(self, right: Right, wish: str) -> None:
        try:
            self.now_acting().need(right)
        except NotPermitted:
            self.audit(kinds.REFUSED, right=right.value, wish=wish)
            raise

    def preparation(self) -> Preparation:
        """Return the preparation of ledger rows for an import that begins now."""
        now = self.clock.now()
        return Preparation(
            uuid7(wall(now) >> COUNTER_BITS, self._entropy(10)),
            stamp(now),
            customs_of(self.people.values(), self.settings.number("retention_years")),
            self.reckoning,
        )

    def now_acting(self) -> Person:
        """Return `acting` as it is at this moment, whoever changed what: before reading or acting.

        Raises:
            SessionOver: The signed-in person has another role or key, or has left.
        """
        self._look()
        return self.acting

    @property
    def acting(self) -> Person:
        """Return the signed-in person, with the roles of those she deputises for today.

        It asks nothing and is as she was when she last read or did something.
        A PC clock that was turned back brings no deputy back: the record has seen later days.
        """
        today = self.seen.date()
        return as_deputy(self.actor, self.people, self.settings.texts(DEPUTIES), today)

    @property
    def seen(self) -> datetime:
        """Return the later of what the PC clock says and the highest moment of the record."""
        return max(self.clock.now(), moment_of(self._hlc))

    def time_doubt(self) -> Doubt | None:
        """Return why the PC clock is not trusted, or None."""
        return self._doubt(self.clock.now(), journal.read_head(self.store, self.identity))

    def _doubt(self, now: datetime, head: Head) -> Doubt | None:
        doubt = doubt_of(now, moment_of(head.hlc), self.clock.leap())
        if doubt is Doubt.BEHIND:  # or was the clock wrong then, and is right now?
            found = journal.around(self.store, head, wall(now + TOLERANCE))
            calendar = self.reckoning.calendar
            if found and has_leapt(moment_of(found[0]), moment_of(found[1]), calendar):
                return Doubt.AHEAD
        return doubt

    def ahead_of(self, moved: datetime) -> datetime | None:
        """Return the time of the last entry if the PC clock is so far beyond that it may be wrong.

        A clock that was set on purpose is never asked about.

        Args:
            moved: When this PC wrote the key file; a moment known beside the last entry, unless
                it lies in what is to come.
        """
        now, last = self.clock.now(), moment_of(journal.read_head(self.store, self.identity).hlc)
        is_asked = not self.clock.is_set and last > moment_of(0)
        known = max(last, moved) if moved <= now else last
        return last if is_asked and has_leapt(known, now, self.reckoning.calendar) else None

    def begin(self) -> Work:
        """Return the tools for a transaction in progress; prefer `do` and `audit`."""
        now, head = self.clock.now(), journal.read_head(self.store, self.identity)
        actor = self.now_acting()
        pen = Pen(
            store=self.store,
            head=head,
            author=actor.login,
            now=now,
            entropy=self._entropy,
            key=self._key,
        )
        return Work(
            store=self.store,
            actor=actor,
            now=now,
            settings=self.settings,
            people=self.people,
            reckoning=self.reckoning,
            pen=pen,
            entropy=self._entropy,
            doubt=self._doubt(now, head),
            deeds=DEEDS,
        )
