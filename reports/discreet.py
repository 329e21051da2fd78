"""How much a paper tells: masked fields, and what stories may still give away (domain.md 8.2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from desk.rules.case.fields import BY_ID, Kind
from desk.rules.case.masks import discreet, hidden_names, masked

_STORIES: Final = frozenset({Kind.STORY, Kind.TEXT})


@dataclass(frozen=True, slots=True)
class Sight:
    """What a paper about one case lets its reader see.

    Attributes:
        is_full: Everything; else fields are masked and stories discreet.
        names: Who is hidden in stories.
    """

    is_full: bool
    names: tuple[str, ...]

    def facts(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        """Return ``facts``, or some of them, as the reader may see them."""
        if self.is_full:
            return dict(facts)
        return {name: self._value(name, value) for name, value in masked(facts).items()}

    def _value(self, name: str, value: Any) -> Any:
        field = BY_ID.get(name)
        is_story = field is not None and field.kind in _STORIES and not field.mask
        return self.text(value) if is_story and isinstance(value, str) else value

    def text(self, text: str) -> str:
        """Return a story as the reader may see it."""
        return text if self.is_full else discreet(text, self.names)


def sight_of(facts: Mapping[str, Any], *, is_full: bool) -> Sight:
    """Return what a paper about the case with ``facts`` lets its reader see."""
    return Sight(is_full, hidden_names(facts))
