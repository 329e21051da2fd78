"""Papers of cases: the dossier, many of them, and the check of a paper by file or code."""

from argparse import ArgumentParser, Namespace
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from desk.actions.bulk import BulkStep
from desk.base.clock import stamp
from desk.base.errors import Refusal
from desk.base.shapes import JsonObject
from desk.base.words import mark
from desk.cli.context import emit, emit_lines, sign_in, tell
from desk.cli.talk import result_json
from desk.reader import Reader
from desk.reads.handover import open_cases_of
from desk.reads.print_register import Print, check_code, check_file, seen_prints
from desk.rules.case.life import Action
from desk.rules.people.rights import Right
from desk.rules.query import Order, QueueFilter
from reports.handover_sheet import print_handover
from reports.printing import Printed, print_dossier, print_dossiers


class Altered(Refusal):
    """A file that is no longer what was printed."""

    text: ClassVar[str] = mark(
        "{name} carries the code {code}, but it is not the file that was printed with it. "
        "Somebody changed it, or it is another paper with a copied code."
    )


class Tampered(Refusal):
    """The journal's act about a print is not as it was written."""

    text: ClassVar[str] = mark("The journal's entry about {code} is not as it was written.")


def add(commands: Any, common: ArgumentParser) -> None:
    """Add the commands of this module."""
    paper = commands.add_parser("dossier", parents=[common], help="the dossier of one case, pdf")
    paper.add_argument("case_no", metavar="NO")
    paper.add_argument("--out", required=True, metavar="DIR", help="where the file goes")
    _add_full(paper)
    paper.set_defaults(run=_dossier)
    many = commands.add_parser("dossiers", parents=[common], help="the dossiers of many cases")
    many.add_argument("query", metavar="QUERY", help="as for case list; ended cases too")
    many.add_argument("--out", required=True, metavar="DIR", help="where the files go")
    _add_full(many)
    many.set_defaults(run=_dossiers)
    hand = commands.add_parser("handover", parents=[common], help="hand somebody's cases over")
    hand.add_argument("giver", metavar="FROM-LOGIN")
    hand.add_argument("taker", metavar="TO-LOGIN")
    hand.add_argument("--out", required=True, metavar="DIR", help="where the sheet goes")
    hand.add_argument("--reason", default="", help="offer every case too, for this reason")
    hand.set_defaults(run=_handover)
    check = commands.add_parser("check", parents=[common], help="check a paper: file or code")
    check.add_argument("what", metavar="FILE|CODE")
    check.set_defaults(run=_check)
    prints = commands.add_parser("prints", parents=[common], help="JSON lines of what was printed")
    prints.add_argument("about", nargs="?", default="", metavar="NO|PERIOD")
    prints.set_defaults(run=_prints)


def _add_full(command: ArgumentParser) -> None:
    words = "personal data unmasked, watermarked; with --reason"
    command.add_argument("--full", action="store_true", help=words)
    command.add_argument("--reason", default="", help="why unmasked; it stays on record")


def _reason(args: Namespace) -> str | None:
    """Return why the paper is unmasked; None for a masked one."""
    return args.reason if args.full else None


def _dossier(args: Namespace) -> None:
    office = sign_in(args).office
    _tell(print_dossier(office, args.case_no, Path(args.out), reason=_reason(args)))


def _handover(args: Namespace) -> None:
    session = sign_in(args)
    office = session.office
    giver, taker = office.person(args.giver), office.person(args.taker)
    printed = print_handover(office, giver, taker, Path(args.out))
    told: JsonObject = {}
    if args.reason:
        held = open_cases_of(office.store, office.reckoning, giver, office.acting, session.now)
        given = {"to": str(taker), "reason": args.reason}
        numbers = [one.case_no for one in held]
        command = BulkStep(case_nos=numbers, action=Action.TRANSFER, given=given)
        told = result_json(office.do(command).result)
    emit({**{kind: str(path) for kind, path in printed.files.items()}, **told})


def _tell(printed: Printed) -> None:
    """Print the paths of the files as JSON, and undrawable characters on stderr."""
    emit({kind: str(path) for kind, path in printed.files.items()})
    tell(printed.note)


def _dossiers(args: Namespace) -> None:
    session = sign_in(args)
    office = session.office
    office.need(Right.READ)
    want = session.wanted(args.query, QueueFilter(order=Order.NEWEST, is_all=True))
    numbers = Reader(office).numbers(want)
    papers = print_dossiers(office, numbers, Path(args.out), reason=_reason(args))
    for done, printed in enumerate(papers, start=1):
        _tell(printed)
        tell(f"{done}/{len(numbers)}")


def _check(args: Namespace) -> None:
    office = sign_in(args).office
    office.need(Right.PRINT)
    path, check = Path(args.what), partial(check_code, office.store, args.what)
    found = (partial(check_file, office.store, path) if path.exists() else check)(office.acting)
    emit({**_print_json(found.print), "same": found.is_same, "sound": found.print.is_sound})
    if found.is_same is False:
        raise Altered(name=path.name, code=found.print.code)
    if not found.print.is_sound:
        raise Tampered(code=found.print.code)


def _prints(args: Namespace) -> None:
    office = sign_in(args).office
    office.need(Right.PRINT)
    emit_lines(map(_print_json, seen_prints(office.store, office.acting, args.about)))


def _print_json(one: Print) -> JsonObject:
    return {
        "code": one.code,
        "what": one.what,
        "about": one.about,
        "copy": one.copy,
        "full": one.is_full,
        "at": stamp(one.at),
        "by": one.by,
        "hashes": one.hashes,
    }
