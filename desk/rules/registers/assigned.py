"""What registers share in which somebody is given something to do by a day: fields and steps."""

from typing import Final

from desk.base.words import mark
from desk.rules.case.fields import Field, FieldGroup, Kind
from desk.rules.people.rights import Right
from desk.rules.registers.register import RegisterStep

HANDLING: Final = FieldGroup.HANDLING
ORIGIN: Final = (
    Field("about_case", Kind.TEXT, mark("Case that it comes from"), HANDLING),
    Field("meeting_no", Kind.TEXT, mark("Meeting that it comes from"), HANDLING),
)
ASSIGNED: Final = (
    Field("owner", Kind.TEXT, mark("Responsible"), HANDLING),
    Field("due_on", Kind.DAY, mark("To be done by"), HANDLING),
)
DOING: Final = (
    Field("added_at", Kind.MOMENT, mark("Entered at"), HANDLING),
    Field("result", Kind.STORY, mark("What was achieved"), HANDLING),
    Field("done_at", Kind.MOMENT, mark("Done at"), HANDLING),
    Field("verified_at", Kind.MOMENT, mark("Checked at"), HANDLING),
)
REMARK: Final = Field("remark", Kind.STORY, mark("Remark"), HANDLING)
CASES: Final = ("about_case",)
LINKS: Final = {"meeting_no": "meeting"}
OWNERS: Final = ("owner",)


def report_done(given: str, done: str, did: str) -> RegisterStep:
    """Return the step by which the owner says that it is done, and what was achieved."""
    return RegisterStep(
        id="report-done",
        right=Right.RECORD,
        words=mark("Report it done"),
        did=did,
        moves={given: done},
        takes=("result",),
        needs=("result",),
        stamps=("done_at",),
        only_by="owner",
    )


def check_off(right: Right, done: str, verified: str, did: str) -> RegisterStep:
    """Return the step by which somebody else than the owner finds that it is done."""
    return RegisterStep(
        id="verify",
        right=right,
        words=mark("Check it off"),
        did=did,
        moves={done: verified},
        takes=("remark",),
        stamps=("verified_at",),
        not_by="owner",
    )


def send_back(
    right: Right, done: str, given: str, did: str, *, sets: tuple[str, ...] = ()
) -> RegisterStep:
    """Return the step by which somebody else says why it is not done; may set the days ``sets``."""
    return RegisterStep(
        id="send-back",
        right=right,
        words=mark("Send it back"),
        did=did,
        moves={done: given},
        takes=("remark", *sets),
        needs=("remark",),
        fixed={"done_at": None},
        restated=("remark",),
        ahead=sets,
        not_by="owner",
    )


def move(given: str, did: str) -> RegisterStep:
    """Return the step that sets another day or person, with the reason."""
    return RegisterStep(
        id="move",
        right=Right.ASSIGN,
        words=mark("Set another day or person"),
        did=did,
        moves={given: given},
        takes=("owner", "due_on", "remark"),
        needs=("remark",),
        restated=("remark",),
        ahead=("due_on",),
    )
