"""Pages of packets that were taken in before. A frozen copy, as 0001 is."""

import peewee as pw


class KnownPage(pw.Model):
    digest = pw.TextField(primary_key=True)
    counts = pw.TextField()

    class Meta:
        legacy_table_names = False


def up(migrator, db):
    with db.bind_ctx([KnownPage]):
        db.create_tables([KnownPage])
