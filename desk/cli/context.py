"""What every command needs: the home, credentials, the clock, output."""

import getpass
import os
from argparse import Namespace
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from desk.base.clock import Clock, SetClock, SystemClock
from desk.base.errors import Refusal
from desk.base.files import CannotRead
from desk.base.words import mark, say
from desk.cli import opened
from desk.cli.talk import NotJson, emit, emit_lines, how_many, read_input, read_json, tell
from desk.home.opening import Home, SignedIn
from desk.rules.query import QueueFilter, parse
from desk.store.keys.vault import Vault

__all__ = [
    "CannotRead",
    "NotJson",
    "clock_of",
    "credentials",
    "emit",
    "emit_lines",
    "home_of",
    "how_many",
    "password_of",
    "read_input",
    "read_json",
    "sign_in",
    "tell",
]


class NoHomeNamed(Refusal):
    """No home was named."""

    text: ClassVar[str] = mark("Say which home: --home DIR, or COMPLAINT_DESK_HOME.")


class NobodyNamed(Refusal):
    """Several people work here and nobody was named."""

    text: ClassVar[str] = mark("Say who signs in: --user NAME.")


class NobodyToAsk(Refusal):
    """A password was not given, and there is no terminal to ask for it."""

    text: ClassVar[str] = mark(
        "There is no terminal to ask at. Give it with {option} FILE, or in {variable}."
    )


class NotNow(Refusal):
    """A moment that does not exist."""

    text: ClassVar[str] = mark(
        "--now: “{value}” is not a moment. Write it like 2026-11-22T10:05:00."
    )


class OnlyInTraining(Refusal):
    """Somebody wants to move today in a real home."""

    text: ClassVar[str] = mark("Today can be moved in training homes only.")


def password_of(args: Namespace, file: str, variable: str, prompt: str) -> str:
    """Return a password from the file option, the environment or a prompt, in this order.

    Raises:
        CannotRead: The password file cannot be read.
        NobodyToAsk: Neither was given, and nobody answers the prompt.
    """
    named = getattr(args, file, None)
    if named:
        return read_input(named).rstrip("\r\n")
    found = os.environ.get(variable)
    try:
        return found if found is not None else getpass.getpass(prompt)
    except EOFError:
        option = "--" + file.replace("_", "-")
        raise NobodyToAsk(option=option, variable=variable) from None


@dataclass(frozen=True, slots=True)
class CommandSession(SignedIn):
    """A signed-in office for the length of one command."""

    @property
    def now(self) -> datetime:
        """Return the present moment; training homes may have a fixed one."""
        return self.office.clock.now()

    def wanted(self, typed: str, want: QueueFilter) -> QueueFilter:
        """Return what the query ``typed`` asks for, on top of ``want``.

        Raises:
            Refusal: Something in it is not understood; it is named.
        """
        return parse(typed, want, self.office.people.names)


def clock_of(args: Namespace, vault: Callable[[], Vault] | None = None) -> Clock:
    """Return the clock set by ``--now``, else the system clock: the one place that decides it.

    A command that writes into a home comes by no other time; a real home's is never moved.

    Args:
        args: What was typed.
        vault: Returns the key file of the home that is written to; by default the named one's.

    Raises:
        NotNow: ``--now`` is not a valid moment.
        OnlyInTraining: The home is no training home.
        NoHome, KeyFileDamaged: Nothing says that it is one.
    """
    moment = _moment_named(args)
    if moment is None:
        return SystemClock()
    if not (vault or home_of(args).vault)().is_training:
        raise OnlyInTraining
    return SetClock(moment)


def clock_for_training(args: Namespace) -> Clock:
    """Return the clock for a training home that is about to be made.

    Raises:
        NotNow: ``--now`` is not a valid moment.
    """
    moment = _moment_named(args)
    return SystemClock() if moment is None else SetClock(moment)


def clock_for_real(args: Namespace) -> Clock:
    """Return the clock for a real home that is about to be made.

    Raises:
        OnlyInTraining: ``--now`` was given.
    """
    if _moment_named(args) is not None:
        raise OnlyInTraining
    return SystemClock()


def _moment_named(args: Namespace) -> datetime | None:
    text = getattr(args, "now", None)
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise NotNow(value=text) from None
    if moment.tzinfo is not None:
        raise NotNow(value=text)
    return moment.replace(microsecond=0)


def home_of(args: Namespace) -> Home:
    """Return the home that was named.

    Raises:
        NoHomeNamed: No home was named.
    """
    folder = getattr(args, "home", None) or os.environ.get("COMPLAINT_DESK_HOME")
    if not folder:
        raise NoHomeNamed
    return Home(Path(folder))


def credentials(args: Namespace) -> tuple[str, str]:
    """Return who signs in, and the password.

    Raises:
        NobodyNamed: There are several accounts and no login was given.
        CannotRead: The password file cannot be read.
        NobodyToAsk: No password was given, and nobody answers the prompt.
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


def sign_in(args: Namespace) -> CommandSession:
    """Open the named home for the named person.

    Raises:
        Refusal: The home, the person, the password or the time is not right.
    """
    home, clock = home_of(args), clock_of(args)
    asks = not getattr(args, "clock_is_right", False)
    signed = home.sign_in(*credentials(args), clock, asks_about_clock=asks)
    opened.keep(signed)
    return CommandSession(home, signed.office, signed.keys)
