"""Verify: the chains are complete, and the tables equal the folded acts."""

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any, ClassVar, Final

import peewee as pw

from desk.base.errors import Refusal
from desk.base.shapes import Facts, JsonObject, Row
from desk.base.words import mark
from desk.rules.case.attachments import ATTACHMENTS
from desk.rules.case.life import Action
from desk.rules.case.numbering import number_in
from desk.rules.case.ways import counted_in
from desk.rules.people.people_in_acts import seen_from
from desk.rules.people.rights import Right
from desk.rules.record.chains import View, office_of
from desk.rules.record.fold import Act, fold
from desk.rules.record.subjects import AUDIT, CASE, PERSON, PROPOSAL, SETTINGS
from desk.rules.reports.recount import unproven
from desk.rules.steps import kinds
from desk.rules.steps.counting import counted, trespasses
from desk.rules.steps.kinds import KINDS, SHREDDING, SIGNED, of_step
from desk.rules.steps.standing_by_device import DeviceStandings
from desk.rules.steps.unseconded import PROPOSALS, unseconded
from desk.rules.time.case_clocks import CaseClock, Reckoning
from desk.store import search, search_proof
from desk.store.attachment_rows import all_files, file_rows
from desk.store.counters import all_numbers
from desk.store.db import PreparedQuery, Store
from desk.store.kept_rules import edited
from desk.store.known_devices import read_view
from desk.store.record import journal, read_model, soundness
from desk.store.record.standings import PEOPLE, read_standings
from desk.store.tables import ActRow, CaseRow, ClockRow, ClosedRow, MissedRow
from desk.store.troubles import Damaged


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding of a check.

    Attributes:
        what: "hash", "payload", "chain", "unsigned", "unsealed", "signature", "right",
            "beyond", "unseconded", "table", "extra", "counter", "rule", "report", "search",
            "withheld".
        where: Act number, case number, table, period, office, or rule file and version.
    """

    what: str
    where: str


class RuleFileChanged(Refusal):
    """Nothing is wrong with the record: the program's own rule file says something else."""

    text: ClassVar[str] = mark(
        "The program's rule file was changed: {where}. The record is whole; cases keep the rule "
        "that they were reckoned by. Put the program's own file back; what is to be new law is "
        "taken as a version of its own (“rules take”)."
    )


def told_apart(findings: Iterable[Finding]) -> tuple[list[Refusal], list[Finding]]:
    """Return what to say of changed rule files, which are no damage, and what is damage.

    Words that never came are neither: the office that wrote them sends them, or keeps them.
    """
    several = list(findings)
    changed = [found.where for found in several if found.what == RULE]
    words: list[Refusal] = [RuleFileChanged(where=changed)] if changed else []
    return words, [found for found in several if found.what not in HARMLESS]


def verify(store: Store, reckoning: Reckoning) -> list[Finding]:
    """Return all findings; an empty result means the record is sound."""
    with store.snapshot():
        found = [finding for part in PARTS.values() for finding in _told(part(store, reckoning))]
    broken = verify_part(store, reckoning, SEARCH)  # where it is, no word of it tells anything
    return [one for one in found if one.what != SEARCH or not broken] + broken


def verify_part(store: Store, reckoning: Reckoning, name: str) -> list[Finding]:
    """Return the findings of one part of `verify`, one of ``DEEP_PARTS``."""
    if name == SEARCH:
        return [] if search.is_sound(store) else [Finding(SEARCH, search.TABLE)]
    with store.snapshot():
        return list(_told(PARTS[name](store, reckoning)))


def _told(found: Iterable[Finding]) -> Iterator[Finding]:
    """Yield what was ``found``; the cases without words of another office as one, counted."""
    offices: Counter[str] = Counter()
    for one in found:
        if one.what == WITHHELD:
            offices[one.where] += 1
        else:
            yield one
    for office, count in sorted(offices.items()):
        yield Finding(WITHHELD, f"{office}: {count}")


def _acts(store: Store, _reckoning: Reckoning) -> Iterator[Finding]:
    """Yield altered acts, and broken chains, signatures and seals."""
    standings = read_standings(store)
    for broken in soundness.broken(store, standings.key_of, SIGNED.__contains__):
        yield Finding(broken.what, f"act {broken.act_id}")


def _all_rights(store: Store, _reckoning: Reckoning) -> Iterator[Finding]:
    standings = read_standings(store)
    yield from _rights(store, standings)
    yield from _above_limits(store, standings)
    yield from _unseconded(store)
    yield from _beyond(store)


def _beyond(store: Store) -> Iterator[Finding]:
    """Yield the acts that write what their kind may not, and therefore count nowhere."""
    acts, own = journal.acts_by_subject(store, is_every=True), journal.own_office(store)
    for _, group in groupby(acts, key=lambda entry: entry[1].subject):
        readable = [(act, said) for _, act, said in group if act.schema <= journal.SCHEMA]
        for act, name in trespasses(seen_from(own, readable)):
            act_id = store.value(ActRow.select(ActRow.id).where(ActRow.hash == act.hash))
            yield Finding("beyond", f"act {act_id} {act.author} {act.kind} {name}".rstrip())


def _all_cases(store: Store, reckoning: Reckoning) -> Iterator[Finding]:
    words: dict[int, int] = {}
    yield from _cases(store, reckoning, read_view(store, journal.read_identity(store)), words)
    yield from _search(store, words)


def _rest(store: Store, _reckoning: Reckoning) -> Iterator[Finding]:
    yield from _attachments(store)
    yield from _others(store)
    yield from _epoch(store)
    yield from _numbers(store)
    for rule in edited(store):
        yield Finding(RULE, f"{rule.track.value}.toml {rule.key}")


def _search(store: Store, words: Mapping[int, int]) -> Iterator[Finding]:
    """Yield the cases whose search index entry differs from their texts.

    A structurally damaged index is one finding.
    """
    with suppress(Damaged):
        for case_id in search_proof.strange(store, words, lambda n: _words(store, n)):
            named = CaseRow.select(CaseRow.case_no).where(CaseRow.id == case_id)
            yield Finding("search", store.value(named) or f"case {case_id}")


def _words(store: Store, case_id: int) -> str:
    subject = store.value(ActRow.select(ActRow.subject).where(ActRow.id == case_id))
    return read_model.words_of(journal.folded(store, subject).facts)


def _rights(store: Store, standings: DeviceStandings) -> Iterator[Finding]:
    """Yield the acts that their author had no right to write."""
    for act_id, act in journal.acts_without_words(store):
        right = standings.lacks(act)
        if right:
            yield Finding("right", f"act {act_id} {act.author} {right}")


def _unseconded(store: Store) -> Iterator[Finding]:
    """Yield the acts that gave somebody power though no second person had confirmed it."""
    own = journal.read_identity(store).device
    asked = (
        (PEOPLE, PERSON),
        ((kinds.OFFICE_SET.id,), SETTINGS),
        (PROPOSALS, PROPOSAL),
        ((kinds.HOME_RESTORED.id,), AUDIT),
    )
    told = [
        one
        for wanted, about in asked
        for one in counted(
            (act, said) for _, act, said in journal.acts_by_subject(store, wanted, about)
        )
    ]
    for act in unseconded(told, own, _set_up_until(store, own)):
        act_id = store.value(ActRow.select(ActRow.id).where(ActRow.hash == act.hash))
        yield Finding("unseconded", f"act {act_id} {act.author} {act.kind} {act.subject}")


def _set_up_until(store: Store, own: str) -> int | None:
    """Return the clock of the last act of this workstation before its first case came."""
    first = store.value(CaseRow.select(CaseRow.id).order_by(CaseRow.id).limit(1))
    if first is None:
        return None
    before = ActRow.select(ActRow.hlc).where(ActRow.device == own, ActRow.id < first)
    return int(store.value(before.order_by(ActRow.id.desc()).limit(1)) or 0)


def _above_limits(store: Store, standings: DeviceStandings) -> Iterator[Finding]:
    """Yield what was resolved on the spot with an amount that a specialist may not decide alone.

    What the customer got in other cases is not counted in: who that is may be put right later.
    """
    told = journal.acts_by_subject(store, [of_step(Action.RESOLVE).id])
    for act, said in counted(((act, said) for _, act, said in told), is_whole=False):
        amount = Decimal((said or {}).get("compensation") or "0")
        if amount and standings.is_above(act, "specialist_limit", amount):
            act_id = store.value(ActRow.select(ActRow.id).where(ActRow.hash == act.hash))
            yield Finding("right", f"act {act_id} {act.author} {Right.APPROVE}")


def _of_case(table: Any, key: pw.Field, columns: Sequence[str]) -> PreparedQuery:
    """Return the question for the ``columns`` of what ``table`` keeps of the case ``key``."""
    wanted = [getattr(table, name) for name in columns]
    return PreparedQuery(lambda case_id: table.select(*wanted).where(key == case_id), arguments=1)


_ROW: Final = _of_case(CaseRow, CaseRow.id, read_model.CASE_COLUMNS)
_BESIDE: Final[Mapping[str, PreparedQuery]] = {
    "clock": _of_case(ClockRow, ClockRow.case_id, read_model.CLOCK_COLUMNS),
    "missed": _of_case(MissedRow, MissedRow.case_id, read_model.MISSED_COLUMNS),
    "closed": _of_case(ClosedRow, ClosedRow.case_id, read_model.CLOSED_COLUMNS),
}


def _cases(
    store: Store, reckoning: Reckoning, view: View, words: dict[int, int]
) -> Iterator[Finding]:
    """Yield case rows that differ from the acts; also collects the expected search entries."""
    seen = 0
    for first_id, uuid, acts in _cases_acts(store):
        folded = fold(acts)
        if not read_model.is_shown(folded):
            lack = lacking_words(acts, view.office, view.head_offices)
            yield from _lacking(lack, view.office, f"case {uuid}")
            continue
        seen += 1
        words[first_id] = search_proof.sum_of(read_model.words_of(folded.facts))
        clocks = reckoning.clocks(folded.facts)
        expected = read_model.case_row(first_id, uuid, folded, clocks)
        actual = store.ask(_ROW, first_id)
        if actual is None or tuple(actual) != expected:
            yield Finding("table", folded.facts["case_no"])
        yield from _beside(store, first_id, reckoning.with_true_breaches(folded.facts), clocks)
    extra = CaseRow.select().count(store.database) - seen
    if extra:
        yield Finding("extra", f"{extra} × case")
    known = CaseRow.select(CaseRow.id)
    for table, name in ((ClockRow, "clock"), (MissedRow, "missed"), (ClosedRow, "closed")):
        strays = table.select().where(table.case_id.not_in(known)).count(store.database)
        if strays:
            yield Finding("extra", f"{strays} × {name}")


def _beside(
    store: Store, case_id: int, facts: Facts, clocks: Sequence[CaseClock]
) -> Iterator[Finding]:
    """Yield what stands beside the row and differs from the acts: clocks, missed, closed."""
    expected = {
        "clock": read_model.clock_rows(case_id, counted_in(facts), clocks),
        "missed": read_model.missed_rows(case_id, facts, clocks),
        "closed": read_model.closed_rows(case_id, facts),
    }
    for name, query in _BESIDE.items():
        if sorted(expected[name]) != sorted(tuple(row) for row in store.ask_all(query, case_id)):
            yield Finding("table", f"{facts['case_no']} {name}")


def _attachments(store: Store) -> Iterator[Finding]:
    """Yield the cases whose rows in the attachment table differ from their facts."""
    kept: dict[int, list[Row]] = {}
    for row in all_files(store):
        kept.setdefault(row[0], []).append(tuple(row))
    query = CaseRow.select(CaseRow.id, CaseRow.case_no, CaseRow.entries)
    for case_id, case_no, entries in store.rows(query.where(CaseRow.entries.contains(ATTACHMENTS))):
        if sorted(file_rows(case_id, json.loads(entries))) != sorted(kept.pop(case_id, [])):
            yield Finding("table", f"{case_no} attachment")
    if kept:
        yield Finding("extra", f"{len(kept)} × attachment")


def lacking_words(
    acts: Iterable[tuple[Act, Facts | None]], own: str, discreet: Collection[str] = ()
) -> str:
    """Return the office whose acts on one subject lack their words here, "" where none are missed.

    The words of this office's ``own`` acts were here, so that they are named first. Erased ones
    are not missed, nor those of head office's acts on another office's case, which ``discreet``
    offices do not send. Others lawfully never came.
    """
    several = list(acts)
    if any(act.kind in SHREDDING for act, _ in several):
        return ""
    gone = {office_of(act.device) for act, payload in several if payload is None}
    missed = sorted(gone - (set(discreet) - {own}))
    return own if own in missed else next(iter(missed), "")


def _lacking(office: str, own: str, subject: str) -> Iterator[Finding]:
    """Yield that ``office`` has not sent its words about ``subject``, or that ``own`` are gone."""
    if office:
        yield Finding("payload", subject) if office == own else Finding(WITHHELD, office)


def _cases_acts(
    store: Store,
) -> Iterator[tuple[int, str, list[tuple[Act, JsonObject | None]]]]:
    acts, own = journal.acts_by_subject(store, _OF_CASES), journal.own_office(store)
    for uuid, group in groupby(acts, key=lambda entry: entry[1].subject):
        entries = list(group)
        told = seen_from(own, [(act, payload) for _, act, payload in entries])
        yield entries[0][0], uuid, counted(told)


_OF_CASES: Final = [kind.id for kind in KINDS.values() if kind.about == CASE]


def _epoch(store: Store) -> Iterator[Finding]:
    """Yield a finding when the home writes in an epoch that it left before."""
    own = journal.read_identity(store)
    query = ActRow.select(ActRow.epoch).where(ActRow.device == own.device)
    epochs = [epoch for (epoch,) in store.rows(query.order_by(ActRow.id))]
    if own.epoch in epochs and epochs[-1] != own.epoch:
        yield Finding("epoch", own.device)


def _numbers(store: Store) -> Iterator[Finding]:
    """Yield the days whose counter of cases is behind: a number would be given twice."""
    identity = journal.read_identity(store)
    own = f"TS-{identity.device.rpartition('-')[0]}-"
    given: dict[str, int] = {}
    for (case_no,) in store.rows(CaseRow.select(CaseRow.case_no)):
        number = number_in(case_no, identity.letter) if case_no.startswith(own) else 0
        day = case_no.removeprefix(own)[:8]
        given[day] = max(given.get(day, 0), number)
    known = {series.replace("-", ""): last for series, last in all_numbers(store).items()}
    for day, last in given.items():
        if known.get(day, 0) < last:
            yield Finding("counter", day)


def _others(store: Store) -> Iterator[Finding]:
    own = journal.own_office(store)
    for kind in read_model.OTHERS:
        expected = []
        for subject in journal.subjects(store, kind):
            folded = journal.folded(store, subject)
            if not read_model.is_told(subject, folded):
                lack = lacking_words(journal.acts_of(store, subject), own)
                yield from _lacking(lack, own, subject)
                continue
            expected += read_model.other_rows(subject, folded)[1]
        if not read_model.others_agree(store, kind, expected):
            yield Finding("table", kind.rstrip(":"))


def _reports(store: Store, _reckoning: Reckoning) -> Iterator[Finding]:
    """Yield the closed reports whose figures their frozen cases do not bear out."""
    for subject in journal.subjects(store, read_model.REPORT):
        facts = journal.folded(store, subject).facts
        if not facts.get("closed_at"):
            continue
        wrong = unproven(facts["figures"], facts["cases"], facts.get("clocks"))
        if wrong:
            yield Finding("report", f"{subject.removeprefix(read_model.REPORT)} {' '.join(wrong)}")


SEARCH: Final = "search"
RULE: Final = "rule"
WITHHELD: Final = "withheld"
HARMLESS: Final = (RULE, WITHHELD)
PARTS: Final[Mapping[str, Callable[[Store, Reckoning], Iterator[Finding]]]] = {
    "acts": _acts,
    "rights": _all_rights,
    "cases": _all_cases,
    "tables": _rest,
    "reports": _reports,
}
DEEP_PARTS: Final = (*PARTS, SEARCH)
