"""Wrong passwords: how long somebody waits, and what the audit log is told at the next sign-in.

They cannot be written into the encrypted journal while nobody has opened it, so
they wait in a small file beside it. It holds login names of the key file and
moments, nothing that was typed. A clock that is turned back shortens nothing:
the latest moment ever seen counts.
"""

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar, Final

from desk.base.clock import stamp
from desk.base.errors import Refusal
from desk.base.files import whole_file
from desk.base.words import mark
from desk.rules.people.passwords import wait_after

FILE: Final = "attempts.json"
UNKNOWN: Final = "?"  # any name that has no slot; what was typed may be a password
KEPT: Final = 100


class LockedOut(Refusal):
    """Too many wrong passwords in a row."""

    text: ClassVar[str] = mark(
        "Too many wrong passwords in a row. Try again after {until}, "
        "or ask the director for a new password."
    )


@dataclass
class Attempts:
    """The wrong passwords since the last right one.

    Attributes:
        path: Where they are kept.
        seen: The latest moment ever seen, as stored, or "".
        tries: Wrong passwords in a row by login.
        failed: Login and moment of each that the audit log does not know yet.
    """

    path: Path
    seen: str = ""
    tries: dict[str, list[Any]] = field(default_factory=dict)
    failed: list[list[str]] = field(default_factory=list)

    @classmethod
    def read(cls, folder: Path) -> "Attempts":
        """Return what is kept in ``folder``; a file that cannot be read counts as none."""
        path = folder / FILE
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            return cls(path, str(data["seen"]), dict(data["tries"]), list(data["failed"]))
        except (OSError, ValueError, KeyError, TypeError):
            return cls(path)

    def _now(self, now: datetime) -> str:
        self.seen = max(self.seen, stamp(now))
        return self.seen

    def need_open(self, login: str, now: datetime) -> None:
        """Refuse while ``login`` has to wait.

        Raises:
            LockedOut: She has.
        """
        until = self.locked_until(login, now)
        if until is not None:
            raise LockedOut(field="password", until=until)

    def locked_until(self, login: str, now: datetime) -> datetime | None:
        """Return until when ``login`` has to wait, or None."""
        count, last = self.tries.get(login, (0, ""))
        if not count:
            return None
        until = datetime.fromisoformat(last) + timedelta(seconds=wait_after(count))
        return until if self._now(now) < stamp(until) else None

    def fail(self, login: str, now: datetime) -> None:
        """Take down a wrong password.

        Raises:
            CannotWrite: The disk says no.
        """
        at = self._now(now)
        count, _ = self.tries.get(login, (0, ""))
        self.tries[login] = [count + 1, at]
        self.failed = [*self.failed, [login, at]][-KEPT:]
        self._save()

    def forgive(self, login: str) -> None:
        """Forget the wrong passwords of ``login``: she was let in, or got a new one."""
        if self.tries.pop(login, None) is not None:
            self._save()

    def told(self) -> None:
        """Forget what the audit log knows now."""
        if self.failed:
            self.failed = []
            self._save()

    def _save(self) -> None:
        data = {"seen": self.seen, "tries": self.tries, "failed": self.failed}
        with whole_file(self.path) as draft:
            draft.write_text(json.dumps(data), encoding="utf-8")
