"""Masking of personal fields in lists, prints and exports (domain.md 8.2)."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from desk.base.resources import read_toml
from desk.base.shapes import Facts, Payload
from desk.rules.case import entries
from desk.rules.case.fields import FIELDS, Kind, Mask
from desk.rules.record.fold import ENTRY_MARK

MOBILE: Final = re.compile(r"1\d{10}")
DISTRICT: Final = re.compile(r"^.*?(?:(?<!自治)区|县|旗)", re.DOTALL)
CITY: Final = re.compile(r"^.*市", re.DOTALL)
SHORT_NUMBER: Final = 8
LAST_SHOWN: Final = 4
_NAMED: Final = ("agent", "representatives")
_NUMBERED: Final = ("contract_no", "account_tail", "complainant.id_no")
HIDDEN_IN_TEXTS: Final = ("complainant.name", *_NAMED, *_NUMBERED)  # what `hidden_names` reads

# What in told text is a number of a person: email, mobile, landline, identity, card or account.
# Full-width digits are made plain first; hyphens, dots and gaps may stand between groups.
_PLAIN: Final = {ord(wide): str(n) for n, wide in enumerate("０１２３４５６７８９")} | {
    ord("－"): "-",
    ord("　"): " ",
}
_GAP: Final = re.compile(r"\s")
_DIGIT: Final = re.compile(r"[0-9]")
_WIDE: Final = re.compile("[０-９]")
_EMAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
_MOBILE: Final = re.compile(
    r"(?<![0-9])(?:(?:\+|00)?86[ -]?)?"
    r"(1 ?[3-9](?: ?\d){9}|1[3-9](?:[ -]?\d){9}|1[3-9]\d(?:[ .·—–_/-]{1,2}\d{4}){2})(?![0-9])",
    re.ASCII,
)
_LANDLINE: Final = re.compile(
    r"(?<![0-9A-Za-z-])(?:[(（]0\d{2,3}[)）] ?|0\d{2,3}[ -])\d{3,4}[ -]?\d{4}(?![0-9])", re.ASCII
)
_LONG: Final = re.compile(r"(?<![0-9A-Za-z-])\d(?:[ -]?\d){13,22}[Xx]?(?![0-9A-Za-z])", re.ASCII)
_DIGITS: Final = re.compile(r"\d{3}|\d[ -]\d", re.ASCII)
_SPOKEN: Final = re.compile("[〇○零一二三四五六七八九幺]{11,}")
_SIGNS: Final = re.compile("[@0-9０-９〇零○一二三四五六七八九幺]")  # where none is, all below fail
_TELLING: Final = re.compile(  # where none of these is, no number is
    rf"@|{_WIDE.pattern}|[0-9]{{3}}|[0-9][ -][0-9]|{_SPOKEN.pattern}"
)
_MASKED_PHONE: Final = re.compile(r"\d{3}\*{4}\d{4}|0\d{2,3}-\*{4}\d{2}", re.ASCII)


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
    if _MASKED_PHONE.fullmatch(phone):  # as many ledgers have it
        return phone
    if MOBILE.fullmatch(digits):
        return f"{digits[:3]}****{digits[-4:]}"
    area = re.match(r"[(（]?(0\d{2,3})[)）\s-]", phone)
    return f"{area[1]}-****{digits[-2:]}" if area else mask_number(digits, 0, 2)


def mask_email(email: str) -> str:
    """Return the first character and the domain: z***@x.cn."""
    name, at, domain = email.partition("@")
    return f"{name[:1]}***{at}{domain}"


def mask_address(address: str) -> str:
    """Return the address down to its district."""
    found = DISTRICT.match(address) or CITY.match(address)
    return (found[0] if found else address[:3]) + "***"


def hidden_names(facts: Facts) -> tuple[str, ...]:
    """Return what to mask in free texts about the case with these ``facts``, whatever they say.

    Names, and numbers that look like nothing else: of contracts, passports, long accounts.
    """
    names = [facts.get("complainant.name")]
    for people in _NAMED:
        names += [entry.get("name") for entry in facts.get(people) or ()]
    numbers = [number for one in _NUMBERED if (number := facts.get(one)) and _is_known(number)]
    return tuple(name for name in (*names, *numbers) if name)


def _is_known(number: str) -> bool:
    """Say whether a number is long enough to be known again in a text, by the digits in it."""
    is_plain = _LONG.fullmatch(number) is not None  # known wherever it stands, as what it is
    return len(number) > LAST_SHOWN + 1 and _DIGIT.search(number) is not None and not is_plain


def mask_named(said: str) -> str:
    """Mask a name as its field does, or a number down to its last four characters."""
    bare = _GAP.sub("", said)
    return mask_number(bare, 0, LAST_SHOWN) if _DIGIT.search(bare) else mask_name(bare)


def _spaced(name: str) -> str:
    """Return the pattern of ``name`` with gaps between its characters."""
    return r"\s?".join(map(re.escape, name))


@lru_cache(256)  # the same few names for all texts of a case
def _longest_first(names: tuple[str, ...]) -> list[str]:
    return sorted({one for one in names if len(one) > 1}, key=len, reverse=True)


def _without(text: str, names: Iterable[str], hide: Callable[[re.Match[str]], str]) -> str:
    """Return ``text`` with ``names`` hidden, also where gaps stand between their characters."""
    for name in names:
        if name in text or (name[0] in text and _GAP.search(text)):
            text = re.sub(_spaced(name), hide, text)
    return text


def discreet(
    text: str, names: Iterable[str] = (), hidden: list[tuple[str, str]] | None = None
) -> str:
    """Mask email, telephone, identity, card and account numbers and names in a free text.

    Amounts, dates and case numbers stay. What is masked already stays as it is.

    Args:
        text: A typed text.
        names: People whose names are masked where they appear, two characters at least.
        hidden: Gets what was masked: (as it is shown, as it was), of each kind in order.
    """
    known = _longest_first(tuple(names))
    tells = _SIGNS.search(text) and _TELLING.search(text)
    if not (tells or any(name[0] in text for name in known)):
        return text  # most texts; what follows takes ten times as long

    def by(mask: Callable[[str], str], part: int = 0) -> Callable[[re.Match[str]], str]:
        def shut(found: re.Match[str]) -> str:
            shown = mask(found[part])
            if hidden is not None:
                hidden.append((shown, found[0]))
            return shown

        return shut

    text = _without(text, known, by(mask_named))
    if _WIDE.search(text):
        text = text.translate(_PLAIN)
    if "@" in text:
        text = _EMAIL.sub(by(mask_email), text)
    if _DIGITS.search(text):
        text = _LONG.sub(by(lambda long: mask_number(re.sub("[ -]", "", long))), text)
        text = _MOBILE.sub(by(lambda phone: mask_phone(re.sub(r"\D", "", phone)), 1), text)
        text = _LANDLINE.sub(by(mask_phone), text)
    return _SPOKEN.sub(by(mask_number), text)


_PEOPLE: Final[dict[str, Callable[[str], str]]] = {
    "name": mask_name,
    "id_no": mask_number,
    "phone": mask_phone,
}


def _mask_people(people: Sequence[Facts], names: tuple[str, ...]) -> list[Facts]:
    return [
        {
            key: _PEOPLE[key](text) if key in _PEOPLE else _told(text, names)
            for key, text in one.items()
        }
        for one in people
    ]


# What names people by their logins, in fields and in entries.
_LOGINS: Final = frozenset(
    {
        *("handler", "received_by", "planned_by", "approved_by", "by", "owner", "liaison"),
        *("answered_by", "effect_by", "lifted_by", "report_by", "signed_by", "undone_by"),
        *("verified_by", "withdrawn_by"),
    }
)
_MASKS: Final[dict[Mask, Callable[[Any], Any]]] = {
    Mask.NAME: mask_name,
    Mask.ID_NO: mask_number,
    Mask.PHONE: mask_phone,
    Mask.EMAIL: mask_email,
    Mask.ADDRESS: mask_address,
    Mask.ACCOUNT: lambda tail: tail[-4:].rjust(8, "*"),
    Mask.CONTRACT: lambda number: mask_number(number, 0, 4),
    Mask.BIRTH: lambda _year: None,
}
MASKED: Final = tuple(field.id for field in FIELDS if field.mask)
_MASK_OF: Final = {field.id: field.mask for field in FIELDS if field.mask}
_TYPED: Final = frozenset(
    field.id
    for field in FIELDS
    if field.kind in (Kind.TEXT, Kind.STORY) and not field.mask and field.id not in _LOGINS
)
_COLLECTIONS: Final = frozenset(
    {*entries.ENTRIES, entries.DECISIONS, entries.HOLDS, entries.LETTERS}
)
# Codes, days, sums: what no mask hides and no person types freely.
_AS_IT_IS: Final = frozenset(
    field.id
    for field in FIELDS
    if not field.mask and field.id not in _TYPED and field.id not in _COLLECTIONS
)
_WRITTEN_BY_DESK: Final = frozenset({"id", "at", "hash"})
_UNTOLD: Final = frozenset({"content", "given"})  # of a letter: the whole of it stands in clear


def masked(facts: Facts, names: Iterable[str] | None = None) -> Payload:
    """Mask ``facts`` of a case, or what an act of it says: fields, entries, told texts.

    Args:
        facts: Values by field id, and entries by collection or by ``collection/id``.
        names: People whose names are masked in texts; None takes those in ``facts``.
    """
    known = hidden_names(facts) if names is None else tuple(names)
    return {
        name: value if name in _AS_IT_IS else _masked(name, value, known)
        for name, value in facts.items()
    }


def masked_one(name: str, value: Any, names: tuple[str, ...]) -> Any:
    """Mask one value as `masked` does; ``names`` are people's."""
    return value if name in _AS_IT_IS else _masked(name, value, names)


def _masked(name: str, value: Any, names: tuple[str, ...]) -> Any:
    if not value:
        return value
    mask = _MASK_OF.get(name)
    if mask is not None:
        return _mask_people(value, names) if mask is Mask.ENTRIES else _MASKS[mask](value)
    if name in _TYPED:
        return discreet(value, names)
    if name.partition(ENTRY_MARK)[0] in _COLLECTIONS:
        return _told(value, names)
    return value


def _told(value: Any, names: tuple[str, ...]) -> Any:
    """Return an entry, or a part of one, with its texts masked."""
    if isinstance(value, str):
        return discreet(value, names)
    if isinstance(value, Mapping):
        parts = ((part, one) for part, one in value.items() if part not in _UNTOLD)
        return {part: _part(part, one, names) for part, one in parts}
    return [_told(one, names) for one in value] if isinstance(value, list) else value


def _part(part: str, value: Any, names: tuple[str, ...]) -> Any:
    if part in _MASK_OF:  # fields that an entry keeps, as of a merged case
        return _masked(part, value, names)
    return value if part in _LOGINS or part in _WRITTEN_BY_DESK else _told(value, names)


def restored(given: Facts, facts: Facts) -> Payload:
    """Return ``given``, typed over a masked case, with what was hidden there put back.

    Whoever edits a text that holds 138****5678 keeps the number by leaving it as it is.

    Args:
        given: Values by field id.
        facts: Of the case, in clear.
    """
    names = hidden_names(facts)
    return {name: _restored(name, value, facts, names) for name, value in given.items()}


def _restored(name: str, typed: Any, facts: Facts, names: tuple[str, ...]) -> Any:
    held = facts.get(name)
    if not typed:
        return typed
    shown = _masked(name, held, names)
    if held and typed == shown:
        return held
    if name in _MASK_OF and isinstance(typed, list) and isinstance(held, list):
        known = list(zip(shown, held, strict=True))
        return [next((raw for mask, raw in known if one == mask), one) for one in typed]
    if name in _TYPED and isinstance(typed, str) and "*" in typed:
        # A decision begins with what was found: its text may come from another field.
        texts = (str(facts[one]) for one in (name, *sorted(_TYPED)) if facts.get(one))
        hidden: list[tuple[str, str]] = []
        discreet("\n".join(texts), names, hidden)
        for mask, raw in hidden:
            typed = typed.replace(mask, raw, 1)
        for one in sorted(names, key=len, reverse=True):
            typed = typed.replace(mask_named(one), one)
    return typed


def tells_personal(told: object, facts: Facts) -> bool:
    """Say whether ``told``, texts at any depth, holds something that masks hide in ``facts``."""
    if isinstance(told, str):
        return told != discreet(told, hidden_names(facts)) or any(
            isinstance(value := facts.get(name), str) and len(value) > 1 and value in told
            for name in MASKED
        )
    parts = told.values() if isinstance(told, Mapping) else told
    return isinstance(parts, Iterable) and any(tells_personal(one, facts) for one in parts)
