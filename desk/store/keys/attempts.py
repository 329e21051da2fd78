"""Failed sign-ins: lockout times, and what is audited at the next sign-in.

They cannot be written to the encrypted journal while it is closed, so
they are kept in a small file beside it. It holds logins of the key file and
moments, nothing that was typed. Setting the clock back shortens no lockout:
the latest moment ever seen is used. None is longer than the longest wait, from
now on, whatever a clock said before (reliability.md 3).
"""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar, Final

from desk.base.clock import stamp
from desk.base.errors import Refusal
from desk.base.files import CannotWrite
from desk.base.side_files import (
    MisshapenError,
    is_count,
    is_moment,
    is_moment_or_blank,
    read_side_file,
    write_side_file,
)
from desk.base.words import mark
from desk.rules.people.passwords import rules, wait_after
from desk.rules.people.rights import Role

FILE: Final = "attempts.json"
SHAPE: Final = {
    "seen": is_moment_or_blank,
    "tries": {str: (is_count, is_moment)},
    "failed": [(str, is_moment)],
}
UNKNOWN: Final = "?"  # any name that has no slot; what was typed may be a password
KEPT: Final = 100


class LockedOut(Refusal):
    """Too many wrong passwords in a row."""

    text: ClassVar[str] = mark(
        "Too many wrong passwords in a row. Try again after {until}, "
        "or ask the director for a new password."
    )


class DirectorLockedOut(LockedOut):
    """Too many wrong passwords in a row, of somebody who can ask nobody above her."""

    text: ClassVar[str] = mark(
        "Too many wrong passwords in a row. Try again after {until}. Sooner only another director "
        "can give you a new password, or the printed recovery code (“Password lost…”, or "
        "“user recover”)."
    )


@dataclass
class Attempts:
    """Failed attempts since the last successful sign-in.

    Attributes:
        path: Their file.
        seen: The latest moment ever seen, as stored, or "".
        tries: Wrong passwords in a row by login.
        failed: Login and moment of each attempt not audited yet.
    """

    path: Path
    seen: str = ""
    tries: dict[str, list[Any]] = field(default_factory=dict)
    failed: list[list[str]] = field(default_factory=list)

    @classmethod
    def read(cls, folder: Path) -> "Attempts":
        """Return the attempts stored in ``folder``; an unreadable file counts as none."""
        path = folder / FILE
        try:
            data = read_side_file(path, SHAPE)
        except MisshapenError:
            data = None
        if data is None:
            return cls(path)
        return cls(path, data["seen"], data["tries"], data["failed"])

    def _bound(self, now: datetime) -> None:
        """Let nothing lie so far ahead that somebody waits longer than the longest wait from now.

        A moment further ahead comes from a clock that was wrong then, or is now.
        """
        longest = now + timedelta(seconds=rules()["longest_wait"])
        seen, tries = min(self.seen, stamp(longest)), {}
        for who, (count, at) in self.tries.items():
            latest = longest - timedelta(seconds=wait_after(count))
            tries[who] = [count, min(at, stamp(latest))]
        if (seen, tries) != (self.seen, self.tries):
            self.seen, self.tries = seen, tries
            self._save_if_possible()

    def need_open(self, login: str, now: datetime, role: str = "") -> None:
        """Refuse while ``login`` is locked out; ``role`` decides who can help.

        Raises:
            LockedOut: She is.
        """
        until = self.locked_until(login, now)
        if until is not None:
            refusal = DirectorLockedOut if role == Role.DIRECTOR else LockedOut
            raise refusal(field="password", until=f"{until:%Y-%m-%d %H:%M:%S}")

    def locked_until(self, login: str, now: datetime) -> datetime | None:
        """Return the end of the lockout of ``login``, or None."""
        count, _ = self.tries.get(login, (0, ""))
        wait = timedelta(seconds=wait_after(count))
        if not wait:
            return None
        self._bound(now)
        until = datetime.fromisoformat(self.tries[login][1]) + wait
        return until if now < until else None

    def fail(self, login: str, now: datetime) -> None:
        """Record a wrong password.

        Raises:
            CannotWrite: The file could not be written (disk full, read-only, in use).
        """
        self._bound(now)
        at = self.seen = max(self.seen, stamp(now))
        count, _ = self.tries.get(login, (0, ""))
        self.tries[login] = [count + 1, at]
        self.failed = [*self.failed, [login, at]][-KEPT:]
        self._save()

    def forgive(self, login: str) -> None:
        """Clear the attempts of ``login``: she signed in, or got a new password."""
        if self.tries.pop(login, None) is not None:
            self._save_if_possible()

    def told(self) -> None:
        """Clear the attempts that were audited."""
        if self.failed:
            self.failed = []
            self._save_if_possible()

    def _save_if_possible(self) -> None:
        """Save what makes nothing harder for anybody: a full disk keeps nobody out for it."""
        with suppress(CannotWrite):
            self._save()

    def _save(self) -> None:
        data = {"seen": self.seen, "tries": self.tries, "failed": self.failed}
        write_side_file(self.path, data)
