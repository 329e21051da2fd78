"""The envelope of a packet: a signed header in the clear, a body sealed for its addressees.

``magic ‖ length ‖ header ‖ stream header ‖ {length ‖ chunk}* ‖ 0 ‖ signature``;
see docs/packet-format.md. The signature covers every byte before it and is
checked before anything is decrypted; the header's hash is the associated data
of every chunk, so a body cannot be moved under another header.
"""

import hashlib
import json
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final

import nacl.bindings as sodium
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.signing import SigningKey, VerifyKey

from desk.rules.record.packet_refusals import NotAPacket, PacketDamaged

MAGIC: Final = b"CDPKT\x00\x01\n"
CONTEXT: Final = b"complaint-desk packet 1\x00"
FORMAT: Final = 1
CHUNK: Final = 64 * 1024
SEALED_CHUNK: Final = CHUNK + sodium.crypto_secretstream_xchacha20poly1305_ABYTES
MOST_HEADER: Final = 1 << 20
MOST_RECORD: Final = 64 << 20
PAGE: Final = b"P"  # a page of acts
ATTACHMENT: Final = b"A"  # a piece of an attachment: 32 bytes of its hash, then content
_STREAM: Final = sodium.crypto_secretstream_xchacha20poly1305_HEADERBYTES
_MESSAGE: Final = sodium.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
_FINAL: Final = sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL
_SIGNATURE: Final = 64

Entropy = Callable[[int], bytes]
Record = tuple[bytes, bytes]


def header_bytes(header: Mapping[str, Any]) -> bytes:
    """Return a header as it is written: one line of JSON, sorted, ASCII."""
    return json.dumps(header, sort_keys=True, separators=(",", ":")).encode()


class PacketWriter:
    """Writes one packet, record by record.

    Attributes:
        digest: BLAKE2b-256 over the whole file in hex, once it is finished.
    """

    def __init__(
        self,
        file: BinaryIO,
        header: Mapping[str, Any],
        key: SigningKey,
        addressees: Sequence[bytes],
        entropy: Entropy = secrets.token_bytes,
    ) -> None:
        """Write the header; ``addressees`` are their public X25519 keys."""
        self._file, self._key = file, key
        content = entropy(sodium.crypto_secretstream_xchacha20poly1305_KEYBYTES)
        sealed = {
            to.hex(): SealedBox(PublicKey(to)).encrypt(content).hex() for to in sorted(addressees)
        }
        text = header_bytes({**header, "format": FORMAT, "key": _public(key).hex(), "to": sealed})
        self._digest = hashlib.blake2b(digest_size=64)
        self._whole = hashlib.blake2b(digest_size=32)
        head = MAGIC + len(text).to_bytes(4) + text
        self._bound = hashlib.blake2b(head, digest_size=32).digest()
        self._put(head)
        self._state = sodium.crypto_secretstream_xchacha20poly1305_state()
        self._put(sodium.crypto_secretstream_xchacha20poly1305_init_push(self._state, content))
        self._rest = bytearray()
        self.digest = ""

    def write(self, kind: bytes, content: bytes) -> None:
        """Write one record of at most ``MOST_RECORD`` bytes."""
        self._rest += kind + len(content).to_bytes(4)
        self._rest += content
        place = 0
        while len(self._rest) - place > CHUNK:
            self._push(bytes(self._rest[place : place + CHUNK]), _MESSAGE)
            place += CHUNK
        del self._rest[:place]

    def finish(self) -> None:
        """Write the last chunk and the signature."""
        self._push(bytes(self._rest), _FINAL)
        self._put(bytes(4))
        self._put(self._key.sign(CONTEXT + self._digest.digest()).signature)
        self.digest = self._whole.hexdigest()

    def _push(self, content: bytes, tag: int) -> None:
        sealed = sodium.crypto_secretstream_xchacha20poly1305_push(
            self._state, content, self._bound, tag
        )
        self._put(len(sealed).to_bytes(4))
        self._put(sealed)

    def _put(self, part: bytes) -> None:
        self._digest.update(part)
        self._whole.update(part)
        self._file.write(part)


def _public(key: SigningKey) -> bytes:
    return key.verify_key.encode()


@dataclass(frozen=True)
class Packet:
    """A packet whose signature holds.

    Attributes:
        path: Its path.
        header: Its plain-text header.
        digest: BLAKE2b-256 over the whole file, hex.
    """

    path: Path
    header: dict[str, Any]
    digest: str

    @property
    def sender(self) -> str:
        """Return the sender's workstation id."""
        return str(self.header["sender"])

    @property
    def number(self) -> int:
        """Return its number."""
        return int(self.header["number"])

    def is_for(self, key: PrivateKey) -> bool:
        """Say whether it is encrypted for the owner of ``key``."""
        return bytes(key.public_key).hex() in self.header["to"]

    def records(self, key: PrivateKey) -> Iterator[Record]:
        """Yield its decrypted records.

        Raises:
            PacketDamaged: A chunk does not decrypt, or the body ends early.
        """
        try:
            yield from _records(self._chunks(key))
        except (CryptoError, KeyError, OSError, RuntimeError, TypeError, ValueError) as error:
            raise PacketDamaged(name=self.path.name) from error

    def _chunks(self, key: PrivateKey) -> Iterator[bytes]:
        content = SealedBox(key).decrypt(
            bytes.fromhex(self.header["to"][bytes(key.public_key).hex()])
        )
        with self.path.open("rb") as file:
            head, _ = _read_head(file)
            bound = hashlib.blake2b(head, digest_size=32).digest()
            state = sodium.crypto_secretstream_xchacha20poly1305_state()
            sodium.crypto_secretstream_xchacha20poly1305_init_pull(
                state, _exactly(file, _STREAM), content
            )
            tag = _MESSAGE
            while tag != _FINAL:
                size = int.from_bytes(_exactly(file, 4))
                chunk, tag = sodium.crypto_secretstream_xchacha20poly1305_pull(
                    state, _exactly(file, min(size, SEALED_CHUNK)), bound
                )
                yield chunk


def _records(chunks: Iterator[bytes]) -> Iterator[Record]:
    rest = bytearray()
    for chunk in chunks:
        rest += chunk
        while len(rest) >= 5:  # noqa: PLR2004 - kind and length
            size = int.from_bytes(rest[1:5])
            if size > MOST_RECORD:
                raise ValueError(size)
            if len(rest) < 5 + size:
                break
            yield bytes(rest[:1]), bytes(rest[5 : 5 + size])
            del rest[: 5 + size]
    if rest:
        raise ValueError(len(rest))


def open_packet(path: Path) -> Packet:
    """Return the packet at ``path`` after its signature was checked; nothing is decrypted.

    Raises:
        NotAPacket: It is another kind of file, or cannot be read.
        PacketDamaged: The signature does not match.
    """
    try:
        with path.open("rb") as file:
            if _exactly(file, len(MAGIC)) != MAGIC:
                raise NotAPacket(name=path.name)
            file.seek(0)
            return _checked(path, file)
    except OSError as error:
        raise NotAPacket(name=path.name) from error
    except (CryptoError, EOFError, KeyError, RecursionError, TypeError, ValueError) as error:
        raise PacketDamaged(name=path.name) from error


def _checked(path: Path, file: BinaryIO) -> Packet:
    head, header = _read_head(file)
    digest = hashlib.blake2b(head, digest_size=64)
    whole = hashlib.blake2b(head, digest_size=32)

    def take(size: int) -> bytes:
        part = _exactly(file, size)
        digest.update(part)
        whole.update(part)
        return part

    take(_STREAM)
    while size := int.from_bytes(take(4)):
        if size > SEALED_CHUNK:
            raise ValueError(size)
        take(size)
    signature = _exactly(file, _SIGNATURE)
    if file.read(1):
        raise ValueError(header)
    VerifyKey(bytes.fromhex(header["key"])).verify(CONTEXT + digest.digest(), signature)
    whole.update(signature)
    return Packet(path, header, whole.hexdigest())


_TYPES: Final = {
    "format": int,
    "sender": str,
    "epoch": str,
    "number": int,
    "key": str,
    "to": dict,
    "prev": str,
    "heads": dict,
    "counts": dict,
    "schema": int,
    "min_schema": int,
    "made_at": str,
    "attachments": list,
}


def _read_head(file: BinaryIO) -> tuple[bytes, dict[str, Any]]:
    """Return the bytes up to the end of the header, and the header."""
    start = _exactly(file, len(MAGIC) + 4)
    size = int.from_bytes(start[len(MAGIC) :])
    if start[: len(MAGIC)] != MAGIC or size > MOST_HEADER:
        raise ValueError(size)
    text = _exactly(file, size)
    header: dict[str, Any] = json.loads(text)
    for name, kind in _TYPES.items():
        if not isinstance(header[name], kind):
            raise TypeError(name)
    return start + text, header


def _exactly(file: BinaryIO, size: int) -> bytes:
    part = file.read(size)
    if len(part) != size:
        raise EOFError(size)
    return part
