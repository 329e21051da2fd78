"""The pure calculator: one deadline from what a line of JSON says (``due`` on the command line)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar, Final

from desk.base.clock import stamp
from desk.base.errors import Refusal
from desk.base.shapes import JsonMapping, JsonObject
from desk.base.words import mark
from desk.rules.case.codes import code_list
from desk.rules.time.clock_account import account, account_json
from desk.rules.time.clocks import Counting, Pause, Segments, due
from desk.rules.time.rulebook import RuleBook

PAUSE: Final = ["kind", "from", "until"]
KNOWN: frozenset[str] = frozenset({"rule", "start", "pauses", "extensions", "restart", "trace"})


class NotALine(Refusal):
    """A line that is no object with the parts of a question."""

    text: ClassVar[str] = mark("“{part}” is not understood here. Use: {known}.")


class NoMoment(Refusal):
    """A day or moment that does not exist."""

    text: ClassVar[str] = mark(
        "{part}: “{value}” is not a date. Write it like 2026-11-22 or 2026-11-22T10:05:00."
    )


class PartMissing(Refusal):
    """A part without which there is no answer."""

    text: ClassVar[str] = mark("{part} is missing.")


class BeyondCalendars(Refusal):
    """An end after the last day that can be written."""

    text: ClassVar[str] = mark("start: from {start} on there is no end that a calendar has.")


class UnknownPause(Refusal):
    """A ground for a pause that the desk does not know."""

    text: ClassVar[str] = mark("pauses: “{kind}” is not a ground for a pause. Use: {known}.")


def reckon(line: object, rules: RuleBook, counting: Counting) -> JsonObject:
    """Return ``{"due_on", "due_at", "provisional"}`` for the question in ``line``.

    With ``"trace": true`` the answer has the ``"account"`` too, day by day.

    Raises:
        Refusal: A part is missing, unknown or invalid; the refusal names it.
    """
    if not isinstance(line, Mapping):
        raise NotALine(part=line, known=sorted(KNOWN))
    _need_parts(line, sorted(KNOWN))
    start = _moment("start", _needed(line, "start"))
    rule = rules.rule(str(_needed(line, "rule")), start.date())
    restart = line.get("restart")
    segments = Segments(
        tuple(_pause(pause) for pause in _list(line, "pauses")),
        tuple(str(extension) for extension in _list(line, "extensions")),
        _moment("restart", restart) if restart else None,
    )
    try:
        end = due(rule, start, counting, segments)
    except (OverflowError, ValueError):
        raise BeyondCalendars(field="start", start=start) from None
    answer = {
        "due_on": end.on.isoformat(),
        "due_at": stamp(end.at),
        "provisional": end.provisional,
    }
    if line.get("trace") is True:
        answer["account"] = account_json(account(rule, start, counting, segments))
    return answer


def _need_parts(given: Mapping[str, Any], known: list[str]) -> None:
    for part in given:
        if part not in known:
            raise NotALine(field=part, part=part, known=known)


def _needed(line: Mapping[str, Any], part: str) -> Any:
    value = line.get(part)
    if value in (None, ""):
        raise PartMissing(field=part, part=part)
    return value


def _list(line: JsonMapping, part: str) -> list[object]:
    value = line.get(part)
    if value is None:
        return []
    if not isinstance(value, list):
        raise NotALine(field=part, part=value, known=["[…]"])
    return value


def _moment(part: str, text: Any) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        raise NoMoment(field=part, part=part, value=text) from None
    if moment.tzinfo is not None:
        raise NoMoment(field=part, part=part, value=text)
    return moment


def _pause(given: object) -> Pause:
    if not isinstance(given, Mapping):
        raise NotALine(field="pauses", part=given, known=PAUSE)
    _need_parts(given, PAUSE)
    kind = code_list("pause").find(str(given.get("kind", "")))
    if kind is None:
        known = [code.id for code in code_list("pause").codes.values()]
        raise UnknownPause(field="pauses", kind=given.get("kind"), known=known)
    begins, ends = (_moment(part, _needed(given, part)) for part in ("from", "until"))
    return Pause(kind, begins, ends)
