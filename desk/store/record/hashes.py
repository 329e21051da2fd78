"""The hashes of acts and payloads, as specified in docs/packet-format.md."""

import hashlib
import json
from collections.abc import Sequence
from json.encoder import encode_basestring as _text
from typing import Any, Final

_CANONICAL: Final = json.JSONEncoder(
    ensure_ascii=False, check_circular=False, sort_keys=True, separators=(",", ":")
)


def canonical(value: Any) -> str:
    """Return ``value`` as canonical JSON."""
    return _CANONICAL.encode(value)


def payload_hash(salt: bytes, body: str) -> bytes:
    """Return the hash of an act's payload."""
    return hashlib.sha256(salt + body.encode()).digest()


def act_hash(act: Sequence[Any]) -> bytes:
    """Return the hash of an act: everything from ``device`` to ``alg``, not the signature."""
    return hashlib.sha256(_told(act).encode()).digest()


def _told(act: Sequence[Any]) -> str:
    """Return `canonical` of an act by string formatting, in half the time.

    Values of an unexpected type go through `canonical`, and give another hash.
    """
    device, epoch, seq, prev, hlc, author, kind, subject, base, payload, schema, alg = act
    try:
        return (
            f'[{_text(device)},{_text(epoch)},{seq:d},"{prev.hex()}",{hlc:d},{_text(author)},'
            f'{_text(kind)},{_text(subject)},{_text(base)},"{payload.hex()}",{schema:d},'
            f"{_text(alg)}]"
        )
    except (AttributeError, TypeError, ValueError):
        return canonical([part.hex() if isinstance(part, bytes) else part for part in act])
