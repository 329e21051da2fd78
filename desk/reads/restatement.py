"""Restatement of closed reports: submitted value, present value, cause, case (domain.md 9.5)."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from desk.base.clock import moment_of
from desk.base.shapes import Facts, JsonMapping, JsonObject
from desk.reads.counted import counted_cases
from desk.reads.details import FOCUS, Trend, details_json, details_of
from desk.reads.figure_values import figures_json
from desk.reads.figures import clocks_ended, figures_within
from desk.rules.case.classification import FIRST, Classification, classifications
from desk.rules.case.life import Action
from desk.rules.case.ways import COMPLAINT
from desk.rules.reports.periods import NotAPeriod, Period, period_named
from desk.rules.reports.recount import CLOSED, Counted, came, recount, tally, went
from desk.rules.steps import kinds
from desk.store.db import Store
from desk.store.record import journal
from desk.store.record.read_model import REPORT
from desk.store.tables import CaseRow, ReportRow

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
APART: Final = "apart"
TIMELINESS: Final = "timeliness"
GROWN: Final = ("balance", "rates")  # an early program told fewer of these
TABLE: Final = "table."
# What moves a case from one table of a report to another.
MOVERS: Final = frozenset(
    kinds.of_step(action).id for action in (Action.CORRECT, Action.CONVERT, Action.AMEND)
)


@dataclass(frozen=True, slots=True)
class Cause:
    """The act after which a case is counted differently.

    Attributes:
        case_no: Which case.
        kind: Dotted name of the act, e.g. "case.amend"; "" when none is found. Without an act
            it is counted otherwise by a newer program: `APART` when merged cases were counted
            as closed then, `TABLE` and the table when it is counted in another one.
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


@dataclass(slots=True)
class _Told:
    """What a later report told of one figure already: the new base.

    Attributes:
        value: As told last.
        cases: Whose part in it is not the frozen one since.
    """

    value: object
    cases: set[str]


def restatements(store: Store, period: Period, now: datetime) -> list[Restated]:
    """Return the earlier closed reports of the same kind whose figures have changed, all of them.

    Changes that a closed report restated already are not repeated: they are the new base.
    """
    closed = _closed_before(store, period)
    known: dict[str, dict[str, _Told]] = {}
    for _, facts in closed:
        for name, changes in facts["restated"].items():
            _learn(known.setdefault(name, {}), changes)
    ends = [facts["closed_at"] for _, facts in closed]
    found = (
        # Each report that was closed later told whatever had changed by then.
        _restated(store, (p, max(ends[place:])), facts, known.get(p.id, {}), now)
        for place, (p, facts) in enumerate(closed)
    )
    return [one for one in found if one.changes]


def _learn(known: dict[str, _Told], changes: JsonMapping) -> None:
    for figure, one in changes.items():
        cases = {cause[0] for cause in one["causes"]}
        before = known[figure].cases if figure in known else set()
        known[figure] = _Told(one["now"], before ^ cases)


def _closed_before(store: Store, period: Period) -> list[tuple[Period, JsonMapping]]:
    rows = store.rows(ReportRow.select(ReportRow.id).where(ReportRow.closed_at != ""))
    periods = sorted(
        (p for (name,) in rows if (p := _named(name)) and _precedes(p, period)),
        key=lambda p: p.first,
    )
    return [(p, journal.folded(store, REPORT + p.id).facts) for p in periods]


def _named(name: str) -> Period | None:
    try:
        return period_named(name)
    except NotAPeriod:
        return None


def _precedes(earlier: Period, later: Period) -> bool:
    return earlier.kind == later.kind and earlier.last < later.first


def _is_new(path: str, before: JsonMapping) -> bool:
    """Say whether a figure did not exist when the report was closed."""
    return path.partition(SEPARATOR)[0] in GROWN and path not in before


def _restated(
    store: Store,
    told_last: tuple[Period, str],
    facts: Facts,
    known: Mapping[str, _Told],
    now: datetime,
) -> Restated:
    period, since = told_last
    classes = classifications()[facts["figures"].get("classification", FIRST)]
    cases, clocks = counted_cases(store, period, now, classes), clocks_ended(store, period, now)
    moved = _moved(facts["cases"], cases, classes)
    timed = _retimed(facts["clocks"], clocks) if facts.get("clocks") else None
    if not moved and not known and timed == {}:
        return Restated(period.id)  # every figure follows from its cases
    frozen = dict(_leaves("", _compared(facts["figures"])))
    before = {**frozen, **{figure: told.value for figure, told in known.items()}}
    figures = figures_within(store, period, now, classes)
    details = details_of(cases, Trend(), {}, classes)
    told = {**figures_json(figures), **details_json(details, figures.causes)}
    after = dict(_leaves("", _compared(told)))
    differing = [
        path
        for path in {**before, **after}
        if before.get(path, 0) != after.get(path, 0) and not _is_new(path, before)
    ]
    apart = frozenset(
        case["case_no"] for case in went(facts["cases"]) if case["outcome"] == "merged"
    )
    movers = _Movers(moved, timed, known, since, apart)
    changes = (
        Change(path, before.get(path, 0), after.get(path, 0), tuple(movers.causes(store, path)))
        for path in sorted(differing, key=_order)
    )
    return Restated(period.id, tuple(changes))


@dataclass(frozen=True, slots=True)
class _Movers:
    """Which cases moved a figure since it was told last.

    Attributes:
        moved: The figures whose part of it changed since closing, by case.
        timed: The same of clocks, by figure; None of a report that kept no clocks.
        known: What later reports told.
        since: When it was told last.
        apart: Merged cases that an early program counted as closed.
    """

    moved: Mapping[str, frozenset[str]]
    timed: Mapping[str, frozenset[str]] | None
    known: Mapping[str, _Told]
    since: str
    apart: frozenset[str]

    def causes(self, store: Store, path: str) -> Iterator[Cause]:
        """Yield the acts behind a figure, one a case, by number."""
        for case_no in sorted(self._of(path)):
            cause = _cause(store, case_no, self.since)
            yield replace(cause, kind=APART) if not cause.kind and case_no in self.apart else cause

    def _of(self, path: str) -> Iterable[str]:
        """Return the cases whose part in the figure is another than when it was told last."""
        if path.startswith(TIMELINESS):
            if self.timed is None:  # an early program kept no clocks: it may be any that changed
                return self.moved
            now = set(self.timed.get(path, ()))
        else:
            now = {no for no, paths in self.moved.items() if path in paths}
        told = self.known.get(path)
        return now ^ told.cases if told else now


def _retimed(before: JsonMapping, after: JsonMapping) -> dict[str, frozenset[str]]:
    """Return the cases whose clocks moved a figure of timeliness, by figure."""
    found = {}
    for rule in {*before, *after}:
        old, new = _ends(before.get(rule)), _ends(after.get(rule))
        for part in ("met", "of"):
            differing = (old[part] - new[part]) | (new[part] - old[part])
            if differing:
                path = SEPARATOR.join((TIMELINESS, rule, part))
                found[path] = frozenset(differing)
    return found


def _ends(ended: JsonMapping | None) -> dict[str, Counter[str]]:
    met, missed = (Counter(ended[name] if ended else ()) for name in ("met", "missed"))
    return {"met": met, "of": met + missed}


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


def _moved(
    before: Sequence[Counted], after: Sequence[Counted], classes: Classification
) -> dict[str, frozenset[str]]:
    """Return the figures that each changed case moved, by its number."""
    old = {case["case_no"]: case for case in before}
    new = {case["case_no"]: case for case in after}
    found = {}
    for no in sorted({*old, *new}):
        one, other = old.get(no, {}), new.get(no, {})
        if one and other:  # what an early program did not keep of a case has not changed
            one, other = {**other, **one}, {**one, **other}
        was, now = _added(one, classes), _added(other, classes)
        if paths := frozenset(path for path, _ in was.items() ^ now.items()):
            found[no] = paths
    return found


def _added(case: Counted, classes: Classification) -> dict[str, object]:
    """Return what one case adds to the figures, by path; a case that is not there nothing."""
    if not case:
        return {}
    received, closed = came([case]), went([case])
    told = {
        **recount([case], (*classes.counted, *CLOSED)),
        "focus": {name: sum(map(is_so, received)) for name, is_so in FOCUS.items()},
        "satisfaction": tally(closed, "satisfaction"),
        "root_cause": tally(closed, "root_cause"),
        "overdue": int(case["late"]),
    }
    return {path: value for path, value in _leaves("", told) if value not in {0, "0.00"}}


def _cause(store: Store, case_no: str, since: str) -> Cause:
    """Return the first act after ``since`` that changed the case; notes do not count."""
    columns = (CaseRow.uuid, CaseRow.counted_in)
    found = store.rows(CaseRow.select(*columns).where(CaseRow.case_no == case_no))
    if not found:
        return Cause(case_no)
    ((uuid, table),) = found
    quiet = (kinds.of_step(Action.NOTE).id, kinds.of_step(Action.CONTACT).id)
    for act, _ in sorted(journal.acts_of(store, uuid), key=lambda pair: pair[0].hlc):
        at = moment_of(act.hlc)
        tells = act.kind in MOVERS if table != COMPLAINT else act.kind not in quiet
        if at.isoformat() >= since and tells:
            return Cause(case_no, act.kind, act.author, at)
    return Cause(case_no, "" if table == COMPLAINT else TABLE + table)
