"""What another rule or setting would have made of the cases of some time."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from desk.base.shapes import Facts
from desk.reads.closed_to import open_to
from desk.reads.office_facts import read_settings
from desk.rules.oversight.what_if import (
    TriedApproval,
    TriedClock,
    book_with,
    settings_with,
    settings_without,
    tried_approval,
    tried_clocks,
)
from desk.rules.people.rights import Person
from desk.rules.reports.periods import Period
from desk.rules.settings import Settings
from desk.rules.time.case_clocks import Reckoning
from desk.rules.time.practice import office_calendar, reckoning
from desk.rules.time.rulebook import Rule
from desk.store.customers import paid_of_late
from desk.store.db import Store
from desk.store.kept_rules import kept_rules
from desk.store.record import read_model
from desk.store.tables import CaseRow


@dataclass(slots=True)
class Lateness:
    """How often a clock was missed, before and after the change.

    Attributes:
        had: Cases with that clock by either reckoning.
        late_before: Missed as it was.
        late_after: Missed as it would be.
    """

    had: int = 0
    late_before: int = 0
    late_after: int = 0


@dataclass(slots=True)
class WhatIf:
    """What a change would have made of the cases.

    Attributes:
        cases: How many were looked at.
        clocks: By rule, in the order in which they were met.
        moved: Clocks whose end or lateness differs.
        compensations: How many cases have one.
        approvals: Those whose approver differs.
    """

    cases: int = 0
    clocks: dict[str, Lateness] = field(default_factory=dict)
    moved: list[TriedClock] = field(default_factory=list)
    compensations: int = 0
    approvals: list[TriedApproval] = field(default_factory=list)


def rules_tried(
    store: Store, rules: Iterable[Rule], period: Period, now: datetime, reader: Person
) -> WhatIf:
    """Return what the cases received in ``period`` would be had ``rules`` always held.

    Only the clocks of those rules are told. Cases that are closed to ``reader`` do not count.
    """
    new = list(rules)
    names = {rule.id for rule in new}
    settings = read_settings(store)
    before = reckoning(kept_rules(store), office_calendar(settings), settings)
    bare = settings_without(settings, names)
    after = reckoning(book_with(before.rules, new), office_calendar(settings), bare)
    found = WhatIf()
    for facts in _cases(store, period, reader):
        found.cases += 1
        _add_clocks(found, facts, (before, after), now, names)
    return found


def settings_tried(
    store: Store, values: Facts, period: Period, now: datetime, reader: Person
) -> WhatIf:
    """Return what the cases received in ``period`` would be had the settings ``values`` held.

    Clocks and approvers are told. Cases that are closed to ``reader`` do not count.

    Args:
        store: The open database.
        values: Cleaned, by setting.
        period: Which cases.
        now: When a clock that still runs is looked at.
        reader: Who asks.
    """
    settings = read_settings(store)
    changed = settings_with(settings, values)
    calendar, rules = office_calendar(settings), kept_rules(store)
    both = tuple(reckoning(rules, calendar, one) for one in (settings, changed))
    found = WhatIf()
    for facts in _cases(store, period, reader):
        found.cases += 1
        _add_clocks(found, facts, (both[0], both[1]), now, None)
        _add_approval(store, found, facts, settings, changed)
    return found


def _add_clocks(
    found: WhatIf,
    facts: Facts,
    both: tuple[Reckoning, Reckoning],
    now: datetime,
    only: set[str] | None,
) -> None:
    for one in tried_clocks(facts, *both, now):
        if only is not None and one.clock not in only:
            continue
        told = found.clocks.setdefault(one.clock, Lateness())
        told.had += 1
        told.late_before += one.was_late
        told.late_after += one.would_be_late
        if (one.before, one.was_late) != (one.after, one.would_be_late):
            found.moved.append(one)


def _add_approval(
    store: Store, found: WhatIf, facts: Facts, before: Settings, after: Settings
) -> None:
    planned = facts.get("planned_at")
    if not planned:
        return
    day = date.fromisoformat(planned[:10])
    late = paid_of_late(store, facts, day, before.number("cumulate_days"))
    told = tried_approval(facts, [one for one in late if one.on <= day], before, after)
    if told is not None:
        found.compensations += 1
        if told.before is not told.after:
            found.approvals.append(told)


def _cases(store: Store, period: Period, reader: Person) -> Iterator[Facts]:
    columns = [getattr(CaseRow, name) for name in read_model.CASE_COLUMNS]
    query = CaseRow.select(*columns).where(
        CaseRow.received_on.between(period.first.isoformat(), period.last.isoformat()),
        open_to(reader),
    )
    return map(read_model.facts_of, store.rows(query.order_by(CaseRow.case_no)))
