"""What a kind of acts is: who may write such an act, about what, which fields and entries."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from desk.base.shapes import Facts
from desk.rules.case.stored import Fits
from desk.rules.people.rights import Right
from desk.rules.record.audit_kinds import AuditGroup
from desk.rules.record.fold import ENTRY_MARK


class Reach(Enum):
    """Whom an act that is about no case concerns beside the office that wrote it."""

    OFFICE = "office"  # nobody
    READABLE = "readable"  # other offices read it
    BINDING = "binding"  # from head office it holds in every office


class Restores(Enum):
    """From where the values of an act come that states nothing new."""

    LAST = "last"  # what held before the one act that it takes back
    SIDES = "sides"  # what the acts that it names said, or what held before them
    MERGER = "merger"  # what held before the case was merged
    EARLIER = "earlier"  # what any act of the case said


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ActKind:
    """What an act of one kind may do.

    Attributes:
        id: Its name in the journal; stored, never renamed.
        rights: Its author must have had one of them.
        about: How its subject begins.
        writes: By field, or by collection such as "notes/", what says whether a value fits.
        bounds: By field the values that it may write, where not every one that fits.
        restores: It writes nothing new: from where its values come; None where it may.
        bound: Its step's `bound`, asked of the case as it was when the act was written.
        leaves: The states from which such a step leads, where it has a ``bound``.
        is_signed: It carries its author's own signature; others are sealed together.
        is_step, can_be_undone: People take it as a step of a case; it can simply be taken back.
        retells: It says what was wrong from the start; breaches that only came of it fall.
        shreds: What was said of its subject before is shredded, on every replica.
        reach: Whom it concerns beside its own office.
        group: Where the audit log has it.
        words: What it did, ``mark``ed English with holes; "" where its action's words suffice.
    """

    id: str
    rights: tuple[Right, ...]
    about: str
    writes: Mapping[str, Fits]
    group: AuditGroup
    words: str
    bounds: Mapping[str, frozenset[Any]] = field(default_factory=dict)
    restores: Restores | None = None
    bound: Callable[[Facts, Facts, str], str] | None = None
    leaves: frozenset[str] = frozenset()
    is_signed: bool = False
    is_step: bool = False
    can_be_undone: bool = False
    retells: bool = False
    shreds: bool = False
    reach: Reach = Reach.OFFICE

    @property
    def tells_news(self) -> bool:
        """Say whether its acts may show that something was done in time, as taking back cannot."""
        return self.restores in (None, Restores.SIDES)

    @property
    def rests_on_others(self) -> bool:
        """Say whether what its acts may write shows only beside the other acts of the subject."""
        return self.restores is not None or self.bound is not None

    def fit_of(self, name: str) -> Fits | None:
        """Return what says whether a value of ``name`` fits, None where it may not write it."""
        fits = self.writes.get(name)
        if fits is None:
            head, sign, _ = name.partition(ENTRY_MARK if ENTRY_MARK in name else ".")
            fits = self.writes.get(head + sign) if sign else None
        return fits
