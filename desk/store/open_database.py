"""Opening a home's database: a file in its folder, or on a server."""

from pathlib import Path
from typing import ClassVar

from desk.base.errors import Refusal, Trouble
from desk.base.system import removed
from desk.base.words import mark
from desk.store.db import Store, open_file
from desk.store.disk.restoring import DATABASE, PARTS
from desk.store.engines import address
from desk.store.engines.address import is_on_server
from desk.store.record.home_fingerprint import fingerprint_of


class NoDriver(Refusal):
    """The database is on a server, and the program came without the driver."""

    text: ClassVar[str] = mark(
        "The database is on a server, and this program came without PostgreSQL's driver. "
        "Install “complaint-desk[server]”."
    )


def has_database(folder: Path) -> bool:
    """Say whether the home in ``folder`` has a database file or a server address."""
    return (folder / DATABASE).exists() or is_on_server(folder)


def new_database(folder: Path, key: bytes, server: tuple[str, str] | None = None) -> Store:
    """Create the database of a new home, without tables.

    Args:
        folder: The home.
        key: 32 bytes.
        server: URL and password of an empty database on a server; None for a file.

    Raises:
        Refusal: As `open_database`; also NotEmpty.
    """
    if server is not None:
        address.write_address(folder, address.new_address(*server), key)
    return open_database(folder, key, is_new=True)


def discard(folder: Path) -> None:
    """Delete the database of a home whose creation failed; a server's is left alone."""
    for name in (*(f"{DATABASE}{part}" for part in PARTS), address.FILE):
        removed(folder / name, missing_ok=True)


def open_database(
    folder: Path, key: bytes, *, is_new: bool = False, unwritten: Trouble | None = None
) -> Store:
    """Open the database of the home in ``folder`` with the raw 32-byte ``key``.

    ``unwritten`` as `open_file`; a server says itself that it cannot write.

    Raises:
        NoDatabase: There is none, and ``is_new`` is false.
        Damaged: It cannot be opened with this key.
        DiskTrouble: Reading or writing failed (disk full, read-only or damaged).
        NoDriver: It is on a server and the driver is missing. (Also as `open_server`.)
    """
    if not is_on_server(folder):
        return open_file(folder / DATABASE, key, is_new=is_new, unwritten=unwritten)
    try:
        # Slow to load; each stands in for the server where it is asked something.
        from desk.store.engines import copying, postgres, server_words  # noqa: F401, PLC0415
    except ImportError as error:
        raise NoDriver from error
    return postgres.open_server(folder, key, is_new=is_new)


def copy_over(source: Store, target: Store) -> None:
    """Copy a database file to an empty database on a server.

    Raises:
        Refusal: As `Store.writing`; the target is then unusable.
    """
    from desk.store.engines.copying import copy_all  # noqa: PLC0415 - slow to load

    with source.snapshot():
        copy_all(source, target)


def home_fingerprint(store: Store) -> str:
    """Return a fingerprint of the database's location; a change starts a new epoch."""
    return store.place or fingerprint_of(store.folder / DATABASE)
