"""Preparing a former ledger's rows as cases: all work that needs no tables.

The transaction then only has to recognise rows imported before, to
number the new ones and to write them. So preparing can run in another
process while finished rows are written.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from desk.base.shapes import Payload
from desk.rules.record.fold import Folded
from desk.rules.steps import ledger_rows
from desk.rules.steps.ledger_rows import Customs, LedgerRow, Oddity, Origin
from desk.rules.steps.ledger_same import Likeness, likeness
from desk.rules.time.case_clocks import Reckoning
from desk.store.record.hashes import canonical
from desk.store.record.read_model import CaseProjection, project


class NewCase(NamedTuple):
    """The case made from a row.

    Attributes:
        body: Payload of its first act, canonical, with an empty number.
        layout: Its rows in the tables.
        is_assumed: Its closing day was assumed.
    """

    body: str
    layout: CaseProjection
    is_assumed: bool

    @property
    def facts(self) -> Payload:
        """Return what its first act says."""
        told: Payload = json.loads(self.body)
        return told

    def named(self, key: str) -> "NewCase":
        """Return the case with another origin."""
        before = self.layout.values["source_key"]
        if before == key:
            return self
        self.layout.values["source_key"] = key
        old, new = (f'"source_key":{canonical(one)}' for one in (before, key))
        return self._replace(body=self.body.replace(old, new, 1))


class PreparedRow(NamedTuple):
    """A row that becomes a case, or the reasons why it cannot.

    Attributes:
        origin: Sheet and headings of its rows.
        line: Number of its line, as Excel shows it.
        number: Its number in the ledger, or "".
        keys: What may name the case's origin (``source_key``), best first.
        content: A digest, equal for equal rows of one file.
        alike: What tells the complaint from others.
        odd: Cells that were not understood.
        wrong: Reasons why it cannot be imported.
        case: The new case; None when it cannot be imported.
    """

    origin: Origin
    line: int
    number: str
    keys: tuple[str, ...]
    content: int
    alike: Likeness
    odd: tuple[Oddity, ...]
    wrong: tuple[Oddity, ...]
    case: NewCase | None


@dataclass(frozen=True)
class Preparation:
    """The context for preparing the rows of one import.

    Attributes:
        import_id: Of the import.
        latest: The moment of the import; later dates are refused.
        customs: The office's import defaults.
        reckoning: The office's reckoning.
    """

    import_id: str
    latest: str
    customs: Customs
    reckoning: Reckoning

    def rows(self, profile: str, rows: Iterable[LedgerRow]) -> Iterator[PreparedRow]:
        """Yield the rows that ``profile`` has read, prepared."""
        return (self._prepared(profile, row) for row in rows)

    def _prepared(self, profile: str, row: LedgerRow) -> PreparedRow:
        facts = ledger_rows.aligned(row.facts)
        wrong = row.wrong or self._refused(row, facts)
        alike = likeness(facts)
        keys = _keys(profile, row, alike)
        return PreparedRow(
            row.origin,
            row.line,
            row.number,
            keys,
            row.content,
            alike,
            row.odd,
            wrong,
            None if wrong else self._case(keys[0], facts),
        )

    def _case(self, key: str, facts: Payload) -> NewCase:
        whole, is_assumed = ledger_rows.completed(facts, self.customs)
        whole["source_key"] = key
        whole["import_id"] = self.import_id
        whole["case_no"] = ""
        layout = project(Folded(facts=whole, live={}, count=1), self.reckoning.kept_clocks(whole))
        return NewCase(canonical(whole), layout, is_assumed)

    def _refused(self, row: LedgerRow, facts: Payload) -> tuple[Oddity, ...]:
        headings = row.origin.headings
        return tuple(
            Oddity(headings.get(refusal.field, ""), str(facts.get(refusal.field, "")), refusal)
            for refusal in ledger_rows.problems(facts, self.latest)
        )


def _keys(profile: str, row: LedgerRow, alike: Likeness) -> tuple[str, ...]:
    """Return what may name a row's origin, best first.

    A number names it, unless that is a running one which another complaint has as well.
    Without a number it is who complained when about what, so that a row whose result was filled
    in meanwhile is known; nameless ones are told apart by all their cells.
    """
    if row.number:
        return f"{profile}:{row.number}", f"{profile}:{row.number}#{alike.digest}"
    whole = f"{profile}:#{row.key}"
    return (f"{profile}:#{alike.digest}", whole) if alike.name else (whole,)
