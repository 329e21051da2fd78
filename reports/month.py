"""The report of a month, a quarter or a year: what it says, before it is Excel or PDF."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from desk.base.words import mark, say
from desk.reads.figures import Figures
from desk.reads.ledger import LedgerLine
from desk.rules.periods import submitted_by
from reports import month_tables as tables
from reports.channel_matrix import matrix_sums_hold, matrix_table
from reports.definitions import definitions_table, title_of
from reports.ledger import ledger_table
from reports.making import Making, masking
from reports.table import (
    DASH,
    Beside,
    Block,
    Document,
    Holds,
    Note,
    Pictured,
    Section,
    Signatures,
    shown_cell,
)

DRAWN: Final = ("channel", "product_line", "cause")
PAIRS: Final = (("unit", "grade"), ("outcome", "finding"))
ROLES: Final = (mark("Made by:"), mark("Checked by:"), mark("In charge:"))
CHECKS: Final = {
    "balance": mark("balance"),
    "breakdown": mark("breakdowns"),
    "bands": mark("days by band"),
    "matrix": mark("channel matrix"),
}


def period_report(figures: Figures, lines: Sequence[LedgerLine], making: Making) -> Document:
    """Return the report of ``figures.period``.

    Args:
        figures: The one value that every number on it comes from.
        lines: The ledger of the same moment, unmasked; the report masks it.
        making: Who makes it, where and when.
    """
    period = figures.period.title
    foot = (making.office, period, masking(is_full=False))
    return Document(
        say(mark("Report on consumer complaints, {period}"), period=period),
        _head(figures, making),
        [
            _overview(figures),
            _timeliness(figures, making),
            _structure(figures),
            _matrix(figures),
            _ledger(lines, making),
            _definitions(),
        ],
        (" · ".join(foot), making.printed()),
        making.by.name,
        making.at,
        making.language,
    )


def _head(figures: Figures, making: Making) -> list[tuple[str, str]]:
    period = figures.period
    days = say(mark("{first} to {last}"), first=period.first, last=period.last)
    made = say(mark("{name}, {at}"), name=making.by.name, at=making.at)
    return [
        (say(mark("Office")), making.office),
        (say(mark("Period")), days),
        (say(mark("Made by")), made),
        (say(mark("To be submitted by")), submitted_by(period).isoformat()),
        (say(mark("Personal data")), masking(is_full=False)),
        (say(mark("Superior office")), making.settings.text("superior_name") or DASH),
    ]


def _overview(figures: Figures) -> Section:
    blocks: list[Block] = [
        Note(_told(figures)),
        tables.balance_table(figures),
        tables.shares_table(figures),
        *_per_outlet(figures),
        Note(_checked(figures), is_quiet=True),
    ]
    return Section("overview", say(mark("Overview")), say(mark("1. Overview")), blocks)


def _told(figures: Figures) -> str:
    """Return the period in two sentences; a nil report says that it is one."""
    balance, period = figures.balance, figures.period.title
    if not balance.received:
        nil = mark("Nil report: no complaint was received in {period}. Open at the end: {open}.")
        return say(nil, period=period, open=balance.open_at_end)
    return say(
        mark(
            "In {period} the office received {received} complaints, {before} on the period before "
            "and {year} on the year before. Closed: {closed}; withdrawn: {withdrawn}; "
            "open at the end: {open}."
        ),
        period=period,
        received=balance.received,
        before=_change(balance.change_since(figures.before)["received"]),
        year=_change(balance.change_since(figures.year_ago)["received"]),
        closed=balance.closed,
        withdrawn=balance.withdrawn,
        open=balance.open_at_end,
    )


def _change(percent: Decimal | None) -> str:
    return DASH if percent is None else shown_cell(Holds.CHANGE, percent)


def _per_outlet(figures: Figures) -> list[Block]:
    if figures.per_outlet is None:
        return []
    words = mark("{title}: {number} ({outlets} outlets).")
    title, number = title_of("per_outlet"), figures.per_outlet
    return [Note(say(words, title=title, number=number, outlets=figures.outlets))]


def _checked(figures: Figures) -> str:
    """Return what the report's own sums say (domain.md 9.6)."""
    checks = figures.checks()
    checks["matrix"] = checks["matrix"] and matrix_sums_hold(matrix_table(figures))
    failed = [say(CHECKS[name]) for name, holds in checks.items() if not holds]
    if failed:
        return say(mark("Self-check: these sums do NOT add up: {names}."), names=failed)
    names = [say(CHECKS[name]) for name in checks]
    return say(mark("Self-check: all sums add up ({names})."), names=names)


def _timeliness(figures: Figures, making: Making) -> Section:
    blocks: list[Block] = [
        tables.targets_table(figures, making.settings),
        tables.stages_table(figures),
        tables.within_table(figures),
        tables.days_table(figures),
        tables.bands_table(figures),
    ]
    return Section("timeliness", say(mark("Timeliness")), say(mark("2. Timeliness")), blocks)


def _structure(figures: Figures) -> Section:
    drawn = [Pictured(tables.breakdown_table(n, figures.breakdown[n]), 1) for n in DRAWN]
    pairs = [
        Beside(*(tables.breakdown_table(name, figures.breakdown[name]) for name in pair))
        for pair in PAIRS
    ]
    demands = tables.breakdown_table("demands", figures.demands, figures.balance.received)
    topic = tables.breakdown_table("topic", figures.breakdown["topic"])
    blocks: list[Block] = [
        *drawn,
        *pairs,
        Beside(demands, topic),
        tables.compensation_table(figures),
        Signatures(
            [say(role) for role in ROLES],
            say(mark("Date: ____ / __ / __")),
            say(mark("(seal of the office)")),
        ),
    ]
    return Section("structure", say(mark("Structure")), say(mark("3. Structure")), blocks)


def _matrix(figures: Figures) -> Section:
    title = say(mark("Annex 1. Channels of the business by unit"))
    return Section("matrix", say(mark("Structure")), title, [matrix_table(figures)], is_wide=True)


def _ledger(lines: Sequence[LedgerLine], making: Making) -> Section:
    sheet, title = say(mark("Ledger")), say(mark("Annex 2. Ledger"))
    table = ledger_table(lines, making)
    return Section("ledger", sheet, title, [table], is_wide=True, is_list=True)


def _definitions() -> Section:
    sheet, title = say(mark("Definitions")), say(mark("Annex 3. Definitions"))
    table = definitions_table()
    return Section("definitions", sheet, title, [table], starts_page=True, is_list=True)
