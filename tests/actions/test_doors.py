"""Recusal at every door: who is complained of sees, moves, prints and sends nothing (第17条)."""

import pytest

from desk.actions.attach_file import (
    AttachFile,
    SeeAttachment,
    TakeOutAttachment,
    WithdrawAttachment,
)
from desk.actions.bring_back import BringBack
from desk.actions.bulk import BulkStep
from desk.actions.decide import DecideConflict
from desk.actions.handlers import HANDLERS
from desk.actions.hold_and_erase import EraseCases, HoldCase, ListForErasure, ReleaseCase
from desk.actions.issue_letter import IssueLetter
from desk.actions.keep_text import KeepText
from desk.actions.open_archived import OpenArchived
from desk.actions.reveal_case import RevealCase
from desk.actions.take_register_step import TakeRegisterStep
from desk.actions.take_step import TakeStep
from desk.actions.undo_step import UndoStep
from desk.reader import Reader
from desk.reads.case_file import case_lines, read_case
from desk.reads.closed_to import CarriesClosed, closed_numbers, need_none_closed
from desk.reads.conflicts import tray_json
from desk.reads.figures import read_figures
from desk.reads.open_duties import owed_by
from desk.reads.period_report import read_report, seen_by
from desk.rules.case.erasure import Way
from desk.rules.case.life import Action
from desk.rules.people.recusal import CLOSED_TO_YOU, KeptAway
from desk.rules.query import QueueFilter
from desk.rules.record.chains import Chain
from desk.rules.reports.periods import month_of
from desk.store.record.heads import Span
from desk.store.tables import CaseRow
from reports.letters.issuing import FormWish, print_form
from reports.printing import print_dossier, print_report
from reports.subject_copy import print_subject
from tests.builders import register, step, walk
from tests.rules.cases_at import GIVEN

PHONE = "13800005678"


@pytest.fixture(params=["director", "li", "chen"])
def closed(request, branch):
    """A case in which somebody is complained of: her desk, and the case's number."""
    desk = branch.desk(request.param)
    case_no = register(branch.desk("zhou"), complained_staff=[desk.actor.name])
    step(branch.desk("zhou"), case_no, "note", text="记。")
    return desk, case_no


def commands(case_no, uuid=""):
    """Every command that names a case, by its name."""
    return {
        TakeStep: TakeStep(case_no=case_no, action=Action.NOTE, given={"text": "记。"}),
        TakeRegisterStep: TakeRegisterStep(
            register="task",
            given={"what": "核对", "owner": "zhou", "due_on": "2027-01-04", "about_case": case_no},
        ),
        UndoStep: UndoStep(case_nos=[case_no]),
        IssueLetter: IssueLetter(case_no=case_no, form="F02", content=[]),
        KeepText: KeepText(
            case_no=case_no, where="contacts.summary", title="常用", text="已告知。"
        ),
        DecideConflict: DecideConflict(case_no=case_no, choices={"grade": "A"}, reason="定。"),
        HoldCase: HoldCase(case_no=case_no, reason="诉讼期间。"),
        ReleaseCase: ReleaseCase(case_no=case_no, reason="诉讼已结。"),
        ListForErasure: ListForErasure(case_no=case_no, way=Way.ERASE),
        EraseCases: EraseCases(case_nos=(case_no,)),
        OpenArchived: OpenArchived(case_no=case_no, reason="核对旧案。", hours=1),
        RevealCase: RevealCase(case_no=case_no, reason="联系投诉人。"),
        AttachFile: AttachFile(case_no=case_no, name="流水.pdf", staged=None),
        WithdrawAttachment: WithdrawAttachment(case_no=case_no, wanted="a", reason="附错了。"),
        SeeAttachment: SeeAttachment(case_no=case_no, wanted="a", reason="联系投诉人。"),
        TakeOutAttachment: TakeOutAttachment(case_no=case_no, wanted="a", purpose="送监管机构。"),
        BringBack: BringBack(uuid=uuid, case_no=case_no, values={"grade": "A"}, origin="b"),
    }


# Commands that name no case, or are about all of them: figures, papers already made, files.
ELSEWHERE = {
    "RegisterCase",  # whoever hears a complaint first takes it down, one about herself too
    "BulkStep",  # refuses case by case, below
    "PutClockRight",  # tells of the clock, not of the case
    "AcceptEnd",  # tells of the record, not of a case
    "ConfirmProposal",  # what gives somebody more power, never a case
    "RefuseProposal",
    "WithdrawProposal",
    "CarryOut",
    "SeeRaises",
    "AddPerson",
    "ChangePerson",
    "ChangeSettings",
    "ImportLedger",
    "TakeCalendar",
    "TakeCodes",
    "TakeRules",
    "PrescribeTemplate",
    "RetireText",
    "UndoImport",
    "IntroduceDevice",
    "TrustDevice",
    "RevokeDevice",
    "NoteSent",  # `Exchange.send` asks before, below
    "RecordRollback",
    "UndoPacket",
    "TakePacket",  # tells numbers only; what it brought is closed to her like any case
    "TakeReceipt",
    "NoteReport",
    "CloseReport",
    "NumberCopy",
    "RecordPrint",
    "SubmitReport",
    "ReserveForms",
    "RegisterExport",
    "LookUp",  # tells fields and numbers, before `Reader` gives out what is open to her
}


def test_every_command_is_a_door_of_this_table_or_leads_to_no_case():
    doors = {command.__name__ for command in commands("")}
    assert doors | ELSEWHERE == {command.__name__ for command in HANDLERS}
    assert not doors & ELSEWHERE


@pytest.mark.parametrize("door", commands(""), ids=lambda door: door.__name__)
def test_no_command_reaches_a_case_that_is_closed_to_who_sends_it(closed, branch, door):
    desk, case_no = closed
    case = read_case(branch.store, desk.reckoning, case_no)
    command = commands(case_no, case.uuid)[door]
    if not desk.acting.may(command.right):
        pytest.skip("she may not do that with any case")
    with pytest.raises(KeptAway, match=case_no):
        desk.do(command)
    assert read_case(branch.store, desk.reckoning, case_no).version == case.version


@pytest.mark.parametrize("action", Action, ids=lambda action: action.value)
def test_no_step_reaches_it_either(branch, action):
    case_no = register(branch.desk("zhou"), complained_staff=[branch.desk().actor.name])
    with pytest.raises(KeptAway):
        step(branch.desk(), case_no, action, **GIVEN[action])


def test_a_step_with_another_case_does_not_reach_it(branch):
    closed = register(branch.desk("zhou"), complained_staff=["李卓"])
    own = register(branch.desk("zhou"))
    for action, given in (
        ("link", {"other_no": closed, "reason": "同。"}),
        ("merge", {"merged_into": closed, "new_facts": False, "reason": "同。"}),
    ):
        with pytest.raises(KeptAway, match=closed):
            step(branch.desk("li"), own, action, **given)


def test_together_with_others_it_stays_as_it_is(branch):
    closed = register(branch.desk("zhou"), complained_staff=["李卓"])
    free = register(branch.desk("zhou"))
    command = BulkStep(case_nos=[closed, free], action=Action.NOTE, given={"text": "记。"})
    report = branch.desk("li").do(command).result
    assert report.done == [free]
    assert "李卓" in report.refused[0].reason


# reading, printing, sending

WAYS_OUT = {
    "window": lambda desk, no, _: Reader(desk).case(no),
    "command line": lambda desk, no, _: read_case(desk.store, desk.reckoning, no, desk.actor),
    "dossier": print_dossier,
    "letter": lambda desk, no, folder: print_form(desk, FormWish(case_no=no, form="F02"), folder),
    "draft of a letter": lambda desk, no, folder: print_form(
        desk, FormWish(case_no=no, form="F05", is_draft=True), folder
    ),
}


@pytest.mark.parametrize("way", WAYS_OUT)
def test_it_is_neither_shown_nor_printed(closed, tmp_path, way):
    desk, case_no = closed
    with pytest.raises(KeptAway, match=case_no):
        WAYS_OUT[way](desk, case_no, tmp_path / "out")
    assert not list(tmp_path.glob("out/*"))


def test_everything_about_a_person_is_not_handed_out_by_somebody_concerned(branch, tmp_path):
    case_no = register(branch.desk("zhou"), complained_staff=["李卓"])
    with pytest.raises(KeptAway, match=case_no):
        print_subject(branch.desk("li"), {"phone": PHONE}, "本人查询。", tmp_path)
    assert not list(tmp_path.glob("*.json"))


def test_lists_leave_it_out(closed, branch):
    desk, case_no = closed
    free = register(branch.desk("zhou"))
    reader, now = Reader(desk), branch.clock.moment
    ids = [[read_case(branch.store, desk.reckoning, no).id for no in (case_no, free)]]
    listed = case_lines(branch.store, desk.reckoning, ids, now, desk.actor)
    assert [one["case_no"] for one in listed] == [free]
    known = reader.known({"complainant.phone": PHONE, "facts": "年费重复扣收"})
    assert [one.case_no for one in known.cases] == [free]
    assert case_no not in {f["case_no"] for f, _ in owed_by(desk.store, desk.settings, desk.actor)}
    assert [row.case_no for row in reader.queue_rows(ids[0]).values()] == [free]
    assert [
        row.case_no for row in reader.queue_rows(next(reader.queue_ids(QueueFilter()))).values()
    ] == [free]


def test_the_tray_leaves_it_out(branch):
    case_no = register(branch.desk("zhou"), complained_staff=["李卓"])
    branch.store.run(CaseRow.update(conflicts=1).where(CaseRow.case_no == case_no))
    own = branch.desk().identity.device
    assert [one["case_no"] for one in tray_json(branch.store, own)] == [case_no]
    assert tray_json(branch.store, own, branch.desk("li").actor) == []


def test_the_ledger_of_a_report_counts_it_and_does_not_tell_it(branch, tmp_path):
    case_no = register(branch.desk("zhou"), complained_staff=["李卓"])
    walk(branch, register(branch.desk("zhou")))
    period, desk = month_of(branch.clock.moment.date()), branch.desk("li")
    whole = read_report(branch.store, period, branch.clock.moment)
    seen = {line.facts["case_no"]: line for line in seen_by(whole, desk.actor).lines}
    other = {line.facts["case_no"]: line for line in whole.lines}
    told = seen.pop(case_no).facts
    assert told["facts"] == CLOSED_TO_YOU
    assert not any(told[n] for n in ("complainant.name", "complainant.phone", "complained_staff"))
    assert told["cause"] == other[case_no].facts["cause"]
    other.pop(case_no)
    assert seen == other
    figures = read_figures(branch.store, period, branch.clock.moment)
    assert seen_by(whole, desk.actor).figures == figures
    assert print_report(desk, period, tmp_path).files


def test_a_packet_that_would_carry_it_is_made_by_somebody_else(branch):
    case_no = register(branch.desk("zhou"), complained_staff=["李卓"])
    desk = branch.desk("li")
    assert closed_numbers(branch.store, desk.actor) == {case_no}
    # 李 is part of no other name here; a name that only contains hers closes nothing.
    register(branch.desk("zhou"), complained_staff=["李卓然"])
    assert closed_numbers(branch.store, desk.actor) == {case_no}
    identity = desk.identity
    everything = [Span(Chain(identity.device, identity.epoch), 0, 10_000)]
    with pytest.raises(CarriesClosed, match=case_no):
        need_none_closed(branch.store, everything, desk.actor)
    need_none_closed(branch.store, everything, branch.desk("zhou").actor)
    need_none_closed(branch.store, [], desk.actor)
