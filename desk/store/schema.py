"""Bringing a database to today's tables by the numbered migrations."""

import logging
from pathlib import Path
from typing import Final

from playhouse.migrations import Runner

from desk.store.db import Store

FOLDER: Final = Path(__file__).parent / "migrations"

logging.getLogger("peewee.migrations").setLevel(logging.WARNING)


def pending(store: Store) -> list[str]:
    """Return the names of the migrations that this database still needs."""
    runner = Runner(store.database, str(FOLDER))
    return [migration.name for migration in runner.status() if not migration.applied]


def migrate(store: Store) -> None:
    """Apply the pending migrations, each in its own transaction."""
    Runner(store.database, str(FOLDER)).up()
