"""Period reports that were commented on, closed or submitted. A frozen copy, as 0001 is."""

import peewee as pw


class Report(pw.Model):
    id = pw.TextField(primary_key=True)
    closed_at = pw.TextField()
    closed_by = pw.TextField()
    hash = pw.TextField()
    submitted_on = pw.TextField()
    days_late = pw.IntegerField()

    class Meta:
        legacy_table_names = False


def up(migrator, db):
    with db.bind_ctx([Report]):
        db.create_tables([Report])
