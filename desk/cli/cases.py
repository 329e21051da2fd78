"""Cases: add, list, show, do; the queue; the clocks of one case."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, ClassVar

from desk.actions.bulk import BulkStep
from desk.actions.register_case import RegisterCase
from desk.actions.take_step import TakeStep
from desk.actions.undo_step import UndoStep
from desk.base.clock import stamp
from desk.base.errors import Refusal, need_names
from desk.base.shapes import JsonMapping, JsonObject
from desk.base.words import mark, say
from desk.cli import attachments
from desk.cli.context import CommandSession, emit, emit_lines, how_many, read_json, sign_in, tell
from desk.cli.shown_case import shown_case
from desk.reader import Reader
from desk.reads import queue
from desk.reads.case_file import (
    case_json,
    case_lines,
    clock_json,
    effect_json,
    merged_json,
    read_case,
)
from desk.reads.intake_hints import known_json
from desk.reads.open_duties import leads_to, owed_by
from desk.rules.case.fields import BY_ID, flat
from desk.rules.case.life import Action
from desk.rules.people.person_id import person_id
from desk.rules.people.rights import Right
from desk.rules.people.sight import Sight
from desk.rules.query import Order, QueueFilter
from desk.rules.steps.duties import duties, owed_json
from desk.rules.steps.gate import gap_json, gaps
from desk.rules.steps.table import DECISION
from desk.rules.time.clock_account import account_json, case_account
from desk.rules.time.segments import segments_json
from reports.blank_forms import print_blank_forms
from reports.letters.texts import decision_begun

RESOLVED = "resolved"  # beside the facts of a new case
QUERY = "words and conditions: 张三 经办:陈立 amount>10000 (an unknown one names those there are)"


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
    new.add_argument(
        "file",
        metavar="FILE.json|-",
        help='its facts; beside them "resolved": {…} if it was resolved on the spot',
    )
    new.add_argument("--form", default="", metavar="NO", help="number on the blank form")
    new.set_defaults(run=_add)
    listing = actions.add_parser("list", parents=[common], help="JSON lines of cases")
    listing.add_argument("query", nargs="?", default="", metavar="QUERY", help=QUERY)
    listing.add_argument("--all", action="store_true", help="ended cases too")
    listing.set_defaults(run=_list)
    show = actions.add_parser("show", parents=[common], help="one case, whole")
    show.add_argument("case_no", metavar="NO")
    show.set_defaults(run=_show)
    step = actions.add_parser("do", parents=[common], help="take a step with a case")
    step.add_argument("case_no", metavar="NO")
    step.add_argument("step", metavar="ACTION")
    step.add_argument("file", nargs="?", metavar="FILE.json|-")
    step.add_argument("--preview", action="store_true", help="only say what it would do to clocks")
    step.set_defaults(run=_do)

    _add_more(actions, common)

    line = commands.add_parser("queue", parents=[common], help="open cases, most urgent first")
    line.add_argument("--limit", type=how_many, metavar="N")
    line.add_argument("query", nargs="?", default="", metavar="QUERY", help=QUERY)
    line.set_defaults(run=_queue)
    clock = commands.add_parser("clock", parents=[common], help="the accounts of a case's clocks")
    clock.add_argument("case_no", metavar="NO")
    clock.set_defaults(run=_clock)


def _add_more(actions: Any, common: ArgumentParser) -> None:
    """Add what goes beyond one step with one case."""
    begun = actions.add_parser("decision", parents=[common], help="what its decision begins with")
    begun.add_argument("case_no", metavar="NO")
    begun.set_defaults(run=_decision)
    gate = actions.add_parser("gate", parents=[common], help="what keeps a case from being closed")
    gate.add_argument("case_no", metavar="NO")
    gate.set_defaults(run=_gate)
    owed = actions.add_parser("duties", parents=[common], help="what is owed, soonest first")
    owed.add_argument("case_no", nargs="?", metavar="NO", help="one case; else all open ones")
    owed.add_argument("--who", metavar="LOGIN", help="only what this person owes")
    owed.set_defaults(run=_duties)
    undo = actions.add_parser("undo", parents=[common], help="take the last step back")
    undo.add_argument("case_nos", nargs="+", metavar="NO")
    undo.set_defaults(run=_undo)
    bulk = actions.add_parser("bulk", parents=[common], help="one step with many cases")
    bulk.add_argument("step", metavar="ACTION")
    bulk.add_argument("file", metavar="FILE.json|-", help='{"cases": [...], "given": {...}}')
    bulk.add_argument("--preview", action="store_true", help="only say what would happen")
    bulk.set_defaults(run=_bulk)
    blank = actions.add_parser("forms", parents=[common], help="blank numbered forms, pdf")
    blank.add_argument("count", type=how_many, metavar="N")
    blank.add_argument("--out", required=True, metavar="DIR", help="where the file goes")
    blank.set_defaults(run=_forms)
    known = actions.add_parser("known", parents=[common], help="what is known already")
    known.add_argument("file", metavar="FILE.json|-", help="the facts typed so far")
    known.set_defaults(run=_known)
    attachments.add(actions, common)


def _object(given: object) -> JsonMapping:
    if not isinstance(given, dict):
        raise NotAnObject
    return given


def _add(args: Namespace) -> None:
    given = dict(_object(read_json(args.file)))
    resolved = given.pop(RESOLVED, None)
    command = RegisterCase(
        given=given,
        form_no=args.form,
        resolved=None if resolved is None else _object(resolved),
    )
    changes = sign_in(args).office.do(command)
    emit({"case_no": changes.case_no, "uuid": changes.uuid})


def _list(args: Namespace) -> None:
    session = _reader(args)
    want = session.wanted(args.query, QueueFilter(order=Order.NEWEST, is_all=args.all))
    store, reckoning = session.office.store, session.office.reckoning
    ids = [list(chunk) for chunk in Reader(session.office).queue_ids(want)]
    emit_lines(case_lines(store, reckoning, ids, session.now, session.office.acting))


def _reader(args: Namespace) -> CommandSession:
    session = sign_in(args)
    session.office.need(Right.READ)
    return session


def _show(args: Namespace) -> None:
    session = _reader(args)
    case = shown_case(session.office, args.case_no, Sight.NUMBER_AND_STATE)
    living = leads_to(session.office.store, case.facts)
    if living != case.case_no:
        text = mark("{old} was merged; the case lives on as {case_no}.")
        tell(say(text, old=case.case_no, case_no=living))
    emit(
        {
            **case_json(case.facts, case.uuid, case.clocks, session.now),
            "contacts": case.facts.get("contacts", []),
            "clocks": [clock_json(clock, session.now) for clock in case.clocks],
            "acts": [
                {
                    "at": stamp(told.at),
                    "author": told.author,
                    "kind": told.kind,
                    "fields": sorted(told.values),
                    "signed": told.is_signed,
                    "in_doubt": told.is_doubtful,
                    "hash": told.hash,
                }
                for told in case.story
            ],
            "conflicts": case.conflicts,
            "unlawful": case.unlawful,
            "actions": [action.value for action in case.actions],
            "duties": [
                owed_json(owed, session.now)
                for owed in duties(case.facts, session.office.settings, case.clocks)
            ],
            "leads_to": living,
            "merged": [merged_json(facts) for facts in case.merged],
            "sight": case.sight.name.lower(),
            "version": case.version,
        }
    )


def _action(name: str) -> Action:
    known = [action.value for action in Action]
    if name not in known:
        raise UnknownAction(action=name, known=known)
    return Action(name)


def _do(args: Namespace) -> None:
    action, given = _action(args.step), _object(read_json(args.file))
    session = sign_in(args)
    office = session.office
    command = TakeStep(case_no=args.case_no, action=action, given=given, is_preview=args.preview)
    done = office.do(command)
    # Read as the office, for a step may end with the case closed to who took it.
    case = read_case(office.store, office.reckoning, args.case_no)
    told = {"case_no": case.case_no, "uuid": case.uuid, "state": case.state.value}
    moved = [effect_json(effect) for effect in done.clocks]
    emit(
        told
        | ({"new_case_no": done.result} if done.result and not args.preview else {})
        | ({"clocks": moved} if moved else {})
        | ({"preview": True} if args.preview else {})
    )


def _decision(args: Namespace) -> None:
    session = _reader(args)
    case = shown_case(session.office, args.case_no)
    parts = {name: case.facts.get(name) for name in DECISION} | decision_begun(session.office, case)
    emit({"decision": {name.removeprefix("decision."): text for name, text in parts.items()}})


def _gate(args: Namespace) -> None:
    session = _reader(args)
    found = gaps(shown_case(session.office, args.case_no).facts, session.office.people)
    emit([gap_json(gap) for gap in found])


def _duties(args: Namespace) -> None:
    session = _reader(args)
    office = session.office
    cases = [shown_case(session.office, args.case_no).facts] if args.case_no else None
    whose = office.person(args.who) if args.who else None
    found = owed_by(office.store, office.settings, office.acting, cases, office.reckoning)
    for facts, owed in found:
        if whose in (None, person_id(owed.who)):
            emit({"case_no": facts["case_no"], **owed_json(owed, session.now)})


def _undo(args: Namespace) -> None:
    changes = sign_in(args).office.do(UndoStep(case_nos=tuple(args.case_nos)))
    emit({"undone": changes.result})


def _bulk(args: Namespace) -> None:
    asked = _object(read_json(args.file))
    need_names(asked, ("cases", "given"))
    cases, given = asked.get("cases"), _object(asked.get("given") or {})
    if not isinstance(cases, list):
        raise NotAnObject
    command = BulkStep(
        case_nos=tuple(map(str, cases)),
        action=_action(args.step),
        given=given,
        is_preview=args.preview,
    )
    emit(sign_in(args).office.do(command).result)


def _forms(args: Namespace) -> None:
    path, numbers = print_blank_forms(sign_in(args).office, args.count, Path(args.out))
    emit({"pdf": str(path), "case_nos": numbers})


def _known(args: Namespace) -> None:
    session = _reader(args)
    facts = flat(_object(read_json(args.file)))
    need_names(facts, BY_ID)
    emit(known_json(Reader(session.office).known(facts), facts))


def _queue(args: Namespace) -> None:
    session = _reader(args)
    want = session.wanted(args.query, QueueFilter(order=Order.URGENCY))
    emit_lines(islice(_queue_lines(session, want), args.limit))


def _queue_lines(session: CommandSession, want: QueueFilter) -> Iterator[dict[str, Any]]:
    store, now, reader = session.office.store, session.now, session.office.acting
    for chunk in [list(ids) for ids in Reader(session.office).queue_ids(want)]:
        for place in range(0, len(chunk), queue.FIRST):
            ids = chunk[place : place + queue.FIRST]
            rows = queue.rows(store, ids, now, reader)
            yield from (_queue_line(rows[case_id]) for case_id in ids)


def _queue_line(row: queue.QueueRow) -> JsonObject:
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
        **_track_line("legal", row.clocks.legal),
        **_track_line("house", row.clocks.house),
    }


def _track_line(name: str, clock: queue.ShownClock | None) -> dict[str, Any]:
    return {
        f"{name}_light": clock.light.word if clock else None,
        f"{name}_due": clock.due_at if clock else None,
    }


def _clock(args: Namespace) -> None:
    session = _reader(args)
    case = shown_case(session.office, args.case_no)
    reckoning = session.office.reckoning
    emit_lines(
        {
            **clock_json(clock, session.now),
            **segments_json(clock.rule, case.facts),
            "account": account_json(case_account(clock, case.facts, reckoning)),
        }
        for clock in case.clocks
    )
