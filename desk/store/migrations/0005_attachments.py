"""Attachments: their content, and which case has which. A frozen copy, as 0001 is."""

import peewee as pw


class Content(pw.Model):
    hash = pw.TextField(primary_key=True)
    size = pw.BigIntegerField()
    alg = pw.TextField()
    name = pw.TextField()
    key = pw.BlobField(null=True)
    body = pw.BlobField(null=True)

    class Meta:
        legacy_table_names = False


class Attachment(pw.Model):
    case_id = pw.IntegerField()
    entry = pw.TextField()
    hash = pw.TextField(index=True)
    size = pw.BigIntegerField()
    is_withdrawn = pw.IntegerField()

    class Meta:
        legacy_table_names = False
        primary_key = pw.CompositeKey("case_id", "entry")
        without_rowid = True


def up(migrator, db):
    Attachment._meta.without_rowid = isinstance(db, pw.SqliteDatabase)  # noqa: SLF001
    with db.bind_ctx([Content, Attachment]):
        db.create_tables([Content, Attachment])
