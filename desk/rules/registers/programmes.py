"""Rectification programme 溯源整改: what is mended above the single case, and whether it helped.

From cases, alarms, audits and meetings (issue 17, item 3; domain.md 14.4, 14.14): owner, day,
a check by somebody else, and a look at the effect after the days that the office set (60).
"""

from typing import Final

from desk.base.words import mark
from desk.rules.case.fields import Field, FieldGroup, Kind
from desk.rules.people.rights import Right
from desk.rules.registers.register import BEGUN, Register, RegisterClock, RegisterStep

_H: Final = FieldGroup.HANDLING
OPEN, DONE, VERIFIED, CLOSED = "open", "done", "verified", "closed"
PROGRAMMES: Final = Register(
    id="programme",
    title=mark("Rectification programme"),
    prefix="ZG",
    fields=(
        Field("problem", Kind.TEXT, mark("Problem"), _H),
        Field("source", Kind.CODE, mark("Where it came to light"), _H, codes="problem_source"),
        Field("about_case", Kind.TEXT, mark("Case that it comes from"), _H),
        Field("meeting_no", Kind.TEXT, mark("Meeting that it comes from"), _H),
        Field("root_cause", Kind.CODE, mark("Root cause"), _H, codes="root_cause"),
        Field("measure", Kind.STORY, mark("Measure"), _H),
        Field("owner", Kind.TEXT, mark("Responsible"), _H),
        Field("due_on", Kind.DAY, mark("To be done by"), _H),
        Field("added_at", Kind.MOMENT, mark("Entered at"), _H),
        Field("result", Kind.STORY, mark("What was achieved"), _H),
        Field("done_at", Kind.MOMENT, mark("Done at"), _H),
        Field("verified_at", Kind.MOMENT, mark("Checked at"), _H),
        Field("helped", Kind.YES_NO, mark("It helped"), _H),
        Field("effect", Kind.STORY, mark("What came of it"), _H),
        Field("judged_at", Kind.MOMENT, mark("Effect judged at"), _H),
        Field("remark", Kind.STORY, mark("Remark"), _H),
    ),
    headline="problem",
    states={
        OPEN: mark("to be mended"),
        DONE: mark("to be checked"),
        VERIFIED: mark("checked, effect to be judged"),
        CLOSED: mark("settled"),
    },
    ended=frozenset({CLOSED}),
    steps=(
        RegisterStep(
            id="open",
            right=Right.ASSIGN,
            words=mark("Begin a rectification"),
            did=mark("began a rectification"),
            moves={BEGUN: OPEN},
            takes=(
                *("problem", "source", "about_case", "meeting_no", "root_cause", "measure"),
                *("owner", "due_on"),
            ),
            needs=("problem", "source", "measure", "owner", "due_on"),
            stamps=("added_at",),
            ahead=("due_on",),
        ),
        RegisterStep(
            id="report-done",
            right=Right.RECORD,
            words=mark("Report it done"),
            did=mark("reported a rectification done"),
            moves={OPEN: DONE},
            takes=("result",),
            needs=("result",),
            stamps=("done_at",),
            only_by="owner",
        ),
        RegisterStep(
            id="verify",
            right=Right.CLOSE,
            words=mark("Check it off"),
            did=mark("checked a rectification off"),
            moves={DONE: VERIFIED},
            takes=("remark",),
            stamps=("verified_at",),
            not_by="owner",
        ),
        RegisterStep(
            id="send-back",
            right=Right.CLOSE,
            words=mark("Send it back"),
            did=mark("sent a rectification back"),
            moves={DONE: OPEN},
            takes=("remark", "due_on"),
            needs=("remark",),
            fixed={"done_at": None},
            restated=("remark",),
            ahead=("due_on",),
            not_by="owner",
        ),
        RegisterStep(
            id="move",
            right=Right.ASSIGN,
            words=mark("Set another day or person"),
            did=mark("set another day or person for a rectification"),
            moves={OPEN: OPEN},
            takes=("owner", "due_on", "remark"),
            needs=("remark",),
            restated=("remark",),
            ahead=("due_on",),
        ),
        RegisterStep(
            id="judge-effect",
            right=Right.CLOSE,
            words=mark("Judge the effect"),
            did=mark("judged the effect of a rectification"),
            moves={VERIFIED: CLOSED},
            takes=("helped", "effect"),
            needs=("helped", "effect"),
            stamps=("judged_at",),
            not_before="effect",
        ),
        RegisterStep(
            id="begin-again",
            right=Right.ASSIGN,
            words=mark("It did not help: begin again"),
            did=mark("began a rectification again"),
            moves={CLOSED: OPEN},
            takes=("measure", "owner", "due_on"),
            needs=("measure", "owner", "due_on"),
            fixed=dict.fromkeys(("done_at", "verified_at", "judged_at", "helped")),
            restated=("measure", "due_on"),
            ahead=("due_on",),
        ),
    ),
    clocks=(
        RegisterClock(id="mend", words=mark("Mend it"), day="due_on", stop="done_at"),
        RegisterClock(
            id="effect",
            words=mark("Judge the effect"),
            after="verified_at",
            days="effect_days",
            stop="judged_at",
            right=Right.CLOSE,
        ),
    ),
    owners=("owner",),
    people=frozenset({"owner"}),
    cases=("about_case",),
    links={"meeting_no": "meeting"},
)
