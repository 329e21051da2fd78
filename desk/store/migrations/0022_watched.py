"""Where a witness of the record was begun, so that its absence there is noticed."""


def up(migrator, db):
    db.execute_sql('ALTER TABLE "home" ADD COLUMN "watched" TEXT NOT NULL DEFAULT \'\'')
