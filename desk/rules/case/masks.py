"""Masking of personal fields in lists, prints and exports (domain.md 8.2)."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from desk.base.resources import read_toml
from desk.rules.case.attachments import ATTACHMENTS
from desk.rules.case.fields import BY_ID, FIELDS, Kind, Mask

MOBILE: Final = re.compile(r"1\d{10}")
DISTRICT: Final = re.compile(r"^.*?(?:(?<!自治)区|县|旗)", re.DOTALL)
CITY: Final = re.compile(r"^.*市", re.DOTALL)
SHORT_NUMBER: Final = 8
_NAMED: Final = ("agent", "representatives")

# What in told text is a number of a person: email, mobile, landline, identity, card or account.
_EMAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
_MOBILE: Final = re.compile(r"(?<![0-9])1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?![0-9])", re.ASCII)
_LANDLINE: Final = re.compile(
    r"(?<![0-9A-Za-z-])(?:\(0\d{2,3}\)|0\d{2,3}-)\d{7,8}(?![0-9])", re.ASCII
)
_LONG: Final = re.compile(r"(?<![0-9A-Za-z-])\d(?:[ -]?\d){13,22}[Xx]?(?![0-9A-Za-z])", re.ASCII)
_DIGITS: Final = re.compile(r"\d{3}", re.ASCII)


def mask_name(name: str) -> str:
    """Mask a name except the surname: 张**, 欧阳*."""
    two = name[:2] in read_toml("masks.toml")["surnames_of_two"]
    kept = 2 if two and len(name) > len("欧阳") else 1
    return name[:kept] + "*" * max(len(name) - kept, 1)


def mask_number(number: str, first: int = 3, last: int = 4) -> str:
    """Mask the middle of ``number``; short ones keep fewer characters."""
    if len(number) <= SHORT_NUMBER:
        first, last = 0, min(last, len(number) // 2)
    middle = len(number) - first - last
    return number[:first] + "*" * middle + number[len(number) - last :]


def mask_phone(phone: str) -> str:
    """Return 138****5678 for a mobile; for a landline the area code and the last two digits."""
    digits = re.sub(r"[\s()-]", "", phone)
    if MOBILE.fullmatch(digits):
        return f"{digits[:3]}****{digits[-4:]}"
    area = re.match(r"\(?(0\d{2,3})[)\s-]", phone)
    return f"{area[1]}-****{digits[-2:]}" if area else mask_number(digits, 0, 2)


def mask_email(email: str) -> str:
    """Return the first character and the domain: z***@x.cn."""
    name, at, domain = email.partition("@")
    return f"{name[:1]}***{at}{domain}"


def mask_address(address: str) -> str:
    """Return the address down to its district."""
    found = DISTRICT.match(address) or CITY.match(address)
    return (found[0] if found else address[:3]) + "***"


def hidden_names(facts: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names to mask in free texts about the case with these ``facts``."""
    names = [facts.get("complainant.name")]
    for people in _NAMED:
        names += [entry.get("name") for entry in facts.get(people) or ()]
    return tuple(name for name in names if name)


def discreet(text: str, names: Iterable[str] = ()) -> str:
    """Mask email, telephone, identity, card and account numbers and names in a free text.

    Amounts, dates and case numbers stay.

    Args:
        text: A typed text.
        names: People whose names are masked where they appear, two characters at least.
    """
    for name in names:
        if len(name) > 1 and name in text:
            text = text.replace(name, mask_name(name))
    if "@" in text:
        text = _EMAIL.sub(lambda found: mask_email(found[0]), text)
    if _DIGITS.search(text):
        text = _LONG.sub(lambda found: mask_number(re.sub("[ -]", "", found[0])), text)
        text = _MOBILE.sub(lambda found: mask_phone(found[0]), text)
        text = _LANDLINE.sub(lambda found: mask_phone(found[0]), text)
    return text


def _mask_entries(entries: Any) -> Any:
    masks: dict[str, Callable[[str], str]] = {
        "name": mask_name,
        "id_no": mask_number,
        "phone": mask_phone,
    }
    return [
        {key: masks[key](text) if key in masks else text for key, text in entry.items()}
        for entry in entries
    ]


_MASKS: Final[dict[Mask, Callable[[Any], Any]]] = {
    Mask.NAME: mask_name,
    Mask.ID_NO: mask_number,
    Mask.PHONE: mask_phone,
    Mask.EMAIL: mask_email,
    Mask.ADDRESS: mask_address,
    Mask.ACCOUNT: lambda tail: tail[-4:].rjust(8, "*"),
    Mask.CONTRACT: lambda number: mask_number(number, 0, 4),
    Mask.ENTRIES: _mask_entries,
}
MASKED: Final = tuple(field.id for field in FIELDS if field.mask)


STORIES: Final = tuple(field.id for field in FIELDS if field.kind is Kind.STORY)


def masked(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Mask every personal field of ``facts``, and personal numbers in free texts."""
    out = dict(facts)
    for name in MASKED:
        mask = BY_ID[name].mask
        if out.get(name) and mask:
            out[name] = _MASKS[mask](out[name])
    for name in STORIES:
        if out.get(name):
            out[name] = discreet(out[name])
    if out.get(ATTACHMENTS):
        who = [facts.get("complainant.name") or ""]
        out[ATTACHMENTS] = [_discreet_name(entry, who) for entry in out[ATTACHMENTS]]
    return out


def _discreet_name(entry: Mapping[str, Any], who: Iterable[str]) -> dict[str, Any]:
    """Return an attachment's entry with its file name masked."""
    return {**entry, "name": discreet(str(entry["name"]), who)}
