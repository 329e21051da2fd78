"""The queue: ids in order, and rows for the visible part.

The law first: cases with a legal clock that is orange, red or over come by its
end, before all others, straight from an index. The others come by their worst light,
then by the soonest end: overdue and calm ones straight from the index, because
there the soonest end of all clocks is that of the worst one; the few between are
sorted here. A closed case whose review runs on is among them.
"""

import json
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import reduce
from operator import and_, or_
from typing import Any, Final, NamedTuple, TypeAlias

import peewee as pw

from desk.base.clock import stamp
from desk.base.shapes import Facts, Row
from desk.base.words import say
from desk.reads.closed_to import closed_ids
from desk.reads.hidden_cases import Hidden, in_pieces
from desk.reads.merged_cases import Shut, living_of, living_with
from desk.rules.case.codes import code_list
from desk.rules.case.entries import OPENINGS
from desk.rules.case.fields import BY_ID
from desk.rules.case.life import State
from desk.rules.case.masks import HIDDEN_IN_TEXTS, discreet, hidden_names, mask_name
from desk.rules.case.pinyin import begins_so
from desk.rules.case.titles import case_title
from desk.rules.conditions import Among, Condition, Contains, Ends, Sounds, Within, letters_of
from desk.rules.people.person_id import person_id
from desk.rules.people.rights import Person
from desk.rules.people.sight import (
    Purpose,
    Sight,
    closed_for,
    closed_words,
    sight,
)
from desk.rules.query import Order, QueueFilter
from desk.rules.searching import runs
from desk.rules.time.case_clocks import urgency
from desk.rules.time.lights import PRESSING, Light, light_at
from desk.rules.time.rulebook import Track
from desk.store import search
from desk.store.db import Store, among
from desk.store.record import journal
from desk.store.record.read_model import SEARCHED, from_column
from desk.store.tables import CaseRow, ClockRow

FIRST: Final = 200  # rows of the first chunk, so that something shows at once
CHUNK: Final = 100_000
Ids: TypeAlias = "array[int]"  # quoted: Python 3.11 cannot subscript it at run time
TITLE: Final = 80  # characters of the facts that a row shows
NO_LIGHT: Final = -1
LAST: Final = "z" * 8  # no syllable begins so: behind all sounds that begin as what is before it
INDEXED: Final = frozenset(BY_ID[name].column for name in SEARCHED if name in BY_ID)


class ShownClock(NamedTuple):
    """A clock that a row shows: the most urgent one of its track."""

    rule: str
    track: str
    started_at: str
    due_at: str
    light: Light
    is_provisional: bool

    @property
    def rank(self) -> tuple[bool, int, str, str]:
        """Return what the most urgent of several is found by."""
        return (*urgency(self.track, self.light), self.due_at, self.rule)


class CaseClocks(NamedTuple):
    """What a row shows of a case's running clocks: of each track the most urgent one."""

    legal: ShownClock | None = None
    house: ShownClock | None = None

    @property
    def leading(self) -> ShownClock | None:
        """Return the one that decides the case's place in the queue."""
        both = [clock for clock in self if clock is not None]
        return min(both, key=lambda clock: clock.rank, default=None)

    def with_one(self, clock: ShownClock) -> "CaseClocks":
        """Return these with ``clock`` in place of a less urgent one of its track."""
        name = "legal" if clock.track == Track.STATUTORY else "house"
        known = getattr(self, name)
        if known is not None and known.rank <= clock.rank:
            return self
        return self._replace(**{name: clock})


NO_CLOCKS: Final = CaseClocks()


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRow:
    """One line of the queue; personal data masked.

    Attributes:
        id: Row id, for the page only.
        business: The label of what it is about, by the office's classification.
        clocks: Its running clocks, legal and house apart.
    """

    id: int
    case_no: str
    name: str
    title: str
    business: str
    grade: str
    state: str
    handler: str
    received_at: str
    has_conflict: bool
    version: int
    clocks: CaseClocks

    @property
    def clock(self) -> ShownClock | None:
        """Return the clock that decides its place, or None where none runs."""
        return self.clocks.leading


_COLUMNS: Final = (
    CaseRow.id,
    CaseRow.case_no,
    CaseRow.complainant_name,
    pw.fn.substr(CaseRow.facts, 1, TITLE * 2),
    CaseRow.grade,
    CaseRow.state,
    CaseRow.handler,
    CaseRow.received_at,
    CaseRow.conflicts,
    CaseRow.version,
    CaseRow.state,
    CaseRow.kind,
    CaseRow.department,
    CaseRow.recused,
    CaseRow.complained_staff,
    *(getattr(CaseRow, BY_ID[name].column) for name in HIDDEN_IN_TEXTS[1:]),
    # Looked into for what was opened; a case may have long ones.
    pw.Case(None, [(CaseRow.state == State.ARCHIVED.value, CaseRow.entries)], ""),
)
_SHOWN: Final = 10  # columns that a row shows
_NAME: Final = 2  # the place of the complainant's among them
# What of a row `sight` and the masks ask of, and in what kind it is kept.
_ASKED: Final = (
    "state",
    "kind",
    "department",
    "recused",
    "complained_staff",
    *HIDDEN_IN_TEXTS[1:],
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


def shown_clocks(store: Store, ids: Iterable[int], now: datetime) -> dict[int, CaseClocks]:
    """Return the running clocks to show, by case id; cases without one are left out."""
    moment, found = stamp(now), dict[int, CaseClocks]()
    for some in in_pieces(list(ids)):
        query = ClockRow.select(*_CLOCK_COLUMNS).where(
            among(ClockRow.case_id, some), ClockRow.is_running == 1
        )
        for case_id, rule, track, started, guessed, *turns in store.rows(query):
            light = light_at(moment, *turns)
            clock = ShownClock(rule, track, started, turns[-1], light, bool(guessed))
            found[case_id] = found.get(case_id, NO_CLOCKS).with_one(clock)
    return found


def id_chunks(
    store: Store,
    want: QueueFilter,
    now: datetime,
    reader: Person | None = None,
    by_whole: Counter[str] | None = None,
) -> Iterator[Ids]:
    """Yield the ids of the matching cases in order, a small chunk first.

    All chunks are read from one snapshot, so that nothing is missed or doubled while
    others save.

    Args:
        store: Where.
        want: Which cases, in which order.
        now: This moment.
        reader: Who asks; cases closed to her neither count nor stand in the answer.
        by_whole: Gets how many cases were found by the whole of a hidden value, by field id.
    """
    with store.snapshot():
        hidden = Hidden(store, want, now, reader, by_whole)
        words, heard = _heard(store, want, hidden.shut)
        written = replace(want, words=words)
        living = living_with(store, words, hidden.shut) if words else set()
        where = _where(store, written, living)
        if not want.reads_all:
            found = _open(store, want, where, now)
        elif heard is not None and not where and want.order is not Order.RECEIVED:
            found = iter([array("q", sorted(heard, reverse=True))])
        else:
            found = _all(store, written, where, living)
        for ids in found:
            kept = ids if heard is None else array("q", filter(heard.__contains__, ids))
            if left := hidden.taken_from(kept):
                yield left


def _heard(store: Store, want: QueueFilter, shut: Shut) -> tuple[str, set[int] | None]:
    """Return the words that are only text, and the ids that all others leave; None leaves all.

    Letters may be text or how a name sounds: zs and zhangsan are 张三.
    """
    parts = want.words.split()
    spoken = [part for part in parts if letters_of(part)]
    found = [sounding(store, part) | _holding(store, part) for part in spoken]
    found = [ids | living_of(store, ids, shut) for ids in found]
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


def _all(store: Store, want: QueueFilter, where: Sequence[Any], living: set[int]) -> Iterator[Ids]:
    only_words = bool(want.words) and len(where) == 1
    if only_words and want.order is not Order.RECEIVED:
        return _woven(search.newest(store, want.words, FIRST, CHUNK), living)
    order = CaseRow.id.desc() if want.order is not Order.RECEIVED else CaseRow.received_on.desc()
    query = CaseRow.select(CaseRow.id).where(*(where or [True]))
    return store.ids(query.order_by(order), FIRST)


def _woven(chunks: Iterator[Ids], more: set[int]) -> Iterator[Ids]:
    """Yield ``chunks`` of falling ids with ``more`` ids, each at its place and once."""
    left = sorted(more, reverse=True)
    for ids in chunks:
        here = [case_id for case_id in left if case_id >= ids[-1]]
        left = left[len(here) :]
        yield array("q", sorted({*ids, *here}, reverse=True)) if here else ids
    if left:
        yield array("q", left)


def _where(store: Store, want: QueueFilter, living: set[int]) -> list[Any]:
    where = [getattr(CaseRow, name) == code for name, code in want.codes]
    where += [_met(one) for one in want.conditions if not isinstance(one, Sounds)]
    if want.state is not None:
        where.append(CaseRow.state == want.state.value)
    if want.handler:
        who = person_id(want.handler)
        who = who.seen_from(journal.own_office(store), who.office) if who.office else who
        where.append(CaseRow.handler == str(who))
    if want.words:
        held = search.contains_words(CaseRow.id, want.words)
        where.append(held | CaseRow.id.in_(sorted(living)) if living else held)
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


def _open(store: Store, want: QueueFilter, where: Sequence[Any], now: datetime) -> Iterator[Ids]:
    moment = stamp(now)
    queued = CaseRow.select(CaseRow.id).where(CaseRow.is_queued == 1, *where)
    by_law = queued.order_by(CaseRow.legal_due_at, CaseRow.id)
    by_end = queued.order_by(CaseRow.due_at, CaseRow.id)
    if want.track is not None:
        query = by_law if want.track is Track.STATUTORY else by_end
        yield from _lit(store, query, want, now)
        return
    urgent = by_law.where(CaseRow.legal_orange_at <= moment)
    if want.light is None:
        yield from store.ids(urgent, FIRST)
    elif want.light.value >= PRESSING:
        yield from _lit(store, urgent, want, now)
    rest = by_end.where(CaseRow.legal_orange_at > moment)
    if want.light in (None, Light.BLACK):
        yield from store.ids(rest.where(CaseRow.due_at < moment), FIRST)
    if want.light not in (Light.BLACK, Light.GREEN):
        near = rest.where(CaseRow.due_at >= moment, CaseRow.attention_at <= moment)
        if ids := _by_light(store, near, want, now):
            yield array("q", ids)
    if want.light in (None, Light.GREEN):
        calm = rest.where(CaseRow.due_at >= moment, CaseRow.attention_at > moment)
        yield from store.ids(calm, FIRST)


def _lit(store: Store, query: pw.Query, want: QueueFilter, now: datetime) -> Iterator[Ids]:
    """Yield the ids of ``query``, in its order, whose clock has the light that is wanted."""
    ids = [case_id for (case_id,) in store.rows(query)]
    clocks = shown_clocks(store, ids, now)
    lit = array("q", [one for one in ids if _is_lit(clocks.get(one, NO_CLOCKS), want)])
    if lit:
        yield lit


def _is_lit(clocks: CaseClocks, want: QueueFilter) -> bool:
    by_track = {Track.STATUTORY: clocks.legal, Track.HOUSE: clocks.house}
    clock = clocks.leading if want.track is None else by_track[want.track]
    return clock is not None and want.light in (None, clock.light)


def _by_light(store: Store, near: pw.Query, want: QueueFilter, now: datetime) -> list[int]:
    ids = [case_id for (case_id,) in store.rows(near)]
    leading = {
        case_id: clocks.leading
        for case_id, clocks in shown_clocks(store, ids, now).items()
        if _is_lit(clocks, want)
    }
    ranks = {case_id: clock.rank for case_id, clock in leading.items() if clock is not None}
    return sorted(ranks, key=lambda case_id: (ranks[case_id], case_id))


def rows(
    store: Store,
    ids: Sequence[int],
    now: datetime,
    reader: Person | None = None,
    business: str = "product_line",
) -> dict[int, QueueRow]:
    """Return the rows for ``ids`` (some hundreds at most), by id; vanished ones are left out.

    Cases of which ``reader`` may see nothing are left out; of archived ones that are closed to
    her, number, state and dates stay. ``business`` is the field that says what a complaint is
    about at this kind of office.
    """
    columns = (*_COLUMNS, getattr(CaseRow, business))
    found = store.rows(CaseRow.select(*columns).where(among(CaseRow.id, ids)))
    clocks, label, moment = shown_clocks(store, ids, now), code_list(business).label, stamp(now)
    known: dict[Row, _SeenRow] = {}
    seen = ((row, _seen_row(row, reader, moment, known)) for row in found)
    return {
        row[0]: _row(row, label(row[-1] or ""), clocks.get(row[0], NO_CLOCKS), told)
        for row, told in seen
        if told.sight
    }


def numbers_of(store: Store, chunks: Iterable[Ids]) -> list[str]:
    """Return the case numbers of the cases with the ids in ``chunks``, in their order."""
    ids = [case_id for chunk in chunks for case_id in chunk]
    numbers = dict[int, str]()
    for some in in_pieces(ids):
        query = CaseRow.select(CaseRow.id, CaseRow.case_no).where(among(CaseRow.id, some))
        numbers.update((case_id, case_no) for case_id, case_no in store.rows(query))
    return [numbers[case_id] for case_id in ids]


class _SeenRow(NamedTuple):
    """How much of a row somebody may see, and the names that are masked in it."""

    sight: Sight
    names: tuple[str, ...]


def _seen_row(row: Row, reader: Person | None, now: str, known: dict[Row, _SeenRow]) -> _SeenRow:
    """Return how much of ``row`` is seen; rows alike in all that is asked of are asked once."""
    asked = (*row[_SHOWN : _SHOWN + len(_ASKED)], row[-2])
    found = known.get(asked)
    if found is None:
        facts = {
            one: from_column(BY_ID[one].kind, text)
            for one, text in zip(_ASKED, asked[:-1], strict=True)
            if text is not None
        }
        may = Sight.MASKED if reader is None else _in_list(reader, facts, row[-2], now)
        found = known[asked] = _SeenRow(may, hidden_names(facts))
    return _SeenRow(found.sight, (row[_NAME], *found.names)) if row[_NAME] else found


def _row(row: Sequence[Any], business: str, clocks: CaseClocks, told: "_SeenRow") -> QueueRow:
    case_id, no, name, facts, grade, state, handler, received, conflicts, version = row[:_SHOWN]
    if told.sight < Sight.MASKED:
        return QueueRow(
            id=case_id,
            case_no=no,
            name="",
            title=say(closed_words(told.sight)),
            business="",
            grade="",
            state=state,
            handler="",
            received_at=received,
            has_conflict=False,
            version=version,
            clocks=NO_CLOCKS,
        )
    return QueueRow(
        id=case_id,
        case_no=no,
        name=mask_name(name) if name else "",
        # Masked before a number is cut in two.
        title=discreet(case_title(facts, TITLE * 2), told.names)[:TITLE],
        business=business,
        grade=grade or "",
        state=state,
        handler=handler or "",
        received_at=received,
        has_conflict=bool(conflicts),
        version=version,
        clocks=clocks,
    )


def _in_list(reader: Person, facts: Facts, entries: str, now: str) -> Sight:
    """Return how much of a row ``reader`` may see; its entries are only looked into if needed."""
    is_opened = facts["state"] == State.ARCHIVED and OPENINGS in entries
    more = {OPENINGS: json.loads(entries).get(OPENINGS)} if is_opened else {}
    return sight(reader, {**facts, **more}, Purpose.LIST, now)


class LightCounts(NamedTuple):
    """How many cases have which light: by their legal clocks, by the house's, by the leading one.

    A case counts once in each; one without a running clock of a track counts nowhere in it,
    and one without any is calm.
    """

    legal: Mapping[Light, int]
    house: Mapping[Light, int]
    leading: Mapping[Light, int]

    def of(self, track: Track) -> Mapping[Light, int]:
        """Return the counts of one track."""
        return self.legal if track is Track.STATUTORY else self.house


def counts(store: Store, now: datetime, reader: Person | None = None) -> LightCounts:
    """Return how many cases of the queue have which light, legal and house apart.

    Those that are closed to ``reader`` do not count.
    """
    moment, queue = stamp(now), CaseRow.is_queued == 1
    closed = [] if reader is None else [*_ids(store, closed_ids(closed_for(reader)))]
    if closed:
        queue &= CaseRow.id.not_in(closed)
    light = pw.Case(
        None,
        [
            (ClockRow.due_at < moment, Light.BLACK.value),
            (ClockRow.red_at <= moment, Light.RED.value),
            (ClockRow.orange_at <= moment, Light.ORANGE.value),
            (ClockRow.yellow_at <= moment, Light.YELLOW.value),
        ],
        Light.GREEN.value,
    )
    is_law = ClockRow.track == Track.STATUTORY.value
    legal = pw.fn.max(pw.Case(None, [(is_law, light)], NO_LIGHT))
    house = pw.fn.max(pw.Case(None, [(is_law, NO_LIGHT)], light))
    queued = CaseRow.select(CaseRow.id).where(queue)
    cases = (
        ClockRow.select(legal.alias("legal"), house.alias("house"))
        .where(ClockRow.case_id.in_(queued), ClockRow.is_running == 1)
        .group_by(ClockRow.case_id)
    )
    query = pw.Select([cases], [cases.c.legal, cases.c.house, pw.fn.count(pw.SQL("*"))]).group_by(
        cases.c.legal, cases.c.house
    )
    found = [dict.fromkeys(Light, 0) for _ in LightCounts._fields]
    for law, own, number in store.rows(query):
        first = law if law >= PRESSING else max(law, own)
        for counted, value in zip(found, (law, own, first), strict=True):
            if value != NO_LIGHT:
                counted[Light(value)] += number
    everything = CaseRow.select().where(queue).count(store.database)
    leading = found[-1]
    leading[Light.GREEN] += everything - sum(leading.values())
    return LightCounts(*found)
