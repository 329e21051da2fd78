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
    try:
        acting.need(STEPS[action].right)
    except Refusal as refusal:
        return refusal
    return None


def offer_step(part: QAbstractButton | QAction, acting: Person, action: Action) -> None:
    """Let ``part`` lead to ``action`` if ``acting`` may take it; else its tool tip says why not."""
    refusal = refusal_of(acting, action)
    part.setEnabled(refusal is None)
    part.setToolTip(plain(str(refusal or ""), rich=True))
