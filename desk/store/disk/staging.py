"""Staging attachment contents: written in pieces and verified by reading back."""

import hashlib
import hmac
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from desk.base.resources import read_toml
from desk.base.system import removed
from desk.base.system_trouble import reason_of
from desk.rules.case.attachments import HEAD
from desk.store.disk.sealed_file import ALG, KEY_BYTES, SealedWriter, read_sealed
from desk.store.troubles import DiskTrouble

FOLDER: Final = "attachments"
PART: Final = ".part"
IN_DATABASE: Final = "database"
_LIES: Final = "what was read back is not what was written"


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """How the content of a file is stored.

    Attributes:
        hash: SHA-256, hex.
        size: In bytes.
        alg: `IN_DATABASE`, or the encryption of the file.
        name: Of the file, or "".
        key: Its key, or None.
    """

    hash: str
    size: int
    alg: str
    name: str
    key: bytes | None


@dataclass(frozen=True, slots=True)
class Staged:
    """Staged content, verified by reading back, not yet recorded in a row.

    Attributes:
        content: How it will be stored.
        head: Its first bytes.
        body: All of it if small, else None.
        part: The file without its name, or None.
    """

    content: Content
    head: bytes
    body: bytes | None
    part: Path | None

    def discard(self) -> None:
        """Delete the nameless file."""
        if self.part is not None:
            with suppress(OSError):
                removed(self.part, missing_ok=True)


class Intake:
    """Stages content in pieces; holds in memory one chunk, or small contents as a whole."""

    def __init__(self, home: Path) -> None:
        """Start empty, for the home in this folder."""
        self._folder = home / FOLDER
        self._digest = hashlib.sha256()
        self._small = bytearray()
        self._head = b""
        self._writer: SealedWriter | None = None
        self._part: Path | None = None
        self._key = b""
        self.size = 0

    def take(self, piece: bytes) -> None:
        """Stage the next piece.

        Raises:
            DiskTrouble: Writing failed; nothing staged is left.
        """
        self._digest.update(piece)
        self.size += len(piece)
        if len(self._head) < HEAD:
            self._head += piece[: HEAD - len(self._head)]
        if self._writer is None:
            self._small += piece
            if len(self._small) <= read_toml("attachments.toml")["in_database"]:
                return
            piece = bytes(self._small)
            self._small.clear()
        with self._disk():
            self._file().write(piece)

    def end(self) -> Staged:
        """Return the staged content, after verifying it.

        Raises:
            DiskTrouble: Writing failed or reading back gave other bytes; nothing staged is left.
        """
        digest = self._digest.hexdigest()
        if self._writer is None:
            content = Content(hash=digest, size=self.size, alg=IN_DATABASE, name="", key=None)
            return Staged(content, self._head, bytes(self._small), None)
        with self._disk():
            self._writer.finish()
            self._read_back(digest)
        content = Content(
            hash=digest, size=self.size, alg=ALG, name=name_of(self._key, digest), key=self._key
        )
        return Staged(content, self._head, None, self._part)

    def discard(self) -> None:
        """Delete everything staged."""
        if self._writer is not None:
            with suppress(OSError):
                self._writer.close()
        if self._part is not None:
            with suppress(OSError):
                removed(self._part, missing_ok=True)

    def _file(self) -> SealedWriter:
        if self._writer is None:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            self._key = secrets.token_bytes(KEY_BYTES)
            self._part = self._folder / f"{secrets.token_hex(16)}{PART}"
            self._writer = SealedWriter(self._part, self._key)
        return self._writer

    def _read_back(self, digest: str) -> None:
        again = hashlib.sha256()
        try:
            for piece in read_sealed(self._part or self._folder, self._key):
                again.update(piece)
        except ValueError:
            again = hashlib.sha256()
        if again.hexdigest() != digest:
            raise OSError(0, _LIES)

    def _disk(self) -> "_Disk":
        return _Disk(self)


@dataclass(frozen=True, slots=True)
class _Disk:
    """Turns disk errors into refusals, and deletes what was staged."""

    intake: Intake

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(self, kind: object, error: BaseException | None, _where: object) -> None:
        """End; on an error delete the staged content."""
        if error is not None:
            self.intake.discard()
        if isinstance(error, OSError):
            raise DiskTrouble(reason=reason_of(error)) from error


def name_of(key: bytes, digest: str) -> str:
    """Return the name of the file with this ``key`` and content ``digest``."""
    return hmac.digest(key, bytes.fromhex(digest), "sha256").hex()
