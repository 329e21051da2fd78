"""Cases: add, list, show, do; the queue; the clocks of one case."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import Any, ClassVar

from desk.actions.register_case import RegisterCase
from desk.actions.take_step import TakeStep
from desk.base.clock import stamp
from desk.base.errors import Refusal
from desk.base.words import mark
from desk.cli.context import Session, emit, emit_lines, how_many, read_json, sign_in
from desk.reads import queue
from desk.reads.case_file import CaseFile, case_json, case_lines, clock_json, read_case
from desk.rules.account import account_json, case_account
from desk.rules.cases import Action
from desk.rules.masks import masked
from desk.rules.people import Right
from desk.rules.query import Order, QueueFilter, parse
from desk.rules.segments import segments_json


class UnknownAction(Refusal):
    """An action that the desk does not have."""

    text: ClassVar[str] = mark("There is no action “{action}”. Use one of: {known}.")


class NotAnObject(Refusal):
    """JSON that is no object where one is wanted."""

    text: ClassVar[str] = mark("A JSON object with field names is wanted here.")


def add(commands: Any, common: ArgumentParser) -> None:
    """Add the commands of this module."""
    case = commands.add_parser("case", parents=[common], help="add, list, show, do")
    actions = case.add_subparsers(dest="action", required=True)
    new = actions.add_parser("add", parents=[common], help="register a case")
    new.add_argument("file", metavar="FILE.json|-")
    new.set_defaults(run=_add)
    listing = actions.add_parser("list", parents=[common], help="JSON lines of cases")
    listing.add_argument("query", nargs="?", default="", metavar="QUERY")
    listing.add_argument("--all", action="store_true", help="ended cases too")
    listing.set_defaults(run=_list)
    show = actions.add_parser("show", parents=[common], help="one case, whole")
    show.add_argument("case_no", metavar="NO")
    show.set_defaults(run=_show)
    step = actions.add_parser("do", parents=[common], help="take a step with a case")
    step.add_argument("case_no", metavar="NO")
    step.add_argument("step", metavar="ACTION")
    step.add_argument("file", nargs="?", metavar="FILE.json|-")
    step.set_defaults(run=_do)

    line = commands.add_parser("queue", parents=[common], help="open cases, most urgent first")
    line.add_argument("--limit", type=how_many, metavar="N")
    line.add_argument("query", nargs="?", default="", metavar="QUERY")
    line.set_defaults(run=_queue)
    clock = commands.add_parser("clock", parents=[common], help="the accounts of a case's clocks")
    clock.add_argument("case_no", metavar="NO")
    clock.set_defaults(run=_clock)


def _object(given: Any) -> Mapping[str, Any]:
    if not isinstance(given, dict):
        raise NotAnObject
    return given


def _add(args: Namespace) -> None:
    given = _object(read_json(args.file))
    changes = sign_in(args).office.do(RegisterCase(given=given))
    emit({"case_no": changes.case_no, "uuid": changes.uuid})


def _list(args: Namespace) -> None:
    session = _reader(args)
    want = parse(args.query, QueueFilter(order=Order.NEWEST, is_all=args.all))
    store, reckoning = session.office.store, session.office.reckoning
    ids = [list(chunk) for chunk in queue.id_chunks(store, want, session.now)]
    emit_lines(case_lines(store, reckoning, ids, session.now))


def _reader(args: Namespace) -> Session:
    session = sign_in(args)
    session.office.need(Right.READ)
    return session


def _read(session: Session, case_no: str) -> CaseFile:
    return read_case(session.office.store, session.office.reckoning, case_no)


def _show(args: Namespace) -> None:
    session = _reader(args)
    case = _read(session, args.case_no)
    emit(
        {
            **case_json(masked(case.facts), case.uuid, case.clocks, session.now),
            "contacts": case.facts.get("contacts", []),
            "clocks": [clock_json(clock, session.now) for clock in case.clocks],
            "acts": [
                {
                    "at": stamp(told.at),
                    "author": told.author,
                    "kind": told.kind,
                    "fields": sorted(told.values),
                    "signed": told.is_signed,
                    "hash": told.hash,
                }
                for told in case.story
            ],
            "conflicts": case.conflicts,
            "actions": [action.value for action in case.actions],
            "version": case.version,
        }
    )


def _do(args: Namespace) -> None:
    known = [action.value for action in Action]
    if args.step not in known:
        raise UnknownAction(action=args.step, known=known)
    given = _object(read_json(args.file))
    session = sign_in(args)
    session.office.do(TakeStep(case_no=args.case_no, action=Action(args.step), given=given))
    case = _read(session, args.case_no)
    emit({"case_no": case.case_no, "uuid": case.uuid, "state": case.state.value})


def _queue(args: Namespace) -> None:
    session = _reader(args)
    want = replace(parse(args.query), order=Order.URGENCY)
    emit_lines(islice(_queue_lines(session, want), args.limit))


def _queue_lines(session: Session, want: QueueFilter) -> Iterator[dict[str, Any]]:
    store, now = session.office.store, session.now
    for chunk in [list(ids) for ids in queue.id_chunks(store, want, now)]:
        for place in range(0, len(chunk), queue.FIRST):
            ids = chunk[place : place + queue.FIRST]
            rows = queue.rows(store, ids, now)
            yield from (_queue_line(rows[case_id]) for case_id in ids)


def _queue_line(row: queue.QueueRow) -> dict[str, Any]:
    clock = row.clock
    return {
        "case_no": row.case_no,
        "state": row.state,
        "clock": clock.rule if clock else None,
        "track": clock.track if clock else None,
        "due_on": clock.due_at[:10] if clock else None,
        "due_at": clock.due_at if clock else None,
        "light": clock.light.word if clock else None,
        "provisional": clock.is_provisional if clock else False,
    }


def _clock(args: Namespace) -> None:
    session = _reader(args)
    case = _read(session, args.case_no)
    reckoning = session.office.reckoning
    emit_lines(
        {
            **clock_json(clock, session.now),
            **segments_json(clock.rule, case.facts),
            "account": account_json(case_account(clock, case.facts, reckoning)),
        }
        for clock in case.clocks
    )
