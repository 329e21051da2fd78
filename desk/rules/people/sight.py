"""What a person may see of a case: one function for every way out (domain.md 8.2, 11.3).

Whatever leaves the tables towards a person asks here: lists, pages, search, papers, letters,
exports, attachments, packets, logs. Dialogs only collect the reason.
"""

from enum import IntEnum, StrEnum
from typing import ClassVar, Final

from desk.base.errors import Refusal
from desk.base.shapes import Facts, Payload
from desk.base.words import mark
from desk.rules.case.entries import OPENINGS
from desk.rules.case.life import State
from desk.rules.case.masks import masked
from desk.rules.people.person_id import person_id
from desk.rules.people.reasons import need_reason
from desk.rules.people.recusal import CLOSED_TO_YOU, is_recused, need_no_recusal, recused_in
from desk.rules.people.rights import Person, Right, Role

VIOLATION: Final = "report"  # kind of a case: somebody reports a violation
VIOLATION_GROUP: Final = "kind:report"  # no login and no name has a colon
CLOSED_GROUP: Final = frozenset({Role.DIRECTOR, Role.AUDITOR})  # who may see such a report
HANDLING: Final = ("handler", "received_by")  # who is named there has the case as her own
# Of a case whose content is closed: number, kind, state and dates.
KNOWN: Final = frozenset(
    {
        *("case_no", "kind", "state", "received_at", "registered_at", "closed_at"),
        *("archived_at", "keep_until"),
    }
)
ARCHIVED_FROM_YOU: Final = mark("Archived: open it for a reason to read it")


class Sight(IntEnum):
    """How much of a case somebody may see; each holds the ones before."""

    NOTHING = 0
    NUMBER_AND_STATE = 1
    MASKED = 2
    CLEAR = 3  # for a reason, which stays on record


class Purpose(StrEnum):
    """What the case is seen for."""

    LIST = "list"
    PAGE = "page"
    TIMELINE = "timeline"
    SEARCH = "search"
    PREVIEW = "preview"
    PAPER = "paper"
    LETTER = "letter"
    EXPORT = "export"
    ATTACHMENT = "attachment"
    PACKET = "packet"
    LOG = "log"


# In these many cases go past at once: nothing in them is ever in clear.
_NEVER_CLEAR: Final = frozenset({Purpose.LIST, Purpose.TIMELINE, Purpose.SEARCH, Purpose.LOG})


class ClosedGroup(Refusal):
    """A report of a violation, and somebody outside the closed group."""

    text: ClassVar[str] = mark(
        "{case_no} is a report of a violation. Only the director and the auditor may see it."
    )


class Archived(Refusal):
    """An archived case, and somebody who must open it first."""

    text: ClassVar[str] = mark(
        "{case_no} is archived. Its content is for the director and the supervisors of its "
        "department; open it for a reason to read it for some hours."
    )


class NotYourCase(Refusal):
    """A specialist and a case that is not hers."""

    text: ClassVar[str] = mark(
        "{case_no} is not your case. A specialist sees personal data of her own cases only; "
        "ask its handler or your supervisor."
    )


class NotYourDepartment(Refusal):
    """A supervisor and a case of another department."""

    text: ClassVar[str] = mark(
        "{case_no} is handled by another department ({department}). Its supervisor and the "
        "director see personal data in it; ask one of them."
    )


def sight(person: Person, facts: Facts, purpose: Purpose, now: str) -> Sight:
    """Return how much ``person`` may see of the case with these ``facts``.

    Args:
        person: Who, with the roles of those she deputises for.
        facts: The case's.
        purpose: What for.
        now: This moment, as stored.
    """
    if not person.may(Right.READ) or is_recused(person, facts):
        return Sight.NOTHING
    if purpose is Purpose.PACKET:  # sealed for another workstation: nobody here reads it
        return Sight.NUMBER_AND_STATE
    roles = {person.role, *person.stands_for}
    if facts.get("kind") == VIOLATION and roles.isdisjoint(CLOSED_GROUP):
        return Sight.NOTHING
    leads = _leads(person, facts)
    if facts.get("state") == State.ARCHIVED and not (
        leads or Role.AUDITOR in roles or _is_open_for(person, facts, now)
    ):
        return Sight.NUMBER_AND_STATE
    if purpose in _NEVER_CLEAR or not person.may(Right.REVEAL):
        return Sight.MASKED
    return Sight.CLEAR if leads or _is_own(person, facts) else Sight.MASKED


def closed_to(facts: Facts) -> list[str]:
    """Return to whom the case is closed for good, as texts; `closed_for` asks for them."""
    people = {str(one) if not one.office else f"/{one.login}" for one in recused_in(facts)}
    return sorted(people | ({VIOLATION_GROUP} if facts.get("kind") == VIOLATION else set()))


def keep_away_for(person: Person) -> tuple[str, ...]:
    """Return the texts of `closed_to` by which ``person`` keeps away, as `keeps_away` has it.

    A login means one person here, a name everybody who bears it, at every office.
    """
    return (person.login, person.name, f"/{person.name}")


def closed_for(person: Person) -> tuple[str, ...]:
    """Return the texts of `closed_to` that close a case to ``person``."""
    is_inside = not {person.role, *person.stands_for}.isdisjoint(CLOSED_GROUP)
    return (*keep_away_for(person), *(() if is_inside else (VIOLATION_GROUP,)))


def archive_read_by(person: Person) -> str | None:
    """Return whose archived cases ``person`` reads without opening them: a department's.

    None is everybody's; "" is nobody's. Cases without a department are every supervisor's.
    """
    roles = {person.role, *person.stands_for}
    if not roles.isdisjoint({Role.DIRECTOR, Role.AUDITOR}):
        return None
    return (person.department or None) if Role.SUPERVISOR in roles else ""


def leads_all(person: Person) -> bool:
    """Say whether she may see whatever is not closed to her in clear: no case is a colleague's."""
    roles = {person.role, *person.stands_for}
    return Role.DIRECTOR in roles or (Role.SUPERVISOR in roles and not person.department)


def _leads(person: Person, facts: Facts) -> bool:
    """Say whether she is the director, or a supervisor of the case's department.

    A supervisor without a department leads the whole office; a case without one is everybody's.
    """
    roles = {person.role, *person.stands_for}
    of_all = "" in (person.department, department := str(facts.get("department") or ""))
    return Role.DIRECTOR in roles or (
        Role.SUPERVISOR in roles and (of_all or person.department == department)
    )


def _is_own(person: Person, facts: Facts) -> bool:
    return person.id in {person_id(facts.get(name)) for name in HANDLING}


def _is_open_for(person: Person, facts: Facts, now: str) -> bool:
    """Say whether she has opened the archived case, and the time is not over."""
    return now < opened_until(person, facts)


def opened_until(person: Person, facts: Facts) -> str:
    """Return the moment until which she has opened the archived case; "" where she never did."""
    hers = (one for one in facts.get(OPENINGS) or () if person_id(one.get("by")) == person.id)
    return max((str(one.get("until") or "") for one in hers), default="")


def need_sight(
    person: Person, facts: Facts, purpose: Purpose, now: str, least: Sight = Sight.MASKED
) -> Sight:
    """Return what she may see; refuse when it is less than ``least``.

    Raises:
        KeptAway: She is recused or complained of.
        NotPermitted: Her role reads no cases, or sees nothing unmasked.
        ClosedGroup: It is a report of a violation, and she is of no closed group.
        Archived: It is archived, and she must open it first.
        NotYourCase: It would be in clear, and she is a specialist who does not handle it.
        NotYourDepartment: It would be in clear, and she is a supervisor of another department.
    """
    found = sight(person, facts, purpose, now)
    if found >= least:
        return found
    case_no = facts.get("case_no")
    need_no_recusal(person, facts)
    person.need(Right.READ)
    if found is Sight.NOTHING:
        raise ClosedGroup(case_no=case_no)
    if found is Sight.NUMBER_AND_STATE:
        raise Archived(case_no=case_no)
    person.need(Right.REVEAL)
    if Role.SUPERVISOR in {person.role, *person.stands_for}:
        raise NotYourDepartment(case_no=case_no, department=facts.get("department"))
    raise NotYourCase(case_no=case_no)


def need_clear(person: Person, facts: Facts, purpose: Purpose, now: str, reason: str) -> str:
    """Return the ``reason``, stripped, for which she may see the case in clear.

    Raises:
        NoReason: It is too short.
        Refusal: She may not, as in `need_sight`.
    """
    need_sight(person, facts, purpose, now, Sight.CLEAR)
    return need_reason(reason)


def seen(facts: Facts, found: Sight) -> Payload:
    """Return what ``found`` leaves of ``facts``."""
    if found is Sight.CLEAR:
        return dict(facts)
    if found is Sight.MASKED:
        return masked(facts)
    return {name: facts[name] for name in KNOWN if found and name in facts}


def closed_words(found: Sight) -> str:
    """Return what stands in place of a case's matter, ``mark``ed; "" where it may be seen."""
    words = {Sight.NOTHING: CLOSED_TO_YOU, Sight.NUMBER_AND_STATE: ARCHIVED_FROM_YOU}
    return words.get(found, "")
