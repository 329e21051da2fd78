"""Take in a table of codes for a list; head office's holds in every branch."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from desk.actions.work import SETTINGS, Command, Done, Work
from desk.rules.case import code_tables
from desk.rules.case.code_tables import CodeRow, CodesTaken, need_open
from desk.rules.case.codes import CodeOrigin
from desk.rules.people.rights import Right
from desk.rules.record.devices import HEAD_OFFICE
from desk.rules.steps import kinds
from desk.store.db import Store
from desk.store.record import journal
from desk.store.tables import CaseRow


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeCodes(Command[CodesTaken]):
    """Take in a table of codes: codes are added, renamed and retired, never deleted.

    Attributes:
        list: Which list of codes, by its id.
        rows: The table.
        is_simulation: Report what would change, write nothing.
    """

    right: ClassVar[Right] = Right.SETTINGS

    list: str
    rows: Sequence[CodeRow]
    is_simulation: bool = False


def take_codes(command: TakeCodes, work: Work) -> Done[CodesTaken]:
    """Carry out ``command``.

    Raises:
        NoSuchList: Offices do not change this list.
        Refusal: Rows that cannot be taken, all at once.
    """
    need_open(command.list)
    is_head = work.settings.text("office_role") == HEAD_OFFICE
    origin = CodeOrigin.HEAD_OFFICE if is_head else CodeOrigin.OFFICE
    found = code_tables.taken(command.list, command.rows, _used(work.store, command.list), origin)
    if found.payload and not command.is_simulation:
        before = journal.folded(work.store, SETTINGS)
        work.write(kinds.CODES_TAKEN, SETTINGS, found.payload, before=before)
    return Done(settings=True, result=found)


def _used(store: Store, name: str) -> dict[str, list[str]]:
    """Return the numbers of the cases by their code of the list, which is called as its field."""
    column = getattr(CaseRow, name)
    query = CaseRow.select(column, CaseRow.case_no).where(column != "")
    found: dict[str, list[str]] = {}
    for code, case_no in store.rows(query.order_by(CaseRow.case_no)):
        found.setdefault(code, []).append(case_no)
    return found
