"""What was merged is found without a walk; house clocks over before their ledger came are anew."""

ANEW = (
    'INSERT INTO stale_case (id) SELECT id FROM "case" WHERE import_id IS NOT NULL '
    'AND NOT EXISTS (SELECT 1 FROM stale_case WHERE stale_case.id = "case".id) AND EXISTS '
    "(SELECT 1 FROM clock WHERE clock.case_id = \"case\".id AND clock.track = 'house' "
    "AND (clock.is_running = 1 OR clock.is_met = 0))"
)


def up(migrator, db):
    db.execute_sql(
        'CREATE INDEX IF NOT EXISTS "case_merged" ON "case" ("id") WHERE (merged_into IS NOT NULL)'
    )
    db.execute_sql(ANEW)
