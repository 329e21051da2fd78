"""``backup``, ``restore``: making and restoring backups of the home."""

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any, ClassVar

from desk.base.clock import stamp
from desk.base.errors import Refusal
from desk.base.shapes import JsonObject
from desk.base.words import mark
from desk.cli.context import clock_of, credentials, emit, emit_lines, home_of, sign_in
from desk.home import restore
from desk.rules.people.rights import Right
from desk.store.disk.backup import FOLDER, REPLACED, Backup, backups
from desk.store.disk.file_copies import lacking, names_of
from desk.store.disk.restoring import read_note


class NoFileNamed(Refusal):
    """``restore`` without a file."""

    text: ClassVar[str] = mark("Say which backup: restore FILE. “backup --list” shows them.")


def add(commands: Any, common: ArgumentParser) -> None:
    """Add the commands of this module."""
    copy = commands.add_parser("backup", parents=[common], help="make a backup, checked")
    copy.add_argument("--to", metavar="DIR", help="another folder, for example on a stick")
    copy.add_argument("--list", action="store_true", help="JSON lines of the backups there are")
    copy.set_defaults(run=_backup)
    back = commands.add_parser("restore", parents=[common], help="put the home back to a backup")
    back.add_argument("file", nargs="?", metavar="FILE")
    back.add_argument("--case", metavar="NO", help="bring back this case only")
    back.add_argument("--confirm", action="store_true", help="the restored home may be written to")
    back.add_argument("--undo", action="store_true", help="put back what was before")
    back.set_defaults(run=_restore)


def _told(one: Backup) -> JsonObject:
    return {
        "file": str(one.path),
        "generation": one.generation,
        "at": stamp(one.at),
        "head": one.head,
        "attachments": len(names_of(one.path)),
        "attachments_missing": len(lacking(one.path)),
    }


def _backup(args: Namespace) -> None:
    signed = sign_in(args)
    signed.office.need(Right.BACKUP)
    folder = Path(args.to) if args.to else signed.home.folder / FOLDER
    if args.list:
        emit_lines(_told(one) for one in backups(folder))
        replaced = [] if args.to else backups(signed.home.folder / REPLACED)
        emit_lines({**_told(one), "replaced": True} for one in replaced)
        return
    emit(_told(signed.back_up("wished", folder)))


def _restore(args: Namespace) -> None:
    if args.confirm:
        restore.confirm(sign_in(args))
        emit({"confirmed": True})
    elif args.undo:
        restore.undo(sign_in(args))
        emit({"undone": True})
    elif not args.file:
        raise NoFileNamed
    elif args.case:
        changes = restore.bring_back(sign_in(args), Path(args.file), args.case)
        emit({"case_no": changes.case_no, "uuid": changes.uuid})
    else:
        home, path = home_of(args), Path(args.file)
        clock = clock_of(args, lambda: restore.key_file(home, path))
        found = restore.restore(home, path, credentials(args), clock)
        note = read_note(home.folder)  # none where only the key file was put back
        lost = note["lost"] if note else []
        emit({**_told(found), "confirmed": note is None, "attachments_lost": lost})
