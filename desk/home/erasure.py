"""Erasing cases after their retention period from every file of the home."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from desk.actions.hold_and_erase import EraseCases, ErasedCase, shred_case
from desk.home.opening import SignedIn
from desk.office import Office
from desk.rules.case.erasure import ERASED_AT, LISTED, Way, holds, is_due
from desk.rules.case.life import ENDED
from desk.rules.people.rights import Right
from desk.rules.steps import kinds
from desk.store.db import Store
from desk.store.disk import attachment_store
from desk.store.record import journal
from desk.store.record.erased import keep_erased
from desk.store.tables import ActRow, CaseRow


@dataclass(frozen=True, slots=True, kw_only=True)
class DueCase:
    """A closed case whose retention period is over.

    Attributes:
        case_no: Its number.
        keep_until: The day after which it may be erased.
        held: Reason of its legal hold, or "".
        listed_by: Who put it on the list for erasure, or "".
        way: "erased" or "anonymised", or "".
    """

    case_no: str
    keep_until: str
    held: str
    listed_by: str
    way: str


def due_cases(store: Store, today: date) -> Iterator[DueCase]:
    """Yield the closed cases whose retention ended before ``today``."""
    query = CaseRow.select(CaseRow.uuid, CaseRow.keep_until).where(
        CaseRow.keep_until < today.isoformat(),
        CaseRow.state.in_([state.value for state in ENDED]),
    )
    for uuid, until in store.rows(query.order_by(CaseRow.keep_until, CaseRow.id)):
        facts = journal.folded(store, uuid).facts
        listed = facts.get(LISTED) or {}
        held = "; ".join(hold["reason"] for hold in holds(facts))
        if held or is_due(facts, today):
            yield DueCase(
                case_no=facts["case_no"],
                keep_until=until,
                held=held,
                listed_by=listed.get("by", ""),
                way=listed.get("way", ""),
            )


def cases_on_hold(store: Store) -> Iterator[DueCase]:
    """Yield the cases on legal hold, by number; ``keep_until`` is "" for open ones."""
    query = ActRow.select(ActRow.subject).where(ActRow.kind == kinds.HELD.id).distinct()
    found = []
    for (uuid,) in store.rows(query):
        facts = journal.folded(store, uuid).facts
        reasons = [hold["reason"] for hold in holds(facts)]
        if reasons:
            until = facts.get("keep_until") or ""
            found.append(
                DueCase(
                    case_no=facts["case_no"],
                    keep_until=until,
                    held="; ".join(reasons),
                    listed_by="",
                    way="",
                )
            )
    yield from sorted(found, key=lambda one: one.case_no)


def erase(signed: SignedIn, case_nos: Sequence[str]) -> list[ErasedCase]:
    """Erase listed cases; return the data for the certificate of destruction.

    Raises:
        Refusal: As `desk.actions.hold_and_erase.erase_cases`; nothing was erased.
    """
    erased = signed.office.do(EraseCases(case_nos=tuple(case_nos))).result
    keep_erased(signed.home.folder, {one.uuid: one.way for one in erased})
    attachment_store.sweep(signed.office.store)
    signed.office.store.scrub()
    return erased


def erase_again(office: Office, ways: dict[str, str]) -> int:
    """Erase again cases that came back with a backup or a packet; return how many.

    Args:
        office: The open office of a person who may restore.
        ways: How each was erased, by UUID (`desk.store.record.erased`).
    """
    office.need(Right.BACKUP)
    found = [uuid for uuid in ways if _has_words(office.store, uuid)]
    if found:
        with office.store.writing():
            work = office.begin()
            for uuid in found:
                shred_case(work, uuid, Way(ways[uuid]), kinds.ERASED_AGAIN)
            work.settle()
        office.store.scrub()
    return len(found)


def _has_words(store: Store, uuid: str) -> bool:
    """Say whether an erased case has any fact besides its erasure."""
    facts = journal.folded(store, uuid).facts
    return bool(facts) and ERASED_AT not in facts
