"""Every command that a role does not include is refused, and only the refusal is on record."""

from dataclasses import dataclass
from typing import Any

import pytest

from desk.actions.bulk import BulkStep
from desk.actions.handlers import HANDLERS
from desk.actions.take_step import TakeStep
from desk.rules.case.life import Action
from desk.rules.people.rights import NotPermitted, Right, Role, rights_of
from desk.rules.steps.kinds import KINDS
from desk.store.record import journal
from desk.store.tables import TABLES, ActRow, PayloadRow
from tests.builders import register, walk

LOGIN = {
    Role.SPECIALIST: "chen",
    Role.SUPERVISOR: "li",
    Role.DIRECTOR: "director",
    Role.AUDITOR: "he",
    Role.ADMINISTRATOR: "xu",
}


def blank(kind):
    """Return a command that says nothing: who may give it is asked before what it says."""
    return lambda _no: object.__new__(kind)


COMMANDS: dict[str, Any] = {
    **{kind.__name__: blank(kind) for kind in HANDLERS if kind not in (TakeStep, BulkStep)},
    **{
        f"TakeStep {action}": lambda no, action=action: TakeStep(case_no=no, action=action)
        for action in Action
    },
    **{
        f"BulkStep {action}": lambda no, action=action: BulkStep(case_nos=[no], action=action)
        for action in Action
    },
}
FORBIDDEN = [
    (role, name)
    for role in Role
    for name, make in COMMANDS.items()
    if make("TS").right not in rights_of(role)
]


def tables(branch):
    """Return everything in the database but the journal."""
    rest = [table for table in TABLES if table not in (ActRow, PayloadRow)]
    return {table: sorted(map(repr, branch.store.rows(table.select()))) for table in rest}


def test_every_command_of_the_desk_is_tried_here():
    assert {name.partition(" ")[0] for name in COMMANDS} == {kind.__name__ for kind in HANDLERS}


@pytest.mark.parametrize("role", Role)
def test_every_role_but_the_director_s_is_refused_something(role):
    refused = {name for who, name in FORBIDDEN if who is role}
    assert bool(refused) is (role is not Role.DIRECTOR)


@pytest.mark.parametrize(("role", "name"), FORBIDDEN, ids=str)
def test_a_forbidden_command_leaves_nothing_but_the_refusal(branch, role, name):
    case_no = register(branch.desk("director"))
    walk(branch, case_no, "investigate")
    before = tables(branch)
    acts = journal.read_head(branch.store, branch.desk().identity).seq
    office, command = branch.desk(LOGIN[role]), COMMANDS[name](case_no)
    with pytest.raises(NotPermitted):
        office.do(command)
    assert tables(branch) == before
    (entry,) = written_since(branch, acts)
    assert (entry.kind, entry.author, entry.subject) == ("audit.refused", LOGIN[role], "audit")
    assert entry.told == {"right": command.right.value, "wish": type(command).__name__}


@dataclass(frozen=True)
class Entry:
    kind: str
    author: str
    subject: str
    told: dict[str, Any]


def written_since(branch, seq):
    """Return the acts after number ``seq`` of the branch's own chain."""
    own = branch.desk().identity
    found = [
        (act, said)
        for act, said in journal.acts_of(branch.store, "audit")
        if act.epoch == own.epoch
    ]
    count = journal.read_head(branch.store, own).seq
    assert count - seq == len([act for act, _ in found if act.seq > seq])
    return [
        Entry(act.kind, act.author, act.subject, next(iter(payload.values())))
        for act, payload in found
        if act.seq > seq
    ]


def test_a_refused_reading_is_on_record_too(branch):
    office = branch.desk("xu")
    acts = journal.read_head(branch.store, office.identity).seq
    with pytest.raises(NotPermitted):
        office.need(Right.READ)
    (entry,) = written_since(branch, acts)
    assert entry.told == {"right": "read", "wish": ""}


def test_an_auditor_changes_nothing_at_all():
    allowed = {name for name in COMMANDS if (Role.AUDITOR, name) not in FORBIDDEN}
    assert allowed == {"NumberCopy", "RecordPrint"}  # what she prints is on record


# Which kinds of acts a command writes: who may give it may write them (docs/decisions/0011).
WRITES = {
    "RegisterCase": "case.registered",
    "AddPerson": "person.added",
    "ChangePerson": "person.changed",
    "ChangeSettings": "office.set rules.set words.set case.breached",
    "ImportLedger": "case.imported ledger.imported",
    "TakeCalendar": "calendar.taken case.breached",
    "PrescribeTemplate": "template.set",
    "UndoImport": "case.undone ledger.undone",
    "DecideConflict": "case.decided",
    "IntroduceDevice": "device.introduced",
    "TrustDevice": "device.trusted",
    "RevokeDevice": "device.revoked",
    "NoteSent": "packet.sent",
    "RecordRollback": "packet.receipted",
    "UndoPacket": "packet.undone case.undone case.restored",
    "TakePacket": "packet.taken packet.receipted rules.taken case.breached",
    "TakeReceipt": "packet.receipted",
    "NoteReport": "report.noted",
    "CloseReport": "report.closed",
    "SubmitReport": "report.submitted",
    "IssueLetter": "case.letter",
    "RecordPrint": "print.made",
    "UndoStep": "case.undo",
    "ReserveForms": "forms.reserved",
    "BringBack": "case.brought-back audit.case-brought-back",
    "HoldCase": "case.held",
    "ReleaseCase": "case.released",
    "ListForErasure": "case.listed",
    "EraseCases": "case.erased",
    "RevealCase": "audit.revealed",
    "RegisterExport": "audit.exported",
    "AttachFile": "case.attached",
    "WithdrawAttachment": "case.detached",
    "SeeAttachment": "audit.revealed",
    "TakeOutAttachment": "audit.exported",
    "NumberCopy": "",
    **{f"TakeStep {action}": f"case.{action}" for action in Action},
    **{f"BulkStep {action}": f"case.{action}" for action in Action},
    "TakeStep link": "case.link case.link-echo",
    "TakeStep unlink": "case.unlink case.unlink-echo",
    "TakeStep merge": "case.merge case.merge-echo",
    "TakeStep unmerge": "case.unmerge case.unmerge-echo",
    "TakeStep split": "case.split case.registered",
}


@pytest.mark.parametrize("name", COMMANDS)
def test_whoever_may_give_a_command_may_write_what_it_writes(name):
    right = COMMANDS[name]("TS").right
    for kind in WRITES[name].split():
        assert right in KINDS[kind].rights, kind
