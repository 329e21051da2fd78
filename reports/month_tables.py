"""The tables of the period report."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import chain
from typing import Final

from desk.base.words import mark, say, shown
from desk.reads.figure_values import BALANCE, BANDS, Figures, OtherTable, Share, one_decimal
from desk.rules.case.codes import code_label, code_list, table_title
from desk.rules.case.ways import is_other_kind
from desk.rules.reports.recount import UNSTATED
from desk.rules.settings import Settings
from desk.rules.time.rulebook import Rule, RuleBook
from reports.definitions import name_of_figure
from reports.table import DASH, Column, Holds, Pictured, Row, Table, Value

TARGETS: Final = {"first-response": "target_first_response", "execute": "target_solved"}
RESOLVED: Final = "target_agreed"
SHARES: Final = (
    "closing",
    "agreed",
    "unmet",
    "escalated",
    "upheld",
    "liable",
    "followed_up",
    "satisfied",
    "forwarded",
    "repeated",
)


def measured(value: Decimal | int | None) -> Value:
    """Return ``value``, or a dash when there was nothing to measure."""
    return DASH if value is None else value


def _figure_column(paper: float = 34) -> Column:
    return Column(say(mark("Figure")), sheet=26, paper=paper)


def _of(share: Share) -> tuple[int, int, Value]:
    return share.met, share.of, measured(share.percent)


def _share_columns() -> list[Column]:
    return [
        Column(say(mark("Count")), Holds.COUNT, 10, 13),
        Column(say(mark("Out of")), Holds.COUNT, 10, 13),
        Column(say(mark("Share")), Holds.PERCENT, 10, 15),
    ]


def compared(figures: Figures) -> list[str]:
    """Return the names of the comparisons that are made; a year has one, the year before."""
    is_one = figures.period.before() == figures.period.year_ago()
    return ["year_ago"] if is_one else ["before", "year_ago"]


def balance_table(figures: Figures) -> Table:
    """Return the balance table with its comparisons; dashes where there is no data to compare."""
    now, names = figures.balance.numbers(), compared(figures)
    bases = {name: base and base.numbers() for name, base in figures.bases.items()}
    rows = [
        (
            name_of_figure(name),
            count,
            *chain.from_iterable(
                (measured((bases[base] or {}).get(name)), measured(figures.changes[base][name]))
                for base in names
            ),
        )
        for name, count in now.items()
    ]
    heads = {"before": mark("Period before"), "year_ago": mark("Year before")}
    columns = [
        _figure_column(),
        Column(say(mark("This period")), Holds.COUNT, 12, 22),
        *chain.from_iterable(
            (
                Column(say(heads[base]), Holds.COUNT, 12, 22),
                Column(name_of_figure(base), Holds.CHANGE, 12, 22),
            )
            for base in names
        ),
    ]
    title = say(mark("Complaints of the period"))
    return Table("balance", title, columns, rows, links=list(now))


def other_tables(figures: Figures) -> list[Table]:
    """Return the tables of what is counted apart: other parties' complaints, and other kinds."""
    kinds = {name: one for name, one in figures.others.items() if is_other_kind(name)}
    parties = {name: one for name, one in figures.others.items() if name not in kinds}
    tables = (("other_parties", parties, ()), ("other_kinds", kinds, ("answered",)))
    return [_other_table(name, told, more) for name, told, more in tables if told]


def _other_table(name: str, told: Mapping[str, OtherTable], more: Sequence[str]) -> Table:
    shown_names = (*(one for one in BALANCE if one != "distinct"), *more)
    rows: list[Row] = [
        (table_title(table), *(one.numbers()[number] for number in shown_names))
        for table, one in told.items()
    ]
    counts = [Column(name_of_figure(number), Holds.COUNT, 12, 20) for number in shown_names]
    return Table(
        name, name_of_figure(name), [Column(say(mark("Item")), sheet=26, paper=30), *counts], rows
    )


def shares_table(figures: Figures) -> Pictured:
    """Return the table of the main shares, with bars."""
    rows = [
        (name_of_figure(name), *_of(figures.rates[name]))
        for name in SHARES
        if name in figures.rates
    ]
    columns = [_figure_column(), *_share_columns()]
    return Pictured(Table("shares", say(mark("Main shares")), columns, rows), 3, 100)


def voices_table(figures: Figures) -> Table:
    """Return how many of the closed were asked, and of those who answered are satisfied."""
    rows = [
        (name_of_figure(name), *_of(figures.rates[name])) for name in ("followed_up", "satisfied")
    ]
    return Table("voices", "", [_figure_column(), *_share_columns()], rows)


def targets_table(figures: Figures, settings: Settings) -> Table:
    """Return the table of shares with a target, and whether it was met."""
    nothing = Share(0, 0)
    rows = [
        _target(
            name_of_figure(rule), figures.timeliness.get(rule, nothing), settings.number(target)
        )
        for rule, target in TARGETS.items()
    ]
    resolved = figures.rates["resolved"]
    rows.append(_target(name_of_figure("resolved"), resolved, settings.number(RESOLVED)))
    columns = [
        _figure_column(40),
        *_share_columns(),
        Column(say(mark("Target")), Holds.PERCENT, 10, 15),
        Column(say(mark("Reached")), Holds.WORDS, 10, 15),
    ]
    return Table("targets", say(mark("Against the targets")), columns, rows)


def _target(title: str, share: Share, target: int) -> Row:
    reached: Value = DASH
    if share.percent is not None:
        reached = say(mark("yes")) if share.reaches(target) else say(mark("no"))
    return title, *_of(share), one_decimal(Decimal(target)), reached


def within_table(figures: Figures) -> Pictured:
    """Return the table of notices within 15, 30 and 60 days."""
    rows = [
        (say(mark("{days} days"), days=days), *_of(share))
        for days, share in figures.handling.within.items()
    ]
    columns = [Column(say(mark("Told within")), sheet=26, paper=34), *_share_columns()]
    title = say(mark("Complaints closed, by the statutory limits"))
    return Pictured(Table("within", title, columns, rows), 3, 100)


def stages_table(figures: Figures, rules: RuleBook) -> Pictured:
    """Return the table of clocks that ended in the period: met, missed, share."""
    last = figures.period.last
    rows = [
        _stage(rules.rule(name, last), figures.timeliness[name])
        for name in rules.ids
        if name in figures.timeliness
    ]
    columns = [
        Column(say(mark("Clock")), sheet=26, paper=26),
        Column(say(mark("Kind")), sheet=12, paper=13),
        Column(say(mark("Limit")), sheet=12, paper=19),
        Column(say(mark("Met")), Holds.COUNT, 10, 10),
        Column(say(mark("Missed")), Holds.COUNT, 10, 10),
        Column(say(mark("In time")), Holds.PERCENT, 10, 13),
    ]
    title = say(mark("Clocks that ended in the period"))
    return Pictured(Table("stages", title, columns, rows), 5, 100)


def _stage(rule: Rule, share: Share) -> Row:
    limit = limit_of(rule)
    missed = share.of - share.met
    return rule.title, shown(rule.track), limit, share.met, missed, measured(share.percent)


def limit_of(rule: Rule) -> str:
    """Return e.g. "24 hours"."""
    return say(mark("{amount} {unit}"), amount=rule.amount, unit=rule.unit)


def days_table(figures: Figures) -> Table:
    """Return the table of mean, median and P90 of days taken."""
    handling = figures.handling
    values = (("mean", handling.mean), ("median", handling.median), ("p90", handling.p90))
    columns = [Column(name_of_figure(name), Holds.DAYS, 18, 1) for name, _ in values]
    row = [measured(value) for _, value in values]
    return Table("days", say(mark("Days from receipt to notice")), columns, [row])


def bands_table(figures: Figures) -> Pictured:
    """Return the table of cases by days taken."""
    of = sum(figures.handling.bands)
    rows = [
        (band_title(low, high), count, measured(Share(count, of).percent))
        for (low, high), count in zip(BANDS, figures.handling.bands, strict=True)
    ]
    columns = counted_columns(say(mark("Days")))
    rows.append((say(mark("Total")), of, measured(Share(of, of).percent)))
    links = [f"bands/{place}" for place in range(len(BANDS))] + [""]
    return Pictured(
        Table("bands", name_of_figure("bands"), columns, rows, totals=1, links=links), 1
    )


def band_title(low: int, high: int | None) -> str:
    """Return e.g. "4 to 15 days"."""
    if high is None:
        return say(mark("over {days} days"), days=low - 1)
    if not low:
        return say(mark("up to {days} days"), days=high)
    return say(mark("{low} to {high} days"), low=low, high=high)


def counted_columns(heading: str) -> list[Column]:
    """Return the columns of an item, its count and its share."""
    return [
        Column(heading, sheet=26, paper=40),
        Column(say(mark("Count")), Holds.COUNT, 10, 14),
        Column(say(mark("Share")), Holds.PERCENT, 10, 15),
    ]


def breakdown_table(name: str, counts: Mapping[str, int], of: int | None = None) -> Table:
    """Return counts by code, most first; codes without a case are left out.

    Args:
        name: Of the dimension and of its definition.
        counts: By code; ``UNSTATED`` is shown as not stated.
        of: Base of the shares; the sum of the counts when None.
    """
    total = sum(counts.values()) if of is None else of
    order = _order(name)
    ranked = sorted(counts, key=lambda code: (-counts[code], order.get(code, len(order)), code))
    rows: list[Row] = [
        (coded(name, code), counts[code], measured(Share(counts[code], total).percent))
        for code in ranked
    ]
    totals = 0
    if of is None:
        rows.append((say(mark("Total")), total, measured(Share(total, total).percent)))
        totals = 1
    links = [f"{name}/{code}" for code in ranked] + [""] * totals
    heads = counted_columns(say(mark("Item")))
    return Table(name, name_of_figure(name), heads, rows, totals=totals, links=links)


def _order(name: str) -> dict[str, int]:
    if name == "unit":
        return {}
    return {code: place for place, code in enumerate(code_list(name).codes)}


def coded(name: str, code: str) -> str:
    """Return the label of ``code`` in the dimension ``name``; units are returned unchanged."""
    if code == UNSTATED:
        return say(mark("not stated"))
    return code if name == "unit" else code_label(name, code)
