"""Closing, signing and submitting period reports (domain.md 9.5, 14.5).

A report is a subject of the journal like a case: commentary and denominators are
facts of it until it is closed; closing freezes figures and case list for good.
"""

import hashlib
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import ClassVar, Final

from desk.base.errors import Refusal, need_names
from desk.base.shapes import Facts
from desk.base.words import label_all, mark, say
from desk.rules.reports.periods import Period, submitted_by
from desk.rules.reports.recount import SUMS, unproven

COMMENT: Final = "comment."
DENOMINATOR: Final = "denominator."
SECTIONS: Final = (
    "overview",
    "timeliness",
    "structure",
    "focus",
    "voice",
    "causes",
    "warnings",
    "examples",
    "outlook",
)
DENOMINATORS: Final = ("outlets", "customers", "premium", "policies", "persons")
TRAINING: Final = "training."
TRAININGS: Final = ("sessions", "people", "hours", "topics")
TOPICS: Final = "topics"
NOTES: Final = (
    *(COMMENT + name for name in SECTIONS),
    *(DENOMINATOR + name for name in DENOMINATORS),
    *(TRAINING + name for name in TRAININGS),
)
LONGEST: Final = 4000  # characters of a commentary


class Block(StrEnum):
    """The kinds of reasons against closing a report."""

    CODES = "codes"
    OVERDUE = "overdue"
    APPROVAL = "approval"
    CONFLICT = "conflict"
    DEBT = "debt"


label_all(
    {
        Block.CODES: mark("codes are missing"),
        Block.OVERDUE: mark("open past the statutory limit"),
        Block.APPROVAL: mark("an approval is not answered"),
        Block.CONFLICT: mark("different values from two computers are not settled"),
        Block.DEBT: mark("an emergency is not reported and countersigned"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocker:
    """One case that blocks closing.

    Attributes:
        why: What is wrong.
        case_id: Row id, for the button that opens it.
        case_no: Its number.
        fields: Ids of the fields that are missing, for ``Block.CODES``.
        since: Since when it is overdue or waiting, or None.
    """

    why: Block
    case_id: int
    case_no: str
    fields: tuple[str, ...] = ()
    since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenReport:
    """The content of a report, frozen by closing.

    Attributes:
        period: Id of the period.
        figures: As ``figures`` prints them, JSON-able.
        cases: One mapping a case: its number and its counted attributes.
        clocks: The cases behind the clocks that ended: by rule, "met" and "missed".
        restated: Changes of the figures of earlier reports, by report id.
        at_act: Number of acts in this home's journal when this was read.
    """

    period: str
    figures: Facts
    cases: Sequence[Facts]
    restated: Facts = field(default_factory=dict)
    at_act: int = 0
    clocks: Facts = field(default_factory=dict)

    @property
    def hash(self) -> str:
        """Return the SHA-256 of figures and case list; the same record gives the same hash."""
        content = {"period": self.period, "figures": self.figures, "cases": list(self.cases)}
        if self.clocks:  # an early program kept none
            content["clocks"] = self.clocks
        text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


class NotOver(Refusal):
    """The period still runs."""

    text: ClassVar[str] = mark(
        "{period} ends on {last}; its report can be closed from the day after."
    )


class ClosedBefore(Refusal):
    """The report is closed already; it is never opened again."""

    text: ClassVar[str] = mark(
        "The report of {period} was closed on {at} and is not opened again. "
        "Corrections of its cases appear in the next report as a restatement."
    )


class StillBlocked(Refusal):
    """Cases stand in the way, and no reason was given to close in spite of them."""

    text: ClassVar[str] = mark(
        "{count} cases stand in the way of closing: {cases}. Settle them, "
        "or state the reason for closing in spite of them; it is printed."
    )


class SumsDiffer(Refusal):
    """The figures of a report do not add up, or its cases do not bear them out."""

    text: ClassVar[str] = mark(
        "The report of {period} cannot be closed: its sums do not add up ({names}). "
        "Run the checks under “Backups and checks”; they name what is wrong."
    )


class NotReadAnew(Refusal):
    """Something was saved between reading the figures and closing."""

    text: ClassVar[str] = mark(
        "Something was saved meanwhile. Look at the figures and close again."
    )


class NotClosed(Refusal):
    """A report that is not closed cannot be submitted."""

    text: ClassVar[str] = mark("The report of {period} is not closed yet. Close it first.")


class SubmittedBefore(Refusal):
    """The submission is recorded already."""

    text: ClassVar[str] = mark("The report of {period} was submitted on {on} already.")


class NoProof(Refusal):
    """A submission without proof."""

    text: ClassVar[str] = mark(
        "State how the submission can be proved (receipt number, recipient)."
    )


class BadSubmission(Refusal):
    """A submission before closing or in the future."""

    text: ClassVar[str] = mark(
        "The submission on {on} cannot be: the report was closed on {closed} and today is {today}."
    )


class CommentaryTooLong(Refusal):
    """A commentary that is too long to print well."""

    text: ClassVar[str] = mark(
        "The commentary has {count} characters; at most {most} can be printed."
    )


class BadDenominator(Refusal):
    """A denominator, or a number about training, that is no positive number."""

    text: ClassVar[str] = mark(
        "“{value}” cannot be the number “{name}”. Write a number above 0, or leave it empty."
    )


def clean_note(name: str, raw: object) -> str | None:
    """Return a commentary, something about training or a denominator; None clears it.

    Args:
        name: One of ``NOTES``.
        raw: As typed.

    Raises:
        UnknownName: It is no such thing.
        Refusal: It is not fit to be printed.
    """
    need_names([name], NOTES)
    text = "" if raw is None else str(raw).strip()
    if not name.startswith(COMMENT) and name != TRAINING + TOPICS:
        return _number(name, text)
    if len(text) > LONGEST:
        raise CommentaryTooLong(field=name, count=len(text), most=LONGEST)
    return text or None


def _number(name: str, text: str) -> str | None:
    if not text:
        return None
    try:
        value = Decimal(text.replace(",", ""))
    except InvalidOperation:
        value = Decimal(0)
    if not value.is_finite() or value <= 0:
        raise BadDenominator(field=name, name=name.partition(".")[2], value=text)
    return f"{value.normalize():f}"


def check_open(period: Period, facts: Facts) -> None:
    """Refuse changes to a closed report.

    Raises:
        ClosedBefore: It is closed.
    """
    if facts.get("closed_at"):
        at = datetime.fromisoformat(facts["closed_at"])
        raise ClosedBefore(period=period.title, at=at)


def check_sums(period: Period, frozen: FrozenReport, paper: Sequence[str] = ()) -> None:
    """Refuse figures that are wrong in themselves; no reason lets them pass (domain.md 9.6).

    Args:
        period: Which.
        frozen: Figures and cases.
        paper: Names of what the paper tells otherwise than its own tables.

    Raises:
        SumsDiffer: They do not add up, the cases do not bear them out, or the paper does not.
    """
    wrong = [*unproven(frozen.figures, frozen.cases, frozen.clocks), *paper]
    if wrong:
        raise SumsDiffer(period=period.title, names=[say(SUMS[name]) for name in wrong])


def check_close(
    period: Period, facts: Facts, blockers: Sequence[Blocker], now: datetime, why: str
) -> None:
    """Refuse closing when it is not allowed.

    Raises:
        ClosedBefore: It is closed.
        NotOver: The period still runs.
        StillBlocked: Cases block closing, and ``why`` is empty.
    """
    check_open(period, facts)
    if now.date() <= period.last:
        raise NotOver(period=period.title, last=period.last)
    if blockers and not why.strip():
        cases = list(dict.fromkeys(blocker.case_no for blocker in blockers))
        raise StillBlocked(count=len(cases), cases=cases[:10])


def check_submission(period: Period, facts: Facts, on: date, proof: str, now: datetime) -> None:
    """Refuse an invalid submission.

    Raises:
        NotClosed: The report is not closed.
        SubmittedBefore: It was submitted already.
        NoProof: ``proof`` is empty.
        BadSubmission: ``on`` is before closing or after today.
    """
    if not facts.get("closed_at"):
        raise NotClosed(period=period.title)
    if facts.get("submitted_on"):
        before = date.fromisoformat(facts["submitted_on"])
        raise SubmittedBefore(period=period.title, on=before)
    if not proof.strip():
        raise NoProof(field="proof")
    closed = date.fromisoformat(facts["closed_at"][:10])
    if not closed <= on <= now.date():
        raise BadSubmission(field="on", on=on, closed=closed, today=now.date())


def days_late(period: Period, on: date) -> int:
    """Return by how many days a submission is late; 0 when it is in time."""
    return max(0, (on - submitted_by(period)).days)


def control_limits(counts: Sequence[int]) -> tuple[float, float, float]:
    """Return mean, lower and upper limit of a c-chart (mean ± 3 × its square root).

    Source: W. A. Shewhart's chart for counts of events; the lower one is at least 0.
    """
    if not counts:
        return 0.0, 0.0, 0.0
    mean = sum(counts) / len(counts)
    spread = 3 * math.sqrt(mean)
    return mean, max(0.0, mean - spread), mean + spread
