"""Labels for paths in the figures: "breakdown/cause/C07" is "Cause: Pricing and fees"."""

from collections.abc import Callable, Mapping
from typing import Final

from desk.base.resources import read_toml
from desk.base.words import in_language, mark, say
from desk.rules.case.codes import code_list
from desk.rules.time.rule_files import shipped_rules
from reports.case_index import focus_title
from reports.definitions import name_of_figure
from reports.month_tables import coded

PARTS: Final = {"met": mark("met"), "of": mark("counted")}


def figure_title(path: str) -> str:
    """Return what the figure at ``path`` is called."""
    name, _, item = path.partition("/")
    named = _NAMED.get(name)
    return named(item) if named else name_of_figure(name)


def _in_breakdown(path: str) -> str:
    dimension, _, item = path.partition("/")
    return _labelled(_dimension(dimension), coded(dimension, item))


def _coded(name: str) -> Callable[[str], str]:
    return lambda item: _labelled(name_of_figure(name), coded(name, item))


def _in_timeliness(path: str) -> str:
    rule, _, part = path.partition("/")
    return _labelled(shipped_rules().title(rule), say(PARTS[part]))


def _in_rates(path: str) -> str:
    rate, _, part = path.partition("/")
    return _labelled(name_of_figure(rate), say(PARTS[part]))


def _dimension(name: str) -> str:
    known = read_toml("figures.toml")
    return name_of_figure(name) if name in known else in_language(code_list(name).title)


def _labelled(name: str, item: str) -> str:
    return say(mark("{label}: {value}"), label=name, value=item)


_NAMED: Final[Mapping[str, Callable[[str], str]]] = {
    "balance": name_of_figure,
    "breakdown": _in_breakdown,
    "demands": _coded("demands"),
    "satisfaction": _coded("satisfaction"),
    "root_cause": _coded("root_cause"),
    "focus": focus_title,
    "timeliness": _in_timeliness,
    "rates": _in_rates,
    "compensated": lambda _item: say(mark("Complaints compensated")),
}
