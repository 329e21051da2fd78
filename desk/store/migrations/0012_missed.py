"""What clocks of cases missed, for good. A frozen copy, as 0001 is."""

import peewee as pw

# Those with a breach on record, and those with a clock that was stopped too late.
LATE = (
    'INSERT INTO stale_case (id) SELECT id FROM "case" WHERE NOT EXISTS '
    '(SELECT 1 FROM stale_case WHERE stale_case.id = "case".id) AND '
    "(replace(entries, '\"breaches\"', '') <> entries OR EXISTS (SELECT 1 FROM clock "
    'WHERE clock.case_id = "case".id AND clock.is_running = 0 AND clock.is_met = 0))'
)


class Missed(pw.Model):
    case_id = pw.IntegerField()
    rule = pw.TextField()
    due_at = pw.TextField()
    is_complaint = pw.IntegerField()

    class Meta:
        legacy_table_names = False
        primary_key = pw.CompositeKey("case_id", "rule", "due_at")
        without_rowid = True


Missed.add_index(Missed.index(Missed.due_at, Missed.rule, Missed.is_complaint, name="missed_month"))


def up(migrator, db):
    Missed._meta.without_rowid = isinstance(db, pw.SqliteDatabase)  # noqa: SLF001
    with db.bind_ctx([Missed]):
        db.create_tables([Missed])
    db.execute_sql(LATE)
