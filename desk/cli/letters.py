"""Letters and forms by the command line: F01 to F26."""

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from desk.cli.cases import NotAnObject
from desk.cli.context import emit, emit_lines, read_json, sign_in, tell
from desk.cli.shown_case import shown_case
from desk.cli.talk import read_day
from desk.rules.forms.form_templates import known_forms, variables_in
from desk.rules.people.rights import Right
from reports.letters.issuing import (
    FormWish,
    letters_of,
    print_form,
    write_template,
    write_text_template,
)
from reports.letters.prescribing import prescribe
from reports.letters.sources import template_for, told_source


def add(commands: Any, common: ArgumentParser) -> None:
    """Add the commands of this module."""
    letter = commands.add_parser("letter", parents=[common], help="issue a form: pdf, docx")
    letter.add_argument("case_no", metavar="NO")
    letter.add_argument("kind", metavar="F01..F26|LETTER-NUMBER")
    letter.add_argument("--out", required=True, metavar="DIR", help="where the files go")
    letter.add_argument("--given", metavar="FILE.json|-", help="what is typed for it")
    letter.add_argument("--draft", action="store_true", help="no number, nothing is kept")
    letter.add_argument("--reason", default="", help="why a draft or a reprint is in clear")
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
    given = commands.add_parser("form-prescribe", parents=[common], help="head office: to branches")
    given.add_argument("kind", metavar="F01..F26")
    given.add_argument("files", nargs="*", metavar="F11.toml|F11.docx")
    given.add_argument("--from", dest="valid_from", metavar="DAY", help="today unless stated")
    given.add_argument("--withdraw", action="store_true", help="take back what was prescribed")
    given.set_defaults(run=_prescribe)


def _letter(args: Namespace) -> None:
    given = read_json(args.given)
    if not isinstance(given, dict):
        raise NotAnObject
    wish = FormWish(
        case_no=args.case_no, form=args.kind, given=given, is_draft=args.draft, reason=args.reason
    )
    printed, number = print_form(sign_in(args).office, wish, Path(args.out))
    tell(printed.note)
    files = {kind: str(path) for kind, path in printed.files.items()}
    emit({**files, "letter_no": number or None})


def _letters(args: Namespace) -> None:
    office = sign_in(args).office
    case = shown_case(office, args.case_no)
    kept = ("form", "no", "at", "by")
    emit_lines({name: one[name] for name in kept} for one in letters_of(case))


def _forms(args: Namespace) -> None:
    office = sign_in(args).office
    for name in known_forms():
        template = template_for(office, name)
        emit(
            {
                "form": name,
                "title": template.title,
                "in_clear": template.in_clear,
                "needs": list(template.needs),
                "variables": sorted(variables_in(template.blocks)),
                "own_word": template.word is not None,
                **told_source(template),
            }
        )


def _template(args: Namespace) -> None:
    office = sign_in(args).office
    office.need(Right.PRINT)
    ways = {"docx": write_template, "toml": write_text_template}
    emit({kind: str(write(office, args.kind, Path(args.out))) for kind, write in ways.items()})


def _prescribe(args: Namespace) -> None:
    office = sign_in(args).office
    paths = [Path(file) for file in args.files]
    day = read_day(args.valid_from) if args.valid_from else None
    version = prescribe(office, args.kind, paths, day, is_withdrawal=args.withdraw)
    emit({"id": version.id, **version.told})
