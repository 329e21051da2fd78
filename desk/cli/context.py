"""What every command needs: the home, who signs in, what time it is, how to answer."""

import getpass
import json
import os
import sys
from argparse import Namespace
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar

from desk.base.clock import Clock, SetClock, SystemClock
from desk.base.errors import Refusal
from desk.base.words import mark, say
from desk.startup import Home, SignedIn


class NoHomeNamed(Refusal):
    """No home was named."""

    text: ClassVar[str] = mark("Say which home: --home DIR, or COMPLAINT_DESK_HOME.")


class NobodyNamed(Refusal):
    """Several people work here and nobody was named."""

    text: ClassVar[str] = mark("Say who signs in: --user NAME.")


class CannotRead(Refusal):
    """A file named on the command line cannot be read."""

    text: ClassVar[str] = mark("{name} cannot be read ({reason}).")


class NotJson(Refusal):
    """A file that should hold JSON does not."""

    text: ClassVar[str] = mark("{name} holds no valid JSON ({reason}).")


class NotNow(Refusal):
    """A moment that does not exist."""

    text: ClassVar[str] = mark(
        "--now: “{value}” is not a moment. Write it like 2026-11-22T10:05:00."
    )


class OnlyInTraining(Refusal):
    """Somebody wants to move today in a real home."""

    text: ClassVar[str] = mark("Today can be moved in training homes only.")


def read_input(name: str) -> str:
    """Return the text of the file ``name``, or of standard input for "-".

    Raises:
        CannotRead: It cannot be read as UTF-8.
    """
    try:
        if name == "-":
            return sys.stdin.buffer.read().decode("utf-8-sig")
        return Path(name).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise CannotRead(name=name, reason=error.strerror or str(error)) from error
    except UnicodeDecodeError as error:
        raise CannotRead(name=name, reason="UTF-8") from error


def read_json(name: str | None) -> Any:
    """Return the JSON in the file ``name`` or on standard input ("-"); None gives ``{}``.

    Raises:
        CannotRead: It cannot be read.
        NotJson: It holds something else.
    """
    if name is None:
        return {}
    text = read_input(name)
    try:
        return json.loads(text)
    except (RecursionError, ValueError) as error:
        raise NotJson(name=name, reason=str(error)) from error


def how_many(text: str) -> int:
    """Return a number of things as argparse wants it: 0 or more."""
    number = int(text)
    if number < 0:
        raise ValueError
    return number


def emit(value: Any) -> None:
    """Print ``value`` as one line of JSON on standard output."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, default=str) + "\n")


def emit_lines(values: Iterable[Any]) -> None:
    """Print JSON lines on standard output."""
    for value in values:
        emit(value)


def password_of(args: Namespace, file: str, variable: str, prompt: str) -> str:
    """Return a password from the file option, the environment or a prompt, in this order.

    Raises:
        CannotRead: The password file cannot be read.
    """
    named = getattr(args, file, None)
    if named:
        return read_input(named).rstrip("\r\n")
    found = os.environ.get(variable)
    return found if found is not None else getpass.getpass(prompt)


@dataclass(frozen=True, slots=True)
class Session(SignedIn):
    """A signed-in office for the length of one command."""

    @property
    def now(self) -> datetime:
        """Return this moment, in training homes the one that was set."""
        return self.office.clock.now()


def clock_of(args: Namespace) -> Clock:
    """Return the clock that ``--now`` sets, else the computer's.

    Raises:
        NotNow: ``--now`` is no moment.
    """
    text = getattr(args, "now", None)
    if not text:
        return SystemClock()
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise NotNow(value=text) from None
    if moment.tzinfo is not None:
        raise NotNow(value=text)
    return SetClock(moment.replace(microsecond=0))


def home_of(args: Namespace) -> Home:
    """Return the home that was named.

    Raises:
        NoHomeNamed: None was.
    """
    folder = getattr(args, "home", None) or os.environ.get("COMPLAINT_DESK_HOME")
    if not folder:
        raise NoHomeNamed
    return Home(Path(folder))


def credentials(args: Namespace) -> tuple[str, str]:
    """Return who signs in, and the password.

    Raises:
        NobodyNamed: Several people work here and nobody was named.
        CannotRead: The password file cannot be read.
    """
    login = getattr(args, "user", None) or os.environ.get("COMPLAINT_DESK_USER")
    if not login:
        logins = home_of(args).vault().logins
        if len(logins) != 1:
            raise NobodyNamed
        (login,) = logins
    password = password_of(
        args, "password_file", "COMPLAINT_DESK_PASSWORD", say(mark("Password: "))
    )
    return login, password


def sign_in(args: Namespace) -> Session:
    """Open the named home for the named person.

    Raises:
        Refusal: The home, the person, the password or the time is not right.
    """
    home, clock = home_of(args), clock_of(args)
    if isinstance(clock, SetClock) and not home.vault().is_training:
        raise OnlyInTraining
    signed = home.sign_in(*credentials(args), clock)
    _open.append(signed)
    return Session(home, signed.office, signed.keys)


_open: list[SignedIn] = []


def sign_out() -> None:
    """Close what the command has opened, and let the home go."""
    while _open:
        _open.pop().close()
