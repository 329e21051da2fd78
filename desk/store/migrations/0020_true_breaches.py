"""Breaches that another desk's entries show not to have been. A frozen copy, as 0001 is.

Entries that one act wrote again stand by their ids now, whatever acts came first.
"""

# Cases with a breach, a pause or a moved end on record, or with acts that write entries again.
ANEW = (
    'INSERT INTO stale_case (id) SELECT id FROM "case" WHERE NOT EXISTS '
    '(SELECT 1 FROM stale_case WHERE stale_case.id = "case".id) AND '
    "(replace(entries, '\"breaches\"', '') <> entries "
    "OR replace(entries, '\"pauses\"', '') <> entries "
    "OR replace(entries, '\"extensions\"', '') <> entries "
    "OR replace(entries, '\"agreed_dates\"', '') <> entries "
    "OR replace(entries, '\"restarts\"', '') <> entries "
    'OR EXISTS (SELECT 1 FROM act WHERE act.subject = "case".uuid AND act.kind IN '
    "('case.undo', 'case.decided', 'case.restored', 'case.brought-back', 'case.unmerge')))"
)


def up(_migrator, db):
    db.execute_sql(ANEW)
