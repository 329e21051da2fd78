"""To whom cases are closed. A frozen copy, as 0001 is."""

import json
import re

import peewee as pw

NAMED = (
    'SELECT id, recused, complained_staff, kind FROM "case" '
    "WHERE recused IS NOT NULL OR complained_staff IS NOT NULL OR kind = 'report'"
)
ARCHIVED = (
    'CREATE INDEX "case_archived" ON "case" ("id", "department") WHERE (state = \'archived\')'
)
ELSEWHERE = re.compile(r"[0-9A-Z]{2,12}/(.+)", re.DOTALL)


class Closed(pw.Model):
    case_id = pw.IntegerField()
    who = pw.TextField()

    class Meta:
        legacy_table_names = False
        primary_key = pw.CompositeKey("case_id", "who")
        without_rowid = True


Closed.add_index(Closed.index(Closed.who, Closed.case_id, name="closed_who"))


def people(recused, complained_of):
    names = {name for text in (recused, complained_of) if text for name in json.loads(text)}
    for name in filter(None, names):
        found = ELSEWHERE.fullmatch(name)
        yield f"/{found[1]}" if found else name


def up(migrator, db):
    db.execute_sql(ARCHIVED)
    Closed._meta.without_rowid = isinstance(db, pw.SqliteDatabase)  # noqa: SLF001
    with db.bind_ctx([Closed]):
        db.create_tables([Closed])
        for case_id, recused, complained_of, kind in db.execute_sql(NAMED).fetchall():
            shut = {*people(recused, complained_of), *(["kind:report"] if kind == "report" else [])}
            for who in shut:
                Closed.insert(case_id=case_id, who=who).execute()
