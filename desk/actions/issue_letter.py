"""Issue a letter of a case: it gets a number, and its content stays with the case."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from desk.actions.work import Command, Done, Work
from desk.base.shapes import JsonMapping
from desk.rules.forms.fitting import need_fit
from desk.rules.forms.letters import LETTERS, letter_no
from desk.rules.people.rights import Right
from desk.rules.steps import kinds
from desk.store.counters import reserve_in, series_of


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueLetter(Command[str]):
    """Issue a form as a letter.

    Attributes:
        case_no: Number of the case.
        form: "F01" to "F26".
        content: Its blocks, variables filled in except the number, which printing adds.
        given: What was typed for it.
        prescribed: Id of head office's template that it was made by, or "".
    """

    right: ClassVar[Right] = Right.RECORD

    case_no: str
    form: str
    content: Sequence[JsonMapping]
    given: Mapping[str, str] = field(default_factory=dict)
    prescribed: str = ""


def issue_letter(command: IssueLetter, work: Work) -> Done[str]:
    """Carry out ``command``; the result is the letter's number.

    Raises:
        NoCase: There is no such case.
        FormDoesNotFit: The form fits nothing in the case.
    """
    at_hand = work.case(command.case_no)
    need_fit(command.form, at_hand.facts)
    _, series = series_of(work.now.date())
    last = reserve_in(work.store, series, 1)
    device = work.pen.head.identity.letter
    number = letter_no(work.settings.text("office_code"), work.now.year, device, last)
    entry = {
        "form": command.form,
        "no": number,
        "at": work.stamp,
        "by": work.actor.login,
        "given": dict(command.given),
        "content": [dict(block) for block in command.content],
    }
    if command.prescribed:
        entry["prescribed"] = command.prescribed
    work.write(
        kinds.LETTER, at_hand.uuid, {f"{LETTERS}/{work.new_id()}": entry}, before=at_hand.folded
    )
    return Done(case_no=at_hand.facts["case_no"], uuid=at_hand.uuid, result=number)
