"""Titles: a case's facts in one line, without empty opening phrases."""

from functools import cache

from desk.base.resources import read_toml


@cache
def _openings() -> tuple[tuple[str, ...], str]:
    data = read_toml("titles.toml")
    return tuple(sorted(data["openings"], key=len, reverse=True)), data["marks"]


def case_title(facts: str | None, limit: int) -> str:
    """Return the facts as a one-line title of at most ``limit`` characters."""
    line = " ".join((facts or "").split())
    openings, marks = _openings()
    for opening in openings:
        if line.startswith(opening) and len(line) > len(opening) + 1:
            line = line[len(opening) :].lstrip(marks)
            break
    return line[:limit]
