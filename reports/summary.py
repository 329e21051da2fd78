"""The first page of a period report: what a director grasps in half a minute."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from desk.base.words import mark, say, shown
from desk.reads.figure_values import BALANCE, Share
from desk.reads.period_ledger import LedgerLine
from desk.reads.period_report import PeriodReport
from desk.reads.rectifications import Task
from desk.rules.oversight.indicators import Warned, WarningLevel
from desk.rules.reports.recount import Went
from desk.rules.settings import Settings
from reports.commentary import joined
from reports.definitions import name_of_figure
from reports.detail_tables import warnings_of
from reports.discreet import sight_of
from reports.making import Making
from reports.month_tables import TARGETS, measured
from reports.table import DASH, Block, Column, Holds, Note, Row, Table, Tiles, shown_cell

LISTED: Final = 8  # complaints past their limit that the first page names
NEXT: Final = 3  # things to be done that it names


def summary(report: PeriodReport, making: Making) -> list[Block]:
    """Return the verdict, the six figures, what missed the law's limit, and what is to be done.

    It says only what is counted or recorded; its numbers stand in its own tables.
    """
    return [
        Note(verdict(report, making.settings)),
        Tiles(_tiles(report, making.settings)),
        *_missed(report, making),
        *_next(report, making),
    ]


def verdict(report: PeriodReport, settings: Settings) -> str:
    """Return in a few sentences how the period stands to the law, targets and early warnings."""
    return joined(_verdict(report, settings))


def _verdict(report: PeriodReport, settings: Settings) -> Iterator[str]:
    missed = report.details.overdue
    if missed:
        words = mark("{count} complaints missed the statutory limit of the decision.")
        yield say(words, count=missed)
    else:
        yield say(mark("No complaint missed the statutory limit of the decision."))
    below = [
        name_of_figure(name)
        for name in TARGETS
        if _stands(_share(report, name), settings.number(TARGETS[name])) is WarningLevel.AMBER
    ]
    if below:
        yield say(mark("Below target: {names}."), names=below)
    found = warnings_of(report.figures, report.details)
    for level, words in _TOLD.items():
        names = [one.title for one in found if one.alarm is level and one.id != "overdue"]
        if names:
            yield say(words, names=names)


_TOLD: Final = {
    WarningLevel.RED: mark("Warning: {names}."),
    WarningLevel.AMBER: mark("Attention: {names}."),
}


def _share(report: PeriodReport, rule: str) -> Share:
    return report.figures.timeliness.get(rule, Share(0, 0))


def _stands(share: Share, target: int) -> WarningLevel:
    """Return how a share stands to its target."""
    if share.percent is None:
        return WarningLevel.UNKNOWN
    return WarningLevel.CALM if share.reaches(target) else WarningLevel.AMBER


def _tiles(report: PeriodReport, settings: Settings) -> Table:
    """Return the six figures: value, target or limit, period before, how it stands."""
    figures, balance = report.figures, report.figures.balance
    base = figures.bases["before"]
    before = {name: str(base.numbers()[name]) if base else DASH for name in BALANCE}
    found = {one.id: one for one in warnings_of(figures, report.details)}
    first, satisfied = _share(report, "first-response"), figures.rates["satisfied"]
    target = settings.number(TARGETS["first-response"])
    soonest = min((line.due_on for line in _open(report) if line.due_on), default=None)
    rows: list[Row] = [
        (
            name_of_figure("received"),
            str(balance.received),
            _upper(found["received"]),
            before["received"],
            shown(found["received"].alarm),
        ),
        (
            name_of_figure("closed"),
            str(balance.closed),
            DASH,
            before["closed"],
            say(mark("closed share {share}"), share=_percent(figures.rates["closing"])),
        ),
        (
            name_of_figure("open_at_end"),
            str(balance.open_at_end),
            DASH,
            before["open_at_end"],
            say(mark("soonest limit {day}"), day=soonest or DASH),
        ),
        (
            name_of_figure("overdue"),
            str(report.details.overdue),
            "0",
            DASH,
            shown(found["overdue"].alarm),
        ),
        (
            name_of_figure("first-response"),
            _percent(first),
            f"≥ {target}%",
            DASH,
            shown(_stands(first, target)),
        ),
        (
            name_of_figure("satisfied"),
            _percent(satisfied),
            f"> {measured(found['satisfied'].amber)}%",
            DASH,
            shown(found["satisfied"].alarm),
        ),
    ]
    columns = [
        Column(say(mark("Figure")), sheet=26, paper=34),
        Column(say(mark("This period")), Holds.ID, 12, 22),
        Column(say(mark("Target")), Holds.ID, 12, 22),
        Column(say(mark("Period before")), Holds.ID, 12, 22),
        Column(say(mark("How it stands")), sheet=22, paper=26),
    ]
    return Table("summary", "", columns, rows)


def _upper(one: Warned) -> str:
    return DASH if one.red is None else f"≤ {one.red}"


def _percent(share: Share) -> str:
    return shown_cell(Holds.PERCENT, measured(share.percent))


def _open(report: PeriodReport) -> list[LedgerLine]:
    return [line for line in report.lines if line.went is Went.OPEN]


def _missed(report: PeriodReport, making: Making) -> list[Block]:
    """Return the complaints past the limit of their decision, the first first."""
    lines = sorted(
        (line for line in report.lines if line.is_late),
        key=lambda line: (line.missed_on or date.max, line.facts["case_no"]),
    )
    if not lines:
        return []
    columns = [
        Column(say(mark("Case number")), Holds.ID, 26, 42),
        Column(say(mark("Unit complained of")), sheet=22, paper=34),
        Column(say(mark("Handler")), sheet=12, paper=20),
        Column(say(mark("Received on")), Holds.DAY, 12, 23),
        Column(say(mark("Limit missed on")), Holds.DAY, 12, 23),
        Column(say(mark("Notified on")), sheet=12, paper=23),
        Column(say(mark("Days late")), Holds.DAYS, 10, 16),
    ]
    rows = [_late(line, report, making) for line in lines[:LISTED]]
    title = say(mark("Complaints past the statutory limit of the decision"))
    blocks: list[Block] = [Table("missed", title, columns, rows)]
    if len(lines) > LISTED:
        words = mark("The first {shown} of {count}; all of them stand in the ledger.")
        blocks.append(Note(say(words, shown=LISTED, count=len(lines)), is_quiet=True))
    return blocks


def _late(line: LedgerLine, report: PeriodReport, making: Making) -> Row:
    facts = line.facts
    told = (facts["notified_at"] or facts["closed_at"] or "")[:10]
    until = date.fromisoformat(told) if told else min(making.at.date(), report.period.last)
    return (
        facts["case_no"],
        facts["complained_unit"] or "",
        making.people.name(facts["handler"]),
        date.fromisoformat(facts["received_at"][:10]),
        line.missed_on,
        told or say(mark("not notified yet")),
        (until - line.missed_on).days if line.missed_on else DASH,
    )


def _next(report: PeriodReport, making: Making) -> list[Block]:
    """Return what is to be done soonest, by whom and by when, as recorded.

    A closed report has nothing here: its plan is the one that was signed, in its last part.
    """
    if report.is_closed:
        return []
    answers = [
        (line.due_on, _answer(line), line.facts["handler"])
        for line in _open(report)
        if line.due_on and not line.facts["notified_at"]
    ]
    tasks = [
        (date.fromisoformat(task.due_on), _measure(task), task.entry.get("owner"))
        for task in report.tasks
        if task.checked_on is None
    ]
    first = sorted([*answers, *tasks], key=lambda one: one[:2])[:NEXT]
    columns = [
        Column(say(mark("Item")), sheet=40, paper=90),
        Column(say(mark("Responsible")), sheet=14, paper=30),
        Column(say(mark("To be done by")), Holds.DAY, 12, 30),
    ]
    rows = [(what, making.people.name(who), day) for day, what, who in first]
    return [Table("next", say(mark("To be done next")), columns, rows)] if rows else []


def _answer(line: LedgerLine) -> str:
    return say(mark("Answer {case_no}"), case_no=line.facts["case_no"])


def _measure(task: Task) -> str:
    told = sight_of(task.facts, is_full=False).text(task.entry.get("measure", ""))
    return say(mark("Rectify {case_no}: {measure}"), case_no=task.case_no, measure=told)
