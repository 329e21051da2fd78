"""Moving a home's database to a server, and changing the password for it there."""

import shutil
from pathlib import Path
from typing import ClassVar, Final

from desk.base.clock import Clock
from desk.base.errors import Refusal
from desk.base.shapes import JsonObject
from desk.base.system import replaced
from desk.base.words import mark
from desk.home.opening import DATABASE, Home, SignedIn
from desk.rules.people.rights import Right, clean_login
from desk.rules.steps import kinds
from desk.store.disk import backup
from desk.store.disk.lock import Lock
from desk.store.disk.restoring import PARTS
from desk.store.engines.address import (
    FILE,
    OnServer,
    is_on_server,
    new_address,
    read_address,
    write_address,
)
from desk.store.open_database import copy_over, open_database

SCRATCH: Final = "moving"
MOVED: Final = "desk.moved.db"


class NotOnServer(Refusal):
    """The database is in the home itself."""

    text: ClassVar[str] = mark("The database of this home is a file in it, not on a server.")


class NotTheSame(Refusal):
    """What arrived on the server is not what was sent."""

    text: ClassVar[str] = mark(
        "What arrived on the server is not the same as what is here. The home stays as it was. "
        "Have an empty database made, and try again."
    )


def move(signed: SignedIn, url: str, password: str) -> JsonObject:
    """Move the database to the empty one at ``url``; the old encrypted file stays.

    A backup is made first. If killed at any point, the home opens with one of the two, complete.

    Raises:
        NotPermitted: The signed-in person may not.
        OnServer: It is on a server already.
        InUse: Another window or program has the home open.
        NotEmpty: The target database is not empty. (Also every refusal of `open_database`.)
        NotTheSame: The copy differs from the original.
    """
    office, folder = signed.office, signed.home.folder
    office.need(Right.BACKUP)
    if is_on_server(folder):
        raise OnServer
    lock = office.lock or Lock(folder)
    lock.alone()
    try:
        made = signed.back_up("moved")
        told = _copied(signed, folder / SCRATCH, url, password)
        office.store.close()
        replaced(folder / SCRATCH / FILE, folder / FILE)
        for part in PARTS:
            if (folder / f"{DATABASE}{part}").exists():
                replaced(folder / f"{DATABASE}{part}", folder / f"{MOVED}{part}")
    finally:
        shutil.rmtree(folder / SCRATCH, ignore_errors=True)
        lock.share()
    return {"url": url, "cases": told.cases, "acts": told.acts, "backup": str(made.path)}


def _copied(signed: SignedIn, scratch: Path, url: str, password: str) -> backup.Contents:
    key = signed.keys.derive("store")
    scratch.mkdir()
    write_address(scratch, new_address(url, password), key)
    target = open_database(scratch, key, is_new=True)
    try:
        copy_over(signed.office.store, target)
        found = backup.contents(target)
    finally:
        target.close()
    if found != backup.contents(signed.office.store):
        raise NotTheSame
    return found


def tell_password(home: Home, who: tuple[str, str], password: str, clock: Clock) -> None:
    """Store a new password for the server, after its administrator changed it.

    Args:
        home: Which.
        who: Login and password here.
        password: The server's.
        clock: The time.

    Raises:
        NotOnServer: The database is in the home.
        ServerGone: The server does not accept it; the old one is kept.
        NotPermitted: The person may not.
    """
    if not is_on_server(home.folder):
        raise NotOnServer
    login = clean_login(who[0])
    key = home.keys_of(login, who[1], clock.now()).derive("store")
    before = read_address(home.folder, key)
    write_address(home.folder, before.with_passwords(password), key)
    try:
        signed = home.sign_in(login, who[1], clock)
        signed.office.need(Right.BACKUP)
        signed.office.audit(kinds.SERVER_PASSWORD_TOLD)
        signed.close()
    except BaseException:
        write_address(home.folder, before, key)
        raise
