"""``settings``, ``calendar``, ``rules``, ``forecast``: how the office reckons time."""

from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from typing import Any

from desk.actions.change_settings import ChangeSettings
from desk.actions.take_calendar import TakeCalendar
from desk.actions.take_rules import TakeRules
from desk.base.shapes import JsonObject
from desk.cli.context import emit, emit_lines, read_input, read_json, sign_in
from desk.cli.proposals import told_waiting
from desk.reads.forecast import forecast, long_holiday
from desk.reads.outlook import Outlook, read_outlook
from desk.reads.rule_lines import rule_lines
from desk.rules.people.rights import Right
from desk.rules.settings import settings_known
from desk.rules.time.notices import read_notice, year_of
from desk.rules.time.packs import missing_year, pack_of
from desk.rules.time.rule_files import told_rules


def add(commands: Any, common: ArgumentParser) -> None:
    """Add the commands of this module."""
    settings = commands.add_parser("settings", parents=[common], help="how the office is set")
    actions = settings.add_subparsers(dest="action", required=True)
    actions.add_parser("show", parents=[common]).set_defaults(run=_show)
    change = actions.add_parser("set", parents=[common], help="change settings")
    change.add_argument("file", metavar="FILE.json|-")
    change.add_argument("--covers-open", action="store_true", help="for open cases too")
    change.add_argument("--simulate", action="store_true", help="say only what would move")
    change.add_argument("--branches", action="store_true", help="head office: for branches too")
    change.set_defaults(run=_set)

    calendar = commands.add_parser("calendar", parents=[common], help="working calendars")
    actions = calendar.add_subparsers(dest="action", required=True)
    actions.add_parser("status", parents=[common]).set_defaults(run=_status)
    take = actions.add_parser("take", parents=[common], help="take in a year's calendar")
    take.add_argument("file", metavar="FILE.json|NOTICE.txt|-")
    take.add_argument("--notice", action="store_true", help="the file holds the notice's text")
    take.add_argument("--simulate", action="store_true", help="say only what would move")
    take.add_argument(
        "--whole", action="store_true", help="in place of the year's calendar, not laid over it"
    )
    take.set_defaults(run=_take)

    rules = commands.add_parser("rules", parents=[common], help="deadline rules and their versions")
    actions = rules.add_subparsers(dest="action", required=True)
    actions.add_parser("list", parents=[common]).set_defaults(run=_rules)
    take = actions.add_parser("take", parents=[common], help="take in versions of rules")
    take.add_argument("file", metavar="FILE.toml|-")
    take.add_argument("--simulate", action="store_true", help="say only what would move")
    take.set_defaults(run=_take_rules)

    coming = commands.add_parser("forecast", parents=[common], help="what the lights will do")
    coming.set_defaults(run=_forecast)


def _show(args: Namespace) -> None:
    session = sign_in(args)
    session.office.need(Right.READ)
    values = session.office.settings
    emit({name: values[name] for name in settings_known()})


def _set(args: Namespace) -> None:
    values = read_json(args.file)
    command = ChangeSettings(
        values=values if isinstance(values, dict) else {"": values},
        covers_open=args.covers_open,
        is_simulation=args.simulate,
        for_branches=args.branches,
    )
    session = sign_in(args)
    done = session.office.do(command)
    emit({"moved": done.result, **told_waiting(session, done.waits)})


def _status(args: Namespace) -> None:
    session = sign_in(args)
    calendar = session.office.reckoning.calendar
    years = sorted(calendar.packs)
    emit({"years": years, "missing": missing_year(calendar, session.now.date())})


def _take(args: Namespace) -> None:
    if args.notice:
        text = read_input(args.file)
        year = year_of(text)
        pack = pack_of(read_notice(text, year), year, text.strip().splitlines()[0])
    else:
        pack = read_json(args.file)
    command = TakeCalendar(pack=pack, is_simulation=args.simulate, is_whole=args.whole)
    emit(sign_in(args).office.do(command).result)


def _rules(args: Namespace) -> None:
    session = sign_in(args)
    session.office.need(Right.READ)
    emit_lines(rule_lines(session.office.store))


def _take_rules(args: Namespace) -> None:
    office = sign_in(args).office
    office.need(Right.SETTINGS)  # before the file is read; law asks for more, when it is taken
    command = TakeRules(rules=told_rules(read_input(args.file)), is_simulation=args.simulate)
    emit(office.do(command).result)


def _forecast(args: Namespace) -> None:
    session = sign_in(args)
    session.office.need(Right.READ)
    store, now, reader = session.office.store, session.now, session.office.acting
    calendar = session.office.reckoning.calendar
    holiday = long_holiday(store, calendar, now, reader)
    emit(
        {
            "turning": [asdict(turning) for turning in forecast(store, now, reader)],
            "long_holiday": asdict(holiday) if holiday else None,
            **_outlook(read_outlook(store, calendar, now.date(), reader)),
        }
    )


def _outlook(found: Outlook) -> JsonObject:
    """Return the next weeks as JSON, and how the last forecast did."""
    last = found.last
    return {
        "weeks": [
            {
                "from": week.first,
                "holiday": week.holiday,
                "provisional": week.is_provisional,
                **asdict(week.received),
                "open_at_end": week.open_at_end,
                "people": week.people,
            }
            for week in found.weeks
        ],
        "open_before": found.open_before,
        "closed_a_day": found.closed_a_day,
        "people": found.people,
        "last": last
        and {
            "weeks": [
                {**asdict(one), "found": count}
                for one, count in zip(last.expected, last.found, strict=True)
            ],
            "error": last.error,
            "within": last.within,
        },
    }
