"""A model of journals merged by file: small, slow, obviously right; the oracle of the real code.

The journal is a set of entries keyed by hash. What counts, what is shown, what
is in conflict, forked or missing is a function of that set alone.
"""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Entry:
    """What the model knows of an act; its hash is the real one's."""

    hash: str
    device: str
    epoch: str
    seq: int
    prev: str
    hlc: int
    kind: str
    subject: str
    base: tuple[tuple[str, tuple[str, ...]], ...]
    schema: int


@dataclass
class Replica:
    """What one desk holds."""

    schema: int = 2
    entries: dict[str, Entry] = field(default_factory=dict)
    held: dict[str, Entry] = field(default_factory=dict)
    said: dict[str, dict[str, Any]] = field(default_factory=dict)  # payloads by act

    def take(self, brought: dict[str, Entry], said: dict[str, dict[str, Any]]) -> None:
        """Take in entries and payloads, in any order."""
        for own, entry in brought.items():
            if own not in self.entries:
                self.held[own] = entry
        grows = True
        while grows:
            grows = False
            for own, entry in list(self.held.items()):
                before = self.entries.get(entry.prev)
                first = entry.seq == 1 and not entry.prev
                if first or (before is not None and before.seq == entry.seq - 1):
                    self.entries[own] = self.held.pop(own)
                    grows = True
        for own, payload in said.items():
            if own in self.entries or own in self.held:
                self.said[own] = payload
        self.shred()

    def erased(self) -> set[str]:
        """Return the subjects that an erasing act names."""
        return {e.subject for e in self.entries.values() if e.kind == "case.erased"}

    def shred(self) -> None:
        """Forget what was said of erased subjects."""
        gone = self.erased()
        for own, entry in [*self.entries.items(), *self.held.items()]:
            if entry.subject in gone and entry.kind != "case.erased":
                self.said.pop(own, None)

    def live(self, subject: str) -> dict[str, list[tuple[Any, Entry]]]:
        """Return the live values of each field of ``subject``, the shown one last."""
        acts = [
            e for e in self.entries.values() if e.subject == subject and e.schema <= self.schema
        ]
        dead = {(name, own) for e in acts for name, hashes in e.base for own in hashes}
        found: dict[str, list[tuple[Any, Entry]]] = {}
        for entry in acts:
            for name, value in self.said.get(entry.hash, {}).items():
                if (name, entry.hash) not in dead:
                    found.setdefault(name, []).append((value, entry))
        for values in found.values():
            values.sort(key=lambda pair: (pair[1].hlc, pair[1].device, pair[1].hash))
        return found

    def state(self) -> dict[str, dict[str, tuple[Any, list[str]]]]:
        """Return by subject and field what is shown, and the other values beside it."""
        subjects = {e.subject for e in self.entries.values() if e.schema <= self.schema}
        out = {}
        for subject in sorted(subjects):
            fields = {}
            for name, values in self.live(subject).items():
                shown = values[-1][0]
                others = sorted({repr(value) for value, _ in values[:-1] if value != shown})
                fields[name] = (shown, others)
            out[subject] = fields
        return out

    def forks(self) -> list[tuple[str, str, int]]:
        """Return where two entries carry one number."""
        seen: dict[tuple[str, str, int], set[str]] = {}
        for own, e in [*self.entries.items(), *self.held.items()]:
            seen.setdefault((e.device, e.epoch, e.seq), set()).add(own)
        return sorted(place for place, several in seen.items() if len(several) > 1)

    def gaps(self) -> list[tuple[str, str, int]]:
        """Return the entries that held ones wait for."""
        waits = [e for e in self.held.values() if e.prev not in self.held]
        return sorted({(e.device, e.epoch, e.seq - 1) for e in waits})
