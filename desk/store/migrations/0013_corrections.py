"""Ended cases with a correction that waits for its approver are found without a walk."""

OWING = (
    'CREATE INDEX "case_owing" ON "case" ("id") WHERE (is_open = 0 AND '
    "(replace(entries, '\"rectifications\"', '') <> entries "
    "OR replace(entries, '\"promised_on\"', '') <> entries "
    "OR replace(entries, '\"corrections\"', '') <> entries "
    "OR (state = 'closed' AND reply_by IS NOT NULL)))"
)


def up(migrator, db):
    db.execute_sql('DROP INDEX IF EXISTS "case_owing"')
    db.execute_sql(OWING)
