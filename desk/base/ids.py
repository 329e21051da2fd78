"""Identities: UUIDs of version 7, time first, so that indexes stay together (RFC 9562, 5.7)."""


def uuid7(millis: int, random: bytes) -> str:
    """Return the UUID (version 7) of ``millis`` since 1970 and ten random bytes, in hex."""
    raw = bytearray(millis.to_bytes(6) + random)
    raw[6] = raw[6] & 0x0F | 0x70
    raw[8] = raw[8] & 0x3F | 0x80
    return raw.hex()
