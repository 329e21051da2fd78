"""Which handler carries out which command; what is not in here cannot be done."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from desk.actions.attach_file import (
    AttachFile,
    SeeAttachment,
    TakeOutAttachment,
    WithdrawAttachment,
    attach_file,
    see_attachment,
    take_out_attachment,
    withdraw_attachment,
)
from desk.actions.bring_back import BringBack, bring_back
from desk.actions.bulk import BulkStep, bulk_step
from desk.actions.change_settings import ChangeSettings, change_settings
from desk.actions.close_report import (
    CloseReport,
    NoteReport,
    SubmitReport,
    close_report,
    note_report,
    submit_report,
)
from desk.actions.decide import DecideConflict, decide_conflict
from desk.actions.hold_and_erase import (
    EraseCases,
    HoldCase,
    ListForErasure,
    ReleaseCase,
    erase_cases,
    hold_case,
    list_for_erasure,
    release_case,
)
from desk.actions.import_ledger import ImportLedger, import_ledger
from desk.actions.issue_letter import IssueLetter, issue_letter
from desk.actions.manage_people import AddPerson, ChangePerson, add_person, change_person
from desk.actions.number_copy import NumberCopy, number_copy
from desk.actions.packets import (
    NoteSent,
    RecordRollback,
    TakePacket,
    TakeReceipt,
    note_back,
    note_sent,
    take_packet,
    take_receipt,
)
from desk.actions.prescribe_template import PrescribeTemplate, prescribe_template
from desk.actions.record_print import RecordPrint, record_print
from desk.actions.register_case import RegisterCase, register_case
from desk.actions.register_export import RegisterExport, register_export
from desk.actions.reserve_forms import ReserveForms, reserve_forms
from desk.actions.reveal_case import RevealCase, reveal_case
from desk.actions.take_calendar import TakeCalendar, take_calendar
from desk.actions.take_step import TakeStep, take_step
from desk.actions.trust_device import (
    IntroduceDevice,
    RevokeDevice,
    TrustDevice,
    introduce_device,
    revoke_device,
    trust_device,
)
from desk.actions.undo_import import UndoImport, undo_import
from desk.actions.undo_packet import UndoPacket, undo_packet
from desk.actions.undo_step import UndoStep, undo_step
from desk.actions.work import Changes, Work

Handler = Callable[[Any, Work], Changes]
HANDLERS: Final[Mapping[type, Handler]] = {
    RegisterCase: register_case,
    TakeStep: take_step,
    AddPerson: add_person,
    ChangePerson: change_person,
    ChangeSettings: change_settings,
    ImportLedger: import_ledger,
    TakeCalendar: take_calendar,
    PrescribeTemplate: prescribe_template,
    UndoImport: undo_import,
    DecideConflict: decide_conflict,
    IntroduceDevice: introduce_device,
    TrustDevice: trust_device,
    RevokeDevice: revoke_device,
    NoteSent: note_sent,
    RecordRollback: note_back,
    UndoPacket: undo_packet,
    TakePacket: take_packet,
    TakeReceipt: take_receipt,
    NoteReport: note_report,
    CloseReport: close_report,
    IssueLetter: issue_letter,
    NumberCopy: number_copy,
    RecordPrint: record_print,
    SubmitReport: submit_report,
    BulkStep: bulk_step,
    UndoStep: undo_step,
    ReserveForms: reserve_forms,
    BringBack: bring_back,
    HoldCase: hold_case,
    ReleaseCase: release_case,
    ListForErasure: list_for_erasure,
    EraseCases: erase_cases,
    RevealCase: reveal_case,
    RegisterExport: register_export,
    AttachFile: attach_file,
    WithdrawAttachment: withdraw_attachment,
    SeeAttachment: see_attachment,
    TakeOutAttachment: take_out_attachment,
}
