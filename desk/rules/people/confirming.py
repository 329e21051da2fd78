"""Asking for the password again before irreversible commands."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from desk.base.errors import Refusal
from desk.base.words import mark
from desk.rules.people.passwords import rules


class PasswordAgain(Refusal):
    """The password must be typed once more."""

    text: ClassVar[str] = mark(
        "This needs your password once more, because it cannot be taken back. "
        "Type it, then do it again."
    )


@dataclass
class Confirmation:
    """When the signed-in person last typed her password.

    Attributes:
        check: Refuses a wrong password.
        at: When she typed it.
    """

    check: Callable[[str], object]
    at: datetime

    def need(self, deed: str, now: datetime) -> None:
        """Refuse a grave ``deed`` unless the password was typed recently.

        Raises:
            PasswordAgain: It was not typed recently, or the clock was set back since.
        """
        limits = rules()
        if deed not in limits["again_for"]:
            return
        if not timedelta(0) <= now - self.at <= timedelta(minutes=limits["again_minutes"]):
            raise PasswordAgain(field="password")

    def confirm(self, password: str, now: datetime) -> None:
        """Check the password again and remember the time.

        Raises:
            WrongPassword: It is wrong.
            LockedOut: Too many wrong attempts.
        """
        self.check(password)
        self.at = now
