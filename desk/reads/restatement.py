"""Restatement of closed reports: submitted value, present value, cause, case (domain.md 9.5)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from desk.base.clock import moment_of
from desk.base.shapes import Facts, JsonMapping, JsonObject
from desk.reads.counted import counted_cases
from desk.reads.details import FOCUS, details_json, details_of, trend_of
from desk.reads.figure_values import figures_json
from desk.reads.figures import figures_within
from desk.rules.case.life import Action
from desk.rules.reports.periods import NotAPeriod, Period, period_named
from desk.rules.reports.recount import Counted, came, recount, tally, went
from desk.rules.steps import kinds
from desk.store.db import Store
from desk.store.record import journal
from desk.store.record.read_model import REPORT
from desk.store.tables import CaseRow, ReportRow

LOOKED_BACK: Final = 13  # reports of the same kind
COMPARED: Final = (
    "balance",
    "breakdown",
    "demands",
    "timeliness",
    "rates",
    "compensation",
    "compensated",
    "focus",
    "satisfaction",
    "root_cause",
    "overdue",
)
SEPARATOR: Final = "/"
SHARES: Final = ("timeliness", "rates")  # moved by any change; the others as `_added` tells


@dataclass(frozen=True, slots=True)
class Cause:
    """The act after which a case is counted differently.

    Attributes:
        case_no: Which case.
        kind: Dotted name of the act, e.g. "case.amend"; "" when none is found.
        author: Login of who wrote it.
        at: When, or None.
    """

    case_no: str
    kind: str = ""
    author: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One figure that differs from its submitted value.

    Attributes:
        figure: Path in the figures, e.g. "breakdown/cause/C07".
        submitted: As it was reported last.
        now: As it is counted now.
        causes: The cases behind the change.
    """

    figure: str
    submitted: object
    now: object
    causes: tuple[Cause, ...] = ()


@dataclass(frozen=True, slots=True)
class Restated:
    """An earlier report whose figures have changed.

    Attributes:
        period: Its id.
        changes: By figure.
    """

    period: str
    changes: tuple[Change, ...] = field(default=())

    @property
    def now(self) -> JsonObject:
        """Return the JSON to freeze when a report is closed."""
        return {
            change.figure: {
                "submitted": change.submitted,
                "now": change.now,
                "causes": [
                    [c.case_no, c.kind, c.author, c.at.isoformat() if c.at else None]
                    for c in change.causes
                ],
            }
            for change in self.changes
        }

    @classmethod
    def from_json(cls, period: str, told: JsonMapping) -> "Restated":
        """Read back the JSON of `now`."""
        return cls(period, tuple(_change(figure, one) for figure, one in told.items()))


def _change(figure: str, one: JsonMapping) -> Change:
    causes = (
        Cause(no, kind, author, datetime.fromisoformat(at) if at else None)
        for no, kind, author, at in one["causes"]
    )
    return Change(figure, one["submitted"], one["now"], tuple(causes))


def restatements(store: Store, period: Period, now: datetime) -> list[Restated]:
    """Return earlier closed reports of the same kind whose figures have changed.

    Changes that a closed report restated already are not repeated: they are the new base.
    """
    closed = _closed_before(store, period)
    known: dict[str, JsonObject] = {}
    for _, facts in closed:
        for name, changes in facts["restated"].items():
            known.setdefault(name, {}).update({f: one["now"] for f, one in changes.items()})
    found = (_restated(store, p, facts, known.get(p.id, {}), now) for p, facts in closed)
    return [one for one in found if one.changes]


def _closed_before(store: Store, period: Period) -> list[tuple[Period, JsonMapping]]:
    rows = store.rows(ReportRow.select(ReportRow.id).where(ReportRow.closed_at != ""))
    periods = sorted(
        (p for (name,) in rows if (p := _named(name)) and _precedes(p, period)),
        key=lambda p: p.first,
    )
    return [(p, journal.folded(store, REPORT + p.id).facts) for p in periods[-LOOKED_BACK:]]


def _named(name: str) -> Period | None:
    try:
        return period_named(name)
    except NotAPeriod:
        return None


def _precedes(earlier: Period, later: Period) -> bool:
    return earlier.kind == later.kind and earlier.last < later.first


def _is_new(path: str, before: JsonMapping) -> bool:
    """Say whether a share did not exist when the report was closed."""
    return path.startswith("rates" + SEPARATOR) and path not in before


def _restated(
    store: Store, period: Period, facts: Facts, known: JsonMapping, now: datetime
) -> Restated:
    cases = counted_cases(store, period, now)
    before = {**dict(_leaves("", _compared(facts["figures"]))), **known}
    figures = figures_within(store, period, now)
    details = details_of(cases, trend_of(store, period), {})
    told = {**figures_json(figures), **details_json(details, figures.breakdown["cause"])}
    after = dict(_leaves("", _compared(told)))
    differing = [
        path
        for path in {**before, **after}
        if before.get(path, 0) != after.get(path, 0) and not _is_new(path, before)
    ]
    if not differing:
        return Restated(period.id)
    moved = _moved(facts["cases"], cases)
    since = facts["closed_at"]
    causes = {no: _cause(store, no, since) for no in moved}
    changes = (
        Change(
            path,
            before.get(path, 0),
            after.get(path, 0),
            tuple(causes[no] for no, paths in moved.items() if _moves(path, paths)),
        )
        for path in sorted(differing, key=_order)
    )
    return Restated(period.id, tuple(changes))


def _order(path: str) -> tuple[int, str]:
    return COMPARED.index(path.split(SEPARATOR, maxsplit=1)[0]), path


def _compared(told: JsonMapping) -> JsonObject:
    return {name: told[name] for name in COMPARED}


def _leaves(path: str, value: object) -> Iterator[tuple[str, object]]:
    """Yield (path, number); of a share its two counts, from which its percentage follows."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            if name != "percent":
                yield from _leaves(f"{path}{SEPARATOR}{name}" if path else name, inner)
    else:
        yield path, value


def _moved(before: Sequence[Counted], after: Sequence[Counted]) -> dict[str, frozenset[str]]:
    """Return the figures that each changed case moved, by its number."""
    old = {case["case_no"]: case for case in before}
    new = {case["case_no"]: case for case in after}
    found = {}
    for no in sorted({*old, *new}):
        one, other = old.get(no, {}), new.get(no, {})
        names = {*one, *other} - {"id"}
        if any((one.get(name) or None) != (other.get(name) or None) for name in names):
            was, now = _added(one, names), _added(other, names)
            found[no] = frozenset(path for path, _ in was.items() ^ now.items())
    return found


def _added(case: Counted, names: Iterable[str]) -> dict[str, object]:
    """Return what one case adds to the figures, by path; a case that is not there nothing.

    Args:
        case: Its counted attributes; an earlier program may have counted fewer.
        names: Those of today's.
    """
    if not case:
        return {}
    known = {**dict.fromkeys(names), **case}
    received, closed = came([known]), went([known])
    told = {
        **recount([known]),
        "focus": {name: sum(map(is_so, received)) for name, is_so in FOCUS.items()},
        "satisfaction": tally(closed, "satisfaction"),
        "root_cause": tally(closed, "root_cause"),
        "overdue": int(known["late"]),
    }
    return {path: value for path, value in _leaves("", told) if value not in {0, "0.00"}}


def _moves(path: str, moved: frozenset[str]) -> bool:
    return path in moved or path.partition(SEPARATOR)[0] in SHARES


def _cause(store: Store, case_no: str, since: str) -> Cause:
    """Return the first act after ``since`` that changed the case; notes do not count."""
    found = store.rows(CaseRow.select(CaseRow.uuid).where(CaseRow.case_no == case_no))
    if not found:
        return Cause(case_no)
    quiet = (kinds.of_step(Action.NOTE).id, kinds.of_step(Action.CONTACT).id)
    for act, _ in sorted(journal.acts_of(store, found[0][0]), key=lambda pair: pair[0].hlc):
        at = moment_of(act.hlc)
        if at.isoformat() >= since and act.kind not in quiet:
            return Cause(case_no, act.kind, act.author, at)
    return Cause(case_no)
