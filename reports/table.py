"""The content of papers, shared by the Excel, PDF and Word writers."""

from collections.abc import Iterator, Sequence
from dataclasses import KW_ONLY, dataclass, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Final, TypeAlias

Value: TypeAlias = str | int | Decimal | date | datetime | None
Row: TypeAlias = Sequence[Value]

DASH: Final = "—"  # nothing to measure, or a base of 0 (domain.md 9.7)


class Holds(Enum):
    """The type of a column; decides alignment and format in both writers."""

    WORDS = "words"
    ID = "id"  # text that looks like a number: case numbers, telephones
    COUNT = "count"
    MONEY = "money"  # Decimal, yuan
    PERCENT = "percent"  # Decimal, 91.7 for 91.7 %
    CHANGE = "change"  # the same with its sign
    DAYS = "days"  # Decimal or whole days
    DAY = "day"
    MOMENT = "moment"


NUMBERS: Final = frozenset({Holds.COUNT, Holds.MONEY, Holds.PERCENT, Holds.CHANGE, Holds.DAYS})
CENTRED: Final = frozenset({Holds.DAY, Holds.MOMENT})


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Attributes:
        heading: In the office's language.
        holds: Type of its cells.
        sheet: Width in Excel, in characters.
        paper: Share of the width on paper; 0 leaves it out there.
        group: Common heading over neighbouring columns with the same group, or "".
    """

    heading: str
    holds: Holds = Holds.WORDS
    sheet: float = 12
    paper: float = 1
    _: KW_ONLY
    group: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of values under headings.

    Attributes:
        id: Stable name, for tests and for Excel.
        title: Above it, or "".
        columns: At least one.
        rows: As many values each as there are columns.
        totals: Number of sum rows at the end.
        is_dense: Small print, for many columns; in Excel one line per row, however long
            its texts are.
        anchors: Name of each row for links to it, or "" for none; empty when there are none.
        links: By row, the anchor that its count leads to in Excel; empty when there are none.
        is_form: Ruled like a form, its rows high enough to write in by hand.
    """

    id: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    _: KW_ONLY
    totals: int = 0
    is_dense: bool = False
    anchors: Sequence[str] = ()
    links: Sequence[str] = ()
    is_form: bool = False


@dataclass(frozen=True, slots=True)
class Pictured:
    """A table with a chart of one of its columns; sums are not drawn.

    Attributes:
        table: The table; its first column names the bars.
        values: Which column is drawn.
        top: The end of the scale, e.g. 100 for per cent, or None for the sum of the counts.
    """

    table: Table
    values: int
    top: int | None = None


@dataclass(frozen=True, slots=True)
class Charted:
    """A table under a chart of its columns: columns for one, lines for others.

    Attributes:
        table: The table; its first column names the places on the axis. Sums are not drawn.
        bars: Which column is drawn as columns.
        lines: Which columns are drawn as lines; per cent on a scale of its own to the right.
    """

    table: Table
    bars: int
    lines: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Tiles:
    """A table of few figures, each on a tile on paper.

    Attributes:
        table: A row a tile: its name, the value that stands large, then remarks, each under the
            heading of its column; the last, how it stands, in words and sign.
    """

    table: Table


@dataclass(frozen=True, slots=True)
class Beside:
    """Two tables side by side on paper, one after the other in Excel."""

    left: Table
    right: Table


@dataclass(frozen=True, slots=True)
class Note:
    """A paragraph of ours; ``is_quiet`` for remarks under a table."""

    text: str
    is_quiet: bool = False


@dataclass(frozen=True, slots=True)
class Letter:
    """A paragraph of a letter, in the size of letters; ``side`` is left, right or center."""

    text: str
    side: str = "left"


@dataclass(frozen=True, slots=True)
class StoryBlock:
    """A free text under its label."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Box:
    """One cell of a form: its label and what stands in it.

    Attributes:
        label: What is asked.
        text: The answer, or "" for space to write by hand.
        share: Its share of the row's width, the label's cell not counted.
        lines: Minimum height in lines, for filling in by hand.
    """

    label: str
    text: str = ""
    share: float = 1
    lines: int = 1


@dataclass(frozen=True, slots=True)
class RuledForm:
    """A form with ruled cells, as on paper; each row at least one box."""

    rows: Sequence[Sequence[Box]]


@dataclass(frozen=True, slots=True)
class Scan:
    """A QR code for a scanner, and words beside it; paper only.

    Attributes:
        code: Content of the QR code.
        words: Text beside it.
    """

    code: str
    words: str


@dataclass(frozen=True, slots=True)
class Square:
    """A QR code of ``text``; on paper only."""

    text: str


@dataclass(frozen=True, slots=True)
class Signatures:
    """The end of a report: who signs, the date, and room for the seal.

    Attributes:
        roles: Who signs, e.g. "Made by".
        date_label: The word before the date.
        seal: The words in the seal's place, or "" where none is wanted.
        each_dates: A date for each signature; else a single one under the seal.
    """

    roles: Sequence[str]
    date_label: str
    seal: str
    each_dates: bool = False


@dataclass(frozen=True, slots=True)
class Index:
    """The index of the document's parts; the writer fills in the page numbers.

    Attributes:
        headings: Of the number, the part and the page.
        total: The words after the last part, with ``{pages}``.
    """

    headings: tuple[str, str, str]
    total: str


@dataclass(frozen=True, slots=True)
class Inlay:
    """A separate page for something inserted when the paper is finished.

    Attributes:
        id: Identifies the inserted page.
        caption: The line above it.
    """

    id: str
    caption: str


@dataclass(frozen=True, slots=True)
class CodeCard:
    """A text to type or scan: in large print, with a QR code beside it.

    Attributes:
        text: Groups of letters with hyphens between them.
    """

    text: str


Block: TypeAlias = (
    Table
    | Pictured
    | Charted
    | Tiles
    | Beside
    | Note
    | Letter
    | StoryBlock
    | RuledForm
    | Scan
    | Square
    | CodeCard
    | Inlay
    | Signatures
    | Index
)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a document; a sheet in Excel.

    Attributes:
        id: Stable name.
        sheet: Its sheet's title, at most 31 characters; "" keeps it out of Excel.
        title: Its heading with number; "" for a cover.
        blocks: In their order.
        is_wide: Landscape.
        starts_page: It begins a new page.
        is_list: One long table: on pages of its own, and in Excel from the first
            row on, to be filtered.
        on_paper: It is printed; else it is in Excel only.
    """

    id: str
    sheet: str
    title: str
    blocks: Sequence[Block]
    _: KW_ONLY
    is_wide: bool = False
    starts_page: bool = False
    is_list: bool = False
    on_paper: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """A whole paper.

    Attributes:
        title: Large, on the first page; the file's title too.
        head: Label and text pairs under the title.
        sections: In their order.
        foot: Footer of every page: title, and who printed it.
        author: Who made it.
        made_at: When.
        language: "zh-CN" or "en".
        watermark: Across every page, or "".
        has_cover: The title stands on a page of its own, with the first section.
        is_letter: The office stands over the title, as on letters and forms.
        code: For checking the paper, in the foot with a QR code; or "".
    """

    title: str
    head: Sequence[tuple[str, str]]
    sections: Sequence[Section]
    foot: tuple[str, str]
    author: str
    made_at: datetime
    language: str
    watermark: str = ""
    has_cover: bool = False
    is_letter: bool = False
    code: str = ""


_SHAPES: Final = {
    Holds.COUNT: "{:,}",
    Holds.MONEY: "{:,.2f}",
    Holds.PERCENT: "{}%",
    Holds.CHANGE: "{:+}%",
    Holds.MOMENT: "{:%Y-%m-%d %H:%M}",
}


def shown_cell(holds: Holds, value: Value) -> str:
    """Return a cell as displayed on paper; None is empty."""
    if value is None or isinstance(value, str):
        return value or ""
    if holds is Holds.CHANGE and not value:
        return f"{value}%"
    return _SHAPES.get(holds, "{}").format(value)


def texts_in(content: object) -> Iterator[str]:
    """Yield every text in ``content``: a document, a block, a row."""
    if isinstance(content, str):
        yield content
    elif isinstance(content, list | tuple):
        for item in content:
            yield from texts_in(item)
    elif is_dataclass(content):
        for field in fields(content):
            yield from texts_in(getattr(content, field.name))
