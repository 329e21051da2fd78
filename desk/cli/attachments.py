"""Attachments of a case: attach, list, take out, withdraw."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from desk.actions.attach_file import WithdrawAttachment
from desk.attachments.attaching import attach, take_out
from desk.cli.context import emit, emit_lines, sign_in, tell
from desk.cli.shown_case import shown_case
from desk.reads.case_attachments import case_attachments
from desk.rules.case.attachments import MEGABYTE

TOLD_FROM: Final = 20 * MEGABYTE  # smaller files are in before anybody could read how far they are


def add(actions: Any, common: ArgumentParser) -> None:
    """Add the commands of this module to those of ``case``."""
    new = actions.add_parser("attach", parents=[common], help="attach files to a case")
    new.add_argument("case_no", metavar="NO")
    new.add_argument("files", nargs="+", metavar="FILE")
    new.add_argument("--as", dest="what", default="", metavar="KIND", help="kind of material")
    new.set_defaults(run=_attach)
    listing = actions.add_parser("files", parents=[common], help="JSON lines of attachments")
    listing.add_argument("case_no", metavar="NO")
    listing.set_defaults(run=_files)
    out = actions.add_parser("take-out", parents=[common], help="write an attachment to a folder")
    out.add_argument("case_no", metavar="NO")
    out.add_argument("hash", metavar="HASH", help="its beginning is enough")
    out.add_argument("--out", required=True, metavar="DIR")
    out.add_argument("--purpose", required=True, help="for what; it stays on record")
    out.set_defaults(run=_take_out)
    back = actions.add_parser("withdraw-file", parents=[common], help="withdraw an attachment")
    back.add_argument("case_no", metavar="NO")
    back.add_argument("hash", metavar="HASH", help="its beginning is enough")
    back.add_argument("--reason", required=True)
    back.set_defaults(run=_withdraw)


def _attach(args: Namespace) -> None:
    office = sign_in(args).office
    for name in args.files:
        changes = attach(office, args.case_no, Path(name), args.what, _progress(name))
        emit({"case_no": changes.case_no, **changes.result})


def _progress(name: str) -> Callable[[int, int], None]:
    """Return a callback that prints the progress of a large file on stderr."""

    def progress(done: int, of: int) -> None:
        if of >= TOLD_FROM and (done == of or not done % TOLD_FROM):
            tell(f"{name}: {done // MEGABYTE}/{of // MEGABYTE} MB")

    return progress


def _files(args: Namespace) -> None:
    office = sign_in(args).office
    case = shown_case(office, args.case_no)
    cases = (case.facts, *case.merged)
    found = (one for facts in cases for one in case_attachments(office.store, facts))
    emit_lines(asdict(one) for one in found)


def _take_out(args: Namespace) -> None:
    office = sign_in(args).office
    written = take_out(office, args.case_no, args.hash, Path(args.out), args.purpose)
    emit({"file": str(written)})


def _withdraw(args: Namespace) -> None:
    office = sign_in(args).office
    command = WithdrawAttachment(case_no=args.case_no, wanted=args.hash, reason=args.reason)
    changes = office.do(command)
    emit({"case_no": changes.case_no, **changes.result})
