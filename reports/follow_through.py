"""Rectifications and training in a report (domain.md 9.5, parts 6 and 8)."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from desk.base.words import mark, say
from desk.reads.rectifications import Followed, Task
from desk.rules.reports.closing import TRAINING, TRAININGS
from reports.discreet import sight_of
from reports.making import Making
from reports.month_tables import measured
from reports.table import DASH, Column, Holds, Row, Table

TRAINING_WORDS: Final = {
    "sessions": mark("Sessions held"),
    "people": mark("People trained"),
    "hours": mark("Hours in all"),
    "topics": mark("Topics"),
}


def followed_table(found: Followed) -> Table:
    """Return the table of rectification figures."""
    rows: list[Row] = [
        (say(mark("Ordered in the period")), found.ordered, None, None),
        (
            say(mark("Due in the period, of these done in time")),
            found.due.met,
            found.due.of,
            measured(found.due.percent),
        ),
        (say(mark("Checked in the period")), found.checked, None, None),
        (say(mark("Open at the end")), found.open, None, None),
        (say(mark("Of these past their day")), found.overdue, None, None),
        (
            say(mark("Judged by their effect, of these helped")),
            found.helped.met,
            found.helped.of,
            measured(found.helped.percent),
        ),
    ]
    columns = [
        Column(say(mark("Figure")), sheet=30, paper=50),
        Column(say(mark("Count")), Holds.COUNT, 10, 14),
        Column(say(mark("Out of")), Holds.COUNT, 10, 14),
        Column(say(mark("Share")), Holds.PERCENT, 10, 14),
    ]
    return Table("followed", say(mark("Rectifications followed through")), columns, rows)


def tasks_table(tasks: Sequence[Task], making: Making) -> Table:
    """Return the rectifications that were open or checked, masked."""
    columns = [
        Column(say(mark("Case number")), Holds.ID, 26, 40),
        Column(say(mark("Measure")), sheet=50, paper=60),
        Column(say(mark("Responsible")), sheet=14, paper=20),
        Column(say(mark("To be done by")), Holds.ID, 12, 20),
        Column(say(mark("Checked on")), Holds.ID, 12, 20),
        Column(say(mark("Same cause before and after")), Holds.ID, 14, 24),
    ]
    rows = [_task(task, making) for task in tasks]
    return Table("rectifications", say(mark("Rectifications")), columns, rows)


def _task(task: Task, making: Making) -> Row:
    entry, sight = task.entry, sight_of(task.facts, is_full=False)
    return (
        task.case_no,
        sight.text(entry.get("measure", "")),
        making.people.name(entry.get("owner")),
        task.due_on,
        task.checked_on or DASH,
        DASH if task.before is None else f"{task.before} → {task.after}",
    )


def training_table(facts: Mapping[str, Any]) -> Table | None:
    """Return the training that was entered for the period; None when there was none."""
    rows: list[Row] = [
        (say(TRAINING_WORDS[name]), str(facts[TRAINING + name]))
        for name in TRAININGS
        if facts.get(TRAINING + name)
    ]
    columns = [
        Column(say(mark("Training")), sheet=30, paper=40),
        Column(say(mark("Entry")), Holds.ID, 50, 100),
    ]
    return Table("training", say(mark("Training held")), columns, rows) if rows else None
