"""Finding a customer again: how a name sounds, and the document number."""

from pypinyin import lazy_pinyin

SOUND = 'CREATE INDEX "case_name_sound" ON "case" ("name_sound") WHERE ("name_sound" IS NOT NULL)'
NUMBER = (
    'CREATE INDEX "case_complainant_id_no" ON "case" ("complainant_id_no") '
    'WHERE ("complainant_id_no" IS NOT NULL)'
)
NAMED = 'SELECT id, complainant_name FROM "case" WHERE complainant_name IS NOT NULL'


def sound(name):
    letters = "".join(lazy_pinyin(name)).casefold()
    return "".join(filter(str.isalnum, letters)) or None


def up(migrator, db):
    db.execute_sql('ALTER TABLE "case" ADD COLUMN name_sound TEXT')
    rows = db.execute_sql(NAMED).fetchall()
    for case_id, name in rows:
        sql = f'UPDATE "case" SET name_sound = {db.param} WHERE id = {db.param}'
        db.execute_sql(sql, (sound(name), case_id))
    db.execute_sql(SOUND)
    db.execute_sql(NUMBER)
