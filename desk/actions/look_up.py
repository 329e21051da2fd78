"""Put on record that somebody was looked up by the whole of a hidden value, before she is shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import ClassVar

from desk.actions.work import Command, Done, Work
from desk.base.clock import wall
from desk.rules.looking_up import TooManyLookUps, limit
from desk.rules.people.rights import Right
from desk.rules.steps import kinds
from desk.store.record import journal


@dataclass(frozen=True, slots=True, kw_only=True)
class LookUp(Command[None]):
    """Record a search by whole values that masks hide; the values themselves stay nowhere.

    Attributes:
        found: How many cases it found by each field; empty where a number found nobody.
    """

    right: ClassVar[Right] = Right.READ

    found: Mapping[str, int]


def look_up(command: LookUp, work: Work) -> Done[None]:
    """Carry out ``command``.

    Raises:
        TooManyLookUps: The actor has looked up as many today as one person may.
    """
    most = limit("most_a_day")
    today = wall(datetime.combine(work.now, time()))
    head, kind = work.pen.head, kinds.LOOKED_UP.id
    if journal.count_since(work.store, head, today, kind, work.actor.login) >= most:
        raise TooManyLookUps(count=most)
    told = {"fields": sorted(command.found), "count": sum(command.found.values())}
    work.audit(kinds.LOOKED_UP, told)
    return Done(result=None)
