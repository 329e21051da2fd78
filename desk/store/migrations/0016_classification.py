"""What classifies a complaint at an insurer and at a financing company."""

COLUMNS = ("insurance_line", "sales_channel", "issue")


def up(migrator, db):
    for name in COLUMNS:
        db.execute_sql(f'ALTER TABLE "case" ADD COLUMN {name} TEXT')
