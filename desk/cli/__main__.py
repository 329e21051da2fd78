"""The command ``complaint-desk``: ``python -m desk.cli``."""

import argparse
import logging
import os
import sys
from collections.abc import Iterable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from desk import __version__
from desk.base import streams, words
from desk.base.errors import Refusal, needs_backup
from desk.base.fault_report import details_of, keep_details
from desk.base.system_trouble import of_the_system
from desk.base.words import mark, say
from desk.cli.opened import sign_out

COMMANDS: Final = {  # by module of desk.cli, so that a command loads no other's
    "homes": ("init", "demo", "user", "verify"),
    "proposals": ("proposal",),
    "cases": ("case", "queue", "clock"),
    "times": ("due",),
    "registers": ("register",),
    "reports": ("report", "report-note", "report-submit", "figures", "report-status", "reports"),
    "letters": ("letter", "letters", "forms", "form-template", "form-prescribe"),
    "texts": ("texts",),
    "papers": ("dossier", "dossiers", "handover", "check", "prints"),
    "ledgers": ("ledger",),
    "codes": ("codes",),
    "ways": ("settings", "calendar", "rules", "forecast"),
    "oversight": ("warnings", "sample", "what-if", "assessment"),
    "backups": ("backup", "restore"),
    "databases": ("database",),
    "safekeeping": (
        "doctor",
        "audit",
        "exports",
        "reveal",
        "open-archived",
        "hold",
        "release",
        "erasure",
        "subject",
    ),
    "packets": ("packet",),
}
DONE: Final = 0
REFUSED: Final = 1
WRONG_USAGE: Final = 2
FAULT: Final = 3


class AnyOrder(argparse.ArgumentParser):
    """Takes the options of a command before, between and after its other words.

    argparse by itself gives an optional word up as soon as an option stands before it.
    """

    _is_mixing = False

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Return what was understood, and what was not."""
        if self._subparsers is not None or self._is_mixing:
            return super().parse_known_args(args, namespace)
        self._is_mixing = True
        try:
            return self.parse_known_intermixed_args(args, namespace)
        finally:
            self._is_mixing = False


def _common() -> argparse.ArgumentParser:
    """Return the options that may stand before or after any command."""
    options = argparse.ArgumentParser(
        add_help=False, argument_default=argparse.SUPPRESS, exit_on_error=False
    )
    options.add_argument("--home", metavar="DIR", help="the home (or COMPLAINT_DESK_HOME)")
    options.add_argument("--user", metavar="NAME", help="who signs in (or COMPLAINT_DESK_USER)")
    options.add_argument("--password-file", metavar="FILE", help="where the password stands")
    options.add_argument("--json", action="store_true", help="print JSON and nothing else")
    options.add_argument("--now", metavar="ISO", help="move today (training homes only)")
    options.add_argument(
        "--clock-is-right", action="store_true", help="the PC clock is right, though far ahead"
    )
    options.add_argument("--lang", choices=words.LANGUAGES, help="language")
    options.add_argument("--version", action="version", version=f"complaint-desk {__version__}")
    return options


def modules_for(argv: Sequence[str]) -> Iterable[str]:
    """Return the modules that ``argv`` needs: that of its command, or all when it names none."""
    try:
        _, rest = _common().parse_known_args(argv)
    except argparse.ArgumentError:  # told by the whole parser, which knows the usage
        return COMMANDS
    wanted = [name for name, commands in COMMANDS.items() if rest and rest[0] in commands]
    return wanted or COMMANDS


def parser(modules: Iterable[str] = COMMANDS) -> argparse.ArgumentParser:
    """Return the parser of the commands in ``modules``; by default of the whole command line."""
    common = _common()
    whole = AnyOrder(
        prog="complaint-desk", description="The complaint desk without a window.", parents=[common]
    )
    commands = whole.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name in modules:
        import_module(f"desk.cli.{name}").add(commands, common)
    return whole


def main(argv: Sequence[str] | None = None) -> int:
    """Carry out one command; return 0 done, 1 refused, 2 wrong usage, 3 fault."""
    streams.stand_in()
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        given = sys.argv[1:] if argv is None else argv
        args = parser(modules_for(given)).parse_args(given)
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
        return _refused(args, refusal)
    except BrokenPipeError:
        sys.stderr.close()
        return DONE
    except Exception as fault:  # noqa: BLE001 - the edge: nobody reads a traceback
        trouble = of_the_system(fault)
        return _refused(args, trouble) if trouble else _fault(fault)
    finally:
        sign_out()
    return DONE


def _refused(args: argparse.Namespace, refusal: Refusal) -> int:
    """Say ``refusal``, and the way out where the home is broken."""
    sys.stderr.write(f"{refusal}\n")
    folder = getattr(args, "home", None) or os.environ.get("COMPLAINT_DESK_HOME")
    if folder and needs_backup(refusal):
        from desk.home.way_out import way_out  # noqa: PLC0415 - loads the engine

        found = way_out(Path(folder))
        if found is not None:
            sys.stderr.write(f"{found}\n")
    return REFUSED


def _fault(fault: BaseException) -> int:
    """Say that something unforeseen happened; what and where is written to a file."""
    details = details_of(fault, __version__)
    kept = keep_details(details)
    text = mark(
        "Something went wrong in the program; this was not carried out. What was saved before is "
        "saved. Give the file {path} to whoever looks after the program; it holds no personal data."
    )
    sentence = say(text, path=kept or "—")
    sys.stderr.write(f"{sentence}\n" if kept else f"{sentence}\n{details}")
    return FAULT


if __name__ == "__main__":
    if getattr(sys, "frozen", False):  # a packaged program starts its reading process from here
        from multiprocessing import freeze_support

        freeze_support()
    sys.exit(main())
