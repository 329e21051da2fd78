"""A period report: counted now while a draft, frozen once closed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from desk.base.clock import stamp
from desk.base.shapes import Facts, JsonMapping, JsonObject
from desk.reads.details import Details, details_json, details_of, details_within, trend_from
from desk.reads.figure_values import Balance, Figures, Handling, OtherTable, Share, figures_json
from desk.reads.figures import clocks_ended, figures_within
from desk.reads.office_facts import read_rules
from desk.reads.open_duties import open_debts
from desk.reads.period_ledger import LedgerLine, at_end, for_reader, ledger_lines
from desk.reads.rectifications import (
    Task,
    rectifications_json,
    seen_tasks,
    tasks_kept,
    tasks_within,
)
from desk.reads.restatement import Restated, restatements
from desk.rules.case.classification import FIRST, Classification, classifications
from desk.rules.case.codes import counted_code
from desk.rules.case.life import State
from desk.rules.case.ways import COMPLAINT
from desk.rules.people.person_id import person_id
from desk.rules.people.rights import Person
from desk.rules.reports import closing
from desk.rules.reports.periods import Period, submitted_by
from desk.rules.reports.recount import Came, Counted, Went, unproven
from desk.rules.time.rule_files import shipped_rules
from desk.rules.time.rulebook import RuleBook
from desk.store.db import Store
from desk.store.record import journal
from desk.store.record.read_model import REPORT
from desk.store.tables import IS_OPEN, ActRow, CaseRow, ClockRow, ReportRow


def figures_of(period: Period, told: JsonMapping) -> Figures:
    """Read figures back from `figures_json`; lossless."""
    return Figures(
        period=period,
        balance=Balance.from_numbers(told["balance"]),
        before=Balance.from_numbers(told["before"]),
        year_ago=Balance.from_numbers(told["year_ago"]),
        breakdown=told["breakdown"],
        demands=told["demands"],
        timeliness=_shares(told["timeliness"]),
        handling=_handling(told["handling"]),
        rates=_shares(told["rates"]),
        compensation=Decimal(told["compensation"]),
        compensated=told["compensated"],
        matrix=told["matrix"],
        outlets=told["outlets"],
        since=date.fromisoformat(told.get("since", date.min.isoformat())),
        others={n: OtherTable.from_numbers(one) for n, one in told.get("others", {}).items()},
        classes=classifications()[told.get("classification", FIRST)],
    )


def _shares(told: JsonMapping) -> dict[str, Share]:
    return {name: Share(share["met"], share["of"]) for name, share in told.items()}


def _handling(told: JsonMapping) -> Handling:
    within = {int(days): share for days, share in _shares(told["within"]).items()}
    return Handling(
        mean=_number(told["mean"]),
        median=_number(told["median"]),
        p90=told["p90"],
        bands=tuple(told["bands"]),
        within=within,
    )


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


STATUTORY: Final = "statutory"


@dataclass(frozen=True, kw_only=True)
class PeriodReport:
    """All data of the report of one period.

    Attributes:
        figures: The main figures.
        details: The further figures.
        lines: The ledger, unmasked.
        facts: Of the report itself: commentary, closing, submission.
        restated: Changes in earlier, closed reports.
        blockers: Reasons against closing; empty once closed.
        at_act: Number of acts in the journal when this was read.
        tasks: Rectifications that were open or checked in the period.
        clocks: The cases behind the clocks that ended; empty of a report that kept none.
        rules: The office's rules, for their names and limits.
    """

    figures: Figures
    details: Details
    lines: Sequence[LedgerLine]
    facts: Facts = field(default_factory=dict)
    restated: Sequence[Restated] = ()
    blockers: Sequence[closing.Blocker] = ()
    at_act: int = 0
    tasks: Sequence[Task] = ()
    clocks: Facts = field(default_factory=dict)
    rules: RuleBook = field(default_factory=shipped_rules, repr=False)

    @property
    def period(self) -> Period:
        """Return the period."""
        return self.figures.period

    @property
    def is_closed(self) -> bool:
        """Say whether it is closed."""
        return bool(self.facts.get("closed_at"))

    @property
    def comments(self) -> dict[str, str]:
        """Return the commentary by section: frozen when closed, else as typed so far."""
        if self.is_closed:
            return dict(self.facts["comments"])
        typed = {name: self.facts.get(closing.COMMENT + name) for name in closing.SECTIONS}
        return {name: text for name, text in typed.items() if text}

    @property
    def unproven(self) -> list[str]:
        """Return the names of sums that do not add up; such a report is not closed."""
        frozen = self.frozen()
        return unproven(frozen.figures, frozen.cases, frozen.clocks)

    def frozen(self) -> closing.FrozenReport:
        """Return the data to freeze when closing."""
        restated = {one.period: dict(one.now) for one in self.restated}
        cases = [_kept(case) for case in self.details.cases]
        told = whole_json(self.figures, self.details)
        return closing.FrozenReport(
            period=self.period.id,
            figures=told,
            cases=cases,
            restated=restated,
            at_act=self.at_act,
            clocks=self.clocks,
        )


def _kept(case: Counted) -> JsonObject:
    """Return a case's frozen attributes: all but its row id, which differs between homes."""
    return {name: value for name, value in case.items() if name != "id"}


def whole_json(figures: Figures, details: Details) -> JsonObject:
    """Return all figures of a period as ``figures`` prints them (design.md 10)."""
    told = figures_json(figures)
    checks = {**told.pop("checks"), **details.checks()}
    return {**told, **details_json(details, figures.causes), "checks": checks}


def read_report(store: Store, period: Period, now: datetime) -> PeriodReport:
    """Return the report of ``period``: frozen when closed, else counted at one moment."""
    with store.snapshot():
        facts = journal.folded(store, REPORT + period.id).facts
        if facts.get("closed_at"):
            return replace(_frozen_report(store, period, facts, now), rules=read_rules(store))
        figures = figures_within(store, period, now)
        details = details_within(store, period, now, figures.classes)
        lines = [at_end(line, period) for line in ledger_lines(store, period, now, is_full=True)]
        return PeriodReport(
            figures=figures,
            details=details,
            lines=lines,
            facts=facts,
            restated=restatements(store, period, now),
            blockers=blockers(store, period, details.cases, figures.classes),
            at_act=last_act(store),
            tasks=tasks_within(store, period),
            clocks=clocks_ended(store, period, now),
            rules=read_rules(store),
        )


def seen_by(report: PeriodReport, reader: Person) -> PeriodReport:
    """Return ``report`` with its ledger restricted to ``reader``; the figures cover all cases."""
    lines = [for_reader(line, reader) for line in report.lines]
    return replace(report, lines=lines, tasks=seen_tasks(report.tasks, reader))


def read_whole(store: Store, period: Period, now: datetime, reader: Person) -> JsonObject:
    """Return all figures of ``period`` as ``figures`` prints them; frozen when it is closed.

    Includes the rectifications as ``reader`` may see them, and the report's state.
    """
    with store.snapshot():
        facts = journal.folded(store, REPORT + period.id).facts
        if facts.get("closed_at"):
            told, tasks = facts["figures"], tasks_kept(store, facts.get("rectifications", ()))
        else:
            figures = figures_within(store, period, now)
            told = whole_json(figures, details_within(store, period, now, figures.classes))
            tasks = tasks_within(store, period)
    return {
        **told,
        "rectifications": rectifications_json(seen_tasks(tasks, reader), period),
        "report": state_json(facts, period, now),
    }


def state_json(facts: Facts, period: Period, now: datetime) -> JsonObject:
    """Return a report's state (draft, closed, submitted) and its due day."""
    state = "draft"
    if facts.get("closed_at"):
        state = "submitted" if facts.get("submitted_on") else "closed"
    names = ("closed_at", "closed_by", "hash", "head", "submitted_on", "submission_proof")
    return {
        "state": state,
        "due_on": submitted_by(period).isoformat(),
        "days_left": (submitted_by(period) - now.date()).days,
        **{name: facts.get(name) for name in names},
        "days_late": facts.get("days_late"),
        "despite": facts.get("despite") or None,
    }


def _frozen_report(store: Store, period: Period, facts: Facts, now: datetime) -> PeriodReport:
    told, cases = facts["figures"], facts["cases"]
    figures = figures_of(period, told)
    details = details_of(
        cases,
        trend_from(told["trend"], period),
        {name: Decimal(value) for name, value in told["denominators"].items()},
        figures.classes,
    )
    stories = {line.facts["case_no"]: line for line in _stories(store, cases, period, now)}
    restated = [Restated.from_json(name, one) for name, one in facts["restated"].items()]
    kept = ((case, stories.get(case["case_no"])) for case in _in_order(cases))
    lines = [at_end(_line(case, story, figures.classes), period) for case, story in kept]
    tasks = tasks_kept(store, facts.get("rectifications", ()))
    return PeriodReport(
        figures=figures,
        details=details,
        lines=lines,
        facts=facts,
        restated=restated,
        tasks=tasks,
        clocks=facts.get("clocks", {}),
    )


def _in_order(cases: Iterable[Counted]) -> list[Counted]:
    return sorted(cases, key=lambda case: (case["received_on"], case["case_no"]))


def _stories(
    store: Store, cases: Sequence[Counted], period: Period, now: datetime
) -> Iterable[LedgerLine]:
    """Yield the present texts of the frozen cases: names, facts, investigation."""
    return ledger_lines(
        store, period, now, is_full=True, numbers=[case["case_no"] for case in cases]
    )


_CODED: Final = ("channel", "grade", "topic", "outcome", "finding", "satisfaction", "root_cause")


def _line(case: Counted, told: LedgerLine | None, classes: Classification) -> LedgerLine:
    """Return a ledger line of frozen values and present texts.

    A code below the one that was counted is shown as it is.
    """
    frozen = {name: case[name] for name in ("handler", "department")}
    frozen |= {"complained_unit": case["unit"], "closed_at": case["closed_on"]}
    words = dict(told.facts) if told else _bare(case)
    for name in (*_CODED, *classes.fields):
        is_below = counted_code(name, words[name]) == case[name]
        frozen[name] = words[name] if is_below else case[name]
    if person_id(words["handler"]).login == frozen["handler"]:  # frozen before offices stood beside
        frozen["handler"] = words["handler"]
    return LedgerLine(
        facts={**words, **frozen},
        came=Came(case["came"]),
        went=Went(case["went"]),
        due_on=told.due_on if told else None,
        missed_on=told.missed_on if told and case["late"] else None,
        is_late=bool(case["late"]),
        days=case["days"],
    )


def _bare(case: Counted) -> JsonObject:
    from desk.reads.period_ledger import FIELDS  # noqa: PLC0415 - the names alone, for a case that is gone

    empty: JsonObject = dict.fromkeys(FIELDS)
    return {
        **empty,
        "case_no": case["case_no"],
        "received_at": f"{case['received_on']}T00:00:00",
        "facts": "",
        "state": State.ARCHIVED.value,
    }


def last_act(store: Store) -> int:
    """Return the row of the journal's last act; 0 when it is empty."""
    found = store.rows(ActRow.select(ActRow.id).order_by(ActRow.id.desc()).limit(1))
    return int(found[0][0]) if found else 0


def blockers(
    store: Store, period: Period, cases: Sequence[Counted], classes: Classification
) -> list[closing.Blocker]:
    """Return the reasons against closing ``period``, case by case.

    Missing codes of received cases, those that this kind of office asks for; statutory clocks
    that expired by the period's end and still run; plans awaiting approval since
    then; undecided conflicts; emergencies up to then without their report (14.7).
    """
    found = [
        closing.Blocker(
            why=closing.Block.CODES, case_id=case["id"], case_no=case["case_no"], fields=missing
        )
        for case in cases
        if case["came"] == Came.RECEIVED
        and (missing := tuple(name for name in classes.required if not case[name]))
    ]
    end = f"{period.last.isoformat()}T23:59:59"
    found += _overdue(store, end)
    found += _unanswered(store, end)
    found += _conflicts(store, [case["id"] for case in cases])
    found += _debts(store, end)
    return sorted(found, key=lambda blocker: (blocker.why, blocker.case_no))


def _overdue(store: Store, end: str) -> list[closing.Blocker]:
    query = (
        CaseRow.select(CaseRow.id, CaseRow.case_no, ClockRow.due_at)
        .join(ClockRow, on=(ClockRow.case_id == CaseRow.id))
        .where(
            IS_OPEN,
            CaseRow.due_at <= end,  # the soonest end of its running clocks, by the index
            CaseRow.counted_in == COMPLAINT,
            ClockRow.track == STATUTORY,
            ClockRow.is_running == 1,
            ClockRow.due_at <= end,
        )
    )
    soonest: dict[tuple[int, str], str] = {}
    for case_id, case_no, due in store.rows(query):
        key = (case_id, case_no)
        soonest[key] = min(due, soonest.get(key, due))
    return [
        closing.Blocker(
            why=closing.Block.OVERDUE,
            case_id=case_id,
            case_no=case_no,
            since=datetime.fromisoformat(due),
        )
        for (case_id, case_no), due in soonest.items()
    ]


def _unanswered(store: Store, end: str) -> list[closing.Blocker]:
    query = CaseRow.select(CaseRow.id, CaseRow.case_no, CaseRow.planned_at).where(
        IS_OPEN,
        CaseRow.counted_in == COMPLAINT,
        CaseRow.state == State.TO_APPROVE.value,
        CaseRow.planned_at <= end,
    )
    return [
        closing.Blocker(
            why=closing.Block.APPROVAL,
            case_id=case_id,
            case_no=no,
            since=datetime.fromisoformat(at),
        )
        for case_id, no, at in store.rows(query)
    ]


def _conflicts(store: Store, ids: Sequence[int]) -> list[closing.Blocker]:
    query = CaseRow.select(CaseRow.id, CaseRow.case_no).where(CaseRow.conflicts > 0)
    wanted = set(ids)
    found = store.rows(query)
    return [
        closing.Blocker(why=closing.Block.CONFLICT, case_id=i, case_no=no)
        for i, no in found
        if i in wanted
    ]


def _debts(store: Store, end: str) -> list[closing.Blocker]:
    return [
        closing.Blocker(
            why=closing.Block.DEBT, case_id=debt.case_id, case_no=debt.case_no, since=debt.since
        )
        for debt in open_debts(store)
        if stamp(debt.since) <= end
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedReport:
    """One report in the list of reports.

    Attributes:
        period: Which.
        closed_at: When it was closed, or None.
        submitted_on: When it was submitted, or None.
        days_late: By how many days that was late.
        hash: Of its figures and cases, hex, or "".
    """

    period: str
    closed_at: datetime | None
    submitted_on: date | None
    days_late: int
    hash: str


def reports_listed(store: Store) -> list[ListedReport]:
    """Return all begun reports, by period."""
    columns = (
        ReportRow.id,
        ReportRow.closed_at,
        ReportRow.submitted_on,
        ReportRow.days_late,
        ReportRow.hash,
    )
    return [
        ListedReport(
            period=period,
            closed_at=datetime.fromisoformat(closed) if closed else None,
            submitted_on=date.fromisoformat(submitted) if submitted else None,
            days_late=late,
            hash=hash_,
        )
        for period, closed, submitted, late, hash_ in store.rows(
            ReportRow.select(*columns).order_by(ReportRow.id)
        )
    ]
