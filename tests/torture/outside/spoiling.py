"""How a good file is spoiled: cut, flipped, of a wrong type, nested."""

import json
import random

MEGABYTE = 1 << 20
WRONG = {
    "null": None,
    "a number": 5,
    "a text": "x",
    "a list": [],
    "an object": {},
    "lists": [[[]]],
    "true": True,
    "minus one": -1,
    "10^30": 10**30,
    "half": 0.5,
}


def content(raw):
    """Return a maker of a file with these bytes, a text, or what a function returns."""

    def make(path):
        found = raw() if callable(raw) else raw
        path.write_bytes(
            found.encode("utf-8", "surrogatepass") if isinstance(found, str) else found
        )

    return make


def cut(raw, part):
    """Return the first part of what ``raw`` makes."""
    return lambda: raw()[: int(len(raw()) * part)]


def flipped(raw, seed, count=40):
    """Return what ``raw`` makes with some bytes changed behind its head."""

    def made():
        changed, dice = bytearray(raw()), random.Random(seed)
        for _ in range(count):
            changed[dice.randrange(min(64, len(changed) // 2), len(changed))] ^= dice.randrange(
                1, 255
            )
        return bytes(changed)

    return made


def entities(size):
    told = '<!ENTITY a0 "xxxxxxxxxx">'
    for n in range(1, size):
        told += f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">'
    return told


def wrong_types(good, seed, count):
    """Return ``good`` with one value of another type, at ``count`` places."""
    dice, found = random.Random(seed), {}
    places = list(_places(good))
    while len(found) < count:
        place, (name, value) = dice.choice(places), dice.choice(list(WRONG.items()))
        told = json.loads(json.dumps(good))
        box = told
        for key in place[:-1]:
            box = box[key]
        box[place[-1]] = value
        found[f"{'.'.join(map(str, place))} is {name}"] = content(
            json.dumps(told, ensure_ascii=False)
        )
    return found


def _places(told, path=()):
    pairs = told.items() if isinstance(told, dict) else enumerate(told)
    for key, value in pairs:
        yield (*path, key)
        if isinstance(value, dict | list):
            yield from _places(value, (*path, key))
