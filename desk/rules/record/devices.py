"""Workstations, and the fingerprint that two people compare aloud."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from desk.base.resources import read_toml
from desk.base.words import in_language

CARD: Final = "complaint-desk-card"
BRANCH: Final = "branch"
HEAD_OFFICE: Final = "head_office"
FINGERPRINT_WORDS: Final = 16
KEY_HEX: Final = 64


@dataclass(frozen=True, slots=True)
class Device:
    """A workstation.

    Attributes:
        id: Code of its office and its letter, e.g. "0101-A".
        office: Code of its office.
        name: Name of its office, as printed.
        role: "branch" or "head_office".
        sign_key: Public Ed25519 key, hex.
        box_key: Public X25519 key, hex.
        is_trusted: A director has confirmed its keys.
        revoked: Last numbers that count, by epoch; None while it is not revoked.
    """

    id: str
    office: str
    name: str
    role: str
    sign_key: str
    box_key: str
    is_trusted: bool = False
    revoked: Mapping[str, int] | None = None

    @property
    def fingerprint(self) -> list[str]:
        """Return the fingerprint of id and keys as sixteen words, in the office's language."""
        return [in_language(words()[byte]) for byte in self.digest]

    @property
    def digest(self) -> bytes:
        """Return the sixteen bytes of the fingerprint."""
        told = f"{CARD}\n{self.id}\n{self.role}\n{self.sign_key}\n{self.box_key}"
        return hashlib.blake2b(told.encode(), digest_size=FINGERPRINT_WORDS).digest()

    def sees_all(self, office: str) -> bool:
        """Say whether it may read all cases of ``office``: it belongs to it or to head office."""
        return self.office == office or self.role == HEAD_OFFICE

    @property
    def facts(self) -> dict[str, Any]:
        """Return its facts for the journal."""
        return {
            "office": self.office,
            "name": self.name,
            "role": self.role,
            "sign_key": self.sign_key,
            "box_key": self.box_key,
        }


def words() -> list[dict[str, str]]:
    """Return the 256 fingerprint words: (character, reading)."""
    pairs = read_toml("fingerprint.toml")["words"].split()
    return [{"zh": pair[0], "en": pair[1:]} for pair in pairs]


def device_of(told: Any) -> Device | None:
    """Return the workstation described by a card, or None when the card is invalid."""
    parts = ("device", "office", "name", "role", "sign_key", "box_key")
    if not isinstance(told, dict) or told.get("card") != CARD:
        return None
    if not all(isinstance(told.get(part), str) for part in parts):
        return None
    found = Device(*(told[part] for part in parts))
    keys = (found.sign_key, found.box_key)
    is_whole = (
        found.id.rpartition("-")[0] == found.office != ""
        and found.role in (BRANCH, HEAD_OFFICE)
        and all(len(key) == KEY_HEX and set(key) <= set("0123456789abcdef") for key in keys)
    )
    return found if is_whole else None
