"""The parts of a dossier after the intake sheet, each a section (domain.md 9.4)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from itertools import chain
from typing import Final

from desk.base.shapes import Facts
from desk.base.words import mark, say, shown
from desk.reads.case_file import CaseFile, TimelineEntry
from desk.rules.case.entries import APPROVALS, CONTACTS, ENTRIES, NOTES, PAYMENTS
from desk.rules.case.fields import BY_ID, Kind
from desk.rules.case.life import Action
from desk.rules.steps import payments
from desk.rules.steps.act_words import title
from desk.rules.steps.kinds import of_step
from desk.rules.time.case_clocks import CaseClock, ClockState, Reckoning
from desk.rules.time.wording import why_provisional
from reports.discreet import Veil
from reports.dossier_accounts import account_tables, letters_table
from reports.making import Making
from reports.month_tables import limit_of
from reports.retold import retold, said
from reports.table import Block, Box, Column, Holds, Note, Row, RuledForm, StoryBlock, Table

PROVISIONAL: Final = "≈"
WIDTHS: Final = {Kind.STORY: 52.0, Kind.TEXT: 24.0, Kind.MOMENT: 28.0, Kind.DAY: 20.0}
INVESTIGATED: Final = (
    ("investigated_at", "finding"),
    ("liable", "systemic"),
    ("root_cause", "third_party_cooperation"),
)
INVESTIGATION: Final = ("investigation", "root_cause_text", "affected_customers")
PLANNED: Final = (
    ("planned_at", "planned_by"),
    ("remedies", "compensation"),
    ("approved_at", "approved_by"),
)
EXECUTED: Final = (("executed_at", "department"),)
TOLD: Final = (
    ("answered_at", "handed_to", "handed_at"),
    ("notified_at", "notice_way"),
    ("notice_proof", "delivered_at"),
    ("outcome",),
)
DECISION: Final = (
    "answer",
    "decision.facts_found",
    "decision.basis",
    "decision.reasons",
    "decision.remedies",
    "unreachable_proof",
)
REVIEWED: Final = (("review_applied_at", "review_received_at", "review_decided_at"),)
CLOSED: Final = (
    ("followed_up_at", "satisfaction"),
    ("closed_at", "withdrawn_at"),
    ("archived_at", "keep_until"),
)
LINKED: Final = (("repeat_of", "new_facts"), ("merged_into", "related"), ("source_no",))


@dataclass(frozen=True, kw_only=True, slots=True)
class Parts:
    """The data for the parts of one dossier.

    Attributes:
        case: The case, unmasked.
        facts: Its facts, masked as needed.
        sight: For masking free texts.
        making: Who makes it.
        reckoning: The office's reckoning, for the clocks' accounts; None leaves them out.
    """

    case: CaseFile
    facts: Facts
    sight: Veil
    making: Making
    reckoning: Reckoning | None = None

    def of(self, facts: Facts) -> "Parts":
        """Return the parts of a case that lives on in this one, masked as this one is."""
        return replace(self, facts=self.sight.facts(facts))

    def told(
        self, rows: Sequence[Sequence[str]], stories: Sequence[str], collections: Sequence[str]
    ) -> list[Block]:
        """Return what the case says in these fields, free texts and entries."""
        entries = (self._entries(name) for name in collections if self.facts.get(name))
        return [*self._form(rows), *self._stories(stories), *chain.from_iterable(entries)]

    def clocks(self) -> list[Block]:
        """Return the table of clocks: rule, article, start, end, outcome."""
        rows = [_clock(clock, self.making.at) for clock in self.case.clocks]
        columns = [
            Column(say(mark("Clock")), paper=20),
            Column(say(mark("Limit")), paper=16),
            Column(say(mark("By what rule")), paper=42),
            Column(say(mark("Started")), Holds.MOMENT, paper=25),
            Column(say(mark("Ends")), paper=27),
            Column(say(mark("Stopped")), Holds.MOMENT, paper=25),
            Column(say(mark("Result")), paper=17),
        ]
        blocks: list[Block] = [Table("clocks", "", columns, rows, is_dense=True)]
        guesses = (why_provisional(c.rule) for c in self.case.clocks if c.due.provisional)
        notes = dict.fromkeys(guesses)
        blocks += [Note(f"{PROVISIONAL} {words}", is_quiet=True) for words in notes]
        if self.reckoning is not None:
            blocks += account_tables(self.case, self.reckoning)
        return blocks

    def timeline(self) -> list[Block]:
        """Return the table of acts in words."""
        rows = [
            (told.at, self.making.people.name(told.author), self._retold(told))
            for told in self.case.story
        ]
        columns = [
            Column(say(mark("When")), Holds.MOMENT, paper=28),
            Column(say(mark("Done by")), paper=20),
            Column(say(mark("What was done")), paper=117),
        ]
        return [Table("timeline", "", columns, rows)]

    def _retold(self, told: TimelineEntry) -> str:
        """Return an act in words; one after archiving is marked, for the file was complete then."""
        text = retold(told, self.sight, self.making)
        archived_at = self.facts.get("archived_at")
        if not archived_at or told.at <= datetime.fromisoformat(archived_at):
            return text
        return say(mark("{label}: {value}"), label=say(mark("Added after archiving")), value=text)

    def contacts(self) -> list[Block]:
        """Return the contacts with the complainant."""
        return self._entries(CONTACTS)

    def investigation(self) -> list[Block]:
        """Return the section on the investigation."""
        return [*self._form(INVESTIGATED), *self._stories(INVESTIGATION)] or _nothing()

    def plan(self) -> list[Block]:
        """Return the plan, the approvals and the execution."""
        approvals = self._entries(APPROVALS) if self.facts.get(APPROVALS) else []
        blocks = [*self._form(PLANNED), *self._stories(["plan"]), *approvals]
        blocks += [*self._form(EXECUTED), *self._stories(["execution"]), *self._payments()]
        return blocks or _nothing()

    def _payments(self) -> list[Block]:
        """Return the payments; one that was corrected stays, and is named as not counting."""
        columns = [
            Column(say(mark("Paid on")), paper=20),
            Column(say(mark("Amount paid")), Holds.MONEY, paper=20),
            Column(say(mark("Receipt")), paper=36),
            Column(say(mark("Done by")), paper=18),
            Column(say(mark("Counts")), paper=26),
            Column(say(mark("Reason")), paper=45),
        ]
        rows: list[Row] = [
            (
                one["on"],
                Decimal(one["paid"]),
                self.sight.text(one.get("receipt") or ""),
                self._hands(one),
                shown(standing),
                self.sight.text(one.get("reason") or ""),
            )
            for one, standing in payments.told(self.facts)
        ]
        return [Table(PAYMENTS, say(mark("Payments")), columns, rows)] if rows else []

    def _hands(self, payment: Facts) -> str:
        """Return who recorded a payment or proposed its correction, and who confirmed it."""
        hands = [payment["by"], payment.get("confirmed_by")]
        return say(mark("; ")).join(self.making.people.name(one) for one in hands if one)

    def decision(self) -> list[Block]:
        """Return the decision and its notification."""
        blocks = [*self._stories(DECISION), *self._form(TOLD), *self._form(REVIEWED)]
        letters = letters_table(self.case, self.making)
        if letters:
            blocks += [letters, *self._left_out()]
        return blocks or _nothing()

    def _left_out(self) -> list[Block]:
        if self.sight.is_full:
            return []
        words = mark("The letters themselves are left out; they stand in the unmasked dossier.")
        return [Note(say(words), is_quiet=True)]

    def closing(self) -> list[Block]:
        """Return follow-up, closing, links and notes."""
        notes = self._entries(NOTES) if self.facts.get(NOTES) else []
        blocks = [*self._stories(["follow_up"]), *self._form(CLOSED), *self._form(LINKED)]
        return [*blocks, *self._stories(["remarks"]), *notes] or _nothing()

    def _form(self, rows: Sequence[Sequence[str]]) -> list[Block]:
        """Return a form with its non-empty rows."""
        stated = [row for row in rows if any(self._stated(name) for name in row)]
        return [RuledForm([[self.box(name) for name in row] for row in stated])] if stated else []

    def _stated(self, name: str) -> bool:
        return self.facts.get(name) not in (None, "", [])

    def box(self, name: str) -> Box:
        """Return the field ``name`` as a box of a form."""
        field = BY_ID[name]
        return Box(say(field.words), self.making.people.spoken(field, self.facts.get(name)))

    def _stories(self, names: Sequence[str]) -> Iterator[Block]:
        for name in names:
            if self.facts.get(name):
                yield StoryBlock(say(BY_ID[name].words), str(self.facts[name]))

    def _entries(self, collection: str) -> list[Block]:
        """Return the entries of ``collection`` as a table, oldest first."""
        entries = self.facts.get(collection)
        if not entries:
            return _nothing()
        fields = [field for field in ENTRIES[collection] if field.id != "at"]
        is_decided = collection == APPROVALS
        columns = [
            Column(say(mark("When")), Holds.MOMENT, paper=28),
            Column(say(mark("Done by")), paper=18),
            *([Column(say(mark("Approval")), paper=22)] if is_decided else []),
            *(Column(say(f.words), paper=WIDTHS.get(f.kind, 20.0)) for f in fields),
        ]
        rows: list[Row] = [
            (
                datetime.fromisoformat(entry["at"]),
                self.making.people.name(entry["by"]),
                *([title(of_step(Action(entry["decision"])).id)] if is_decided else []),
                *(said(field, entry.get(field.id), self.sight, self.making) for field in fields),
            )
            for entry in entries
        ]
        return [Table(collection, "", columns, rows)]


def _nothing() -> list[Block]:
    return [Note(say(mark("Nothing recorded.")), is_quiet=True)]


def _clock(clock: CaseClock, now: datetime) -> Row:
    ends = f"{clock.due.at:%Y-%m-%d %H:%M}"
    return (
        clock.rule.title,
        limit_of(clock.rule),
        clock.rule.article,
        clock.started_at,
        f"{PROVISIONAL} {ends}" if clock.due.provisional else ends,
        clock.stopped_at,
        _result(clock, now),
    )


def _result(clock: CaseClock, now: datetime) -> str:
    is_late = clock.missed_at is not None
    if _is_over(clock, now):
        return say(mark("expired, not applied for"))
    if clock.counts and (is_late or now > clock.due.at):
        return say(mark("running, overdue"))
    if is_late:
        return say(mark("late"))
    if clock.state is ClockState.STOPPED:
        return say(mark("in time"))
    return shown(clock.state)


def _is_over(clock: CaseClock, now: datetime) -> bool:
    """Say whether the complainant let the time of a review go by; on no uncertain end."""
    is_open = clock.rule.is_window and clock.state is ClockState.RUNNING
    return is_open and not clock.due.provisional and now > clock.due.at
