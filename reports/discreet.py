"""Masking on papers: fields and free texts (domain.md 8.2)."""

from collections.abc import Sequence
from dataclasses import dataclass

from desk.base.shapes import Facts
from desk.rules.case.masks import discreet, hidden_names, masked


@dataclass(frozen=True, slots=True)
class Veil:
    """How much of a case a paper shows.

    Attributes:
        is_full: Everything; else fields and free texts are masked.
        names: Names to mask in free texts.
    """

    is_full: bool
    names: tuple[str, ...]

    def facts(self, facts: Facts) -> Facts:
        """Return ``facts``, or some of them, masked as needed."""
        return dict(facts) if self.is_full else masked(facts, self.names)

    def text(self, text: str) -> str:
        """Return a free text, masked as needed."""
        return text if self.is_full else discreet(text, self.names)


def sight_of(*cases: Facts, is_full: bool, names: Sequence[str] = ()) -> Veil:
    """Return the sight of a paper about ``cases``: one, and those that live on in it.

    ``names`` are masked beside theirs.
    """
    theirs = (name for facts in cases for name in hidden_names(facts))
    return Veil(is_full, tuple(dict.fromkeys((*theirs, *names))))
