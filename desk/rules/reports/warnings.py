"""Early warnings: figures of a period against amber and red limits from the resources."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Any

from desk.base.resources import read_toml
from desk.base.words import in_language, label_all, mark


class WarningLevel(Enum):
    """The level of an early warning."""

    CALM = "calm"
    AMBER = "amber"
    RED = "red"
    UNKNOWN = "unknown"


label_all(
    {
        WarningLevel.CALM: mark("○ normal"),
        WarningLevel.AMBER: mark("▲ attention"),
        WarningLevel.RED: mark("● warning"),
        WarningLevel.UNKNOWN: mark("— nothing to measure"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Warned:
    """One figure against its limits.

    Attributes:
        id: Of the warning.
        words: ``{"zh": …, "en": …}``.
        value: As measured, or None.
        amber: Limit, or None.
        red: Limit, or None.
        alarm: Its level.
    """

    id: str
    words: dict[str, str]
    value: Decimal | None
    amber: Decimal | None
    red: Decimal | None
    alarm: WarningLevel

    @property
    def title(self) -> str:
        """Return its name in the office's language."""
        return in_language(self.words)


def warned(values: Mapping[str, Decimal | None], upper: Decimal | None) -> list[Warned]:
    """Return every warning of ``resources/warnings.toml`` in its order.

    Args:
        values: Measured values, by name in the resource.
        upper: The upper control limit, or None.
    """
    return [_one(name, entry, values, upper) for name, entry in read_toml("warnings.toml").items()]


def _one(
    name: str, entry: Mapping[str, Any], values: Mapping[str, Decimal | None], upper: Decimal | None
) -> Warned:
    value = values[entry["value"]]
    if entry["kind"] == "control":
        amber, red = upper, upper
    else:
        amber, red = Decimal(entry["amber"]), Decimal(entry["red"])
    alarm = _alarm(value, amber, red, is_least=entry["kind"] == "least")
    if entry["kind"] == "control" and value == upper and alarm is WarningLevel.RED:
        alarm = WarningLevel.CALM  # on the limit is within it
    return Warned(id=name, words=entry["title"], value=value, amber=amber, red=red, alarm=alarm)


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
