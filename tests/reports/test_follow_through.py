"""Part 6 and 8 of the report: what became of rectifications, what training was held."""

from datetime import datetime

import pytest

from desk.actions.close_report import CloseReport, NoteReport
from desk.base.errors import UnknownName
from desk.reads.period_report import read_report, read_whole, seen_by
from desk.reads.rectifications import followed
from desk.rules.reports.periods import period_of
from reports.close_request import closing_of
from reports.commentary import commentary
from reports.month import period_report
from tests.builders import register, step
from tests.reports.papers import (
    lacking_in_excel,
    lacking_on_paper,
    making_of,
    tables_of,
)

NOVEMBER, DECEMBER = period_of("month", "2026-11"), period_of("month", "2026-12")
WINTER = period_of("range", "2026-11-01..2027-03-31")
TASK = {
    "cause": "系统参数未更新。",
    "measure": "更新参数，致电13800005678的客户张三。",
    "owner": "li",
}


@pytest.fixture
def told(branch):
    """A rectification ordered on 20 November, due on the 25th; its branch and case."""
    case_no = register(branch.desk(), complainant={"name": "张三", "phone": "13800005678"})
    step(branch.desk("li"), case_no, "rectify", **TASK, due_on="2026-11-25")
    return branch, case_no


def report_of(branch, period, now):
    branch.clock.moment = now
    return read_report(branch.store, period, now)


def check(branch, case_no, now):
    branch.clock.moment = now
    step(branch.desk(), case_no, "verify-rectification", result="已完成。")


def test_what_is_due_and_not_checked_is_overdue(told):
    branch, _case_no = told
    report = report_of(branch, NOVEMBER, datetime(2026, 12, 1, 9))
    found = followed(report.tasks, NOVEMBER)
    assert (found.ordered, found.due.met, found.due.of) == (1, 0, 1)
    assert (found.checked, found.open, found.overdue) == (0, 1, 1)
    text = commentary(report, branch.desk().settings)["causes"]
    assert "1 rectifications are past their day and not checked." in text


def test_what_is_checked_by_its_day_was_in_time_and_leaves_the_next_month(told):
    branch, case_no = told
    check(branch, case_no, datetime(2026, 11, 24, 16))
    report = report_of(branch, NOVEMBER, datetime(2026, 12, 1, 9))
    found = followed(report.tasks, NOVEMBER)
    assert (found.due.met, found.checked, found.open) == (1, 1, 0)
    assert report_of(branch, DECEMBER, datetime(2026, 12, 31, 9)).tasks == []


def test_a_later_check_does_not_change_what_was_so_at_the_end(told):
    branch, case_no = told
    check(branch, case_no, datetime(2026, 12, 3, 9))
    found = followed(report_of(branch, NOVEMBER, datetime(2026, 12, 4, 9)).tasks, NOVEMBER)
    assert (found.open, found.overdue, found.checked) == (1, 1, 0)
    later = followed(report_of(branch, DECEMBER, datetime(2026, 12, 4, 9)).tasks, DECEMBER)
    assert (later.ordered, later.checked, later.due.of) == (0, 1, 0)


def test_the_paper_tells_the_measure_and_hides_who_complained(told, written):
    branch, case_no = told
    report = report_of(branch, NOVEMBER, datetime(2026, 12, 1, 9))
    document = period_report(report, making_of(branch.desk()))
    (row,) = tables_of(document)["rectifications"].rows
    assert row[0] == case_no
    assert "更新参数" in row[1]
    assert "张三" not in row[1]
    assert "13800005678" not in row[1]
    assert row[2:] == ("李卓", "2026-11-25", "—", "—")
    assert "13800005678" not in written(document).text


def test_a_closed_report_keeps_how_they_stood(told):
    branch, case_no = told
    branch.clock.moment = datetime(2026, 12, 1, 9)
    wish = closing_of(branch.desk(), NOVEMBER, "正在补录。")
    assert isinstance(wish, CloseReport)
    branch.desk().do(wish)
    check(branch, case_no, datetime(2026, 12, 3, 9))
    report = report_of(branch, NOVEMBER, datetime(2026, 12, 9, 9))
    assert report.is_closed
    assert followed(report.tasks, NOVEMBER).overdue == 1
    assert report.tasks[0].entry["measure"] == TASK["measure"]
    assert "measure" not in report.facts["rectifications"][0]


def test_who_is_recused_reads_no_word_of_it(told):
    branch, case_no = told
    step(branch.desk(), case_no, "recuse", recused=["chen"], text="系亲属。")
    report = report_of(branch, NOVEMBER, datetime(2026, 12, 1, 9))
    seen = seen_by(report, branch.desk("chen").actor)
    assert [task.entry for task in seen.tasks] == [{}]
    assert followed(seen.tasks, NOVEMBER) == followed(report.tasks, NOVEMBER)


def cells(value):
    """Return a value of the figures as a table shows it."""
    return "—" if value is None else str(value)


def followed_rows(told):
    """Return the six lines that the figures ``told`` fill."""
    shares = [(one["met"], one["of"], one["percent"]) for one in (told["due"], told["helped"])]
    counts = [(told[name], None, None) for name in ("ordered", "checked", "open", "overdue")]
    lines = (counts[0], shares[0], *counts[1:], shares[1])
    return [tuple(map(cells, line)) for line in lines]


def task_rows(told, people):
    """Return a line for each task that the figures tell."""
    return [
        (
            task["case_no"],
            task["measure"],
            people[task["owner"]].name if task["owner"] else "",
            task["due_on"],
            cells(task["checked_on"]),
            "—" if task["before"] is None else f"{task['before']} → {task['after']}",
        )
        for task in told["tasks"]
    ]


@pytest.fixture
def several(told):
    """Three more in another case: one checked late and judged, one ordered in December."""
    branch, _case_no = told
    branch.clock.moment = datetime(2026, 11, 21, 9)
    other = register(branch.desk(), complainant={"name": "李四", "phone": "13900001111"})
    for due_on in ("2026-11-24", "2026-12-20"):
        branch.clock.moment = datetime(2026, 11, 21, 10)
        step(branch.desk("li"), other, "rectify", **TASK | {"measure": "培训。"}, due_on=due_on)
    check(branch, other, datetime(2026, 11, 26, 9))
    branch.clock.moment = datetime(2026, 12, 2, 9)
    step(branch.desk("li"), other, "rectify", **TASK, due_on="2026-12-30")
    branch.clock.moment = datetime(2027, 2, 1, 9)
    step(branch.desk("li"), other, "judge-effect", helped=True, effect="有效。")
    branch.clock.moment = datetime(2027, 4, 2, 9)
    return branch


@pytest.mark.parametrize("is_closed", [False, True])
@pytest.mark.parametrize("period", [NOVEMBER, DECEMBER, WINTER], ids=lambda period: period.id)
def test_the_figures_tell_the_rectifications_cell_by_cell(several, written, period, is_closed):
    branch, now, office = several, several.clock.now(), several.desk()
    if is_closed:
        office.do(closing_of(office, period, "正在补录。"))
    told = read_whole(branch.store, period, now, office.actor)["rectifications"]
    assert len(told["tasks"]) > 1
    assert told["helped"]["of"] == (period == WINTER)
    document = period_report(read_report(branch.store, period, now), making_of(office))
    tables = tables_of(document)
    rows = [tuple(map(cells, row[1:])) for row in tables["followed"].rows]
    assert rows == followed_rows(told)
    assert tables["rectifications"].rows == task_rows(told, office.people)
    found = written(document)
    assert list(lacking_in_excel(document, found.values)) == []
    assert list(lacking_on_paper(document, found.text)) == []


def test_the_figures_name_no_customer_and_tell_the_recused_nothing(told):
    branch, case_no = told
    now = datetime(2026, 12, 1, 9)
    branch.clock.moment = now
    step(branch.desk(), case_no, "recuse", recused=["chen"], text="系亲属。")

    def task(login):
        told = read_whole(branch.store, NOVEMBER, now, branch.desk(login).actor)
        return told["rectifications"]["tasks"][0]

    assert "更新参数" in task("director")["measure"]
    assert "张三" not in task("director")["measure"]
    assert "13800005678" not in task("director")["measure"]
    assert (task("chen")["owner"], task("chen")["measure"]) == (None, "")


def test_training_is_entered_and_printed(office):
    values = {"training.sessions": "2", "training.people": "34", "training.topics": "误导销售案例"}
    office.do(NoteReport(period=NOVEMBER, values=values))
    report = read_report(office.store, NOVEMBER, office.clock.now())
    table = tables_of(period_report(report, making_of(office)))["training"]
    assert table.rows == [
        ("Sessions held", "2"),
        ("People trained", "34"),
        ("Topics", "误导销售案例"),
    ]


def test_of_training_only_what_the_report_prints_is_kept(office):
    with pytest.raises(UnknownName):
        office.do(NoteReport(period=NOVEMBER, values={"training.cost": "2"}))
