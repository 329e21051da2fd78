"""The case that a command is about, as the signed-in person may see it."""

from desk.office import Office
from desk.reads.case_file import CaseFile, read_case
from desk.rules.people.rights import Right
from desk.rules.people.sight import Sight


def shown_case(office: Office, case_no: str, least: Sight = Sight.MASKED) -> CaseFile:
    """Return the case, masked.

    Raises:
        NotPermitted: The signed-in person may not read cases.
        NoCase: There is none.
        Refusal: She may see less of it than ``least`` (`need_sight`).
    """
    office.need(Right.READ)
    now = office.clock.now()
    return read_case(office.store, office.reckoning, case_no, office.acting, now, least=least)
