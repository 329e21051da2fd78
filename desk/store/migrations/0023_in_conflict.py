"""Cases on which workstations disagree are found without a walk through all."""


def up(migrator, db):
    db.execute_sql(
        'CREATE INDEX IF NOT EXISTS "case_conflicts" ON "case" ("id") WHERE (conflicts > 0)'
    )
