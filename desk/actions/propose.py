"""Ask for a second person: write a proposal where a command would give somebody more power."""

from collections.abc import Collection
from datetime import timedelta

from desk.actions.keep_draft import keep_draft
from desk.actions.work import Work
from desk.base.clock import stamp
from desk.base.shapes import Facts, JsonMapping
from desk.rules.people.rights import Person, Role
from desk.rules.people.two_persons import (
    DEPUTIES,
    Proposal,
    confirmers,
    days_open,
    proposal_of,
    staff_of,
)
from desk.rules.steps import kinds
from desk.store import case_ids, proposals
from desk.store.record.standings import keys_here

KEY_FORM = "proposed-key"  # the draft that holds a new password's slot until it is confirmed


def waits(
    work: Work,
    deed: str,
    wish: Facts,
    concerns: Collection[str],
    key: JsonMapping | None = None,
) -> Proposal | None:
    """Propose ``wish`` and return the proposal, or return None: the caller may write it now.

    It is written now when it was agreed (the proposal is being carried out); when a director
    sets the office up, before its first case; and when nobody else works here who could
    confirm: then it is on record as done alone.

    Args:
        work: The transaction.
        deed: The code of the command.
        wish: The command's parts, as JSON, for ``desk.actions.proposals`` to make it again.
        concerns: Logins of those whose power it is about; they do not confirm it.
        key: The slot of a new password, which becomes part of the key file when it is confirmed.
    """
    if work.agreed is not None or is_set_up(work):
        return None
    number = proposals.next_number(work.store)
    subject = proposals.subject_of(work.store, number)
    facts = {
        "deed": deed,
        "wish": dict(wish),
        "by": work.actor.login,
        "at": work.stamp,
        "until": stamp(work.now + timedelta(days=days_open())),
        "concerns": sorted(concerns),
    }
    work.write(kinds.PROPOSED, subject, facts)
    if not confirmers(staff(work), work.actor.login, concerns):
        work.write(kinds.CARRIED_OUT, subject, {"done_at": work.stamp})
        return None
    if key is not None:
        keep_draft(work.store, key_draft(work.actor.login, number), dict(key), work.now)
    return proposal_of(number, facts, work.stamp)


def is_set_up(work: Work) -> bool:
    """Say whether a director is setting the office up: there is no case yet that anybody reads."""
    return work.actor.role is Role.DIRECTOR and not case_ids.has_any(work.store)


def staff(work: Work) -> list[Person]:
    """Return those who can sign in here, with the roles of those they deputise for today."""
    lines = work.settings.texts(DEPUTIES)
    return staff_of(work.people, keys_here(work.store), lines, work.seen.date())


def key_draft(login: str, number: str) -> str:
    """Return the key of the draft that holds the slot of a proposal of ``login``."""
    return f"{login}/{KEY_FORM}/{number}"
