"""The ledgers that were imported here."""

from dataclasses import dataclass

from desk.store.db import Store
from desk.store.tables import ImportRow


@dataclass(frozen=True, slots=True, kw_only=True)
class PastImport:
    """A ledger that was imported.

    Attributes:
        import_id: Its id, for undoing.
        file: Name of the file.
        profile: Id of the profile that read it.
        at: When, as stored.
        by: Login of who did it.
        taken: Number of rows that became cases.
        known: Number of rows imported before.
        refused: Number of rows that could not be imported.
        undone_at: When it was undone, or "".
    """

    import_id: str
    file: str
    profile: str
    at: str
    by: str
    taken: int
    known: int
    refused: int
    undone_at: str


def past_imports(store: Store) -> list[PastImport]:
    """Return all imports, the newest first."""
    columns = {
        "import_id": ImportRow.id,
        "file": ImportRow.file,
        "profile": ImportRow.profile,
        "at": ImportRow.at,
        "by": ImportRow.author,
        "taken": ImportRow.taken,
        "known": ImportRow.known,
        "refused": ImportRow.refused,
        "undone_at": ImportRow.undone_at,
    }
    query = ImportRow.select(*columns.values()).order_by(ImportRow.at.desc(), ImportRow.id.desc())
    return [PastImport(**dict(zip(columns, row, strict=True))) for row in store.rows(query)]
