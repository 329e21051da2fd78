"""The period report: one content, and Excel, PDF and figures agree to the last digit."""

import re
import shutil
from dataclasses import replace

import pytest

from desk.actions.change_settings import ChangeSettings
from desk.base.resources import read_toml
from desk.home.opening import DATABASE, KEY_FILE
from desk.reads.figure_values import BACK, ELECTRONIC, figures_json
from desk.reads.period_report import read_report
from desk.rules.reports.closing import DENOMINATORS
from desk.rules.reports.periods import period_of
from reports.case_index import A_ROW
from reports.channel_matrix import matrix_sums_hold, matrix_table
from reports.definitions import name_of_figure
from reports.ledger_table import ledger_table
from reports.month import period_report
from reports.table import DASH, Table
from tests.builders import register, step, walk
from tests.conftest import Branch
from tests.reports.papers import (
    bare,
    lacking_in_excel,
    lacking_on_paper,
    making_of,
    report_of,
    tables_of,
)

DIMENSIONS = ("channel", "product_line", "cause", "unit", "grade", "topic", "outcome", "finding")
HOSTILE_NAMES = ("=1+1", "<b>x", "A&B", "㛃䶮𬀩", "𠮷")
CHANNELS = ("A1-01", "A1-02", "A1-03-1", "A1-03-3", "A1-04", "A1-99", "A2", None)


@pytest.fixture(scope="module")
def busy(template, tmp_path_factory):
    """A branch with a month of complaints: closed, withdrawn, open, of hostile names; read only."""
    folder, keys = template
    copied = tmp_path_factory.mktemp("busy")
    for name in (KEY_FILE, DATABASE):
        shutil.copy(folder / name, copied / name)
    branch = Branch(copied, keys)
    desk = branch.desk()
    desk.do(ChangeSettings(values={"units": ["和平路分理处", "湖滨分理处"]}))
    for number, name in enumerate(HOSTILE_NAMES * 2):
        case_no = register(
            desk,
            complainant={"name": name, "phone": f"138{number:04d}5678"},
            facts=f"{name} 来电，电话13800005678。",
            business_channel=CHANNELS[number % len(CHANNELS)],
            complained_unit=("和平路分理处", "=2+2", "湖滨分理处")[number % 3],
            demands=["refund", "answer"][: number % 3],
            grade="ABC"[number % 3],
            amount="1234.50",
        )
        if number < 4:
            walk(branch, case_no, until=("close", "archive")[number % 2])
        elif number == 4:
            step(branch.desk("chen"), case_no, "withdraw", remarks="投诉人撤回。")
    yield branch
    branch.store.close()


def test_excel_holds_every_value_of_the_report(busy, written):
    _figures, document = report_of(busy.desk())
    found = written(document)
    assert found.values.sheetnames == [
        *("Summary", "Overview", "Timeliness", "Structure", "Focus", "Causes", "Channels"),
        *("Ledger", "Definitions", "Index of cases"),
    ]
    assert list(lacking_in_excel(document, found.values)) == []


def test_the_pdf_prints_every_value_of_the_report(busy, written):
    _figures, document = report_of(busy.desk())
    assert list(lacking_on_paper(document, written(document).text)) == []


def test_the_report_prints_the_figures_that_the_command_line_prints(busy):
    figures, document = report_of(busy.desk())
    told, tables = figures_json(figures), tables_of(document)
    assert told["balance"] == {
        "opening": 0,
        "received": 10,
        "distinct": 10,
        "closed": 4,
        "withdrawn": 1,
        "merged": 0,
        "open_at_end": 5,
    }
    balance = tables["balance"].rows
    assert [row[1] for row in balance] == list(told["balance"].values())
    assert told["since"] == "2026-11-20"  # so that there is nothing to compare with
    assert told["comparable"] == {"before": False, "year_ago": False}
    assert {cell for row in balance for cell in row[2:]} == {DASH}
    assert {v for changes in told["changes"].values() for v in changes.values()} == {None}
    for name in (
        "channel",
        "product_line",
        "cause",
        "unit",
        "grade",
        "topic",
        "outcome",
        "finding",
    ):
        *rows, total = tables["pareto" if name == "cause" else name].rows
        assert sorted(row[1] for row in rows) == sorted(told["breakdown"][name].values())
        assert total[1] == sum(told["breakdown"][name].values())
    assert sorted(row[1] for row in tables["demands"].rows) == sorted(told["demands"].values())
    shares = {row[0]: row[1:] for row in tables["shares"].rows}
    for name in ("closing", "agreed", "upheld", "satisfied", "forwarded", "repeated"):
        share = told["rates"][name]
        percent = share["percent"] or DASH
        met, of, shown = shares[name_of_figure(name)]
        assert (met, of, str(shown)) == (share["met"], share["of"], percent)
    stages = {row[0]: (row[3], row[3] + row[4], str(row[5])) for row in tables["stages"].rows}
    assert sorted(stages.values()) == sorted(
        (share["met"], share["of"], share["percent"]) for share in told["timeliness"].values()
    )
    assert [str(row) for row in tables["compensation"].rows[0][1:]] == [
        told["compensation"],
        str(told["compensated"]),
        told["compensation_mean"],
    ]
    assert [row[1] for row in tables["bands"].rows[:-1]] == told["handling"]["bands"]
    assert told["per_outlet"] == "5.0"
    assert all(told["checks"].values())


def test_the_matrix_adds_up_line_by_line_and_downwards(busy):
    figures, document = report_of(busy.desk())
    table = tables_of(document)["matrix"]
    assert matrix_sums_hold(table)
    *units, total = table.rows
    assert total[1] == 10
    assert {row[0] for row in units} == {"和平路分理处", "湖滨分理处", "=2+2"}
    for row in table.rows:
        counter, machines = row[2:4]
        electronic, subtotal = row[4:10], row[10]
        third, other, front, back, unstated = row[11:16]
        assert subtotal == sum(electronic)
        assert front == counter + machines + subtotal + third + other
        assert row[1] == front + back + unstated
    sums = figures_json(figures)["matrix_sums"]
    assert sorted(row[1] for row in units) == sorted(s["total"] for s in sums.values())
    assert (len(ELECTRONIC), BACK) == (6, "A2")


@pytest.mark.parametrize("place", [1, 4, 10, 13, 14])
def test_a_matrix_that_does_not_add_up_is_told_from_one_that_does(busy, place):
    figures, _ = report_of(busy.desk())
    table = matrix_table(figures)
    row = list(table.rows[0])
    row[place] += 1
    spoiled = Table(table.id, "", table.columns, [row, *table.rows[1:]], totals=1)
    assert not matrix_sums_hold(spoiled)


def test_hostile_names_are_masked_in_the_ledger_and_harm_nothing(busy, written):
    _figures, document = report_of(busy.desk())
    found = written(document)
    sheet = found.book["Ledger"]
    heads = [cell.value for cell in sheet[1]]
    column = {head: place for place, head in enumerate(heads)}
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    names = {row[column["Complainant"]] for row in rows}
    assert names == {"=***", "<***", "A**", "㛃**", "𠮷*"}
    assert all(row[column["Telephone"]].startswith("138****") for row in rows)
    stories = " ".join(row[column["Facts"]] for row in rows)
    assert "13800005678" not in stories
    assert "㛃**来电" in stories.replace(" ", "")
    assert found.missing == ["𠮷"]
    assert "[U+20BB7]*" in found.text
    assert "13800005678" not in found.text


def test_the_ledger_traces_the_balance(busy):
    desk = busy.desk()
    report = read_report(desk.store, period_of("month", "2026-11"), desk.clock.now())
    figures, table = report.figures, ledger_table(report.lines, making_of(desk))
    heads = [column.heading for column in table.columns]
    came, went = (heads.index(name_of_figure(name)) for name in ("came", "went"))
    for name in ("opening", "received"):
        count = sum(1 for row in table.rows if row[came] == name_of_figure(name))
        assert count == getattr(figures.balance, name)
    for name in ("closed", "withdrawn", "open_at_end"):
        count = sum(1 for row in table.rows if row[went] == name_of_figure(name))
        assert count == getattr(figures.balance, name)


def test_a_month_without_complaints_gives_a_nil_report(busy, written):
    _figures, document = report_of(busy.desk(), period="2026-09")
    found = written(document)
    nil = "Nil report: no complaint was received in 2026-09. Open at the end: 0."
    assert bare(nil) in found.text
    assert nil in [cell.value for row in found.book["Overview"] for cell in row]
    changes = [row[3] for row in tables_of(document)["balance"].rows]
    assert changes == [DASH] * 7
    assert len(found.pages) == 1
    assert bare("(seal of the office)") in found.text


@pytest.mark.parametrize(
    ("kind", "period", "title"),
    [("quarter", "2026-Q4", "quarter 4 of 2026"), ("year", "2026", "year 2026")],
)
def test_quarters_and_years_come_from_the_same_report(busy, kind, period, title):
    figures, document = report_of(busy.desk(), kind, period)
    assert title in document.title
    assert figures.balance.received == 10


def test_every_figure_has_a_definition():
    defined = read_toml("figures.toml")
    told = {
        *("opening", "received", "distinct", "closed", "withdrawn", "merged", "open_at_end"),
        *("before", "year_ago", "other_parties", "other_kinds", "answered"),
        *("channel", "product_line", "cause", "unit", "grade", "topic", "demands", "matrix"),
        *("outcome", "finding", "compensation", "within", "timeliness", "bands", "per_outlet"),
        *("mean", "median", "p90", "ledger", "came", "went", "pareto", "trend", "staff"),
        *("department", "focus", "forwarded_by", "sensitive", "satisfaction", "dissatisfied"),
        *("root_cause", "systemic", "overdue", "amount", "restated", "business_channel"),
        *("insurance_line", "dispute", "sales_channel", "phase", "issue"),
        *(f"per_{name}" for name in DENOMINATORS),
    }
    rates = {"closing", "agreed", "resolved", "unmet", "escalated", "upheld", "liable"}
    rates |= {"followed_up", "satisfied"}
    assert told | rates | {"forwarded", "repeated", "first-response", "execute"} == set(defined)
    for entry in defined.values():
        for part in ("title", "formula", "source", "cases"):
            assert all(entry[part][language] for language in ("zh", "en"))


def test_the_report_says_who_made_it_when_and_by_when_it_is_due(busy, written):
    desk = busy.desk()
    _figures, document = report_of(desk)
    text = written(document).text
    for words in (
        f"Made by{desk.actor.name}, 2026-11-20 10:00",
        "To be submitted by2026-12-05",
        "2026-11-01 to 2026-11-30",
        desk.settings.text("office_name"),
        "Self-check: all sums add up",
        "(seal of the office)",
    ):
        assert bare(words) in text, words


def test_sums_that_do_not_add_up_are_said_aloud(busy):
    figures, _document = report_of(busy.desk())
    desk = busy.desk()
    report = read_report(desk.store, period_of("month", "2026-11"), desk.clock.now())
    spoiled = replace(figures, breakdown={**figures.breakdown, "channel": {"phone": 99}})
    document = period_report(replace(report, figures=spoiled), making_of(desk))
    (overview,) = (section for section in document.sections if section.id == "overview")
    notes = [block.text for block in overview.blocks if hasattr(block, "is_quiet")]
    assert notes[-1] == "Self-check: these sums do NOT add up: breakdowns."


def test_sums_are_formulas_that_give_what_stands_beside_them(busy, written):
    _figures, document = report_of(busy.desk())
    found = written(document)
    formulas = 0
    for sheet in found.book:
        for row in sheet.iter_rows():
            for cell in row:
                if not (isinstance(cell.value, str) and cell.data_type == "f"):
                    continue
                first, last = re.fullmatch(r"=SUM\((\w+):(\w+)\)", cell.value).groups()
                summed = sum(c.value for (c,) in sheet[f"{first}:{last}"])
                assert summed == found.values[sheet.title][cell.coordinate].value
                formulas += 1
    assert formulas > 20


def test_counts_lead_to_the_numbers_of_their_cases(busy, written):
    figures, document = report_of(busy.desk())
    book = written(document).values
    index, links = book["Index of cases"], 0
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.hyperlink is None:
                    continue
                place = cell.hyperlink.location.split("!A")[1]
                _figure, _item, count, numbers = [c.value for c in index[place]]
                assert count == cell.value, cell
                assert len(numbers.split(", ")) == min(count, A_ROW) if count else not numbers
                links += 1
    assert links > 20
    assert figures.balance.received == 10
