"""Words: English in the code, the office's language on screen and paper."""

import gettext
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import Enum
from functools import singledispatch
from typing import Any, Final, TypeVar

from desk.base.resources import ROOT

CHINESE: Final = "zh_CN"
ENGLISH: Final = "en"
LANGUAGES: Final = (CHINESE, ENGLISH)
DOMAIN: Final = "desk"

T = TypeVar("T")

_catalogue: gettext.NullTranslations = gettext.NullTranslations()
_language = ENGLISH
_labels: dict[tuple[type[Enum], str], str] = {}  # by class too: equal texts are equal members


def mark(text: str) -> str:
    """Mark ``text`` for translation; `say` translates it where it is shown."""
    return text


def use(language: str) -> None:
    """Set the language of the process to ``language`` ("zh_CN" or "en").

    Raises:
        FileNotFoundError: The compiled catalogue is missing; ``start.py setup`` makes it.
    """
    global _catalogue, _language  # noqa: PLW0603 - one process speaks one language
    if language == ENGLISH:
        _catalogue = gettext.NullTranslations()
    else:
        _catalogue = gettext.translation(DOMAIN, ROOT / "translations", [language])
    _language = language


def language() -> str:
    """Return the language in use, "zh_CN" or "en"."""
    return _language


def say(text: str, /, **values: object) -> str:
    """Return ``text`` in the office's language, its ``{names}`` filled in.

    Values are formatted for display: enums by their label, dates the
    office's way. Values never go into ``text`` before the call.
    """
    said = _catalogue.gettext(text) if text else ""
    return said.format(**{name: shown(value) for name, value in values.items()}) if values else said


def in_language(texts: Mapping[str, T]) -> T:
    """Return the entry of ``texts`` (``{"zh": …, "en": …}``, from resources) for the language."""
    return texts["en" if _language == ENGLISH else "zh"]


def label(member: Enum, text: str) -> None:
    """Register the ``mark``ed label of an enum member."""
    _labels[type(member), member.name] = text


def label_all(words: Mapping[Any, str]) -> None:
    """Register the ``mark``ed labels of several enum members."""
    for member, text in words.items():
        label(member, text)


@singledispatch
def shown(value: object) -> str:
    """Return ``value`` as displayed; labels of enums are registered by `label`."""
    return str(value)


@shown.register
def _(value: Enum) -> str:
    return say(_labels[type(value), value.name])


@shown.register
def _(value: datetime) -> str:
    return value.strftime("%Y-%m-%d %H:%M")


@shown.register
def _(value: date) -> str:
    return value.isoformat()


@shown.register(list)
@shown.register(tuple)
@shown.register(set)
@shown.register(frozenset)
def _(value: Iterable[object]) -> str:
    return say(mark(", ")).join(shown(item) for item in value)


WEEKDAYS: Final = (
    mark("Mon"),
    mark("Tue"),
    mark("Wed"),
    mark("Thu"),
    mark("Fri"),
    mark("Sat"),
    mark("Sun"),
)


def day_with_weekday(day: date) -> str:
    """Return ``day`` with its weekday, e.g. "2026-11-22 (Sun)"."""
    return say(mark("{day} ({weekday})"), day=day, weekday=say(WEEKDAYS[day.weekday()]))
