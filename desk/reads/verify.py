"""Verify: the chain is whole, and the tables are what the acts say."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from desk.rules.case_clocks import Reckoning
from desk.rules.chains import CASE_KIND, ERASED, View, office_of
from desk.rules.fold import Act, fold
from desk.store import journal, search, shadow, soundness
from desk.store.db import Store
from desk.store.devices import read_view
from desk.store.signatures import SIGNED, public_keys
from desk.store.tables import CaseRow, ClockRow


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it should be.

    Attributes:
        what: "hash", "payload", "chain", "unsigned", "signature", "table", "extra", "search".
        where: Act number, case number or table.
    """

    what: str
    where: str


def verify(store: Store, reckoning: Reckoning) -> list[Finding]:
    """Return everything that is not as it should be; nothing means the record is whole."""
    with store.snapshot():
        identity = journal.read_identity(store)
        keys = public_keys(store, office_of(identity.device))
        found = [
            Finding(broken.what, f"act {broken.act_id}")
            for broken in soundness.broken(store, keys, SIGNED.__contains__)
        ]
        found += _cases(store, reckoning, read_view(store, identity))
        found += _others(store)
    if not search.is_sound(store):
        found.append(Finding("search", search.TABLE))
    return found


def _cases(store: Store, reckoning: Reckoning, view: View) -> Iterator[Finding]:
    columns = [getattr(CaseRow, name) for name in shadow.CASE_COLUMNS]
    seen = 0
    for first_id, uuid, acts in _cases_acts(store):
        folded = fold(acts)
        if not shadow.is_shown(folded):
            if is_torn(acts, view.head_offices - {view.office}):
                yield Finding("payload", f"case {uuid}")
            continue
        seen += 1
        clocks = reckoning.clocks(folded.facts)
        expected = shadow.case_row(first_id, uuid, folded, clocks)
        actual = store.row(CaseRow.select(*columns).where(CaseRow.id == first_id))
        if actual is None or tuple(actual) != expected:
            yield Finding("table", folded.facts["case_no"])
        rows = shadow.clock_rows(first_id, folded.facts["kind"], clocks)
        kept = [getattr(ClockRow, name) for name in shadow.CLOCK_COLUMNS]
        found = store.rows(ClockRow.select(*kept).where(ClockRow.case_id == first_id))
        if sorted(rows) != sorted(tuple(row) for row in found):
            yield Finding("table", f"{folded.facts['case_no']} clock")
    extra = CaseRow.select().count(store.database) - seen
    if extra:
        yield Finding("extra", f"{extra} × case")
    known = CaseRow.select(CaseRow.id)
    strays = ClockRow.select().where(ClockRow.case_id.not_in(known)).count(store.database)
    if strays:
        yield Finding("extra", f"{strays} × clock")


def is_torn(
    acts: Iterable[tuple[Act, Mapping[str, Any] | None]], discreet: Collection[str] = ()
) -> bool:
    """Say whether a payload among the ``acts`` of one subject is gone that must be here.

    Nobody erased it, and it is not head office's word on another office's case,
    which ``discreet`` offices keep to themselves.
    """
    several = list(acts)
    is_erased = any(act.kind == ERASED for act, _ in several)
    gone = [act for act, payload in several if payload is None]
    return not is_erased and any(office_of(act.device) not in discreet for act in gone)


def _cases_acts(
    store: Store,
) -> Iterator[tuple[int, str, list[tuple[Act, dict[str, Any] | None]]]]:
    acts = journal.acts_by_subject(store, CASE_KIND)
    for uuid, group in groupby(acts, key=lambda entry: entry[1].subject):
        entries = list(group)
        yield entries[0][0], uuid, [(act, payload) for _, act, payload in entries]


def _others(store: Store) -> Iterator[Finding]:
    for kind in shadow.OTHERS:
        expected = []
        for subject in journal.subjects(store, kind):
            folded = journal.folded(store, subject)
            if not shadow.is_told(subject, folded):
                if is_torn(journal.acts_of(store, subject)):
                    yield Finding("payload", subject)
                continue
            expected += shadow.other_rows(subject, folded)[1]
        if not shadow.others_agree(store, kind, expected):
            yield Finding("table", kind.rstrip(":"))
