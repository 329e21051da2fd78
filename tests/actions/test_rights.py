"""Every command that a role does not include is refused, and only the refusal is on record."""

from dataclasses import dataclass
from typing import Any, get_type_hints

import pytest

from desk.actions.bulk import BulkStep
from desk.actions.handlers import CODES, HANDLERS
from desk.actions.take_register_step import TakeRegisterStep
from desk.actions.take_step import TakeStep
from desk.actions.work import Done
from desk.reads.audit_log import line_of
from desk.rules.case.life import Action
from desk.rules.people.rights import NotPermitted, Right, Role
from desk.rules.registers.table import REGISTERS as DESCRIBED
from desk.rules.steps.kinds import KINDS
from desk.store.record import journal
from desk.store.tables import TABLES, ActRow, PayloadRow
from tests.builders import register, walk
from tests.rules.life_table import LETTERS, LIFE, RIGHTS

LOGIN = {
    Role.SPECIALIST: "chen",
    Role.SUPERVISOR: "li",
    Role.DIRECTOR: "director",
    Role.AUDITOR: "he",
    Role.ADMINISTRATOR: "xu",
}


# By hand, command and what it takes: design.md 3, 6, 7 and 9, domain.md 11.3
TAKES = {
    "put-clock-right": "exchange",
    "accept-end": "devices",
    "confirm-proposal": "second",
    "refuse-proposal": "second",
    "withdraw-proposal": "settings",
    "carry-out": "settings",
    "see-raises": "people",
    "register-case": "register",
    "reserve-forms": "register",
    "undo-step": "record",
    "attach-file": "record",
    "withdraw-attachment": "record",
    "issue-letter": "record",
    "note-report": "record",
    "close-report": "sign",
    "submit-report": "sign",
    "number-copy": "print",
    "record-print": "print",
    "hold-case": "archive",
    "release-case": "archive",
    "list-for-erasure": "archive",
    "erase-cases": "erase",
    "bring-back": "backup",
    "reveal-case": "reveal",
    "open-archived": "record",
    "look-up": "read",
    "see-attachment": "reveal",
    "take-out-attachment": "export",
    "register-export": "export",
    "import-ledger": "import",
    "undo-import": "import",
    "undo-packet": "import",
    "add-person": "people",
    "change-person": "people",
    "change-settings": "settings",
    "take-calendar": "settings",
    "take-rules": "rules",  # of law; house rules take the right to change settings
    "take-codes": "settings",
    "prescribe-template": "prescribe",
    "keep-text": "record",
    "retire-text": "record",
    "decide-conflict": "decide",
    "introduce-device": "exchange",
    "note-sent": "exchange",
    "record-rollback": "exchange",
    "take-packet": "exchange",
    "take-receipt": "exchange",
    "trust-device": "devices",
    "revoke-device": "devices",
}

# By hand, step of a register and what it takes: issue 17; domain.md 14.7, 14.8, 14.14
REGISTERS = {
    "task give": "assign",
    "task report-done": "record",
    "task verify": "assign",
    "task send-back": "assign",
    "task move": "assign",
    "task cancel": "assign",
    "meeting call": "assign",
    "meeting hold": "record",
    "meeting hold-without": "record",
    "meeting file-minutes": "record",
    "meeting tasks-given": "assign",
    "meeting move": "assign",
    "meeting cancel": "assign",
    "suggestion suggest": "record",
    "suggestion adopt": "assign",
    "suggestion decline": "assign",
    "suggestion carry-out": "record",
    "programme open": "assign",
    "programme report-done": "record",
    "programme verify": "close",
    "programme send-back": "close",
    "programme move": "assign",
    "programme judge-effect": "close",
    "programme begin-again": "assign",
}


def commands(case_no):
    """Yield every command, and by whose table which right it takes."""
    for kind, code in CODES.items():
        if kind not in (TakeStep, BulkStep, TakeRegisterStep):
            # It says nothing: who may give it is asked before what it says.
            yield object.__new__(kind), TAKES[code]
    for name, right in REGISTERS.items():
        register, action = name.split()
        yield TakeRegisterStep(register=register, step=action), right
    for action, row in LIFE.items():
        yield TakeStep(case_no=case_no, action=Action(action)), row.right
        yield BulkStep(case_nos=[case_no], action=Action(action)), row.right


def tables(branch):
    """Return everything in the database but the journal."""
    rest = [table for table in TABLES if table not in (ActRow, PayloadRow)]
    return {table: sorted(map(repr, branch.store.rows(table.select()))) for table in rest}


def test_every_command_takes_the_right_that_is_written_down_here():
    assert set(TAKES) | {"take-step", "bulk-step", "take-register-step"} == set(CODES.values())
    assert set(CODES) == set(HANDLERS)
    assert [(one, right) for one, right in commands("TS") if one.right != right] == []


def test_every_step_of_a_register_is_in_the_table_by_hand():
    steps = {f"{one.id} {step.id}" for one in DESCRIBED.values() for step in one.steps}
    assert steps == set(REGISTERS)


@pytest.mark.parametrize("command", HANDLERS, ids=CODES.get)
def test_a_handler_takes_its_command_and_returns_what_that_promises(command):
    (promised,) = command.__orig_bases__[0].__args__
    taken, _, done = get_type_hints(HANDLERS[command]).values()
    assert (taken, done) == (command, Done[promised])


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.DIRECTOR])
def test_a_forbidden_command_leaves_nothing_but_the_refusal(branch, role):
    case_no = register(branch.desk("director"))
    walk(branch, case_no, "investigate")
    before, office = tables(branch), branch.desk(LOGIN[role])
    forbidden = [one for one in commands(case_no) if LETTERS[role] not in RIGHTS[one[1]]]
    assert len(forbidden) > 12
    for command, right in forbidden:
        acts = journal.read_head(branch.store, branch.desk().identity).seq
        with pytest.raises(NotPermitted):
            office.do(command)
        assert tables(branch) == before, command
        (entry,) = written_since(branch, acts)
        assert (entry.kind, entry.author, entry.subject) == ("audit.refused", LOGIN[role], "audit")
        assert entry.told == {"right": right, "wish": CODES[type(command)]}


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
    allowed = {one for one, right in TAKES.items() if "A" in RIGHTS[right]}
    assert allowed == {
        "number-copy",
        "record-print",
        "look-up",
    }  # what she prints, whom she looks for
    assert not [row for row in LIFE.values() if "A" in RIGHTS[row.right]]


def test_what_older_acts_say_by_the_name_of_a_class_is_read_as_its_code(branch):
    # Homes of version 0.1 hold such names for ever: what an act says is hashed.
    with pytest.raises(NotPermitted):
        branch.desk("xu").need(Right.READ)
    *_, (act, _) = journal.acts_of(branch.store, "audit")
    for old, code in (("TakeStep", "take-step"), ("ImportLedger", "import-ledger")):
        refused = line_of(act, {"e": {"right": "assign", "wish": old}}, "0101")
        assert refused.told == {"right": "assign", "wish": code}
        assert line_of(act, {"e": {"name": "x.cdb", "why": old}}, "0101").told["why"] == code
    assert line_of(act, {"e": {"why": "timer"}}, "0101").told == {"why": "timer"}


# Which kinds of acts a command writes: who may give it may write them (docs/decisions/0011).
WRITES = {
    "register-case": "case.registered",
    "add-person": "person.added proposal.made",
    "change-person": "person.changed proposal.made",
    "change-settings": "proposal.made office.set rules.set words.set case.breached",
    "import-ledger": "case.imported ledger.imported",
    "take-calendar": "calendar.taken case.breached",
    "take-rules": "law.taken case.breached",
    "take-codes": "codes.taken",
    "prescribe-template": "template.set",
    "keep-text": "text.kept",
    "retire-text": "text.kept",
    "undo-import": "case.undone ledger.undone",
    "decide-conflict": "case.decided",
    "introduce-device": "device.introduced",
    "trust-device": "device.trusted",
    "revoke-device": "device.revoked",
    "put-clock-right": "case.breached",
    "accept-end": "audit.end-accepted",
    "confirm-proposal": "proposal.confirmed",
    "refuse-proposal": "proposal.refused",
    "withdraw-proposal": "proposal.withdrawn",
    "carry-out": "proposal.done",
    "see-raises": "proposal.seen",
    "note-sent": "packet.sent",
    "record-rollback": "packet.receipted",
    "undo-packet": "packet.undone case.undone case.restored",
    "take-packet": "packet.taken packet.receipted rules.taken case.breached",
    "take-receipt": "packet.receipted",
    "note-report": "report.noted",
    "close-report": "report.closed",
    "submit-report": "report.submitted",
    "issue-letter": "case.letter",
    "record-print": "print.made",
    "undo-step": "case.undo",
    "reserve-forms": "forms.reserved",
    "bring-back": "case.brought-back audit.case-brought-back",
    "hold-case": "case.held",
    "release-case": "case.released",
    "list-for-erasure": "case.listed",
    "erase-cases": "case.erased",
    "reveal-case": "audit.revealed",
    "open-archived": "case.opened",
    "look-up": "audit.looked-up",
    "register-export": "audit.exported",
    "attach-file": "case.attached",
    "withdraw-attachment": "case.detached",
    "see-attachment": "audit.revealed",
    "take-out-attachment": "audit.exported",
    "number-copy": "",
    **{f"take-register-step {name}": name.replace(" ", ".") for name in REGISTERS},
    **{f"take-step {action}": f"case.{action}" for action in Action},
    **{f"bulk-step {action}": f"case.{action}" for action in Action},
    "take-step link": "case.link case.link-echo",
    "take-step unlink": "case.unlink case.unlink-echo",
    "take-step merge": "case.merge case.merge-echo",
    "take-step unmerge": "case.unmerge case.unmerge-echo",
    "take-step split": "case.split case.registered",
}


def test_whoever_may_give_a_command_may_write_what_it_writes():
    for command, right in commands("TS"):
        action = f" {command.action}" if isinstance(command, TakeStep | BulkStep) else ""
        if isinstance(command, TakeRegisterStep):
            action = f" {command.register} {command.step}"
        for kind in WRITES[CODES[type(command)] + action].split():
            assert right in KINDS[kind].rights, (command, kind)
