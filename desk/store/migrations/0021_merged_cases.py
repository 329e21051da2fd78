"""What was merged is found without a walk through all cases, so that a search leads on from it."""


def up(migrator, db):
    db.execute_sql(
        'CREATE INDEX IF NOT EXISTS "case_merged" ON "case" ("id") WHERE (merged_into IS NOT NULL)'
    )
