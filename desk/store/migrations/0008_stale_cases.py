"""Cases whose rows are to be made anew: another office's people stand there as our own."""

import peewee as pw

MIXED = (
    'INSERT INTO stale_case (id) SELECT DISTINCT "case".id FROM "case" '
    'JOIN act ON act.subject = "case".uuid WHERE act.device NOT LIKE {place}'
)


class StaleCase(pw.Model):
    id = pw.IntegerField(primary_key=True)

    class Meta:
        legacy_table_names = False


def up(migrator, db):
    with db.bind_ctx([StaleCase]):
        db.create_tables([StaleCase])
    home = db.execute_sql("SELECT device FROM home").fetchone()
    if home:
        office = home[0].rpartition("-")[0]
        db.execute_sql(MIXED.format(place=db.param), (f"{office}-%",))
