"""Indicators 预警指标: what is measured against which amber and red limits, in four layers.

An indicator is a block of ``resources/indicators.toml``. Its source is the period report, a form
that somebody fills, or the complaints between reports (`surges`). Source: domain.md 14.11 (种003).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, StrEnum

from desk.base.resources import read_toml
from desk.base.shapes import JsonMapping
from desk.base.words import in_language, label_all, mark


class WarningLevel(Enum):
    """The level of an early warning."""

    CALM = "calm"
    AMBER = "amber"
    RED = "red"
    FEW = "few"
    UNKNOWN = "unknown"


label_all(
    {
        WarningLevel.CALM: mark("○ normal"),
        WarningLevel.AMBER: mark("▲ attention"),
        WarningLevel.RED: mark("● warning"),
        WarningLevel.FEW: mark("— too few to judge"),
        WarningLevel.UNKNOWN: mark("— nothing to measure"),
    }
)


class Layer(Enum):
    """Where an indicator looks: 客户、市场、内部治理、外部关系 (种003)."""

    CUSTOMER = "customer"
    MARKET = "market"
    GOVERNANCE = "governance"
    RELATIONS = "relations"


class Source(StrEnum):
    """Where an indicator's value comes from."""

    REPORT = "report"
    TYPED = "typed"
    LIVE = "live"


def indicators(source: Source) -> dict[str, JsonMapping]:
    """Return the indicators of ``source`` by id, in their order."""
    told = read_toml("indicators.toml").items()
    return {name: entry for name, entry in told if entry["source"] == source}


@dataclass(frozen=True, slots=True, kw_only=True)
class Warned:
    """One figure against its limits.

    Attributes:
        id: Of the indicator.
        layer: Where it looks.
        words: ``{"zh": …, "en": …}``.
        value: As measured, or None.
        amber: Limit, or None.
        red: Limit, or None.
        alarm: Its level.
    """

    id: str
    layer: Layer
    words: dict[str, str]
    value: Decimal | None
    amber: Decimal | None
    red: Decimal | None
    alarm: WarningLevel

    @property
    def title(self) -> str:
        """Return its name in the office's language."""
        return in_language(self.words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What is compared with limits.

    Attributes:
        value: As measured, or None.
        of: Of how many cases it is a share, or None for a count.
    """

    value: Decimal | None
    of: int | None = None


def warned(
    values: Mapping[str, Measured],
    upper: Decimal | None,
    length: int = 1,
    source: Source = Source.REPORT,
) -> list[Warned]:
    """Return every indicator of ``source`` against its limits; what was not told is unknown.

    Args:
        values: By name in the resource.
        upper: The upper control limit of a month, or None.
        length: Of the period, in months.
        source: Of the report, or typed.
    """
    entries, untold = indicators(source).items(), Measured(value=None)
    return [
        _one(name, entry, values.get(entry["value"], untold), upper, length)
        for name, entry in entries
    ]


def _one(
    name: str, entry: JsonMapping, measured: Measured, upper: Decimal | None, length: int
) -> Warned:
    value = measured.value
    if entry["kind"] == "control":
        amber, red = upper, upper
    else:
        amber, red = (_limit(entry, level, length) for level in ("amber", "red"))
    alarm = _alarm(value, amber, red, is_least=entry["kind"] == "least")
    if entry["kind"] == "control" and value == upper and alarm is WarningLevel.RED:
        alarm = WarningLevel.CALM  # on the limit is within it
    if measured.of is not None and 0 < measured.of < entry.get("of_at_least", 0):
        alarm = WarningLevel.FEW
    return Warned(
        id=name,
        layer=Layer(entry["layer"]),
        words=entry["title"],
        value=value,
        amber=amber,
        red=red,
        alarm=alarm,
    )


def _limit(entry: JsonMapping, level: str, length: int) -> Decimal:
    return Decimal(entry[level] * (length if level in entry.get("monthly", ()) else 1))


def _alarm(
    value: Decimal | None, amber: Decimal | None, red: Decimal | None, *, is_least: bool
) -> WarningLevel:
    if value is None or amber is None or red is None:
        return WarningLevel.UNKNOWN
    if is_least:
        value, amber, red = -value, -amber, -red
    if value >= red:
        return WarningLevel.RED
    return WarningLevel.AMBER if value >= amber else WarningLevel.CALM
