"""Retention: how long a case is kept, legal holds, and what remains after erasure."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar, Final

from desk.base.errors import Refusal
from desk.base.resources import read_toml
from desk.base.words import mark
from desk.rules.case import entries
from desk.rules.case.life import ENDED
from desk.rules.record.fold import ENTRY_MARK, Live

ERASED_AT: Final = "erased_at"
HOLDS: Final = entries.HOLDS
LISTED: Final = "erasure"  # who put it on the list for erasure, when, and which way


class Way(StrEnum):
    """How a case is erased after its retention period; names as in ``resources/retention.toml``."""

    ERASE = "erased"
    ANONYMISE = "anonymised"


class Erased(Refusal):
    """The case was erased."""

    text: ClassVar[str] = mark("{case_no} was erased when its time was over. That is for good.")


class StillKept(Refusal):
    """A case that may not be erased yet."""

    text: ClassVar[str] = mark(
        "{case_no} must be kept until {until}. It can be erased after that day."
    )


class NotEnded(Refusal):
    """A case that is still open."""

    text: ClassVar[str] = mark("{case_no} is not closed. Only closed cases are erased.")


class UnderLegalHold(Refusal):
    """A case under litigation hold."""

    text: ClassVar[str] = mark(
        "{case_no} is on hold ({reason}). It cannot be erased before the hold is lifted."
    )


class NotTwoPeople(Refusal):
    """The same person asked and approved."""

    text: ClassVar[str] = mark(
        "{case_no}: whoever put it on the list for erasure cannot approve it. "
        "Somebody else must decide."
    )


class NotListed(Refusal):
    """Nobody put the case on the list for erasure."""

    text: ClassVar[str] = mark(
        "{case_no} is not on the list for erasure. Put it there first; somebody else approves."
    )


def holds(facts: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the legal holds of a case that were not lifted."""
    return [hold for hold in facts.get(HOLDS, []) if not hold.get("lifted_at")]


def need_erasable(facts: Mapping[str, Any], today: date) -> None:
    """Refuse a case that may not be erased today.

    Raises:
        Erased: It was erased already.
        NotEnded: It is still open.
        UnderLegalHold: It is on legal hold.
        StillKept: Its retention period is not over, or was never set.
    """
    case_no, until = facts["case_no"], facts.get("keep_until")
    if facts.get(ERASED_AT):
        raise Erased(case_no=case_no)
    if facts["state"] not in {state.value for state in ENDED}:
        raise NotEnded(case_no=case_no)
    for hold in holds(facts):
        raise UnderLegalHold(case_no=case_no, reason=hold["reason"])
    if not until or until >= today.isoformat():
        raise StillKept(case_no=case_no, until=until or "—")


def is_due(facts: Mapping[str, Any], today: date) -> bool:
    """Say whether the case may be erased today."""
    try:
        need_erasable(facts, today)
    except Refusal:
        return False
    return True


def survivors(live: Mapping[str, list[Live]], way: Way) -> dict[str, Any]:
    """Return the fields that remain of a case: its bare existence, or its figures without names."""
    names = set(read_toml("retention.toml")[way.value])
    return {
        name: values[-1].value
        for name, values in live.items()
        if values and (name in names or name.partition(ENTRY_MARK)[0] in names)
    }
