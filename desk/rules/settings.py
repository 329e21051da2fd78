"""The office's settings: each described once in ``resources/settings.toml``."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import time
from decimal import Decimal
from functools import cache
from itertools import pairwise
from typing import Any, ClassVar, Final

from desk.base.errors import Refusal
from desk.base.resources import read_toml
from desk.base.words import in_language, mark
from desk.rules.deputies import delegation
from desk.rules.rulebook import Track, shipped_rules
from desk.rules.suggestions import is_listed
from desk.rules.values import money

LIMIT: Final = 200


@dataclass(frozen=True, slots=True)
class Setting:
    """What may be set.

    Attributes:
        id: Its name in the journal and in ``office.toml``.
        kind: text, texts, listed, deputies, hours, number, flag, choice, money or house_rules.
        words: ``{"zh": …, "en": …}``.
        default: Its value while nothing is set; None when it is required.
        least: Smallest number.
        most: Largest number.
        choices: Allowed values of a choice; of house rules, the fields that may start them.
        pattern: What a text must match as a whole, or "".
        choice_words: Names of the choices, in their order, by language.
    """

    id: str
    kind: str
    words: dict[str, str]
    default: Any = None
    least: int = 0
    most: int = 0
    choices: tuple[str, ...] = ()
    pattern: str = ""
    choice_words: Mapping[str, Sequence[str]] = field(default_factory=dict, repr=False)

    @property
    def offered(self) -> list[tuple[str, str]]:
        """Return what may be chosen: value, and its name as people read it."""
        titles = in_language(self.choice_words) if self.choice_words else self.choices
        return list(zip(self.choices, titles, strict=True))

    @property
    def title(self) -> str:
        """Return its name as people read it."""
        return in_language(self.words)


@cache
def settings_known() -> dict[str, Setting]:
    """Return every setting by id, in the order of the settings page."""
    return {
        name: Setting(
            name,
            entry["kind"],
            entry["title"],
            entry.get("default"),
            entry.get("least", 0),
            entry.get("most", 0),
            tuple(entry.get("choices", ())),
            entry.get("pattern", ""),
            entry.get("choice_titles", {}),
        )
        for name, entry in read_toml("settings.toml").items()
    }


class UnknownSetting(Refusal):
    """A setting that the desk does not have."""

    text: ClassVar[str] = mark("There is no setting “{name}”.")


class BadSetting(Refusal):
    """A value that a setting cannot take."""

    text: ClassVar[str] = mark("{title}: “{value}” cannot be set here.")


class SettingMissing(Refusal):
    """A required setting has no value."""

    text: ClassVar[str] = mark("{title} must be stated; there is no default for it.")


def clean_setting(name: str, raw: Any) -> Any:
    """Return ``raw`` as the setting ``name`` stores it (JSON).

    Raises:
        UnknownSetting: There is no such setting.
        BadSetting: The value does not fit.
    """
    setting = settings_known().get(name)
    if setting is None:
        raise UnknownSetting(field=name, name=name)
    value = _fit(setting, raw)
    if value is None:
        raise BadSetting(field=name, title=setting.title, value=raw)
    return value


def _fit(setting: Setting, raw: Any) -> Any:
    return _FIT[setting.kind](setting, raw)


def _text(setting: Setting, raw: Any) -> Any:
    text = str(raw).strip()
    fits = len(text) <= LIMIT and re.fullmatch(setting.pattern or "(?s).*", text)
    return text if fits else None


def _texts(_setting: Setting, raw: Any) -> Any:
    return [str(item).strip() for item in raw] if isinstance(raw, list | tuple) else None


def _hours(setting: Setting, raw: Any) -> Any:
    """Return hours such as "09:00-12:00"; None when they overlap or cannot be reckoned with."""
    texts = _texts(setting, raw)
    try:
        spans = sorted(tuple(map(time.fromisoformat, text.split("-"))) for text in texts or ())
        has_length = all(opens < closes for opens, closes in spans)
    except ValueError:
        return None
    apart = all(before[1] <= after[0] for before, after in pairwise(spans))
    return texts if spans and has_length and apart else None


def _listed(setting: Setting, raw: Any) -> Any:
    """Return lines such as "cause 年费 C07 2"; None when one of them says something else."""
    lines = _texts(setting, raw)
    return lines if lines is not None and all(map(is_listed, lines)) else None


def _deputies(setting: Setting, raw: Any) -> Any:
    """Return lines such as "li zhou 2026-11-20 2026-11-30"; None when one says something else."""
    lines = _texts(setting, raw)
    return lines if lines is not None and all(map(delegation, lines)) else None


def _number(setting: Setting, raw: Any) -> Any:
    whole = isinstance(raw, int) and not isinstance(raw, bool)
    return raw if whole and setting.least <= raw <= setting.most else None


def _money(_setting: Setting, raw: Any) -> Any:
    value = money(raw)
    return None if value is None else str(value)


def _house_rules(setting: Setting, raw: Any) -> Any:
    """Return changes of house rules by id: amount, wording, and the moment that starts them."""
    if not isinstance(raw, Mapping):
        return None
    house = {rule.id for rule in shipped_rules().current(Track.HOUSE)}
    kept = {}
    for name, entry in raw.items():
        if name not in house or not isinstance(entry, Mapping):
            return None
        amount, anchor = _number(setting, entry.get("amount")), entry.get("anchor", "")
        article = str(entry.get("article", "")).strip()
        if (
            amount is None
            or not article
            or anchor not in ("", *setting.choices)
            or len(article) > LIMIT
        ):
            return None
        kept[name] = {"amount": amount, "anchor": anchor, "article": article}
    return kept


_FIT: Final[dict[str, Callable[[Setting, Any], Any]]] = {
    "text": _text,
    "texts": _texts,
    "hours": _hours,
    "listed": _listed,
    "deputies": _deputies,
    "number": _number,
    "flag": lambda _setting, raw: raw if isinstance(raw, bool) else None,
    "choice": lambda setting, raw: raw if raw in setting.choices else None,
    "money": _money,
    "house_rules": _house_rules,
}


@dataclass(frozen=True)
class Settings:
    """The office's values; what is not set has its default.

    Attributes:
        values: Stored values by id.
    """

    values: Mapping[str, Any]

    def __getitem__(self, name: str) -> Any:
        """Return the value of ``name``.

        Raises:
            SettingMissing: It is required and was never set.
        """
        setting = settings_known()[name]
        value = self.values.get(name, setting.default)
        if value is None:
            raise SettingMissing(field=name, title=setting.title)
        return value

    def text(self, name: str) -> str:
        """Return a text or a choice."""
        return str(self[name])

    def texts(self, name: str) -> list[str]:
        """Return several texts."""
        return list(self[name])

    def number(self, name: str) -> int:
        """Return a whole number."""
        return int(self[name])

    def flag(self, name: str) -> bool:
        """Return a yes or no."""
        return bool(self[name])

    def money(self, name: str) -> Decimal:
        """Return an amount in yuan."""
        return Decimal(self[name])


def missing_settings(given: Iterable[str]) -> list[Refusal]:
    """Return a refusal for every required setting that is not ``given``."""
    names = set(given)
    return [
        SettingMissing(field=setting.id, title=setting.title)
        for setting in settings_known().values()
        if setting.default is None and setting.id not in names
    ]
