"""Cards and receipts: small signed files of plain JSON, without personal data."""

import json
from pathlib import Path
from typing import Any, Final

from nacl.signing import SigningKey

from desk.base.given_text import json_in, text_of
from desk.base.shapes import JsonMapping, JsonObject
from desk.rules.record.devices import CARD, Device, device_of
from desk.rules.record.packet_refusals import BadCard, NotAPacket, PacketDamaged
from desk.store.record.soundness import is_signed

RECEIPT: Final = "complaint-desk-receipt"
CONTEXT: Final = {
    CARD: b"complaint-desk card 1\x00",
    RECEIPT: b"complaint-desk receipt 1\x00",
}
MOST_BYTES: Final = 1 << 20


def _canonical(value: JsonMapping) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


def signed(kind: str, told: JsonMapping, key: SigningKey) -> JsonObject:
    """Return ``told`` with a signature over its canonical form."""
    signature = key.sign(CONTEXT[kind] + _canonical(told)).signature
    return {**told, "signature": signature.hex()}


def _read(path: Path) -> Any:
    return json_in(text_of(path, MOST_BYTES))


def _holds(kind: str, told: JsonMapping, key: object) -> bool:
    rest = {name: value for name, value in told.items() if name != "signature"}
    signature = bytes.fromhex(str(told.get("signature")))
    return is_signed(str(key), CONTEXT[kind] + _canonical(rest), signature)


def card_of(device: Device, key: SigningKey) -> JsonObject:
    """Return the card of the workstation that owns ``key``."""
    told = {"card": CARD, "v": 1, "device": device.id, **device.facts}
    return signed(CARD, {**told, "fingerprint": device.digest.hex()}, key)


def read_card(path: Path) -> Device:
    """Return the workstation described by the card at ``path``.

    Raises:
        BadCard: It is not a card, or was changed.
    """
    try:
        told = _read(path)
        device = device_of(told)
        if device is not None and _holds(CARD, told, device.sign_key):
            return device
    except (OSError, ValueError) as error:
        raise BadCard(name=path.name) from error
    raise BadCard(name=path.name)


def receipt_of(told: JsonMapping, key: SigningKey) -> JsonObject:
    """Return a signed receipt; ``told`` has from, to, number, digest, heads and at."""
    public = key.verify_key.encode().hex()
    return signed(RECEIPT, {"receipt": RECEIPT, "v": 1, "key": public, **told}, key)


def is_receipt(path: Path) -> bool:
    """Say whether the file at ``path`` looks like a receipt."""
    try:
        with path.open("rb") as file:
            return file.read(1) == b"{"
    except OSError as error:
        raise NotAPacket(name=path.name) from error


def read_receipt(path: Path) -> JsonObject:
    """Return the content of the receipt at ``path``; its signature was checked.

    Raises:
        NotAPacket: It is another kind of file.
        PacketDamaged: It was changed.
    """
    try:
        told: Any = _read(path)
    except (OSError, ValueError) as error:
        raise NotAPacket(name=path.name) from error
    if not isinstance(told, dict) or told.get("receipt") != RECEIPT:
        raise NotAPacket(name=path.name)
    try:
        holds = _holds(RECEIPT, told, told.get("key"))
    except ValueError:
        holds = False
    parts = {"from": str, "to": str, "number": int, "digest": str, "heads": dict, "at": str}
    if not holds or any(not isinstance(told.get(part), kind) for part, kind in parts.items()):
        raise PacketDamaged(name=path.name)
    return dict(told)
