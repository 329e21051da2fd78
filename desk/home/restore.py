"""Restoring from a backup: the whole home, or one case."""

import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import ClassVar, Final

from nacl.signing import SigningKey

from desk.actions.bring_back import BringBack
from desk.actions.work import AUDIT, Done
from desk.base.clock import COUNTER_BITS, Clock, stamp
from desk.base.errors import Refusal
from desk.base.files import whole_file
from desk.base.ids import uuid7
from desk.base.shapes import JsonObject, Payload
from desk.base.side_files import OWNERS_ONLY, set_aside
from desk.base.words import mark
from desk.home.erasure import erase_again
from desk.home.opening import DATABASE, EPOCH_BYTES, KEY_FILE, Home, SignedIn
from desk.home.record_end import LEFT, LeftBehind, left_behind, left_by_witness, witness_of
from desk.office import Office
from desk.reads.audit_search import last_of
from desk.reads.office_facts import read_people, verify_keys
from desk.reads.second_persons import read_seconds
from desk.rules.case.attachments import attached_in
from desk.rules.case.life import NoCase
from desk.rules.people.rights import Person, Right, clean_login
from desk.rules.people.two_persons import confirmers, names_of
from desk.rules.steps import kinds
from desk.rules.steps.kinds import RECOVERY_KEY
from desk.store import schema
from desk.store.counters import all_numbers, keep_numbers, series_of
from desk.store.db import Store, copy_to, damages, open_file, rekey
from desk.store.disk import attachment_store, backup, file_copies, restoring
from desk.store.disk.backup import Backup
from desk.store.disk.lock import Lock
from desk.store.disk.own_files import keep_private
from desk.store.disk.staging import FOLDER, Intake, Staged
from desk.store.engines.address import OnServer, is_on_server
from desk.store.keys.roots import Keys, derived
from desk.store.keys.vault import KeyFileDamaged, NoHome, Vault
from desk.store.record import journal, read_model
from desk.store.record.erased import erased_in, keep_erased, read_erased
from desk.store.record.journal import Identity, Pen
from desk.store.record.witness import Witness
from desk.store.tables import CaseRow
from desk.store.troubles import Damaged, DiskTrouble, NoDatabase

GAP: Final = 1000
WORK: Final = "work"  # in an act: how many acts that are no lines of the audit log were left behind


@dataclass(frozen=True, slots=True)
class BackupFile:
    """A backup to choose from.

    Attributes:
        path: The database.
        at: When it was made.
        generation: Of the root key; an older one needs a password of that time.
        size: Bytes.
    """

    path: Path
    at: datetime
    generation: int
    size: int


def backup_files(home: Path) -> list[BackupFile]:
    """Return the backups in the folder of a ``home``, and what restores replaced, newest first."""
    found = [*backup.backups(home / backup.FOLDER), *backup.backups(home / backup.REPLACED)]
    return [
        BackupFile(one.path, one.at, one.generation, one.path.stat().st_size)
        for one in sorted(found, key=lambda one: one.at, reverse=True)
    ]


class WantsSecond(Refusal):
    """Newer work is left behind by a restore, and nobody else has said that it may be."""

    text: ClassVar[str] = mark(
        "This restore leaves {count} newer entries behind, so it takes two people: {by} restored, "
        "and one of these signs in and confirms: {names}. If none of them can be had, the printed "
        "recovery code gives the director a new password."
    )


class KeyChangedSince(Refusal):
    """The backup knows another signing key of the person who restores."""

    text: ClassVar[str] = mark(
        "Your password was reset after this backup was made, so it cannot take your word. "
        "Let somebody restore it who had her password then."
    )


def restore(home: Home, path: Path, who: tuple[str, str], clock: Clock) -> Backup:
    """Restore the home from the backup at ``path``; it is read-only until confirmed.

    The backup is copied to a new file, which gets a new epoch and today's keys and
    accounts, and replaces the old one, which is kept beside it. A home
    with a damaged key file gets that of the backup; where its database opens
    with that, nothing else is put back and nothing is lost.

    Args:
        home: Which.
        path: The backup.
        who: Login and password.
        clock: The time.

    Raises:
        OnServer: The database is not in the home.
        NoBackup: It is not a backup of this home, or is damaged.
        NotPermitted: The person may not.
        KeyChangedSince: The backup has another key for this person.
        NotConfirmed: An earlier restore is not confirmed yet, and what it gave can be opened.
        InUse: Another window or program has the home open.
        WrongPassword: Name or password is wrong.
    """
    found, login = backup.backup_at(path), clean_login(who[0])
    vault, keys = _vault_for(home, found, login, who[1], clock)
    lock = Lock(home.folder)
    lock.alone()
    try:
        restoring.settle(home.folder)
        is_whole = _is_whole(home.folder, keys)
        if is_whole and vault.path != home.folder / KEY_FILE:
            _need_right(home.folder, keys, login)
            _put_back_keys(home.folder, vault.path)
            return found
        if is_whole and restoring.read_note(home.folder) is not None:
            raise restoring.NotConfirmed
        lost = _build(home, found, (vault, keys), login, clock)
        if vault.path != home.folder / KEY_FILE:
            _put_back_keys(home.folder, vault.path)
        restoring.swap(
            home.folder, {"at": stamp(clock.now()), "from": path.name, "by": login, "lost": lost}
        )
        keep_private(home.folder)
    finally:
        lock.close()
    return found


def _is_whole(folder: Path, keys: Keys) -> bool:
    """Say whether the home's own database opens with ``keys``, every page of it."""
    try:
        store = open_file(folder / DATABASE, keys.derive("store"))
    except (Damaged, NoDatabase):
        return False
    try:
        return not damages(store)
    finally:
        store.close()


def _need_right(folder: Path, keys: Keys, login: str) -> None:
    """Refuse whoever may not restore, or whose key the record does not know."""
    store = open_file(folder / DATABASE, keys.derive("store"))
    try:
        _need_known(store, keys, login)
    finally:
        store.close()


def _need_known(store: Store, keys: Keys, login: str) -> None:
    person = read_people(store).get(login)
    if person is None:
        raise KeyChangedSince
    person.need(Right.BACKUP)
    if verify_keys(store)[login] != _signing(keys).verify_key.encode().hex():
        raise KeyChangedSince


def _build(
    home: Home, found: Backup, by: tuple[Vault, Keys], login: str, clock: Clock
) -> list[str]:
    """Build the restored database beside the home's; return the attachments that are lost."""
    vault, keys = by
    root = vault.past_roots(keys.root).get(found.generation)
    if root is None:
        raise backup.NoBackup(name=found.path.name)
    given = _last_numbers(home.folder, keys)
    _copied(found, root, keys, restoring.clear(home.folder), login)
    store = open_file(home.folder / restoring.RESTORED, keys.derive("store"))
    try:
        left = _left_behind(home.folder, witness_of(home.folder, vault, keys.root), store, keys)
        _begin_epoch(store, home, (found, login, vault, left), keys, clock)
        _keep_numbers(store, given, clock.now().date())
        office = Office(store, login, _signing(keys), clock, home.entropy)
        erase_again(office, read_erased(home.folder))
        lost = file_copies.bring(store, found.path.parent / FOLDER)
        store.checkpoint()
    finally:
        store.close()
    return lost


def _vault_for(
    home: Home, found: Backup, login: str, password: str, clock: Clock
) -> tuple[Vault, Keys]:
    """Return the key file (the home's or the backup's) and the keys of ``login`` in it."""
    if is_on_server(home.folder):
        raise OnServer
    try:
        vault, keys = home.vault(), home.keys_of(login, password, clock.now())
        vault.need_sealed(keys.root)
    except (KeyFileDamaged, NoHome):
        vault = _vault_beside(found, home)
        return vault, vault.open(login, password)
    return vault, keys


def key_file(home: Home, path: Path) -> Vault:
    """Return the key file that a restore from ``path`` goes by: the home's, else the backup's.

    Raises:
        NoBackup: It is not a backup of this home.
        NoHome, KeyFileDamaged: Neither can be read.
    """
    try:
        return home.vault()
    except (KeyFileDamaged, NoHome):
        return _vault_beside(backup.backup_at(path), home)


def _vault_beside(found: Backup, home: Home) -> Vault:
    """Return the key file of a backup, or that of another of the same root where it is damaged."""
    others = [one for one in backup.backups(found.path.parent) if one != found]
    for one in (found, *others):
        with suppress(KeyFileDamaged, NoHome):
            vault = Vault.read(one.keys, home.entropy)
            if vault.generation == found.generation:
                return vault
    return Vault.read(found.keys, home.entropy)


def _copied(found: Backup, root: bytes, keys: Keys, path: Path, login: str) -> None:
    """Copy the backup to ``path``, re-encrypted with today's key, if ``login`` may restore."""
    source = backup.opened(found, derived(root, "store"))
    try:
        schema.need_known(source)
        if login not in read_people(source):
            raise backup.NoBackup(name=found.path.name)
        _need_known(source, keys, login)
        copy_to(source, path, derived(root, "store"))
    finally:
        source.close()
    if root != keys.root:
        store = open_file(path, derived(root, "store"))
        try:
            rekey(store, keys.derive("store"))
        finally:
            store.close()


def _signing(keys: Keys) -> SigningKey:
    if keys.signing is None:
        msg = "the recovery code restores nothing"
        raise ValueError(msg)
    return keys.signing


def _begin_epoch(
    store: Store,
    home: Home,
    how: tuple[Backup, str, Vault, LeftBehind],
    keys: Keys,
    clock: Clock,
) -> None:
    """Begin a new epoch in the restored database, with today's accounts and erasures."""
    found, login, vault, left = how
    if schema.pending(store):
        schema.migrate(store)
    old = journal.read_identity(store)
    identity = Identity(old.device, old.letter, home.entropy(EPOCH_BYTES).hex())
    people = read_people(store)
    with store.writing():
        journal.write_identity(store, identity)
        head = journal.read_head(store, identity)
        head.hlc = journal.highest_hlc(store)
        pen = Pen(
            store=store,
            head=head,
            author=login,
            now=clock.now(),
            entropy=home.entropy,
            key=_signing(keys),
        )
        entry = f"entry/{uuid7(pen.wall >> COUNTER_BITS, home.entropy(10))}"
        told = {"name": found.path.name, "by": login, LEFT: left.ends, WORK: left.work}
        pen.write(kinds.HOME_RESTORED.id, AUDIT, {entry: told}, {})
        subjects = list(_accounts(store, people, vault, pen))
        pen.flush()
        for subject in subjects:
            read_model.put_other(store, subject, journal.folded(store, subject))


def _accounts(store: Store, people: dict[str, Person], vault: Vault, pen: Pen) -> Iterator[str]:
    """Write changes of accounts since the backup: new keys, closed accounts, the recovery code."""
    known, slots = verify_keys(store), vault.verify_keys
    for login, person in people.items():
        changed: JsonObject = {}
        if login in slots and known[login] != slots[login]:
            changed["verify_key"] = slots[login]
        if person.active != (login in slots):
            changed["active"] = login in slots
        if changed:
            subject = read_model.PERSON + login
            before = journal.folded(store, subject)
            pen.write(kinds.PERSON_CHANGED.id, subject, changed, before.base_of(changed))
            yield subject
    code, before = {RECOVERY_KEY: vault.recovery_key}, journal.folded(store, read_model.SETTINGS)
    if before.facts.get(RECOVERY_KEY) != vault.recovery_key:  # a newer code was printed since
        pen.write(kinds.OFFICE_SET.id, read_model.SETTINGS, code, before.base_of(code))
        yield read_model.SETTINGS


def _put_back_keys(folder: Path, origin: Path) -> None:
    path = folder / KEY_FILE
    set_aside(path)
    with whole_file(path) as draft:
        shutil.copyfile(origin, draft)
        draft.chmod(OWNERS_ONLY)


def _last_numbers(folder: Path, keys: Keys) -> dict[str, int] | None:
    """Return the last number of each series that the home has given, or None.

    Also adds cases erased in it to the list of erased ones, in case that was interrupted.
    """
    try:
        store = open_file(folder / DATABASE, keys.derive("store"))
        try:
            keep_erased(folder, erased_in(store))
            schema.migrate(store)
            return all_numbers(store)
        finally:
            store.close()
    except (Damaged, NoDatabase, DiskTrouble):
        return None


def _left_behind(folder: Path, witness: Witness, new: Store, keys: Keys) -> LeftBehind:
    """Return what the home has beyond the restored database.

    What the witness has seen counts too: of an earlier restore only the old database could say
    what it left behind, and that one is left behind itself.
    """
    seen = left_by_witness(witness, new)
    try:
        old = open_file(folder / DATABASE, keys.derive("store"))
    except (Damaged, NoDatabase, DiskTrouble):
        return seen
    try:
        return left_behind(old, new).beside(seen)
    except (Damaged, DiskTrouble):
        return seen
    finally:
        old.close()


def _keep_numbers(store: Store, given: dict[str, int] | None, today: date) -> None:
    """Advance the counters so that no number is used twice: some are on paper already.

    Where nobody knows what was given, a gap is left in every series, also those of today.
    """
    last = all_numbers(store)
    if given is None:
        last = dict.fromkeys(series_of(today), 0) | last
        last = {series: number + GAP for series, number in last.items()}
    for series, number in (given or {}).items():
        last[series] = max(number, last.get(series, 0))
    keep_numbers(store, last)


def second_persons(office: Office) -> list[Person]:
    """Return one of whom must confirm this restore; empty where whoever may back up can.

    Two people it takes where newer work is left behind and somebody else can sign in here:
    one who may restore herself, else the next by the order of ``rights.toml``.
    """
    told = _newest_restore(office)
    if told is None or not told.get(WORK):
        return []
    seconds = read_seconds(office.store, office.people, office.settings, office.seen)
    able = [one for one in seconds.staff if one.may(Right.BACKUP)]
    return confirmers(able, str(told["by"])) or confirmers(seconds.staff, str(told["by"]))


def confirm(signed: SignedIn) -> None:
    """Confirm a restore: the home is writable again; what was replaced is kept for some days.

    Raises:
        NotRestored: There is no restore to confirm.
        NotPermitted: The signed-in person may not.
        WantsSecond: Newer work is left behind, and another person must confirm.
        CannotWrite, DiskTrouble: The copy of what was replaced could not be written.
    """
    office, told = signed.office, _newest_restore(signed.office)
    several = second_persons(office)
    if not several:
        office.need(Right.BACKUP)
    elif told and office.actor.login not in {one.login for one in several}:
        raise WantsSecond(count=told[WORK], by=told["by"], names=names_of(several))
    if restoring.read_note(signed.home.folder) is None:
        raise restoring.NotRestored
    _keep_replaced(signed)
    restoring.confirm(signed.home.folder)
    office.frozen_since = ""
    attachment_store.sweep(office.store)
    office.audit(kinds.RESTORE_CONFIRMED)


def _newest_restore(office: Office) -> JsonObject | None:
    """Return what the newest act of restoring says: the record vouches for it, not a file."""
    found = last_of(office.store, kinds.HOME_RESTORED.id)
    return found[1] if found else None


def _keep_replaced(signed: SignedIn) -> None:
    """Make a backup of the replaced database in a folder of its own; as it is, if it is damaged."""
    folder, now = signed.home.folder, signed.office.clock.now()
    if not (folder / restoring.PREVIOUS).exists():
        return
    vault = signed.home.vault()
    keys = (vault.path, vault.generation, signed.keys)
    try:
        store = open_file(folder / restoring.PREVIOUS, signed.keys.derive("store"))
        try:
            backup.make(store, keys, folder / backup.REPLACED, now)
        finally:
            store.close()
    except (Damaged, backup.BackupFailed):
        name = f"{now.strftime(backup.MOMENT)}{backup.UNREADABLE}"
        restoring.set_previous_aside(folder, f"{backup.REPLACED}/{name}")


def undo(signed: SignedIn) -> None:
    """Undo a restore; the office is closed afterwards.

    Raises:
        NotRestored: There is no restore to undo, or no earlier state.
        NotPermitted: The signed-in person may not.
        InUse: Another window or program has the home open.
    """
    signed.office.need(Right.BACKUP)
    folder, lock = signed.home.folder, signed.office.lock or Lock(signed.home.folder)
    lock.alone()
    if (folder / restoring.PREVIOUS).exists():
        _tell_undone(signed)
    signed.office.store.close()
    restoring.undo(folder)
    lock.close()


def _tell_undone(signed: SignedIn) -> None:
    """Write into the database that comes back what of the restored one it leaves behind."""
    office, name = signed.office, restoring.PREVIOUS
    try:
        store = open_file(signed.home.folder / name, signed.keys.derive("store"))
    except Damaged:  # it is put back as it was found
        return
    try:
        schema.migrate(store)
        left = left_behind(office.store, store)
        back = Office(store, office.actor.login, _signing(signed.keys), office.clock)
        told = {"by": office.actor.login, LEFT: left.ends, WORK: 0}  # it could only be read
        back.audit(kinds.HOME_RESTORED, name=name, **told)
        store.checkpoint()
    finally:
        store.close()


def bring_back(signed: SignedIn, path: Path, case_no: str) -> Done[None]:
    """Restore one case from the backup at ``path``.

    Raises:
        NoBackup: It is not a backup of this home, or is damaged.
        NoCase: The backup has no such case.
        Refusal: As `desk.actions.bring_back`.
    """
    signed.office.need(Right.BACKUP)
    found = backup.backup_at(path)
    root = signed.home.vault().past_roots(signed.keys.root).get(found.generation)
    if root is None:
        raise backup.NoBackup(name=path.name)
    store = backup.opened(found, derived(root, "store"))
    try:
        query = CaseRow.select(CaseRow.uuid, CaseRow.case_no)
        row = store.row(query.where((CaseRow.case_no == case_no) | (CaseRow.uuid == case_no)))
        if row is None:
            raise NoCase(case_no=case_no)
        live = journal.folded(store, row[0]).live
        values = {name: found_values[-1].value for name, found_values in live.items()}
        staged = list(_contents_back(signed.office.store, store, path.parent / FOLDER, values))
    finally:
        store.close()
    command = BringBack(uuid=row[0], case_no=row[1], values=values, origin=path.name)
    return _with_contents(signed.office, command, staged)


def _contents_back(home: Store, store: Store, beside: Path, values: Payload) -> Iterator[Staged]:
    """Stage attachments that the backup ``store`` has and the ``home`` lacks."""
    for digest in attached_in(values):
        known, kept = (
            attachment_store.content_of(home, digest),
            attachment_store.content_of(store, digest),
        )
        is_here = known is not None and not attachment_store.trouble(
            home, known, attachment_store.folder_of(home)
        )
        if is_here or kept is None or attachment_store.trouble(store, kept, beside):
            continue
        intake = Intake(home.folder)
        for piece in attachment_store.pieces(store, digest, beside):
            intake.take(piece)
        yield intake.end()


def _with_contents(office: Office, command: BringBack, staged: list[Staged]) -> Done[None]:
    try:
        with office.store.writing():
            changes = office.do(command)
            for one in staged:
                attachment_store.keep(office.store, one)
    except BaseException:
        for one in staged:
            attachment_store.give_up(office.store, one)
        raise
    return changes
