"""Making and looking after a home: init, user, verify."""

from argparse import ArgumentParser, Namespace
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

from desk.base.errors import Refusal, Trouble, refuse_all
from desk.base.words import mark, say
from desk.cli import accounts, databases, proposals
from desk.cli.context import (
    clock_for_real,
    clock_for_training,
    emit,
    home_of,
    how_many,
    password_of,
    sign_in,
)
from desk.home.doctor import broken, record_findings
from desk.home.office_file import read_office_file
from desk.home.opening import create_home, person_of
from desk.reads.verify import WITHHELD, told_apart
from desk.rules.people.rights import People, Person, Role
from desk.rules.settings import Settings
from desk.training.home import CASES, SEED, make_training_home
from reports.making import Making
from reports.recovery_sheets import need_outside


class NotWhole(Refusal):
    """The record is not whole."""

    text: ClassVar[str] = mark("The record is not whole: {count} findings.")


def add(commands: Any, common: ArgumentParser) -> None:
    """Add the commands of this module."""
    init = commands.add_parser("init", parents=[common], help="make a home")
    init.add_argument("--office", required=True, metavar="FILE.toml")
    init.add_argument("--database", metavar="URL", help="an empty PostgreSQL database")
    databases.add_password(init)
    init.set_defaults(run=_init)
    accounts.add_sheets(init)

    demo = commands.add_parser("demo", parents=[common], help="make a training home")
    demo.add_argument("folder", metavar="DIR")
    demo.add_argument("--cases", type=how_many, default=CASES, metavar="N")
    demo.add_argument("--seed", type=int, default=SEED, metavar="S")
    demo.set_defaults(run=_demo)

    user = commands.add_parser("user", parents=[common], help="people who work here")
    actions = user.add_subparsers(dest="action", required=True)
    new = actions.add_parser("add", parents=[common], help="let somebody work here")
    new.add_argument("login")
    new.add_argument("--name", required=True)
    new.add_argument("--role", required=True, choices=[role.value for role in Role])
    new.add_argument("--department", default="")
    new.add_argument("--new-password-file", metavar="FILE")
    new.set_defaults(run=_add_user)
    actions.add_parser("list", parents=[common]).set_defaults(run=_list_users)
    accounts.add(actions, common)

    check = commands.add_parser("verify", parents=[common], help="fold everything anew, compare")
    check.set_defaults(run=_verify)


def _init(args: Namespace) -> None:
    home, clock = home_of(args), clock_for_real(args)
    office = read_office_file(Path(args.office))
    need_outside(args.sheets, home.folder)
    password = password_of(
        args, "password_file", "COMPLAINT_DESK_PASSWORD", say(mark("Password for the director: "))
    )
    server = (args.database, databases.server_password(args)) if args.database else None
    made = create_home(
        home.folder,
        replace(office.calibrated(), server=server),
        password,
        clock=clock,
    )
    director = Person(login=office.login, name=office.name, role=Role.DIRECTOR)
    making = Making(Settings(office.settings), People(), director, clock.now())
    sheets = accounts.write_sheets(args, made.recovery_code, making)
    if getattr(args, "json", False):
        emit(
            {
                "home": str(home.folder),
                "director": office.login,
                "recovery_code": made.recovery_code,
                **sheets,
            }
        )
        return
    print(say(mark("The home in {folder} is made."), folder=home.folder))
    print(say(mark("Recovery code; print it twice, keep it in two sealed envelopes:")))
    print(made.recovery_code)
    for path in sheets.values():
        print(say(mark("Both sheets are in {path}. Print them, then delete the file."), path=path))


def _demo(args: Namespace) -> None:
    made = make_training_home(Path(args.folder), clock_for_training(args), args.cases, args.seed)
    emit({"home": str(made.folder), "cases": made.cases, "users": made.users})


def _add_user(args: Namespace) -> None:
    session = sign_in(args)
    password = password_of(
        args,
        "new_password_file",
        "COMPLAINT_DESK_NEW_PASSWORD",
        say(mark("Password for {login}: "), login=args.login),
    )
    person = person_of(args.login, args.name, args.role, args.department)
    waits = session.home.add_user(session.office, person, password, session.keys.root)
    told = {"login": person.login, "name": person.name, "role": person.role.value}
    emit({**told, **proposals.told_waiting(session, waits)})


def _list_users(args: Namespace) -> None:
    for person in sign_in(args).office.people.values():
        emit(
            {
                "login": person.login,
                "name": person.name,
                "role": person.role.value,
                "department": person.department,
                "active": person.active,
            }
        )


def _verify(args: Namespace) -> None:
    try:
        session = sign_in(args)
    except Trouble as trouble:
        if trouble.needs_backup:
            emit({"whole": False, "findings": [{"what": "pages", "where": str(trouble)}]})
        raise
    findings = record_findings(session)
    emit(
        {
            "whole": all(found.what == WITHHELD for found in findings),
            "findings": [{"what": found.what, "where": found.where} for found in findings],
        }
    )
    changed, damage = told_apart(findings)
    refuse_all([*changed, *([NotWhole(count=len(damage))] if damage else []), *broken(findings)])
