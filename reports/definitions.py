"""What each figure means: names and definitions from ``resources/figures.toml`` (口径)."""

from collections.abc import Iterable
from typing import Final

from desk.base.resources import read_toml
from desk.base.words import in_language, mark, say
from desk.rules.case.classification import Classification
from desk.rules.reports.closing import DENOMINATORS
from reports.table import Column, Table

MATRIX: Final = "matrix"


def name_of_figure(figure: str) -> str:
    """Return the name of ``figure`` in the office's language."""
    return str(in_language(read_toml("figures.toml")[figure]["title"]))


def definitions_table(classes: Classification, stated: Iterable[str] = ()) -> Table:
    """Return the table of figures: formula, source, how to find the cases.

    What this kind of office does not count is left out, but for ratios to what is ``stated``.
    """
    others = set(DENOMINATORS) - {*classes.denominators, *stated}
    unasked = {MATRIX} if not classes.has_matrix else set()
    unasked |= {f"per_{name}" for name in others}
    rows = [
        tuple(in_language(entry[part]) for part in ("title", "formula", "source", "cases"))
        for name, entry in read_toml("figures.toml").items()
        if classes.asks(name) and name not in unasked
    ]
    columns = [
        Column(say(mark("Figure")), sheet=26, paper=30),
        Column(say(mark("How it is counted")), sheet=80, paper=72),
        Column(say(mark("Defined by")), sheet=46, paper=38),
        Column(say(mark("Its cases in the ledger")), sheet=44, paper=38),
    ]
    return Table("definitions", "", columns, rows)
