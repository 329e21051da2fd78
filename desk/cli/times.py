"""The pure calculator: ``due``; it needs no home."""

from argparse import ArgumentParser, Namespace
from typing import Any, ClassVar

from desk.base.errors import Refusal
from desk.base.given_text import json_in
from desk.base.words import mark
from desk.cli.talk import emit_lines, read_input
from desk.rules.time.calculator import reckon
from desk.rules.time.calendar import calendar_of
from desk.rules.time.clocks import Counting
from desk.rules.time.rule_files import shipped_rules


class BadLine(Refusal):
    """A line of the input that has no answer."""

    text: ClassVar[str] = mark("Line {number}: {reason}")


def add(commands: Any, common: ArgumentParser) -> None:
    """Add the commands of this module."""
    due = commands.add_parser("due", parents=[common], help="deadlines for JSON lines")
    due.add_argument("file", metavar="FILE.jsonl|-")
    due.set_defaults(run=_due)


def _due(args: Namespace) -> None:
    rules, counting = shipped_rules(), Counting(calendar=calendar_of())
    answers = []
    for number, text in enumerate(read_input(args.file).split("\n"), start=1):
        if not text.strip():
            continue
        try:
            answers.append(reckon(json_in(text), rules, counting))
        except Refusal as refusal:
            raise BadLine(number=number, reason=str(refusal)) from refusal
        except ValueError as error:
            raise BadLine(number=number, reason=str(error)) from error
    emit_lines(answers)
