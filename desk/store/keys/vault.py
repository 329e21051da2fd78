"""The key file: one random root key, a slot per user and one for the printed recovery code.

Formats and figures: reliability.md 3. A slot's box holds the root key and, for
users, the seed of the signing key; it is bound to home, user, kind, role,
parameters and generation, so that changing any of them is detected. The
whole file is sealed with a key made from the root, which `verify` checks; a plain sum
over it tells damage before anybody typed a password.

When somebody leaves, the root is rotated: the new one is sealed to the public key of
everybody who stays (derived from her seed), so nobody has to type a password. Old
roots are kept encrypted by the new one, to open older backups.
"""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar, Final

import nacl.bindings as sodium
from argon2.low_level import Type, hash_secret_raw
from nacl.exceptions import CryptoError
from nacl.signing import SigningKey

from desk.base.errors import Refusal, Trouble
from desk.base.files import whole_file
from desk.base.shapes import JsonMapping, JsonObject
from desk.base.side_files import OWNERS_ONLY, MisshapenError, is_count, read_side_file
from desk.base.words import mark
from desk.rules.people.passwords import need_length, normal, rules
from desk.store.keys import recovery_code
from desk.store.keys.recovery_code import NotARecoveryCode
from desk.store.keys.roots import (
    NONCE_BYTES,
    ROOT_BYTES,
    Keys,
    Place,
    derived,
    kept,
    opened,
    sealed_for,
    unsealed,
)

VERSION: Final = 1
ALG: Final = "argon2id+xchacha20poly1305"
SEED_BYTES: Final = 32
SALT_BYTES: Final = 16
RECOVERY: Final = "recovery"
PASSWORD: Final = "password"  # noqa: S105 - a kind of slot
FLOOR: Final = {"t": 3, "m": 64 * 1024, "p": 1}  # 64 MiB, RFC 9106's second choice
MOST: Final = {"t": 20, "m": 1024 * 1024, "p": 16}  # a file asking for more is refused
LEAST: Final = {"t": 2, "m": 19 * 1024, "p": 1}  # OWASP; weaker ones are refused
SEAL: Final = "seal"
SUM: Final = "sum"
NEXT: Final = "next"

_COST: Final = {"t": int, "m": int, "p": int}
_BOX: Final = {"gen": is_count, "nonce": str, "box": str}
SHAPE: Final = {
    "v": int,
    "alg": str,
    "home": str,
    "training": bool,
    "generation": is_count,
    "kdf?": _COST,
    "past?": [_BOX],
    "next?": {"gen": is_count, "past": [_BOX], "sealed": [str]},
    "slots": [
        {
            "id": str,
            "kind": str,
            "role": str,
            "kdf": _COST,
            "salt": str,
            "gen": is_count,
            "pub": str,
            "nonce": str,
            "box": str,
            "sealed?": {"gen": is_count, "box": str},
        }
    ],
    "seal?": str,
    "sum?": str,  # files of before 0.2 have none
}

Entropy = Callable[[int], bytes]


class WrongPassword(Refusal):
    """Name or password does not open the home; the sentence does not say which."""

    text: ClassVar[str] = mark("The name or the password is not right.")


class KeyFileDamaged(Trouble):
    """The key file cannot be read or was tampered with."""

    needs_backup: ClassVar[bool] = True
    text: ClassVar[str] = mark(
        "The key file {name} is damaged or was changed. Nothing was changed now. "
        "Put back the copy of it from the latest backup."
    )


class NoHome(Trouble):
    """There is no home in the folder."""

    needs_backup: ClassVar[bool] = True
    text: ClassVar[str] = mark(
        "There is no complaint desk in the folder {folder}. "
        "Make a new office, or name another folder."
    )


def _b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _canonical(data: JsonMapping) -> bytes:
    return json.dumps(data, sort_keys=True, separators=(",", ":")).encode()


def _sum(data: JsonMapping) -> str:
    return hashlib.sha256(_canonical(data)).hexdigest()


def calibrated() -> dict[str, int]:
    """Return the cost parameters for the wanted opening time here, at least the minimum."""
    times = []
    for _ in range(2):
        begun = time.thread_time()  # a busy machine must not make the keys weaker
        _stretch(b"nobody", b"\0" * SALT_BYTES, FLOOR)
        times.append(time.thread_time() - begun)
    rounds = round(FLOOR["t"] * rules()["target_seconds"] / max(min(times), 1e-6))
    return {**FLOOR, "t": min(max(rounds, FLOOR["t"]), MOST["t"])}


def _stretch(secret: bytes, salt: bytes, kdf: dict[str, int]) -> bytes:
    for name in ("t", "m", "p"):
        if not LEAST[name] <= kdf[name] <= MOST[name]:
            msg = "parameters out of range"
            raise ValueError(msg)
    return hash_secret_raw(secret, salt, kdf["t"], kdf["m"], kdf["p"], 32, Type.ID)


class Vault:
    """The key file of one home."""

    def __init__(self, path: Path, data: JsonObject, entropy: Entropy) -> None:
        """Keep the parsed file."""
        self.path = path
        self._data = data
        self._entropy = entropy

    @classmethod
    def create(
        cls,
        path: Path,
        entropy: Entropy,
        *,
        is_training: bool = False,
        kdf: dict[str, int] | None = None,
    ) -> "Vault":
        """Return a new key file without slots; `save` writes it."""
        home = entropy(SALT_BYTES).hex()
        data = {
            "v": VERSION,
            "alg": ALG,
            "home": home,
            "training": is_training,
            "generation": 1,
            "kdf": dict(kdf or FLOOR),
            "past": [],
            "slots": [],
        }
        return cls(path, data, entropy)

    @classmethod
    def read(cls, path: Path, entropy: Entropy) -> "Vault":
        """Return the key file at ``path``.

        Raises:
            NoHome: The folder holds no home.
            KeyFileDamaged: It is not a valid key file.
        """
        try:
            data = read_side_file(path, SHAPE)
        except MisshapenError as error:
            raise KeyFileDamaged(name=path.name) from error
        if data is None:
            raise NoHome(folder=path.parent)
        if (
            data["v"] != VERSION
            or data["alg"] != ALG
            or data.pop(SUM, None) not in (None, _sum(data))
        ):
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
    def generation(self) -> int:
        """Return the generation of the root, from 1."""
        return int(self._data["generation"])

    @property
    def roles(self) -> dict[str, str]:
        """Return the role that each password slot was made for."""
        return {s["id"]: s["role"] for s in self._data["slots"] if s["kind"] == PASSWORD}

    @property
    def verify_keys(self) -> dict[str, str]:
        """Return the public signing key (hex) of everybody who has a password slot."""
        return {s["id"]: s["pub"] for s in self._data["slots"] if s["kind"] == PASSWORD}

    @property
    def logins(self) -> list[str]:
        """Return the logins with a password slot."""
        return [slot["id"] for slot in self._data["slots"] if slot["kind"] == PASSWORD]

    @property
    def recovery_key(self) -> str:
        """Return the public signing key (hex) of the printed code, "" when there is none."""
        slot = self._slot(RECOVERY, RECOVERY)
        return str(slot["pub"]) if slot else ""

    def save(self, path: Path | None = None) -> None:
        """Write the file atomically, by default to its own path.

        Raises:
            CannotWrite: The file could not be written; the old one is unchanged.
        """
        text = json.dumps({**self._data, SUM: _sum(self._data)}, ensure_ascii=False, indent=1)
        with whole_file(path or self.path) as draft:
            draft.write_text(text, encoding="utf-8")
            draft.chmod(OWNERS_ONLY)

    def add_user(self, login: str, role: str, password: str, root: bytes) -> SigningKey:
        """Create a slot for ``login``, replacing an old one; return the new signing key.

        Raises:
            WeakPassword: It is too short.
        """
        need_length(password)
        seed = self._entropy(SEED_BYTES)
        self._put((login, PASSWORD), role, normal(password).encode(), root + seed)
        self._seal(root)
        return SigningKey(seed)

    def slot_for(self, login: str, role: str, password: str) -> tuple[JsonObject, SigningKey]:
        """Return a slot for ``login`` that opens nothing yet, and its signing key.

        It holds no root: `take_slot` seals that for its key, once she may have it.

        Raises:
            WeakPassword: It is too short.
        """
        need_length(password)
        seed = self._entropy(SEED_BYTES)
        content = bytes(ROOT_BYTES) + seed
        slot = self._made((login, PASSWORD), role, normal(password).encode(), content)
        return slot, SigningKey(seed)

    def take_slot(self, slot: JsonMapping, root: bytes) -> None:
        """Take a slot from `slot_for` in, replacing an old one; from now on it opens the home."""
        place = Place(self.home, self.generation)
        box = sealed_for(slot["pub"], root, place)
        self._set({**slot, "sealed": {"gen": place.generation, "box": box}})
        self._seal(root)

    def change_password(self, login: str, keys: Keys, password: str) -> None:
        """Change the password of ``login``; her signing key stays.

        Raises:
            WeakPassword: It is too short.
            WrongPassword: There is no slot for her.
        """
        need_length(password)
        slot = self._slot(login, PASSWORD)
        if slot is None or keys.signing is None:
            raise WrongPassword(field="password")
        content = keys.root + keys.signing.encode()
        self._put((login, PASSWORD), slot["role"], normal(password).encode(), content)
        self._seal(keys.root)

    def remove_user(self, login: str, root: bytes) -> None:
        """Delete the slot of ``login``; she still knows the root, so rotate it afterwards."""
        slots = self._data["slots"]
        self._data["slots"] = [s for s in slots if (s["id"], s["kind"]) != (login, PASSWORD)]
        self._seal(root)

    def add_recovery(self, root: bytes) -> tuple[str, SigningKey]:
        """Make a new recovery code, replacing the old one.

        Returns:
            The code in groups of five, and its signing key.
        """
        raw, seed = self._entropy(recovery_code.BYTES), self._entropy(SEED_BYTES)
        self._put((RECOVERY, RECOVERY), RECOVERY, raw, root + seed)
        self._seal(root)
        return recovery_code.written(raw), SigningKey(seed)

    def begin_rotation(self, root: bytes, new_root: bytes) -> None:
        """Add ``new_root`` beside ``root`` to every slot; both can be opened."""
        generation = self.generation + 1
        past = [
            {"gen": gen, **kept(old, Place(self.home, gen), new_root, self._entropy)}
            for gen, old in self._roots(root)
        ]
        place = Place(self.home, generation)
        sealed = [sealed_for(slot["pub"], new_root, place) for slot in self._data["slots"]]
        self._data[NEXT] = {"gen": generation, "past": past, "sealed": sealed}
        self._seal(root)

    def finish_rotation(self, new_root: bytes) -> None:
        """Delete the old root, after the database was re-encrypted."""
        begun = self._data.pop(NEXT)
        self._data["generation"], self._data["past"] = begun["gen"], begun["past"]
        for slot, sealed in zip(self._data["slots"], begun["sealed"], strict=True):
            slot["sealed"] = {"gen": begun["gen"], "box": sealed}
        self._seal(new_root)

    def past_roots(self, root: bytes) -> dict[int, bytes]:
        """Return all roots by generation, including today's, for opening older backups."""
        return dict(self._roots(root))

    def is_sealed(self, root: bytes) -> bool:
        """Say whether the seal of the file is valid for the root."""
        seal = self._data.get(SEAL)
        return isinstance(seal, str) and hmac.compare_digest(seal, self._seal_of(root))

    def need_sealed(self, root: bytes) -> None:
        """Refuse a file that was changed since it was sealed.

        Raises:
            KeyFileDamaged: It was.
        """
        if not self.is_sealed(root):
            raise KeyFileDamaged(name=self.path.name)

    def open(self, login: str, password: str) -> Keys:
        """Return the keys of ``login``; an unknown name costs the same time.

        Raises:
            WrongPassword: Name or password is wrong.
            KeyFileDamaged: The slot was altered.
        """
        slot = self._slot(login, PASSWORD)
        if slot is None:
            self._pretend()
            raise WrongPassword(field="password")
        content = self._unwrap(slot, normal(password).encode())
        signing = SigningKey(content[ROOT_BYTES:])
        return Keys(*self._root_of(slot, content, signing))

    def open_with_recovery(self, code: str) -> Keys:
        """Return the root key by the printed code; 0/O, 1/I, 8/B, case and spaces do not matter.

        Raises:
            NotARecoveryCode: It is not the code of this home.
        """
        slot, secret = self._slot(RECOVERY, RECOVERY), recovery_code.read(code)
        if slot is None:
            raise NotARecoveryCode(field="code")
        try:
            content = self._unwrap(slot, secret)
        except WrongPassword:
            raise NotARecoveryCode(field="code") from None
        signing = SigningKey(content[ROOT_BYTES:])
        root, _, next_root = self._root_of(slot, content, signing)
        return Keys(root, None, next_root, signing)

    def _pretend(self) -> None:
        """Spend the time of opening a slot."""
        try:
            _stretch(b"nobody", b"\0" * SALT_BYTES, self._data.get("kdf") or FLOOR)
        except (KeyError, TypeError, ValueError) as error:
            raise KeyFileDamaged(name=self.path.name) from error

    def _root_of(
        self, slot: JsonObject, content: bytes, signing: SigningKey
    ) -> tuple[bytes, SigningKey, bytes | None]:
        """Return today's root, the signing key, and the root of an unfinished rotation or None."""
        try:
            root, sealed = content[:ROOT_BYTES], slot.get("sealed")
            if sealed is not None:
                root = unsealed(sealed["box"], Place(self.home, sealed["gen"]), signing)
            if (sealed or slot)["gen"] != self._data["generation"]:
                raise KeyFileDamaged(name=self.path.name)
            begun, next_root = self._data.get(NEXT), None
            if begun is not None:
                mine = begun["sealed"][self._data["slots"].index(slot)]
                next_root = unsealed(mine, Place(self.home, begun["gen"]), signing)
        except (CryptoError, AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
            raise KeyFileDamaged(name=self.path.name) from error
        return root, signing, next_root

    def _roots(self, root: bytes) -> list[tuple[int, bytes]]:
        """Return generation and root of all, oldest first.

        Raises:
            KeyFileDamaged: One cannot be decrypted.
        """
        try:
            found = [
                (int(old["gen"]), opened(old, Place(self.home, old["gen"]), root))
                for old in self._data["past"]
            ]
        except (CryptoError, KeyError, TypeError, ValueError) as error:
            raise KeyFileDamaged(name=self.path.name) from error
        return [*found, (self.generation, root)]

    def _seal_of(self, root: bytes) -> str:
        rest = {name: value for name, value in self._data.items() if name != SEAL}
        return hmac.digest(derived(root, "audit"), _canonical(rest), "sha256").hex()

    def _seal(self, root: bytes) -> None:
        self._data[SEAL] = self._seal_of(root)

    def _slot(self, name: str, kind: str) -> JsonObject | None:
        slots: list[JsonObject] = self._data["slots"]
        return next((s for s in slots if (s.get("id"), s.get("kind")) == (name, kind)), None)

    def _bound(self, slot: JsonObject) -> bytes:
        parts = [self._data["home"], self._data["training"]]
        parts += [slot[name] for name in ("id", "kind", "role", "kdf", "salt", "gen", "pub")]
        return json.dumps(parts, sort_keys=True).encode()

    def _put(self, whose: tuple[str, str], role: str, secret: bytes, content: bytes) -> None:
        self._set(self._made(whose, role, secret, content))

    def _set(self, slot: JsonObject) -> None:
        whose = slot["id"], slot["kind"]
        others = [s for s in self._data["slots"] if (s["id"], s["kind"]) != whose]
        self._data["slots"] = [*others, slot]

    def _made(self, whose: tuple[str, str], role: str, secret: bytes, content: bytes) -> JsonObject:
        name, kind = whose
        salt, nonce = self._entropy(SALT_BYTES), self._entropy(NONCE_BYTES)
        slot: JsonObject = {
            "id": name,
            "kind": kind,
            "role": role,
            "kdf": dict(self._data["kdf"]),
            "salt": _b64(salt),
            "gen": self._data["generation"],
            "pub": SigningKey(content[ROOT_BYTES:]).verify_key.encode().hex(),
        }
        box = sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(
            content, self._bound(slot), nonce, _stretch(secret, salt, slot["kdf"])
        )
        slot["nonce"], slot["box"] = _b64(nonce), _b64(box)
        return slot

    def _unwrap(self, slot: JsonObject, secret: bytes) -> bytes:
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
