"""Validation of the values of settings."""

import re
from collections.abc import Callable, Mapping
from datetime import time
from itertools import pairwise
from typing import Any, ClassVar, Final

from desk.base.errors import Refusal, cleaned_each, refuse_all
from desk.base.shapes import Facts, JsonObject, Payload
from desk.base.words import mark
from desk.rules.case.codes import near_first
from desk.rules.case.values import money
from desk.rules.people.deputies import delegation
from desk.rules.settings import Setting, settings_known
from desk.rules.suggestions import is_listed
from desk.rules.time.rule_files import shipped_rules
from desk.rules.time.rulebook import Track

LIMIT: Final = 200


class UnknownSetting(Refusal):
    """A setting that the desk does not have."""

    text: ClassVar[str] = mark("There is no setting “{name}”. Use one of: {known}.")


class BadSetting(Refusal):
    """A value that a setting cannot take."""

    text: ClassVar[str] = mark("{title}: “{value}” cannot be set here.")


def clean_settings(values: Facts) -> Payload:
    """Return ``values`` as stored, by setting.

    Raises:
        Refusal: Some cannot be; all that is wrong comes together.
    """
    facts, problems = cleaned_each(values, clean_setting)
    refuse_all(problems)
    return facts


def clean_setting(name: str, raw: object) -> Any:
    """Convert ``raw`` to the stored value (JSON) of the setting ``name``.

    Raises:
        UnknownSetting: There is no such setting.
        BadSetting: The value is invalid.
    """
    setting = settings_known().get(name)
    if setting is None:
        raise UnknownSetting(field=name, name=name, known=near_first(name, settings_known()))
    value = _fit(setting, raw)
    if value is None:
        raise BadSetting(field=name, title=setting.title, value=raw)
    return value


def _fit(setting: Setting, raw: object) -> Any:
    return _FIT[setting.kind](setting, raw)


def _text(setting: Setting, raw: object) -> str | None:
    if isinstance(raw, bool) or not isinstance(raw, str | int):
        return None
    text = str(raw).strip()
    if not text and setting.default is None:  # the office cannot be without it
        return None
    fits = len(text) <= LIMIT and re.fullmatch(setting.pattern or "(?s).*", text)
    return text if fits else None


def _texts(_setting: Setting, raw: object) -> list[str] | None:
    if not isinstance(raw, list | tuple) or not all(isinstance(item, str) for item in raw):
        return None
    return [item.strip() for item in raw]


def _hours(setting: Setting, raw: object) -> list[str] | None:
    """Return working hours such as "09:00-12:00"; None when invalid or overlapping."""
    texts = _texts(setting, raw)
    try:
        spans = sorted(tuple(map(time.fromisoformat, text.split("-"))) for text in texts or ())
        has_length = all(opens < closes for opens, closes in spans)
    except (TypeError, ValueError):  # one has a zone, another none
        return None
    apart = all(before[1] <= after[0] for before, after in pairwise(spans))
    return texts if spans and has_length and apart else None


def _listed(setting: Setting, raw: object) -> list[str] | None:
    """Return lines such as "cause 年费 C07 2"; None when one is invalid."""
    lines = _texts(setting, raw)
    return lines if lines is not None and all(map(is_listed, lines)) else None


def _deputies(setting: Setting, raw: object) -> list[str] | None:
    """Return lines such as "li zhou 2026-11-20 2026-11-30"; None when one is invalid."""
    lines = _texts(setting, raw)
    return lines if lines is not None and all(map(delegation, lines)) else None


def _number(setting: Setting, raw: Any) -> int | None:
    whole = isinstance(raw, int) and not isinstance(raw, bool)
    return raw if whole and setting.least <= raw <= setting.most else None


def _money(_setting: Setting, raw: object) -> str | None:
    value = money(raw)
    return None if value is None else str(value)


def _house_rules(setting: Setting, raw: object) -> JsonObject | None:
    """Return changes of house rules by id: amount, wording, anchor."""
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


_FIT: Final[dict[str, Callable[[Setting, object], object]]] = {
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
