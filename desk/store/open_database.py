"""Opening the database of a home, wherever it is: a file in its folder, or on a server."""

from pathlib import Path
from typing import ClassVar

from desk.base.errors import Refusal
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
    """Say whether the home in ``folder`` has a database, or names one."""
    return (folder / DATABASE).exists() or is_on_server(folder)


def new_database(folder: Path, key: bytes, server: tuple[str, str] | None = None) -> Store:
    """Make the database of a new home, without tables.

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
    """Take away the database of a home that could not be made; a server's stays as it is."""
    for name in (*(f"{DATABASE}{part}" for part in PARTS), address.FILE):
        (folder / name).unlink(missing_ok=True)


def open_database(folder: Path, key: bytes, *, is_new: bool = False) -> Store:
    """Open the database of the home in ``folder`` with the raw 32-byte ``key``.

    Raises:
        NoDatabase: There is none, and ``is_new`` does not say to make one.
        Damaged: It does not open with this key.
        DiskTrouble: The disk refused.
        NoDriver: It is on a server; so `desk.store.engines.postgres.open_server`.
    """
    if not is_on_server(folder):
        return open_file(folder / DATABASE, key, is_new=is_new)
    try:
        # Slow to load; each stands in for the server where it is asked something.
        from desk.store.engines import copying, postgres, server_words  # noqa: F401, PLC0415
    except ImportError as error:
        raise NoDriver from error
    return postgres.open_server(folder, key, is_new=is_new)


def copy_over(source: Store, target: Store) -> None:
    """Copy everything in a file's database to an empty one on a server.

    Raises:
        Refusal: As `Store.writing`; the target is of no use then.
    """
    from desk.store.engines.copying import copy_all  # noqa: PLC0415 - slow to load

    with source.snapshot():
        copy_all(source, target)


def home_fingerprint(store: Store) -> str:
    """Return what stands for where the database lies: another place begins a new epoch."""
    return store.place or fingerprint_of(store.folder / DATABASE)
