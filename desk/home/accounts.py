"""Passwords and keys: change, reset, change of role, closing accounts, the recovery code."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from desk.actions.manage_people import ChangePerson, NoPerson
from desk.actions.proposals import CarryOut, ConfirmProposal
from desk.actions.work import AUDIT
from desk.base.clock import COUNTER_BITS, Clock
from desk.base.errors import Refusal
from desk.base.ids import uuid7
from desk.base.shapes import JsonMapping
from desk.base.words import mark
from desk.home.opening import KEY_FILE, Home, SignedIn
from desk.reads.office_facts import read_people
from desk.rules.people.passwords import need_good
from desk.rules.people.rights import Role, clean_login, need_to_manage
from desk.rules.people.two_persons import Proposal
from desk.rules.steps import kinds
from desk.rules.steps.authority import RECOVERY
from desk.rules.steps.kinds import RECOVERY_KEY
from desk.store.db import rekey
from desk.store.disk.lock import Lock
from desk.store.keys.attempts import Attempts
from desk.store.keys.key_file_transaction import together
from desk.store.keys.recovery_code import NotARecoveryCode
from desk.store.keys.roots import ROOT_BYTES, Keys, derived
from desk.store.keys.vault import Vault
from desk.store.record import journal, read_model
from desk.store.record.journal import Pen


class NotYourself(Refusal):
    """Somebody wants to let herself go, or to give herself another role."""

    text: ClassVar[str] = mark("You cannot do this with your own account. Ask another director.")


class NoDirector(Refusal):
    """The recovery code gives a director a new password, nobody else."""

    text: ClassVar[str] = mark(
        "“{login}” is no director here. The recovery code gives a director a new password; "
        "she gives one to everybody else."
    )


def change_password(signed: SignedIn, password: str) -> None:
    """Change the signed-in person's password; the old one no longer opens the home.

    Raises:
        WeakPassword, CommonPassword: The password is too short or too easily guessed.
        CannotWrite: The file could not be written (disk full, read-only, in use).
    """
    login = signed.office.actor.login
    need_good(password, login)
    with signed.home.both(signed.office) as vault:
        vault.change_password(login, signed.keys, password)
        signed.office.audit(kinds.PASSWORD_CHANGED, login=login)


def reset_password(
    signed: SignedIn, login: str, password: str, role: Role | None = None
) -> Proposal | None:
    """Give ``login`` a new password and signing key, and another role if one is named.

    Earlier signatures stay valid: the journal records which key was valid when.

    Returns:
        What waits for a second person: until then the old password opens. None when it holds.

    Raises:
        NoPerson: No person has this login.
        NotYourself: It is the signed-in person's own account (use `change_password`).
        NotPermitted, RankTooLow: The signed-in person's role does not allow it.
        LastDirector: There would be no director left.
        WeakPassword, CommonPassword: The password is too short or too easily guessed.
    """
    office, login = signed.office, clean_login(login)
    office.need(ChangePerson.right)
    if login == office.actor.login:
        raise NotYourself(field="login")
    person = office.people.get(login)
    if person is None or not person.active:
        raise NoPerson(field="login", login=login)
    new_role = role or person.role
    for one in {person.role, new_role}:
        need_to_manage(office.actor, one)
    need_good(password, login)
    with signed.home.both(office) as vault:
        slot, key = vault.slot_for(login, new_role, password)
        facts: dict[str, str | bool] = {"verify_key": key.verify_key.encode().hex()}
        if new_role is not person.role:
            facts["role"] = new_role.value
        waits = office.do(ChangePerson(login=login, facts=facts, key=slot)).waits
        if waits is None:
            _take_key(signed, vault, slot)
    if waits is None:
        Attempts.read(signed.home.folder).forgive(login)
    return waits


def _take_key(signed: SignedIn, vault: Vault, slot: JsonMapping) -> None:
    vault.take_slot(slot, signed.keys.root)
    signed.office.audit(kinds.PASSWORD_RESET, login=slot["id"])


def change_role(signed: SignedIn, login: str, role: Role) -> Proposal | None:
    """Give ``login`` another role; her password and key stay.

    Returns:
        What waits for a second person; None when it holds, as a lower role does at once.

    Raises:
        NoPerson: No person has this login.
        NotYourself: It is the signed-in person's own account.
        NotPermitted, RankTooLow: The signed-in person's role does not allow it.
        LastDirector: There would be no director left.
    """
    office, login = signed.office, clean_login(login)
    if login == office.actor.login:
        raise NotYourself(field="login")
    return office.do(ChangePerson(login=login, facts={"role": role.value})).waits


def confirm(signed: SignedIn, number: str) -> Proposal:
    """Confirm the proposal ``number`` of somebody else; a director carries it out with that.

    Raises:
        Refusal: As ``desk.actions.proposals:confirm_proposal``.
    """
    return _decide(signed, ConfirmProposal(id=number))


def carry_out(signed: SignedIn, number: str) -> Proposal:
    """Carry out one's own proposal ``number``, which another confirmed.

    Raises:
        Refusal: As ``desk.actions.proposals:carry_out``.
    """
    return _decide(signed, CarryOut(id=number))


def _decide(signed: SignedIn, command: ConfirmProposal | CarryOut) -> Proposal:
    signed.office.need(command.right)
    with signed.home.both(signed.office) as vault:
        decided = signed.office.do(command).result
        if decided.key is not None:
            _take_key(signed, vault, decided.key)
    if decided.key is not None:
        Attempts.read(signed.home.folder).forgive(decided.key["id"])
    return decided.proposal


def let_go(signed: SignedIn, login: str) -> SignedIn:
    """Close the account of ``login`` and rotate the root key, so that old secrets are worthless.

    Raises:
        NoPerson: No person has this login.
        NotYourself: It is the signed-in person's own account.
        NotPermitted, RankTooLow: The signed-in person's role does not allow it.
        InUse: Another window or program has the home open.
    """
    office, login = signed.office, clean_login(login)
    office.need(ChangePerson.right)
    if login == office.actor.login:
        raise NotYourself(field="login")
    if login not in office.people:
        raise NoPerson(field="login", login=login)
    lock = office.lock or Lock(signed.home.folder)
    lock.alone()
    try:
        with signed.home.both(office) as vault:
            vault.remove_user(login, signed.keys.root)
            office.do(ChangePerson(login=login, facts={"active": False}))
        return rotate(signed)
    finally:
        lock.share()


def rotate(signed: SignedIn) -> SignedIn:
    """Rotate the root key; passwords stay valid. The caller holds the home exclusively.

    If killed at any point, the next sign-in finishes it (`Home.open_store`).
    """
    vault, office = signed.home.vault(), signed.office
    new_root = signed.home.entropy(ROOT_BYTES)
    vault.begin_rotation(signed.keys.root, new_root)
    vault.save()
    rekey(office.store, derived(new_root, "store"))
    vault.finish_rotation(new_root)
    vault.save()
    office.audit(kinds.KEYS_CHANGED, generation=vault.generation)
    return SignedIn(signed.home, office, Keys(new_root, signed.keys.signing))


def new_recovery_code(signed: SignedIn) -> str:
    """Return a new recovery code; the old sheets become invalid.

    Raises:
        NotPermitted, RankTooLow: The signed-in person is not a director.
        PasswordAgain: The password was not typed recently.
    """
    office = signed.office
    office.need(ChangePerson.right)
    need_to_manage(office.actor, Role.DIRECTOR)
    office.confirm_again(ChangePerson.right)
    with signed.home.both(office) as vault:
        code, key = vault.add_recovery(signed.keys.root)
        work = office.begin()
        before = journal.folded(office.store, read_model.SETTINGS)
        facts = {RECOVERY_KEY: key.verify_key.encode().hex()}
        work.write(kinds.OFFICE_SET, read_model.SETTINGS, facts, before=before)
        work.audit(kinds.RECOVERY_CODE_MADE, {})
        work.settle()
    return code


@dataclass(frozen=True, slots=True)
class Recovered:
    """The result of a recovery: whose password was set, and the new code."""

    login: str
    code: str


def recover(home: Home, code: str, login: str, password: str, clock: Clock) -> Recovered:
    """Set a new password for the director ``login`` by the printed code, which is then used up.

    Its acts are signed with the code's own key and appear in the audit log.

    Raises:
        NotARecoveryCode: It is not the code of this home.
        NoDirector: ``login`` is not a director.
        WeakPassword, CommonPassword: The password is too short or too easily guessed.
        InUse: Another window or program has the home open.
    """
    login, vault = clean_login(login), home.vault()
    keys = vault.open_with_recovery(code)
    key = keys.recovery
    if key is None:
        raise NotARecoveryCode(field="code")
    need_good(password, login)
    lock = Lock(home.folder)
    lock.alone()
    store = home.open_store(keys, lock)
    try:
        if home.vault().recovery_key != key.verify_key.encode().hex():
            raise NotARecoveryCode(field="code")  # a newer code was on its way into the record
        root = keys.next_root or keys.root
        person = read_people(store).get(login)
        if person is None or not person.active or person.role is not Role.DIRECTOR:
            raise NoDirector(field="login", login=login)
        with together(home.folder / KEY_FILE, store, home.entropy) as vault:
            signing = vault.add_user(login, Role.DIRECTOR, password, root)
            new_code, recovery = vault.add_recovery(root)
            # The code's own key comes last: its old one signs the whole transaction.
            facts = {
                read_model.PERSON + login: {"verify_key": signing.verify_key.encode().hex()},
                read_model.SETTINGS: {RECOVERY_KEY: recovery.verify_key.encode().hex()},
            }
            head = journal.read_head(store, journal.read_identity(store))
            _write_recovered(
                Pen(
                    store=store,
                    head=head,
                    author=RECOVERY,
                    now=clock.now(),
                    entropy=home.entropy,
                    key=key,
                ),
                facts,
            )
    finally:
        store.close()
        lock.close()
    Attempts.read(home.folder).forgive(login)
    return Recovered(login, new_code)


def _write_recovered(pen: Pen, facts: Mapping[str, Mapping[str, str]]) -> None:
    entry = f"entry/{uuid7(pen.wall >> COUNTER_BITS, pen.entropy(10))}"
    pen.write(kinds.RECOVERED.id, AUDIT, {entry: {"login": next(iter(facts))}}, {})
    for subject, payload in facts.items():
        is_office = subject == read_model.SETTINGS
        kind = kinds.OFFICE_SET if is_office else kinds.PERSON_CHANGED
        pen.write(kind.id, subject, payload, journal.folded(pen.store, subject).base_of(payload))
    pen.flush()
    for subject in facts:
        read_model.put_other(pen.store, subject, journal.folded(pen.store, subject))
