"""Cases that are over and may owe something still are found without a walk through all."""

OWING = (
    'CREATE INDEX "case_owing" ON "case" ("id") WHERE (is_open = 0 AND '
    "(replace(entries, '\"rectifications\"', '') <> entries "
    "OR replace(entries, '\"promised_on\"', '') <> entries "
    "OR (state = 'closed' AND reply_by IS NOT NULL)))"
)


def up(migrator, db):
    db.execute_sql(OWING)
