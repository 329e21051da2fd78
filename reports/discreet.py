"""Masking on papers: fields and free texts (domain.md 8.2)."""

from dataclasses import dataclass
from typing import Any, Final

from desk.base.shapes import Facts
from desk.rules.case.fields import BY_ID, Kind
from desk.rules.case.masks import discreet, hidden_names, masked

_STORIES: Final = frozenset({Kind.STORY, Kind.TEXT})


@dataclass(frozen=True, slots=True)
class Sight:
    """How much of a case a paper shows.

    Attributes:
        is_full: Everything; else fields and free texts are masked.
        names: Names to mask in free texts.
    """

    is_full: bool
    names: tuple[str, ...]

    def facts(self, facts: Facts) -> Facts:
        """Return ``facts``, or some of them, masked as needed."""
        if self.is_full:
            return dict(facts)
        return {name: self._value(name, value) for name, value in masked(facts).items()}

    def _value(self, name: str, value: object) -> Any:
        field = BY_ID.get(name)
        is_story = field is not None and field.kind in _STORIES and not field.mask
        return self.text(value) if is_story and isinstance(value, str) else value

    def text(self, text: str) -> str:
        """Return a free text, masked as needed."""
        return text if self.is_full else discreet(text, self.names)


def sight_of(*cases: Facts, is_full: bool) -> Sight:
    """Return the sight of a paper about ``cases``: one, and those that live on in it."""
    names = (name for facts in cases for name in hidden_names(facts))
    return Sight(is_full, tuple(dict.fromkeys(names)))
