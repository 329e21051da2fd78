"""PostgreSQL's driver.

Loading it takes a fifth of a second, and peewee loads every driver that it
finds: so it is hidden from peewee (``desk/__init__.py``) and loaded here,
for a home on a server.
"""

import sys
from typing import Any

import peewee as pw

if sys.modules.get("psycopg", ...) is None:
    del sys.modules["psycopg"]

import psycopg
import psycopg.types.numeric
import psycopg.types.string

TransactionStatus = psycopg.pq.TransactionStatus


class _Text(psycopg.types.string.StrDumper):
    """Dumps text with NUL replaced, which the server cannot store."""

    def dump(self, obj: str) -> Any:
        """Return ``obj`` encoded, with NUL replaced."""
        return super().dump(obj.replace("\0", "�") if "\0" in obj else obj)


class _Whole(psycopg.types.numeric.NumericLoader):
    """Loads integer sums as integers, not decimals."""

    def load(self, data: Any) -> Any:
        """Return the number."""
        found = super().load(data)
        return int(found) if found == found.to_integral_value() else float(found)


class Adapter(pw.Psycopg3Adapter):
    """Tells peewee about the driver that is hidden from it."""

    txn_idle = TransactionStatus.IDLE
    txn_inerror = TransactionStatus.INERROR
    txn_unknown = TransactionStatus.UNKNOWN

    def __init__(self) -> None:
        """Skip the set-up of JSON columns: there are none."""
        pw._BasePsycopgAdapter.__init__(self)  # noqa: SLF001 - past the one that looks for types

    def check_driver(self) -> None:
        """Do nothing: it is loaded."""

    def get_binary_type(self) -> type:
        """Return the type in which peewee wraps bytes."""
        return bytes

    def connect(self, db: Any, **params: Any) -> Any:
        """Return a connection."""
        found: Any = psycopg.connect(db.database, cursor_factory=psycopg.ClientCursor, **params)
        found.adapters.register_dumper(str, _Text)
        found.adapters.register_loader("numeric", _Whole)
        return found


__all__ = ["Adapter", "TransactionStatus", "psycopg"]
