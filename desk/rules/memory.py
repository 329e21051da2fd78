"""The memory of earlier cases: codes given to texts, and similar texts."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, NamedTuple

from desk.rules.suggestions import (
    SHOWN_WORDS,
    Learner,
    ListedWord,
    Model,
    Suggestion,
    counted,
    rarities,
    suggest,
    weighted,
)

ALIKE: Final = 0.25  # cosine of two texts from which on they are worth a look
LEAST_TEXTS: Final = 20  # before that, earlier cases say more by chance than by sense


class SimilarText(NamedTuple):
    """An earlier case with a similar text.

    Attributes:
        case_id: Its row id.
        share: Similarity, 0 to 1.
        words: Common words, most significant first.
    """

    case_id: int
    share: float
    words: tuple[str, ...]


@dataclass
class Memory:
    """A model learnt from earlier cases, queried while a complaint is typed.

    Attributes:
        fields: For which fields codes are suggested.
        listed: The office's own words by field.
    """

    fields: Sequence[str] = ()
    listed: Mapping[str, Sequence[ListedWord]] = field(default_factory=dict)
    _documents: Counter[str] = field(default_factory=Counter)
    _texts: list[tuple[int, Mapping[str, int]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin with nothing learnt."""
        self._learners = {name: Learner() for name in self.fields}

    def learn(self, case_id: int, text: str, codes: Mapping[str, str | None]) -> None:
        """Learn a case: its text, and its present codes (corrections included)."""
        words = counted(text)
        self._documents.update(words.keys())
        self._texts.append((case_id, words))
        for name, learner in self._learners.items():
            code = codes.get(name)
            if code:
                learner.learn(words, code)

    @cached_property
    def _models(self) -> dict[str, Model]:
        return {
            name: learner.model()
            for name, learner in self._learners.items()
            if len(learner.seen) >= LEAST_TEXTS
        }

    @cached_property
    def _rarity(self) -> dict[str, float]:
        return rarities(self._documents, len(self._texts))

    @cached_property
    def _places(self) -> dict[str, list[tuple[int, float]]]:
        """Return by word the cases that contain it, with its weight there."""
        places: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
        for case_id, words in self._texts:
            for word, weight in weighted(words, self._rarity).items():
                places[word].append((case_id, weight))
        return places

    def suggest(self, name: str, text: str, most: int = 3) -> list[Suggestion]:
        """Return suggested codes for the field ``name``; none while there are too few cases."""
        model = self._models.get(name)
        listed = self.listed.get(name, ())
        return suggest(text, model, listed, most) if model else suggest(text, listed=listed)

    def alike(self, text: str, most: int = 5) -> list[SimilarText]:
        """Return the earlier cases with the texts most similar to ``text``."""
        shares: defaultdict[int, float] = defaultdict(float)
        said: defaultdict[int, list[tuple[float, str]]] = defaultdict(list)
        for word, weight in weighted(counted(text), self._rarity).items():
            for case_id, other in self._places.get(word, ()):
                shares[case_id] += weight * other
                said[case_id].append((weight * other, word))
        best = sorted((id_ for id_ in shares if shares[id_] >= ALIKE), key=lambda i: -shares[i])
        return [SimilarText(i, min(shares[i], 1.0), _telling(said[i])) for i in best[:most]]


def _telling(said: Iterable[tuple[float, str]]) -> tuple[str, ...]:
    long = sorted(((w, word) for w, word in said if len(word) > 1), reverse=True)
    return tuple(word for _, word in long[:SHOWN_WORDS])
