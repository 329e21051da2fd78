"""Paper of single cases: the dossier."""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from desk.cli.context import emit, sign_in
from reports.printing import Printed, print_dossier


def add(commands: Any, common: ArgumentParser) -> None:
    """Add the commands of this module."""
    paper = commands.add_parser("dossier", parents=[common], help="the dossier of one case, pdf")
    paper.add_argument("case_no", metavar="NO")
    paper.add_argument("--out", required=True, metavar="DIR", help="where the file goes")
    paper.add_argument("--full", action="store_true", help="personal data unmasked, watermarked")
    paper.set_defaults(run=_dossier)


def _dossier(args: Namespace) -> None:
    office = sign_in(args).office
    _tell(print_dossier(office, args.case_no, Path(args.out), is_full=args.full))


def _tell(printed: Printed) -> None:
    """Answer where the files are; what no font draws is for the person, not for the script."""
    emit({kind: str(path) for kind, path in printed.files.items()})
    if printed.note:
        sys.stderr.write(f"{printed.note}\n")
