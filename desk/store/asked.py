"""Questions that are asked often, put into the engine's words once."""

from collections.abc import Callable, Sequence
from typing import Any

import peewee as pw


class Prepared:
    """A question that is asked often: peewee puts it into words once per engine.

    Putting a query into words costs peewee ten times what the engine needs to
    answer it.
    """

    def __init__(self, build: Callable[..., pw.Query], arguments: int = 0) -> None:
        """Keep how it is built from ``arguments`` values."""
        self._build = build
        self._markers = tuple(object() for _ in range(arguments))
        self._known: dict[type, tuple[str, tuple[Any, ...]]] = {}

    def words(self, database: pw.Database, values: Sequence[Any]) -> tuple[str, list[Any]]:
        """Return the SQL and its parameters for ``values``."""
        known = self._known.get(type(database))
        if known is None:
            marked = [pw.Value(marker, converter=False) for marker in self._markers]
            sql, found = database.get_sql_context().sql(self._build(*marked)).query()
            known = self._known[type(database)] = (sql, tuple(found))
        sql, found = known
        places = dict(zip(self._markers, values, strict=True))
        return sql, [places.get(part, part) for part in found]
