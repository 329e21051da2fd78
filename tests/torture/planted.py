"""Takes guards out, one at a time, and says which test notices; nothing of this tree is changed.

``python -m tests.torture.planted [PROMISE …]`` copies the tree for each plant, runs the test that
must fail, and prints a line for the table in ``docs/torture.md``. One that survives ends it with 1.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", "__pycache__", "screens", "*.pdf")


class Plant(NamedTuple):
    """A guard, and the test that must miss it.

    Attributes:
        promise: Which promise or threat it holds up.
        what: What was taken out, in words.
        file: Where.
        old: The guard.
        new: What stands there instead.
        test: What must fail.
    """

    promise: str
    what: str
    file: str
    old: str
    new: str
    test: str


PROCESSES, STEPS = "tests/torture/test_processes.py", "tests/torture/test_steps.py"
FILES, POWER = "tests/torture/test_files.py", "tests/torture/test_power.py"
TRACES, KILL = "tests/torture/test_traces.py", "test_a_kill_between_two_files"
PLANTS = (
    Plant(
        "P1",
        "one transaction for a command",
        "desk/store/db.py",
        "            with self.database.atomic():\n                yield",
        "            yield",
        f"{PROCESSES}::test_p1",
    ),
    Plant(
        "P2",
        "`synchronous=FULL`",
        "desk/store/db.py",
        "FULL: Final = 2",
        "FULL: Final = 1",
        f"{POWER}::test_p2",
    ),
    Plant(
        "P3",
        "the MAC of every page looked at",
        "desk/store/db.py",
        '("cipher_integrity_check", structure, "foreign_key_check")',
        '("foreign_key_check",)',
        f"{FILES}::test_p3_every_flipped_byte_of_a_database",
    ),
    Plant(
        "P3",
        "the seal of the key file",
        "desk/store/keys/vault.py",
        "return isinstance(seal, str) and hmac.compare_digest(seal, self._seal_of(root))",
        "return isinstance(seal, str)",
        f"{FILES}::test_p3_every_flipped_byte_of_a_key_file",
    ),
    Plant(
        "P4",
        "a file cut to nothing is no empty database",
        "desk/store/db.py",
        "if not (tables or is_new):",
        "if not (tables or is_new) and is_new:",
        f"{FILES}::test_p4",
    ),
    Plant(
        "P5",
        "tables compared with the acts",
        "desk/reads/verify.py",
        "if actual is None or tuple(actual) != expected:",
        "if actual is None:",
        f"{FILES}::test_p5",
    ),
    Plant(
        "P6",
        "a full disk is told as such",
        "desk/store/db.py",
        "    if any(reason in text for reason in WORLD):",
        "    if text in WORLD:",
        f"{STEPS}::test_p6_a_disk_full_at_any_step_is_told_and_leaves_nothing_half_done[Registering",
    ),
    Plant(
        "P6",
        "the draft goes when it cannot be finished",
        "desk/base/files.py",
        "draft.unlink(missing_ok=True)\n        raise CannotWrite",
        "pass\n        raise CannotWrite",
        f"{PROCESSES}::test_p6",
    ),
    Plant(
        "P7",
        "the write lock is taken first",
        "desk/store/db.py",
        'lock_type="IMMEDIATE"',
        'lock_type="DEFERRED"',
        f"{PROCESSES}::test_p7",
    ),
    Plant(
        "P8",
        "one moment for what is counted and what is copied",
        "desk/store/disk/backup.py",
        "        with store.snapshot():\n            whole, beside",
        "        if draft:\n            whole, beside",
        f"{PROCESSES}::test_p8",
    ),
    Plant(
        "P9",
        "the new root is kept beside the old before the database changes",
        "desk/home/accounts.py",
        "vault.begin_rotation(signed.keys.root, new_root)\n    vault.save()",
        "vault.begin_rotation(signed.keys.root, new_root)",
        f"{STEPS}::{KILL}_leaves_both_as_before_or_both_as_after[Leaving]",
    ),
    Plant(
        "P9",
        "whoever finishes a change of keys goes on with the new root",
        "desk/home/opening.py",
        "Keys(keys.next_root or keys.root, keys.signing)",
        "keys",
        f"{STEPS}::{KILL}_leaves_both_as_before_or_both_as_after[Leaving]",
    ),
    Plant(
        "P10",
        "a log is left to the engine, whatever key is tried",
        "desk/store/db.py",
        "    database = _Database(\n",
        '    path.with_name(path.name + "-wal").unlink(missing_ok=True)\n'
        "    database = _Database(\n",
        f"{PROCESSES}::test_p10",
    ),
    Plant(
        "P11",
        "a log without its database goes out of the way",
        "desk/store/disk/restoring.py",
        "if not (folder / PREVIOUS).exists():  # a log",
        "if (folder / DATABASE).exists() and not (folder / PREVIOUS).exists():  # a log",
        f"{STEPS}::test_p11",
    ),
    Plant(
        "P15",
        "no file of a home tells what a command holds",
        "desk/office.py",
        '        log.info("done: %s", type(command).__name__)',
        '        with (self.folder / "last.txt").open("a", encoding="gbk") as told:\n'
        "            told.write(repr(command))",
        f"{TRACES}::test_p15",
    ),
    Plant(
        "P16",
        "`secure-delete` of the search index",
        "desk/store/migrations/0001_first_tables.py",
        "VALUES('secure-delete', 1)",
        "VALUES('secure-delete', 0)",
        f"{TRACES}::test_p16",
    ),
    Plant(
        "P16",
        "`secure_delete` of the tables",
        "desk/store/db.py",
        '"secure_delete": 1',
        '"secure_delete": 0',
        f"{TRACES}::test_p16",
    ),
    Plant(
        "P18",
        "a backup before a migration",
        "desk/home/opening.py",
        "            backup.make(store, pair, self.folder / backup.FOLDER, clock.now())\n",
        "",
        f"{PROCESSES}::test_p18",
    ),
    Plant(
        "P19",
        "an unknown name is stretched too",
        "desk/store/keys/vault.py",
        "            self._pretend()\n",
        "",
        f"{FILES}::test_p19_a_wrong_name_costs",
    ),
    Plant(
        "P20",
        "a quick look leaves out the indexes",
        "desk/store/db.py",
        'structure = "quick_check" if is_quick else "integrity_check"',
        'structure = "integrity_check"',
        f"{FILES}::test_p20",
    ),
    Plant(
        "key file and record",
        "the new key file waits until the record has it",
        "desk/store/keys/key_file_transaction.py",
        "vault.save(path.with_name(WAITING))",
        "vault.save()",
        f"{STEPS}::{KILL}_leaves_both_as_before_or_both_as_after[Recovering]",
    ),
    Plant(
        "restore",
        "a restored database is put in place by renaming, noted before",
        "desk/store/disk/restoring.py",
        '    _write_note(folder, {**note, "swapped": False})\n    settle(folder)',
        "    _move(folder, DATABASE, PREVIOUS)\n"
        '    _write_note(folder, {**note, "swapped": False})\n'
        "    settle(folder)",
        f"{STEPS}::{KILL}_leaves_both_as_before_or_both_as_after[Restoring]",
    ),
    Plant(
        "taking a restore back",
        "it is noted before anything moves",
        "desk/store/disk/restoring.py",
        '    _write_note(folder, {**note, "undone": True})\n    settle(folder)',
        "    _undo(folder)",
        f"{STEPS}::{KILL}_leaves_both_as_before_or_both_as_after[TakingBack]",
    ),
    Plant(
        "erasure",
        "what the record says was erased gets on the list",
        "desk/home/restore.py",
        "            keep_erased(folder, erased_in(store))\n",
        "",
        f"{STEPS}::{KILL}_leaves_both_as_before_or_both_as_after[Erasing]",
    ),
    Plant(
        "backup",
        "key files without a backup are cleared away",
        "desk/store/disk/backup.py",
        "            path.unlink()\n",
        "            pass\n",
        f"{STEPS}::{KILL}_leaves_both_as_before_or_both_as_after[BackingUp]",
    ),
    Plant(
        "T5",
        "the right of an act's author",
        "desk/reads/verify.py",
        '        if right:\n            yield Finding("right"',
        '        if right and not act:\n            yield Finding("right"',
        "tests/store/test_forged.py",
    ),
    Plant(
        "T5",
        "what is resolved on the spot held against the case",
        "desk/rules/steps/counting.py",
        "        name = _out_of_bounds(act, payload, known)\n",
        '        name = ""\n',
        "tests/store/test_forged.py",
    ),
    Plant(
        "T5",
        "power that nobody confirmed",
        "desk/reads/verify.py",
        "    yield from _unseconded(store)\n",
        "",
        "tests/store/test_forged.py",
    ),
    Plant(
        "T6",
        "the search index compared with the texts",
        "desk/reads/verify.py",
        "    yield from _search(store, words)",
        "    yield from ()",
        "tests/store/test_verify.py",
    ),
    Plant(
        "T7",
        "the newest backup compared with the record",
        "desk/home/doctor.py",
        "elif not _was_restored(signed, newest) and (lost := _lost(signed, copy)):",
        "elif lost := 0:",
        "tests/flows/test_backup.py::test_an_old_database_put_back_by_hand",
    ),
    Plant(
        "role × command",
        "the right asked for at the door",
        "desk/office.py",
        "            self.acting.need(right)\n",
        "            pass\n",
        "tests/cli/test_doors.py",
    ),
)


def noticed(plant, folder):
    """Take the guard out in a copy of the tree; return the assertion that fails, or ""."""
    tree = folder / "tree"
    shutil.rmtree(tree, ignore_errors=True)
    shutil.copytree(ROOT, tree, ignore=LEFT_OUT)
    path = tree / plant.file
    text = path.read_text(encoding="utf-8")
    assert text.count(plant.old) == 1, plant
    path.write_text(text.replace(plant.old, plant.new), encoding="utf-8")
    file, _, name = plant.test.partition("::")
    chosen = ["-k", name.partition("[")[0]] if name else []
    if "[" in name:
        chosen[1] += f" and {name.partition('[')[2].rstrip(']')}"
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-n", "0", "-p", "no:randomly"]
    done = subprocess.run(
        [*command, file, *chosen], cwd=tree, capture_output=True, text=True, check=False
    )
    if done.returncode == 0:
        return ""
    assert done.returncode == 1, done.stdout[-2000:]
    failed = re.search(r"^FAILED \S+::(\S+)", done.stdout, re.MULTILINE)
    said = re.findall(r"^E +(.+)$", done.stdout, re.MULTILINE)
    return f"`{failed[1] if failed else name}`: {said[0] if said else done.stdout[-80:]}"[:230]


def main():
    wanted, survived = set(sys.argv[1:]), 0
    with tempfile.TemporaryDirectory() as folder:
        for plant in PLANTS:
            if wanted and plant.promise not in wanted:
                continue
            told = noticed(plant, Path(folder))
            survived += not told
            row = f"| {plant.promise} | {plant.what} | {told or '**SURVIVED**'} |"
            sys.stdout.write(row.replace("\n", " ") + "\n")
            sys.stdout.flush()
    sys.exit(survived > 0)


if __name__ == "__main__":
    main()
