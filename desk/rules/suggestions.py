"""Suggesting codes from a complaint's text, with the deciding words.

A complement naive Bayes (Rennie et al. 2003), learnt from the office's own cases; beside it
an editable list of words with weights. Nothing leaves the machine.
"""

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final, NamedTuple

# Found by trying on training halves only, see docs/benchmarks.md: a long text counts more
# than a short one, but by the square root of its length only.
SMOOTHING: Final = 0.2
LENGTH_POWER: Final = 0.5
SEEN_TWICE: Final = 2  # a word of one text alone tells nothing about the next
SHOWN_WORDS: Final = 4
_LINE: Final = re.compile(
    r"(product_line|cause|insurance_line|dispute|phase|issue|grade|department)\s+(\S+)\s+(\S+)(?:\s+(-?\d{1,2}(?:\.\d)?))?"
)
_RUN: Final = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+|[a-z]+(?:'[a-z]+)?")


class ListedWord(NamedTuple):
    """A listed word: a text that contains it adds ``weight`` to ``code``."""

    word: str
    code: str
    weight: float


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A suggested code.

    Attributes:
        code: Of the field's list.
        share: Its probability, 0 to 1; all codes together 1.
        words: The deciding words of the text, strongest first.
    """

    code: str
    share: float
    words: tuple[str, ...]


def tokens(text: str) -> list[str]:
    """Return the tokens of ``text``: Chinese characters and their pairs, Latin words.

    Digits are ignored.
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    found: list[str] = []
    for run in _RUN.findall(folded):
        if run[0] > "z":
            found += run
            found += map("".join, pairwise(run))
        else:
            found.append(run)
    return found


def counted(text: str) -> dict[str, int]:
    """Return the frequency of each token in ``text``."""
    return dict(Counter(tokens(text)))


def rarities(documents: Mapping[str, int], count: int) -> dict[str, float]:
    """Return the inverse document frequency of each token in ``count`` texts.

    Args:
        documents: Number of texts that contain each token.
        count: Number of texts.
    """
    return {
        word: 1 + math.log((1 + count) / (1 + times))
        for word, times in documents.items()
        if times >= SEEN_TWICE
    }


@dataclass
class Learner:
    """Counts of the learnt texts; texts may be added at any time.

    Attributes:
        documents: Number of texts that contain each token.
        seen: Token frequencies and code of every text.
    """

    documents: Counter[str] = field(default_factory=Counter)
    seen: list[tuple[Mapping[str, int], str]] = field(default_factory=list)

    def learn(self, counted: Mapping[str, int], code: str) -> None:
        """Learn one text (its `counted` tokens) with its code."""
        self.documents.update(counted.keys())
        self.seen.append((counted, code))

    def model(self, smoothing: float = SMOOTHING) -> "Model":
        """Return the model."""
        known = {word for word, times in self.documents.items() if times >= SEEN_TWICE}
        by_code: dict[str, defaultdict[str, float]] = {}
        totals: defaultdict[str, float] = defaultdict(float)
        for counted, code in self.seen:
            sums = by_code.setdefault(code, defaultdict(float))
            for word, weight in _evened(counted, known, LENGTH_POWER).items():
                sums[word] += weight
                totals[word] += weight
        return Model(dict(totals), {c: dict(s) for c, s in by_code.items()}, smoothing)


def weighted(counted: Mapping[str, int], rarity: Mapping[str, float]) -> dict[str, float]:
    """Return the length-normalised tf-idf weights of a text; unknown tokens are ignored."""
    raw = {word: times * rarity[word] for word, times in counted.items() if word in rarity}
    length = math.sqrt(sum(weight * weight for weight in raw.values())) or 1.0
    return {word: weight / length for word, weight in raw.items()}


def _evened(counted: Mapping[str, int], known: Container[str], power: float) -> dict[str, float]:
    """Return the counts of a text's known tokens, divided by its norm to the ``power``."""
    kept = {word: times for word, times in counted.items() if word in known}
    length = math.sqrt(sum(times * times for times in kept.values())) ** power or 1.0
    return {word: times / length for word, times in kept.items()}


@dataclass
class Model:
    """A trained classifier.

    Attributes:
        totals: Sum of each token's weights over all texts.
        by_code: The same by code.
        smoothing: Added to every sum.
    """

    totals: Mapping[str, float]
    by_code: Mapping[str, Mapping[str, float]]
    smoothing: float = SMOOTHING

    def __post_init__(self) -> None:
        """Sum up the weights of each code's complement."""
        added = self.smoothing * len(self.totals)
        whole = sum(self.totals.values()) + added
        self._rest = {code: whole - sum(sums.values()) for code, sums in self.by_code.items()}

    def scores(self, text: str) -> dict[str, tuple[float, dict[str, float]]]:
        """Return by code its score and the contribution of each token of ``text``.

        A token supports a code the more, the rarer it is in the texts of all others.
        """
        weights = _evened(counted(text), self.totals, 1.0)
        scored = {}
        for code, sums in self.by_code.items():
            rest = self._rest[code]
            given = {
                word: weight
                * math.log(rest / (self.totals[word] - sums.get(word, 0.0) + self.smoothing))
                for word, weight in weights.items()
            }
            scored[code] = (sum(given.values()), given)
        return scored


EMPTY: Final = Model({}, {})


def suggest(
    text: str, model: Model = EMPTY, listed: Sequence[ListedWord] = (), most: int = 3
) -> list[Suggestion]:
    """Return at most ``most`` suggestions for ``text``, strongest first.

    Args:
        text: The complaint's facts.
        model: Trained on earlier cases.
        listed: The office's listed words, matched literally.
        most: How many codes.
    """
    scored = {code: dict(given) for code, (_, given) in model.scores(text).items()}
    folded = unicodedata.normalize("NFKC", text).casefold()
    is_heard = any(scored.values())
    for word, code, weight in listed:
        if word in folded:
            is_heard = True
            given = scored.setdefault(code, {})
            given[word] = given.get(word, 0.0) + weight
    if not is_heard:
        return []
    return _ranked(scored, most)


def _ranked(scored: Mapping[str, Mapping[str, float]], most: int) -> list[Suggestion]:
    sums = {code: sum(given.values()) for code, given in scored.items()}
    top = max(sums.values())
    shares = {code: math.exp(score - top) for code, score in sums.items()}
    whole = sum(shares.values())
    order = sorted(sums, key=lambda code: (-sums[code], code))
    return [
        Suggestion(code, shares[code] / whole, _deciding(code, scored)) for code in order[:most]
    ]


def _deciding(code: str, scored: Mapping[str, Mapping[str, float]]) -> tuple[str, ...]:
    """Return the words that support ``code`` more than the others on average."""
    others = [given for other, given in scored.items() if other != code]
    gains = {
        word: weight - sum(given.get(word, 0.0) for given in others) / max(len(others), 1)
        for word, weight in scored[code].items()
    }
    telling = (word for word, gain in gains.items() if gain > 0 and len(word) > 1)
    words = sorted(telling, key=lambda word: (-gains[word], word))
    return tuple(words[:SHOWN_WORDS])


def read_listed(lines: Iterable[str]) -> dict[str, list[ListedWord]]:
    """Return the listed words by field id, from lines such as "cause 年费 C07 2".

    A line without a weight weighs 1.
    """
    found: dict[str, list[ListedWord]] = {}
    for line in lines:
        parts = _LINE.fullmatch(line.strip())
        if parts is None:  # the setting refuses such a line when it is typed
            raise ValueError(line)
        name, word, code, weight = parts.groups("1")
        found.setdefault(name, []).append(ListedWord(word.casefold(), code, float(weight)))
    return found


def is_listed(line: str) -> bool:
    """Say whether ``line`` has a field, a word, a code and optionally a weight."""
    return _LINE.fullmatch(line.strip()) is not None
