"""Period reports and the register of prints. A frozen copy, as 0001 is."""

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


class Print(pw.Model):
    code = pw.TextField(primary_key=True)
    what = pw.TextField()
    about = pw.TextField(index=True)
    copy_no = pw.TextField()
    is_full = pw.IntegerField()
    at = pw.TextField()
    author = pw.TextField()
    hashes = pw.TextField()

    class Meta:
        legacy_table_names = False


def up(migrator, db):
    with db.bind_ctx([Report, Print]):
        db.create_tables([Report, Print])
