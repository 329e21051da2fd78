"""The tables of the report's later sections: load, focus, answers, causes, warnings, examples."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Final

from desk.base.words import mark, say, shown
from desk.reads.details import FOCUS, Details, Limits, Load, Month, pareto
from desk.reads.figure_values import Figures, Share, one_decimal
from desk.reads.period_ledger import LedgerLine
from desk.reads.restatement import APART, TABLE, Cause, Restated
from desk.rules.case.classification import Classification
from desk.rules.case.codes import code_label, table_title
from desk.rules.case.fields import BY_ID
from desk.rules.case.titles import case_title
from desk.rules.oversight.indicators import Measured, Warned, warned
from desk.rules.reports.closing import DENOMINATORS
from desk.rules.reports.periods import period_named
from desk.rules.reports.recount import UNSTATED, Came, Went
from desk.rules.steps.act_words import title
from reports.case_index import focus_title, links
from reports.definitions import name_of_figure
from reports.figure_names import figure_title
from reports.ledger_table import hidden
from reports.making import Making
from reports.month_tables import coded, counted_columns, measured
from reports.table import Charted, Column, Holds, Row, Table, Value

EXAMPLES: Final = 3
LOADED: Final = (*Came, *Went)
SUMMARY: Final = 90  # characters of an example's story


def pareto_chart(figures: Figures) -> Charted:
    """Return the Pareto chart of causes, with cumulative share."""
    cause, counts = figures.classes.cause, figures.causes
    ranked = pareto(counts)
    total = sum(counts.values())
    rows: list[Row] = [
        (coded(cause, code), count, measured(Share(count, total).percent), share)
        for code, count, share in ranked
    ]
    columns = [
        *counted_columns(say(mark("Item"))),
        Column(say(mark("Cumulative")), Holds.PERCENT, 12, 15),
    ]
    rows.append((say(mark("Total")), total, measured(Share(total, total).percent), None))
    found = links(cause, [code for code, _, _ in ranked], 1)
    table = Table("pareto", name_of_figure("pareto"), columns, rows, totals=1, links=found)
    return Charted(table, 1, (3,))


def trend_chart(details: Details) -> Charted:
    """Return the months with mean and control limits, and which lie beyond them."""
    rows = [
        (month.id, month.received, month.closed, *(month.limits or _NO_LIMITS), _judged(month))
        for month in details.trend.months
    ]
    columns = [
        Column(say(mark("Month")), Holds.ID, 26, 16),
        Column(name_of_figure("received"), Holds.COUNT, 10, 16),
        Column(name_of_figure("closed"), Holds.COUNT, 10, 16),
        Column(say(mark("Mean")), Holds.DAYS, 10, 16),
        Column(say(mark("Lower limit")), Holds.DAYS, 10, 16),
        Column(say(mark("Upper limit")), Holds.DAYS, 10, 16),
        Column(say(mark("How it stands")), sheet=16, paper=20),
    ]
    return Charted(Table("trend", name_of_figure("trend"), columns, rows), 1, (3, 5))


_NO_LIMITS: Final = (None,) * len(Limits._fields)


def _judged(month: Month) -> str:
    if month.limits is None:
        return say(mark("too few months before it"))
    if month.is_above:
        return say(mark("▲ above the limit"))
    return say(mark("▼ below the limit")) if month.is_below else say(mark("○ within the limits"))


def load_table(name: str, loads: Mapping[str, Load], named: Callable[[str], str]) -> Table:
    """Return the table of load by person or department, with sums."""
    ranked = sorted(loads, key=lambda who: (who == UNSTATED, -loads[who].received, who))
    rows: list[Row] = [_load(_who(who, named), loads[who]) for who in ranked]
    rows.append(_load(say(mark("Total")), _whole(loads.values())))
    columns = [
        Column(name_of_figure(name), sheet=26, paper=26),
        *(Column(name_of_figure(part), Holds.COUNT, 10, 13) for part in LOADED),
        Column(say(mark("Late")), Holds.COUNT, 8, 10),
        Column(say(mark("Liable")), Holds.COUNT, 8, 10),
        Column(name_of_figure("mean"), Holds.DAYS, 12, 14),
    ]
    return Table(name, name_of_figure(name), columns, rows, totals=1)


def _who(who: str, named: Callable[[str], str]) -> str:
    return say(mark("not stated")) if who == UNSTATED else named(who)


def _load(title: str, load: Load) -> Row:
    counts = (getattr(load, part) for part in LOADED)
    return title, *counts, load.late, load.liable, measured(load.mean_days)


def _whole(loads: Iterable[Load]) -> Load:
    several = list(loads)
    names = Load.__dataclass_fields__
    return Load(**{name: sum(getattr(load, name) for load in several) for name in names})


def per_table(figures: Figures, details: Details) -> Table | None:
    """Return the table of complaints per denominator; None when none is known."""
    per, of_outlet = details.per, figures.per_outlet
    known: list[Row] = [(name_of_figure("per_outlet"), Decimal(figures.outlets), of_outlet)]
    rows = known if of_outlet is not None else []
    rows += [
        (name_of_figure(f"per_{name}"), details.denominators[name], per[name])
        for name in DENOMINATORS
        if per[name] is not None
    ]
    columns = [
        Column(say(mark("Figure")), sheet=26, paper=60),
        Column(say(mark("Denominator as stated")), Holds.DAYS, 18, 30),
        Column(say(mark("Complaints")), Holds.DAYS, 12, 20),
    ]
    return Table("per", say(mark("Complaints in proportion")), columns, rows) if rows else None


def overdue_table(details: Details) -> Table:
    """Return how many missed the statutory limit, and how many of these are open."""
    rows = [
        (name_of_figure("overdue"), details.overdue),
        (say(mark("Of these open at the end")), open_late(details)),
    ]
    columns = [
        Column(say(mark("Figure")), sheet=26, paper=40),
        Column(say(mark("Count")), Holds.COUNT, 10, 14),
    ]
    return Table("overdue", "", columns, rows, links=["overdue", ""])


def outlook_table(figures: Figures, details: Details, tasks_open: int) -> Table:
    """Return what goes over into the next period."""
    rows = [
        (name_of_figure("open_at_end"), figures.balance.open_at_end),
        (say(mark("Of these late")), open_late(details)),
        (say(mark("Rectifications under way")), tasks_open),
    ]
    columns = [
        Column(say(mark("Carried into the next period")), sheet=26, paper=40),
        Column(say(mark("Count")), Holds.COUNT, 10, 14),
    ]
    return Table("outlook", "", columns, rows, links=["open_at_end", "", ""])


def focus_table(details: Details) -> Table:
    """Return the table of received complaints of special attention."""
    of = details.received
    rows = [
        (
            focus_title(name),
            details.focus[name],
            of,
            measured(Share(details.focus[name], of).percent),
        )
        for name in FOCUS
    ]
    columns = [
        Column(name_of_figure("focus"), sheet=26, paper=40),
        Column(say(mark("Count")), Holds.COUNT, 10, 14),
        Column(say(mark("Out of")), Holds.COUNT, 10, 14),
        Column(say(mark("Share")), Holds.PERCENT, 10, 15),
    ]
    return Table("focus", name_of_figure("focus"), columns, rows, links=links("focus", list(FOCUS)))


def major_table(
    lines: Sequence[LedgerLine], details: Details, classes: Classification
) -> Table | None:
    """Return the major complaints of the period, masked; None when there is none."""
    wanted = {case["case_no"] for case in details.cases if case["major"]}
    chosen = [line for line in lines if line.facts["case_no"] in wanted]
    title = say(mark("Major complaints"))
    return _cases_table("major", title, chosen, classes.cause) if chosen else None


def examples_table(lines: Sequence[LedgerLine], classes: Classification) -> Table | None:
    """Return a table of a few instructive closed cases, masked; None if there are none.

    Upheld ones with the highest compensation first, one per cause.
    """
    closed = [line for line in lines if line.went is Went.CLOSED]
    closed.sort(key=lambda line: (-_weight(line), line.facts["case_no"]))
    chosen: list[LedgerLine] = []
    for line in closed:
        if line.facts[classes.cause] not in {one.facts[classes.cause] for one in chosen}:
            chosen.append(line)
    title = say(mark("Examples (personal data masked)"))
    few = chosen[:EXAMPLES]
    return _cases_table("examples", title, few, classes.cause) if chosen else None


def _weight(line: LedgerLine) -> Decimal:
    upheld = {"upheld": 2, "partly": 1}.get(line.facts["finding"] or "", 0)
    return Decimal(line.facts["compensation"] or 0) + upheld * 1_000_000


def _cases_table(name: str, title: str, lines: Sequence[LedgerLine], cause: str) -> Table:
    columns = [
        Column(say(mark("Case number")), Holds.ID, 26, 40),
        Column(say(mark("Unit")), sheet=20, paper=20),
        Column(say(BY_ID[cause].words), sheet=22, paper=22),
        Column(say(mark("What happened")), sheet=60, paper=70),
        Column(say(mark("Finding")), sheet=12, paper=15),
        Column(say(mark("Outcome")), sheet=14, paper=18),
    ]
    return Table(name, title, columns, [_case_row(hidden(line), cause) for line in lines])


def _case_row(line: LedgerLine, cause: str) -> Row:
    facts = line.facts
    story = case_title(facts["facts"] or "", SUMMARY + 1)
    return (
        facts["case_no"],
        facts["complained_unit"] or "",
        code_label(cause, facts[cause] or ""),
        story if len(story) <= SUMMARY else story[:SUMMARY] + "…",
        code_label("finding", facts["finding"] or ""),
        code_label("outcome", facts["outcome"] or ""),
    )


def warnings_table(figures: Figures, details: Details) -> Table:
    """Return the table of early warnings with limits and levels."""
    rows = [
        (
            _warning_title(one, figures, details),
            measured(one.value),
            measured(one.amber),
            measured(one.red),
            shown(one.alarm),
        )
        for one in warnings_of(figures, details)
    ]
    columns = [
        Column(say(mark("Indicator")), sheet=26, paper=46),
        Column(say(mark("This period")), Holds.DAYS, 12, 18),
        Column(say(mark("Attention from")), Holds.DAYS, 12, 18),
        Column(say(mark("Warning from")), Holds.DAYS, 12, 18),
        Column(say(mark("How it stands")), sheet=16, paper=26),
    ]
    return Table("warnings", say(mark("Early warnings")), columns, rows)


def _warning_title(one: Warned, figures: Figures, details: Details) -> str:
    """Return the name of an indicator; that of a month says which, where the period has several."""
    month = details.trend.foremost
    if one.id != "received" or month is None or month.id == figures.period.id:
        return one.title
    return say(mark("{label}: {value}"), label=month.id, value=one.title)


def warnings_of(figures: Figures, details: Details) -> list[Warned]:
    """Return the early warnings: a month's against its limit, the others against the period's."""
    month = details.trend.foremost
    upper = month.limits.upper if month and month.limits else None
    return warned(warning_values(figures, details), upper, figures.period.length)


def warning_values(figures: Figures, details: Details) -> dict[str, Measured]:
    """Return the values for the early warnings, by name."""
    units, month = figures.breakdown["unit"].values(), details.trend.foremost
    shares = {f"{name}_share": figures.rates[name] for name in _SHARES}
    shares["unit_share"] = Share(max(units, default=0), figures.balance.received)
    counts = {
        "received": month and month.received,
        "overdue": details.overdue,
        "open_late": open_late(details),
        "major": details.focus["major"],
        "group": details.focus["group"],
        "systemic": details.systemic.get("systemic", 0),
    }
    return {
        **{n: Measured(value=None if c is None else Decimal(c)) for n, c in counts.items()},
        **{n: Measured(value=share.percent, of=share.of) for n, share in shares.items()},
    }


def open_late(details: Details) -> int:
    """Return how many were open at the end, and late."""
    return sum(1 for case in details.cases if case["late"] and case["went"] == Went.OPEN)


_SHARES: Final = ("forwarded", "repeated", "liable", "satisfied")


def amounts_table(figures: Figures, details: Details) -> Table:
    """Return the table of sums in dispute and sums paid."""
    columns = [
        Column(name_of_figure("amount"), Holds.MONEY, 26, 1),
        Column(name_of_figure("compensation"), Holds.MONEY, 20, 1),
        Column(say(mark("Complaints compensated")), Holds.COUNT, 16, 1),
        Column(say(mark("Mean (yuan)")), Holds.MONEY, 16, 1),
    ]
    amount = (Decimal(details.amount) / 100).quantize(Decimal("0.01"))
    mean: Value = measured(figures.compensation_mean)
    row = (amount, figures.compensation, figures.compensated, mean)
    title = say(mark("Amounts and compensation"))
    return Table("compensation", title, columns, [row], links=["compensation"])


def restated_table(one: Restated, making: Making) -> Table:
    """Return the table of changes in an earlier report: submitted, now, cause, case."""
    rows = [
        (
            figure_title(change.figure),
            _number(change.submitted),
            _number(change.now),
            "\n".join(dict.fromkeys(_told(cause, making) for cause in change.causes)),
            "\n".join(cause.case_no for cause in change.causes),
        )
        for change in one.changes
    ]
    columns = [
        Column(say(mark("Figure")), sheet=26, paper=44),
        Column(say(mark("Submitted")), Holds.DAYS, 12, 15),
        Column(say(mark("Now")), Holds.DAYS, 12, 15),
        Column(say(mark("Reason for the change")), sheet=30, paper=46),
        Column(say(mark("Case")), Holds.ID, 26, 42),
    ]
    title = say(
        mark("Restatement of the report of {period}"), period=period_named(one.period).title
    )
    return Table(f"restated {one.period}", title, columns, rows)


def _number(value: object) -> Value:
    if value is None:
        return "—"
    return one_decimal(Decimal(value)) if isinstance(value, str) and "." in value else str(value)


def _told(cause: Cause, making: Making) -> str:
    if cause.kind == APART:
        return say(mark("merged cases are counted apart since then"))
    if cause.kind.startswith(TABLE):
        words = mark("by a newer version counted apart, as: {table}")
        return say(words, table=table_title(cause.kind.removeprefix(TABLE)))
    if cause.at is None:
        return say(mark("reason not recorded in the case"))
    words = mark("{day} {name}: {what}")
    what = title(cause.kind)
    return say(words, day=cause.at.date(), name=making.people.name(cause.author), what=what)
