"""Audit sampling 审计抽查: how many cases, how many of each stratum, which, and what they tell.

A draw can be repeated by anybody: the cases of a stratum are put in the order of
SHA-256 of ``seed``, a line feed and the case number (UTF-8, in hex), and the first are taken. The
seed is told before the draw, and so is the fingerprint of the cases drawn from. No other chance is
in it, so nobody can choose a case or leave one out.
Source: domain.md 14.13 (种002: 季度内部审计抽查).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from math import ceil, sqrt
from statistics import NormalDist
from typing import ClassVar, Final

from desk.base.errors import Refusal
from desk.base.words import mark

WORST: Final = 0.5  # the share that needs most cases; nobody knows the true one beforehand
TENTH: Final = Decimal("0.1")


class NotAConfidence(Refusal):
    """A confidence with which no size can be reckoned."""

    text: ClassVar[str] = mark("The confidence is between 50 and 99.9 per cent, not {value}.")


class NotAMargin(Refusal):
    """A margin with which no size can be reckoned."""

    text: ClassVar[str] = mark("The margin is between 0.5 and 50 percentage points, not {value}.")


class NothingToDraw(Refusal):
    """There is no case to draw from."""

    text: ClassVar[str] = mark("No case ended in this period, so there is nothing to draw from.")


class NoSuchRate(Refusal):
    """More cases were found than looked at, or none was looked at."""

    text: ClassVar[str] = mark(
        "{found} of {looked_at} is no rate. Give first how many have a finding, then how many were "
        "looked at."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Precision:
    """How sure and how exact the rate of the whole shall be.

    Attributes:
        confidence: Per cent, e.g. 95.
        margin: Percentage points to each side, e.g. 10.
    """

    confidence: Decimal
    margin: Decimal

    def __post_init__(self) -> None:
        """Refuse what no size can be reckoned from.

        Raises:
            NotAConfidence, NotAMargin: So it is.
        """
        need_confidence(self.confidence)
        if not Decimal("0.5") <= self.margin <= Decimal(50):
            raise NotAMargin(value=self.margin)


def need_confidence(value: Decimal) -> None:
    """Refuse a confidence outside 50 to 99.9 per cent.

    Raises:
        NotAConfidence: So it is.
    """
    if not Decimal(50) <= value <= Decimal("99.9"):
        raise NotAConfidence(value=value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stratum:
    """A part of the cases, and what was drawn from it.

    Attributes:
        name: Its code or name, or "" for the cases that have none.
        whole: How many cases it has.
        drawn: Numbers of those drawn, in the order of the draw.
    """

    name: str
    whole: int
    drawn: tuple[str, ...]


def sample_size(whole: int, precision: Precision) -> int:
    """Return how many of ``whole`` cases to draw (Cochran, with finite population correction)."""
    if not whole:
        return 0
    z = _quantile(precision.confidence)
    endless = z * z * WORST * (1 - WORST) / float(precision.margin / 100) ** 2
    return min(whole, ceil(endless / (1 + (endless - 1) / whole)))


def allocated(wholes: Mapping[str, int], size: int) -> dict[str, int]:
    """Return how many to draw of each stratum: in proportion, by the largest remainder.

    No stratum stays out: one that would get none gets one, and the sample is larger by that.
    Equal remainders go by the strata's order.

    Args:
        wholes: Cases of each stratum.
        size: At most all of them.
    """
    total = sum(wholes.values())
    shares = {name: divmod(size * whole, total) for name, whole in wholes.items() if whole}
    left = size - sum(part for part, _ in shares.values())
    first = sorted(shares, key=lambda name: -shares[name][1])[:left]
    return {name: max(1, part + (name in first)) for name, (part, _) in shares.items()}


def fingerprint(numbers: Iterable[str]) -> str:
    """Return the SHA-256 of the case numbers in order, one a line: from what was drawn."""
    return sha256("\n".join(sorted(numbers)).encode()).hexdigest()


def drawn(seed: str, numbers: Iterable[str], count: int) -> tuple[str, ...]:
    """Return ``count`` of the cases, as ``seed`` orders them; see the head of this file."""
    return tuple(sorted(numbers, key=lambda number: _place(seed, number))[:count])


def _place(seed: str, number: str) -> str:
    return sha256(f"{seed}\n{number}".encode()).hexdigest()


def draw(seed: str, strata: Mapping[str, str], precision: Precision) -> list[Stratum]:
    """Draw from each stratum its part, the strata in the order of their names.

    Args:
        seed: Any text, known before.
        strata: Of each case its stratum, by number.
        precision: Of the whole sample.

    Raises:
        NothingToDraw: There is no case.
    """
    if not strata:
        raise NothingToDraw
    members: defaultdict[str, list[str]] = defaultdict(list)
    for number, name in strata.items():
        members[name].append(number)
    wholes = {name: len(members[name]) for name in sorted(members)}
    counts = allocated(wholes, sample_size(len(strata), precision))
    return [
        Stratum(name=name, whole=whole, drawn=drawn(seed, members[name], counts[name]))
        for name, whole in wholes.items()
    ]


def interval(found: int, looked_at: int, confidence: Decimal) -> tuple[Decimal, Decimal]:
    """Return between which per cents the rate of the whole lies (Wilson's score interval).

    The finite population is not corrected for, so the interval is rather too wide than too narrow.

    Args:
        found: Cases with a finding.
        looked_at: Cases looked at.
        confidence: Per cent.

    Raises:
        NoSuchRate: They are no share.
        NotAConfidence: It is none.
    """
    if not 0 <= found <= looked_at or not looked_at:
        raise NoSuchRate(found=found, looked_at=looked_at)
    need_confidence(confidence)
    z = _quantile(confidence)
    share, spread = found / looked_at, z * z / looked_at
    middle = share + spread / 2
    half = z * sqrt(share * (1 - share) / looked_at + spread / (4 * looked_at))
    ends = ((middle - half) / (1 + spread), (middle + half) / (1 + spread))
    low, high = (min(max(end * 100, 0.0), 100.0) for end in ends)
    return Decimal(low).quantize(TENTH), Decimal(high).quantize(TENTH)


def _quantile(confidence: Decimal) -> float:
    return NormalDist().inv_cdf((1 + float(confidence) / 100) / 2)
