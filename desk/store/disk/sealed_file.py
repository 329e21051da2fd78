"""Encrypted files, written and read in pieces, never whole in memory.

``magic ‖ stream header ‖ sealed chunks``: libsodium's secretstream with chunks of
64 KiB (reliability.md 4.1), each bound to the magic, the last one tagged as
final, so that a truncated file is detected.
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
    """Return the length of the encrypted file for ``size`` bytes."""
    chunks = max(-(-size // CHUNK), 1)
    return HEAD + size + chunks * _MORE


class SealedWriter:
    """Writes one encrypted file, with permissions for its owner only."""

    def __init__(self, path: Path, key: bytes) -> None:
        """Create the file, which must not exist.

        Raises:
            OSError: Reading or writing failed.
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
        """Write the last chunk and flush everything to disk."""
        self._push(bytes(self._rest), _FINAL)
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()

    def close(self) -> None:
        """Close the file; without `finish` it is incomplete."""
        self._file.close()

    def _push(self, content: bytes, tag: int) -> None:
        self._file.write(
            sodium.crypto_secretstream_xchacha20poly1305_push(self._state, content, MAGIC, tag)
        )


_BINARY: Final = getattr(os, "O_BINARY", 0)  # Windows would change line ends


def read_sealed(path: Path, key: bytes) -> Iterator[bytes]:
    """Yield the content of the file at ``path``, in pieces of at most 64 KiB.

    Raises:
        FileNotFoundError: It does not exist. (Also OSError.)
        ValueError: It was altered, or was encrypted with another key.
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
