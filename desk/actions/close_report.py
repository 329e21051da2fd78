"""Comment on a period report, close it, record its submission."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar

from desk.actions.work import REPORT, Changes, Work
from desk.base.errors import Refusal, refuse_all
from desk.rules.people.rights import Right
from desk.rules.reports import closing
from desk.rules.reports.periods import Period
from desk.rules.steps import kinds
from desk.store.record import journal


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteReport:
    """Write commentary, denominators or training of a report that is not closed.

    Attributes:
        period: Which.
        values: By "comment.<section>", "denominator.<name>" and "training.<name>"; empty
            ones are cleared.
    """

    right: ClassVar[Right] = Right.RECORD

    period: Period
    values: Mapping[str, Any]


def note_report(command: NoteReport, work: Work) -> Changes:
    """Carry out ``command``.

    Raises:
        ClosedBefore: The report is closed.
        Refusal: A value is invalid; all problems at once.
    """
    subject = REPORT + command.period.id
    before = journal.folded(work.store, subject)
    closing.check_open(command.period, before.facts)
    facts: dict[str, Any] = {}
    problems: list[Refusal] = []
    for name, raw in command.values.items():
        try:
            facts[name] = closing.clean_note(name, raw)
        except Refusal as refusal:
            problems.append(refusal)
    refuse_all(problems)
    changed = {name: value for name, value in facts.items() if before.facts.get(name) != value}
    if changed:
        work.write(kinds.REPORT_NOTED, subject, changed, before=before)
    return Changes(report={"period": command.period.id, "changed": sorted(changed)})


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseReport:
    """Close the report of a period for good.

    Attributes:
        period: Which.
        frozen: The figures and cases, read at one moment.
        blockers: The reasons against closing at that moment.
        despite: The reason for closing despite them, or "".
        comments: The commentary as printed, by section: typed, or the draft that was shown.
        rectifications: As they stood, without free text.
    """

    right: ClassVar[Right] = Right.SIGN

    period: Period
    frozen: closing.FrozenReport
    blockers: tuple[closing.Blocker, ...] = ()
    despite: str = ""
    comments: Mapping[str, str] = field(default_factory=dict)
    rectifications: tuple[Mapping[str, Any], ...] = ()


def close_report(command: CloseReport, work: Work) -> Changes:
    """Carry out ``command``: one act, signed by the director.

    Raises:
        ClosedBefore: It is closed.
        NotOver: The period still runs.
        StillBlocked: Cases block the closing.
        SumsDiffer: The figures do not add up.
        NotReadAnew: Something was saved after the figures were read.
    """
    subject, period, frozen = REPORT + command.period.id, command.period, command.frozen
    before = journal.folded(work.store, subject)
    closing.check_close(period, before.facts, command.blockers, work.now, command.despite)
    closing.check_sums(period, frozen)
    head = work.pen.head
    if head.next_id - 1 != frozen.at_act:
        raise closing.NotReadAnew
    facts = {
        "closed_at": work.stamp,
        "closed_by": work.actor.login,
        "figures": dict(frozen.figures),
        "cases": [dict(case) for case in frozen.cases],
        "restated": dict(frozen.restated),
        "hash": frozen.hash,
        "head": {"device": head.identity.device, "seq": head.seq, "hash": head.hash.hex()},
        "despite": command.despite.strip(),
        "blockers": [[b.why.value, b.case_no] for b in command.blockers],
        "comments": dict(command.comments),
        "rectifications": [dict(one) for one in command.rectifications],
    }
    work.write(kinds.REPORT_CLOSED, subject, facts, before=before)
    return Changes(report={"period": period.id, "hash": frozen.hash, "closed_at": work.stamp})


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitReport:
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


def submit_report(command: SubmitReport, work: Work) -> Changes:
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
    facts = {
        "submitted_on": command.on.isoformat(),
        "submitted_by": work.actor.login,
        "submission_proof": command.proof.strip(),
        "days_late": late,
    }
    work.write(kinds.REPORT_SUBMITTED, subject, facts, before=before)
    return Changes(report={"period": period.id, **facts})
