"""A counter numbers a series, not only a day; checks are no drafts. Frozen copies, as 0001 is."""

import json

import peewee as pw


class Draft(pw.Model):
    key = pw.TextField(primary_key=True)
    body = pw.TextField()


class Checkup(pw.Model):
    name = pw.TextField(primary_key=True)
    at = pw.TextField()
    findings = pw.TextField()


def up(migrator, db):
    db.execute_sql('ALTER TABLE "counter" RENAME COLUMN "day" TO "series"')
    with db.bind_ctx([Draft, Checkup]):
        db.create_tables([Checkup])
        for draft in Draft.select().where(Draft.key == "checkup"):
            for name, one in json.loads(draft.body).items():
                found = json.dumps(one["findings"], ensure_ascii=False)
                Checkup.insert(name=name, at=one["at"], findings=found).execute()
        Draft.delete().where(Draft.key == "checkup").execute()
