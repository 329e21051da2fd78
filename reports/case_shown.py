"""A case for a paper: masked, or in clear for a reason that is put on record first."""

from desk.actions.reveal_case import RevealCase
from desk.office import Office
from desk.reads.case_file import CaseFile, read_case
from desk.rules.people.rights import Right
from desk.rules.people.sight import Purpose, Sight


def case_shown(
    office: Office,
    case_no: str,
    purpose: Purpose,
    reason: str | None = None,
    *,
    with_attachments: bool = False,
) -> CaseFile:
    """Return the case masked, or in clear when there is a ``reason``.

    Args:
        office: The open office.
        case_no: Number of the case.
        purpose: What for.
        reason: Why in clear; stays in the audit log. None asks for a masked one.
        with_attachments: The pages of its attachments are shown as well.

    Raises:
        NotPermitted: The signed-in person may not read or print.
        NoReason: The reason is too short.
        Refusal: There is no such case, or she may not see it so (`need_sight`).
    """
    for right in (Right.READ, Right.PRINT):
        office.need(right)
    least = Sight.MASKED
    if reason is not None:
        least = Sight.CLEAR
        wish = RevealCase(
            case_no=case_no, reason=reason, purpose=purpose, with_attachments=with_attachments
        )
        office.do(wish)
    now, reader = office.clock.now(), office.acting
    return read_case(
        office.store, office.reckoning, case_no, reader, now, purpose=purpose, least=least
    )
