"""The figures counted again from the list of cases, by their definitions, without our queries.

What is counted and how stands in ``resources/figures.toml``; the list comes
from the command line, as anybody may fetch it.
"""

import io
import json
import shutil
from calendar import monthrange
from collections import Counter
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from itertools import pairwise
from statistics import median

import openpyxl
import pypdf
import pytest

from desk.base.clock import SetClock
from desk.cli.__main__ import main
from desk.home.opening import Home as HomeFolder
from desk.reads.period_report import read_report
from desk.rules.reports.periods import period_named
from desk.training.home import PASSWORD as TRAINED
from reports.month import period_report
from reports.proof import unproven_paper
from tests.cli.seats import seated
from tests.conftest import PASSWORD, Branch, staffed
from tests.reports.odd_year import OddYear
from tests.reports.papers import bare, lacking_in_excel, lacking_on_paper, making_of, tables_of
from tests.reports.test_months import SORTED, expected, printed

NOW = datetime(2026, 11, 20, 10, 0)
LATER = datetime(2027, 1, 5, 10, 0)
RANGE = ("range", "2026-02-10..2026-05-09", date(2026, 2, 10), date(2026, 5, 9))


def month(year, number):
    last = monthrange(year, number)[1]
    return "month", f"{year}-{number:02d}", date(year, number, 1), date(year, number, last)


QUARTERS = [
    ("quarter", "2026-Q1", date(2026, 1, 1), date(2026, 3, 31)),
    ("quarter", "2026-Q2", date(2026, 4, 1), date(2026, 6, 30)),
    ("quarter", "2026-Q3", date(2026, 7, 1), date(2026, 9, 30)),
    ("quarter", "2026-Q4", date(2026, 10, 1), date(2026, 12, 31)),
]
HALVES = [
    ("half", "2026-H1", date(2026, 1, 1), date(2026, 6, 30)),
    ("half", "2026-H2", date(2026, 7, 1), date(2026, 12, 31)),
]
YEAR = ("year", "2026", date(2026, 1, 1), date(2026, 12, 31))
PERIODS = {  # of each home
    "training": [
        *(month(2026, number) for number in (9, 10, 11)),
        month(2024, 2),
        QUARTERS[2],
        YEAR,
    ],
    "odd": [
        *(month(2026, number) for number in range(1, 13)),
        month(2022, 12),
        *QUARTERS,
        *HALVES,
        YEAR,
        RANGE,
    ],
}
STOPS = {  # domain.md 3.4 and the articles: what stops which clock
    "register": "registered_at",
    "first-response": "first_contact_at",
    "investigate": "investigated_at",
    "plan": "planned_at",
    "execute": "executed_at",
    "complex-reply": "notified_at",
    "follow-up": "followed_up_at",
    "decide": "notified_at",
    "pbc-decide": "notified_at",
    "credit-objection": "notified_at",
    "review-decide": "review_decided_at",
    "regulator-forward": "forwarded_on",
}
RECEIVED = ("channel", "business_channel", "product_line", "cause", "grade", "topic")


@dataclass
class Home:
    """A home that is asked by the command line alone.

    Attributes:
        variables: Of the environment: which home, who, in which language.
        now: When it is asked.
    """

    variables: dict
    now: datetime
    _told: dict = field(default_factory=dict)

    def ask(self, *argv):
        """Return what the command prints, line by line; each is asked once."""
        if argv not in self._told:
            out = io.StringIO()
            with pytest.MonkeyPatch.context() as patched, redirect_stdout(out):
                for name, value in self.variables.items():
                    patched.setenv(f"COMPLAINT_DESK_{name}", str(value))
                assert main([*argv, "--now", self.now.isoformat()]) == 0
            self._told[argv] = [json.loads(line) for line in out.getvalue().splitlines()]
        return self._told[argv]

    @cached_property
    def tables(self):
        """Return all cases by where they are counted, as they are listed and shown one by one.

        Consumers' complaints as "complaint", others' by their party, everything else by its kind.
        """
        listed = self.ask("case", "list", "--all", "--json")
        for case in listed:
            (shown,) = self.ask("case", "show", case["case_no"])
            assert shown["case_no"] == case["case_no"]
            assert {name: shown[name] for name in shown.keys() & case.keys()} == {
                name: case[name] for name in shown.keys() & case.keys()
            }
        tables = {}
        for case in listed:
            party = case["party_type"] or "customer"
            is_consumer_s = case["kind"] != "complaint" or party == "customer"
            table = case["kind"] if is_consumer_s else party
            tables.setdefault(table, []).append(case)
        return tables


def make_odd_year(folder, a_month):
    folder.mkdir()
    branch = Branch(folder, staffed(folder, is_training=True))  # so that today may be moved
    year = OddYear(branch, a_month)
    assert min(year.made.values()) >= 1
    branch.store.close()
    branch.unlock()


@pytest.fixture(scope="module")
def homes(training_home, once, tmp_path_factory, request):
    """A training branch, and a branch with a year in which every odd thing was done."""
    made, staff = training_home(60)
    a_month = 25 if request.config.getoption("--slow") else 5
    year = once("odd-year", lambda folder: make_odd_year(folder, a_month))
    training, odd = (tmp_path_factory.mktemp(name) / "home" for name in PERIODS)
    shutil.copytree(made, training)
    shutil.copytree(year, odd)
    english = {"LANG": "en"}
    with seated():
        yield {
            "training": Home(
                {**english, "HOME": training, "USER": staff["director"], "PASSWORD": TRAINED}, NOW
            ),
            "odd": Home({**english, "HOME": odd, "USER": "director", "PASSWORD": PASSWORD}, LATER),
        }


def day(moment):
    return date.fromisoformat(moment[:10]) if moment else None


def percent(met, of):
    if not of:
        return None
    return str((Decimal(met) * 100 / of).quantize(Decimal("0.1"), ROUND_HALF_UP))


def share(met, of):
    return {"met": met, "of": of, "percent": percent(met, of)}


def balance_of(cases, first, last):
    """Count what was open, came and went, by days of receipt and closing alone."""

    def open_before(moment):
        return sum(
            day(case["received_at"]) < moment
            and (case["closed_at"] is None or day(case["closed_at"]) >= moment)
            for case in cases
        )

    ended = [c for c in cases if c["closed_at"] and first <= day(c["closed_at"]) <= last]
    withdrawn = sum(case["outcome"] == "withdrawn" for case in ended)
    merged = [case for case in ended if case["outcome"] == "merged"]
    received = sum(first <= day(case["received_at"]) <= last for case in cases)
    return {
        "opening": open_before(first),
        "received": received,
        "distinct": received - sum(day(case["received_at"]) >= first for case in merged),
        "closed": len(ended) - withdrawn - len(merged),
        "withdrawn": withdrawn,
        "merged": len(merged),
        "open_at_end": open_before(date.fromordinal(last.toordinal() + 1)),
    }


def run_of(rule, due, restarts):
    """Return which run of a clock ended then: a restart begins another."""
    return rule, sum(at <= due for at in restarts)


def clocks_of(cases, first, last, now):
    """Count the clocks that ended in the period: stopped, or late, once for each restart."""
    met, of = Counter(), Counter()
    for case in cases:
        restarts = [entry["at"] for entry in case.get("restarts", ())]
        missed = {}
        for entry in case.get("breaches", ()):
            if not entry.get("in_time"):
                missed.setdefault(run_of(entry["rule"], entry["due_at"], restarts), []).append(
                    entry["due_at"]
                )
        for rule, due in case["due"].items():
            end, stop, run = (
                datetime.fromisoformat(due),
                case[STOPS[rule]],
                run_of(rule, due, restarts),
            )
            if stop:
                by_day = due.endswith("T23:59:59")
                done = datetime.fromisoformat(stop)
                is_met = done.date() <= end.date() if by_day else done <= end
            else:
                is_met = bool(case["closed_at"]) or end >= now
            if not is_met:
                missed.setdefault(run, []).append(due)
            elif stop and run not in missed and first <= day(due) <= last:
                met[rule] += 1
                of[rule] += 1
        of.update(rule for (rule, _), ends in missed.items() if first <= day(min(ends)) <= last)
    return {rule: share(met[rule], of[rule]) for rule in sorted(of)}


@dataclass
class Counted:
    """A period: what the desk tells of it, and what to count again.

    Attributes:
        told: The figures.
        cases: All consumers' complaints.
        others: All other cases, by the table that counts them.
        first: First day.
        last: Last day.
        now: When it was asked.
    """

    told: dict
    cases: list
    first: date
    last: date
    now: datetime
    others: dict

    @property
    def came(self):
        return [c for c in self.cases if self.first <= day(c["received_at"]) <= self.last]

    @property
    def went(self):
        ended = [c for c in self.cases if c["closed_at"]]
        within = [c for c in ended if self.first <= day(c["closed_at"]) <= self.last]
        return [case for case in within if case["outcome"] not in ("withdrawn", "merged")]


ASKED = [(home, *period) for home, periods in PERIODS.items() for period in periods]


@pytest.fixture(params=ASKED, ids=lambda asked: f"{asked[0]}-{asked[2]}")
def counted(request, homes):
    name, kind, period, first, last = request.param
    home = homes[name]
    (told,) = home.ask("figures", kind, period)
    cases = home.tables["complaint"]
    others = {name: some for name, some in home.tables.items() if name != "complaint"}
    return Counted(told, cases, first, last, home.now, others)


def test_the_balance_is_counted_again(counted):
    balance = balance_of(counted.cases, counted.first, counted.last)
    assert counted.told["balance"] == balance
    came = balance["opening"] + balance["received"]
    gone = balance["closed"] + balance["withdrawn"] + balance["merged"]
    assert balance["open_at_end"] == came - gone
    assert all(counted.told["checks"].values())


def test_what_is_no_consumer_s_complaint_is_counted_again_in_a_table_of_its_own(counted):
    wanted = {}
    for name, cases in counted.others.items():
        balance = balance_of(cases, counted.first, counted.last)
        within = [c for c in cases if counted.first <= day(c["received_at"]) <= counted.last]
        answered = sum(bool(c["answered_at"] or c["handed_at"]) for c in within)
        if any(balance.values()):
            wanted[name] = balance | {"answered": answered}
    assert counted.told["others"] == wanted


def test_the_breakdowns_are_counted_again(counted):
    told, came, went = counted.told, counted.came, counted.went
    for name in RECEIVED:
        assert told["breakdown"][name] == Counter(case[name] or "unstated" for case in came)
    assert told["breakdown"]["unit"] == Counter(case["complained_unit"] for case in came)
    assert told["demands"] == Counter(code for case in came for code in case["demands"] or ())
    for name in ("outcome", "finding"):
        assert told["breakdown"][name] == Counter(case[name] or "unstated" for case in went)


def test_the_channel_matrix_is_counted_again(counted):
    units = {case["complained_unit"] for case in counted.came}
    assert set(counted.told["matrix"]) == units
    for unit in units:
        of_unit = [case for case in counted.came if case["complained_unit"] == unit]
        theirs = Counter(case["business_channel"] or "unstated" for case in of_unit)
        electronic = sum(n for code, n in theirs.items() if code.startswith("A1-03"))
        front = sum(n for code, n in theirs.items() if code.startswith("A1"))
        assert counted.told["matrix"][unit] == theirs
        assert counted.told["matrix_sums"][unit] == {
            "electronic": electronic,
            "front": front,
            "back": theirs["A2"],
            "unstated": theirs["unstated"],
            "total": len(of_unit),
        }


def test_the_clocks_are_counted_again(counted):
    again = clocks_of(counted.cases, counted.first, counted.last, counted.now)
    assert counted.told["timeliness"] == again


def test_the_shares_are_counted_again(counted):
    came, went, balance = counted.came, counted.went, counted.told["balance"]
    outcomes = Counter(case["outcome"] for case in went)
    given = (None, "no_answer")
    answers = Counter(c["satisfaction"] for c in went if c["satisfaction"] not in given)
    forwarded = [c for c in came if c["forwarded_by"] or c["channel"] in ("regulator", "pbc")]
    upheld = [case for case in went if case["finding"] in ("upheld", "partly")]
    assert counted.told["rates"] == {
        "closing": share(
            balance["closed"], balance["opening"] + balance["received"] - balance["merged"]
        ),
        "agreed": share(outcomes["agreed"], len(went)),
        "resolved": share(outcomes["agreed"] + outcomes["mediated"], len(went)),
        "unmet": share(outcomes["not_agreed"], len(went)),
        "escalated": share(sum(bool(c.get("review_applied_at")) for c in went), len(went)),
        "upheld": share(len(upheld), len(went)),
        "liable": share(sum(c["liable"] is True for c in went), len(went)),
        "followed_up": share(sum(bool(c["followed_up_at"]) for c in went), len(went)),
        "satisfied": share(answers["very_satisfied"] + answers["satisfied"], answers.total()),
        "forwarded": share(len(forwarded), len(came)),
        "repeated": share(sum(bool(c["repeat_of"]) for c in came), len(came)),
    }


def test_the_days_taken_are_counted_again(counted):
    told = counted.told["handling"]
    ends = [(day(c["received_at"]), day(c["notified_at"] or c["closed_at"])) for c in counted.went]
    days = sorted((end - start).days for start, end in ends)
    bands = ((0, 3), (4, 15), (16, 30), (31, 60), (61, 10_000))
    assert told["bands"] == [sum(low <= n <= high for n in days) for low, high in bands]
    within = {str(most): sum(n <= most for n in days) for most in (15, 30, 60)}
    assert told["within"] == {most: share(n, len(days)) for most, n in within.items()}
    if not days:
        assert (told["mean"], told["median"], told["p90"]) == (None, None, None)
        return
    mean = (Decimal(sum(days)) / len(days)).quantize(Decimal("0.1"), ROUND_HALF_UP)
    assert told["mean"] == str(mean)
    assert Decimal(told["median"]) == Decimal(str(median(days)))
    assert sum(n <= told["p90"] for n in days) * 10 >= len(days) * 9
    assert sum(n <= told["p90"] - 1 for n in days) * 10 < len(days) * 9


def test_the_compensation_is_counted_again(counted):
    paid = [Decimal(case["compensation"]) for case in counted.went if case["compensation"]]
    several = sum(amount > 0 for amount in paid)
    assert counted.told["compensation"] == str(sum(paid, Decimal("0.00")))
    assert counted.told["compensated"] == several
    if several:
        mean = (sum(paid) / several).quantize(Decimal("0.01"), ROUND_HALF_UP)
        assert counted.told["compensation_mean"] == str(mean)


@pytest.mark.parametrize("home", PERIODS)
def test_the_comparisons_are_the_balances_of_the_other_periods(homes, home):
    cases = homes[home].tables["complaint"]
    (told,) = homes[home].ask("figures", "month", "2026-10")
    assert told["before"] == balance_of(cases, date(2026, 9, 1), date(2026, 9, 30))
    assert told["year_ago"] == balance_of(cases, date(2025, 10, 1), date(2025, 10, 31))
    now, before = told["balance"]["received"], told["before"]["received"]
    assert told["changes"]["before"]["received"] == percent(now - before, before)
    first = min(day(case["received_at"]) for case in cases)
    assert told["since"] == first.isoformat()
    assert told["comparable"] == {"before": True, "year_ago": first <= date(2025, 10, 1)}


def test_months_hand_over_and_add_up_to_quarters_halves_and_the_year(homes, record_property):
    (whole,) = homes["odd"].ask("figures", "year", "2026")
    for parts in (PERIODS["odd"][:12], QUARTERS, HALVES):
        told = [homes["odd"].ask("figures", kind, name)[0]["balance"] for kind, name, *_ in parts]
        for one, following in pairwise(told):
            assert one["open_at_end"] == following["opening"]
        for flow in ("received", "closed", "withdrawn", "merged"):
            assert sum(one[flow] for one in told) == whole["balance"][flow]
    number, periods = len(homes["odd"].tables["complaint"]), len(PERIODS["odd"])
    record_property("recounted", f"{number} complaints in {periods} periods")


WRITTEN = ("2026-06", "2026-Q4", "2026", "2026-02-10..2026-05-09")


@pytest.mark.parametrize(
    "asked",
    [
        pytest.param((kind, name), marks=() if name in WRITTEN else pytest.mark.slow, id=name)
        for kind, name, *_ in PERIODS["odd"]
    ],
)
def test_text_excel_paper_and_json_tell_the_same(
    homes, asked, tmp_path, record_property, pytestconfig
):
    """The files that the command line writes, its JSON, and the content of the paper."""
    home, (kind, period) = homes["odd"], asked
    (told,) = home.ask("figures", kind, period)
    (paths,) = home.ask("report", kind, period, "--out", str(tmp_path))
    opened = HomeFolder(home.variables["HOME"]).open("director", PASSWORD, SetClock(LATER))
    try:
        report, making = read_report(opened.store, period_named(period), LATER), making_of(opened)
        document = period_report(report, making)
        wanted = list(expected(told, opened))
    finally:
        opened.store.close()
    tables, cells = tables_of(document), 0
    for name, rows in wanted:
        found = printed(tables[name])
        counted = [row[: len(found[0])] for row in rows] if found else rows
        assert found == (sorted(counted) if name in SORTED else counted), name
        cells += sum(map(len, rows))
    assert (
        list(lacking_in_excel(document, openpyxl.load_workbook(paths["xlsx"], data_only=True)))
        == []
    )
    assert unproven_paper(report, making) == ()
    if pytestconfig.getoption("--slow"):
        text = bare("".join(page.extract_text() for page in pypdf.PdfReader(paths["pdf"]).pages))
        assert list(lacking_on_paper(document, text)) == []
    everything = sum(len(table.rows) * len(table.columns) for table in tables.values())
    record_property(f"told twice, {period}", f"{cells} cells of JSON, {everything} cells in all")
