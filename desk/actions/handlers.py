"""The handler of each command; a command that is not listed cannot be carried out."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from desk.actions.accept_end import AcceptEnd, accept_end
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
from desk.actions.change_settings import ChangeSettings, change_settings, settings_to_change
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
from desk.actions.keep_text import KeepText, RetireText, keep_text, retire_text
from desk.actions.look_up import LookUp, look_up
from desk.actions.manage_people import (
    AddPerson,
    ChangePerson,
    add_person,
    change_person,
    person_to_add,
    person_to_change,
)
from desk.actions.number_copy import NumberCopy, number_copy
from desk.actions.open_archived import OpenArchived, open_archived
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
from desk.actions.proposals import (
    CarryOut,
    ConfirmProposal,
    RefuseProposal,
    SeeRaises,
    WithdrawProposal,
    carry_out,
    confirm_proposal,
    refuse_proposal,
    see_raises,
    withdraw_proposal,
)
from desk.actions.put_clock_right import PutClockRight, put_clock_right
from desk.actions.record_print import RecordPrint, record_print
from desk.actions.register_case import RegisterCase, register_case
from desk.actions.register_export import RegisterExport, register_export
from desk.actions.reserve_forms import ReserveForms, reserve_forms
from desk.actions.reveal_case import RevealCase, reveal_case
from desk.actions.take_calendar import TakeCalendar, take_calendar
from desk.actions.take_codes import TakeCodes, take_codes
from desk.actions.take_register_step import TakeRegisterStep, take_register_step
from desk.actions.take_rules import TakeRules, take_rules
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
from desk.actions.work import Command, Deed, Done, Work
from desk.rules.people.rights import Right

Handler = Callable[[Any, Work], Done[Any]]
# The code stands for the command in the audit log and in resources/backup.toml.
_COMMANDS: Final[tuple[tuple[str, type[Command[object]], Handler], ...]] = (
    ("register-case", RegisterCase, register_case),
    ("take-step", TakeStep, take_step),
    ("take-register-step", TakeRegisterStep, take_register_step),
    ("add-person", AddPerson, add_person),
    ("change-person", ChangePerson, change_person),
    ("change-settings", ChangeSettings, change_settings),
    ("import-ledger", ImportLedger, import_ledger),
    ("take-calendar", TakeCalendar, take_calendar),
    ("take-rules", TakeRules, take_rules),
    ("take-codes", TakeCodes, take_codes),
    ("prescribe-template", PrescribeTemplate, prescribe_template),
    ("keep-text", KeepText, keep_text),
    ("retire-text", RetireText, retire_text),
    ("undo-import", UndoImport, undo_import),
    ("decide-conflict", DecideConflict, decide_conflict),
    ("introduce-device", IntroduceDevice, introduce_device),
    ("trust-device", TrustDevice, trust_device),
    ("revoke-device", RevokeDevice, revoke_device),
    ("note-sent", NoteSent, note_sent),
    ("record-rollback", RecordRollback, note_back),
    ("undo-packet", UndoPacket, undo_packet),
    ("take-packet", TakePacket, take_packet),
    ("take-receipt", TakeReceipt, take_receipt),
    ("note-report", NoteReport, note_report),
    ("close-report", CloseReport, close_report),
    ("issue-letter", IssueLetter, issue_letter),
    ("number-copy", NumberCopy, number_copy),
    ("record-print", RecordPrint, record_print),
    ("submit-report", SubmitReport, submit_report),
    ("bulk-step", BulkStep, bulk_step),
    ("undo-step", UndoStep, undo_step),
    ("reserve-forms", ReserveForms, reserve_forms),
    ("bring-back", BringBack, bring_back),
    ("hold-case", HoldCase, hold_case),
    ("release-case", ReleaseCase, release_case),
    ("list-for-erasure", ListForErasure, list_for_erasure),
    ("erase-cases", EraseCases, erase_cases),
    ("reveal-case", RevealCase, reveal_case),
    ("open-archived", OpenArchived, open_archived),
    ("register-export", RegisterExport, register_export),
    ("attach-file", AttachFile, attach_file),
    ("withdraw-attachment", WithdrawAttachment, withdraw_attachment),
    ("see-attachment", SeeAttachment, see_attachment),
    ("take-out-attachment", TakeOutAttachment, take_out_attachment),
    ("look-up", LookUp, look_up),
    ("put-clock-right", PutClockRight, put_clock_right),
    ("accept-end", AcceptEnd, accept_end),
    ("confirm-proposal", ConfirmProposal, confirm_proposal),
    ("carry-out", CarryOut, carry_out),
    ("refuse-proposal", RefuseProposal, refuse_proposal),
    ("withdraw-proposal", WithdrawProposal, withdraw_proposal),
    ("see-raises", SeeRaises, see_raises),
)
HANDLERS: Final[Mapping[type[Command[object]], Handler]] = {
    kind: handler for _, kind, handler in _COMMANDS
}
# What needs a second person where it gives somebody more power, and how it is made again.
DEEDS: Final[Mapping[str, Deed]] = {
    "add-person": Deed(Right.PEOPLE, person_to_add, add_person),
    "change-person": Deed(Right.PEOPLE, person_to_change, change_person),
    "change-settings": Deed(Right.SETTINGS, settings_to_change, change_settings),
}
CODES: Final[Mapping[type[Command[object]], str]] = {kind: code for code, kind, _ in _COMMANDS}
