"""What is answered or handed on, and the one table of a report that counts a case."""

COLUMNS = ("answer", "answered_at", "handed_to", "handed_at", "counted_in")
COUNTED = (
    "UPDATE \"case\" SET counted_in = CASE WHEN kind <> 'complaint' THEN kind "
    "WHEN COALESCE(party_type, '') IN ('', 'customer') THEN 'complaint' ELSE party_type END"
)
DUE = (
    'CREATE INDEX "case_due" ON "case" ("due_at", "id", "attention_at", "state", "handler", '
    '"kind", "received_on", "legal_orange_at", "is_open", "counted_in") WHERE ("is_queued" = 1)'
)
MONTH = (
    'CREATE INDEX "case_month" ON "case" ("received_on", "counted_in", "channel", "product_line", '
    '"cause", "complained_unit", "grade", "business_channel")'
)
CLOSED = (
    'CREATE INDEX "case_closed" ON "case" ("closed_on", "counted_in", "outcome", "received_on") '
    'WHERE ("closed_on" IS NOT NULL)'
)
# The clocks of a consumer's complaint are the law's alone, and the house's of complaints alone.
OTHERS = (
    "INSERT INTO stale_case (id) SELECT id FROM \"case\" WHERE counted_in <> 'complaint' AND "
    'NOT EXISTS (SELECT 1 FROM stale_case WHERE stale_case.id = "case".id)'
)


def up(migrator, db):
    for name in COLUMNS:
        db.execute_sql(f'ALTER TABLE "case" ADD COLUMN {name} TEXT')
    db.execute_sql(COUNTED)
    for name, index in (("case_due", DUE), ("case_month", MONTH), ("case_closed", CLOSED)):
        db.execute_sql(f'DROP INDEX IF EXISTS "{name}"')
        db.execute_sql(index)
    db.execute_sql(OTHERS)
