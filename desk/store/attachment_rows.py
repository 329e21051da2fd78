"""The rows of the attachments of a case, which follow from its facts."""

from typing import Final

from desk.base.shapes import Facts, Row
from desk.rules.case.attachments import attachments
from desk.store.db import Store
from desk.store.tables import AttachmentRow

FILE_COLUMNS: Final = tuple(AttachmentRow._meta.fields)  # noqa: SLF001 - peewee's public list


def file_rows(case_id: int, facts: Facts) -> list[Row]:
    """Return the rows of a case's attachments, in the order of ``FILE_COLUMNS``."""
    return [
        (case_id, entry["id"], entry["hash"], entry["size"], int(bool(entry.get("withdrawn_at"))))
        for entry in attachments(facts)
    ]


def all_files(store: Store) -> list[Row]:
    """Return the rows of all attachments as the table has them."""
    return store.rows(AttachmentRow.select(*(getattr(AttachmentRow, n) for n in FILE_COLUMNS)))
