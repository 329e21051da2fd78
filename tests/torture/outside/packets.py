"""Packets, receipts and cards that nobody signed."""

import base64
import json
import random
import struct

from desk.exchange.sealed import MAGIC
from tests.torture.outside.spoiling import MEGABYTE, WRONG, content, wrong_types


def packets():
    """Return files that look like packets."""
    head = {
        "format": 1,
        "sender": "0" * 32,
        "epoch": "0" * 32,
        "number": 1,
        "key": "0" * 64,
        "to": {},
        "prev": "",
        "heads": {},
        "counts": {},
        "schema": 1,
        "min_schema": 1,
        "made_at": "2026-11-20T09:00:00",
        "attachments": [],
    }

    def packet(told, size=None, rest=b""):
        raw = told if isinstance(told, bytes) else json.dumps(told).encode()
        return content(
            MAGIC + struct.pack(">I", size if size is not None else len(raw)) + raw + rest
        )

    wrong = {
        f"whose {name} is {label}": packet({**head, name: value}, rest=bytes(200))
        for name, (label, value) in zip(head, list(WRONG.items()) * 2, strict=False)
    }
    return {
        **wrong,
        "with a header of 4 GB": packet(b"{}", 2**32 - 1),
        "with a header of 1,000,000 brackets": packet(b"[" * 1_000_000),
        "with a key that is none": packet(head, rest=bytes(300)),
        "with a part of 4 GB": packet(head, rest=bytes(24) + b"\xff\xff\xff\xff"),
        "of its first letters alone": content(MAGIC),
        "of noise": content(random.Random(4).randbytes(4000)),
        "an empty file": content(b""),
    }


RECEIPT = {
    "receipt": "complaint-desk-receipt",
    "v": 1,
    "key": "0" * 64,
    "from": "x",
    "to": "y",
    "number": 1,
    "digest": "0",
    "heads": {},
    "at": "2026-11-20T09:00:00",
    "signature": "0" * 128,
}
CARD = {
    "card": "complaint-desk-card",
    "v": 1,
    "device": "0" * 32,
    "fingerprint": "0" * 64,
    "sign_key": base64.b64encode(bytes(32)).decode(),
    "signature": "0" * 128,
}


def receipts():
    """Return receipts that nobody signed."""
    return {
        "with 1,000,000 brackets": content('{"a":' + "[" * 1_000_000),
        "of 80 MB": content(lambda: "{" + " " * 80 * MEGABYTE),
        **wrong_types(RECEIPT, 5, 8),
    }


def cards():
    """Return cards that nobody signed."""
    more = {
        "with 1,000,000 brackets": content("[" * 1_000_000),
        "of 80 MB": content(lambda: "[" + " " * 80 * MEGABYTE),
        "that are a list": content("[]"),
        "an empty file": content(b""),
    }
    return {**more, **wrong_types(CARD, 6, 8)}
