"""When the complainant received the decision; the time to ask for a review runs from then.

The rule counted from the sending of the decision, which the law does not say (N4): that was wrong.
"""

import json

COLUMN = 'ALTER TABLE "case" ADD COLUMN delivered_at TEXT'
KEY = "review-apply@2020-03-01"


def up(_migrator, db):
    db.execute_sql(COLUMN)
    place = db.param
    told = db.execute_sql(f"SELECT body FROM rule WHERE id = {place}", (KEY,)).fetchone()
    if told:
        rule = {**json.loads(told[0]), "later_anchor": "delivered_at"}
        body = json.dumps(rule, ensure_ascii=False, separators=(",", ":"))
        db.execute_sql(f"UPDATE rule SET body = {place} WHERE id = {place}", (body, KEY))
