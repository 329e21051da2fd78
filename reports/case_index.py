"""The index of cases: for every count in a report the numbers of its cases (案件索引)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from desk.base.shapes import JsonMapping
from desk.base.words import mark, say
from desk.reads.details import FOCUS, Details
from desk.reads.figure_values import BANDS
from desk.rules.case.classification import UNIT, Classification
from desk.rules.reports.recount import (
    CLOSED,
    LISTS,
    UNSTATED,
    Came,
    Counted,
    Went,
    came,
    distinct,
    went,
)
from desk.rules.steps.gate import DISSATISFIED
from reports.definitions import name_of_figure
from reports.month_tables import band_title, coded
from reports.table import Column, Holds, Row, Table

A_ROW: Final = 30  # case numbers in one cell
ANSWERS: Final = ("satisfaction", "root_cause", "systemic")
Group: TypeAlias = tuple[str, str, str, list[str]]  # anchor, figure, item, case numbers


def anchor(figure: str, item: str = "") -> str:
    """Return the anchor name for the cases of a figure's item."""
    return f"{figure}/{item}" if item else figure


def links(figure: str, items: Sequence[str], totals: int = 0) -> list[str]:
    """Return the links of a table's rows; the last ``totals`` rows have none."""
    return [anchor(figure, item) for item in items] + [""] * totals


def index_table(details: Details, classes: Classification, named: Callable[[str], str]) -> Table:
    """Return the index: the case numbers behind every figure.

    Args:
        details: Whose cases.
        classes: By what they are classified.
        named: Returns a person's name by login.
    """
    rows: list[Row] = []
    anchors: list[str] = []
    for name, figure, item, numbers in _groups(details, classes, named):
        for place in range(0, len(numbers), A_ROW):
            count = len(numbers) if not place else None
            some = say(mark(", ")).join(numbers[place : place + A_ROW])
            rows.append((figure, item, count, some))
            anchors.append("" if place else name)
    columns = [
        Column(say(mark("Figure")), sheet=26, paper=0),
        Column(say(mark("Item")), sheet=26, paper=0),
        Column(say(mark("Count")), Holds.COUNT, 9, 0),
        Column(say(mark("Its cases")), Holds.ID, 110, 0),
    ]
    return Table("cases", "", columns, rows, anchors=anchors)


def _groups(
    details: Details, classes: Classification, named: Callable[[str], str]
) -> Iterator[Group]:
    cases = details.cases
    received, closed = came(cases), went(cases)
    for way in (*Came, *Went):
        side = "came" if isinstance(way, Came) else "went"
        yield _group(way.value, "", "", [case for case in cases if case[side] == way])
    yield _group("distinct", "", "", distinct(cases))
    for name in (*classes.coded, UNIT):
        if classes.asks(name) and name not in _WITHOUT_DEFINITION:
            yield from _coded(name, received)
    for name in (*CLOSED, *ANSWERS):
        yield from _coded(name, closed)
    for name in LISTS[:2]:
        yield from _listed(name, received)
    for name, is_so in FOCUS.items():
        yield _group("focus", name, focus_title(name), list(filter(is_so, received)))
    unhappy = [case for case in closed if case["satisfaction"] in DISSATISFIED]
    yield from _coded("dissatisfied", unhappy, classes.cause)
    for place, (low, high) in enumerate(BANDS):
        band = [c for c in closed if c["days"] >= low and (high is None or c["days"] <= high)]
        yield _group("bands", str(place), band_title(low, high), band)
    yield _group("overdue", "", "", [case for case in cases if case["late"]])
    paid = [case for case in closed if case["compensation"]]
    yield _group("compensation", "", "", paid)
    yield from _loads("staff", "handler", cases, named)
    yield from _loads("department", "department", cases, str)


def _group(figure: str, item: str, title: str, cases: Sequence[Counted]) -> Group:
    numbers = [case["case_no"] for case in cases]
    return anchor(figure, item), name_of_figure(figure), title, numbers


def _by(cases: Sequence[Counted], name: str) -> Mapping[str, list[Counted]]:
    found: dict[str, list[Counted]] = {}
    for case in cases:
        found.setdefault(case[name] or UNSTATED, []).append(case)
    return found


def _coded(figure: str, cases: Sequence[Counted], name: str = "") -> Iterator[Group]:
    for code, some in sorted(_by(cases, name or figure).items()):
        yield _group(figure, code, coded(name or figure, code), some)


# They are told in ``figures`` and print no table, so that nothing links to them.
_WITHOUT_DEFINITION: Final = frozenset({"party_type", "complexity"})


def _listed(name: str, cases: Sequence[Counted]) -> Iterator[Group]:
    for code in sorted({code for case in cases for code in case[name]}):
        yield _group(name, code, coded(name, code), [c for c in cases if code in c[name]])


def _loads(
    figure: str, name: str, cases: Sequence[Counted], named: Callable[[str], str]
) -> Iterator[Group]:
    for who, some in sorted(_by(cases, name).items()):
        title = say(mark("not stated")) if who == UNSTATED else named(who)
        yield _group(figure, who, title, some)


FOCUS_WORDS: Final[JsonMapping] = {
    "forwarded": mark("Forwarded by a regulator"),
    "repeated": mark("Repeated"),
    "major": mark("Major complaints"),
    "group": mark("Of a group of people"),
    "sensitive": mark("With sensitive tags"),
    "vulnerable": mark("Of vulnerable people"),
    "third_party": mark("With a third party"),
}


def focus_title(name: str) -> str:
    """Return the label of a reason for special attention."""
    return say(FOCUS_WORDS[name])
