"""Real desks of one office for scripts: cheap to copy, each with its replica in the model."""

import copy
import shutil
from dataclasses import astuple, dataclass, field
from datetime import datetime
from functools import partial
from itertools import count
from pathlib import Path
from random import Random

from desk.actions.packets import TakePacket
from desk.actions.trust_device import IntroduceDevice, TrustDevice
from desk.base.clock import SetClock
from desk.base.resources import ROOT
from desk.exchange import act_pages
from desk.exchange.opened_packet import digest_of
from desk.home.office_file import NewOffice, read_office_file
from desk.home.opening import DATABASE, Home, create_home
from desk.office import Office
from desk.rules.record.chains import Aside
from desk.rules.record.envelopes import Envelope
from desk.store.known_devices import read_devices, read_view
from desk.store.packet_register import peer_heads
from desk.store.record import journal, merge_acts
from desk.store.record.heads import acts_in, forks, gaps, missing_spans, tips
from desk.store.record.known_pages import ActPage
from desk.store.record.refold import refold
from desk.store.tables import ActRow, PayloadRow
from tests.packets.model import Entry, Replica

PASSWORD = "four words that fit"
START = datetime(2026, 11, 20, 10, 0)
LETTERS = "ABCD"
CASES = ("c0", "c1", "c2")
SERIAL = count()  # no two packets of a script are one, whatever is in them


class Crash(Exception):  # noqa: N818 - a planted death, no error of ours
    """The import dies here."""


@dataclass
class Template:
    """Four homes of one office that trust each other, to be copied."""

    folder: Path
    keys: dict[str, object]


def make_template(folder):
    """Make it: once for many scripts."""
    made, entropy = read_office_file(ROOT / "examples" / "office.toml"), Random(3).randbytes
    keys, offices = {}, {}
    for letter in LETTERS:
        home = Home(folder / letter, entropy)
        office = NewOffice(
            settings=made.settings,
            device=letter,
            login=made.login,
            name=made.name,
            is_training=True,
        )
        create_home(home.folder, office, PASSWORD, clock=SetClock(START), entropy=entropy)
        keys[letter] = home.vault().open(made.login, PASSWORD)
        offices[letter] = home.open_with(keys[letter], made.login, SetClock(START))
        offices[letter].do(IntroduceDevice())
    devices = {x: read_devices(o.store)[f"0101-{x}"] for x, o in offices.items()}
    for letter, office in offices.items():
        for other in set(LETTERS) - {letter}:
            office.do(TrustDevice(device=devices[other]))
        office.store.checkpoint()
        office.store.close()
    return Template(folder, keys)


def open_store(path, keys):
    from desk.store.db import open_file  # noqa: PLC0415 - only this one opens without a home

    store = open_file(path, keys.derive("store"))
    store.database.execute_sql("PRAGMA synchronous=OFF")
    return store


@dataclass
class Desk:
    """A real desk and what the model makes of the same script.

    Attributes:
        letter: Of the device.
        path: Of the database.
        office: With the director signed in.
        model: The oracle.
        last_hlc: Its last own stamp.
    """

    letter: str
    path: Path
    keys: object
    office: Office
    model: Replica = field(default_factory=Replica)
    seen: int = 0
    number: int = 0

    @classmethod
    def open(cls, letter, path, keys, seed, now=START):
        office = Office(
            open_store(path, keys), "director", keys.signing, SetClock(now), Random(seed).randbytes
        )
        found = cls(letter, path, keys, office)
        found.learn()
        return found

    @property
    def store(self):
        return self.office.store

    # what the model is told: the acts that this desk wrote itself

    def learn(self):
        """Tell the model the acts that this desk wrote since."""
        new, said = {}, {}
        for act_id, aside, act, payload in rows_after(self.store, self.seen):
            self.seen = max(self.seen, act_id)
            new[act.hash.hex()] = entry_of(act)
            if payload is not None:
                said[act.hash.hex()] = payload
            del aside
        self.model.take(new, said)

    def write(self, kind, subject, payload, *, newer=False):
        """Write one act as a handler would."""
        with self.store.writing():
            work = self.office.begin()
            base = journal.folded(self.store, subject).base_of(payload)
            if newer:
                self._write_newer(work, subject, payload, base)
            else:
                is_signed = kind == "case.erased"
                work.pen.write(kind, subject, payload, base, is_signed=is_signed)
                work.pen.flush()
            refold(self.store, work.reckoning, [subject])
        self.learn()

    def _write_newer(self, work, subject, payload, base):
        schema, journal.SCHEMA = journal.SCHEMA, journal.SCHEMA + 1
        try:
            work.pen.write("case.amend", subject, payload, base, is_signed=True)
        finally:
            journal.SCHEMA = schema
        (act,), (said,) = work.pen._acts, work.pen._payloads
        view = read_view(self.store, self.office.identity)
        taking = merge_acts.ActMerge(
            store=self.store, view=view, next_id=act[0], latest_clock=1 << 62
        )
        taking.take([(*act[1:], *said[1:])])

    def set(self, subject, name, value):
        """State a field, registering the case when it is not known here."""
        known = journal.folded(self.store, subject).facts
        first = {
            "case_no": f"TS-0101-20261120-{self.letter}{subject}",
            "kind": "complaint",
            "state": "to_assign",
            "received_at": "2026-11-20T09:00:00",
        }
        kind = "case.amend" if known else "case.registered"
        self.write(kind, subject, {**({} if known else first), name: value})

    def erase(self, subject):
        self.write("case.erased", subject, {"erased_by": "director"})

    # packets, without their envelopes

    def packet(self, to):
        """Return (envelope, pages as bytes) of what ``to`` is known to lack."""
        spans = missing_spans(self.store, peer_heads(self.store, f"0101-{to}"))
        rows = [row for page in acts_in(self.store, spans, 7) for row in page]
        self.number += 1
        return rows, tips(self.store)

    def envelope(self, rows, heads, number):
        device = read_devices(self.store)[f"0101-{self.letter}"]
        counts = {}
        for row in rows:
            counts[row[merge_acts.KIND]] = counts.get(row[merge_acts.KIND], 0) + 1
        digest = f"{next(SERIAL):032x}"
        return Envelope(
            sender=device.id,
            epoch=self.office.identity.epoch,
            number=number,
            key=device.sign_key,
            digest=digest,
            heads=heads,
            counts=counts,
            schema=2,
            made_at="2026-11-20T10:00:00",
        )

    def take(self, sender, rows, heads, number, crash_at=None):
        """Take in ``rows`` of ``sender``; crash after ``crash_at`` pages if stated."""
        envelope = sender.envelope(rows, heads, number)
        packed = [act_pages.pack(rows[n : n + 5]) for n in range(0, len(rows), 5)]
        command = TakePacket(envelope=envelope, pages=unpacked(packed, crash_at), is_accepted=True)
        self.office.do(command)
        brought = {bytes(row[0]).hex(): entry_of(journal.act_of(row[:14])) for row in rows}
        said = {
            bytes(row[0]).hex(): journal.json.loads(row[15]) for row in rows if row[15] is not None
        }
        self.model.take(brought, said)
        self.learn()


def unpacked(packed, crash_at):
    for n, page in enumerate(packed):
        if n == crash_at:
            raise Crash
        yield ActPage(digest_of(page), partial(act_pages.unpack, page))
    if crash_at == len(packed):
        raise Crash


def entry_of(act):
    base = tuple(sorted((name, tuple(hashes)) for name, hashes in act.base.items()))
    return Entry(
        act.hash.hex(),
        act.device,
        act.epoch,
        act.seq,
        act.prev.hex(),
        act.hlc,
        act.kind,
        act.subject,
        base,
        act.schema,
    )


def rows_after(store, act_id):
    query = (
        ActRow.select(ActRow.id, ActRow.aside, *journal.ACT_FIELDS, PayloadRow.body)
        .join(PayloadRow, "LEFT JOIN", on=(PayloadRow.act_id == ActRow.id))
        .where(ActRow.id > act_id)
        .order_by(ActRow.id)
    )
    for found, aside, *row, body in store.rows(query):
        yield found, aside, journal.act_of(row), journal.json.loads(body) if body else None


def real_state(store):
    """Return of the cases what the model's ``state`` tells."""
    out = {}
    for subject in CASES:
        acts = journal.acts_of(store, subject)
        if not acts:
            continue
        folded = journal.folded(store, subject)
        out[subject] = {
            name: (
                values[-1].value,
                sorted({repr(v.value) for v in values[:-1] if v.value != values[-1].value}),
            )
            for name, values in folded.live.items()
            if values
        }
    return out


def compare(desk):
    """Fail unless the real desk is what the model says."""
    everything = list(rows_after(desk.store, 0))
    linked = {act.hash.hex() for _, aside, act, _ in everything if aside != Aside.WAITING}
    waiting = {act.hash.hex() for _, aside, act, _ in everything if aside == Aside.WAITING}
    assert linked == set(desk.model.entries)
    assert waiting == set(desk.model.held)
    assert len(everything) == len(linked) + len(waiting)
    said = {act.hash.hex() for *_, act, payload in everything if payload is not None}
    assert said == set(desk.model.said)
    told = {name: fields for name, fields in desk.model.state().items() if name in CASES}
    assert real_state(desk.store) == told
    assert [astuple(fork) for fork in forks(desk.store)] == desk.model.forks()
    assert [astuple(gap) for gap in gaps(desk.store)] == desk.model.gaps()
    conflicts(desk, told)


def conflicts(desk, told):
    """The tables count as many conflicts as the model finds."""
    from desk.store.tables import CaseRow  # noqa: PLC0415

    rows = dict(desk.store.rows(CaseRow.select(CaseRow.uuid, CaseRow.conflicts)))
    for subject, fields in told.items():
        if subject in rows:
            assert rows[subject] == sum(bool(others) for _, others in fields.values())


def clone(desk, path, seed):
    """Return a second desk on a copy of the files: nobody noticed the copying."""
    desk.store.checkpoint()
    shutil.copyfile(desk.path, path)
    made = Desk.open(desk.letter, path, desk.keys, seed, desk.office.clock.moment)
    made.model = copy.deepcopy(desk.model)
    made.seen, made.number = desk.seen, desk.number
    return made


__all__ = ["DATABASE", "Crash", "Desk", "Template", "clone", "compare", "make_template"]
