"""Meetings 会议: held, minutes within an hour, tasks given within a day.

domain.md 14.8, N27, N28.
"""

from typing import Final

from desk.base.words import mark
from desk.rules.case.fields import Field, FieldGroup, Kind
from desk.rules.people.rights import Right
from desk.rules.registers.register import BEGUN, Register, RegisterClock, RegisterStep

_H: Final = FieldGroup.HANDLING
PLANNED, HELD, RECORDED, DONE, CANCELLED = "planned", "held", "recorded", "done", "cancelled"
_DECIDED: Final = {"decided_at": "meeting_ended_at"}
MEETINGS: Final = Register(
    id="meeting",
    title=mark("Meetings"),
    prefix="HY",
    fields=(
        Field("meeting_kind", Kind.CODE, mark("Kind of meeting"), _H, codes="meeting_kind"),
        Field("subject", Kind.TEXT, mark("Subject"), _H),
        Field("meets_at", Kind.MOMENT, mark("Begins at"), _H),
        Field("chair", Kind.TEXT, mark("Chair"), _H),
        Field("present", Kind.NAMES, mark("Present"), _H),
        Field("agenda", Kind.STORY, mark("Agenda"), _H),
        Field("added_at", Kind.MOMENT, mark("Entered at"), _H),
        Field("decisions", Kind.STORY, mark("Decisions"), _H),
        Field("meeting_ended_at", Kind.MOMENT, mark("Ended at"), _H),
        Field("decided_at", Kind.MOMENT, mark("Decided at"), _H),
        Field("minutes", Kind.STORY, mark("Minutes"), _H),
        Field("minutes_filed_at", Kind.MOMENT, mark("Minutes filed at"), _H),
        Field("tasks_assigned_at", Kind.MOMENT, mark("Tasks assigned at"), _H),
        Field("remark", Kind.STORY, mark("Remark"), _H),
    ),
    headline="subject",
    states={
        PLANNED: mark("planned"),
        HELD: mark("held, minutes to be filed"),
        RECORDED: mark("minutes filed, tasks to be given"),
        DONE: mark("settled"),
        CANCELLED: mark("cancelled"),
    },
    ended=frozenset({DONE, CANCELLED}),
    steps=(
        RegisterStep(
            id="call",
            right=Right.ASSIGN,
            words=mark("Call a meeting"),
            did=mark("called a meeting"),
            moves={BEGUN: PLANNED},
            takes=("meeting_kind", "subject", "meets_at", "chair", "agenda"),
            needs=("meeting_kind", "subject", "meets_at", "chair"),
            stamps=("added_at",),
        ),
        RegisterStep(
            id="hold",
            right=Right.RECORD,
            words=mark("It was held"),
            did=mark("recorded that a meeting was held"),
            moves={PLANNED: HELD},
            takes=("present", "decisions", "meeting_ended_at"),
            needs=("present", "decisions"),
            stamps=("meeting_ended_at",),
            copied=_DECIDED,
        ),
        RegisterStep(
            id="hold-without",
            right=Right.RECORD,
            words=mark("Held, nothing to decide"),
            did=mark("recorded that a meeting had nothing to decide"),
            moves={PLANNED: DONE},
            stamps=("meeting_ended_at", "minutes_filed_at", "tasks_assigned_at"),
            copied=_DECIDED,
        ),
        RegisterStep(
            id="file-minutes",
            right=Right.RECORD,
            words=mark("File the minutes"),
            did=mark("filed the minutes of a meeting"),
            moves={HELD: RECORDED},
            takes=("minutes",),
            needs=("minutes",),
            stamps=("minutes_filed_at",),
        ),
        RegisterStep(
            id="tasks-given",
            right=Right.ASSIGN,
            words=mark("All tasks are given"),
            did=mark("recorded that the tasks of a meeting are given"),
            moves={RECORDED: DONE},
            stamps=("tasks_assigned_at",),
        ),
        RegisterStep(
            id="move",
            right=Right.ASSIGN,
            words=mark("Move or change it"),
            did=mark("moved a meeting"),
            moves={PLANNED: PLANNED},
            takes=("subject", "meets_at", "chair", "agenda"),
        ),
        RegisterStep(
            id="cancel",
            right=Right.ASSIGN,
            words=mark("Cancel the meeting"),
            did=mark("cancelled a meeting"),
            moves={PLANNED: CANCELLED},
            takes=("remark",),
            needs=("remark",),
        ),
    ),
    clocks=(
        RegisterClock(id="minutes", words=mark("File the minutes"), rule="minutes"),
        RegisterClock(id="assign-task", words=mark("Give the tasks"), rule="assign-task"),
    ),
    owners=("chair",),
    people=frozenset({"chair"}),
)
