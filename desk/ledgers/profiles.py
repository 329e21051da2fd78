"""Profiles: which ledger column maps to which field; data in ``resources/profiles``."""

import dataclasses
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import accumulate
from typing import ClassVar, Final

from desk.base.errors import Refusal
from desk.base.resources import names, read_toml
from desk.base.shapes import JsonMapping
from desk.base.words import in_language, mark
from desk.ledgers.sheets import LedgerSheet
from desk.rules.case.codes import fold
from desk.rules.case.fields import BY_ID

SUFFIX: Final = ".toml"
NEEDED: Final = ("received_at", "facts")
GENERAL: Final = "default"
PAIR: Final = "received_at=来电时间"  # a field and a heading, as they are named by hand
_BRACKETS: Final = re.compile(r"(?:\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】)$")
# What stands around a heading without being of it: required marks, colons, what cannot be seen.
_MARKS: Final = re.compile(r"^[*★☆※●▲#]+|[*★☆※●▲:?!。]+$|[\u200b-\u200f\u2060\ufe00-\ufe0f\ufeff]")


class UnknownProfile(Refusal):
    """A profile that does not exist."""

    text: ClassVar[str] = mark("There is no profile “{profile}”. Known are: {known}.")


class NoProfileFits(Refusal):
    """No profile finds its columns in the file."""

    text: ClassVar[str] = mark(
        "The headings in {name} fit no profile. A column with the day of receipt (受理日期) and "
        "one with the content (投诉内容) are needed in the first {rows} rows. "
        "Rename the headings, name a profile ({known}), or name the columns on the command line: "
        "{example}."
    )


class NoSuchColumn(Refusal):
    """A column that was named by hand and does not exist, or a field that ledgers do not have."""

    text: ClassVar[str] = mark(
        "“{told}” names no column of a ledger. Write field and heading as in {example}; fields "
        "are: {known}."
    )


class HeadingsMissing(Refusal):
    """The named profile does not find the columns that it needs."""

    text: ClassVar[str] = mark(
        "The profile “{profile}” needs these headings in the first {rows} rows of {name}: "
        "{wanted}. Rename the columns, or choose another profile: {known}."
    )


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ColumnRule:
    """A profile's rule for one column, or for several that form one text.

    Attributes:
        field: Id of the field, or "archive_no".
        parts: Accepted headings, best first, for each part of the text; mostly one part.
        time: Headings of the column that has the time of day.
        values: Mapping of values (folded) to codes; "" means empty.
        other: Code for unlisted values, or "".
        between: Separator of the parts.
        is_labelled: The text is prefixed with its heading.
        is_quiet: A value that is not understood is not reported when its text is kept elsewhere.
    """

    field: str
    parts: tuple[tuple[str, ...], ...]
    time: tuple[str, ...] = ()
    values: Mapping[str, str] = dataclasses.field(default_factory=dict)
    other: str = ""
    between: str = ""
    is_labelled: bool = False
    is_quiet: bool = False


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """How ledgers of one kind are read.

    Attributes:
        id: Name of its file.
        words: ``{"zh": …, "en": …}``.
        columns: In the order of the file; of two rules for one cell the first wins.
        fixed: Values for all rows.
        ignored: Headings that are not imported.
        heights: Possible numbers of header rows, likeliest first.
        empty: Texts that mean empty, folded.
    """

    id: str
    words: dict[str, str] = dataclasses.field(repr=False)
    columns: tuple[ColumnRule, ...]
    fixed: Mapping[str, str]
    ignored: frozenset[str]
    heights: tuple[int, ...]
    empty: frozenset[str]

    @property
    def headings(self) -> frozenset[str]:
        """Return all headings that it knows, normalised."""
        return _headings_of(self.id)

    @property
    def title(self) -> str:
        """Return its name in the office's language."""
        return in_language(self.words)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class MappedSheet:
    """A profile's columns in one sheet.

    Attributes:
        sheet: The sheet.
        header_line: Line of the last header row.
        headings: By column index; "" where there is none.
        places: For each rule the column index of each part, None where it is missing.
        times: For each rule the column index of its time of day, or None.
    """

    sheet: LedgerSheet
    header_line: int
    headings: list[str]
    places: list[tuple[int | None, ...]]
    times: list[int | None]

    @property
    def claimed(self) -> set[int]:
        """Return the column indexes that the profile uses."""
        taken = {place for places in self.places for place in places if place is not None}
        return taken | {place for place in self.times if place is not None}


def shipped_profiles() -> list[Profile]:
    """Return the profiles that ship with the program, by name."""
    return [profile_of(name.removesuffix(SUFFIX)) for name in names("profiles", SUFFIX)]


@cache
def profile_of(name: str) -> Profile:
    """Return the profile ``name``.

    Raises:
        UnknownProfile: There is no such profile.
    """
    known = [file.removesuffix(SUFFIX) for file in names("profiles", SUFFIX)]
    if name not in known:
        raise UnknownProfile(field="profile", profile=name, known=known)
    data, general = read_toml("profiles", name + SUFFIX), read_toml("ledgers.toml")
    return Profile(
        id=name,
        words=data["title"],
        columns=tuple(_column(entry) for entry in data["column"]),
        fixed=data.get("fixed", {}),
        ignored=frozenset(heading_key(text) for text in data.get("ignore", ())),
        heights=tuple(data.get("header_rows", (1,))),
        empty=frozenset(
            fold(text) for text in (*general["cells"]["empty"], *data.get("empty", ()))
        ),
    )


@cache
def _headings_of(name: str) -> frozenset[str]:
    columns = profile_of(name).columns
    return frozenset(key for column in columns for part in column.parts for key in part)


def with_columns(profile: Profile, columns: Mapping[str, str]) -> Profile:
    """Return a profile that takes each field of ``columns`` from the heading named for it first.

    Raises:
        NoSuchColumn: A field that it does not have.
    """
    known = {column.field for column in profile.columns}
    for name, heading in columns.items():
        if name not in known or not heading_key(heading):
            raise NoSuchColumn(
                field="columns", told=f"{name}={heading}", example=PAIR, known=sorted(known)
            )
    mine = {name: heading_key(heading) for name, heading in columns.items()}
    others = frozenset(mine.values())
    return dataclasses.replace(
        profile,
        columns=tuple(
            _named(column, mine[column.field])
            if column.field in mine
            else dataclasses.replace(column, parts=_without(column.parts, others))
            for column in profile.columns
        ),
        ignored=profile.ignored - others,
    )


def _named(column: ColumnRule, heading: str) -> ColumnRule:
    """Return the rule with one more heading, the best of its first part."""
    first, *rest = column.parts
    return dataclasses.replace(column, parts=((heading, *first), *rest))


def _without(
    parts: tuple[tuple[str, ...], ...], others: frozenset[str]
) -> tuple[tuple[str, ...], ...]:
    """Return headings without those that somebody gave to another field."""
    return tuple(tuple(key for key in part if key not in others) for part in parts)


def _column(entry: JsonMapping) -> ColumnRule:
    parts = entry.get("parts") or [_synonyms(entry)]
    return ColumnRule(
        field=entry["field"],
        parts=tuple(tuple(heading_key(text) for text in part) for part in parts),
        time=tuple(heading_key(text) for text in entry.get("time", ())),
        values={fold(text): value for text, value in entry.get("values", {}).items()},
        other=entry.get("other", ""),
        between=entry.get("between", ""),
        is_labelled=entry.get("label", False),
        is_quiet=entry.get("quiet", False),
    )


def _synonyms(entry: JsonMapping) -> list[str]:
    """Return the headings of a column; the field's own id is one of them."""
    return [*entry["headings"], *([entry["field"]] if entry["field"] in BY_ID else [])]


def heading_key(text: str) -> str:
    """Normalise a heading for comparison: no spaces, dashes or marks, simplified characters."""
    return _MARKS.sub("", fold(text)).translate(_simplified())


@cache
def _simplified() -> dict[int, str]:
    """Return the simplified characters of those that stand in traditional headings."""
    told = read_toml("ledgers.toml")["header"]
    return dict(zip(map(ord, told["traditional"]), told["simplified"], strict=True))


def find(profile: Profile, sheet: LedgerSheet) -> MappedSheet | None:
    """Map the columns of ``sheet`` by ``profile``; None when a required one is missing.

    The header is the block of rows, among the first ones, with the most
    headings that the profile knows.
    """
    head = sheet.head(read_toml("ledgers.toml")["header"]["rows"])
    best: tuple[int, MappedSheet] | None = None
    for headings, groups, line in _headers(head, profile.heights):
        found = placed(profile, sheet, headings, line, groups)
        score = len(found.claimed)
        if has_needed(profile, found) and (best is None or score > best[0]):
            best = (score, found)
    return best[1] if best else None


def _headers(
    head: Sequence[Sequence[object]], heights: Sequence[int]
) -> Iterator[tuple[list[str], list[str], int]]:
    """Yield each candidate header block: headings and groups by column index, its last line.

    A heading is the lowest text of its column, because the cells above it are
    groups; where a cell reaches over several rows, its text stands in the first. A group
    reaches over the columns right of it, until the next.
    """
    for height in heights:
        for last in range(height, len(head) + 1):
            block = head[last - height : last]
            width = max(map(len, block))
            rows = [[*map(heading_of, row), *[""] * (width - len(row))] for row in block]
            *_, headings = accumulate(
                rows, lambda upper, lower: [b or a for a, b in zip(upper, lower, strict=True)]
            )
            groups = [""] * width
            if height > 1:
                groups = _reaching(rows[-2])
            yield headings, groups, last


def _reaching(row: Sequence[str]) -> list[str]:
    """Return a row of groups, each repeated up to the next."""
    found, group = [], ""
    for heading in row:
        group = heading or group
        found.append(group)
    return found


def heading_of(cell: object) -> str:
    """Return the heading in a cell, "" when there is none."""
    return " ".join(cell.split()) if isinstance(cell, str) else ""


def placed(
    profile: Profile,
    sheet: LedgerSheet,
    headings: list[str],
    line: int,
    groups: Sequence[str] = (),
) -> MappedSheet:
    """Map ``headings`` that end in ``line`` to the fields of ``profile``.

    A heading below a group counts together with it too: 日期 below 受理 is 受理日期.
    """
    places: dict[str, int] = {}
    for place, heading in enumerate(headings):
        key = heading_key(heading)
        if key:
            places.setdefault(key, place)
    for place, heading in enumerate(headings):  # what stands in brackets counts less
        key = heading_key(_BRACKETS.sub("", heading_key(heading)))
        if key:
            places.setdefault(key, place)
    for place, (group, heading) in enumerate(zip(groups, headings, strict=False)):
        if group and group != heading:
            places.setdefault(heading_key(group + heading), place)
    parts = [
        tuple(next((places[key] for key in part if key in places), None) for part in column.parts)
        for column in profile.columns
    ]
    times = [
        next((places[key] for key in column.time if places.get(key, at[0]) != at[0]), None)
        for column, at in zip(profile.columns, parts, strict=True)
    ]
    return MappedSheet(sheet=sheet, header_line=line, headings=headings, places=parts, times=times)


def has_needed(profile: Profile, found: MappedSheet) -> bool:
    """Say whether the columns without which no row becomes a case are there."""
    there = {
        column.field
        for column, places in zip(profile.columns, found.places, strict=True)
        if any(place is not None for place in places)
    }
    return there.issuperset(NEEDED)


def choose(
    name: str,
    sheets: Sequence[LedgerSheet],
    wanted: str | None,
    columns: Mapping[str, str] | None = None,
) -> tuple[Profile, list[MappedSheet]]:
    """Choose the profile for the file ``name``; return it with the mapped sheets.

    The profile that claims most columns of a sheet is chosen; all sheets that
    it fits are read, those that it does not fit are left out. Where ``columns`` are named by
    hand and no profile is, it is the general one.

    Raises:
        UnknownProfile: ``wanted`` does not exist.
        NoSuchColumn: ``columns`` names a field that ledgers do not have.
        HeadingsMissing: Required headings of ``wanted`` are missing.
        NoProfileFits: No profile matches.
    """
    rows = read_toml("ledgers.toml")["header"]["rows"]
    known = [profile.id for profile in shipped_profiles()]
    if columns:
        wanted = wanted or GENERAL
    if wanted is not None:
        profile = with_columns(profile_of(wanted), columns or {})
        found = _found(profile, sheets)
        if not found:
            raise HeadingsMissing(
                profile=wanted, name=name, rows=rows, wanted=_wanted(profile), known=known
            )
        return profile, found
    fitting = [
        (profile, found) for profile in shipped_profiles() if (found := _found(profile, sheets))
    ]
    if not fitting:
        raise NoProfileFits(name=name, rows=rows, known=known, example=f"--columns {PAIR},facts=…")
    return max(fitting, key=lambda pair: max(len(found.claimed) for found in pair[1]))


def _found(profile: Profile, sheets: Sequence[LedgerSheet]) -> list[MappedSheet]:
    return [found for sheet in sheets if (found := find(profile, sheet)) is not None]


def _wanted(profile: Profile) -> list[str]:
    data = read_toml("profiles", profile.id + SUFFIX)["column"]
    needed = [entry for entry in data if entry["field"] in NEEDED]
    return [(entry.get("headings") or entry["parts"][0])[0] for entry in needed]
