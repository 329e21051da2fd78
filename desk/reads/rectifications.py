"""Rectifications in a report: ordered, due, checked, effective."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from desk.base.shapes import Facts, JsonObject, Payload
from desk.reads.figure_values import Share, share_json
from desk.rules.case.entries import RECTIFICATIONS
from desk.rules.case.masks import discreet, hidden_names
from desk.rules.case.ways import COMPLAINT
from desk.rules.people.rights import Person
from desk.rules.people.sight import Purpose, Sight, sight
from desk.rules.reports.periods import Period
from desk.store.db import Store
from desk.store.few_cases import with_entries
from desk.store.record import read_model
from desk.store.tables import NEVER, CaseRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One rectification as of the end of a period.

    Attributes:
        case_no: Of the complaint that led to it.
        id: Of the entry in the case.
        ordered_on: Day, as stored.
        due_on: By when it is to be done.
        checked_on: When it was verified, or None.
        helped: Whether it was effective; None while not judged.
        before: Number of complaints of the same cause before it; None while not judged.
        after: The same after it.
        facts: Present facts of the case; empty for a reader who may not see them.
    """

    case_no: str
    id: str
    ordered_on: str
    due_on: str
    checked_on: str | None
    helped: bool | None
    before: int | None
    after: int | None
    facts: Facts

    @property
    def entry(self) -> Facts:
        """Return its entry in the case (measure, owner, cause); empty when it is gone."""
        entries = self.facts.get(RECTIFICATIONS) or ()
        return next((one for one in entries if one["id"] == self.id), {})

    @property
    def was_in_time(self) -> bool:
        """Say whether it was verified by its due day."""
        return self.checked_on is not None and self.checked_on <= self.due_on

    def kept(self) -> Payload:
        """Return the values to freeze when a report is closed, without free text."""
        names = ("case_no", "id", "ordered_on", "due_on", "checked_on", "helped", "before", "after")
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """Counts of rectifications in a period.

    Attributes:
        ordered: How many were ordered in it.
        due: Of those due in it, how many were checked in time.
        checked: How many were checked in it.
        open: How many were open when it ended.
        overdue: How many of these were past their day.
        helped: Of those judged by then, how many helped.
    """

    ordered: int
    due: Share
    checked: int
    open: int
    overdue: int
    helped: Share


def tasks_within(store: Store, period: Period) -> list[Task]:
    """Return the rectifications that were open or checked in ``period``, soonest due first."""
    first, last = period.first.isoformat(), period.last.isoformat()
    found = (
        _as_of(last, facts["case_no"], entry, facts)
        for facts in _cases(store, with_entries(RECTIFICATIONS))
        for entry in facts.get(RECTIFICATIONS) or ()
        if entry["at"][:10] <= last
    )
    return sorted(
        (task for task in found if task.checked_on is None or task.checked_on >= first),
        key=lambda task: (task.due_on, task.case_no, task.id),
    )


def tasks_kept(store: Store, kept: Sequence[Facts]) -> list[Task]:
    """Return the rectifications frozen in a closed report, with their present texts."""
    numbers = {one["case_no"] for one in kept}
    known = {facts["case_no"]: facts for facts in _cases(store, CaseRow.case_no.in_(numbers))}
    return [Task(**one, facts=known.get(one["case_no"], {})) for one in kept]


def seen_tasks(tasks: Iterable[Task], reader: Person) -> list[Task]:
    """Return ``tasks`` as ``reader`` may see them: those of closed cases without facts."""
    return [task if _is_open_to(reader, task.facts) else replace(task, facts={}) for task in tasks]


def _is_open_to(reader: Person, facts: Facts) -> bool:
    return sight(reader, facts, Purpose.LIST, NEVER) >= Sight.MASKED


def _cases(store: Store, wanted: Any) -> Iterator[Facts]:
    columns = [getattr(CaseRow, name) for name in read_model.CASE_COLUMNS]
    query = CaseRow.select(*columns).where(wanted, CaseRow.counted_in == COMPLAINT)
    for row in store.rows(query):
        yield read_model.facts_of(row)


def _as_of(last: str, case_no: str, entry: Facts, facts: Facts) -> Task:
    """Return an entry as it stood at the end of the day ``last``."""
    checked = entry.get("verified_on")
    is_judged = entry.get("effect_on", "9999") <= last
    return Task(
        case_no=case_no,
        id=entry["id"],
        ordered_on=entry["at"][:10],
        due_on=entry["due_on"],
        checked_on=checked if checked and checked <= last else None,
        helped=entry.get("helped") if is_judged else None,
        before=entry.get("before") if is_judged else None,
        after=entry.get("after") if is_judged else None,
        facts=facts,
    )


def followed(tasks: Sequence[Task], period: Period) -> Followed:
    """Return the counts of ``tasks`` in ``period``."""
    first, last = period.first.isoformat(), period.last.isoformat()
    due = [task for task in tasks if first <= task.due_on <= last]
    still = [task for task in tasks if task.checked_on is None]
    judged = [task for task in tasks if task.helped is not None]
    return Followed(
        ordered=sum(first <= task.ordered_on <= last for task in tasks),
        due=Share(sum(task.was_in_time for task in due), len(due)),
        checked=sum(task.checked_on is not None for task in tasks),
        open=len(still),
        overdue=sum(task.due_on < last for task in still),
        helped=Share(sum(bool(task.helped) for task in judged), len(judged)),
    )


def rectifications_json(tasks: Sequence[Task], period: Period) -> JsonObject:
    """Return part 6 of the report, the rectifications, as ``figures`` prints it.

    Customers' names and numbers in the measures are masked.
    """
    found = followed(tasks, period)
    return {
        **asdict(found),
        "due": share_json(found.due),
        "helped": share_json(found.helped),
        "tasks": [_told(task) for task in tasks],
    }


def _told(task: Task) -> JsonObject:
    measure = discreet(task.entry.get("measure", ""), hidden_names(task.facts))
    return {**task.kept(), "owner": task.entry.get("owner"), "measure": measure}
