"""Letters and forms by the command line: F01 to F26."""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from desk.cli.cases import NotAnObject
from desk.cli.context import emit, emit_lines, read_json, sign_in
from desk.reads.case_file import read_case
from desk.rules.people import Right
from reports.letters.issuing import FormWish, letters_of, own_folder, print_form, write_template
from reports.letters.templates import known_forms, template_of, variables_in


def add(commands: Any, common: ArgumentParser) -> None:
    """Add the commands of this module."""
    letter = commands.add_parser("letter", parents=[common], help="issue a form: pdf, docx")
    letter.add_argument("case_no", metavar="NO")
    letter.add_argument("kind", metavar="F01..F26|LETTER-NUMBER")
    letter.add_argument("--out", required=True, metavar="DIR", help="where the files go")
    letter.add_argument("--given", metavar="FILE.json|-", help="what is typed for it")
    letter.add_argument("--draft", action="store_true", help="no number, nothing is kept")
    letter.set_defaults(run=_letter)
    listing = commands.add_parser("letters", parents=[common], help="JSON lines of issued letters")
    listing.add_argument("case_no", metavar="NO")
    listing.set_defaults(run=_letters)
    forms = commands.add_parser("forms", parents=[common], help="JSON lines of all forms")
    forms.set_defaults(run=_forms)
    own = commands.add_parser("form-template", parents=[common], help="a form's Word template")
    own.add_argument("kind", metavar="F01..F26")
    own.add_argument("--out", required=True, metavar="DIR")
    own.set_defaults(run=_template)


def _letter(args: Namespace) -> None:
    given = read_json(args.given)
    if not isinstance(given, dict):
        raise NotAnObject
    wish = FormWish(case_no=args.case_no, form=args.kind, given=given, is_draft=args.draft)
    printed, number = print_form(sign_in(args).office, wish, Path(args.out))
    if printed.note:
        sys.stderr.write(f"{printed.note}\n")
    files = {kind: str(path) for kind, path in printed.files.items()}
    emit({**files, "letter_no": number or None})


def _letters(args: Namespace) -> None:
    office = sign_in(args).office
    office.need(Right.READ)
    case = read_case(office.store, office.reckoning, args.case_no, office.actor)
    kept = ("form", "no", "at", "by")
    emit_lines({name: one[name] for name in kept} for one in letters_of(case))


def _forms(args: Namespace) -> None:
    office = sign_in(args).office
    for name in known_forms():
        template = template_of(name, own_folder(office))
        emit(
            {
                "form": name,
                "title": template.title,
                "in_clear": template.in_clear,
                "needs": list(template.needs),
                "variables": sorted(variables_in(template.blocks)),
                "own_word": template.word is not None,
            }
        )


def _template(args: Namespace) -> None:
    office = sign_in(args).office
    office.need(Right.PRINT)
    emit({"docx": str(write_template(office, args.kind, Path(args.out)))})
