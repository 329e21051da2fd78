"""Why a packet is in quarantine: a code and the values of its sentence, not the name of a class."""

import json

CODES = {
    "UnknownSender": "unknown-sender",
    "OtherKey": "other-key",
    "RevokedSender": "revoked-sender",
    "TooNew": "too-new",
    "WentBack": "went-back",
    "Forked": "forked",
}


def up(migrator, db):
    mark = db.param
    db.execute_sql("ALTER TABLE quarantine ADD COLUMN told TEXT")
    for old, code in CODES.items():
        db.execute_sql(f"UPDATE quarantine SET reason = {mark} WHERE reason = {mark}", (code, old))
    kept = db.execute_sql("SELECT digest, sender, number FROM quarantine").fetchall()
    for digest, sender, number in kept:  # nobody wrote down at which entries it went back
        told = {"sender": sender, "number": number, "seq": "—", "held": "—"}
        db.execute_sql(
            f"UPDATE quarantine SET told = {mark} WHERE digest = {mark}", (json.dumps(told), digest)
        )
