"""Comment on a period report, close it, record its submission."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from desk.actions.work import REPORT, Command, Done, Work
from desk.base.errors import cleaned_each, refuse_all
from desk.base.shapes import Facts, Payload
from desk.rules.people.rights import Right
from desk.rules.reports import closing
from desk.rules.reports.periods import Period
from desk.rules.steps import kinds
from desk.store.record import journal


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteReport(Command[list[str]]):
    """Write commentary, denominators or training of a report that is not closed.

    Attributes:
        period: Which.
        values: By "comment.<section>", "denominator.<name>" and "training.<name>"; empty
            ones are cleared.
    """

    right: ClassVar[Right] = Right.RECORD

    period: Period
    values: Facts


def note_report(command: NoteReport, work: Work) -> Done[list[str]]:
    """Carry out ``command``; the result names the values that changed.

    Raises:
        ClosedBefore: The report is closed.
        Refusal: A value is invalid; all problems at once.
    """
    subject = REPORT + command.period.id
    before = journal.folded(work.store, subject)
    closing.check_open(command.period, before.facts)
    facts, problems = cleaned_each(command.values, closing.clean_note)
    refuse_all(problems)
    changed = {name: value for name, value in facts.items() if before.facts.get(name) != value}
    if changed:
        work.write(kinds.REPORT_NOTED, subject, changed, before=before)
    return Done(result=sorted(changed))


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportClosed:
    """The report of ``period`` as it was closed; ``hash`` is that of its figures and cases."""

    period: str
    hash: str
    closed_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseReport(Command[ReportClosed]):
    """Close the report of a period for good.

    Attributes:
        period: Which.
        frozen: The figures and cases, read at one moment.
        blockers: The reasons against closing at that moment.
        despite: The reason for closing despite them, or "".
        unproven: Names of what the paper tells otherwise than its own tables.
        comments: The commentary as printed, by section: typed, or the draft that was shown.
        rectifications: As they stood, without free text.
    """

    right: ClassVar[Right] = Right.SIGN

    period: Period
    frozen: closing.FrozenReport
    blockers: tuple[closing.Blocker, ...] = ()
    despite: str = ""
    unproven: tuple[str, ...] = ()
    comments: Mapping[str, str] = field(default_factory=dict)
    rectifications: tuple[Facts, ...] = ()


def close_report(command: CloseReport, work: Work) -> Done[ReportClosed]:
    """Carry out ``command``: one act, signed by the director.

    Raises:
        ClosedBefore: It is closed.
        NotOver: The period still runs.
        StillBlocked: Cases block the closing.
        SumsDiffer: The figures do not add up, or the paper tells otherwise than its tables.
        NotReadAnew: Something was saved after the figures were read.
    """
    subject, period, frozen = REPORT + command.period.id, command.period, command.frozen
    before = journal.folded(work.store, subject)
    closing.check_close(period, before.facts, command.blockers, work.now, command.despite)
    closing.check_sums(period, frozen, command.unproven)
    head = work.pen.head
    if head.next_id - 1 != frozen.at_act:
        raise closing.NotReadAnew
    facts = {
        "closed_at": work.stamp,
        "closed_by": work.actor.login,
        "figures": dict(frozen.figures),
        "cases": [dict(case) for case in frozen.cases],
        "clocks": dict(frozen.clocks),
        "restated": dict(frozen.restated),
        "hash": frozen.hash,
        "head": {"device": head.identity.device, "seq": head.seq, "hash": head.hash.hex()},
        "despite": command.despite.strip(),
        "blockers": [[b.why.value, b.case_no] for b in command.blockers],
        "comments": dict(command.comments),
        "rectifications": [dict(one) for one in command.rectifications],
    }
    work.write(kinds.REPORT_CLOSED, subject, facts, before=before)
    told = ReportClosed(period=period.id, hash=frozen.hash, closed_at=work.stamp)
    return Done(result=told)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportSubmitted:
    """The submission of the report of ``period`` as it was recorded; 0 days late is in time."""

    period: str
    submitted_on: str
    submitted_by: str
    submission_proof: str
    days_late: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitReport(Command[ReportSubmitted]):
    """Record that a closed report was submitted.

    Attributes:
        period: Which.
        on: The day.
        proof: How it can be proved.
    """

    right: ClassVar[Right] = Right.SIGN

    period: Period
    on: date
    proof: str


def submit_report(command: SubmitReport, work: Work) -> Done[ReportSubmitted]:
    """Carry out ``command``; a late submission is recorded as late.

    Raises:
        NotClosed: The report is not closed.
        SubmittedBefore: It was submitted already.
        NoProof: No proof is stated.
        BadSubmission: The day is before closing or after today.
    """
    period, subject = command.period, REPORT + command.period.id
    before = journal.folded(work.store, subject)
    closing.check_submission(period, before.facts, command.on, command.proof, work.now)
    late = closing.days_late(period, command.on)
    facts: Payload = {
        "submitted_on": command.on.isoformat(),
        "submitted_by": work.actor.login,
        "submission_proof": command.proof.strip(),
        "days_late": late,
    }
    work.write(kinds.REPORT_SUBMITTED, subject, facts, before=before)
    return Done(result=ReportSubmitted(period=period.id, **facts))
