"""The ledger of a period as a table: masked, one line a complaint (domain.md 9.3)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, Final, NamedTuple

from desk.base.words import mark, say, shown
from desk.reads.period_ledger import LedgerLine
from desk.rules.case.classification import of_office
from desk.rules.case.codes import code_label
from desk.rules.case.fields import BY_ID
from desk.rules.case.life import State
from desk.rules.case.titles import case_title
from reports.definitions import name_of_figure
from reports.discreet import sight_of
from reports.making import Making
from reports.table import Column, Holds, Table, Value

SUMMARY: Final = 42  # characters of the facts that the paper shows
REGULATORS: Final = ("regulator", "pbc")

Taken = Callable[[LedgerLine, Making], Value]


class _Entry(NamedTuple):
    heading: str
    holds: Holds
    sheet: float
    paper: float
    taken: Taken
    field: str = ""  # where only some kinds of offices have it


def _code(name: str, codes: str = "") -> Taken:
    return lambda line, _making: code_label(codes or name, line.facts[name] or "")


def _class(name: str, sheet: float, paper: float) -> _Entry:
    return _Entry(BY_ID[name].words, Holds.WORDS, sheet, paper, _code(name), name)


def _text(name: str) -> Taken:
    return lambda line, _making: line.facts[name]


def _spoken(name: str) -> Taken:
    return lambda line, making: making.people.spoken(BY_ID[name], line.facts[name])


def _day(name: str) -> Taken:
    return lambda line, _making: day_of(line.facts[name])


def _money(name: str) -> Taken:
    return lambda line, _making: money_of(line.facts[name])


def day_of(moment: str | None) -> date | None:
    """Return the day of a stored day or moment."""
    return date.fromisoformat(moment[:10]) if moment else None


def money_of(amount: str | None) -> Decimal | None:
    """Return a stored amount."""
    return Decimal(amount) if amount else None


def _yes_no(*, is_so: bool) -> str:
    return say(mark("yes")) if is_so else say(mark("no"))


def _forwarded(line: LedgerLine, _making: Making) -> Value:
    facts = line.facts
    return _yes_no(is_so=bool(facts["forwarded_by"]) or facts["channel"] in REGULATORS)


def _extended(line: LedgerLine, _making: Making) -> Value:
    return _yes_no(is_so=bool(line.facts.get("extensions")))


def _late(line: LedgerLine, _making: Making) -> Value:
    return _yes_no(is_so=line.is_late) if line.due_on else None


def _summary(line: LedgerLine, _making: Making) -> Value:
    text = case_title(line.facts["facts"], SUMMARY + 1)
    return text if len(text) <= SUMMARY else text[:SUMMARY] + "…"


def _time(line: LedgerLine, _making: Making) -> Value:
    return str(line.facts["received_at"])[11:16]


def _state(line: LedgerLine, _making: Making) -> Value:
    return shown(State(line.facts["state"]))


W, I, D, M = Holds.WORDS, Holds.ID, Holds.DAY, Holds.MONEY  # noqa: E741 - one table, one letter each
_ENTRIES: Final = (
    _Entry(mark("Case number"), I, 24, 27, _text("case_no")),
    _Entry("came", W, 16, 0, lambda line, _making: name_of_figure(line.came)),
    _Entry(mark("Received on"), D, 12, 19.5, _day("received_at")),
    _Entry(mark("Time of receipt"), I, 7, 0, _time),
    _Entry(mark("Intake channel"), W, 18, 17, _code("channel")),
    _Entry(mark("Forwarded by a regulator"), W, 10, 0, _forwarded),
    _Entry(mark("Forward number"), I, 18, 0, _text("forward_no")),
    _Entry(mark("Complainant"), W, 12, 16, _text("complainant.name")),
    _Entry(mark("Document number"), I, 22, 0, _text("complainant.id_no")),
    _Entry(mark("Telephone"), I, 15, 0, _text("complainant.phone")),
    _Entry(mark("Unit complained of"), W, 20, 18, _text("complained_unit")),
    _Entry(mark("Staff complained of"), W, 14, 0, _spoken("complained_staff")),
    _class("business_channel", 22, 0),
    _class("product_line", 14, 17),
    _class("cause", 22, 19),
    _class("sales_channel", 12, 0),
    _class("insurance_line", 18, 17),
    _class("dispute", 24, 19),
    _class("phase", 14, 17),
    _class("issue", 24, 19),
    _Entry(mark("Grade"), W, 7, 10, _text("grade")),
    _Entry(mark("Topic"), W, 10, 0, _code("topic")),
    _Entry(mark("Summary"), W, 0, 32, _summary),
    _Entry(mark("Facts"), W, 50, 0, _text("facts")),
    _Entry(mark("Demands"), W, 20, 0, _spoken("demands")),
    _Entry(mark("Amount in dispute"), M, 14, 0, _money("amount")),
    _Entry(mark("Department in charge"), W, 14, 0, _text("department")),
    _Entry(mark("Handler"), W, 10, 12.5, _spoken("handler")),
    _Entry(mark("Decision due on"), D, 12, 19.5, lambda line, _making: line.due_on),
    _Entry(mark("Extended"), W, 8, 0, _extended),
    _Entry(mark("State"), W, 10, 0, _state),
    _Entry(mark("Investigation"), W, 40, 0, _text("investigation")),
    _Entry(mark("Outcome"), W, 14, 0, _code("outcome")),
    _Entry(mark("Finding"), W, 12, 0, _code("finding")),
    _Entry(mark("Office liable"), W, 8, 0, _spoken("liable")),
    _Entry(mark("Compensation"), M, 14, 0, _money("compensation")),
    _Entry("went", W, 16, 15, lambda line, _making: name_of_figure(line.went)),
    _Entry(mark("Closed on"), D, 12, 19.5, _day("closed_at")),
    _Entry(mark("Days taken"), Holds.DAYS, 9, 9.5, lambda line, _making: line.days),
    _Entry(mark("Late"), W, 8, 9, _late),
    _Entry(mark("Way of notice"), W, 12, 0, _code("notice_way")),
    _Entry(mark("Notified on"), D, 12, 19.5, _day("notified_at")),
    _Entry(mark("Followed up on"), D, 12, 0, _day("followed_up_at")),
    _Entry(mark("Satisfaction"), W, 12, 0, _code("satisfaction")),
    _Entry(mark("Repeat of"), I, 24, 0, _text("repeat_of")),
    _Entry(mark("Root cause"), W, 14, 0, _code("root_cause")),
    _Entry(mark("Remarks"), W, 30, 0, _text("remarks")),
)


_BALANCE: Final = frozenset({"came", "went"})  # two sides of a period's balance


def hidden(line: LedgerLine) -> LedgerLine:
    """Return ``line`` with personal data masked, also in free texts."""
    sight = sight_of(line.facts, is_full=False)
    return replace(line, facts=sight.facts(line.facts))


def ledger_table(lines: Sequence[LedgerLine], making: Making) -> Table:
    """Return the ledger of a period as a table, masked."""
    return _table(map(hidden, lines), _ENTRIES, making)


def office_ledger(lines: Iterable[LedgerLine], making: Making) -> Table:
    """Return lines of any period as a table, unchanged."""
    return _table(lines, [entry for entry in _ENTRIES if entry.heading not in _BALANCE], making)


def _table(lines: Iterable[LedgerLine], entries: Sequence[_Entry], making: Making) -> Table:
    classes = of_office(making.settings)
    entries = [entry for entry in entries if classes.asks(entry.field)]
    taken: Any = [entry.taken for entry in entries]
    rows = [
        (number, *(take(line, making) for take in taken))
        for number, line in enumerate(lines, start=1)
    ]
    first = Column(say(mark("No.")), Holds.COUNT, 6, 8.5)
    columns = [first, *(Column(_heading(e), e.holds, e.sheet, e.paper) for e in entries)]
    return Table("ledger", "", columns, rows, is_dense=True)


def _heading(entry: _Entry) -> str:
    return name_of_figure(entry.heading) if entry.heading in _BALANCE else say(entry.heading)
