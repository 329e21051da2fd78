"""One step with many cases: the same guards for each, a preview before, one undo after."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Final

from desk.actions.stepping import carry_out, plan_step
from desk.actions.work import Command, Done, Work
from desk.base.errors import Refusal
from desk.base.shapes import Facts
from desk.base.words import mark
from desk.rules.case.life import Action
from desk.rules.people.rights import Right
from desk.rules.steps.table import STEPS

MOST: Final = 500
BULK_ACTIONS: Final = frozenset(
    {
        Action.ASSIGN,
        Action.CONTACT,
        Action.NOTE,
        Action.AMEND,
        Action.CLOSE,
        Action.ARCHIVE,
        Action.TRANSFER,
        Action.ACCEPT_TRANSFER,
        Action.CONFIRM_DELIVERY,
        Action.CO_REPORT,
        Action.PAUSE,
        Action.RESUME,
        Action.EXTEND,
    }
)


class NotInBulk(Refusal):
    """A step that looks at one case alone."""

    text: ClassVar[str] = mark("“{action}” is decided case by case. Together go only: {known}.")


class TooMany(Refusal):
    """More cases than one action takes."""

    text: ClassVar[str] = mark("{count} cases are too many at once; choose {most} at most.")


@dataclass(frozen=True, slots=True, kw_only=True)
class NotDone:
    """A case that refused the step, and why."""

    case_no: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkDone:
    """The numbers of the cases that took the step, or would; and those that refuse it.

    The step is taken back for ``done`` together, with `UndoStep`.
    """

    done: list[str]
    refused: list[NotDone]
    preview: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkStep(Command[BulkDone]):
    """Take the same step with several cases; those that refuse stay as they are.

    Attributes:
        case_nos: Which cases, 500 at most.
        action: Which step.
        given: Fields and parts of an entry, as typed; the same for all.
        is_preview: Report only what would happen; write nothing.
    """

    case_nos: Sequence[str]
    action: Action
    given: Facts = field(default_factory=dict)
    is_preview: bool = False

    @property
    def right(self) -> Right:
        """Return the right that the step needs."""
        return STEPS[self.action].right


def bulk_step(command: BulkStep, work: Work) -> Done[BulkDone]:
    """Carry out ``command``.

    Raises:
        NotInBulk: The step is decided case by case.
        TooMany: More than 500 cases.
    """
    if command.action not in BULK_ACTIONS:
        known = sorted(BULK_ACTIONS, key=list(Action).index)
        raise NotInBulk(action=command.action, known=known)
    if len(command.case_nos) > MOST:
        raise TooMany(count=len(command.case_nos), most=MOST)
    done: list[str] = []
    refused: list[NotDone] = []
    for case_no in dict.fromkeys(command.case_nos):
        try:
            _step(command, work, case_no)
        except Refusal as refusal:
            refused.append(NotDone(case_no=case_no, reason=str(refusal)))
        else:
            done.append(case_no)
    told = BulkDone(done=done, refused=refused, preview=command.is_preview)
    return Done(queue=not command.is_preview, result=told)


def _step(command: BulkStep, work: Work, case_no: str) -> None:
    planned = plan_step(work, STEPS[command.action], work.case(case_no), command.given)
    if not command.is_preview:
        carry_out(work, planned)
