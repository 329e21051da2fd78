"""Rectification programme 溯源整改: what is mended above the single case, and whether it helped.

From cases, alarms, audits and meetings (issue 17, item 3; domain.md 14.4, 14.14): owner, day,
a check by somebody else, and a look at the effect after the days that the office set (60).
"""

from typing import Final

from desk.base.words import mark
from desk.rules.case.fields import Field, Kind
from desk.rules.people.rights import Right
from desk.rules.registers.assigned import (
    ASSIGNED,
    CASES,
    DOING,
    HANDLING,
    LINKS,
    ORIGIN,
    OWNERS,
    REMARK,
    check_off,
    move,
    report_done,
    send_back,
)
from desk.rules.registers.register import BEGUN, Register, RegisterClock, RegisterStep

OPEN, DONE, VERIFIED, CLOSED = "open", "done", "verified", "closed"
PROGRAMMES: Final = Register(
    id="programme",
    title=mark("Rectification programme"),
    prefix="ZG",
    fields=(
        Field("problem", Kind.TEXT, mark("Problem"), HANDLING),
        Field(
            "source", Kind.CODE, mark("Where it came to light"), HANDLING, codes="problem_source"
        ),
        *ORIGIN,
        Field("root_cause", Kind.CODE, mark("Root cause"), HANDLING, codes="root_cause"),
        Field("measure", Kind.STORY, mark("Measure"), HANDLING),
        *ASSIGNED,
        *DOING,
        Field("helped", Kind.YES_NO, mark("It helped"), HANDLING),
        Field("effect", Kind.STORY, mark("What came of it"), HANDLING),
        Field("judged_at", Kind.MOMENT, mark("Effect judged at"), HANDLING),
        REMARK,
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
        report_done(OPEN, DONE, mark("reported a rectification done")),
        check_off(Right.CLOSE, DONE, VERIFIED, mark("checked a rectification off")),
        send_back(Right.CLOSE, DONE, OPEN, mark("sent a rectification back"), sets=("due_on",)),
        move(OPEN, mark("set another day or person for a rectification")),
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
    owners=OWNERS,
    people=frozenset(OWNERS),
    cases=CASES,
    links=LINKS,
)
