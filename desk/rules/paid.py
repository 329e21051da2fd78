"""What a customer got of late: compensations of other cases that count together with this one."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple


class Paid(NamedTuple):
    """A compensation promised or paid to the same customer in another case.

    Attributes:
        case_no: Which case.
        amount: Yuan.
        on: The day its plan was fixed.
    """

    case_no: str
    amount: Decimal
    on: date


def total(paid: Sequence[Paid]) -> Decimal:
    """Return the sum, in yuan."""
    return sum((one.amount for one in paid), Decimal())
