"""Somebody who holds the key and a database tool forges; verify names what she did.

Each forger knows the format: hashes, payloads and the chain are made right. What
she lacks is another person's signing key, or the right.
"""

import pytest
from nacl.signing import SigningKey

from desk.actions.change_settings import ChangeSettings
from desk.actions.manage_people import AddPerson, ChangePerson
from desk.actions.proposals import CarryOut, ConfirmProposal, RefuseProposal
from desk.reads.case_file import read_case
from desk.reads.period_report import read_report
from desk.reads.queue import QueueFilter, id_chunks
from desk.reads.verify import Finding, verify
from desk.rules.people.rights import Person, Right, Role
from desk.rules.reports.periods import month_of
from desk.rules.steps.kinds import SIGNED
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
    store = branch.store
    before = journal.folded(store, subject)
    act_id = write(branch, who, kind, subject, payload)
    with store.writing():
        after = journal.folded(store, subject)
        if subject.startswith((read_model.PERSON, read_model.SETTINGS)):
            read_model.put_other(store, subject, after)
        else:
            batch = read_model.CaseBatch(store=store, reckoning=branch.desk().reckoning)
            batch.change(journal.first_id(store, subject), subject, before.facts, after)
            batch.flush()
    return act_id


def write(branch, who, kind, subject, payload):
    """Write one act as ``who`` (author, key), and nothing else."""
    author, key = who
    store = branch.store
    head = read_head(store, journal.read_identity(store))
    pen = Pen(
        store=store,
        head=head,
        author=author,
        now=branch.clock.now(),
        entropy=branch.home.entropy,
        key=key,
    )
    before = journal.folded(store, subject)
    with store.writing():
        pen.write(kind, subject, payload, before.base_of(payload), is_signed=kind in SIGNED)
        pen.flush()
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


# an act's kind says what it may write (docs/decisions/0011)

CLOSED = {"state": "closed", "closed_at": "2026-11-23T09:00:00", "outcome": "agreed"}
APPROVED = {"state": "executing", "approved_by": "director", "compensation": "900000.00"}


@pytest.mark.parametrize(
    ("who", "kind", "payload", "name"),
    [
        ("chen", "case.note", APPROVED, "approved_by"),
        ("he", "case.letter", CLOSED, "closed_at"),
        ("chen", "case.contact", {"compensation": "900000.00"}, "compensation"),
        ("chen", "case.undo", {"compensation": "900000.00"}, "compensation"),
        ("chen", "case.plan", {"approved_by": "director"}, "approved_by"),
        ("chen", "case.withdraw", CLOSED, "outcome"),
        ("li", "case.restored", CLOSED, "closed_at"),
        ("li", "case.decided", {"compensation": "900000.00"}, "compensation"),
        ("xu", "case.brought-back", {"compensation": "900000.00"}, "compensation"),
        ("xu", "case.undone", {"state": "closed"}, "state"),
        ("chen", "case.crown", {"approved_by": "director"}, ""),
    ],
)
def test_an_act_that_goes_beyond_its_kind_is_named_and_changes_nothing(
    lived, who, kind, payload, name
):
    before = journal.folded(lived.store, uuid_of(lived)).facts
    act = forge(lived, (who, lived.keys[who].signing), kind, uuid_of(lived), payload)
    found = [one for one in findings(lived) if one.what != "right"]
    assert found == [Finding("beyond", f"act {act} {who} {kind} {name}".rstrip())]
    assert journal.folded(lived.store, uuid_of(lived)).facts == before


@pytest.mark.parametrize(
    ("who", "kind", "payload", "right"),
    [
        ("xu", "case.undone", {"undone_after": 5}, Right.IMPORT),
        ("xu", "case.held", {}, Right.ARCHIVE),
        ("xu", "case.undo", {}, Right.RECORD),
        ("he", "case.letter", {}, Right.RECORD),
        ("chen", "case.restored", {}, Right.IMPORT),
        ("he", "case.breached", {}, Right.SETTINGS),
    ],
)
def test_whoever_has_no_right_to_a_kind_is_named(lived, who, kind, payload, right):
    act = forge(lived, (who, lived.keys[who].signing), kind, uuid_of(lived), payload)
    named = Finding("right", f"act {act} {who} {right}")
    assert named in findings(lived)


def test_a_person_is_not_changed_by_an_act_about_cases(lived):
    key = lived.keys["chen"].signing
    act = forge(lived, ("chen", key), "case.note", "person:chen", {"role": "director"})
    assert findings(lived) == [Finding("beyond", f"act {act} chen case.note")]
    assert journal.folded(lived.store, "person:chen").facts["role"] == "specialist"


def test_a_value_of_another_type_stops_no_list_no_report_and_no_verify(lived):
    key = lived.keys["chen"].signing
    payload = {"amount": ["300.00"], "recused": "x", "agent": 5, "occurred_on": "gestern"}
    forge(lived, ("chen", key), "case.amend", uuid_of(lived), payload)
    assert findings(lived) == []
    case = read_case(lived.store, lived.desk().reckoning, lived.case_no)
    assert len(case.unlawful) == len(payload)
    now = lived.clock.now()
    assert [[*ids] for ids in id_chunks(lived.store, QueueFilter(), now)] == [[case.id]]
    assert read_report(lived.store, month_of(now.date()), now).figures.balance.received == 1


# what is resolved on the spot has no second person, so that its guards are asked of the act too

ON_THE_SPOT = {
    "state": "closed",
    "outcome": "agreed",
    "finding": "upheld",
    "execution": "已当场退还。",
    "approved_by": "chen",
}


@pytest.mark.parametrize(
    ("facts", "said", "named"),
    [
        ({"grade": "A"}, {}, "grade"),
        ({"complexity": "complex"}, {}, "complexity"),
        ({"forwarded_by": "nfra", "forward_no": "1号"}, {}, "forwarded_by"),
        ({"recused": ["chen"]}, {}, "recused"),
        ({}, {"satisfaction": "dissatisfied"}, "satisfaction"),
        ({}, {"closed_at": "2026-12-31T09:00:00"}, "closed_at"),
        ({}, {"compensation": "900000.00"}, Right.APPROVE),
        ({}, {"compensation": "500.00"}, Right.APPROVE),
        ({}, {"compensation": "499.99"}, None),
        ({}, {}, None),
    ],
)
def test_a_case_that_is_resolved_on_the_spot_past_its_guards_is_named(branch, facts, said, named):
    case_no = register(branch.desk("chen"), grade=facts.get("grade", "C"))
    more = {name: value for name, value in facts.items() if name != "grade"}
    chen = ("chen", branch.keys["chen"].signing)
    if more:
        forge(
            branch,
            chen,
            "case.amend" if "recused" not in more else "case.recuse",
            uuid_of(branch),
            more,
        )
    payload = {**ON_THE_SPOT, "closed_at": branch.clock.now().isoformat(), **said}
    act = forge(branch, chen, "case.resolve", uuid_of(branch), payload)
    found = [one for one in findings(branch) if one.where.startswith(f"act {act} ")]
    counts = named in (None, Right.APPROVE)
    where = f"act {act} chen {named}" if counts else f"act {act} chen case.resolve {named}"
    assert found == ([Finding("right" if counts else "beyond", where)] if named else [])
    assert (journal.folded(branch.store, uuid_of(branch)).facts["state"] == "closed") is counts
    assert case_no


def test_a_case_past_its_investigation_is_not_resolved_on_the_spot(lived):
    payload = {**ON_THE_SPOT, "closed_at": lived.clock.now().isoformat()}
    chen = ("chen", lived.keys["chen"].signing)
    act = forge(lived, chen, "case.resolve", uuid_of(lived), payload)
    assert findings(lived) == [Finding("beyond", f"act {act} chen case.resolve state")]


# power without a second person (decisions/0020), by whoever has the right and a shell

NEW = {"name": "无名", "role": "auditor", "department": "", "active": True, "verify_key": "00"}
POWER = {
    "a new account": ("person.added", "person:ghost", NEW),
    "a higher role": ("person.changed", "person:chen", {"role": "auditor"}),
    "the role of a supervisor": ("person.changed", "person:chen", {"role": "supervisor"}),
    "another name": ("person.changed", "person:chen", {"name": "陈力"}),
    "a new password": ("person.changed", "person:he", {"verify_key": "00"}),
    "an account opened again": ("person.changed", "person:chen", {"active": True}),
    "a limit": ("office.set", "settings", {"supervisor_limit": "99999999.00"}),
    "a target": ("office.set", "settings", {"target_solved": 5}),
    "a deputy": ("office.set", "settings", {"deputies": ["director li 2026-11-20 2026-11-30"]}),
    "no value at all": ("office.set", "settings", {"supervisor_limit": ["x"]}),
}
LESS = {
    "a lower role": ("person.changed", "person:li", {"role": "specialist"}),
    "a lower limit": ("office.set", "settings", {"supervisor_limit": "1.00"}),
    "a telephone number": ("office.set", "settings", {"complaint_phone": "010-55550102"}),
}
GHOST = AddPerson(person=Person(login="ghost", name="无名", role=Role.AUDITOR), verify_key="00")


def unseconded(branch):
    return [one.where for one in findings(branch) if one.what == "unseconded"]


def empowered(branch, what, login="director"):
    """Write an act of power with a shell; return where verify names it."""
    kind, subject, payload = {**POWER, **LESS}[what]
    act = forge(branch, (login, branch.keys[login].signing), kind, subject, payload)
    return f"act {act} {login} {kind} {subject}"


@pytest.mark.parametrize("what", POWER)
def test_power_that_nobody_confirmed_is_named(lived, what):
    lived.desk("xu").do(GHOST)
    if what == "an account opened again":
        lived.desk().do(ChangePerson(login="chen", facts={"active": False}))
    where = empowered(lived, what)
    assert unseconded(lived) == [where]


@pytest.mark.parametrize("what", LESS)
def test_what_gives_no_power_needs_nobody(lived, what):
    lived.desk("xu").do(GHOST)
    empowered(lived, what)
    assert unseconded(lived) == []


@pytest.mark.parametrize("what", POWER)
def test_a_home_that_knew_no_proposals_stays_whole(lived, what):
    if what != "an account opened again":
        empowered(lived, what)
    assert unseconded(lived) == []


def test_a_director_sets_up_before_the_first_case_and_an_administrator_does_not(branch):
    branch.desk("xu").do(GHOST)
    empowered(branch, "a limit")
    where = empowered(branch, "a target", "xu")
    register(branch.desk("chen"))
    assert unseconded(branch) == [where]
    later = empowered(branch, "a higher role")
    assert unseconded(branch) == [where, later]


def test_a_proposal_that_waits_or_was_refused_covers_nothing(lived):
    waits = lived.desk("xu").do(GHOST).waits
    lived.desk().do(RefuseProposal(id=waits.id, reason="没有这个人。"))
    refused = empowered(lived, "a new account", "xu")
    lived.desk("xu").do(ChangePerson(login="chen", facts={"role": "auditor"}))
    waiting = empowered(lived, "a higher role", "xu")
    assert unseconded(lived) == [refused, waiting]


def test_what_was_confirmed_is_good_for_what_was_confirmed_and_once(lived):
    waits = lived.desk().do(ChangePerson(login="chen", facts={"role": "supervisor"})).waits
    lived.desk("xu").do(ConfirmProposal(id=waits.id))
    lived.desk().do(CarryOut(id=waits.id))
    assert unseconded(lived) == []
    lived.desk().do(ChangePerson(login="chen", facts={"role": "specialist"}))
    assert unseconded(lived) == []
    again = empowered(lived, "the role of a supervisor")
    assert unseconded(lived) == [again]


def test_what_a_restore_takes_over_from_the_key_file_is_no_new_power(lived):
    lived.desk("xu").do(GHOST)
    xu = ("xu", lived.keys["xu"].signing)
    write(lived, xu, "audit.restored", "audit", {"entry/x": {"name": "b", "by": "xu", "work": 0}})
    empowered(lived, "a new password", "xu")
    assert unseconded(lived) == []
    where = empowered(lived, "a higher role", "xu")
    again = empowered(lived, "a new password", "xu")
    assert unseconded(lived) == [where, again]


def test_a_wish_changed_after_it_was_confirmed_covers_nothing(lived):
    waits = lived.desk().do(ChangeSettings(values={"target_solved": 5})).waits
    lived.desk("li").do(ConfirmProposal(id=waits.id))
    more = {"wish": {**waits.wish, "values": {"supervisor_limit": "99999999.00"}}}
    director = ("director", lived.keys["director"].signing)
    device = journal.read_identity(lived.store).device
    write(lived, director, "proposal.made", f"proposal:{device}/{waits.id}", more)
    where = empowered(lived, "a limit")
    assert unseconded(lived) == [where]


def test_whoever_confirms_her_own_proposal_confirmed_nothing(lived):
    waits = lived.desk("xu").do(GHOST).waits
    xu = ("xu", lived.keys["xu"].signing)
    device = journal.read_identity(lived.store).device
    told = {"confirmed_by": "director", "confirmed_at": lived.clock.now().isoformat()}
    write(lived, xu, "proposal.confirmed", f"proposal:{device}/{waits.id}", told)
    where = empowered(lived, "a new account", "xu")
    assert unseconded(lived) == [where]
