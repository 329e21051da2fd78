"""Packets beside Anki's package format: the same records out, in, in again; CPU seconds of both.

``python -m benchmarks.beside_anki [CASES]`` (needs ``pip install -e ".[anki]"``). A case of three
acts here is a note of twelve fields there. Anki's package holds the notes as they are; ours holds
every act, signed, sealed, with its author and its place in the chain.
"""

import json
import random
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

from anki.collection import (
    AddNoteRequest,
    Collection,
    DeckIdLimit,
    ExportAnkiPackageOptions,
    ImportAnkiPackageOptions,
    ImportAnkiPackageRequest,
)

from benchmarks.packets import FACTS, FIRST, MINUTES, packets, timed
from desk.base.clock import stamp

CASES = 20_000
FIELDS = ("case_no", "received", "registered", "channel", "line", "cause", "name", "phone")
MORE = ("unit", "facts", "handler", "contact")
EXPORT = ExportAnkiPackageOptions(
    with_scheduling=True, with_deck_configs=False, with_media=False, legacy=False
)
TAKE = ImportAnkiPackageOptions(
    merge_notetypes=False, with_scheduling=True, with_deck_configs=False
)


def main(cases=CASES):
    with tempfile.TemporaryDirectory() as folder:
        theirs = anki(Path(folder), cases)
        ours = packets(Path(folder), cases)
        bars = {"out": 1, "in": 3, "again": 1}
        told = {"cases": cases, "anki": theirs, "desk": ours}
        for work, bar in bars.items():
            ratio = ours[work]["cpu_s"] / theirs[work]["cpu_s"]
            told[work] = f"{ratio:.2f} x Anki, bar {bar} x"
        print(json.dumps(told, indent=1))


def anki(folder, cases):
    path, package = folder / "a.anki2", str(folder / "desk.apkg")
    collection = Collection(str(path))
    kind, deck = note_type(collection), collection.decks.id("desk")
    requests = [
        AddNoteRequest(note=note(collection, kind, row), deck_id=deck) for row in records(cases)
    ]
    for place in range(0, cases, 5_000):
        collection.add_notes(requests[place : place + 5_000])
    limit = DeckIdLimit(deck)
    out, _ = timed(
        lambda: collection.export_anki_package(out_path=package, options=EXPORT, limit=limit)
    )
    collection.close()
    other = Collection(str(folder / "b.anki2"))
    wish = ImportAnkiPackageRequest(package_path=package, options=TAKE)
    taken, _ = timed(lambda: other.import_anki_package(wish))
    assert other.note_count() == cases
    again, _ = timed(lambda: other.import_anki_package(wish))
    assert other.note_count() == cases
    other.close()
    size = Path(package).stat().st_size / cases
    return {"out": out, "in": taken, "again": again, "bytes_a_case": size}


def note_type(collection):
    kind = collection.models.new("complaint")
    for name in (*FIELDS, *MORE):
        collection.models.add_field(kind, collection.models.new_field(name))
    template = collection.models.new_template("card")
    template["qfmt"], template["afmt"] = "{{case_no}}", "{{facts}}"
    collection.models.add_template(kind, template)
    collection.models.add(kind)
    return collection.models.by_name("complaint")


def note(collection, kind, row):
    made = collection.new_note(kind)
    made.fields = list(row)
    return made


def records(cases):
    """Yield the records of ``benchmarks.packets``, field by field."""
    chance = random.Random(1)
    for number in range(cases):
        received = FIRST + timedelta(minutes=chance.randrange(MINUTES))
        registered = received + timedelta(minutes=chance.randint(1, 90))
        line, cause = chance.randint(1, 9), chance.randint(1, 9)
        name = "张" + chance.choice("伟芳娜敏静丽强磊军洋")
        yield (
            f"TS-0101-20261120-A{number:06d}",
            stamp(received),
            stamp(registered),
            "phone",
            f"B{line:02d}",
            f"C{cause:02d}",
            name,
            f"138{chance.randrange(10**8):08d}",
            "和平路分理处",
            FACTS + str(number),
            "chen 客户服务部",
            "chen 2026-11-20T10:00:00 phone reached 已告知",
        )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
