"""Suggestions 建议: what colleagues propose, named or not; answered within 10 working days.

Issue 17, item 9; domain.md 14.14. Who made one is shown to those who read the audit log alone.
"""

from typing import Final

from desk.base.words import mark
from desk.rules.case.fields import Field, FieldGroup, Kind
from desk.rules.people.rights import Right
from desk.rules.registers.register import BEGUN, Register, RegisterClock, RegisterStep

_H: Final = FieldGroup.HANDLING
ASKED, ADOPTED, DECLINED, DONE = "asked", "adopted", "declined", "done"
SUGGESTIONS: Final = Register(
    id="suggestion",
    title=mark("Staff suggestions"),
    prefix="JY",
    fields=(
        Field("subject", Kind.TEXT, mark("Subject"), _H),
        Field("suggestion", Kind.STORY, mark("Suggestion"), _H),
        Field("suggested_by", Kind.TEXT, mark("Suggested by (may stay empty)"), _H),
        Field("received_at", Kind.MOMENT, mark("Received at"), _H),
        Field("answer", Kind.STORY, mark("Answer"), _H),
        Field("answered_at", Kind.MOMENT, mark("Answered at"), _H),
        Field("owner", Kind.TEXT, mark("Responsible"), _H),
        Field("due_on", Kind.DAY, mark("To be done by"), _H),
        Field("effect", Kind.STORY, mark("What came of it"), _H),
        Field("done_at", Kind.MOMENT, mark("Done at"), _H),
    ),
    headline="subject",
    states={
        ASKED: mark("to be answered"),
        ADOPTED: mark("adopted, to be carried out"),
        DECLINED: mark("not adopted"),
        DONE: mark("carried out"),
    },
    ended=frozenset({DECLINED, DONE}),
    steps=(
        RegisterStep(
            id="suggest",
            right=Right.RECORD,
            words=mark("Make a suggestion"),
            did=mark("entered a suggestion"),
            moves={BEGUN: ASKED},
            takes=("subject", "suggestion", "suggested_by", "received_at"),
            needs=("subject", "suggestion"),
            stamps=("received_at",),
        ),
        RegisterStep(
            id="adopt",
            right=Right.ASSIGN,
            words=mark("Adopt it"),
            did=mark("adopted a suggestion"),
            moves={ASKED: ADOPTED},
            takes=("answer", "owner", "due_on"),
            needs=("answer", "owner", "due_on"),
            stamps=("answered_at",),
            ahead=("due_on",),
        ),
        RegisterStep(
            id="decline",
            right=Right.ASSIGN,
            words=mark("Do not adopt it"),
            did=mark("did not adopt a suggestion"),
            moves={ASKED: DECLINED},
            takes=("answer",),
            needs=("answer",),
            stamps=("answered_at",),
        ),
        RegisterStep(
            id="carry-out",
            right=Right.RECORD,
            words=mark("It was carried out"),
            did=mark("recorded what came of a suggestion"),
            moves={ADOPTED: DONE},
            takes=("effect",),
            needs=("effect",),
            stamps=("done_at",),
            only_by="owner",
        ),
    ),
    clocks=(
        RegisterClock(
            id="answer",
            words=mark("Answer the suggestion"),
            rule="answer-suggestion",
            right=Right.ASSIGN,
        ),
        RegisterClock(id="carry-out", words=mark("Carry it out"), day="due_on", stop="done_at"),
    ),
    owners=("owner",),
    people=frozenset({"owner"}),
    hidden=frozenset({"suggested_by"}),
)
