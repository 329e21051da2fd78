"""What watches over all cases together: ``warnings``."""

from argparse import ArgumentParser, Namespace
from typing import Any, Final

from desk.base.shapes import JsonObject
from desk.cli.context import emit_lines, sign_in
from desk.cli.talk import read_day
from desk.reads.live_warnings import live_warnings
from desk.rules.case.classification import Classification, of_office
from desk.rules.case.codes import code_label
from desk.rules.oversight.surges import NOW_DAYS, Surge
from desk.rules.people.rights import Right

UNCODED: Final = "unit"


def add(commands: Any, common: ArgumentParser) -> None:
    """Add the commands of this module."""
    alarms = commands.add_parser(
        "warnings", parents=[common], help="JSON lines: what came in more often than usual"
    )
    alarms.add_argument("--day", metavar="DAY", help="the last day looked at; by default today")
    alarms.set_defaults(run=_warnings)


def _warnings(args: Namespace) -> None:
    session = sign_in(args)
    office = session.office
    office.need(Right.REPORT)
    until = read_day(args.day) if args.day else session.now.date()
    classes = of_office(office.settings)
    found = live_warnings(office.store, office.reckoning.calendar, classes, until, office.acting)
    emit_lines(_alarm(one, classes) for one in found)


def _alarm(one: Surge, classes: Classification) -> JsonObject:
    fields = {"business": classes.business, "cause": classes.cause}
    return {
        "indicator": one.indicator,
        "layer": one.layer.value,
        "title": one.title,
        "level": one.level.value,
        "group": one.group,
        "words": [
            value if name == UNCODED else code_label(fields[name], value)
            for name, value in one.group.items()
        ],
        "from": one.window.now_from.isoformat(),
        "until": one.window.until.isoformat(),
        "workdays": NOW_DAYS,
        "found": len(one.cases),
        "expected": str(one.expected),
        "amber": one.amber,
        "red": one.red,
        "cases": one.cases,
        "past": {
            "from": one.window.past_from.isoformat(),
            "workdays": one.window.past_days,
            "found": len(one.before),
            "cases": one.before,
        },
    }
