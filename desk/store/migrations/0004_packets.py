"""Packets: acts that do not count, devices, packets, what others hold, this device's secret."""

import peewee as pw


class Base(pw.Model):
    class Meta:
        legacy_table_names = False


class Act(Base):
    device = pw.TextField()
    epoch = pw.TextField()
    seq = pw.IntegerField()


class Device(Base):
    id = pw.TextField(primary_key=True)
    office = pw.TextField()
    name = pw.TextField()
    role = pw.TextField()
    sign_key = pw.TextField()
    box_key = pw.TextField()
    is_trusted = pw.IntegerField()
    revoked = pw.TextField()


class Packet(Base):
    id = pw.TextField(primary_key=True)
    way = pw.TextField()
    device = pw.TextField()
    peer = pw.TextField()
    epoch = pw.TextField()
    number = pw.IntegerField()
    digest = pw.TextField()
    made_at = pw.TextField()
    at = pw.TextField()
    facts = pw.TextField()


class Peer(Base):
    device = pw.TextField(primary_key=True)
    heads = pw.TextField()
    number = pw.IntegerField()
    at = pw.TextField()


class DeviceSecret(Base):
    id = pw.IntegerField(primary_key=True)
    seed = pw.BlobField()


class Quarantine(Base):
    digest = pw.TextField(primary_key=True)
    file = pw.TextField()
    sender = pw.TextField()
    number = pw.IntegerField()
    made_at = pw.TextField()
    reason = pw.TextField()
    at = pw.TextField()


TABLES = [Device, Packet, Peer, DeviceSecret, Quarantine]


def up(migrator, db):
    with db.bind_ctx(TABLES):
        db.create_tables(TABLES)
    db.execute_sql("ALTER TABLE act ADD COLUMN aside INTEGER NOT NULL DEFAULT 0")
    db.execute_sql(
        'CREATE INDEX "act_aside" ON "act" ("device", "epoch", "seq") WHERE ("aside" != 0)'
    )
    db.execute_sql("ALTER TABLE home ADD COLUMN place TEXT NOT NULL DEFAULT ''")
