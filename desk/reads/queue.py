"""The queue: ids in order, and rows for the visible part.

Open cases are sorted by worst light, then by soonest end. Overdue and calm
ones come straight from the index, because there the soonest end of all clocks
is that of the worst one; the few between are sorted here.
"""

import json
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import reduce
from operator import and_, or_
from typing import Any, Final, NamedTuple, TypeAlias

import peewee as pw

from desk.base.clock import stamp
from desk.base.words import say
from desk.rules.case.fields import BY_ID
from desk.rules.case.masks import discreet, mask_name
from desk.rules.case.pinyin import begins_so
from desk.rules.case.titles import case_title
from desk.rules.conditions import Among, Condition, Contains, Ends, Sounds, Within, letters_of
from desk.rules.people.person_id import RECUSALS, person_id
from desk.rules.people.recusal import CLOSED_TO_YOU, is_recused
from desk.rules.people.rights import Person
from desk.rules.query import Order, QueueFilter
from desk.rules.searching import runs
from desk.rules.time.lights import Light, light_at
from desk.store import search
from desk.store.db import Store
from desk.store.record import journal
from desk.store.record.read_model import SEARCHED
from desk.store.tables import CaseRow, ClockRow

FIRST: Final = 200  # rows of the first chunk, so that something shows at once
CHUNK: Final = 100_000
Ids: TypeAlias = "array[int]"  # quoted: Python 3.11 cannot subscript it at run time
TITLE: Final = 80  # characters of the facts that a row shows
IN: Final = 500  # ids asked for in one statement
LAST: Final = "z" * 8  # no syllable begins so: behind all sounds that begin as what is before it
INDEXED: Final = frozenset(BY_ID[name].column for name in SEARCHED if name in BY_ID)


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


def id_chunks(
    store: Store, want: QueueFilter, now: datetime, reader: Person | None = None
) -> Iterator[Ids]:
    """Yield the ids of the matching cases in order, a small chunk first.

    All chunks are read from one snapshot, so that nothing is missed or doubled while
    others save.

    Args:
        store: Where.
        want: Which cases, in which order.
        now: This moment.
        reader: Who asks; what is asked of more than words, state, handler and light tells her
            nothing of cases in which she is recused.
    """
    with store.snapshot():
        words, heard = _heard(store, want)
        written = replace(want, words=words)
        where = _where(store, written, reader)
        if not want.reads_all:
            found = _open(store, want, where, now)
        elif heard is not None and not where and want.order is not Order.RECEIVED:
            found = iter([array("q", sorted(heard, reverse=True))])
        else:
            found = _all(store, written, where)
        for ids in found:
            kept = ids if heard is None else array("q", filter(heard.__contains__, ids))
            if kept:
                yield kept


def _heard(store: Store, want: QueueFilter) -> tuple[str, set[int] | None]:
    """Return the words that are only text, and the ids that all others leave; None leaves all.

    Letters may be text or how a name sounds: zs and zhangsan are 张三.
    """
    parts = want.words.split()
    spoken = [part for part in parts if letters_of(part)]
    found = [sounding(store, part) | _holding(store, part) for part in spoken]
    names = (one for one in want.conditions if isinstance(one, Sounds))
    found += [sounding(store, one.text) | _named(store, one) for one in names]
    words = " ".join(part for part in parts if part not in spoken)
    return words, set.intersection(*found) if found else None


def sounding(store: Store, text: str) -> set[int]:
    """Return the ids of cases whose complainant's name begins so in pinyin or in initials."""
    letters, sound = letters_of(text), CaseRow.name_sound
    whole = sound.between(letters, letters + LAST)
    found = _ids(store, CaseRow.select(CaseRow.id).where(whole))
    apart = sound.between(letters[0], letters[0] + LAST) & (sound ** f"{'%'.join(letters)}%")
    names = CaseRow.select(CaseRow.id, CaseRow.complainant_name).where(apart & ~whole)
    return found | {own for own, name in store.rows(names) if begins_so(name, letters)}


def _ids(store: Store, query: pw.Select) -> set[int]:
    return {case_id for ids in store.ids(query, FIRST) for case_id in ids}


def _holding(store: Store, word: str) -> set[int]:
    return {case_id for ids in search.newest(store, word, CHUNK, CHUNK) for case_id in ids}


def _named(store: Store, name: Sounds) -> set[int]:
    return _ids(store, CaseRow.select(CaseRow.id).where(_met(Contains(name.columns, name.text))))


def _all(store: Store, want: QueueFilter, where: Sequence[Any]) -> Iterator[Ids]:
    only_words = bool(want.words) and len(where) == 1
    if only_words and want.order is not Order.RECEIVED:
        return search.newest(store, want.words, FIRST, CHUNK)
    order = CaseRow.id.desc() if want.order is not Order.RECEIVED else CaseRow.received_on.desc()
    query = CaseRow.select(CaseRow.id).where(*(where or [True]))
    return store.ids(query.order_by(order), FIRST)


def _where(store: Store, want: QueueFilter, reader: Person | None) -> list[Any]:
    where = [getattr(CaseRow, name) == code for name, code in want.codes]
    where += [_met(one) for one in want.conditions if not isinstance(one, Sounds)]
    if reader is not None and (want.codes or want.conditions):
        where.append(_is_open_to(reader))
    if want.state is not None:
        where.append(CaseRow.state == want.state.value)
    if want.handler:
        who = person_id(want.handler)
        who = who.seen_from(journal.own_office(store), who.office) if who.office else who
        where.append(CaseRow.handler == str(who))
    if want.words:
        where.append(search.contains_words(CaseRow.id, want.words))
    return where


def _met(condition: Condition) -> Any:
    """Return that one of the columns says what ``condition`` wants."""
    met = reduce(or_, (_said(getattr(CaseRow, n), condition) for n in condition.columns))
    text = condition.text if isinstance(condition, Contains | Ends) else ""
    if runs(text) and INDEXED.issuperset(condition.columns):  # the index knows the few to look at
        return search.contains_words(CaseRow.id, text) & met
    return met


def _said(column: Any, condition: Condition) -> Any:
    match condition:
        case Among(values=values):
            return column.in_(list(values))
        case Within(least=least, below=below):
            edges = [column >= least] if least is not None else []
            return reduce(and_, edges + ([column < below] if below is not None else []))
        case Ends(text=text):
            return column.endswith(text)
        case Contains(text=text) | Sounds(text=text):
            return column.contains(text)


def _is_open_to(reader: Person) -> Any:
    """Return that ``reader`` is neither recused nor complained of: the columns hold JSON texts.

    Who bears her name at another office keeps her away too, as `keeps_away` has it.
    """
    login, name = (json.dumps(one, ensure_ascii=False) for one in (reader.login, reader.name))
    lists = [pw.fn.coalesce(column, "") for column in (CaseRow.recused, CaseRow.complained_staff)]
    named = (login, name, f"/{name[1:]}")
    return reduce(and_, (~told.contains(one) for told in lists for one in named))


def _open(store: Store, want: QueueFilter, where: Sequence[Any], now: datetime) -> Iterator[Ids]:
    moment, where = stamp(now), [CaseRow.is_open == 1, *where]
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


def numbers_of(
    store: Store, want: QueueFilter, now: datetime, reader: Person | None = None
) -> list[str]:
    """Return the case numbers of the matching cases, in order, as `id_chunks` does."""
    ids = [case_id for chunk in id_chunks(store, want, now, reader) for case_id in chunk]
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
