"""The key file: one random root key, a slot per user and one for the printed recovery code.

Formats and figures: reliability.md 3. A slot's box holds the root key and, for
users, the seed of the signing key; it is bound to home, user, kind, role,
parameters and generation, so that none of them can be changed unnoticed.
"""

import base64
import hashlib
import hmac
import json
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Final

import nacl.bindings as sodium
from argon2.low_level import Type, hash_secret_raw
from nacl.exceptions import CryptoError
from nacl.signing import SigningKey

from desk.base.errors import Refusal
from desk.base.files import whole_file
from desk.base.words import mark

VERSION: Final = 1
ALG: Final = "argon2id+xchacha20poly1305"
ROOT_BYTES: Final = 32
SEED_BYTES: Final = 32
SALT_BYTES: Final = 16
NONCE_BYTES: Final = 24
RECOVERY_BYTES: Final = 19  # with one check byte exactly 32 letters: every wrong letter shows
RECOVERY: Final = "recovery"
PASSWORD: Final = "password"  # noqa: S105 - a kind of slot
FLOOR: Final = {"t": 3, "m": 64 * 1024, "p": 1}  # 64 MiB, RFC 9106's second choice
MOST: Final = {"t": 20, "m": 1024 * 1024, "p": 16}  # a file asking for more is refused
LEAST: Final = {"t": 2, "m": 19 * 1024, "p": 1}  # OWASP; weaker ones are refused
SHORTEST_PASSWORD: Final = 12

Entropy = Callable[[int], bytes]


class WrongPassword(Refusal):
    """Name or password does not open the home; the sentence does not say which."""

    text: ClassVar[str] = mark("The name or the password is not right.")


class WeakPassword(Refusal):
    """A password that is too easily guessed."""

    text: ClassVar[str] = mark(
        "The password needs at least {least} characters. "
        "Four words that do not belong together are good."
    )


class NotARecoveryCode(Refusal):
    """What was typed is no recovery code of this home."""

    text: ClassVar[str] = mark(
        "This is not the recovery code of this office. "
        "Check each group of letters on the printed sheet."
    )


class KeyFileDamaged(Refusal):
    """The key file cannot be read or was tampered with."""

    text: ClassVar[str] = mark(
        "The key file {name} is damaged or was changed. Nothing was changed now. "
        "Put back the copy of it from the latest backup."
    )


class NoHome(Refusal):
    """There is no home in the folder."""

    text: ClassVar[str] = mark(
        "There is no complaint desk in the folder {folder}. "
        "Make one with “init”, or name another folder."
    )


@dataclass(frozen=True, slots=True)
class Keys:
    """What an opened slot gives.

    Attributes:
        root: The home's root key; all others are derived from it.
        signing: The user's own signing key; None for the recovery code.
    """

    root: bytes
    signing: SigningKey | None

    def derive(self, purpose: str) -> bytes:
        """Return the 32-byte key for ``purpose`` ("store", "attachments", "index", "audit")."""
        return hmac.digest(self.root, purpose.encode() + b"\x01", "sha256")  # HKDF-Expand


def _b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _normal(password: str) -> bytes:
    """Return a password as it is hashed: full-width typing opens the same slot."""
    return unicodedata.normalize("NFKC", password).encode()


def _stretch(secret: bytes, salt: bytes, kdf: dict[str, int]) -> bytes:
    for name in ("t", "m", "p"):
        if not LEAST[name] <= kdf[name] <= MOST[name]:
            msg = "parameters out of range"
            raise ValueError(msg)
    return hash_secret_raw(secret, salt, kdf["t"], kdf["m"], kdf["p"], 32, Type.ID)


class Vault:
    """The key file of one home."""

    def __init__(self, path: Path, data: dict[str, Any], entropy: Entropy) -> None:
        """Keep what was read."""
        self.path = path
        self._data = data
        self._entropy = entropy

    @classmethod
    def create(cls, path: Path, entropy: Entropy, *, is_training: bool = False) -> "Vault":
        """Return a new key file without slots; `save` writes it."""
        home = entropy(SALT_BYTES).hex()
        data = {
            "v": VERSION,
            "alg": ALG,
            "home": home,
            "training": is_training,
            "generation": 1,
            "slots": [],
        }
        return cls(path, data, entropy)

    @classmethod
    def read(cls, path: Path, entropy: Entropy) -> "Vault":
        """Return the key file at ``path``.

        Raises:
            NoHome: There is none.
            KeyFileDamaged: It is no key file of this program.
        """
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise NoHome(folder=path.parent) from None
        except (OSError, ValueError) as error:
            raise KeyFileDamaged(name=path.name) from error
        if not isinstance(data, dict) or data.get("v") != VERSION or data.get("alg") != ALG:
            raise KeyFileDamaged(name=path.name)
        if not {"home", "training", "generation", "slots"} <= data.keys():
            raise KeyFileDamaged(name=path.name)
        slots = data["slots"]
        if not isinstance(slots, list) or not all(isinstance(slot, dict) for slot in slots):
            raise KeyFileDamaged(name=path.name)
        return cls(path, data, entropy)

    @property
    def home(self) -> str:
        """Return the home's id."""
        return str(self._data["home"])

    @property
    def is_training(self) -> bool:
        """Say whether this is a training home, where today may be moved."""
        return bool(self._data["training"])

    @property
    def logins(self) -> list[str]:
        """Return who has a password slot."""
        return [slot["id"] for slot in self._data["slots"] if slot["kind"] == PASSWORD]

    def save(self) -> None:
        """Write the file whole.

        Raises:
            CannotWrite: The disk says no; the old file stands.
        """
        text = json.dumps(self._data, ensure_ascii=False, indent=1)
        with whole_file(self.path) as draft:
            draft.write_text(text, encoding="utf-8")

    def add_user(self, login: str, role: str, password: str, root: bytes) -> SigningKey:
        """Give ``login`` a slot, replacing an old one; return the new signing key.

        Raises:
            WeakPassword: It is too short.
        """
        if len(unicodedata.normalize("NFKC", password)) < SHORTEST_PASSWORD:
            raise WeakPassword(field="password", least=SHORTEST_PASSWORD)
        seed = self._entropy(SEED_BYTES)
        self._put(login, PASSWORD, role, _normal(password), root + seed)
        return SigningKey(seed)

    def add_recovery(self, root: bytes) -> str:
        """Make a new recovery code, replacing the old one; return it in groups of five."""
        raw = self._entropy(RECOVERY_BYTES)
        self._put(RECOVERY, RECOVERY, RECOVERY, raw, root)
        code = base64.b32encode(raw + hashlib.sha256(raw).digest()[:1]).decode()
        return "-".join(code[place : place + 5] for place in range(0, len(code), 5))

    def open(self, login: str, password: str) -> Keys:
        """Return the keys of ``login``; an unknown name costs the same time.

        Raises:
            WrongPassword: Name or password is wrong.
            KeyFileDamaged: The slot was tampered with.
        """
        slot = self._slot(login, PASSWORD)
        if slot is None:
            _stretch(b"nobody", b"\0" * SALT_BYTES, FLOOR)
            raise WrongPassword(field="password")
        content = self._unwrap(slot, _normal(password))
        return Keys(content[:ROOT_BYTES], SigningKey(content[ROOT_BYTES:]))

    def open_with_recovery(self, code: str) -> Keys:
        """Return the root key by the printed code; 0/O, 1/I, 8/B, case and spaces are forgiven.

        Raises:
            NotARecoveryCode: It is not the code of this home.
        """
        letters = code.upper().translate(str.maketrans("018", "OIB"))
        letters = "".join(char for char in letters if char.isalnum())
        slot = self._slot(RECOVERY, RECOVERY)
        try:
            raw = base64.b32decode(letters)
        except ValueError:
            raise NotARecoveryCode(field="code") from None
        secret, check = raw[:-1], raw[-1:]
        if slot is None or hashlib.sha256(secret).digest()[:1] != check:
            raise NotARecoveryCode(field="code")
        try:
            return Keys(self._unwrap(slot, secret), None)
        except WrongPassword:
            raise NotARecoveryCode(field="code") from None

    def _slot(self, name: str, kind: str) -> dict[str, Any] | None:
        slots: list[dict[str, Any]] = self._data["slots"]
        return next((s for s in slots if (s.get("id"), s.get("kind")) == (name, kind)), None)

    def _bound(self, slot: dict[str, Any]) -> bytes:
        parts = [self._data["home"], self._data["training"]]
        parts += [slot[name] for name in ("id", "kind", "role", "kdf", "salt", "gen")]
        return json.dumps(parts, sort_keys=True).encode()

    def _put(self, name: str, kind: str, role: str, secret: bytes, content: bytes) -> None:
        salt, nonce = self._entropy(SALT_BYTES), self._entropy(NONCE_BYTES)
        slot: dict[str, Any] = {
            "id": name,
            "kind": kind,
            "role": role,
            "kdf": dict(FLOOR),
            "salt": _b64(salt),
            "gen": self._data["generation"],
        }
        box = sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(
            content, self._bound(slot), nonce, _stretch(secret, salt, slot["kdf"])
        )
        slot["nonce"], slot["box"] = _b64(nonce), _b64(box)
        others = [s for s in self._data["slots"] if (s["id"], s["kind"]) != (name, kind)]
        self._data["slots"] = [*others, slot]

    def _unwrap(self, slot: dict[str, Any], secret: bytes) -> bytes:
        try:
            bound = self._bound(slot)
            salt, nonce, box = (
                base64.b64decode(slot[name], validate=True) for name in ("salt", "nonce", "box")
            )
            key = _stretch(secret, salt, slot["kdf"])
        except (KeyError, TypeError, ValueError) as error:
            raise KeyFileDamaged(name=self.path.name) from error
        try:
            return sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(box, bound, nonce, key)
        except (CryptoError, TypeError, ValueError):
            raise WrongPassword(field="password") from None
