"""The audit log: acts about anything but cases."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from desk.base.clock import moment_of, wall
from desk.base.errors import code_of
from desk.base.shapes import JsonObject, Payload
from desk.reads.closed_to import closed_numbers
from desk.rules.case.masks import discreet
from desk.rules.forms.prescribed import TEMPLATE, versions_in
from desk.rules.people.people_in_acts import author_of
from desk.rules.people.rights import Person
from desk.rules.record.fold import Act, applied
from desk.rules.record.subjects import AUDIT, CASE, DEVICE, PACKET, PEER
from desk.rules.steps.kinds import KINDS, TEMPLATE_SET
from desk.store.db import Store
from desk.store.record import journal
from desk.store.tables import ActRow

_TYPED: Final = frozenset({"reason", "purpose", "name", "text"})
_ELSEWHERE: Final = (CASE, DEVICE, PACKET, PEER)  # told by their own pages
LOGGED: Final = tuple(kind.id for kind in KINDS.values() if kind.about not in _ELSEWHERE)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditLine:
    """A line of the audit log.

    Attributes:
        at: When.
        by: Who did it, a `PersonId` as text.
        kind: Dotted name, e.g. "audit.signed-in".
        subject: What it was about: "audit", "person:chen", "settings" …
        told: Its payload.
        head: Hash of the act, hex.
    """

    at: datetime
    by: str
    kind: str
    subject: str
    told: JsonObject
    head: str


def audit_lines(store: Store, kind: str = "", reader: Person | None = None) -> Iterator[AuditLine]:
    """Yield the audit lines whose kind starts with ``kind``, by subject.

    Those that tell of cases of which ``reader`` may see nothing are left out.
    """
    closed = closed_numbers(store, reader) if reader is not None else frozenset[str]()
    own = journal.own_office(store)
    wanted = [name for name in LOGGED if name.startswith(kind)]
    for _, act, payload in journal.acts_by_subject(store, wanted):
        line = line_of(act, payload or {}, own)
        if not tells_of(line, closed):
            yield line


def tells_of(line: AuditLine, case_nos: frozenset[str]) -> bool:
    """Say whether ``line`` names one of the cases with these numbers."""
    if not case_nos:
        return False
    said = json.dumps(line.told, ensure_ascii=False)
    return any(case_no in said for case_no in case_nos)


def line_of(act: Act, payload: Payload, own: str) -> AuditLine:
    """Return the line of ``act``, which says ``payload``, as the office ``own`` sees it."""
    is_entry = act.subject == AUDIT
    told = next(iter(payload.values()), {}) if is_entry else payload
    told = _without_files(act.subject, told) if act.kind == TEMPLATE_SET.id else told
    told = {name: _discreet(name, value) for name, value in told.items()}
    if is_entry:  # older acts name the class of a command, not its code
        told = told | {name: code_of(told[name]) for name in ("wish", "why") if name in told}
    return AuditLine(
        at=_at(act, told),
        by=author_of(act, own),
        kind=act.kind,
        subject=act.subject,
        told=told,
        head=act.hash.hex(),
    )


def _discreet(name: str, value: Any) -> Any:
    """Mask numbers of persons in what somebody typed: why, and what for."""
    return discreet(value) if name in _TYPED and isinstance(value, str) else value


def _at(act: Act, told: JsonObject) -> datetime:
    """Return when an act was written: what the clock said after it had run ahead, if it had."""
    said = told.get("clock")
    return datetime.fromisoformat(said) if said else moment_of(act.hlc)


def _without_files(subject: str, payload: Payload) -> JsonObject:
    """Return a prescription without its files, which may have a megabyte."""
    facts = applied({}, payload)
    found = versions_in(subject.removeprefix(TEMPLATE), facts)
    return found[0].told if found else {}


def head_before(store: Store, moment: datetime) -> str:
    """Return the hash (hex) of the last act before ``moment``: a month's head, to be printed."""
    query = ActRow.select(ActRow.hash).where(ActRow.hlc < wall(moment))
    found = store.value(query.order_by(ActRow.hlc.desc()).limit(1))
    return bytes(found).hex() if found else ""
