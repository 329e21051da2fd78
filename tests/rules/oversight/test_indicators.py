"""The indicators: each with its layer, source and limits; the typed ones judged as the others."""

from decimal import Decimal

import pytest

from desk.base.resources import read_toml
from desk.rules.oversight.indicators import (
    Layer,
    Measured,
    Source,
    WarningLevel,
    indicators,
    warned,
)


def test_every_layer_is_looked_at():
    told = read_toml("indicators.toml").values()
    assert {one["layer"] for one in told} == {"customer", "market", "governance", "relations"}
    assert sum(len(indicators(source)) for source in Source) == len(told)
    assert all(one["title"]["zh"] and one["title"]["en"] for one in told)


@pytest.mark.parametrize(
    ("name", "value", "length", "level"),
    [
        ("media", 0, 1, "CALM"),
        ("media", 1, 1, "AMBER"),
        ("media", 3, 1, "RED"),
        ("media", 3, 3, "AMBER"),  # three in a quarter are one a month
        ("accountability", 96, 1, "CALM"),
        ("accountability", 95, 1, "AMBER"),
        ("accountability", 80, 1, "RED"),
        ("compliance", 1, 1, "RED"),
    ],
)
def test_a_typed_indicator_is_judged_by_its_limits(name, value, length, level):
    values = {name: Measured(value=Decimal(value))}
    found = {one.id: one for one in warned(values, None, length, Source.TYPED)}
    assert found[name].alarm is WarningLevel[level]
    assert found[name].layer is not Layer.CUSTOMER


def test_what_nobody_typed_is_unknown_and_not_calm():
    assert {one.alarm for one in warned({}, None, 1, Source.TYPED)} == {WarningLevel.UNKNOWN}
