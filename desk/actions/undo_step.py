"""Undo the last step of a case; the journal keeps both acts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from desk.actions.case_at_hand import CaseAtHand
from desk.actions.work import Command, Done, Work
from desk.base.errors import Refusal
from desk.base.shapes import Facts
from desk.base.words import mark
from desk.rules.case.entries import KEPT, written
from desk.rules.case.life import Action
from desk.rules.people.person_id import person_id
from desk.rules.people.rights import Right
from desk.rules.record.chains import CASE_KIND
from desk.rules.record.fold import ENTRY_MARK, Act, fold
from desk.rules.steps import kinds
from desk.rules.steps.act_words import deed
from desk.rules.steps.guards import need_keeper


class NothingToUndo(Refusal):
    """The last act of the case is no step that can be taken back."""

    text: ClassVar[str] = mark(
        "The last thing that happened in {case_no} cannot simply be taken back: {what}. "
        "Use its opposite, such as return, reopen or undo the merger."
    )


class NotYourStep(Refusal):
    """Somebody else took the step."""

    text: ClassVar[str] = mark(
        "{person} took the last step in {case_no}. She or a supervisor can take it back."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class StepUndone:
    """The step that was taken back in a case."""

    case_no: str
    action: Action


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoStep(Command[list[StepUndone]]):
    """Undo the last step of each case: of all of them, or of none.

    Attributes:
        case_nos: Which cases; those of a bulk action together.
    """

    right: ClassVar[Right] = Right.RECORD

    case_nos: Sequence[str]


def undo_step(command: UndoStep, work: Work) -> Done[list[StepUndone]]:
    """Carry out ``command``.

    Raises:
        NoCase: There is no such case.
        KeptAway: The actor is recused in one of them.
        NothingToUndo: The last act is signed, changes another case, or created this one.
        NotYourStep: Somebody else took the step, and the actor is no supervisor.
        GoesToNobody: The case would go back to somebody who may no longer handle it.
    """
    undone = [_undo(work, work.case(case_no)) for case_no in command.case_nos]
    only = command.case_nos[0] if len(command.case_nos) == 1 else ""
    return Done(case_no=only, queue=True, result=undone)


def _undo(work: Work, at_hand: CaseAtHand) -> StepUndone:
    acts = sorted(at_hand.acts, key=lambda pair: pair[0].hlc)
    last, said = acts[-1]
    action = _undoable(work, at_hand, last, said or {})
    before = fold(acts[:-1]).facts
    changes = {name: _earlier(before, name) for name in said or {} if not _is_kept(name)}
    need_keeper(work.people, changes)
    work.write_case(kinds.UNDO, at_hand, changes)
    return StepUndone(case_no=at_hand.facts["case_no"], action=action)


def _undoable(work: Work, at_hand: CaseAtHand, last: Act, said: Facts) -> Action:
    case_no = at_hand.facts["case_no"]
    if not kinds.KINDS[last.kind].can_be_undone:
        raise NothingToUndo(case_no=case_no, what=deed(last.kind, said))
    if person_id(last.author) != work.actor.id and not work.actor.may(Right.ASSIGN):
        raise NotYourStep(case_no=case_no, person=work.people.name(last.author))
    return Action(last.kind.removeprefix(CASE_KIND))


def _earlier(before: Facts, name: str) -> object:
    """Return the earlier value of ``name``, a field or an entry, from ``before``; None if none."""
    collection, is_entry, entry_id = name.partition(ENTRY_MARK)
    if not is_entry:
        return before.get(name)
    for entry in before.get(collection, ()):
        if entry["id"] == entry_id:
            return written(entry)
    return None


def _is_kept(name: str) -> bool:
    """Say whether ``name`` is an entry that undoing must not remove, such as a breach."""
    return name.partition(ENTRY_MARK)[0] in KEPT
