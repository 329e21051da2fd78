"""The public text of a period: figures without personal data (yearly disclosure, domain.md 9.5)."""

from typing import Final

from desk.base.words import mark, say
from desk.reads.figure_values import Figures
from desk.reads.period_report import PeriodReport
from reports import month_tables as tables
from reports.making import Making
from reports.table import Block, Document, Note, Section

FEW: Final = 5  # a count below this might tell of a single person; it is not printed by itself
SHOWN: Final = ("product_line", "business_channel", "cause")


def disclosure(report: PeriodReport, making: Making) -> Document:
    """Return the text for the public: totals, shares and breakdowns, no case and no name."""
    figures, period = report.figures, report.period.title
    blocks: list[Block] = [Note(_told(figures, making))]
    blocks += [_table(name, figures) for name in SHOWN if figures.balance.received]
    blocks.append(Note(_closing(figures)))
    return Document(
        title=say(mark("Disclosure on consumer complaints, {period}"), period=period),
        head=[(say(mark("Office")), making.office), (say(mark("Period")), period)],
        sections=[Section("disclosure", say(mark("Disclosure")), "", blocks)],
        foot=(f"{making.office} · {period}", making.printed()),
        author=making.office,
        made_at=making.at,
        language=making.language,
    )


def _told(figures: Figures, making: Making) -> str:
    balance = figures.balance
    words = mark(
        "In {period} {office} received {received} complaints of consumers and closed {closed}; "
        "the closed share was {percent} %."
    )
    percent = figures.rates["closing"].percent
    return say(
        words,
        period=figures.period.title,
        office=making.office,
        received=balance.received,
        closed=balance.closed,
        percent="—" if percent is None else percent,
    )


def _table(name: str, figures: Figures) -> Block:
    """Return a breakdown table with small counts combined as "other"."""
    counts = figures.breakdown[name]
    kept = {code: n for code, n in counts.items() if n >= FEW}
    rest = sum(counts.values()) - sum(kept.values())
    if rest:
        kept["unstated"] = rest
    table = tables.breakdown_table(name, kept)
    other, unstated = say(mark("other (fewer than {few} each)"), few=FEW), say(mark("not stated"))
    rows = [(other if row[0] == unstated else row[0], *row[1:]) for row in table.rows]
    return type(table)(table.id, table.title, table.columns, rows, totals=table.totals)


def _closing(figures: Figures) -> str:
    if not figures.balance.received:
        return say(mark("No complaint was received in the period."))
    words = mark(
        "The office goes on to trace complaints to their roots, to put them right, and to "
        "answer every one in time."
    )
    return say(words)
