"""From the rows of a sheet to rows that can become cases, by a profile."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import Any, ClassVar, Final, NamedTuple

from desk.base.errors import Refusal
from desk.base.resources import read_toml
from desk.base.shapes import Payload
from desk.base.words import mark, say
from desk.ledgers.cell_values import (
    NEEDED,
    ColumnReader,
    LeftEmpty,
    OrderShown,
    TakenAsOther,
    plain_text,
)
from desk.ledgers.moments import moment_of, time_of
from desk.ledgers.profiles import (
    ColumnRule,
    MappedSheet,
    Profile,
    has_needed,
    heading_key,
    heading_of,
    placed,
)
from desk.ledgers.table_style import TableStyle, style_of
from desk.ledgers.text_sheet import CellDoubt
from desk.rules.case.fields import BY_ID, Kind
from desk.rules.case.values import LONG
from desk.rules.steps.ledger_rows import LedgerRow, Oddity, Origin

REMARKS: Final = "remarks"
SOURCE_NO: Final = "source_no"
TEXTS: Final = (Kind.TEXT, Kind.STORY)
DAY: Final = "received_at"
# A day or a sum that is missing because nobody saved it makes wrong deadlines and wrong totals.
RECKONED: Final = (Kind.DAY, Kind.MOMENT, Kind.MONEY)
STRICT: Final = frozenset({SOURCE_NO, "state", "facts", "archive_no"})
CACHED: Final = 4096  # ledgers repeat themselves; reading a cell costs ten times a look-up
KEY_BYTES: Final = 16
GAP: Final = "\x1f"
LETTERS: Final = 26


class TooMuch(Refusal):
    """A row says more than the remarks can hold."""

    text: ClassVar[str] = mark(
        "What the remarks would have to keep is longer than {limit} characters. "
        "Shorten the longest cell of the row."
    )


class BeyondHeadings(Refusal):
    """A row with more cells than there are headings."""

    text: ClassVar[str] = mark(
        "The row has more cells than there are headings; what is beyond them is kept in the "
        "remarks. A comma inside a cell may have moved the others: compare the row."
    )


class ExampleRow(Refusal):
    """A row that shows how to fill the ledger in."""

    text: ClassVar[str] = mark("This row is an example of how to fill the ledger in.")


class NoComplaint(Refusal):
    """A row of totals, or of who signs."""

    text: ClassVar[str] = mark("This row is a total, a note or a signature, no complaint.")


@dataclass(slots=True, kw_only=True)
class RowDraft:
    """A row being read.

    Attributes:
        cells: As in the sheet.
        facts: Field values read so far.
        remarks: Cells without a field, and the text of cells that were not understood.
        wrong: Reasons why it cannot be imported.
        odd: Cells that were not understood.
    """

    cells: Sequence[Any]
    facts: Payload
    remarks: list[str] = field(default_factory=list)
    wrong: list[Oddity] = field(default_factory=list)
    odd: list[Oddity] = field(default_factory=list)


class _Table(NamedTuple):
    """A table of a sheet, and how it is read."""

    profile: Profile
    found: MappedSheet
    style: TableStyle


class ValueSource:
    """Where one value of a row comes from: a column of the profile in one sheet.

    Attributes:
        column: The profile's rule for it.
        place: Column index of its first part.
        heading: As in the sheet; the first of several parts.
        value: Converts a cell to its value, None for empty, or a Refusal.
        is_plain: The value comes from one cell alone.
    """

    def __init__(
        self,
        table: _Table,
        column: ColumnRule,
        at: tuple[int, ...],
        time: int | None,
    ) -> None:
        """Prepare to read the cells at the places ``at``, and the time of day at ``time``."""
        profile, found, style = table
        self.column = column
        self.place = at[0]
        self.heading = found.headings[self.place]
        self._shown = style.orders.get(self.place)
        is_clear = time is None and self._shown is None
        self.is_plain = len(at) == 1 and is_clear and column.field != REMARKS
        self._at = at
        self._time = time
        self._time_heading = found.headings[time] if time is not None else ""
        unit = style.unit_at(self.place, self.heading)
        reader = ColumnReader(column, profile.empty, style.days_at(self.place), unit)
        self._label = reader.field.words
        self._is_strict = column.field in NEEDED
        self.value: Callable[[Any], Any] = lru_cache(CACHED, typed=True)(reader.value)
        self._is_kept = _is_kept_elsewhere(profile, found, column, self.place)

    def read(self, draft: RowDraft) -> None:
        """Read its cells of a row."""
        cells = draft.cells
        cell = cells[self.place] if len(self._at) == 1 else self._joined(cells)
        if cell == "":
            return
        value = self.value(cell)
        if isinstance(value, Refusal):
            self.not_read(draft, cell, value)
        elif value is None:
            return
        elif self.column.field == REMARKS:
            draft.remarks.append(
                _told(self.heading, value) if self.column.is_labelled else str(value)
            )
        else:
            draft.facts[self.column.field] = self._at_time(draft, value)
            if self._shown is not None and moment_of(cell) is None:
                told = {"value": self._shown.text, "line": self._shown.line}
                why = OrderShown(field=self.column.field, label=say(self._label), **told)
                draft.odd.append(Oddity(self.heading, self._shown.text, why))

    def _joined(self, cells: Sequence[Any]) -> str:
        texts = (plain_text(cells[place]) for place in self._at)
        return self.column.between.join(text for text in texts if text)

    def _at_time(self, draft: RowDraft, value: Any) -> Any:
        """Return a moment with the time of day from its own column, if there is one."""
        if self._time is None or draft.cells[self._time] == "":
            return value
        day, cell = value[:10], draft.cells[self._time]
        found = time_of(cell, day)
        if found is None:
            text = plain_text(cell)
            draft.remarks.append(_told(self._time_heading, text))
            why = LeftEmpty(field=self.column.field, label=self._time_heading, value=text)
            draft.odd.append(Oddity(self._time_heading, text, why))
            return value
        return f"{day}T{found.isoformat('seconds')}"

    def not_read(self, draft: RowDraft, cell: object, refusal: Refusal) -> None:
        """Record that ``cell`` was not understood; its text goes into the remarks."""
        text = plain_text(cell)
        oddity = Oddity(self.heading, text, refusal)
        if self._is_strict:
            draft.wrong.append(oddity)
            return
        if isinstance(refusal, TakenAsOther):
            draft.facts[self.column.field] = self.column.other
        if not self._is_kept:
            draft.remarks.append(_told(self.heading, text))
        if not (self._is_kept and self.column.is_quiet):
            draft.odd.append(oddity)


def _told(heading: str, text: str) -> str:
    return f"{heading}: {text}"


def _is_kept_elsewhere(
    profile: Profile, found: MappedSheet, column: ColumnRule, place: int
) -> bool:
    """Say whether another rule keeps the text of the column ``place``."""
    return any(
        other is not column
        and place in places
        and other.field in BY_ID
        and other.field != "state"
        and BY_ID[other.field].kind in TEXTS
        for other, places in zip(profile.columns, found.places, strict=True)
    )


def _days(profile: Profile, found: MappedSheet) -> list[int]:
    """Return the places of the columns that hold days or moments."""
    return [
        place
        for column, places in zip(profile.columns, found.places, strict=True)
        if column.field in BY_ID and BY_ID[column.field].kind in (Kind.DAY, Kind.MOMENT)
        for place in places
        if place is not None
    ]


class Sieve:
    """Reads the rows of one sheet.

    Attributes:
        origin: Sheet and headings of its rows.
        rest: (index, heading) of the columns without a field, which go into the remarks.
    """

    def __init__(self, profile: Profile, found: MappedSheet) -> None:
        """Prepare the sources of all fields."""
        self._profile = profile
        self._found = found
        self._style = style_of(found, _days(profile, found))
        self._sources = [
            ValueSource(_Table(profile, found, self._style), column, there, time)
            for column, places, time in zip(profile.columns, found.places, found.times, strict=True)
            if (there := tuple(place for place in places if place is not None))
        ]
        self._plain = [
            (source.place, source.column.field, source.value, source)
            for source in self._sources
            if source.is_plain
        ]
        self._others = [source for source in self._sources if not source.is_plain]
        headings = {source.column.field: source.heading for source in reversed(self._sources)}
        self.origin = Origin(found.sheet.name, headings)
        self.rest = [
            (place, heading or column_name(found.sheet.left + place))
            for place, heading in enumerate(found.headings)
            if place not in found.claimed and heading_key(heading) not in profile.ignored
        ]
        told = read_toml("ledgers.toml")["rows"]
        self._examples, self._ends = tuple(told["examples"]), tuple(told["ends"])
        self._day = next(source.place for source in self._sources if source.column.field == DAY)
        self._strict = {
            source.place
            for source in self._sources
            if source.column.field in STRICT
            or (source.column.field in BY_ID and BY_ID[source.column.field].kind in RECKONED)
        }
        self._kept = sorted(
            found.claimed | {place for place, _ in self.rest},
            key=lambda place: (heading_key(found.headings[place]), place),
        )

    def rows(self) -> Iterator[LedgerRow]:
        """Yield the rows below the header that are not empty; a second table has its own header."""
        first, width = self._style.first - 1, len(self._found.headings)
        sheet, day = self._found.sheet, self._day
        for line, cells in enumerate(islice(sheet.rows(), first, None), start=first + 1):
            if len(cells) < width:
                cells = [*cells, *[""] * (width - len(cells))]  # noqa: PLW2901 - ragged CSV
            content = [cells[place] for place in self._kept]
            beyond = [cell for cell in cells[width:] if cell != ""]
            if not any(content) and not beyond:
                continue
            if isinstance(cells[day], str) and heading_key(cells[day]) in self._profile.headings:
                again = self._again(line, cells)
                if again is not None:
                    if again.headings == self._found.headings:
                        continue
                    yield from Sieve(self._profile, again).rows()
                    return
            row = self._row(line, cells, [*content, *beyond])
            if row is not None:
                yield row

    def _again(self, line: int, cells: Sequence[Any]) -> MappedSheet | None:
        """Return the columns of a row that is a line of headings again; None when it is none."""
        headings = [heading_of(cell) for cell in cells]
        found = placed(self._profile, self._found.sheet, headings, line)
        return found if has_needed(self._profile, found) else None

    def _row(self, line: int, cells: Sequence[Any], content: list[Any]) -> LedgerRow | None:
        draft = self._read(cells)
        if len(cells) > len(self._found.headings):
            self._keep_beyond(cells, draft)
        if doubts := self._found.sheet.doubts.get(line):
            self._tell(doubts, cells, draft)
        if (aside := self._aside(cells, draft)) is not None:
            draft.wrong[:] = [Oddity("", "", aside)]
        if draft.remarks:
            self._keep(draft)
        elif len(draft.facts) == len(self._profile.fixed) and not draft.wrong:
            return None  # a line of dashes, or of blanks
        number = draft.facts.get(SOURCE_NO, "")
        return LedgerRow(
            self.origin,
            line,
            draft.facts,
            number,
            hash(tuple(content)),
            "" if number else _key(content),
            tuple(draft.wrong),
            tuple(draft.odd),
        )

    def _read(self, cells: Sequence[Any]) -> RowDraft:
        draft = RowDraft(cells=cells, facts=dict(self._profile.fixed))
        for place, name, value_of, source in self._plain:  # the hot loop of the whole reading
            cell = cells[place]
            if cell != "":
                value = value_of(cell)
                if isinstance(value, Refusal):
                    source.not_read(draft, cell, value)
                elif value is not None:
                    draft.facts[name] = value
        for source in self._others:
            source.read(draft)
        for place, heading in self.rest:
            if cells[place] != "" and (text := plain_text(cells[place])):
                draft.remarks.append(_told(heading, text))
        return draft

    def _keep_beyond(self, cells: Sequence[Any], draft: RowDraft) -> None:
        """Keep what stands right of the last heading, and tell it once."""
        width, left = len(self._found.headings), self._found.sheet.left
        texts = {
            column_name(left + place): plain_text(cells[place])
            for place in range(width, len(cells))
            if cells[place] != ""
        }
        draft.remarks += [_told(name, text) for name, text in texts.items()]
        if texts:
            name = next(iter(texts))
            draft.odd.append(Oddity(name, texts[name], BeyondHeadings()))

    def _tell(self, doubts: Sequence[CellDoubt], cells: Sequence[Any], draft: RowDraft) -> None:
        """Tell what was doubtful about cells before they were read.

        A day, a sum or a number that is missing for it makes the row wrong.
        """
        left = self._found.sheet.left
        for place, reason in doubts:
            at = -1 if place is None else place - left
            is_there = 0 <= at < len(self._found.headings)
            heading = self._found.headings[at] or column_name(at + left) if is_there else ""
            text = plain_text(cells[at]) if is_there else ""
            where = draft.wrong if at in self._strict and not text else draft.odd
            where.append(Oddity(heading, text, reason))

    def _aside(self, cells: Sequence[Any], draft: RowDraft) -> Refusal | None:
        """Return why a row is no complaint at all: an example, a total, who signs below."""
        number, facts = draft.facts.get(SOURCE_NO, ""), draft.facts.get("facts", "")
        if facts.startswith(self._examples) or number.startswith(self._examples):
            return ExampleRow()
        if facts and DAY in draft.facts:
            return None
        first = next((text for cell in cells if cell != "" and (text := plain_text(cell))), "")
        return NoComplaint() if first.casefold().startswith(self._ends) else None

    def _keep(self, draft: RowDraft) -> None:
        text = "\n".join(draft.remarks)
        draft.facts[REMARKS] = text
        if len(text) > LONG:
            draft.wrong.append(Oddity("", "", TooMuch(field=REMARKS, limit=LONG)))


def _key(content: Sequence[Any]) -> str:
    """Return a key for rows without a number; equal for .xlsx, .ods and CSV."""
    text = GAP.join(map(plain_text, content))
    return hashlib.blake2b(text.encode(), digest_size=KEY_BYTES).hexdigest()


def column_name(place: int) -> str:
    """Return Excel's letters for a place, from 0: A, B, … Z, AA."""
    name, rest = "", place + 1
    while rest:
        rest, letter = divmod(rest - 1, LETTERS)
        name = chr(ord("A") + letter) + name
    return name
