"""The command ``complaint-desk``: ``python -m desk.cli``."""

import argparse
import logging
import os
import sys
import traceback
from collections.abc import Sequence
from typing import Final

from desk.base import words
from desk.base.errors import Refusal
from desk.cli import (
    backups,
    cases,
    databases,
    homes,
    ledgers,
    letters,
    packets,
    papers,
    reports,
    safekeeping,
    times,
    ways,
)
from desk.cli.context import sign_out

MODULES: Final = (
    homes,
    cases,
    times,
    reports,
    letters,
    papers,
    ledgers,
    ways,
    backups,
    databases,
    safekeeping,
    packets,
)
DONE: Final = 0
REFUSED: Final = 1
WRONG_USAGE: Final = 2
FAULT: Final = 3


def _common() -> argparse.ArgumentParser:
    """Return the options that may stand before or after any command."""
    options = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    options.add_argument("--home", metavar="DIR", help="the home (or COMPLAINT_DESK_HOME)")
    options.add_argument("--user", metavar="NAME", help="who signs in (or COMPLAINT_DESK_USER)")
    options.add_argument("--password-file", metavar="FILE", help="where the password stands")
    options.add_argument("--json", action="store_true", help="print JSON and nothing else")
    options.add_argument("--now", metavar="ISO", help="move today (training homes only)")
    options.add_argument("--lang", choices=words.LANGUAGES, help="language")
    return options


def parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    common = _common()
    whole = argparse.ArgumentParser(
        prog="complaint-desk", description="The complaint desk without a window.", parents=[common]
    )
    commands = whole.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for module in MODULES:
        module.add(commands, common)
    return whole


def main(argv: Sequence[str] | None = None) -> int:
    """Carry out one command; return 0 done, 1 refused, 2 wrong usage, 3 fault."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    try:
        args = parser().parse_args(argv)
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else WRONG_USAGE
    language = getattr(args, "lang", None) or os.environ.get("COMPLAINT_DESK_LANG", words.CHINESE)
    if language not in words.LANGUAGES:
        known = " | ".join(words.LANGUAGES)
        sys.stderr.write(f"COMPLAINT_DESK_LANG={language}: {known}\n")
        return WRONG_USAGE
    words.use(language)
    return _run(args)


def _run(args: argparse.Namespace) -> int:
    try:
        args.run(args)
        sys.stdout.flush()
    except Refusal as refusal:
        sys.stderr.write(f"{refusal}\n")
        return REFUSED
    except BrokenPipeError:
        sys.stderr.close()
        return DONE
    except Exception:  # noqa: BLE001 - the edge: a fault is told with its traceback
        traceback.print_exc()
        return FAULT
    finally:
        sign_out()
    return DONE


if __name__ == "__main__":
    if getattr(sys, "frozen", False):  # a packaged program starts its reading process from here
        from multiprocessing import freeze_support

        freeze_support()
    sys.exit(main())
