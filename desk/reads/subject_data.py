"""All data about one person, for a data subject's request (PIPL art. 45)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final

import peewee as pw

from desk.base.errors import Refusal
from desk.base.words import mark
from desk.rules.case.number_forms import normal_id, normal_name, normal_phone, phones_in
from desk.store.db import Store
from desk.store.tables import CaseRow


class NobodyWanted(Refusal):
    """Nothing that says whose data is wanted."""

    text: ClassVar[str] = mark("Say whose data: a name with a phone number, or an ID number.")


class NobodyFound(Refusal):
    """No case of such a person."""

    text: ClassVar[str] = mark("There is no case of such a person here.")


@dataclass(frozen=True, slots=True)
class SubjectCases:
    """The cases of one complainant.

    Attributes:
        case_nos: Their numbers, oldest first.
        uuids: Their UUIDs, in the same order.
    """

    case_nos: list[str]
    uuids: list[str]


def cases_of_person(store: Store, wanted: Mapping[str, str]) -> SubjectCases:
    """Return the cases whose complainant matches all of ``wanted`` ("name", "phone", "id_no").

    A name alone is not enough, as it may be shared.

    Raises:
        NobodyWanted: Neither a phone nor an ID number is given.
        NobodyFound: No case matches.
    """
    given = {name: text.strip() for name, text in wanted.items() if text.strip()}
    if not given.keys() & {"phone", "id_no"}:
        raise NobodyWanted
    asked = [_may_say(name, text) for name, text in given.items()]
    columns = [getattr(CaseRow, f"complainant_{name}") for name in given]
    query = CaseRow.select(CaseRow.case_no, CaseRow.uuid, *columns).where(*asked)
    rows = [
        row
        for row in store.rows(query.order_by(CaseRow.id))
        if all(map(_says, given, given.values(), row[2:]))
    ]
    if not rows:
        raise NobodyFound
    return SubjectCases([row[0] for row in rows], [row[1] for row in rows])


_FORMS: Final = {"phone": normal_phone, "id_no": normal_id, "name": normal_name}
_LEAST: Final = 7  # digits of a telephone number that stands alone


def _may_say(name: str, text: str) -> Any:
    """Return a condition that finds every writing of a text, and some others.

    What is stored has one form since version 0.2; older cases stand as they were typed.
    """
    column, form = getattr(CaseRow, f"complainant_{name}"), _FORMS[name](text)
    if name == "name":
        return (column == text) | (column == form)
    bare = pw.fn.upper(pw.fn.replace(pw.fn.replace(column, " ", ""), "-", ""))
    wanted = form.replace("-", "").upper()
    return (column == text) | (bare.contains(wanted) if len(wanted) >= _LEAST else bare == wanted)


def _says(name: str, text: str, stored: str) -> bool:
    """Say whether what is stored is this text, in any writing; one of several numbers is enough."""
    form = _FORMS[name]
    if stored == text or form(stored) == form(text):
        return True
    return name == "phone" and form(text) in {form(part) for part in phones_in(stored)}
