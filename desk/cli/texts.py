"""Reply texts by the command line: list, keep, retire."""

from argparse import ArgumentParser, Namespace
from typing import Any

from desk.actions.keep_text import KeepText, RetireText
from desk.base.errors import need_names
from desk.cli.cases import NotAnObject
from desk.cli.context import emit, emit_lines, read_json, sign_in
from desk.cli.shown_case import shown_case
from desk.cli.talk import read_day
from desk.rules.people.rights import Right
from reports.letters.texts import learnt, offered, texts_for


def add(commands: Any, common: ArgumentParser) -> None:
    """Add the commands of this module."""
    texts = commands.add_parser("texts", parents=[common], help="reply texts: list, keep, retire")
    actions = texts.add_subparsers(dest="action", required=True)
    listing = actions.add_parser("list", parents=[common], help="JSON lines of what is offered")
    listing.add_argument("--case", default="", metavar="NO", help="best first, filled in")
    listing.add_argument("--field", default="", metavar="FIELD", help="only for this place")
    listing.set_defaults(run=_list)
    keep = actions.add_parser("keep", parents=[common], help="keep a text for all cases")
    keep.add_argument("file", metavar="FILE.json|-", help='{"field", "title", "text", "when"}')
    keep.add_argument("--case", default="", metavar="NO", help="the case from which it comes")
    keep.add_argument("--branches", action="store_true", help="head office: to all branches")
    keep.add_argument("--from", dest="valid_from", metavar="DAY", help="today unless stated")
    keep.set_defaults(run=_keep)
    retire = actions.add_parser("retire", parents=[common], help="offer a text no more")
    retire.add_argument("id", metavar="ID")
    retire.set_defaults(run=_retire)


def _list(args: Namespace) -> None:
    office = sign_in(args).office
    office.need(Right.READ)
    if args.case:
        case = shown_case(office, args.case)
        places = dict.fromkeys(one.where for one in offered(office))
        emit_lines(
            {**one.text.told, "filled": one.words, "fits": one.fits}
            for place in places
            if args.field in ("", place)
            for one in texts_for(office, case, place)
        )
    else:
        emit_lines(one.told for one in offered(office) if args.field in ("", one.where))


def _keep(args: Namespace) -> None:
    office = sign_in(args).office
    office.need(KeepText.right)
    given = read_json(args.file)
    if not isinstance(given, dict) or not isinstance(given.get("when", {}), dict):
        raise NotAnObject
    need_names(given, ("field", "title", "text", "when", "begins"))
    text = str(given.get("text", ""))
    if args.case:
        case = shown_case(office, args.case)
        text = learnt(office, case, text)
    command = KeepText(
        where=str(given.get("field", "")),
        title=str(given.get("title", "")),
        text=text,
        when=given.get("when"),
        begins=given.get("begins") is True,
        case_no=args.case,
        for_branches=args.branches,
        valid_from=read_day(args.valid_from) if args.valid_from else None,
    )
    emit(office.do(command).result.told)


def _retire(args: Namespace) -> None:
    emit(sign_in(args).office.do(RetireText(id=args.id)).result.told)
