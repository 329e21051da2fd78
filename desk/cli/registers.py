"""``register``: what the office keeps beside its cases, such as meetings and tasks."""

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from desk.actions.take_register_step import TakeRegisterStep
from desk.base.words import say
from desk.cli.context import emit, emit_lines, read_json, sign_in, tell
from desk.reader import Reader
from desk.reads.registers import item_json, line_json
from desk.rules.people.rights import Right
from desk.rules.registers.table import REGISTERS
from reports.item_sheet import print_item


def add(commands: Any, common: ArgumentParser) -> None:
    """Add the commands of this module."""
    register = commands.add_parser("register", parents=[common], help="meetings, tasks and more")
    actions = register.add_subparsers(dest="action", required=True)
    actions.add_parser("kinds", parents=[common], help="which there are").set_defaults(run=_kinds)
    due = actions.add_parser("due", parents=[common], help="JSON lines: what is due in all")
    due.add_argument("--mine", action="store_true", help="only what is my turn")
    due.set_defaults(run=_due)
    listing = actions.add_parser("list", parents=[common], help="JSON lines of items")
    listing.add_argument("--all", action="store_true", help="ended items too")
    show = actions.add_parser("show", parents=[common], help="one item, whole")
    new = actions.add_parser("add", parents=[common], help="begin an item")
    paper = actions.add_parser("paper", parents=[common], help="one item as a sheet to sign")
    paper.add_argument("--out", required=True, metavar="DIR", help="where the sheet goes")
    step = actions.add_parser("do", parents=[common], help="take a step")
    for parser, run in ((listing, _list), (show, _show), (new, _add), (step, _do), (paper, _paper)):
        parser.add_argument("kind", metavar="KIND", help="as `register kinds` says")
        parser.set_defaults(run=run)
    for parser in (show, step, paper):
        parser.add_argument("no", metavar="NO")
    step.add_argument("step", metavar="STEP")
    new.add_argument("file", metavar="FILE.json|-")
    step.add_argument("file", metavar="FILE.json|-", nargs="?")


def _reader(args: Namespace) -> Reader:
    office = sign_in(args).office
    office.need(Right.READ)
    return Reader(office)


def _kinds(args: Namespace) -> None:
    _reader(args)
    emit_lines(
        {
            "register": one.id,
            "title": say(one.title),
            "fields": {field.id: say(field.words) for field in one.fields},
            "states": {state: say(words) for state, words in one.states.items()},
            "steps": {step.id: say(step.words) for step in one.steps},
        }
        for one in REGISTERS.values()
    )


def _due(args: Namespace) -> None:
    emit_lines(line_json(one) for one in _reader(args).due_items(mine=args.mine))


def _list(args: Namespace) -> None:
    found = _reader(args).register_items(args.kind, is_open=not args.all)
    emit_lines(line_json(one) for one in found)


def _show(args: Namespace) -> None:
    reader = _reader(args)
    emit(item_json(reader.register_item(args.kind, args.no), reader.now))


def _paper(args: Namespace) -> None:
    printed = print_item(sign_in(args).office, args.kind, args.no, Path(args.out))
    tell(printed.note)
    emit({kind: str(path) for kind, path in printed.files.items()})


def _add(args: Namespace) -> None:
    _take(args, TakeRegisterStep(register=args.kind, given=_given(args)))


def _do(args: Namespace) -> None:
    command = TakeRegisterStep(register=args.kind, step=args.step, no=args.no, given=_given(args))
    _take(args, command)


def _take(args: Namespace, command: TakeRegisterStep) -> None:
    emit({"register": args.kind, "no": sign_in(args).office.do(command).result})


def _given(args: Namespace) -> dict[str, Any]:
    found = read_json(args.file) if args.file else {}
    return found if isinstance(found, dict) else {"": found}
