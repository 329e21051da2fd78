"""Entries: what a case collects beside its fields, such as contacts and approvals."""

from typing import Final

from desk.base.words import mark
from desk.rules.fields import Field, Group, Kind

_H = Group.HANDLING

CONTACTS: Final = "contacts"
NOTES: Final = "notes"
APPROVALS: Final = "approvals"

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
}
