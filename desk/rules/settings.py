"""The office's settings, defined in ``resources/settings.toml``."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import Any, ClassVar

from desk.base.errors import Refusal
from desk.base.resources import read_toml
from desk.base.shapes import Facts
from desk.base.words import in_language, mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """The definition of a setting.

    Attributes:
        id: Its name in the journal and in ``office.toml``.
        kind: text, texts, listed, deputies, hours, number, flag, choice, money or house_rules.
        words: ``{"zh": …, "en": …}``.
        default: Its value when not set; None when it is required.
        least: Smallest number.
        most: Largest number.
        choices: Allowed values of a choice; for house rules, the allowed anchor fields.
        pattern: Regular expression that the whole text must match, or "".
        choice_words: Names of the choices, in their order, by language.
        second: Which change of it needs a second person: "more", "less", "any", "added" or "".
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
    second: str = ""

    @property
    def offered(self) -> list[tuple[str, str]]:
        """Return the choices as (value, label)."""
        titles = in_language(self.choice_words) if self.choice_words else self.choices
        return list(zip(self.choices, titles, strict=True))

    @property
    def title(self) -> str:
        """Return its name in the office's language."""
        return in_language(self.words)


@cache
def settings_known() -> dict[str, Setting]:
    """Return every setting by id, in the order of the settings page."""
    return {
        name: Setting(
            id=name,
            kind=entry["kind"],
            words=entry["title"],
            default=entry.get("default"),
            least=entry.get("least", 0),
            most=entry.get("most", 0),
            choices=tuple(entry.get("choices", ())),
            pattern=entry.get("pattern", ""),
            choice_words=entry.get("choice_titles", {}),
            second=entry.get("second", ""),
        )
        for name, entry in read_toml("settings.toml").items()
    }


class SettingMissing(Refusal):
    """A required setting has no value."""

    text: ClassVar[str] = mark("{title} must be stated; there is no default for it.")


@dataclass(frozen=True)
class Settings:
    """The office's settings, with defaults.

    Attributes:
        values: Stored values by id.
    """

    values: Facts

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
        """Return the value of a text or choice."""
        return str(self[name])

    def texts(self, name: str) -> list[str]:
        """Return the value of a list of texts."""
        return list(self[name])

    def number(self, name: str) -> int:
        """Return the value of an integer setting."""
        return int(self[name])

    def flag(self, name: str) -> bool:
        """Return the value of a flag."""
        return bool(self[name])

    def money(self, name: str) -> Decimal:
        """Return the value of an amount, in yuan."""
        return Decimal(self[name])


def missing_settings(given: Iterable[str]) -> list[Refusal]:
    """Return a refusal for every required setting that is not ``given``."""
    names = set(given)
    return [
        SettingMissing(field=setting.id, title=setting.title)
        for setting in settings_known().values()
        if setting.default is None and setting.id not in names
    ]
