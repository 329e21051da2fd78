"""The ledger as a table: what each line says of one complaint."""

from datetime import date, datetime

import pytest

from desk.reads.period_ledger import ledger_lines
from desk.rules.reports.periods import period_of
from desk.rules.reports.recount import Came, Went
from reports.ledger_table import SUMMARY, ledger_table
from tests.builders import register, step, walk
from tests.reports.papers import making_of

NOVEMBER = period_of("month", "2026-11")
DECEMBER = period_of("month", "2026-12")


@pytest.fixture
def lines(branch):
    """Return the lines of a period by case number, as a dictionary by heading."""

    def lines(period=NOVEMBER):
        desk = branch.desk()
        found = list(ledger_lines(desk.store, period, desk.clock.now(), is_full=True))
        table = ledger_table(found, making_of(desk))
        heads = [column.heading for column in table.columns]
        rows = [dict(zip(heads, row, strict=True)) for row in table.rows]
        return {row["Case number"]: row for row in rows}

    return lines


def test_a_line_tells_the_whole_way_of_a_complaint(branch, lines):
    case_no = register(branch.desk(), topic="service", amount="1234.50", demands=["refund"])
    walk(branch, case_no)
    line = lines()[case_no]
    assert line["Received on"] == line["Closed on"] == date(2026, 11, 20)
    assert line["Time of receipt"] == "10:00"
    assert line["Intake channel"] == "Phone call"
    assert line["Topic"] == "Service"
    assert (line["Handler"], line["Department in charge"]) == ("陈立", "客户服务部")
    assert (str(line["Amount in dispute"]), str(line["Compensation"])) == ("1234.50", "300.00")
    assert (line["Came"], line["Went"]) == ("Received", "Closed")
    assert (line["Decision due on"], line["Late"]) == (date(2026, 12, 5), "no")
    assert (line["Days taken"], line["State"]) == (0, "archived")
    assert (line["Outcome"], line["Finding"]) == ("Agreed", "Upheld")
    assert line["Extended"] == line["Forwarded by a regulator"] == "no"


def test_an_open_complaint_that_is_overdue_is_late(branch, lines):
    case_no = register(branch.desk())
    assert lines()[case_no]["Late"] == "no"
    branch.clock.moment = datetime(2026, 12, 6, 0, 0)
    line = lines(DECEMBER)[case_no]
    assert (line["Late"], line["Went"], line["Days taken"]) == ("yes", "Open at the end", None)
    assert lines(NOVEMBER)[case_no]["Late"] == "no"  # it was not, when November ended


def test_a_withdrawn_complaint_is_neither_closed_nor_late(branch, lines):
    case_no = register(branch.desk())
    step(branch.desk("chen"), case_no, "withdraw", remarks="投诉人撤回。")
    branch.clock.moment = datetime(2027, 1, 6, 0, 0)
    line = lines()[case_no]
    assert (line["Went"], line["Late"], line["Decision due on"]) == ("Withdrawn", None, None)


def test_what_was_open_before_stands_in_the_next_ledger_until_it_ends(branch, lines):
    other = {"name": "李四", "phone": "13911112222"}
    case_no, ended = register(branch.desk()), register(branch.desk(), complainant=other)
    walk(branch, ended)
    branch.clock.moment = datetime(2026, 12, 10, 10, 0)
    assert list(lines(DECEMBER)) == [case_no]
    assert lines(DECEMBER)[case_no]["Came"] == "Open at the start"
    walk(branch, case_no, until="close")
    assert lines(DECEMBER)[case_no]["Went"] == "Closed"
    assert lines(NOVEMBER)[case_no]["Went"] == "Open at the end"
    assert set(lines(NOVEMBER)) == {case_no, ended}


def test_inquiries_are_no_complaints(branch, lines):
    register(branch.desk(), kind="inquiry")
    assert lines() == {}


def test_the_channels_of_the_regulators_are_forwarded(branch, lines):
    case_no = register(branch.desk(), channel="regulator")
    assert lines()[case_no]["Forwarded by a regulator"] == "yes"


def test_the_summary_is_short_and_in_one_line(branch, lines):
    case_no = register(branch.desk(), facts="第一行\n第二行" * 40)
    summary = lines()[case_no]["Summary"]
    assert len(summary) == SUMMARY + 1
    assert summary.endswith("…")
    assert "\n" not in summary


def test_lines_are_masked_unless_the_full_ones_are_asked_for(branch):
    desk = branch.desk()
    register(desk)
    ask = (desk.store, NOVEMBER, desk.clock.now())
    (masked,), (full,) = list(ledger_lines(*ask)), list(ledger_lines(*ask, is_full=True))
    assert masked.facts["complainant.name"] == "张*"
    assert full.facts["complainant.name"] == "张三"
    assert (full.came, full.went) == (Came.RECEIVED, Went.OPEN)
