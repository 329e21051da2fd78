"""All data about one person, for a data subject's request (PIPL art. 45)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from desk.base.errors import Refusal
from desk.base.words import mark
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
    conditions: list[Any] = [
        getattr(CaseRow, f"complainant_{name}") == text for name, text in given.items()
    ]
    query = CaseRow.select(CaseRow.case_no, CaseRow.uuid).where(*conditions).order_by(CaseRow.id)
    rows = store.rows(query)
    if not rows:
        raise NobodyFound
    return SubjectCases([row[0] for row in rows], [row[1] for row in rows])
