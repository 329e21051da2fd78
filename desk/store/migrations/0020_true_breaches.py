"""Breaches that another desk's entries show not to have been. A frozen copy, as 0001 is."""

# Cases with a breach on record are reckoned anew.
BREACHED = (
    'INSERT INTO stale_case (id) SELECT id FROM "case" WHERE NOT EXISTS '
    '(SELECT 1 FROM stale_case WHERE stale_case.id = "case".id) AND '
    "replace(entries, '\"breaches\"', '') <> entries"
)


def up(_migrator, db):
    db.execute_sql(BREACHED)
