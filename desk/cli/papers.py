"""Paper: the period report, its figures, the dossier of a case."""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any, Final

from desk.cli.context import emit, sign_in
from desk.reads.figures import figures_json, read_figures
from desk.rules.people import Right
from desk.rules.periods import period_of
from reports.printing import Printed, print_dossier, print_report

KINDS: Final = ("month", "quarter", "year")


def add(commands: Any, common: ArgumentParser) -> None:
    """Add the commands of this module."""
    report = commands.add_parser("report", parents=[common], help="a period's report: xlsx, pdf")
    _add_period(report)
    report.add_argument("--out", required=True, metavar="DIR", help="where the files go")
    report.set_defaults(run=_report)
    figures = commands.add_parser("figures", parents=[common], help="a period's figures as JSON")
    _add_period(figures)
    figures.set_defaults(run=_figures)
    paper = commands.add_parser("dossier", parents=[common], help="the dossier of one case, pdf")
    paper.add_argument("case_no", metavar="NO")
    paper.add_argument("--out", required=True, metavar="DIR", help="where the file goes")
    paper.add_argument("--full", action="store_true", help="personal data unmasked, watermarked")
    paper.set_defaults(run=_dossier)


def _add_period(command: ArgumentParser) -> None:
    command.add_argument("kind", choices=KINDS)
    command.add_argument("period", metavar="2026-10|2026-Q3|2026")


def _report(args: Namespace) -> None:
    period = period_of(args.kind, args.period)
    _tell(print_report(sign_in(args).office, period, Path(args.out)))


def _figures(args: Namespace) -> None:
    period = period_of(args.kind, args.period)
    session = sign_in(args)
    session.office.need(Right.REPORT)
    emit(figures_json(read_figures(session.office.store, period, session.now)))


def _dossier(args: Namespace) -> None:
    office = sign_in(args).office
    _tell(print_dossier(office, args.case_no, Path(args.out), is_full=args.full))


def _tell(printed: Printed) -> None:
    """Answer where the files are; what no font draws is for the person, not for the script."""
    emit({kind: str(path) for kind, path in printed.files.items()})
    if printed.note:
        sys.stderr.write(f"{printed.note}\n")
