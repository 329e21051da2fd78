"""Validation of former ledgers' rows, and the state of the resulting case.

More lenient than intake: a day of receipt and some facts are
enough. Impossible values are refused, because a wrong date would give wrong deadlines.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import ClassVar, Final, NamedTuple

from desk.base.errors import Refusal
from desk.base.shapes import Facts, Payload
from desk.base.words import mark, say
from desk.rules.case.fields import BY_ID, FIELDS, Kind
from desk.rules.case.life import ENDED, State
from desk.rules.case.ways import way_of_kind
from desk.rules.people.person_id import person_id
from desk.rules.people.recusal import recused_in
from desk.rules.people.rights import Person, Right
from desk.rules.steps.guards import BeforeReceipt, InFuture, Missing, years_later

ARCHIVE_NO: Final = "archive_no"  # what ledgers have beside the fields of a case
IS_CLOSED: Final = "closed"
IS_ARCHIVED: Final = "archived"
MIDNIGHT: Final = "T00:00:00"
MOMENTS: Final = tuple(field.id for field in FIELDS if field.kind is Kind.MOMENT)
PAST_DAYS: Final = ("occurred_on", "forwarded_on")
BEFORE_RECEIPT: Final = ("received_at", "regulator_received_at")


class NumberTwice(Refusal):
    """Two rows of one ledger have the same number and say different things."""

    text: ClassVar[str] = mark(
        "The number {number} stands in line {line} already, with other content. "
        "Give this row a number of its own, or leave it out."
    )


class NumberInSheet(Refusal):
    """Two rows of different sheets have the same number and say different things."""

    text: ClassVar[str] = mark(
        "The number {number} stands in line {line} of sheet “{sheet}” already, with other "
        "content. Give this row a number of its own, or leave it out."
    )


class NumberTaken(Refusal):
    """A row has the number of another complaint that was imported before."""

    text: ClassVar[str] = mark(
        "The number {number} was imported before as {case_no}, received on {day}, for another "
        "complaint: day, name or content are not those of this row. Put the year or the outlet "
        "before the numbers, and take the ledger in again."
    )


class Origin(NamedTuple):
    """The origin of rows: their sheet, and the column heading by field."""

    sheet: str
    headings: Mapping[str, str]


class Oddity(NamedTuple):
    """A problem with one cell of a row."""

    column: str
    value: str
    reason: Refusal


class LedgerRow(NamedTuple):
    """One row of a ledger, read by a profile.

    Attributes:
        origin: Sheet and headings of its rows.
        line: Number of its line, as Excel shows it.
        facts: Values by field id as they are stored, besides "archive_no" and the ledger's
            own word for the state: "open", "closed" or "archived".
        number: Its number in the ledger, or "".
        content: A digest, equal for equal rows of one file.
        key: A digest of all its cells, equal in every run and format.
        wrong: Reasons why it cannot be imported.
        odd: Cells that were not understood; the row is imported nevertheless.
    """

    origin: Origin
    line: int
    facts: Payload
    number: str
    content: int
    key: str
    wrong: tuple[Oddity, ...] = ()
    odd: tuple[Oddity, ...] = ()


def aligned(facts: Payload) -> Payload:
    """Set days without a time that equal the day of receipt to the moment of receipt.

    "Received 2026-03-01 14:30, closed 2026-03-01" does not mean a
    closing before the receipt. ``facts`` is changed and returned.
    """
    received = facts.get("received_at")
    if received and not received.endswith(MIDNIGHT):
        midnight = received[:10] + MIDNIGHT
        for name in MOMENTS:
            if facts.get(name) == midnight and name not in BEFORE_RECEIPT:
                facts[name] = received
    return facts


def problems(facts: Facts, latest: str) -> list[Refusal]:
    """Return why the aligned ``facts`` cannot become a case, each with its field.

    Args:
        facts: Aligned.
        latest: The present moment; later dates are refused.
    """
    found: list[Refusal] = [
        Missing(field=name, label=say(BY_ID[name].words))
        for name in ("received_at", "facts")
        if not facts.get(name)
    ]
    received = facts.get("received_at", "")
    for name in MOMENTS:
        value = facts.get(name)
        if value is None:
            continue
        if value > latest:
            found.append(_in_future(name, value))
        elif value < received and name not in BEFORE_RECEIPT:
            found.append(_before_receipt(name, value, received))
    found += [_in_future(name, facts[name]) for name in PAST_DAYS if facts.get(name, "") > latest]
    return found


def _in_future(name: str, value: str) -> Refusal:
    moment = datetime.fromisoformat(value)
    return InFuture(field=name, label=say(BY_ID[name].words), moment=moment)


def _before_receipt(name: str, value: str, received: str) -> Refusal:
    return BeforeReceipt(
        field=name,
        label=say(BY_ID[name].words),
        moment=datetime.fromisoformat(value),
        received=datetime.fromisoformat(received),
    )


DEFAULTS: Final = {"kind": "complaint", "party_type": "customer"}


class Customs(NamedTuple):
    """The office's defaults for importing a ledger.

    Attributes:
        logins: Login by name and by login of those who may handle cases here.
        retention_years: How long it keeps what is archived.
        gone: Logins and names of those who may handle none any more.
    """

    logins: Mapping[str, str]
    retention_years: int
    gone: frozenset[str] = frozenset()


def completed(facts: Facts, customs: Customs) -> tuple[Payload, bool]:
    """Return the new case's first facts, and whether its closing day was assumed.

    A closed row without a closing day gets the last moment in it,
    at least that of receipt. An open one was registered when it was received,
    as its ledger row is its registration; what a closed one leaves empty
    stays "not recorded" and counts for no rate.

    Args:
        facts: Aligned and without problems.
        customs: The office's import defaults.
    """
    whole = {**DEFAULTS, **facts}
    handler = whole.get("handler")
    if handler:
        whole["handler"] = customs.logins.get(handler, handler)
    state = state_of(whole, customs.logins)
    if handler and state not in ENDED and _may_not_hold(whole, customs):
        del whole["handler"]
        state = state_of(whole, customs.logins)
    whole["state"] = state.value
    whole.pop(ARCHIVE_NO, None)
    if state not in ENDED:
        whole.setdefault("registered_at", whole["received_at"])
        return whole, False
    is_assumed = "closed_at" not in whole
    if is_assumed:
        whole["closed_at"] = max(whole[name] for name in CLOSING_SIGNS if name in whole)
    if whole.get("outcome") == "withdrawn":
        whole.setdefault("withdrawn_at", whole["closed_at"])
    if state is State.ARCHIVED and "keep_until" not in whole:
        closed = date.fromisoformat(whole["closed_at"][:10])
        whole["keep_until"] = years_later(closed, customs.retention_years)
    return whole, is_assumed


def _may_not_hold(facts: Facts, customs: Customs) -> bool:
    """Say whether the handler is gone, or complained of (第17条): no import gives her a case."""
    return facts["handler"] in customs.gone or _is_concerned(facts, customs.logins)


def _is_concerned(facts: Facts, logins: Mapping[str, str]) -> bool:
    """Say whether the handler is recused or complained of, by login or by name."""
    recused, login = recused_in(facts), facts["handler"]
    if not recused:
        return False
    own = {login, *(name for name, known in logins.items() if known == login)}
    return not recused.isdisjoint(map(person_id, own))


def state_of(facts: Facts, logins: Mapping[str, str]) -> State:
    """Return the state of an imported case, by the latest moment in its row."""
    word = facts.get("state")
    if word in (IS_CLOSED, IS_ARCHIVED) or "closed_at" in facts:
        return State.ARCHIVED if word == IS_ARCHIVED or ARCHIVE_NO in facts else State.CLOSED
    way = way_of_kind(facts["kind"])
    for sign, state in _SIGNS:
        if sign in facts and state in way.states:
            return state
    # Somebody who does not work here has not been assigned: the next step is to assign.
    return way.begins(logins.get(facts.get("handler") or ""))


CLOSING_SIGNS: Final = ("received_at", "notified_at", "followed_up_at")
_SIGNS: Final = (
    ("notified_at", State.TO_FOLLOW_UP),
    ("execution", State.TO_NOTIFY),
    ("outcome", State.TO_NOTIFY),
    ("investigation", State.PLANNING),
    ("finding", State.PLANNING),
)


def customs_of(people: Iterable[Person], retention_years: int) -> Customs:
    """Return the office's import defaults; a name shared by several people resolves to nobody."""
    everybody = list(people)
    handlers = [person for person in everybody if person.active and person.may(Right.RECORD)]
    names = Counter(person.name for person in handlers)
    logins = {person.login: person.login for person in handlers}
    logins |= {person.name: person.login for person in handlers if names[person.name] == 1}
    here = {word for person in handlers for word in (person.login, person.name)}
    known = {word for person in everybody for word in (person.login, person.name)}
    return Customs(logins, retention_years, frozenset(known - here))
