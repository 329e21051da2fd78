"""The queue: ids in order, and rows for the visible part.

Open cases are sorted by worst light, then by soonest end. Overdue and calm
ones come straight from the index, because there the soonest end of all clocks
is that of the worst one; the few between are sorted here.
"""

import json
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple, TypeAlias

import peewee as pw

from desk.base.clock import stamp
from desk.base.words import say
from desk.rules.case.masks import discreet, mask_name
from desk.rules.case.titles import case_title
from desk.rules.people.person_id import RECUSALS, person_id
from desk.rules.people.recusal import CLOSED_TO_YOU, is_recused
from desk.rules.people.rights import Person
from desk.rules.query import Order, QueueFilter
from desk.rules.time.lights import Light, light_at
from desk.store import search
from desk.store.db import Store
from desk.store.record import journal
from desk.store.tables import CaseRow, ClockRow

FIRST: Final = 200  # rows of the first chunk, so that something shows at once
CHUNK: Final = 100_000
Ids: TypeAlias = "array[int]"  # quoted: Python 3.11 cannot subscript it at run time
TITLE: Final = 80  # characters of the facts that a row shows
IN: Final = 500  # ids asked for in one statement


class ShownClock(NamedTuple):
    """The worst clock of a case, as shown in its row."""

    rule: str
    track: str
    started_at: str
    due_at: str
    light: Light
    is_provisional: bool

    @property
    def rank(self) -> tuple[int, str, str]:
        """Return the sort key for finding the worst clock."""
        return (-self.light.value, self.due_at, self.rule)


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRow:
    """One line of the queue; personal data masked.

    Attributes:
        id: Row id, for the page only.
        clock: Its worst running clock, or None.
    """

    id: int
    case_no: str
    name: str
    title: str
    product_line: str
    grade: str
    state: str
    handler: str
    received_at: str
    has_conflict: bool
    version: int
    clock: ShownClock | None


_COLUMNS: Final = (
    CaseRow.id,
    CaseRow.case_no,
    CaseRow.complainant_name,
    pw.fn.substr(CaseRow.facts, 1, TITLE * 2),
    CaseRow.product_line,
    CaseRow.grade,
    CaseRow.state,
    CaseRow.handler,
    CaseRow.received_at,
    CaseRow.conflicts,
    CaseRow.version,
    CaseRow.recused,
    CaseRow.complained_staff,
)
_CLOCK_COLUMNS: Final = (
    ClockRow.case_id,
    ClockRow.rule,
    ClockRow.track,
    ClockRow.started_at,
    ClockRow.provisional,
    ClockRow.yellow_at,
    ClockRow.orange_at,
    ClockRow.red_at,
    ClockRow.due_at,
)


def worst_clocks(store: Store, ids: Iterable[int], now: datetime) -> dict[int, ShownClock]:
    """Return the worst running clock of each case, by case id; those without one are left out."""
    moment, found = stamp(now), dict[int, ShownClock]()
    for some in _in_pieces(list(ids)):
        query = ClockRow.select(*_CLOCK_COLUMNS).where(
            ClockRow.case_id.in_(some), ClockRow.is_running == 1
        )
        for case_id, rule, track, started, guessed, *turns in store.rows(query):
            light = light_at(moment, *turns)
            clock = ShownClock(rule, track, started, turns[-1], light, bool(guessed))
            if case_id not in found or clock.rank < found[case_id].rank:
                found[case_id] = clock
    return found


def _in_pieces(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for place in range(0, len(ids), IN):
        yield ids[place : place + IN]


def id_chunks(store: Store, want: QueueFilter, now: datetime) -> Iterator[Ids]:
    """Yield the ids of the matching cases in order, a small chunk first.

    All chunks are read from one snapshot, so that nothing is missed or doubled while
    others save.
    """
    with store.snapshot():
        if want.reads_all:
            yield from _all(store, want)
        else:
            yield from _open(store, want, now)


def _all(store: Store, want: QueueFilter) -> Iterator[Ids]:
    only_words = want.words and want.state is None and not (want.handler or want.codes)
    if only_words and want.order is not Order.RECEIVED:
        yield from search.newest(store, want.words, FIRST, CHUNK)
        return
    order = CaseRow.id.desc() if want.order is not Order.RECEIVED else CaseRow.received_on.desc()
    yield from store.ids(
        CaseRow.select(CaseRow.id).where(*_where(store, want)).order_by(order), FIRST
    )


def _where(store: Store, want: QueueFilter) -> list[pw.Expression]:
    where = [getattr(CaseRow, name) == code for name, code in want.codes]
    if want.state is not None:
        where.append(CaseRow.state == want.state.value)
    if want.handler:
        who = person_id(want.handler)
        who = who.seen_from(journal.own_office(store), who.office) if who.office else who
        where.append(CaseRow.handler == str(who))
    if want.words:
        where.append(search.contains_words(CaseRow.id, want.words))
    return where or [True]


def _open(store: Store, want: QueueFilter, now: datetime) -> Iterator[Ids]:
    moment, where = stamp(now), [CaseRow.is_open == 1, *_where(store, want)]
    query = CaseRow.select(CaseRow.id).order_by(CaseRow.due_at, CaseRow.id)
    if want.light in (None, Light.BLACK):
        yield from store.ids(query.where(*where, CaseRow.due_at < moment), FIRST)
    if want.light not in (Light.BLACK, Light.GREEN):
        near = query.where(*where, CaseRow.due_at >= moment, CaseRow.attention_at <= moment)
        if ids := _by_light(store, near, want, now):
            yield array("q", ids)
    if want.light in (None, Light.GREEN):
        calm = query.where(*where, CaseRow.due_at >= moment, CaseRow.attention_at > moment)
        yield from store.ids(calm, FIRST)


def _by_light(store: Store, near: pw.Query, want: QueueFilter, now: datetime) -> list[int]:
    ids = [case_id for (case_id,) in store.rows(near)]
    clocks = worst_clocks(store, ids, now)
    if want.light is not None:
        ids = [case_id for case_id in ids if clocks[case_id].light is want.light]
    return sorted(ids, key=lambda case_id: (clocks[case_id].rank, case_id))


def rows(
    store: Store, ids: Sequence[int], now: datetime, reader: Person | None = None
) -> dict[int, QueueRow]:
    """Return the rows for ``ids`` (some hundreds at most), by id; vanished ones are left out.

    Cases in which ``reader`` is recused show number and clock only.
    """
    found = store.rows(CaseRow.select(*_COLUMNS).where(CaseRow.id.in_(list(ids))))
    clocks = worst_clocks(store, ids, now)
    return {row[0]: _row(row, clocks, reader) for row in found}


def numbers_of(store: Store, want: QueueFilter, now: datetime) -> list[str]:
    """Return the case numbers of the matching cases, in order."""
    ids = [case_id for chunk in id_chunks(store, want, now) for case_id in chunk]
    numbers = dict[int, str]()
    for some in _in_pieces(ids):
        query = CaseRow.select(CaseRow.id, CaseRow.case_no).where(CaseRow.id.in_(list(some)))
        numbers.update((case_id, case_no) for case_id, case_no in store.rows(query))
    return [numbers[case_id] for case_id in ids]


def _row(row: Sequence[Any], clocks: Mapping[int, ShownClock], reader: Person | None) -> QueueRow:
    case_id, no, name, facts, product, grade, state, handler, received, conflicts, version = row[
        :-2
    ]
    if reader is not None and _keeps_away(reader, row[-2:]):
        name, facts = "", say(CLOSED_TO_YOU)
    return QueueRow(
        id=case_id,
        case_no=no,
        name=mask_name(name) if name else "",
        # Masked before a number is cut in two.
        title=discreet(case_title(facts, TITLE * 2))[:TITLE],
        product_line=product or "",
        grade=grade or "",
        state=state,
        handler=handler or "",
        received_at=received,
        has_conflict=bool(conflicts),
        version=version,
        clock=clocks.get(case_id),
    )


def _keeps_away(reader: Person, columns: Sequence[str | None]) -> bool:
    """Say whether ``reader`` is recused or complained of, by the values of those columns."""
    names = [name for column in columns if column for name in json.loads(column)]
    return bool(names) and is_recused(reader, {RECUSALS[0]: names})


def counts(store: Store, now: datetime) -> dict[Light, int]:
    """Return the number of open cases by worst light."""
    moment, count = stamp(now), pw.fn.count(CaseRow.id)
    is_open = CaseRow.is_open == 1
    late = store.value(CaseRow.select(count).where(is_open, CaseRow.due_at < moment))
    calm = store.value(
        CaseRow.select(count).where(
            is_open, CaseRow.due_at >= moment, CaseRow.attention_at > moment
        )
    )
    near = CaseRow.select(CaseRow.id).where(
        is_open, CaseRow.due_at >= moment, CaseRow.attention_at <= moment
    )
    ids = [case_id for (case_id,) in store.rows(near)]
    lights = [clock.light for clock in worst_clocks(store, ids, now).values()]
    return {
        Light.BLACK: late,
        Light.RED: lights.count(Light.RED),
        Light.ORANGE: lights.count(Light.ORANGE),
        Light.YELLOW: lights.count(Light.YELLOW),
        Light.GREEN: calm,
    }
