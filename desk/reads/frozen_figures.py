"""Figures that were frozen when a report was closed, read back as the values they were."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from desk.reads.figure_values import Balance, Figures, Handling, Share
from desk.rules.periods import Period


def figures_of(period: Period, told: Mapping[str, Any]) -> Figures:
    """Return the figures that `figures_json` told; telling them again gives the same JSON."""
    return Figures(
        period,
        Balance(**told["balance"]),
        Balance(**told["before"]),
        Balance(**told["year_ago"]),
        told["breakdown"],
        told["demands"],
        _shares(told["timeliness"]),
        _handling(told["handling"]),
        _shares(told["rates"]),
        Decimal(told["compensation"]),
        told["compensated"],
        told["matrix"],
        told["outlets"],
    )


def _shares(told: Mapping[str, Any]) -> dict[str, Share]:
    return {name: Share(share["met"], share["of"]) for name, share in told.items()}


def _handling(told: Mapping[str, Any]) -> Handling:
    within = {int(days): share for days, share in _shares(told["within"]).items()}
    return Handling(
        _number(told["mean"]), _number(told["median"]), told["p90"], tuple(told["bands"]), within
    )


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
