"""What an act did, in words: for timeline, audit log, dossier and refusals."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from desk.base.words import mark, say, shown
from desk.rules.case.codes import code_label
from desk.rules.case.life import Action
from desk.rules.record.subjects import CASE
from desk.rules.steps.kinds import KINDS, REGISTERED

NOTHING_SAID: Final[Mapping[str, Any]] = MappingProxyType({})


def deed(kind: str, said: Mapping[str, Any] = NOTHING_SAID) -> str:
    """Return what an act of ``kind`` that wrote ``said`` did, a step as its button says it."""
    known = KINDS.get(kind)
    return shown(Action(kind.partition(".")[2])) if known and known.is_step else title(kind, said)


def title(kind: str, said: Mapping[str, Any] = NOTHING_SAID) -> str:
    """Return what an act of ``kind`` did to its case; any other kind by its name.

    The first act of a case says of which nature it is, where what it wrote is known.
    """
    known, nature = KINDS.get(kind), said.get("kind")
    if known is None or known.about != CASE:
        return kind.partition(".")[2]
    if known is REGISTERED and nature:
        return say(mark("{nature} registered"), nature=code_label("kind", nature))
    return say(known.words) if known.words else shown(Action(kind.removeprefix("case.")))
