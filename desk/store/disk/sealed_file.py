"""One encrypted file: written piece by piece, read piece by piece, never whole in memory.

``magic ‖ stream header ‖ sealed chunks``: libsodium's secretstream with chunks of
64 KiB (reliability.md 4.1), each bound to the magic, the last one tagged as the
last, so that a file that was cut short does not pass.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import nacl.bindings as sodium

MAGIC: Final = b"CDATT\x00\x01\n"
ALG: Final = "xchacha20poly1305-stream-64k"
KEY_BYTES: Final = sodium.crypto_secretstream_xchacha20poly1305_KEYBYTES
CHUNK: Final = 64 * 1024
_MORE: Final = sodium.crypto_secretstream_xchacha20poly1305_ABYTES
SEALED: Final = CHUNK + _MORE
_HEADER: Final = sodium.crypto_secretstream_xchacha20poly1305_HEADERBYTES
_MESSAGE: Final = sodium.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
_FINAL: Final = sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL
HEAD: Final = len(MAGIC) + _HEADER


def length_of(size: int) -> int:
    """Return how long the encrypted file of ``size`` bytes is."""
    chunks = max(-(-size // CHUNK), 1)
    return HEAD + size + chunks * _MORE


class SealedWriter:
    """Writes one encrypted file; nobody else may read it."""

    def __init__(self, path: Path, key: bytes) -> None:
        """Make the file, which must be new.

        Raises:
            OSError: The disk says no.
        """
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o600)
        self._file = os.fdopen(descriptor, "wb")
        self._state = sodium.crypto_secretstream_xchacha20poly1305_state()
        self._rest = bytearray()
        self._file.write(MAGIC)
        self._file.write(sodium.crypto_secretstream_xchacha20poly1305_init_push(self._state, key))

    def write(self, piece: bytes) -> None:
        """Write one more piece."""
        self._rest += piece
        place = 0
        while len(self._rest) - place > CHUNK:  # the last chunk, even a full one, waits
            self._push(bytes(self._rest[place : place + CHUNK]), _MESSAGE)
            place += CHUNK
        del self._rest[:place]

    def finish(self) -> None:
        """Write the last chunk and wait until everything is on the disk."""
        self._push(bytes(self._rest), _FINAL)
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()

    def close(self) -> None:
        """Let the file go; without `finish` it is not whole."""
        self._file.close()

    def _push(self, content: bytes, tag: int) -> None:
        self._file.write(
            sodium.crypto_secretstream_xchacha20poly1305_push(self._state, content, MAGIC, tag)
        )


_BINARY: Final = getattr(os, "O_BINARY", 0)  # Windows would change line ends


def read_sealed(path: Path, key: bytes) -> Iterator[bytes]:
    """Yield what the file at ``path`` holds, in pieces of 64 KiB at most.

    Raises:
        FileNotFoundError: There is none. (Also OSError.)
        ValueError: It is not as it was written, or does not belong to ``key``.
    """
    with path.open("rb") as file:
        head = file.read(HEAD)
        if len(head) != HEAD or not head.startswith(MAGIC):
            raise ValueError(path.name)
        state = sodium.crypto_secretstream_xchacha20poly1305_state()
        sodium.crypto_secretstream_xchacha20poly1305_init_pull(state, head[len(MAGIC) :], key)
        tag = _MESSAGE
        while tag != _FINAL:
            sealed = file.read(SEALED)
            if len(sealed) < _MORE:
                raise ValueError(path.name)
            try:
                piece, tag = sodium.crypto_secretstream_xchacha20poly1305_pull(state, sealed, MAGIC)
            except RuntimeError as error:  # libsodium's "does not fit"
                raise ValueError(path.name) from error
            yield piece
        if file.read(1):
            raise ValueError(path.name)
