"""Tasks 任务: what a meeting, or anybody who may assign, gives a person to do by a day.

domain.md 14.7 (决策记录: 决议内容 + 责任人; 执行追踪), 14.8.
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

GIVEN, DONE, VERIFIED, CANCELLED = "given", "done", "verified", "cancelled"
TASKS: Final = Register(
    id="task",
    title=mark("Tasks"),
    prefix="RW",
    fields=(
        Field("what", Kind.TEXT, mark("What is to be done"), HANDLING),
        Field("details", Kind.STORY, mark("Details"), HANDLING),
        *ASSIGNED,
        *ORIGIN,
        *DOING,
        REMARK,
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
        report_done(GIVEN, DONE, mark("reported a task done")),
        check_off(Right.ASSIGN, DONE, VERIFIED, mark("checked a task off")),
        send_back(Right.ASSIGN, DONE, GIVEN, mark("sent a task back")),
        move(GIVEN, mark("set another day or person for a task")),
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
    owners=OWNERS,
    people=frozenset(OWNERS),
    cases=CASES,
    links=LINKS,
)
