"""The public text of a period: figures without personal data (yearly disclosure, domain.md 9.5)."""

from collections.abc import Iterator
from typing import Final

from desk.base.words import mark, say
from desk.reads.figure_values import Share
from desk.reads.period_report import PeriodReport
from desk.rules.reports.recount import distinct, tally
from reports import month_tables as tables
from reports.definitions import name_of_figure
from reports.making import Making
from reports.table import Block, Document, Note, Row, Section, Table

FEW: Final = 5  # a count below this might tell of a single person; it is not printed by itself


def disclosure(report: PeriodReport, making: Making) -> Document:
    """Return the text for the public: totals, shares and breakdowns, no case and no name.

    Repeats are counted once: totals and breakdowns are of the complaints received without
    those merged by the period's end.
    """
    period = report.period.title
    blocks: list[Block] = [Note(text) for text in _told(report, making)]
    blocks += breakdowns(report)
    return Document(
        title=say(mark("Disclosure on consumer complaints, {period}"), period=period),
        head=[(say(mark("Office")), making.office), (say(mark("Period")), period)],
        sections=[Section("disclosure", say(mark("Disclosure")), "", blocks)],
        foot=(f"{making.office} · {period}", making.printed()),
        author=making.office,
        made_at=making.at,
        language=making.language,
    )


def breakdowns(report: PeriodReport) -> list[Block]:
    """Return what is broken down: a table each, or a note where all counts are small."""
    classes = report.figures.classes
    shown = [name for name in (classes.business, classes.way, classes.cause) if name]
    return [_breakdown(name, report) for name in shown if report.figures.balance.distinct]


def disclosed_holds(report: PeriodReport) -> bool:
    """Say whether every table of the disclosure adds up to the report's number received."""
    whole = report.figures.balance.distinct
    found = [block for block in breakdowns(report) if isinstance(block, Table)]
    return all(
        sum(int(str(row[1])) for row in table.rows[:-1]) == whole == table.rows[-1][1]
        for table in found
    )


def _told(report: PeriodReport, making: Making) -> Iterator[str]:
    balance, period = report.figures.balance, report.period.title
    if making.at.date() <= report.period.last:
        words = mark("The period still runs; it is counted as it stood on {day}.")
        yield say(words, day=making.at.date())
    if not balance.received:
        words = mark("In {period} {office} received no complaint of consumers.")
        yield say(words, period=period, office=making.office)
    else:
        words = mark("In {period} {office} received {count} complaints of consumers.")
        yield say(words, period=period, office=making.office, count=balance.distinct)
    if balance.received > balance.distinct:
        words = mark("Repeats are merged; {count} were received before that.")
        yield say(words, count=balance.received)
    words = mark(
        "Open at the start: {opening}; closed: {closed}; withdrawn: {withdrawn}; "
        "merged as repeats: {merged}; open at the end: {open}."
    )
    yield say(
        words,
        opening=balance.opening,
        closed=balance.closed,
        withdrawn=balance.withdrawn,
        merged=balance.merged,
        open=balance.open_at_end,
    )
    percent = report.figures.rates["closing"].percent
    if percent is not None:
        words = mark(
            "The closed share was {percent} %: those closed, of those open at the start and "
            "received, without those merged."
        )
        yield say(words, percent=percent)


def _breakdown(name: str, report: PeriodReport) -> Block:
    """Return the counts by code; those below ``FEW`` are printed as one, last."""
    counts = tally(distinct(report.details.cases), name)
    whole = sum(counts.values())
    kept = {code: count for code, count in counts.items() if count >= FEW}
    if not kept:
        words = mark("{title}: fewer than {few} complaints each, which are not listed one by one.")
        return Note(say(words, title=name_of_figure(name), few=FEW))
    table = tables.breakdown_table(name, kept, whole)
    rest = whole - sum(kept.values())
    others: list[Row] = [_row(say(mark("other (fewer than {few} each)"), few=FEW), rest, whole)]
    rows = [*table.rows, *(others if rest else []), _row(say(mark("Total")), whole, whole)]
    return Table(table.id, table.title, table.columns, rows, totals=1)


def _row(title: str, count: int, of: int) -> Row:
    return title, count, tables.measured(Share(count, of).percent)
