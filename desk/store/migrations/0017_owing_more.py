"""What outlives closing, withdrawal and merging is found by the index of what is owed."""

OWING = (
    'CREATE INDEX IF NOT EXISTS "case_owing" ON "case" ("id") WHERE (is_open = 0 AND '
    "(replace(entries, '\"rectifications\"', '') <> entries "
    "OR replace(entries, '\"promised_on\"', '') <> entries "
    "OR replace(entries, '\"corrections\"', '') <> entries "
    "OR replace(entries, '\"emergencies\"', '') <> entries "
    "OR replace(entries, '\"corrects\"', '') <> entries "
    "OR (state = 'closed' AND reply_by IS NOT NULL) "
    "OR (import_id IS NULL AND (major = 1 OR systemic = 'systemic' OR (forwarded_by IS NOT NULL "
    "AND replace(entries, '\"feedbacks\"', '') = entries)))))"
)


def up(migrator, db):
    db.execute_sql('DROP INDEX IF EXISTS "case_owing"')
    db.execute_sql(OWING)
