"""Field values: from typed text to stored values, and back to display."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar, Final

from desk.base.clock import stamp
from desk.base.errors import Refusal
from desk.base.shapes import Facts, Payload
from desk.base.words import mark, say
from desk.rules.case.codes import CodeList, code_list, near_first
from desk.rules.case.fields import BY_ID, ENTRY_KEYS, Field, Kind, Mask
from desk.rules.case.number_forms import normal_id, normal_name, normal_phone

SHORT: Final = 200  # characters of a one-line text
LONG: Final = 20_000  # characters of a told story
MOST_MONEY: Final = Decimal(10) ** 12  # yuan; more is a typing mistake
EARLIEST: Final = date(1990, 1, 1)  # no complaint on this desk is older
MOST_COUNT: Final = 10_000_000
_SURROGATES: Final = re.compile("[\ud800-\udfff]")  # alone they are no characters


class UnknownField(Refusal):
    """A field id that the desk does not know."""

    text: ClassVar[str] = mark("There is no field “{name}”. Use one of: {known}.")


class NotInList(Refusal):
    """A value that is not in the field's list."""

    text: ClassVar[str] = mark("{label}: “{value}” is not in the list. Choose one of: {choices}.")


class RetiredCode(Refusal):
    """A value that the field's list keeps for old entries only."""

    text: ClassVar[str] = mark(
        "{label}: “{value}” was used until {until} only. Choose one of: {choices}."
    )


class CodeNotYet(Refusal):
    """A value that the field's list has for later entries only."""

    text: ClassVar[str] = mark(
        "{label}: “{value}” is used from {since} on only. Choose one of: {choices}."
    )


class NotADate(Refusal):
    """A day that does not exist or is not written as one."""

    text: ClassVar[str] = mark("{label}: “{value}” is not a date. Write it like 2026-11-22.")


class NotAMoment(Refusal):
    """A moment that does not exist or is not written as one."""

    text: ClassVar[str] = mark(
        "{label}: “{value}” is not a date with time. Write it like 2026-11-22 10:05."
    )


class NotMoney(Refusal):
    """An amount that is not one."""

    text: ClassVar[str] = mark(
        "{label}: “{value}” is not an amount in yuan. "
        "Write it like 1234.50, with two decimals at most."
    )


class NotACount(Refusal):
    """A number that is not a whole one."""

    text: ClassVar[str] = mark("{label}: “{value}” is not a whole number. Write digits only.")


class NotYesNo(Refusal):
    """An answer that is neither yes nor no."""

    text: ClassVar[str] = mark("{label}: answer yes or no, not “{value}”.")


class NotText(Refusal):
    """Something that is no text where text is wanted."""

    text: ClassVar[str] = mark("{label}: a text is wanted here.")


class NotEntries(Refusal):
    """Something that is no list of entries where one is wanted."""

    text: ClassVar[str] = mark("{label}: give a list of entries with these parts: {parts}.")


class UnknownPart(NotEntries):
    """An entry with a part that none has."""

    text: ClassVar[str] = mark("{label}: there is no part “{part}”. Use one of: {known}.")


class TooLong(Refusal):
    """A text longer than its place on the forms."""

    text: ClassVar[str] = mark("{label}: at most {limit} characters; this has {length}.")


# One person has one number and one name, in however many writings.
_FORMS: Final = {Mask.PHONE: normal_phone, Mask.ID_NO: normal_id, Mask.NAME: normal_name}


def _text(field: Field, raw: object, limit: int) -> str:
    if not isinstance(raw, str | int | float):
        raise NotText(field=field.id, label=say(field.words))
    value = _SURROGATES.sub("\ufffd", str(raw)).strip()
    if field.mask in _FORMS:
        value = _FORMS[field.mask](value)
    if len(value) > limit:
        raise TooLong(field=field.id, label=say(field.words), limit=limit, length=len(value))
    return value


def _code(field: Field, raw: object) -> str:
    known = code_list(field.codes)
    if isinstance(raw, str) and known.known(raw):
        return raw
    found = known.find(raw) if isinstance(raw, str) else None
    if found is None:
        choices = [str(code) for code in known.codes.values()]
        raise NotInList(field=field.id, label=say(field.words), value=raw, choices=choices)
    return found


def out_of_use(field: Field, value: object, before: object, day: date) -> list[Refusal]:
    """Return a refusal for each code of ``value`` that is not, or not yet, in use on ``day``.

    Args:
        field: Coded or not; one that is not has none.
        value: As stored, to be written today.
        before: What the case says already; that may stay.
        day: The day that decides: of a case's own fields that of its receipt (domain.md 5).
    """
    if field.kind not in (Kind.CODE, Kind.CODES):
        return []
    known, kept = code_list(field.codes), _each(before)
    return [
        _not_in_use(field, known, one, day)
        for one in _each(value)
        if one not in kept and known.known(one or "") and not known.is_offered(one, day)
    ]


def _not_in_use(field: Field, known: CodeList, own: str, day: date) -> Refusal:
    label, choices = say(field.words), [str(code) for code in known.offered(day)]
    told: Payload = {"field": field.id, "label": label, "choices": choices}
    ends = [code for code in known.chain(own) if code.valid_until and code.valid_until < day]
    if own not in known.codes:
        return NotInList(value=known.label(own), **told)
    if ends:
        return RetiredCode(value=known.label(own), until=ends[0].valid_until, **told)
    begins = max(code.valid_from for code in known.chain(own) if code.valid_from)
    return CodeNotYet(value=known.label(own), since=begins, **told)


def _each(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]


def _codes(field: Field, raw: object) -> list[str]:
    several = re.split(r"[,，、;；]", raw) if isinstance(raw, str) else raw
    if not isinstance(several, list | tuple):
        raise NotText(field=field.id, label=say(field.words))
    return list(dict.fromkeys(_code(field, item) for item in several if not is_empty(item)))


def _day(field: Field, raw: object) -> str:
    try:
        day = raw if isinstance(raw, date) else date.fromisoformat(str(raw).strip())
    except ValueError:
        raise NotADate(field=field.id, label=say(field.words), value=raw) from None
    if isinstance(day, datetime):
        day = day.date()
    if day < EARLIEST:
        raise NotADate(field=field.id, label=say(field.words), value=raw)
    return day.isoformat()


def _moment(field: Field, raw: object) -> str:
    try:
        moment = raw if isinstance(raw, datetime) else datetime.fromisoformat(str(raw).strip())
    except ValueError:
        raise NotAMoment(field=field.id, label=say(field.words), value=raw) from None
    if moment.tzinfo is not None or moment.date() < EARLIEST:
        raise NotAMoment(field=field.id, label=say(field.words), value=raw)
    return stamp(moment)


_AMOUNT: Final = re.compile(r"-?(\d{1,15}|\d{1,3}(,\d{3})+)(\.\d+)?", re.ASCII)


def money(raw: object) -> Decimal | None:
    """Return ``raw`` as yuan with two decimals, or None when it is not an amount."""
    text = unicodedata.normalize("NFKC", str(raw)).strip()
    if not _AMOUNT.fullmatch(text):
        return None
    value = Decimal(text.replace(",", ""))
    exact = value.quantize(Decimal("0.01"))
    return abs(exact) if exact == value and 0 <= exact < MOST_MONEY else None


def _money(field: Field, raw: object) -> str:
    value = None if isinstance(raw, bool) else money(raw)
    if value is None:
        raise NotMoney(field=field.id, label=say(field.words), value=raw)
    return str(value)


def _count(field: Field, raw: object) -> int:
    try:
        value = int(str(raw).strip())
    except ValueError:
        value = -1
    if isinstance(raw, bool) or not 0 <= value <= MOST_COUNT:
        raise NotACount(field=field.id, label=say(field.words), value=raw)
    return value


def _yes_no(field: Field, raw: object) -> bool:
    if isinstance(raw, bool):
        return raw
    meant = code_list("yes_no").find(str(raw))
    if meant is None:
        raise NotYesNo(field=field.id, label=say(field.words), value=raw)
    return meant == "yes"


def _names(field: Field, raw: object) -> list[str]:
    several = re.split(r"[,，、;；\n]", raw) if isinstance(raw, str) else raw
    if not isinstance(several, list | tuple):
        raise NotText(field=field.id, label=say(field.words))
    named = (_text(field, item, SHORT) for item in several)
    return list(dict.fromkeys(name for name in named if name))


def _entries(field: Field, raw: object) -> list[dict[str, str]]:
    keys = ENTRY_KEYS[field.id]
    several = [raw] if isinstance(raw, dict) else raw
    if not isinstance(several, list) or not all(isinstance(entry, dict) for entry in several):
        raise NotEntries(field=field.id, label=say(field.words), parts=list(keys))
    for key in (key for entry in several for key in entry if key not in keys):
        raise UnknownPart(field=field.id, label=say(field.words), part=key, known=list(keys))
    cleaned = [
        {key: _text(field, entry[key], SHORT) for key in keys if entry.get(key)}
        for entry in several
    ]
    return [entry for entry in cleaned if entry]


_CLEAN: Final[dict[Kind, Callable[[Field, object], object]]] = {
    Kind.CODE: _code,
    Kind.CODES: _codes,
    Kind.TEXT: lambda field, raw: _text(field, raw, SHORT),
    Kind.STORY: lambda field, raw: _text(field, raw, LONG),
    Kind.DAY: _day,
    Kind.MOMENT: _moment,
    Kind.MONEY: _money,
    Kind.COUNT: _count,
    Kind.YES_NO: _yes_no,
    Kind.NAMES: _names,
    Kind.ENTRIES: _entries,
}


def is_empty(value: object) -> bool:
    """Say whether ``value`` is None, "", [] or {}; False and 0 are not empty."""
    return value is None or value in ("", [], {}) or (isinstance(value, str) and not value.strip())


def clean(name: str, raw: Any, known: Iterable[str] = BY_ID) -> Any:
    """Convert ``raw`` to the stored value (JSON) of the field ``name``; None when empty.

    Accepts usual spellings: labels for codes, "3,600.00" for
    money, a space for the "T" of a moment.

    Args:
        name: Field id.
        raw: As written.
        known: What may be stated here, told where there is no such field.

    Raises:
        UnknownField: There is no such field.
        Refusal: The value is invalid; the refusal names the field.
    """
    field = BY_ID.get(name)
    if field is None:
        raise UnknownField(field=name, name=name, known=near_first(name, known) or ["—"])
    return clean_value(field, raw)


def clean_value(field: Field, raw: object) -> Any:
    """Convert ``raw`` to the stored value of ``field``; None when empty.

    Raises:
        Refusal: The value is invalid; the refusal names the field.
    """
    cleaned = None if is_empty(raw) else _CLEAN[field.kind](field, raw)
    return None if is_empty(cleaned) else cleaned


def readable(raw: Facts) -> Payload:
    """Return the stored form of those typed values that can be read; the others are left out."""
    read: Payload = {}
    for name, value in raw.items():
        with suppress(Refusal):
            read[name] = clean(name, value)
    return {name: value for name, value in read.items() if value is not None}


def spoken(name: str, value: object) -> str:
    """Return a stored value as displayed: labels of codes, yes or no, lists joined."""
    return spoken_value(BY_ID[name], value)


def spoken_value(field: Field, value: object) -> str:
    """Return a stored value of ``field`` as displayed."""
    return "" if is_empty(value) else _SPOKEN.get(field.kind, _speak_text)(field, value)


def _speak_text(_field: Field, value: object) -> str:
    return str(value)


def _speak_names(_field: Field, value: Any) -> str:
    return say(mark(", ")).join(value)


def _speak_code(field: Field, value: Any) -> str:
    return code_list(field.codes).label(value)


def _speak_codes(field: Field, value: Any) -> str:
    return say(mark(", ")).join(code_list(field.codes).label(code) for code in value)


def _speak_yes_no(_field: Field, value: object) -> str:
    return say(mark("yes")) if value else say(mark("no"))


def _speak_money(_field: Field, value: object) -> str:
    amount = money(value)
    return str(value) if amount is None else f"{amount:,.2f}"


def _speak_moment(_field: Field, value: object) -> str:
    return str(value).replace("T", " ")[:16]


def _speak_entries(_field: Field, value: Any) -> str:
    return say(mark("; ")).join(" ".join(entry.values()) for entry in value)


_SPOKEN: Final[dict[Kind, Callable[[Field, Any], str]]] = {
    Kind.CODE: _speak_code,
    Kind.CODES: _speak_codes,
    Kind.YES_NO: _speak_yes_no,
    Kind.MONEY: _speak_money,
    Kind.MOMENT: _speak_moment,
    Kind.NAMES: _speak_names,
    Kind.ENTRIES: _speak_entries,
}
