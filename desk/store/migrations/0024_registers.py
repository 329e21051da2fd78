"""Registers: meetings, tasks and what else is kept beside the cases."""

import peewee as pw


class RegisterItem(pw.Model):
    uuid = pw.TextField(primary_key=True)
    register = pw.TextField(index=True)
    no = pw.TextField(index=True)
    state = pw.TextField()
    facts = pw.TextField()

    class Meta:
        legacy_table_names = False


def up(migrator, db):
    with db.bind_ctx([RegisterItem]):
        db.create_tables([RegisterItem])
