"""The cases from which an audit draws its sample, and the sample."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from desk.reads.closed_to import open_to
from desk.rules.case.classification import Classification
from desk.rules.case.codes import code_label, counted_code
from desk.rules.case.ways import COMPLAINT
from desk.rules.oversight.sampling import Precision, Stratum, draw, fingerprint
from desk.rules.people.rights import Person
from desk.rules.reports.periods import Period
from desk.store.db import Store
from desk.store.tables import CaseRow

STRATA: Final = {  # by what a sample may be divided: the field, whether it has codes
    "grade": ("grade", True),
    "cause": ("", True),  # the office's own field
    "business": ("", True),
    "outcome": ("outcome", True),
    "unit": ("complained_unit", False),
    "department": ("department", False),
    "handler": ("handler", False),
}
MERGED: Final = "merged"  # it lives on in another case, which is drawn from when it ends


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """A case that ended in the period, without personal data of its complainant.

    Attributes:
        case_no: Its number.
        stratum: Its value of what the sample is divided by, or "".
        received_on: Day of receipt.
        closed_on: Day of its end.
        handler: Who handled it, as stored, or "".
    """

    case_no: str
    stratum: str
    received_on: date
    closed_on: date
    handler: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A sample and all that it takes to draw it again.

    Attributes:
        period: In which the cases ended.
        by: What it is divided by, of ``STRATA``.
        precision: How sure and exact.
        seed: By which it was drawn.
        whole: How many cases it was drawn from.
        fingerprint: Of their numbers.
        strata: What was drawn from each.
        cases: The drawn cases by number.
    """

    period: Period
    by: str
    precision: Precision
    seed: str
    whole: int
    fingerprint: str
    strata: list[Stratum]
    cases: dict[str, Ended]


def field_of(by: str, classes: Classification) -> str:
    """Return the field that the stratum ``by`` means in the office's classification."""
    own = {"cause": classes.cause, "business": classes.business}
    return own.get(by) or STRATA[by][0]


def stratum_words(by: str, name: str, classes: Classification) -> str:
    """Return the stratum ``name`` as people read it, without the names of handlers; "" stays ""."""
    return code_label(field_of(by, classes), name) if STRATA[by][1] else name


def ended_cases(
    store: Store, period: Period, by: str, classes: Classification, reader: Person
) -> list[Ended]:
    """Return the complaints that ended in ``period``, by number, but those closed to ``reader``."""
    field, is_coded = field_of(by, classes), STRATA[by][1]
    query = (
        CaseRow.select(
            CaseRow.case_no,
            getattr(CaseRow, field),
            CaseRow.received_on,
            CaseRow.closed_on,
            CaseRow.handler,
        )
        .where(
            CaseRow.counted_in == COMPLAINT,
            CaseRow.closed_on.between(period.first.isoformat(), period.last.isoformat()),
            CaseRow.outcome.is_null() | (CaseRow.outcome != MERGED),
            open_to(reader),
        )
        .order_by(CaseRow.case_no)
    )
    return [
        Ended(
            case_no=case_no,
            stratum=(counted_code(field, value) if is_coded else value) or "",
            received_on=date.fromisoformat(received),
            closed_on=date.fromisoformat(closed),
            handler=handler or "",
        )
        for case_no, value, received, closed, handler in store.rows(query)
    ]


def sample_of(
    cases: list[Ended], period: Period, by: str, precision: Precision, seed: str
) -> Sample:
    """Draw a sample of ``cases`` by ``seed``.

    Raises:
        NothingToDraw: There are none.
    """
    strata = draw(seed, {one.case_no: one.stratum for one in cases}, precision)
    chosen = {number for stratum in strata for number in stratum.drawn}
    return Sample(
        period=period,
        by=by,
        precision=precision,
        seed=seed,
        whole=len(cases),
        fingerprint=fingerprint(one.case_no for one in cases),
        strata=strata,
        cases={one.case_no: one for one in cases if one.case_no in chosen},
    )
