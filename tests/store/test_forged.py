"""Somebody who holds the key and a database tool forges; verify names what she did.

Each forger knows the format: hashes, payloads and the chain are made right. What
she lacks is another person's signing key, or the right.
"""

import pytest
from nacl.signing import SigningKey

from desk.reads.verify import Finding, verify
from desk.rules.people.rights import Right
from desk.store.record import journal, read_model
from desk.store.record.journal import Pen, read_head
from desk.store.tables import ActRow, CaseRow, PayloadRow, SettingRow
from tests.builders import register, walk
from tests.server import marked


@pytest.fixture
def lived(branch):
    branch.case_no = register(branch.desk("chen"))
    walk(branch, branch.case_no, "plan")
    return branch


def findings(branch):
    return verify(branch.store, branch.desk().reckoning)


def forge(branch, who, kind, subject, payload):
    """Write one act as ``who`` (author, key), and make the tables follow it."""
    author, key = who
    store = branch.store
    head = read_head(store, journal.read_identity(store))
    pen = Pen(store, head, author, branch.clock.now(), branch.home.entropy, key)
    before = journal.folded(store, subject)
    with store.writing():
        signed = kind in ("case.approve", "case.close")
        pen.write(kind, subject, payload, before.base_of(payload), is_signed=signed)
        pen.flush()
        after = journal.folded(store, subject)
        if subject.startswith(read_model.PERSON):
            read_model.put_other(store, subject, after)
        else:
            batch = read_model.CaseBatch(store, branch.desk().reckoning)
            batch.change(journal.first_id(store, subject), subject, before.facts, after)
            batch.flush()
    return head.next_id - 1


def uuid_of(branch):
    return branch.store.database.execute_sql('SELECT uuid FROM "case"').fetchone()[0]


def test_an_honest_record_is_whole(lived):
    assert findings(lived) == []


def test_an_act_under_another_s_name_is_named(lived):
    key = lived.keys["chen"].signing
    act = forge(lived, ("li", key), "case.note", uuid_of(lived), {"notes/x": {"text": "假"}})
    assert findings(lived) == [Finding("signature", f"act {act}")]


def test_an_act_slipped_in_without_a_signature_is_named(lived):
    key = lived.keys["chen"].signing
    act = forge(lived, ("chen", key), "case.note", uuid_of(lived), {"notes/x": {"text": "假"}})
    sql = marked(lived.store, "UPDATE act SET signature = NULL WHERE id = ?")
    lived.store.database.execute_sql(sql, (act,))
    assert findings(lived) == [Finding("unsealed", f"act {act}")]


def test_an_approval_under_the_director_s_name_is_named(lived):
    key = lived.keys["chen"].signing
    facts = {"state": "executing", "approved_by": "director"}
    act = forge(lived, ("director", key), "case.approve", uuid_of(lived), facts)
    assert findings(lived) == [Finding("signature", f"act {act}")]


def test_an_approval_by_somebody_without_the_right_is_named(lived):
    key = lived.keys["chen"].signing
    facts = {"state": "executing", "approved_by": "chen"}
    act = forge(lived, ("chen", key), "case.approve", uuid_of(lived), facts)
    assert findings(lived) == [Finding("right", f"act {act} chen {Right.APPROVE}")]


def test_a_specialist_who_makes_herself_director_is_named(lived):
    key = lived.keys["chen"].signing
    act = forge(lived, ("chen", key), "person.changed", "person:chen", {"role": "director"})
    assert findings(lived) == [Finding("right", f"act {act} chen {Right.PEOPLE}")]


def test_somebody_who_puts_her_key_in_the_director_s_place_is_named(lived):
    own = SigningKey(bytes(32))
    facts = {"verify_key": own.verify_key.encode().hex()}
    key = lived.keys["chen"].signing
    act = forge(lived, ("chen", key), "person.changed", "person:director", facts)
    assert findings(lived) == [Finding("right", f"act {act} chen {Right.PEOPLE}")]


def test_an_act_of_before_a_key_was_changed_stays_good(lived):
    new = SigningKey(bytes(32))
    facts = {"verify_key": new.verify_key.encode().hex()}
    director = lived.keys["director"].signing
    forge(lived, ("director", director), "person.changed", "person:chen", facts)
    assert findings(lived) == []
    old = lived.keys["chen"].signing
    act = forge(lived, ("chen", old), "case.note", uuid_of(lived), {"notes/x": {"text": "旧钥"}})
    assert findings(lived) == [Finding("signature", f"act {act}")]


def test_two_payloads_that_changed_places_are_named(lived):
    store = lived.store
    one, other = (row[0] for row in store.rows(PayloadRow.select(PayloadRow.act_id).limit(2)))
    for old, new in ((one, 0), (other, one), (0, other)):
        moved = PayloadRow.update(act_id=new).where(PayloadRow.act_id == old)
        store.run(moved)
    named = {Finding("payload", f"act {one}"), Finding("payload", f"act {other}")}
    assert named <= set(findings(lived))


def test_two_acts_that_changed_places_are_named(lived):
    store = lived.store
    (one, first), (other, second) = store.rows(
        ActRow.select(ActRow.id, ActRow.seq).order_by(ActRow.id.desc()).limit(2)
    )
    store.run(ActRow.update(seq=second).where(ActRow.id == one))
    store.run(ActRow.update(seq=first).where(ActRow.id == other))
    assert {Finding("hash", f"act {one}"), Finding("hash", f"act {other}")} <= set(findings(lived))


def test_the_newest_acts_taken_out_are_named_by_what_the_tables_still_show(lived):
    store = lived.store
    rows = store.rows(ActRow.select(ActRow.id).order_by(ActRow.id.desc()).limit(2))
    newest = [act_id for (act_id,) in rows]
    store.run(PayloadRow.delete().where(PayloadRow.act_id.in_(newest)))
    store.run(ActRow.delete().where(ActRow.id.in_(newest)))
    assert Finding("table", lived.case_no) in findings(lived)


def test_an_act_in_the_middle_taken_out_is_named(lived):
    middle = lived.store.value(ActRow.select(ActRow.id).where(ActRow.kind == "case.contact"))
    lived.store.run(PayloadRow.delete().where(PayloadRow.act_id == middle))
    lived.store.run(ActRow.delete().where(ActRow.id == middle))
    assert Finding("chain", f"act {middle + 1}") in findings(lived)


def test_a_limit_raised_in_the_table_of_settings_is_named(lived):
    key = "approve_limit_supervisor"
    lived.store.put(SettingRow, ("id", "value"), [(key, '"99999999"')])
    assert findings(lived) == [Finding("table", "settings")]


def test_an_approver_put_into_a_row_is_named(lived):
    lived.store.run(CaseRow.update(state="executing", approved_by="director"))
    assert findings(lived) == [Finding("table", lived.case_no)]
