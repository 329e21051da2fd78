"""``database``: where the home's database is, moving it to a server, the server's password."""

from argparse import ArgumentParser, Namespace
from typing import Any, Final

from desk.base.words import mark, say
from desk.cli.context import clock_of, credentials, emit, home_of, password_of, sign_in
from desk.home import move_to_server
from desk.home.opening import DATABASE
from desk.store.engines.address import is_on_server, read_address

VARIABLE: Final = "COMPLAINT_DESK_DATABASE_PASSWORD"


def add(commands: Any, common: ArgumentParser) -> None:
    """Add the commands of this module."""
    database = commands.add_parser("database", parents=[common], help="where the database is")
    actions = database.add_subparsers(dest="action", required=True)
    actions.add_parser("show", parents=[common]).set_defaults(run=_show)
    move = actions.add_parser("move", parents=[common], help="move it to a PostgreSQL server")
    move.add_argument("url", metavar="URL", help="postgresql://PERSON@HOST/DATABASE")
    add_password(move)
    move.set_defaults(run=_move)
    told = actions.add_parser("password", parents=[common], help="the server's was changed")
    add_password(told)
    told.set_defaults(run=_password)


def add_password(command: ArgumentParser) -> None:
    """Add the option for the file in which the server's password stands."""
    command.add_argument("--database-password-file", metavar="FILE")


def server_password(args: Namespace) -> str:
    """Return the server's password from the file option, the environment or a prompt.

    Raises:
        CannotRead: The password file cannot be read.
    """
    prompt = say(mark("Password of the database: "))
    return password_of(args, "database_password_file", VARIABLE, prompt)


def _show(args: Namespace) -> None:
    signed = sign_in(args)
    is_there = is_on_server(signed.home.folder)
    if not is_there:
        emit({"engine": "SQLCipher", "where": str(signed.home.folder / DATABASE)})
        return
    address = read_address(signed.home.folder, signed.keys.derive("store"))
    emit({"engine": "PostgreSQL", "where": address.url})


def _move(args: Namespace) -> None:
    emit(move_to_server.move(sign_in(args), args.url, server_password(args)))


def _password(args: Namespace) -> None:
    move_to_server.tell_password(
        home_of(args), credentials(args), server_password(args), clock_of(args)
    )
    emit({"kept": True})
