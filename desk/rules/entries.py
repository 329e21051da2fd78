"""Entries: what a case collects beside its fields, such as contacts and approvals."""

from typing import Final

from desk.base.words import mark
from desk.rules.fields import Field, Group, Kind

_H = Group.HANDLING

CONTACTS: Final = "contacts"
NOTES: Final = "notes"
APPROVALS: Final = "approvals"
PAUSES: Final = "pauses"
EXTENSIONS: Final = "extensions"
RESTARTS: Final = "restarts"
AGREED: Final = "agreed_dates"
ROUNDS: Final = "rounds"  # what a reopened case was when it was closed
BREACHES: Final = "breaches"  # clocks that passed their end, for good
DOUBTS: Final = "doubts"  # acts written while the PC clock could not be right

ENTRIES: Final = {
    CONTACTS: (
        Field("at", Kind.MOMENT, mark("When"), _H),
        Field("way", Kind.CODE, mark("Way"), _H, "contact_way"),
        Field("result", Kind.CODE, mark("Result"), _H, "contact_result"),
        Field("summary", Kind.STORY, mark("What was said"), _H),
        Field("promise", Kind.TEXT, mark("Promise"), _H),
        Field("promised_on", Kind.DAY, mark("Promised for"), _H),
    ),
    NOTES: (Field("text", Kind.STORY, mark("Note"), _H),),
    APPROVALS: (Field("reason", Kind.STORY, mark("Reason"), _H),),
    PAUSES: (
        Field("kind", Kind.CODE, mark("Ground"), _H, "pause"),
        Field("from", Kind.MOMENT, mark("Paused from"), _H),
        Field("until", Kind.MOMENT, mark("Paused until"), _H),
        Field("evidence", Kind.TEXT, mark("Evidence"), _H),
        Field("notice_on", Kind.DAY, mark("Complainant told on"), _H),
    ),
    EXTENSIONS: (
        Field("reason", Kind.STORY, mark("Reason"), _H),
        Field("approved_by", Kind.TEXT, mark("Approved by"), _H),
        Field("approval_no", Kind.TEXT, mark("Approval number"), _H),
        Field("notice_on", Kind.DAY, mark("Complainant told on"), _H),
        Field("notice_no", Kind.TEXT, mark("Notice number"), _H),
    ),
    RESTARTS: (
        Field("at", Kind.MOMENT, mark("When"), _H),
        Field("reason", Kind.STORY, mark("New facts and reasons"), _H),
        Field("evidence", Kind.TEXT, mark("Evidence"), _H),
    ),
    AGREED: (
        Field("on", Kind.DAY, mark("Agreed last day"), _H),
        Field("evidence", Kind.TEXT, mark("Evidence"), _H),
    ),
    ROUNDS: (Field("reason", Kind.STORY, mark("Reason"), _H),),
}
# What the desk itself adds to a case; nobody states it in a form.
KEPT: Final = (BREACHES, DOUBTS)
