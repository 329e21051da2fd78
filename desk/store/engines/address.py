"""The address of a home's database on a server: the URL, and the encrypted password.

The file ``server.json`` is beside the key file. The URL is in plain text
and bound to the encrypted part, so that nobody can point a home at another server;
the password and the home's own secret are encrypted with the store key.
"""

import base64
import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar, Final

import nacl.bindings as sodium
from nacl.exceptions import CryptoError

from desk.base.errors import Refusal
from desk.base.files import whole_file
from desk.base.shapes import Payload
from desk.base.words import mark
from desk.store.keys.roots import NONCE_BYTES
from desk.store.troubles import Damaged

FILE: Final = "server.json"
VERSION: Final = 1
SECRET_BYTES: Final = 32
SCHEMES: Final = ("postgresql", "postgres")
HERE: Final = ("localhost", "127.0.0.1", "::1")
CHECKED: Final = ("verify-full", "verify-ca")
ELSEWHERE: Final = ("hostaddr", "service", "password")  # what would lead past the checks


class BadAddress(Refusal):
    """The URL names no database that the desk can use."""

    text: ClassVar[str] = mark(
        "“{url}” is no address of a PostgreSQL database ({reason}). Write it like "
        "postgresql://desk@127.0.0.1/desk, with host, person and database, without the password."
    )


class OpenLine(Refusal):
    """The line to the server could be read, or the server could be another one."""

    text: ClassVar[str] = mark(
        "The line to {host} is not sealed. Over a network the desk speaks only to a server whose "
        "certificate it can check: add ?sslmode=verify-full&sslrootcert=FILE to the address."
    )


class OnServer(Refusal):
    """What is asked for is done with a database in the home, not with one on a server."""

    text: ClassVar[str] = mark(
        "The database of this home is on a server. Nothing was changed. To go back to a backup, "
        "restore it into a new folder with “restore”, and move that to an empty database with "
        "“database move”."
    )


@dataclass(frozen=True, slots=True)
class Address:
    """A database on a server.

    Attributes:
        url: Without the password.
        passwords: The valid one; while it is being changed, also the previous one.
        secret: Encrypts what must not be readable on the server.
    """

    url: str
    passwords: tuple[str, ...]
    secret: bytes

    def with_passwords(self, *passwords: str) -> "Address":
        """Return a copy with these passwords."""
        return replace(self, passwords=passwords)


def need_good_address(url: str, parts: Payload) -> None:
    """Refuse an incomplete URL, one with forbidden options, or one without encryption.

    Args:
        url: The URL.
        parts: The parts of the URL as parsed by the driver.

    Raises:
        BadAddress: A part is missing or not allowed.
        OpenLine: The server is another computer and the connection is not encrypted.
    """
    wrong: list[str] = [name for name in ELSEWHERE if name in parts]
    wrong += [name for name in ("host", "user", "dbname") if not parts.get(name)]
    if wrong or not url.startswith(tuple(f"{scheme}://" for scheme in SCHEMES)):
        raise BadAddress(url=url.partition("?")[0], reason=", ".join(wrong) or "postgresql://")
    for host in str(parts["host"]).split(","):
        is_here = host in HERE or host.startswith("/")
        if not is_here and parts.get("sslmode") not in CHECKED:
            raise OpenLine(host=host)


def new_address(url: str, password: str) -> Address:
    """Return the address of a home's own database, with a new secret."""
    return Address(url, (password,), sodium.randombytes(SECRET_BYTES))


def is_on_server(folder: Path) -> bool:
    """Say whether the database of the home in ``folder`` is on a server."""
    return (folder / FILE).is_file()


def write_address(folder: Path, address: Address, key: bytes) -> None:
    """Write the address of the database.

    Raises:
        CannotWrite: The file could not be written; the old one is unchanged.
    """
    nonce = sodium.randombytes(NONCE_BYTES)
    content = json.dumps({"passwords": address.passwords, "secret": address.secret.hex()})
    box = sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(
        content.encode(), _bound(address.url), nonce, key
    )
    told = {"v": VERSION, "url": address.url, "nonce": _b64(nonce), "box": _b64(box)}
    with whole_file(folder / FILE) as draft:
        draft.write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")


def read_address(folder: Path, key: bytes) -> Address:
    """Return the address of the database.

    Raises:
        Damaged: The file cannot be decrypted with ``key``, or was altered.
    """
    try:
        told = json.loads((folder / FILE).read_text(encoding="utf-8"))
        nonce, box = (base64.b64decode(told[name], validate=True) for name in ("nonce", "box"))
        content = json.loads(
            sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(box, _bound(told["url"]), nonce, key)
        )
        secret = bytes.fromhex(content["secret"])
        return Address(told["url"], tuple(content["passwords"]), secret)
    except (OSError, CryptoError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise Damaged(name=FILE) from error


def _bound(url: str) -> bytes:
    return f"{FILE} {VERSION} {url}".encode()


def _b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
