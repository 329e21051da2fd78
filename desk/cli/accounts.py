"""``user``: passwords, roles, closing an account, the recovery code."""

import os
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any, Final

from desk.base.words import mark, say
from desk.cli.context import clock_of, emit, home_of, password_of, sign_in
from desk.cli.proposals import told_waiting
from desk.home import accounts
from desk.reads.handover import held_by
from desk.rules.people.person_id import PersonId
from desk.rules.people.rights import Role, clean_login
from reports.making import Making
from reports.places import making_of
from reports.recovery_sheets import need_outside, print_recovery_sheets

NEW_PASSWORD: Final = "COMPLAINT_DESK_NEW_PASSWORD"  # noqa: S105 - a variable's name


def add(actions: Any, common: ArgumentParser) -> None:
    """Add the commands of this module to ``user``."""
    change = actions.add_parser("passwd", parents=[common], help="change one's own password")
    change.add_argument("login", nargs="?", help="somebody else: give her a new one")
    reset = actions.add_parser(
        "role", parents=[common], help="another role, and a new password if given"
    )
    reset.add_argument("login")
    reset.add_argument("role", choices=[role.value for role in Role])
    leave = actions.add_parser(
        "disable", parents=[common], help="close an account, change all keys"
    )
    leave.add_argument("login")
    code = actions.add_parser("recovery-code", parents=[common], help="make a new printed code")
    code.set_defaults(run=_code)
    add_sheets(code)
    lost = actions.add_parser("recover", parents=[common], help="a director's new password by code")
    lost.add_argument("login")
    lost.add_argument("--code-file", metavar="FILE")
    add_sheets(lost)
    for command, run in ((change, _passwd), (reset, _role), (leave, _disable), (lost, _recover)):
        command.set_defaults(run=run)
        if run is not _disable:
            command.add_argument("--new-password-file", metavar="FILE")


def add_sheets(command: ArgumentParser) -> None:
    """Add the option that writes the two sealed recovery sheets."""
    command.add_argument("--sheets", metavar="DIR", help="write both recovery sheets as PDF there")


def write_sheets(args: Namespace, code: str, making: Making) -> dict[str, str]:
    """Write the recovery sheets into the folder of ``--sheets``; return the report's part on them.

    Raises:
        InTheHome: The folder lies in the home.
        CannotWrite: The file could not be written (no such folder, disk full, read-only, in use).
    """
    if not args.sheets:
        return {}
    path = print_recovery_sheets(code, making, home_of(args).folder, Path(args.sheets))
    return {"sheets": str(path)}


def _new_password(args: Namespace, login: str) -> str:
    prompt = say(mark("New password for {login}: "), login=login)
    return password_of(args, "new_password_file", NEW_PASSWORD, prompt)


def _passwd(args: Namespace) -> None:
    signed = sign_in(args)
    own = signed.office.actor.login
    login = args.login or own
    password = _new_password(args, login)
    waits = None
    if login == own:
        accounts.change_password(signed, password)
    else:
        waits = accounts.reset_password(signed, login, password)
    emit({"login": login, **told_waiting(signed, waits)})


def _role(args: Namespace) -> None:
    signed, role = sign_in(args), Role(args.role)
    if args.new_password_file or NEW_PASSWORD in os.environ:
        password = _new_password(args, args.login)
        waits = accounts.reset_password(signed, args.login, password, role)
    else:
        waits = accounts.change_role(signed, args.login, role)
    emit({"login": args.login, "role": args.role, **told_waiting(signed, waits)})


def _disable(args: Namespace) -> None:
    signed = accounts.let_go(sign_in(args), args.login)
    held = held_by(signed.office.store, PersonId("", clean_login(args.login)))
    told = {"login": args.login, "active": False, "generation": signed.home.vault().generation}
    emit({**told, "open_cases": held.cases, "open_offers": held.offers})


def _code(args: Namespace) -> None:
    signed = sign_in(args)
    need_outside(args.sheets, signed.home.folder)
    code = accounts.new_recovery_code(signed)
    emit({"recovery_code": code, **write_sheets(args, code, making_of(signed.office))})


def _recover(args: Namespace) -> None:
    need_outside(args.sheets, home_of(args).folder)
    code = password_of(
        args, "code_file", "COMPLAINT_DESK_RECOVERY_CODE", say(mark("Recovery code: "))
    )
    home, clock, password = home_of(args), clock_of(args), _new_password(args, args.login)
    made = accounts.recover(home, code, args.login, password, clock)
    told = {"login": made.login, "recovery_code": made.code}
    if args.sheets:
        signed = home.sign_in(made.login, password, clock)
        told |= write_sheets(args, made.code, making_of(signed.office))
        signed.close()
    emit(told)
