"""Key files for tests: who is in them, how they are read again and edited by hand."""

import hashlib
import json
from functools import cache
from itertools import count

from argon2 import low_level

from desk.store.keys.vault import Vault

ROOT = bytes(range(32))
MIXED = "密码一二三四五六 Abc"
LI, WANG = "b" * 12, "c" * 12
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


def entropy(seed):
    """Return a source of bytes that gives the same ones in every run."""
    numbers = count()
    return lambda size: hashlib.shake_256(f"{seed} {next(numbers)}".encode()).digest(size)


# Argon2 itself, but no stretching is done twice; a changed salt is another one.
stretched = cache(low_level.hash_secret_raw)


def read(path):
    return Vault.read(path, entropy(2))


def edited(path, change):
    """Return the key file with ``change`` made to its JSON by hand; the plain sum is no guard."""
    data = json.loads(path.read_text(encoding="utf-8"))
    data.pop("sum", None)
    change(data, {(slot["id"], slot["kind"]): slot for slot in data["slots"]})
    path.write_text(json.dumps(data), encoding="utf-8")
    return read(path)
