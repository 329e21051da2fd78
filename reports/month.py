"""The content of a period report, independent of Excel and PDF (domain.md 9.5)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from desk.base.shapes import Facts
from desk.base.words import mark, say, shown
from desk.reads.figure_values import Figures
from desk.reads.period_report import PeriodReport
from desk.reads.rectifications import followed
from desk.rules.reports.closing import COMMENT, SECTIONS
from desk.rules.reports.closing import Block as Blocks
from desk.rules.reports.periods import submitted_by
from desk.rules.reports.recount import SUMS
from reports import detail_tables as details
from reports import month_tables as tables
from reports.case_index import index_table
from reports.channel_matrix import matrix_sums_hold, matrix_table
from reports.commentary import commentary, joined
from reports.definitions import definitions_table, name_of_figure
from reports.follow_through import followed_table, tasks_table, training_table
from reports.ledger_table import ledger_table
from reports.making import Making, masking
from reports.summary import summary
from reports.table import (
    DASH,
    Beside,
    Block,
    Column,
    Document,
    Holds,
    Index,
    Note,
    Pictured,
    Section,
    Signatures,
    StoryBlock,
    Table,
    shown_cell,
)

PAIRS: Final = (("unit", "grade"), ("outcome", "finding"))
ROLES: Final = (mark("Made by:"), mark("Checked by:"), mark("In charge:"))
TITLES: Final = {
    "overview": (mark("Overview"), mark("1. Overview")),
    "timeliness": (mark("Timeliness"), mark("2. Timeliness")),
    "structure": (mark("Structure"), mark("3. Structure")),
    "focus": (mark("Focus"), mark("4. What stands out")),
    "voice": (mark("Focus"), mark("5. What customers say")),
    "causes": (mark("Causes"), mark("6. Causes and rectification")),
    "warnings": (mark("Causes"), mark("7. Early warnings")),
    "examples": (mark("Causes"), mark("8. Examples and training")),
    "outlook": (mark("Causes"), mark("9. Plan for the next period")),
}


def period_report(report: PeriodReport, making: Making) -> Document:
    """Return the paper of ``report``.

    Args:
        report: The source of every number on it; its ledger is
            unmasked, the paper masks it.
        making: Who makes it, where and when.
    """
    period = report.period.title
    foot = (making.office, period, masking(is_full=False), _state(report))
    return Document(
        title=say(mark("Report on consumer complaints, {period}"), period=period),
        head=_head(report, making),
        sections=list(_Parts(report, making).sections()),
        foot=(" · ".join(foot), making.printed()),
        author=making.by.name,
        made_at=making.at,
        language=making.language,
    )


def _head(report: PeriodReport, making: Making) -> list[tuple[str, str]]:
    """Return what stands under the title: whose report it is, of when, and how it stands."""
    period = report.period
    days = say(mark("{first} to {last}"), first=period.first, last=period.last)
    made = say(mark("{name}, {at}"), name=making.by.name, at=making.at)
    return [
        (say(mark("Office")), making.office),
        (say(mark("Superior office")), making.settings.text("superior_name") or DASH),
        (say(mark("Period")), days),
        (say(mark("To be submitted by")), submitted_by(period).isoformat()),
        (say(mark("Made by")), made),
        (say(mark("State of the report")), report_status(report, making)),
    ]


def told_sections(report: PeriodReport, making: Making) -> list[Section]:
    """Return the sections that tell of the period: the first page, the nine, without annexes."""
    parts = _Parts(report, making)
    return [parts.nil()] if parts.is_nil() else [parts.summary(), *parts.told()]


def _state(report: PeriodReport) -> str:
    if not report.is_closed:
        return say(mark("draft"))
    return say(mark("closed {hash}"), hash=str(report.facts["hash"])[:12])


@dataclass(frozen=True, slots=True)
class _Parts:
    """The sections of one report, in their order."""

    report: PeriodReport
    making: Making

    def sections(self) -> Iterator[Section]:
        """Yield all of them."""
        if self.is_nil():
            yield self.nil()
            return
        yield self.summary()
        yield self.contents()
        yield from self.told()
        if self.report.figures.classes.has_matrix:
            yield self.matrix()
        yield self.ledger()
        yield self.definitions()
        yield self.index()

    def is_nil(self) -> bool:
        """Say whether there is nothing to tell: no complaint, no task, no correction, no word."""
        report = self.report
        has_words = any(report.facts.get(COMMENT + name) for name in SECTIONS)
        told = (report.details.cases, report.restated, report.tasks, training_table(report.facts))
        return not any(told) and not has_words

    def told(self) -> Iterator[Section]:
        """Yield the nine that tell of the period, each with its tables and its words."""
        words = commentary(self.report, self.making.settings)
        contents: Mapping[str, Sequence[Block]] = {
            "overview": self.overview(),
            "timeliness": self.timeliness(),
            "structure": self.structure(),
            "focus": self.focus(),
            "voice": self.voice(),
            "causes": self.causes(),
            "warnings": self.warnings(),
            "examples": self.examples(),
            "outlook": self.outlook(),
        }
        for name, blocks in contents.items():
            sheet, title = (say(text) for text in TITLES[name])
            told = [StoryBlock(say(mark("Assessment")), words[name])] if words[name] else []
            ends = self.closing() if name == "outlook" else []
            yield Section(name, sheet, title, [*blocks, *told, *ends])

    def summary(self) -> Section:
        """Return the first page: the period in half a minute, and the signatures."""
        blocks = summary(self.report, self.making)
        return Section("summary", say(mark("Summary")), "", [*blocks, self.signatures()])

    def contents(self) -> Section:
        """Return the contents, where there is more than the first page."""
        headings = (say(mark("No.")), say(mark("Part")), say(mark("Page")))
        index = Index(headings, say(mark("Pages in all")))
        return Section("contents", "", "", [index], starts_page=True)

    def nil(self) -> Section:
        """Return all there is to say of a period without any complaint: one page."""
        figures = self.report.figures
        return Section(
            "overview",
            say(mark("Overview")),
            "",
            [
                Note(joined(_told(figures, self.making))),
                tables.balance_table(figures),
                *_not_compared(figures),
                *tables.other_tables(figures),
                Note(self._checked(), is_quiet=True),
                *self.closing(),
                self.signatures(),
            ],
        )

    def signatures(self) -> Signatures:
        """Return where the report is signed and sealed."""
        return Signatures(
            [say(role) for role in ROLES],
            say(mark("Date: ____ / __ / __")),
            say(mark("(seal of the office)")),
        )

    def overview(self) -> list[Block]:
        """Return the section on the balance."""
        figures, further = self.report.figures, self.report.details
        per = details.per_table(figures, further)
        restated = [details.restated_table(one, self.making) for one in self.report.restated]
        return [
            Note(joined(_told(figures, self.making))),
            tables.balance_table(figures),
            *_not_compared(figures),
            tables.shares_table(figures),
            *([per] if per else []),
            *tables.other_tables(figures),
            *restated,
            Note(self._checked(), is_quiet=True),
        ]

    def _checked(self) -> str:
        """Return the note on the report's self-checks (domain.md 9.6)."""
        figures = self.report.figures
        checks = {**figures.checks(), **self.report.details.checks()}
        if figures.classes.has_matrix:
            checks["matrix"] = checks["matrix"] and matrix_sums_hold(matrix_table(figures))
        failed = [say(SUMS[name]) for name, holds in checks.items() if not holds]
        if failed:
            return say(mark("Self-check: these sums do NOT add up: {names}."), names=failed)
        names = [say(SUMS[name]) for name in checks]
        return say(mark("Self-check: all sums add up ({names})."), names=names)

    def timeliness(self) -> list[Block]:
        """Return the section on timeliness."""
        figures = self.report.figures
        return [
            tables.targets_table(figures, self.making.settings),
            details.overdue_table(self.report.details),
            Note(say(mark("Complaints that were open in the period.")), is_quiet=True),
            tables.stages_table(figures, self.report.rules),
            Note(say(mark("Clocks whose last day lies in the period.")), is_quiet=True),
            tables.within_table(figures),
            tables.days_table(figures),
            tables.bands_table(figures),
            Note(say(mark("Complaints that were closed in the period.")), is_quiet=True),
        ]

    def structure(self) -> list[Block]:
        """Return the section on the structure of complaints and on load."""
        figures, further = self.report.figures, self.report.details
        shown = figures.classes.tables
        drawn = [Pictured(tables.breakdown_table(n, figures.breakdown[n]), 1) for n in shown]
        pairs = [
            Beside(*(tables.breakdown_table(name, figures.breakdown[name]) for name in pair))
            for pair in PAIRS
        ]
        demands = tables.breakdown_table("demands", figures.demands, figures.balance.received)
        topic = tables.breakdown_table("topic", figures.breakdown["topic"])
        return [
            *drawn,
            details.pareto_chart(figures),
            *pairs,
            Beside(demands, topic),
            details.amounts_table(figures, further),
            details.load_table("department", further.departments, str),
            details.load_table("staff", further.staff, self.making.people.name),
        ]

    def focus(self) -> list[Block]:
        """Return the section on complaints of special attention."""
        further, received = self.report.details, self.report.figures.balance.received
        blocks: list[Block] = [Pictured(details.focus_table(further), 3, 100)]
        forwarded = tables.breakdown_table("forwarded_by", further.forwarded_by, received)
        tagged = tables.breakdown_table("sensitive", further.sensitive, received)
        if forwarded.rows and tagged.rows:
            blocks.append(Beside(forwarded, tagged))
        else:
            blocks += [table for table in (forwarded, tagged) if table.rows]
        major = details.major_table(self.report.lines, further, self.report.figures.classes)
        return [*blocks, *([major] if major else [])]

    def voice(self) -> list[Block]:
        """Return the section on follow-ups."""
        further = self.report.details
        answers = tables.breakdown_table("satisfaction", further.satisfaction)
        blocks: list[Block] = [tables.voices_table(self.report.figures), Pictured(answers, 1)]
        if further.dissatisfied:
            blocks.append(self._dissatisfied())
        return blocks

    def _dissatisfied(self) -> Table:
        counts = self.report.details.dissatisfied
        cause = self.report.figures.classes.cause
        table = tables.breakdown_table(cause, counts)
        links = [link.replace(f"{cause}/", "dissatisfied/", 1) for link in table.links]
        return Table(
            "dissatisfied",
            name_of_figure("dissatisfied"),
            table.columns,
            table.rows,
            totals=1,
            links=links,
        )

    def causes(self) -> list[Block]:
        """Return the section on root causes and rectifications."""
        further = self.report.details
        names = ("root_cause", "systemic")
        roots = Beside(*(tables.breakdown_table(n, getattr(further, n)) for n in names))
        tasks = self.report.tasks
        if not tasks:
            return [roots]
        found = followed(tasks, self.report.period)
        return [roots, followed_table(found), tasks_table(tasks, self.making)]

    def warnings(self) -> list[Block]:
        """Return the trend with its limits, and the early warnings."""
        figures, further = self.report.figures, self.report.details
        return [details.trend_chart(further), details.warnings_table(figures, further)]

    def examples(self) -> list[Block]:
        """Return the section on instructive cases and training."""
        examples = details.examples_table(self.report.lines, self.report.figures.classes)
        training = training_table(self.report.facts)
        return [table for table in (examples, training) if table]

    def outlook(self) -> list[Block]:
        """Return what goes over into the next period."""
        found = followed(self.report.tasks, self.report.period)
        return [details.outlook_table(self.report.figures, self.report.details, found.open)]

    def closing(self) -> list[Block]:
        """Return what is said of closing, or what stands in its way."""
        facts = self.report.facts
        if not self.report.is_closed:
            return [Note(_blocked(self.report), is_quiet=True)]
        return [closing_table(facts, self.making), *_despite(facts)]

    def matrix(self) -> Section:
        """Return the channel matrix."""
        title = say(mark("Annex 1. Channels of the business by unit"))
        table = matrix_table(self.report.figures)
        return Section("matrix", say(mark("Channels")), title, [table], is_wide=True)

    def _annexes(self) -> tuple[str, str]:
        """Return the titles of ledger and definitions; the matrix is the first annex."""
        if self.report.figures.classes.has_matrix:
            return mark("Annex 2. Ledger"), mark("Annex 3. Definitions")
        return mark("Annex 1. Ledger"), mark("Annex 2. Definitions")

    def ledger(self) -> Section:
        """Return the ledger."""
        sheet, title = say(mark("Ledger")), say(self._annexes()[0])
        table = ledger_table(self.report.lines, self.making)
        return Section("ledger", sheet, title, [table], is_wide=True, is_list=True)

    def definitions(self) -> Section:
        """Return what each figure means."""
        sheet, title = say(mark("Definitions")), say(self._annexes()[1])
        table = definitions_table(self.report.figures.classes, self.report.details.denominators)
        return Section("definitions", sheet, title, [table], starts_page=True, is_list=True)

    def index(self) -> Section:
        """Return the cases behind every count, in Excel alone."""
        sheet = say(mark("Index of cases"))
        report = self.report
        table = index_table(report.details, report.figures.classes, self.making.people.name)
        return Section("cases", sheet, sheet, [table], is_list=True, on_paper=False)


def report_status(report: PeriodReport, making: Making) -> str:
    """Return the sentence about the report's state."""
    facts = report.facts
    if not report.is_closed:
        left = (submitted_by(report.period) - making.at.date()).days
        if left < 0:
            words = mark("Draft; it was to be submitted {days} days ago.")
            return say(words, days=-left)
        return say(mark("Draft; {days} days left until it is to be submitted."), days=left)
    at = datetime.fromisoformat(facts["closed_at"])
    closed = say(
        mark("Closed by {name}, {at}."), name=making.people.name(facts["closed_by"]), at=at
    )
    if not facts.get("submitted_on"):
        return closed
    on = date.fromisoformat(facts["submitted_on"])
    late = facts["days_late"]
    words = mark("Submitted on {on}, {days} days late.") if late else mark("Submitted on {on}.")
    return joined([closed, say(words, on=on, days=late)])


def closing_table(facts: Facts, making: Making) -> Table:
    """Return the table on closing: by whom, hash, journal head."""
    head = facts["head"]
    rows = [
        (say(mark("Closed by")), making.people.name(facts["closed_by"])),
        (say(mark("Report closed at")), datetime.fromisoformat(facts["closed_at"])),
        (say(mark("Hash of figures and case list (SHA-256)")), facts["hash"]),
        (say(mark("Journal, device and act")), f"{head['device']} · {head['seq']}"),
        (say(mark("Journal, hash of that act")), head["hash"]),
    ]
    if facts.get("submitted_on"):
        rows.append((say(mark("Submitted on")), facts["submitted_on"]))
        rows.append((say(mark("Proof of submission")), facts["submission_proof"]))
    texts = [(label, shown_cell(Holds.MOMENT, value)) for label, value in rows]
    columns = [
        Column(say(mark("Closing")), sheet=26, paper=46),
        Column(say(mark("Entry")), Holds.ID, 66, 100),
    ]
    return Table("closing", say(mark("Closing of the report")), columns, texts)


def _despite(facts: Facts) -> list[Block]:
    if not facts["blockers"]:
        return []
    cases = [f"{no} ({shown(Blocks(why))})" for why, no in facts["blockers"]]
    words = mark("Closed in spite of: {cases}. Reason: {reason}")
    return [Note(say(words, cases=cases, reason=facts["despite"]))]


def _blocked(report: PeriodReport) -> str:
    if report.unproven:
        return say(mark("Draft, not closed. It cannot be closed: its sums do not add up."))
    if not report.blockers:
        return say(mark("Draft, not closed. Nothing stands in the way of closing."))
    words = mark("Draft, not closed. In the way of closing: {cases}.")
    cases = [f"{b.case_no} ({shown(b.why)})" for b in report.blockers]
    return say(words, cases=cases)


def _told(figures: Figures, making: Making) -> Iterator[str]:
    """Yield a summary of the period; states a nil report, and a period that still runs."""
    balance, period = figures.balance, figures.period.title
    if making.at.date() <= figures.period.last:
        words = mark("The period still runs; it is counted as it stood on {day}.")
        yield say(words, day=making.at.date())
    if not balance.received:
        nil = mark("Nil report: no complaint was received in {period}. Open at the end: {open}.")
        yield say(nil, period=period, open=balance.open_at_end)
        return
    words = mark("In {period} the office received {received} complaints.")
    yield say(words, period=period, received=balance.received)
    if balance.repeats:
        words = mark("With repeats merged they are {distinct}.")
        yield say(words, distinct=balance.distinct)
    words = mark(
        "Closed: {closed}; withdrawn: {withdrawn}; merged: {merged}; open at the end: {open}."
    )
    yield say(
        words,
        closed=balance.closed,
        withdrawn=balance.withdrawn,
        merged=balance.merged,
        open=balance.open_at_end,
    )


def _not_compared(figures: Figures) -> list[Block]:
    if all(figures.bases[name] for name in tables.compared(figures)):
        return []
    words = mark("Data begins on {day}; nothing is compared with a time before it.")
    return [Note(say(words, day=figures.since), is_quiet=True)]
