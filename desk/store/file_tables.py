"""The tables of attachments: their content, and which case has which."""

from collections.abc import Mapping
from typing import Any, Final

import peewee as pw

from desk.rules.attachments import attachments
from desk.store.db import Store
from desk.store.table import Table


class ContentRow(Table):
    """The content of a file, kept once however many cases have it; no act holds it.

    A small one lies in ``body``. A larger one lies beside the database as an
    encrypted file called ``name``; its key is here and nowhere else.
    """

    hash = pw.TextField(primary_key=True)  # SHA-256 of the content, hex
    size = pw.BigIntegerField()
    alg = pw.TextField()
    name = pw.TextField()  # "" when it lies here
    key = pw.BlobField(null=True)
    body = pw.BlobField(null=True)

    class Meta:
        """Table."""

        table_name = "content"


class AttachmentRow(Table):
    """An attachment of a case, as the acts say; its content may not have come yet."""

    case_id = pw.IntegerField()
    entry = pw.TextField()
    hash = pw.TextField(index=True)
    size = pw.BigIntegerField()
    is_withdrawn = pw.IntegerField()

    class Meta:
        """Table."""

        table_name = "attachment"
        primary_key = pw.CompositeKey("case_id", "entry")
        without_rowid = True


FILE_COLUMNS: Final = tuple(AttachmentRow._meta.fields)  # noqa: SLF001 - peewee's public list


def file_rows(case_id: int, facts: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """Return the rows of a case's attachments, in the order of ``FILE_COLUMNS``."""
    return [
        (case_id, entry["id"], entry["hash"], entry["size"], int(bool(entry.get("withdrawn_at"))))
        for entry in attachments(facts)
    ]


def all_files(store: Store) -> list[tuple[Any, ...]]:
    """Return the rows of all attachments as the table has them."""
    return store.rows(AttachmentRow.select(*(getattr(AttachmentRow, n) for n in FILE_COLUMNS)))
