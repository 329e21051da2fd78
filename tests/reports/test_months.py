"""A year of the training branch: figures, Excel and PDF agree cell by cell in every month.

The figures themselves are counted again in ``test_recount``.
"""

import json
from decimal import ROUND_HALF_UP, Decimal

import pytest

from desk.reads.details import details_of
from desk.reads.figure_values import BANDS
from desk.reads.period_report import figures_of, read_report, read_whole, whole_json
from desk.rules.case.classification import classification_of
from desk.rules.reports.periods import month_of, period_of
from desk.rules.reports.recount import unproven
from desk.rules.time.rule_files import shipped_rules
from reports.definitions import name_of_figure
from reports.excel import write_workbook
from reports.month import period_report
from reports.month_tables import SHARES, TARGETS, band_title, coded
from reports.paper import write_pdf
from reports.table import DASH
from tests.reports.papers import (
    MADE_AT,
    Written,
    lacking_in_excel,
    lacking_on_paper,
    making_of,
    tables_of,
)

BANK = classification_of("bank")

ASKED = ("channel", "product_line", "cause", "unit", "grade", "topic", "outcome", "finding")
FURTHER = ("satisfaction", "root_cause", "systemic")
LOAD = ("opening", "received", "closed", "withdrawn", "merged", "open_at_end", "late", "liable")
MATRIX = (
    *("A1-01", "A1-02", "A1-03-1", "A1-03-2", "A1-03-3", "A1-03-4", "A1-03-5", "A1-03-9"),
    *("electronic", "A1-04", "A1-99", "front", "A2"),
)


def year():
    """Yield the twelve months to the training branch's today, and what they make up."""
    month = month_of(MADE_AT.date())
    for _ in range(12):
        yield month
        month = month.before()
    yield period_of("quarter", "2026-Q3")
    yield period_of("half", "2026-H1")
    yield period_of("year", "2026")
    yield period_of("range", "2026-02-10..2026-05-09")


YEAR = list(year())


@pytest.fixture(params=YEAR, ids=lambda period: period.id)
def report(request, training):
    return read_report(training.store, request.param, MADE_AT)


@pytest.fixture
def document(report, training):
    return period_report(report, making_of(training))


def text(value):
    """Return a value of the figures as a table shows it."""
    return DASH if value is None else str(value)


def share(told):
    return str(told["met"]), str(told["of"]), text(told["percent"])


def percent(count, of):
    """Return a share as people reckon it: one decimal, half up."""
    if not of:
        return DASH
    return str((Decimal(count) * 100 / of).quantize(Decimal("0.1"), ROUND_HALF_UP))


def counts(name, told, of=None):
    """Return what a breakdown's table must say, the sum last when it has one."""
    total = sum(told.values()) if of is None else of
    rows = [(coded(name, code), str(n), percent(n, total)) for code, n in told.items()]
    if of is None:
        rows.append(("Total", str(total), percent(total, total)))
    return sorted(rows)


def load(told, title):
    return (title, *(str(told[name]) for name in LOAD), text(told["mean_days"]))


def expected(told, office):
    """Yield every table that the figures ``told`` fill: its id and its rows, as texts."""
    now, changes = told["balance"], told["changes"]
    names = ("year_ago",) if len(told["period"]) == 4 else ("before", "year_ago")
    bases = {name: told[name] if told["comparable"][name] else {} for name in names}
    yield (
        "balance",
        [
            (
                name_of_figure(n),
                str(now[n]),
                *(text(v) for b in names for v in (bases[b].get(n), changes[b][n])),
            )
            for n in now
        ],
    )
    yield "shares", [(name_of_figure(name), *share(told["rates"][name])) for name in SHARES]
    yield from _times(told)
    for name in ASKED:
        yield "pareto" if name == "cause" else name, counts(name, told["breakdown"][name])
    for name in FURTHER:
        yield name, counts(name, told[name])
    received = now["received"]
    for name, found in (("demands", told["demands"]), *_tags(told)):
        yield name, counts(name, found, received)
    yield (
        "compensation",
        [
            (
                told["amount"],
                told["compensation"],
                str(told["compensated"]),
                text(told["compensation_mean"]),
            )
        ],
    )
    for name, named in (("department", str), ("staff", office.people.name)):
        yield name, sorted(load(found, _stated(named(who))) for who, found in told[name].items())
    trend = told["trend"]
    months = zip(trend["months"], trend["received"], trend["closed"], trend["limits"], strict=True)
    yield (
        "trend",
        [
            (month, str(came), str(went), *(limits or ["None"] * 3))
            for month, came, went, limits in months
        ],
    )
    assert [trend[n] for n in ("mean", "lower", "upper")] == (trend["limits"][-1] or [None] * 3)
    yield "matrix", sorted(_matrix(told))
    focus = [str(n) for n in told["focus"].values()]
    yield "focus", [(n, str(received), percent(int(n), received)) for n in focus]


def _stated(code):
    return "not stated" if code == "unstated" else code


def _tags(told):
    return [(name, told[name]) for name in ("forwarded_by", "sensitive") if told[name]]


def _times(told):
    nothing = {"met": 0, "of": 0, "percent": None}
    targets = [told["timeliness"].get(name, nothing) for name in TARGETS]
    yield "targets", [share(one) for one in (*targets, told["rates"]["resolved"])]
    yield "within", [share(one) for one in told["handling"]["within"].values()]
    rules = shipped_rules()
    yield (
        "stages",
        sorted(
            (
                rules.rule(name, MADE_AT.date()).title,
                str(s["met"]),
                str(s["of"] - s["met"]),
                text(s["percent"]),
            )
            for name, s in told["timeliness"].items()
        ),
    )
    handling = told["handling"]
    yield "days", [tuple(text(handling[name]) for name in ("mean", "median", "p90"))]
    bands, of = handling["bands"], sum(handling["bands"])
    titles = [band_title(*band) for band in BANDS]
    yield (
        "bands",
        [(title, str(n), percent(n, of)) for title, n in zip(titles, bands, strict=True)]
        + [("Total", str(of), percent(of, of))],
    )


def _matrix(told):
    """Yield the matrix, line by line, with what has no channel last where there is some."""
    sums = told["matrix_sums"]
    has_unstated = any(one["unstated"] for one in sums.values())
    for unit, found in sums.items():
        cells = {**told["matrix"][unit], **found}
        line = [str(cells.get(place, found["back"] if place == "A2" else 0)) for place in MATRIX]
        yield unit, str(found["total"]), *line, *([str(found["unstated"])] if has_unstated else [])


SHOWN = {  # which columns of a table the figures tell, and whether its rows are in their order
    "stages": (0, 3, 4, 5),
    "targets": (1, 2, 3),
    "within": (1, 2, 3),
    "pareto": (0, 1, 2),
    "focus": (1, 2, 3),
    "trend": (0, 1, 2, 3, 4, 5),
}
SORTED = {*ASKED, *FURTHER, "pareto", "stages", "demands", "forwarded_by", "sensitive"}
WITHOUT_SUM = {"department", "staff", "matrix"}


def printed(table):
    """Return the rows of ``table`` as texts, in the columns and the order of ``expected``."""
    places = SHOWN.get(table.id, range(len(table.columns)))
    rows = [tuple(str(row[place]) for place in places) for row in table.rows]
    if table.id in WITHOUT_SUM:
        return sorted(rows[:-1])
    return sorted(rows) if table.id in SORTED else rows


def test_every_figure_stands_in_its_table(report, document, training):
    told, tables = whole_json(report.figures, report.details), tables_of(document)
    assert unproven(told, report.details.cases) == []
    assert all(told["checks"].values())
    for name, rows in expected(told, training):
        found = printed(tables[name])
        wanted = [row[: len(found[0])] for row in rows] if found else rows
        assert found == (sorted(wanted) if name in SORTED else wanted), name


def test_the_command_line_tells_the_figures_of_the_report(report, training):
    whole = read_whole(training.store, report.period, MADE_AT, training.actor)
    del whole["report"]
    assert whole.pop("rectifications")["tasks"] == []  # see test_follow_through
    assert whole == whole_json(report.figures, report.details)


def test_figures_made_again_from_what_is_kept_are_the_same(report, training):
    frozen = report.frozen()
    kept = json.loads(json.dumps({"figures": frozen.figures, "cases": frozen.cases}))
    trend, of = report.details.trend, report.details.denominators
    details = details_of(kept["cases"], trend, of, BANK)
    again = whole_json(figures_of(report.period, kept["figures"]), details)
    assert json.loads(json.dumps(again)) == kept["figures"]
    anew = read_report(training.store, report.period, MADE_AT)
    assert anew.frozen().hash == frozen.hash


def test_excel_holds_every_table(document, tmp_path):
    write_workbook(document, tmp_path / "month.xlsx")
    found = Written(tmp_path / "month.xlsx", tmp_path / "month.pdf", [])
    assert list(lacking_in_excel(document, found.values)) == []


@pytest.mark.slow
def test_the_paper_prints_every_table(document, tmp_path):
    missing = write_pdf(document, tmp_path / "month.pdf")
    found = Written(tmp_path / "month.xlsx", tmp_path / "month.pdf", missing)
    assert list(lacking_on_paper(document, found.text)) == []
