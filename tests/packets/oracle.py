"""The study that the rules of exchange were found with, kept as it was: the oracle of our model.

A journal is a grow-only set of entries keyed by their own hash. Each names device,
epoch, number and the hash of the entry before it; a copied device shows as two
entries with one number, which is a question to the set, never a reason to drop one.
"""

import hashlib
import json

MAX_DRIFT = 24 * 3600
SCHEMA = 2


def own_hash(value):
    text = json.dumps(value, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


class Oracle:
    """One device with what it holds."""

    def __init__(self, dev, epoch=0, schema=SCHEMA):
        self.dev, self.epoch, self.schema = dev, epoch, schema
        self.entries = {}  # hash -> entry whose whole chain is present
        self.held = {}  # hash -> entry waiting for an earlier one
        self.payload = {}  # payload hash -> value (erasable; the entry keeps only the hash)
        self.tip, self.seq = "", 0
        self.hlc, self.now = (0, 0), 0

    def tick(self):
        is_ahead = self.now > self.hlc[0]
        self.hlc = (self.now, 0) if is_ahead else (self.hlc[0], self.hlc[1] + 1)
        return list(self.hlc)

    def write(self, kind, ent, field=None, value=None, ver=1):
        base = sorted(self.live(ent, field)) if kind == "set" else []
        ph = ""
        if kind == "set":
            ph = own_hash(["salt", self.dev, self.epoch, self.seq, 0, value])
            self.payload[ph] = value
        entry = {
            "dev": self.dev,
            "epoch": self.epoch,
            "seq": self.seq + 1,
            "prev": self.tip,
            "hlc": self.tick(),
            "kind": kind,
            "ent": ent,
            "field": field,
            "base": base,
            "ph": ph,
            "ver": ver,
        }
        self.tip, self.seq = own_hash(entry), self.seq + 1
        self.entries[self.tip] = entry
        self.shred()
        return entry

    def live(self, ent, field):
        sets = {
            h: e
            for h, e in self.entries.items()
            if e["kind"] == "set"
            and e["ent"] == ent
            and e["field"] == field
            and e["ver"] <= self.schema
        }
        dead = {b for e in sets.values() for b in e["base"]}
        return {h for h in sets if h not in dead}

    def erased(self):
        return {e["ent"] for e in self.entries.values() if e["kind"] == "erase"}

    def state(self):
        out, gone = {}, self.erased()
        fields = {
            (e["ent"], e["field"])
            for e in self.entries.values()
            if e["kind"] == "set" and e["ver"] <= self.schema
        }
        for ent, field in sorted(fields):
            if ent in gone:
                out[ent, field] = "ERASED"
                continue
            found = [(h, self.entries[h]) for h in self.live(ent, field)]
            found.sort(key=lambda x: (x[1]["hlc"], x[1]["dev"], x[0]))
            values = [self.payload.get(e["ph"]) for _, e in found]
            others = sorted({repr(v) for v in values[:-1] if v != values[-1]})
            out[ent, field] = (values[-1], others)
        return out

    def forks(self):
        seen = {}
        for h, e in self.entries.items():
            seen.setdefault((e["dev"], str(e["epoch"]), e["seq"]), []).append(h)
        return {k for k, v in seen.items() if len(v) > 1}

    def missing(self):
        waits = [e for e in self.held.values() if e["prev"] not in self.held]
        return sorted({(e["dev"], str(e["epoch"]), e["seq"] - 1) for e in waits})

    def export(self):
        found = [*self.entries.values(), *self.held.values()]  # hearsay travels on
        said = {e["ph"]: self.payload[e["ph"]] for e in found if e["ph"] in self.payload}
        return {"entries": found, "payload": said}

    def take(self, packet):
        for e in packet["entries"]:
            h = own_hash(e)
            if h not in self.entries:
                self.held[h] = e
        todo = list(self.held)
        while todo:
            after = []
            for h in todo:
                e = self.held.get(h)
                if e is None:
                    continue
                is_first = e["seq"] == 1 and not e["prev"]
                before = self.entries.get(e["prev"])
                if is_first or (before is not None and before["seq"] == e["seq"] - 1):
                    self.entries[h] = e
                    del self.held[h]
                    after += [k for k, x in self.held.items() if x["prev"] == h]
                    is_near = e["hlc"][0] <= self.now + MAX_DRIFT
                    if is_near and tuple(e["hlc"]) > self.hlc:
                        self.hlc = tuple(e["hlc"])
            todo = after
        self.payload.update(packet["payload"])
        self.shred()

    def shred(self):
        gone = self.erased()
        for e in [*self.entries.values(), *self.held.values()]:
            if e["ent"] in gone and e["ph"]:
                self.payload.pop(e["ph"], None)
