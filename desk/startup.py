"""Making a home and opening it."""

import secrets
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Final

from desk.actions.people import AddPerson, LoginTaken
from desk.actions.work import PERSON, SETTINGS
from desk.base.clock import Clock
from desk.base.errors import Refusal, refuse_all
from desk.base.words import mark
from desk.office import Office
from desk.rules.people import Person, Role, clean_login
from desk.rules.settings import clean_setting, missing_settings
from desk.store import journal, schema, shadow
from desk.store.db import Store, open_file
from desk.store.journal import Head, Identity, Pen
from desk.store.place import place_of, settle_in
from desk.store.vault import ROOT_BYTES, Keys, Vault

KEY_FILE: Final = "keys.json"
DATABASE: Final = "desk.db"
EPOCH_BYTES: Final = 8

Entropy = Callable[[int], bytes]


class HomeExists(Refusal):
    """There is something in the folder already."""

    text: ClassVar[str] = mark(
        "There already is a complaint desk in {folder}. Nothing was changed."
    )


class BadOfficeFile(Refusal):
    """The office file cannot be read."""

    text: ClassVar[str] = mark("The office file {name} cannot be read: {reason}.")


@dataclass(frozen=True, slots=True)
class NewOffice:
    """What a new home needs to know.

    Attributes:
        settings: Values by setting id, cleaned.
        device: Letter of this workstation, in case numbers.
        login: The first director's login.
        name: Her name.
        is_training: A training home, where today may be moved.
    """

    settings: Mapping[str, Any]
    device: str
    login: str
    name: str
    is_training: bool = False


def read_office_file(path: Path) -> NewOffice:
    """Return what the office file says (``resources/examples/office.toml`` is one).

    Raises:
        BadOfficeFile: It cannot be read or lacks a part.
        Refusal: A setting is missing or does not fit; all come together.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        director = data["director"]
        device, login, name = data["device"]["letter"], director["login"], director["name"]
        office = data.get("office", {})
    except (OSError, TypeError, ValueError) as error:
        raise BadOfficeFile(name=path.name, reason=str(error)) from error
    except KeyError as error:
        raise BadOfficeFile(name=path.name, reason=f"[{error.args[0]}]") from error
    for value in (device, login, name):
        if not isinstance(value, str):
            raise BadOfficeFile(name=path.name, reason=value)
    return new_office(office, device, login, name)


def new_office(settings: Mapping[str, Any], device: str, login: str, name: str) -> NewOffice:
    """Return a new office, its settings checked.

    Raises:
        Refusal: A setting is missing or does not fit; all come together.
    """
    problems: list[Refusal] = []
    cleaned: dict[str, Any] = {}
    for key, raw in settings.items():
        try:
            cleaned[key] = clean_setting(key, raw)
        except Refusal as refusal:
            problems.append(refusal)
    refuse_all(problems + missing_settings(settings))
    if len(device) != 1 or not "A" <= device <= "Z":
        raise BadOfficeFile(name="letter", reason=device)
    return NewOffice(cleaned, device, clean_login(login), name)


@dataclass(frozen=True, slots=True)
class NewHome:
    """What making a home leaves in hand: the printed code and the root key."""

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
    """Make a home in ``folder`` with one director.

    Raises:
        HomeExists: There is one.
        WeakPassword: The password is too short.
        CannotWrite: The disk says no.
    """
    if (folder / KEY_FILE).exists() or (folder / DATABASE).exists():
        raise HomeExists(folder=folder)
    vault = Vault.create(folder / KEY_FILE, entropy, is_training=office.is_training)
    root = entropy(ROOT_BYTES)
    signing = vault.add_user(office.login, Role.DIRECTOR, password, root)
    code = vault.add_recovery(root)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        store = open_file(folder / DATABASE, Keys(root, signing).derive("store"), is_new=True)
        try:
            schema.migrate(store)
            head = Head(_identity(office, entropy))
            pen = Pen(store, head, office.login, clock.now(), entropy, signing)
            _first_acts(store, office, pen)
            store.checkpoint()
        finally:
            store.close()
        vault.save()
    except BaseException:
        for name in (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", KEY_FILE):
            (folder / name).unlink(missing_ok=True)
        raise
    return NewHome(code, root)


def _identity(office: NewOffice, entropy: Entropy) -> Identity:
    device = f"{office.settings['office_code']}-{office.device}"
    return Identity(device, office.device, entropy(EPOCH_BYTES).hex())


def _first_acts(store: Store, office: NewOffice, pen: Pen) -> None:
    """Write the settings and the director, who is the author of both."""
    director = {
        "name": office.name,
        "role": Role.DIRECTOR.value,
        "department": "",
        "active": True,
        "verify_key": pen.key.verify_key.encode().hex(),
    }
    with store.writing():
        journal.write_identity(store, pen.head.identity)
        pen.write("office.set", SETTINGS, office.settings, {})
        pen.write("person.added", PERSON + office.login, director, {})
        pen.flush()
        for subject in (SETTINGS, PERSON + office.login):
            shadow.put_other(store, subject, journal.folded(store, subject))


@dataclass(frozen=True, slots=True)
class Home:
    """A folder that holds a home."""

    folder: Path
    entropy: Entropy = secrets.token_bytes

    def vault(self) -> Vault:
        """Return its key file.

        Raises:
            NoHome: There is none.
            KeyFileDamaged: It cannot be read.
        """
        return Vault.read(self.folder / KEY_FILE, self.entropy)

    def open(self, login: str, password: str, clock: Clock) -> Office:
        """Sign ``login`` in.

        Raises:
            WrongPassword: Name or password is wrong.
            Damaged: The database does not open.
        """
        keys = self.vault().open(clean_login(login), password)
        return self.open_with(keys, clean_login(login), clock)

    def open_with(self, keys: Keys, login: str, clock: Clock) -> Office:
        """Open the database for ``login`` with keys in hand, migrating it when needed."""
        if keys.signing is None:
            msg = "the recovery code opens no office"
            raise ValueError(msg)
        store = open_file(self.folder / DATABASE, keys.derive("store"))
        if schema.pending(store):
            schema.migrate(store)
        settle_in(store, place_of(self.folder / DATABASE), self.entropy)
        return Office(store, login, keys.signing, clock, self.entropy)

    def add_user(self, office: Office, person: Person, password: str, root: bytes) -> None:
        """Give ``person`` a password slot and write her into the journal.

        The key file is written first: a slot without a person opens nothing.

        Raises:
            Refusal: The password is weak, the name taken, or the right missing.
        """
        if person.login in office.people:
            raise LoginTaken(field="login", login=person.login)
        office.need(AddPerson.right)
        vault = self.vault()
        signing = vault.add_user(person.login, person.role, password, root)
        vault.save()
        office.do(AddPerson(person=person, verify_key=signing.verify_key.encode().hex()))


def person_of(login: str, name: str, role: str, department: str = "") -> Person:
    """Return a person as the command line and the window state her."""
    return Person(clean_login(login), name.strip(), Role(role), department.strip())
