"""Tasks 任务: what a meeting, or anybody who may assign, gives a person to do by a day.

domain.md 14.7 (决策记录: 决议内容 + 责任人; 执行追踪), 14.8.
"""

from typing import Final

from desk.base.words import mark
from desk.rules.case.fields import Field, FieldGroup, Kind
from desk.rules.people.rights import Right
from desk.rules.registers.register import BEGUN, Register, RegisterClock, RegisterStep

_H: Final = FieldGroup.HANDLING
GIVEN, DONE, VERIFIED, CANCELLED = "given", "done", "verified", "cancelled"
TASKS: Final = Register(
    id="task",
    title=mark("Tasks"),
    prefix="RW",
    fields=(
        Field("what", Kind.TEXT, mark("What is to be done"), _H),
        Field("details", Kind.STORY, mark("Details"), _H),
        Field("owner", Kind.TEXT, mark("Responsible"), _H),
        Field("due_on", Kind.DAY, mark("To be done by"), _H),
        Field("about_case", Kind.TEXT, mark("Case that it comes from"), _H),
        Field("meeting_no", Kind.TEXT, mark("Meeting that it comes from"), _H),
        Field("added_at", Kind.MOMENT, mark("Entered at"), _H),
        Field("result", Kind.STORY, mark("What was achieved"), _H),
        Field("done_at", Kind.MOMENT, mark("Done at"), _H),
        Field("verified_at", Kind.MOMENT, mark("Checked at"), _H),
        Field("remark", Kind.STORY, mark("Remark"), _H),
    ),
    headline="what",
    states={
        GIVEN: mark("to be done"),
        DONE: mark("to be checked"),
        VERIFIED: mark("done and checked"),
        CANCELLED: mark("cancelled"),
    },
    ended=frozenset({VERIFIED, CANCELLED}),
    steps=(
        RegisterStep(
            id="give",
            right=Right.ASSIGN,
            words=mark("Give a task"),
            did=mark("gave a task"),
            moves={BEGUN: GIVEN},
            takes=("what", "details", "owner", "due_on", "about_case", "meeting_no"),
            needs=("what", "owner", "due_on"),
            stamps=("added_at",),
            ahead=("due_on",),
        ),
        RegisterStep(
            id="report-done",
            right=Right.RECORD,
            words=mark("Report it done"),
            did=mark("reported a task done"),
            moves={GIVEN: DONE},
            takes=("result",),
            needs=("result",),
            stamps=("done_at",),
            only_by="owner",
        ),
        RegisterStep(
            id="verify",
            right=Right.ASSIGN,
            words=mark("Check it off"),
            did=mark("checked a task off"),
            moves={DONE: VERIFIED},
            takes=("remark",),
            stamps=("verified_at",),
            not_by="owner",
        ),
        RegisterStep(
            id="send-back",
            right=Right.ASSIGN,
            words=mark("Send it back"),
            did=mark("sent a task back"),
            moves={DONE: GIVEN},
            takes=("remark",),
            needs=("remark",),
            fixed={"done_at": None},
            restated=("remark",),
            not_by="owner",
        ),
        RegisterStep(
            id="move",
            right=Right.ASSIGN,
            words=mark("Set another day or person"),
            did=mark("set another day or person for a task"),
            moves={GIVEN: GIVEN},
            takes=("owner", "due_on", "remark"),
            needs=("remark",),
            restated=("remark",),
            ahead=("due_on",),
        ),
        RegisterStep(
            id="cancel",
            right=Right.ASSIGN,
            words=mark("Cancel the task"),
            did=mark("cancelled a task"),
            moves={GIVEN: CANCELLED, DONE: CANCELLED},
            takes=("remark",),
            needs=("remark",),
            restated=("remark",),
        ),
    ),
    clocks=(RegisterClock(id="task", words=mark("Do the task"), day="due_on", stop="done_at"),),
    owners=("owner",),
    people=frozenset({"owner"}),
    cases=("about_case",),
    links={"meeting_no": "meeting"},
)
