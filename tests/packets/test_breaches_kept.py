"""Whatever changes a case keeps what was overdue: no command washes a breach away (design.md 5)."""

import ast
from datetime import datetime
from pathlib import Path

import pytest

from desk.actions.bring_back import BringBack
from desk.actions.bulk import BulkStep
from desk.actions.change_settings import ChangeSettings
from desk.actions.decide import DecideConflict
from desk.actions.handlers import HANDLERS
from desk.actions.register_case import RegisterCase
from desk.actions.take_step import TakeStep
from desk.actions.undo_packet import UndoPacket
from desk.actions.undo_step import UndoStep
from desk.base.resources import ROOT
from desk.rules.case.life import Action
from desk.store.record import journal
from desk.store.tables import CaseRow
from tests.builders import INTAKE, register, step
from tests.packets.test_exchange import is_whole

PAUSED, RESUMED, OVER = datetime(2026, 11, 21, 10), datetime(2026, 11, 22, 10), datetime(2027, 1, 4)
# Received on 2026-11-20: 15 days by 第十八条; one day more after a pause of one day.
IN_TIME, A_DAY_LATER = "2026-12-05T23:59:59", "2026-12-06T23:59:59"


class Case:
    """A case of counter a, which b holds as well; time stands where a test sets it."""

    def __init__(self, places, stick):
        self.a, self.b, self.stick = places["a"], places["b"], stick
        self.no = register(self.a.office)

    def at(self, moment):
        self.a.clock.moment = self.b.clock.moment = moment

    def to_b(self):
        self.b.exchange.take(self.a.send(self.b, out=self.stick))

    def from_b(self):
        return self.a.exchange.take(self.b.send(self.a, out=self.stick)).digest

    def uuid(self, number):
        return self.a.store.value(CaseRow.select(CaseRow.uuid).where(CaseRow.case_no == number))

    def overdue(self, number=""):
        facts = journal.folded(self.a.store, self.uuid(number or self.no)).facts
        return [(one["rule"], one["due_at"]) for one in facts.get("breaches", [])]


@pytest.fixture
def case(places, stick):
    return Case(places, stick)


def paused(case, *, resumed=None):
    """Pause it for a mediation; end the pause a day later at the office ``resumed``."""
    case.at(PAUSED)
    step(case.a.office, case.no, "pause", kind="mediation", evidence="调解受理通知书")
    if resumed is not None:
        case.to_b()
        case.at(RESUMED)
        step(resumed.office, case.no, "resume", evidence="调解终止书")


def withdrawn(case):
    case.at(OVER)
    step(case.a.office, case.no, "withdraw", remarks="书面撤回。")


def paused_in_bulk(case):
    case.at(OVER)
    given = {"kind": "mediation", "evidence": "通知书", "from": "2026-12-20 10:00"}
    command = BulkStep(case_nos=[case.no], action=Action.PAUSE, given=given)
    assert case.a.office.do(command).result.done == [case.no]


def step_taken_back(case):
    paused(case, resumed=case.a)
    case.at(OVER)
    case.a.office.do(UndoStep(case_nos=[case.no]))


def packet_taken_back(case):
    paused(case, resumed=case.b)
    digest = case.from_b()
    case.at(OVER)
    case.a.office.do(UndoPacket(digest=digest))


def conflict_decided(case):
    case.to_b()
    for place, grade in ((case.a, "A"), (case.b, "B")):
        step(place.office, case.no, "amend", grade=grade)
    case.from_b()
    case.at(OVER)
    command = DecideConflict(case_no=case.no, choices={"grade": "A"}, reason="群体性投诉。")
    case.a.office.do(command)


def brought_back(case):
    """A backup from before the pause was ended knows it as one that goes on."""
    paused(case)
    facts = journal.folded(case.a.store, case.uuid(case.no)).facts
    (pause,) = facts["pauses"]
    case.at(RESUMED)
    step(case.a.office, case.no, "resume", evidence="调解终止书")
    case.at(OVER)
    values = {f"pauses/{pause['id']}": {k: v for k, v in pause.items() if k != "id"}}
    command = BringBack(uuid=case.uuid(case.no), case_no=case.no, values=values, origin="备份")
    case.a.office.do(command)


def settings_changed(case):
    case.at(OVER)
    case.a.office.do(ChangeSettings(values={"count_from": "same-day"}, covers_open=True))


WASHES = {  # and the end that the case's decision had before
    TakeStep: (withdrawn, IN_TIME),
    BulkStep: (paused_in_bulk, IN_TIME),
    UndoStep: (step_taken_back, A_DAY_LATER),
    UndoPacket: (packet_taken_back, A_DAY_LATER),
    DecideConflict: (conflict_decided, IN_TIME),
    BringBack: (brought_back, A_DAY_LATER),
    ChangeSettings: (settings_changed, IN_TIME),
}


@pytest.mark.parametrize("command", WASHES, ids=lambda command: command.__name__)
def test_what_was_overdue_stays_on_record(case, command):
    wash, end = WASHES[command]
    wash(case)
    assert ("decide", end) in case.overdue()
    assert is_whole(case.a)


def test_a_case_registered_too_late_says_so(case):
    given = {**INTAKE, "received_at": "2026-11-19 09:00", "late_reason": "系统停机。"}
    number = case.a.office.do(RegisterCase(given=given)).case_no
    assert ("register", "2026-11-19T11:00:00") in case.overdue(number)  # within two hours (种002)


def test_the_other_case_of_a_step_keeps_what_was_overdue_too(case):
    newer = register(case.a.office)
    case.at(OVER)
    given = {"merged_into": case.no, "new_facts": False, "reason": "同一投诉。"}
    step(case.a.office, newer, "merge", **given)
    assert ("decide", IN_TIME) in case.overdue()
    assert ("decide", IN_TIME) in case.overdue(newer)


# Calls that write about a case and add no breach; why no clock can move by them.
NO_CLOCK = {
    ("issue_letter", "issue_letter"): "a letter tells; what ends a clock is the notice",
    ("attach_file", "attach_file"): "no rule counts from or to an attachment",
    ("attach_file", "withdraw_attachment"): "no rule counts from or to an attachment",
    ("hold_and_erase", "hold_case"): "an ended case is kept longer",
    ("hold_and_erase", "release_case"): "an ended case is kept no longer",
    ("hold_and_erase", "list_for_erasure"): "an ended case is marked",
    ("hold_and_erase", "shred_case"): "what is left of an ended case is what it was",
    ("undo_import", "_undo"): "the case is gone with its clocks",
    ("undo_packet", "_lead_back"): "the case is gone with its clocks",
    ("work", "write_case"): "adds the breaches itself",
    ("open_archived", "open_archived"): "opens it for reading",
    ("work", "keep_breaches"): "writes breaches",
    ("work", "mark_breaches"): "marks breaches",
}


def low_writes():
    """Return (module, function) of each call that writes an act whose subject is a case."""
    found = set()
    for path in sorted(Path(ROOT.parent, "desk", "actions").glob("*.py")):
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(function, ast.FunctionDef):
                continue
            for call in ast.walk(function):
                if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)):
                    continue
                writes = call.func.attr in ("write", "write_over")
                if writes and "uuid" in ast.unparse(call.args[1]):
                    found.add((path.stem, function.name))
    return found


def test_who_writes_about_a_case_without_looking_at_its_clocks_is_known():
    assert low_writes() == NO_CLOCK.keys()


# Commands beside: tested elsewhere, or they call only what stands above, or change no case.
BESIDE = {
    "RegisterCase",  # above
    "ImportLedger",  # tests/ledgers/test_import.py
    "PutClockRight",  # tests/packets/test_clock_ahead.py
    "TakeCalendar",  # tests/packets/test_rules_travel.py
    "TakePacket",  # tests/packets/test_rules_travel.py
    "TakeRules",  # tests/packets/test_new_law_travels.py
    "TakeCodes",
    "TakeRegisterStep",  # no case of its own: tests/packets/test_registers_travel.py
    "AcceptEnd",
    "KeepText",
    "RetireText",
    "OpenArchived",
    "LookUp",
    "UndoImport",
    "IssueLetter",
    "AttachFile",
    "WithdrawAttachment",
    "HoldCase",
    "ReleaseCase",
    "ListForErasure",
    "EraseCases",
    "ConfirmProposal",
    "RefuseProposal",
    "WithdrawProposal",
    "CarryOut",
    "SeeRaises",
    "AddPerson",
    "ChangePerson",
    "PrescribeTemplate",
    "IntroduceDevice",
    "TrustDevice",
    "RevokeDevice",
    "NoteSent",
    "RecordRollback",
    "TakeReceipt",
    "NoteReport",
    "CloseReport",
    "NumberCopy",
    "RecordPrint",
    "SubmitReport",
    "ReserveForms",
    "RevealCase",
    "RegisterExport",
    "SeeAttachment",
    "TakeOutAttachment",
}


def test_every_command_is_looked_at():
    washes = {command.__name__ for command in WASHES}
    assert washes | BESIDE == {command.__name__ for command in HANDLERS}
    assert not washes & BESIDE
