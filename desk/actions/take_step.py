"""Take a step with a case: any action of the table in ``desk.rules.steps.table``."""

from dataclasses import dataclass, field, replace

from desk.actions.stepping import carry_out, plan_step
from desk.actions.work import Command, Done, Work
from desk.base.shapes import Facts
from desk.rules.case.life import Action
from desk.rules.people.rights import Right
from desk.rules.record.fold import applied
from desk.rules.steps.table import STEPS
from desk.rules.time.case_clocks import effects


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeStep(Command[str]):
    """Take the step ``action`` with a case.

    Attributes:
        case_no: Number or UUID of the case.
        action: Which step.
        given: Fields and parts of an entry, as typed.
        seen_version: Acts of the case that the person saw; None skips the check.
        is_preview: Only tell what it would do; write nothing.
    """

    case_no: str
    action: Action
    given: Facts = field(default_factory=dict)
    seen_version: int | None = None
    is_preview: bool = False

    @property
    def right(self) -> Right:
        """Return the right that the step needs."""
        return STEPS[self.action].right


def take_step(command: TakeStep, work: Work) -> Done[str]:
    """Carry out ``command``; the result is the number of the case that it began, or "".

    Raises:
        NoCase: There is no such case.
        ChangedMeanwhile: Somebody else saved it since.
        NotDecided: It would overwrite a conflict that a person must decide.
        Refusal: A guard of the step refuses.
    """
    at_hand = work.case(command.case_no, command.seen_version)
    planned = plan_step(work, STEPS[command.action], at_hand, command.given)
    after = at_hand.clocks(work.reckoning, applied(at_hand.facts, planned.changes))
    moved = effects(at_hand.clocks(work.reckoning), after, work.now)
    done = Done(
        case_no=at_hand.facts["case_no"], uuid=at_hand.uuid, result=planned.new_no, clocks=moved
    )
    if command.is_preview:
        return done
    carry_out(work, planned)
    return replace(done, queue=True)
