"""Creating and opening a home."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import ClassVar, Final

from nacl.signing import SigningKey

from desk.actions.manage_people import AddPerson, LoginTaken
from desk.actions.put_clock_right import PutClockRight
from desk.actions.work import PERSON, SETTINGS
from desk.attachments.viewing import tidy_attachments
from desk.base.clock import Clock, moment_of_file
from desk.base.errors import Refusal, Trouble
from desk.base.resources import read_toml
from desk.base.system import removed
from desk.base.words import mark
from desk.home.office_file import NewOffice
from desk.home.record_end import watch, witness_of
from desk.office import Office
from desk.reads.office_facts import read_people, verify_keys
from desk.rules.people.confirming import Confirmation
from desk.rules.people.passwords import need_good
from desk.rules.people.rights import Person, Right, Role, clean_login, need_to_manage
from desk.rules.people.two_persons import Proposal
from desk.rules.steps import kinds
from desk.rules.steps.kinds import RECOVERY_KEY
from desk.rules.time.doubts import Doubt
from desk.store import schema
from desk.store.db import Store, rekey
from desk.store.disk import backup, restoring
from desk.store.disk.allowed_folders import need_good_place
from desk.store.disk.backup import Backup
from desk.store.disk.lock import Lock
from desk.store.disk.own_files import keep_private
from desk.store.engines.address import is_on_server
from desk.store.kept_rules import keep_shipped
from desk.store.keys import key_file_transaction
from desk.store.keys.attempts import UNKNOWN, Attempts
from desk.store.keys.roots import ROOT_BYTES, Keys, derived
from desk.store.keys.vault import Vault, WrongPassword
from desk.store.open_database import (
    discard,
    has_database,
    home_fingerprint,
    new_database,
    open_database,
)
from desk.store.record import journal, read_model
from desk.store.record.home_fingerprint import settle_in
from desk.store.record.journal import Head, Identity, Pen
from desk.store.record.refold import refold_stale
from desk.store.troubles import Damaged, DiskFull, ReadOnly

KEY_FILE: Final = "keys.json"
DATABASE: Final = "desk.db"
EPOCH_BYTES: Final = 8

Entropy = Callable[[int], bytes]


class HomeExists(Refusal):
    """There is something in the folder already."""

    text: ClassVar[str] = mark(
        "There already is a complaint desk in {folder}. Nothing was changed."
    )


class StrangeKey(Refusal):
    """The key in somebody's slot is not the one that the record knows."""

    text: ClassVar[str] = mark(
        "The record knows another signing key of “{login}”. Somebody changed the key file or "
        "the database. Ask the director for a new password, and tell the auditor."
    )


class ClockAhead(Refusal):
    """The PC clock is far beyond the last entry: a clock that runs ahead writes false breaches."""

    text: ClassVar[str] = mark(
        "This PC says it is {now}, and the last entry is of {last}. If the date is wrong, set the "
        "PC clock first. If it is right, sign in once more and say so (“--clock-is-right”)."
    )


@dataclass(frozen=True, slots=True)
class NewHome:
    """The result of creating a home: the recovery code to print, and the root key."""

    recovery_code: str
    root: bytes


def create_home(
    folder: Path,
    office: NewOffice,
    password: str,
    *,
    clock: Clock,
    entropy: Entropy = secrets.token_bytes,
) -> NewHome:
    """Create a home in ``folder`` with one director.

    Raises:
        HomeExists: The folder holds a home already.
        OnAShare, OnAStick, InACloudFolder: The folder is not on a local fixed disk.
        WeakPassword, CommonPassword: The password is too short or too easily guessed.
        CannotWrite: The file could not be written (disk full, read-only, in use).
    """
    if (folder / KEY_FILE).exists() or has_database(folder):
        raise HomeExists(folder=folder)
    need_good_place(folder)
    need_good(password, office.login)
    vault = Vault.create(folder / KEY_FILE, entropy, is_training=office.is_training, kdf=office.kdf)
    root = entropy(ROOT_BYTES)
    signing = vault.add_user(office.login, Role.DIRECTOR, password, root)
    code, recovery = vault.add_recovery(root)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        store = new_database(folder, Keys(root, signing).derive("store"), office.server)
        try:
            schema.migrate(store)
            head = Head(identity=_identity(office, entropy))
            pen = Pen(
                store=store,
                head=head,
                author=office.login,
                now=clock.now(),
                entropy=entropy,
                key=signing,
            )
            _first_acts(store, office, pen, recovery.verify_key.encode().hex())
            store.checkpoint()
        finally:
            store.close()
        vault.save()
        keep_private(folder)
    except BaseException:
        discard(folder)
        removed(folder / KEY_FILE, missing_ok=True)
        raise
    return NewHome(code, root)


def _identity(office: NewOffice, entropy: Entropy) -> Identity:
    device = f"{office.settings['office_code']}-{office.device}"
    return Identity(device, office.device, entropy(EPOCH_BYTES).hex())


def _first_acts(store: Store, office: NewOffice, pen: Pen, recovery: str) -> None:
    """Write the first acts: the settings and the director, who authors both."""
    settings = {**office.settings, RECOVERY_KEY: recovery}
    director = {
        "name": office.name,
        "role": Role.DIRECTOR.value,
        "department": "",
        "active": True,
        "verify_key": pen.key.verify_key.encode().hex(),
    }
    with store.writing():
        journal.write_identity(store, pen.head.identity)
        pen.write(kinds.OFFICE_SET.id, SETTINGS, settings, {})
        pen.write(kinds.PERSON_ADDED.id, PERSON + office.login, director, {})
        pen.flush()
        for subject in (SETTINGS, PERSON + office.login):
            read_model.put_other(store, subject, journal.folded(store, subject))


@dataclass(frozen=True, slots=True)
class Home:
    """A folder that holds a home."""

    folder: Path
    entropy: Entropy = secrets.token_bytes

    def vault(self) -> Vault:
        """Return its key file.

        Raises:
            NoHome: The folder holds no home.
            KeyFileDamaged: It cannot be read.
        """
        return Vault.read(self.folder / KEY_FILE, self.entropy)

    def open(self, login: str, password: str, clock: Clock) -> Office:
        """Sign ``login`` in.

        Raises:
            Refusal: As `sign_in`.
        """
        return self.sign_in(login, password, clock).office

    def sign_in(
        self, login: str, password: str, clock: Clock, *, asks_about_clock: bool = False
    ) -> "SignedIn":
        """Sign ``login`` in; audit it together with earlier failed attempts.

        Args:
            login: Who.
            password: Hers.
            clock: The time.
            asks_about_clock: Refuse where the clock may run ahead: somebody is there to ask, and
                has not said yet that it is right.

        Raises:
            ClockAhead: The clock is far beyond the last entry; nothing was written.
            WrongPassword: Name or password is wrong.
            LockedOut: Too many wrong attempts.
            Damaged: The database cannot be opened.
            StrangeKey: The journal has another key for this person.
            OnAShare, OnAStick, InACloudFolder: The folder is not on a local fixed disk.
        """
        try:
            return self._sign_in(login, password, clock, asks_about_clock=asks_about_clock)
        except (DiskFull, ReadOnly) as trouble:
            if is_on_server(self.folder):
                raise
            return self._sign_in(login, password, clock, unwritten=trouble)

    def _sign_in(
        self,
        login: str,
        password: str,
        clock: Clock,
        *,
        asks_about_clock: bool = False,
        unwritten: Trouble | None = None,
    ) -> "SignedIn":
        need_good_place(self.folder)
        login, moved = clean_login(login), self._key_file_written()
        is_changing = key_file_transaction.is_waiting(self.folder / KEY_FILE)
        keys = self.keys_of(login, password, clock.now())
        office = self.open_with(keys, login, clock, unwritten=unwritten)
        try:
            if is_changing:  # what was waiting has its place now, or is gone
                keys = self.keys_of(login, password, clock.now())
            _need_known_key(office, login, keys)
            if asks_about_clock and not self.vault().is_training:
                _need_clock(office, moved)
            if unwritten is None:
                self._put_down(office)
        except BaseException:
            _close(office)
            raise
        signed = SignedIn(self, office, Keys(keys.next_root or keys.root, keys.signing))
        office.backs_up = signed.back_up_before
        office.confirmation = Confirmation(
            lambda again: self.keys_of(login, again, clock.now()), clock.now()
        )
        return signed

    def _put_down(self, office: Office) -> None:
        """Audit the sign-in and the attempts before it."""
        attempts = Attempts.read(self.folder)
        for who, at in attempts.failed:
            office.audit(kinds.SIGN_IN_FAILED, login=who, at=at)
        attempts.told()
        office.audit(kinds.SIGNED_IN)
        _put_clock_right(office)

    def _key_file_written(self) -> datetime:
        """Return when this PC wrote the key file: at a change of keys, or when the home was moved.

        Opening a home writes its other files, also where it is refused; they prove nothing.
        """
        path = self.folder / KEY_FILE
        return moment_of_file(path.stat().st_mtime if path.exists() else 0)

    def keys_of(self, login: str, password: str, now: datetime) -> Keys:
        """Return the keys of ``login``; counts wrong passwords.

        Raises:
            WrongPassword: Name or password is wrong.
            LockedOut: Too many wrong attempts.
        """
        vault, attempts = self.vault(), Attempts.read(self.folder)
        known = login if login in vault.logins else UNKNOWN
        attempts.need_open(known, now, vault.roles.get(known, ""))
        try:
            keys = key_file_transaction.opened(vault, login, password, self.entropy)
        except WrongPassword:
            attempts.fail(known, now)
            raise
        attempts.forgive(known)
        return keys

    def open_with(
        self, keys: Keys, login: str, clock: Clock, *, unwritten: Trouble | None = None
    ) -> Office:
        """Open the database for ``login`` with her keys; migrates it when needed.

        Finishes an interrupted key rotation first. Where nothing can be written, for the reason
        ``unwritten``, it is opened to be read, by one program alone.

        Raises:
            InUse: Another program has the home exclusively.
            Damaged: The database cannot be opened.
        """
        lock = Lock(self.folder)
        try:
            if unwritten is not None:
                lock.alone()
                return self._opened_to_read(keys, login, clock, lock, unwritten)
            lock.share()
            return self._opened(keys, login, clock, lock)
        except BaseException:  # whoever is refused holds nothing: she may want to restore
            lock.close()
            raise

    def _opened_to_read(
        self, keys: Keys, login: str, clock: Clock, lock: Lock, unwritten: Trouble
    ) -> Office:
        is_half_done = keys.next_root is not None or restoring.is_begun(self.folder)
        if is_half_done:  # what was begun there cannot be finished
            raise unwritten
        store = open_database(self.folder, keys.derive("store"), unwritten=unwritten)
        try:
            _need_current(store, unwritten)
            office = Office(store, login, _signing(keys), clock, self.entropy)
        except BaseException:
            store.close()
            raise
        office.lock = lock
        office.frozen_since = restoring.frozen_since(self.folder)
        return office

    def _opened(self, keys: Keys, login: str, clock: Clock, lock: Lock) -> Office:
        store = self.open_store(keys, lock)
        try:
            self._bring_up_to_date(store, keys, login, clock)
            office = Office(store, login, _signing(keys), clock, self.entropy)
            refold_stale(store, office.reckoning)
            office.lock = lock
            office.frozen_since = restoring.frozen_since(self.folder)
            tidy_attachments(office, lock)
            keep_private(self.folder)
        except BaseException:
            store.close()
            raise
        return office

    def _bring_up_to_date(self, store: Store, keys: Keys, login: str, clock: Clock) -> None:
        """Migrate an older database, backed up before; settle it in its place."""
        schema.need_known(store)
        if schema.pending(store):
            vault = self.vault()
            pair = (vault.path, vault.generation, Keys(keys.next_root or keys.root, None))
            backup.make(store, pair, self.folder / backup.FOLDER, clock.now())
            schema.migrate(store)
        keep_shipped(store)
        if login not in read_people(store):
            raise StrangeKey(login=login)
        watch(store, witness_of(self.folder, self.vault(), keys.next_root or keys.root))
        settle_in(store, home_fingerprint(store), self.entropy)

    def open_store(self, keys: Keys, lock: Lock) -> Store:
        """Return the open database, after finishing an interrupted key rotation."""
        if restoring.is_begun(self.folder):
            lock.alone()
            restoring.settle(self.folder)
            lock.share()
        if keys.next_root is None:
            store = open_database(self.folder, keys.derive("store"))
            key_file_transaction.settle(self.folder / KEY_FILE, store, self.entropy)
            return store
        lock.alone()
        new = derived(keys.next_root, "store")
        try:
            store = open_database(self.folder, keys.derive("store"))
        except Damaged:
            store = open_database(self.folder, new)
        else:
            rekey(store, new)
        vault = self.vault()
        vault.finish_rotation(keys.next_root)
        vault.save()
        lock.share()
        return store

    def add_user(
        self, office: Office, person: Person, password: str, root: bytes
    ) -> Proposal | None:
        """Create a password slot for ``person`` and add her in the journal.

        Returns:
            What waits for a second person; None when she can sign in now.

        Raises:
            Refusal: The password is weak, the name taken, or the right missing.
        """
        if person.login in office.people:
            raise LoginTaken(field="login", login=person.login)
        office.need(AddPerson.right)
        need_to_manage(office.actor, person.role)
        need_good(password, person.login)
        with self.both(office) as vault:
            slot, signing = vault.slot_for(person.login, person.role, password)
            known = signing.verify_key.encode().hex()
            waits = office.do(AddPerson(person=person, verify_key=known, key=slot)).waits
            if waits is None:
                vault.take_slot(slot, root)
        return waits

    @contextmanager
    def both(self, office: Office) -> Iterator[Vault]:
        """Provide the key file to be changed together with the block's acts: both, or neither.

        Raises:
            CannotWrite, DiskTrouble: Writing failed (disk full, read-only, in use).
        """
        try:
            with key_file_transaction.together(
                self.folder / KEY_FILE, office.store, self.entropy
            ) as vault:
                yield vault
        except BaseException:
            office.read_again()
            raise


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A signed-in person: the open office, and her keys."""

    home: Home
    office: Office
    keys: Keys

    def close(self) -> None:
        """Close this thread's connection and release the home."""
        _close(self.office)

    def back_up(self, why: str, folder: Path | None = None) -> Backup:
        """Make a backup, by default in the home's own folder, and thin out old ones.

        Raises:
            BackupFailed: Reading back gave other content.
            CannotWrite, DiskTrouble: Writing failed (disk full, read-only, in use).
        """
        vault, office = self.home.vault(), self.office
        where, now = folder or self.home.folder / backup.FOLDER, office.clock.now()
        keys = (vault.path, vault.generation, self.keys)
        made = backup.make(office.store, keys, where, now)
        if where == self.home.folder / backup.FOLDER:
            keep_private(where)
        office.audit(kinds.BACKED_UP, name=made.path.name, why=why)
        backup.thin(where, now)
        if office.time_doubt() is None:
            kept = timedelta(days=office.settings.number("replaced_days"))
            backup.drop_older(self.home.folder / backup.REPLACED, now - kept)
        return made

    def back_up_before(self, why: str) -> None:
        """Make a backup before a risky command, unless a recent one suffices (backup.toml).

        Raises:
            Refusal: As `back_up`.
        """
        limit = timedelta(minutes=read_toml("backup.toml")["fresh_minutes"].get(why, 0))
        now, generation = self.office.clock.now(), self.home.vault().generation
        newest = backup.backups(self.home.folder / backup.FOLDER)[:1]
        if not any(
            one.generation == generation and one.at <= now < one.at + limit for one in newest
        ):
            self.back_up(why)


def _put_clock_right(office: Office) -> None:
    """Mark what a clock wrote that had run ahead, once it was put back."""
    may = office.acting.may(Right.EXCHANGE) and not office.frozen_since
    if may and office.time_doubt() is Doubt.AHEAD:
        office.do(PutClockRight())


def _close(office: Office) -> None:
    """Close this thread's connection and release the home."""
    office.store.close()
    if office.lock is not None:
        office.lock.close()


def _signing(keys: Keys) -> SigningKey:
    if keys.signing is None:
        msg = "the recovery code opens no office"
        raise ValueError(msg)
    return keys.signing


def _need_known_key(office: Office, login: str, keys: Keys) -> None:
    """Refuse a signing key of ``login`` that is not the journal's."""
    known = verify_keys(office.store).get(login)
    if keys.signing is None or known != keys.signing.verify_key.encode().hex():
        raise StrangeKey(login=login)


def _need_clock(office: Office, moved: datetime) -> None:
    """Refuse while the clock may run ahead."""
    last = office.ahead_of(moved)
    if last:
        raise ClockAhead(now=office.clock.now(), last=last)


def _need_current(store: Store, unwritten: Trouble) -> None:
    """Refuse a database that would have to be migrated first."""
    schema.need_known(store)
    if schema.pending(store):
        raise unwritten


def person_of(login: str, name: str, role: str, department: str = "") -> Person:
    """Build a person from the values typed in command line or window."""
    return Person(
        login=clean_login(login), name=name.strip(), role=Role(role), department=department.strip()
    )
