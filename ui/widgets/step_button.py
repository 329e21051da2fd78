"""A button for a step of a case: it can be pressed by those who may take the step."""

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton

from desk.base.errors import Refusal
from desk.base.text import plain
from desk.rules.case.life import Action
from desk.rules.people.rights import Person
from desk.rules.steps.table import STEPS


def refusal_of(acting: Person, action: Action) -> Refusal | None:
    """Return why ``acting`` may not take the step ``action``; None if her role includes it."""
    return acting.lack_of(STEPS[action].right)


def offer_step(part: QAbstractButton | QAction, acting: Person, action: Action) -> None:
    """Let ``part`` lead to ``action`` if ``acting`` may take it; else its tool tip says why not."""
    offer(part, refusal_of(acting, action))


def offer(part: QAbstractButton | QAction, refusal: Refusal | None) -> None:
    """Let ``part`` be pressed unless there is a ``refusal``, which its tool tip then says."""
    part.setEnabled(refusal is None)
    part.setToolTip(plain(str(refusal or ""), rich=True))
