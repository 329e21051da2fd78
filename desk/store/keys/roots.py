"""The root key: deriving keys from it, and passing on a new one."""

import base64
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import nacl.bindings as sodium
from nacl.public import SealedBox
from nacl.signing import SigningKey, VerifyKey

ROOT_BYTES: Final = 32
NONCE_BYTES: Final = 24


class Place(NamedTuple):
    """The binding of a sealed root: the home's id and the root's generation."""

    home: str
    generation: int

    @property
    def bound(self) -> bytes:
        """Return the associated data that binds a sealed root to home and generation."""
        return f"{self.home} {self.generation}".encode()


def derived(root: bytes, purpose: str) -> bytes:
    """Derive the 32-byte key for ``purpose`` from ``root``."""
    return hmac.digest(root, purpose.encode() + b"\x01", "sha256")  # HKDF-Expand


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys in an opened slot.

    Attributes:
        root: The home's root key; all others are derived from it.
        signing: The user's own signing key; None for the recovery code.
        next_root: The new root of an unfinished rotation, or None.
        recovery: The recovery code's signing key, if that opened the home.
    """

    root: bytes
    signing: SigningKey | None
    next_root: bytes | None = None
    recovery: SigningKey | None = None

    def derive(self, purpose: str) -> bytes:
        """Return the 32-byte key for ``purpose`` ("store", "attachments", "index", "audit")."""
        return derived(self.root, purpose)


def sealed_for(public: str, root: bytes, place: Place) -> str:
    """Seal ``root`` for the owner of the signing key ``public`` (hex)."""
    key = VerifyKey(bytes.fromhex(public)).to_curve25519_public_key()
    box = SealedBox(key).encrypt(root + place.bound)
    return base64.b64encode(box).decode()


def unsealed(box: str, place: Place, signing: SigningKey) -> bytes:
    """Return the root sealed for the owner of ``signing``.

    Raises:
        CryptoError: It was not sealed for her, or was altered.
        ValueError: It was sealed for another home or generation.
    """
    private = signing.to_curve25519_private_key()
    content = SealedBox(private).decrypt(base64.b64decode(box, validate=True))
    if content[ROOT_BYTES:] != place.bound:
        msg = "sealed for another home or generation"
        raise ValueError(msg)
    return content[:ROOT_BYTES]


def kept(old: bytes, place: Place, root: bytes, entropy: Callable[[int], bytes]) -> dict[str, str]:
    """Encrypt the ``old`` root with ``root``, for opening older backups."""
    nonce = entropy(NONCE_BYTES)
    box = sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(
        old, place.bound, nonce, derived(root, "past")
    )
    return {name: base64.b64encode(raw).decode() for name, raw in (("nonce", nonce), ("box", box))}


def opened(locked: Mapping[str, Any], place: Place, root: bytes) -> bytes:
    """Decrypt an old root from `kept`.

    Raises:
        CryptoError: It was encrypted with another root, or altered.
    """
    box, nonce = (base64.b64decode(locked[name]) for name in ("box", "nonce"))
    return sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(
        box, place.bound, nonce, derived(root, "past")
    )
