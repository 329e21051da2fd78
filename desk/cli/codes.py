"""``codes``: the lists by which complaints are classified."""

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from desk.actions.take_codes import TakeCodes
from desk.cli.context import emit, emit_lines, sign_in
from desk.ledgers.code_file import read_code_file
from desk.rules.case.code_tables import code_json, need_open
from desk.rules.case.codes import code_list, open_lists
from desk.rules.people.rights import Right


def add(commands: Any, common: ArgumentParser) -> None:
    """Add the commands of this module."""
    codes = commands.add_parser("codes", parents=[common], help="lists that classify complaints")
    actions = codes.add_subparsers(dest="action", required=True)
    several = actions.add_parser("list", parents=[common], help="the codes, a JSON line each")
    several.add_argument("--list", metavar="ID", help="of this list only")
    several.set_defaults(run=_list)
    take = actions.add_parser("take", parents=[common], help="take in a table of codes")
    take.add_argument("file", metavar="FILE.csv", type=Path)
    take.add_argument("--list", metavar="ID", required=True)
    take.add_argument("--simulate", action="store_true", help="say only what would change")
    take.set_defaults(run=_take)


def _list(args: Namespace) -> None:
    sign_in(args).office.need(Right.READ)
    if args.list is not None:
        need_open(args.list)
    wanted = open_lists() if args.list is None else (args.list,)
    lists = map(code_list, wanted)
    emit_lines(code_json(one.id, code) for one in lists for code in one.every())


def _take(args: Namespace) -> None:
    office = sign_in(args).office
    office.need(Right.SETTINGS)
    command = TakeCodes(list=args.list, rows=read_code_file(args.file), is_simulation=args.simulate)
    emit(office.do(command).result.told)
