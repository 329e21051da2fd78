"""Migrating a database by the numbered migrations."""

import logging
from pathlib import Path
from typing import ClassVar, Final

from playhouse.migrations import Runner

from desk.base.errors import Refusal
from desk.base.words import mark
from desk.store import search
from desk.store.db import Store

HISTORY: Final = "schema_migration"
FOLDER: Final = Path(__file__).parent / "migrations"

logging.getLogger("peewee.migrations").setLevel(logging.WARNING)


def pending(store: Store) -> list[str]:
    """Return the names of the migrations that this database still needs."""
    runner = Runner(store.database, str(FOLDER))
    return [migration.name for migration in runner.status() if not migration.applied]


class NewerHome(Refusal):
    """A newer program has worked on the database: this one would not know what it holds."""

    text: ClassVar[str] = mark(
        "This complaint desk was used with a newer program. Nothing was changed, and this one "
        "reads nothing of it. Start the newer program, or install it on this PC."
    )


def need_known(store: Store) -> None:
    """Refuse a database with a migration beyond the last that this program has.

    Raises:
        NewerHome: There is one.
    """
    names = [migration.name for migration in Runner(store.database, str(FOLDER)).migrations()]
    if any(name > max(names) for name in applied(store)):
        raise NewerHome


def applied(store: Store) -> list[str]:
    """Return the names of the migrations that this database has, in order."""
    runner = Runner(store.database, str(FOLDER))
    return [migration.name for migration in runner.status() if migration.applied]


def migrate(store: Store, last: str | None = None) -> None:
    """Apply the pending migrations, each in its own transaction, up to ``last`` or all."""
    Runner(store.database, str(FOLDER)).up(last)


def tables_of(store: Store) -> list[str]:
    """Return the names of the tables, but for the search index and the list of migrations."""
    names = store.database.get_tables()
    return [name for name in names if not name.startswith((search.TABLE, HISTORY))]
