"""Repeats that were merged are counted once, apart, and said so (domain.md 9.5: 合并重复后)."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from desk.reads.figure_values import Share, figures_json
from desk.reads.period_report import read_report
from desk.rules.reports.periods import period_of
from desk.rules.reports.recount import unproven
from reports.close_request import closing_of
from reports.disclosure import disclosed_holds, disclosure
from reports.month import period_report
from reports.table import Table, texts_in
from tests.builders import register, step, walk
from tests.reports.papers import making_of, tables_of

NOVEMBER, DECEMBER = period_of("month", "2026-11"), period_of("month", "2026-12")
BOTH = period_of("range", "2026-11-01..2026-12-31")
LATER = datetime(2027, 1, 4, 9, 0)
KEYS = ["opening", "received", "distinct", "closed", "withdrawn", "merged", "open_at_end"]


def merge(branch, newer, older):
    given = {"merged_into": older, "new_facts": False, "reason": "同一投诉。", "other_person": True}
    step(branch.desk("chen"), newer, "merge", **given)


@pytest.fixture
def told(branch):
    """Six of 20 November, one of them answered; three repeats, the last merged in December."""
    desk = branch.desk()
    answered = register(desk, complainant={"name": "赵一", "phone": "13900000001"})
    others = [
        register(desk, complainant={"name": "钱二", "phone": f"1390000001{n}"}) for n in range(5)
    ]
    branch.clock.moment += timedelta(days=1)
    walk(branch, answered, until="close")
    repeats = [register(desk, complainant={"name": "赵一"}) for _ in range(3)]
    for repeat in repeats[:2]:
        merge(branch, repeat, others[0])
    branch.clock.moment = datetime(2026, 12, 1, 0, 0)
    merge(branch, repeats[2], others[0])
    branch.clock.moment = LATER
    return branch, answered, repeats


def report_of(branch, period):
    return read_report(branch.store, period, branch.clock.now())


def balance(report):
    numbers = report.figures.balance.numbers()
    assert list(numbers) == KEYS
    return tuple(numbers.values())


def test_the_balance_tells_repeats_apart_and_adds_up(told):
    branch, *_ = told
    november, december = report_of(branch, NOVEMBER), report_of(branch, DECEMBER)
    assert balance(november) == (0, 9, 7, 1, 0, 2, 6)
    assert balance(december) == (6, 0, 0, 0, 0, 1, 5)
    assert balance(report_of(branch, BOTH)) == (0, 9, 6, 1, 0, 3, 5)
    for report in (november, december):
        assert report.unproven == []
        assert all(report.frozen().figures["checks"].values())


def test_what_was_merged_is_no_answer(told):
    branch, answered, repeats = told
    figures = report_of(branch, NOVEMBER).figures
    assert figures.handling.bands == (1, 0, 0, 0, 0)
    assert str(figures.handling.mean) == "1.0"
    assert figures.rates["agreed"] == Share(1, 1)
    assert figures.rates["closing"] == Share(1, 7)
    assert figures.breakdown["outcome"] == {"agreed": 1}
    lines = {line.facts["case_no"]: line for line in report_of(branch, NOVEMBER).lines}
    assert (lines[repeats[0]].went, lines[repeats[0]].days) == ("merged", None)
    assert (lines[repeats[2]].went, lines[answered].days) == ("open_at_end", 1)


def test_paper_and_json_say_the_same_of_them(told):
    branch, *_ = told
    report = report_of(branch, NOVEMBER)
    rows = tables_of(period_report(report, making_of(branch.desk())))["balance"].rows
    assert {row[0]: row[1] for row in rows}["Of these, repeats merged"] == 7
    assert {row[0]: row[1] for row in rows}["Merged"] == 2
    told_json = figures_json(report.figures)
    assert dict(zip(KEYS, (row[1] for row in rows), strict=True)) == told_json["balance"]


def test_a_case_taken_out_of_its_merger_counts_again(told):
    branch, _answered, repeats = told
    step(branch.desk("zhou"), repeats[0], "unmerge", reason="不是同一件事。")
    assert balance(report_of(branch, NOVEMBER)) == (0, 9, 8, 1, 0, 1, 7)


def test_the_disclosure_counts_repeats_once_and_adds_up_to_the_report(told):
    branch, *_ = told
    report = report_of(branch, NOVEMBER)
    document = disclosure(report, making_of(branch.desk()))
    found = list(texts_in(document))
    assert any("received 7 complaints of consumers" in text for text in found)
    assert "Repeats are merged; 9 were received before that." in found
    tables = tables_of(document)
    assert {table.rows[-1][1] for table in tables.values()} == {report.figures.balance.distinct}
    assert disclosed_holds(report)


def test_the_disclosure_loses_none_that_were_not_classified(branch):
    desk = branch.desk()
    for number in range(13):
        codes = {} if number < 6 else {"product_line": None, "cause": None}
        other = {"cause": "C01"} if number == 5 else {}
        register(desk, complainant={"name": f"客{number}"}, **codes, **other)
    report = report_of(branch, NOVEMBER)
    tables = tables_of(disclosure(report, making_of(desk)))
    assert [row[1] for row in tables["product_line"].rows] == [7, 6, 13]
    assert [(row[0], row[1]) for row in tables["cause"].rows] == [
        ("not stated", 7),
        ("Pricing and fees", 5),
        ("other (fewer than 5 each)", 1),
        ("Total", 13),
    ]
    assert [str(row[2]) for row in tables["cause"].rows] == ["53.8", "38.5", "7.7", "100.0"]
    assert disclosed_holds(report)


def test_where_every_count_is_small_none_is_printed(branch):
    for number in range(4):
        register(branch.desk(), complainant={"name": f"客{number}"})
    document = disclosure(report_of(branch, NOVEMBER), making_of(branch.desk()))
    assert not [block for block in document.sections[0].blocks if isinstance(block, Table)]


def test_a_report_closed_by_an_early_program_still_bears_its_figures_out(told):
    branch, *_ = told
    frozen = report_of(branch, NOVEMBER).frozen()
    early = dict(frozen.figures)
    early["balance"] = {"opening": 0, "received": 9, "closed": 3, "withdrawn": 0, "open_at_end": 6}
    early["breakdown"] = {
        **early["breakdown"],
        "outcome": {"agreed": 1, "merged": 2},
        "finding": {"unstated": 2, "upheld": 1},
    }
    early["rates"] = {"closing": counts(3, 9), "agreed": counts(1, 3), "liable": counts(0, 3)}
    cases = [
        {**c, "went": "closed", "outcome": "merged"} if c["went"] == "merged" else c
        for c in frozen.cases
    ]
    for case in cases:
        del case["escalated"]
    assert unproven(early, cases) == []
    early["rates"]["agreed"] = counts(2, 3)
    assert unproven(early, cases) == ["rates"]


def counts(met, of):
    return {"met": met, "of": of, "percent": None}


def test_what_an_early_program_counted_as_closed_is_restated_with_its_cases_and_why(told):
    branch, _answered, repeats = told
    wish = closing_of(branch.desk(), NOVEMBER, "督办中。")
    frozen = wish.frozen
    figures = {**frozen.figures, "balance": dict(frozen.figures["balance"])}
    figures["balance"]["closed"] += figures["balance"].pop("merged")
    del figures["balance"]["distinct"]
    figures["breakdown"] = {
        **figures["breakdown"],
        "outcome": {"agreed": 1, "merged": 2},
        "finding": {"unstated": 2, "upheld": 1},
    }
    for name, share in figures["rates"].items():
        if share["of"] == 1:  # of those closed
            share["of"] = 3 if name != "satisfied" else 1
    figures["rates"]["closing"].update(met=3, of=9)
    cases = [
        {**c, "went": "closed", "outcome": "merged"} if c["went"] == "merged" else c
        for c in frozen.cases
    ]
    early = replace(frozen, figures=figures, cases=cases, clocks={})
    branch.desk().do(replace(wish, frozen=early))
    report = report_of(branch, DECEMBER)
    (restated,) = report.restated
    named = {c.figure: {cause.case_no for cause in c.causes} for c in restated.changes}
    assert named["balance/closed"] == named["rates/agreed/of"] == set(repeats[:2])
    assert (
        named.keys()
        == {
            *("balance/closed", "breakdown/finding/unstated", "breakdown/outcome/merged"),
            *("rates/closing/met", "rates/closing/of"),
            *(
                f"rates/{name}/of"
                for name in ("agreed", "resolved", "unmet", "escalated", "upheld")
            ),
            *("rates/liable/of", "rates/followed_up/of"),
            *("root_cause/unstated", "satisfaction/unstated"),
        }
        & named.keys()
    )
    table = tables_of(period_report(report, making_of(branch.desk())))["restated 2026-11"]
    assert {row[3] for row in table.rows} == {"merged cases are counted apart since then"}
