"""Identity numbers and telephones: validation, and the year of birth in a number."""

import re
from datetime import date
from typing import ClassVar, Final

from desk.base.errors import Refusal
from desk.base.shapes import Facts, Payload
from desk.base.words import mark, say
from desk.rules.case.fields import BY_ID

RESIDENT: Final = "resident_id"
CREDIT_CODE: Final = "credit_code"
CHECKED: Final = ("complainant.id_type", "complainant.id_no", "complainant.phone")
REGION: Final = "CN"
_APART: Final = re.compile(r"[/,;、，；]")
_EXTENSION: Final = re.compile(r"(?:转|分机|ext\.?|x)\s*\d{1,6}\s*$", re.IGNORECASE)
_MOBILE_LIKE: Final = re.compile(r"(?:\+?86)?1[3-9]\d{5,}")
_MOBILE: Final = re.compile(r"(?:\+?86)?1[3-9]\d{9}")


class BadResidentId(Refusal):
    """No resident identity number."""

    text: ClassVar[str] = mark(
        "{label}: “{value}” is no valid resident identity number; a digit is wrong or missing. "
        "Compare it with the card, or choose another kind of document."
    )


class BadCreditCode(Refusal):
    """No unified social credit code."""

    text: ClassVar[str] = mark(
        "{label}: “{value}” is no valid unified social credit code; a character is wrong or "
        "missing. Compare it with the licence, or choose another kind of document."
    )


class BadPhone(Refusal):
    """No telephone number."""

    text: ClassVar[str] = mark(
        "{label}: “{value}” cannot be called. A mobile number has 11 digits, a landline needs "
        "its area code. Anything else belongs under remarks."
    )


def compact(number: str) -> str:
    """Normalise an identity number: no spaces or dashes, upper case."""
    return re.sub(r"[\s-]", "", number).upper()


def are_one_person(one: Facts, other: Facts) -> bool:
    """Say whether the complainants of two cases are the same by what is recorded of them.

    The document decides where both have one, else the telephone, else the name. Who is not known
    is nobody else's.
    """
    documents = [compact(str(facts.get("complainant.id_no") or "")) for facts in (one, other)]
    if all(documents):
        return documents[0] == documents[1]
    phones = [_numbers(str(facts.get("complainant.phone") or "")) for facts in (one, other)]
    if all(phones):
        return not phones[0].isdisjoint(phones[1])
    names = [str(facts.get("complainant.name") or "").strip() for facts in (one, other)]
    return bool(names[0]) and names[0] == names[1]


def _numbers(phones: str) -> set[str]:
    return {compact(part).removeprefix("+").removeprefix("86") for part in _APART.split(phones)} - {
        ""
    }


def birth_day(id_no: str) -> date | None:
    """Return the day of birth in a resident identity number; None when it is not valid."""
    from stdnum.cn import ric  # noqa: PLC0415 - its tables cost start-up time
    from stdnum.exceptions import ValidationError  # noqa: PLC0415

    try:
        born: date = ric.get_birth_date(ric.validate(compact(id_no)))
    except ValidationError:
        return None
    return born


def is_phone(text: str) -> bool:
    """Say whether ``text`` is one or several valid telephone numbers."""
    numbers = [_EXTENSION.sub("", part).strip() for part in _APART.split(text)]
    return all(map(_can_be_called, numbers))


def _is_credit_code(number: str) -> bool:
    from stdnum.cn import uscc  # noqa: PLC0415 - its tables cost start-up time

    return bool(uscc.is_valid(compact(number)))


def _can_be_called(number: str) -> bool:
    import phonenumbers  # noqa: PLC0415 - its tables cost start-up time

    digits = re.sub(r"[\s()-]", "", number)
    if re.search(r"[^\W\d]", number):
        return False  # the library would dial letters as digits
    if _MOBILE_LIKE.fullmatch(digits):
        return _MOBILE.fullmatch(digits) is not None
    try:
        return bool(phonenumbers.is_possible_number(phonenumbers.parse(number, REGION)))
    except phonenumbers.NumberParseException:
        return False


def problems(facts: Facts) -> list[Refusal]:
    """Return what is wrong with the complainant's document number and telephone."""
    number, phone = facts.get("complainant.id_no"), facts.get("complainant.phone")
    found: list[Refusal] = []
    kind = facts.get("complainant.id_type")
    if number and kind == RESIDENT and birth_day(number) is None:
        found.append(_refusal(BadResidentId, "complainant.id_no", number))
    if number and kind == CREDIT_CODE and not _is_credit_code(number):
        found.append(_refusal(BadCreditCode, "complainant.id_no", number))
    if phone and not is_phone(phone):
        found.append(_refusal(BadPhone, "complainant.phone", phone))
    return found


def _refusal(kind: type[Refusal], name: str, value: str) -> Refusal:
    return kind(field=name, label=say(BY_ID[name].words), value=value)


def told_by(facts: Facts) -> Payload:
    """Derive the year of birth from a resident identity number.

    A valid resident number without a stated kind is taken as one.
    """
    number = facts.get("complainant.id_no")
    kind = facts.get("complainant.id_type")
    born = birth_day(number) if number and kind in (None, RESIDENT) else None
    if born is None:
        return {}
    return {"complainant.birth_year": born.year, "complainant.id_type": RESIDENT}
