"""Legal ends apart from the house's, and cases that are closed while a review runs."""

COLUMNS = (("legal_due_at", "TEXT"), ("legal_orange_at", "TEXT"), ("is_queued", "INTEGER"))
LEGAL = (
    'UPDATE "case" SET {column} = COALESCE((SELECT MIN(clock.{end}) FROM clock '
    'WHERE clock.case_id = "case".id AND clock.is_running = 1 '
    "AND clock.track = 'statutory'), '9999-12-31T23:59:59')"
)
DUE = (
    'CREATE INDEX "case_due" ON "case" ("due_at", "id", "attention_at", "state", "handler", '
    '"kind", "received_on", "legal_orange_at", "is_open") WHERE ("is_queued" = 1)'
)
LAW = (
    'CREATE INDEX "case_law" ON "case" ("legal_due_at", "id", "legal_orange_at", "state", '
    '"handler") WHERE ("is_queued" = 1)'
)
# Their clocks may end on other days now: what was granted falls with a restart, and so on.
MOVED = (
    'INSERT INTO stale_case (id) SELECT id FROM "case" WHERE NOT EXISTS '
    '(SELECT 1 FROM stale_case WHERE stale_case.id = "case".id) AND '
    "(review_received_at IS NOT NULL OR replace(entries, '\"pauses\"', '') <> entries "
    "OR replace(entries, '\"restarts\"', '') <> entries "
    "OR replace(entries, '\"agreed_dates\"', '') <> entries)"
)


def up(migrator, db):
    for name, kind in COLUMNS:
        db.execute_sql(f'ALTER TABLE "case" ADD COLUMN {name} {kind}')
    db.execute_sql('UPDATE "case" SET is_queued = is_open')
    for column, end in (("legal_due_at", "due_at"), ("legal_orange_at", "orange_at")):
        db.execute_sql(LEGAL.format(column=column, end=end))
    db.execute_sql('DROP INDEX IF EXISTS "case_queue"')
    db.execute_sql(DUE)
    db.execute_sql(LAW)
    db.execute_sql(MOVED)
