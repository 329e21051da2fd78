"""Ledgers: import former ones, list and undo imports, export our own."""

from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from pathlib import Path
from typing import Any

from desk.actions.import_ledger import LedgerTaken
from desk.actions.undo_import import UndoImport
from desk.base.words import mark, say
from desk.cli.context import emit, emit_lines, sign_in, tell
from desk.cli.talk import result_json
from desk.ledgers.reader_process import HowRead
from desk.ledgers.take_ledger import take_ledger
from desk.reader import Reader
from desk.reads.imports import past_imports
from desk.rules.people.rights import Right
from desk.rules.query import Order, QueueFilter
from reports.ledger_export import export_ledger


def add(commands: Any, common: ArgumentParser) -> None:
    """Add the commands of this module."""
    ledger = commands.add_parser("ledger", parents=[common], help="import, list, undo, export")
    actions = ledger.add_subparsers(dest="action", required=True)
    new = actions.add_parser("import", parents=[common], help="take a ledger in, as cases")
    new.add_argument(
        "file", metavar="FILE", help=".xlsx, .xls, .xlsb, .ods, .csv, or a table in HTML or XML"
    )
    new.add_argument("--profile", metavar="P", help="how it is read; else the one that fits best")
    new.add_argument(
        "--columns",
        action="append",
        default=[],
        metavar="FIELD=HEADING",
        help="a heading for a field, as received_at=来电时间; several times",
    )
    new.add_argument("--simulate", action="store_true", help="report only, write nothing")
    new.set_defaults(run=_import)
    listing = actions.add_parser("list", parents=[common], help="JSON lines of imports")
    listing.set_defaults(run=_list)
    undo = actions.add_parser("undo", parents=[common], help="take an import back")
    undo.add_argument("import_id", metavar="ID")
    undo.set_defaults(run=_undo)
    out = actions.add_parser("export", parents=[common], help="the ledger as a workbook")
    out.add_argument("query", nargs="?", default="", metavar="QUERY", help="as for case list")
    out.add_argument("--out", required=True, metavar="FILE", help="the .xlsx file")
    out.add_argument("--full", action="store_true", help="personal data unmasked")
    out.add_argument("--purpose", default="", metavar="TEXT", help="for what; needed with --full")
    out.set_defaults(run=_export)


def _import(args: Namespace) -> None:
    office = sign_in(args).office
    told = (one for given in args.columns for one in given.split(","))
    columns = dict((*one.split("=", 1), "")[:2] for one in told)
    wanted = HowRead(args.profile, columns)
    outline, done = take_ledger(office, Path(args.file), wanted, is_simulation=args.simulate)
    sheets = [asdict(sheet) for sheet in outline.sheets]
    emit({**result_json(done.result), "sheets": sheets, "left_out": outline.left_out})
    _warn(done.result)


def _warn(told: LedgerTaken) -> None:
    """Tell that not all rows went in, or say something else than before."""
    if told.refused:
        text = mark(
            "Rows that could not be taken: {count}. "
            "“problems” says of each its line, its column and the reason."
        )
        tell(say(text, count=told.refused))
    if told.changed:
        text = mark(
            "Rows that are here already but changed: {count}. Their cases stay as they are; "
            "“changes” says of each cell what it was and what it is."
        )
        tell(say(text, count=told.changed))


def _list(args: Namespace) -> None:
    office = sign_in(args).office
    office.need(Right.READ)
    emit_lines(asdict(found) for found in past_imports(office.store))


def _undo(args: Namespace) -> None:
    emit(sign_in(args).office.do(UndoImport(import_id=args.import_id)).result)


def _export(args: Namespace) -> None:
    session = sign_in(args)
    office = session.office
    office.need(Right.READ)
    want = session.wanted(args.query, QueueFilter(order=Order.RECEIVED, is_all=True))
    numbers = Reader(office).numbers(want)
    out = Path(args.out)
    emit(export_ledger(office, numbers, out, is_full=args.full, purpose=args.purpose))
