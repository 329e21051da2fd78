"""The checklist of materials that may be requested, by kind of complainant."""

from collections.abc import Mapping
from typing import Any

from desk.base.resources import read_toml
from desk.base.words import in_language
from desk.rules.case.attachments import not_withdrawn
from desk.rules.case.values import is_empty


def materials(facts: Mapping[str, Any]) -> list[str]:
    """Return the labels of the materials still to be requested.

    Source: 令2020年第3号 第13、14条 (R11, R12).
    """
    return [in_language(item) for item in read_toml("materials.toml")["item"] if _asks(item, facts)]


def _asks(item: Mapping[str, Any], facts: Mapping[str, Any]) -> bool:
    fits = (facts.get("standing") or "self") in item["standing"]
    form = facts.get("complainant.form") or "person"
    is_held = any(not is_empty(facts.get(name)) for name in item.get("held", ()))
    is_attached = any(entry.get("what") == item["code"] for entry in not_withdrawn(facts))
    return fits and form in item.get("form", (form,)) and not (is_held or is_attached)
