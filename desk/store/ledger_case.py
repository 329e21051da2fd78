"""Preparing a former ledger's rows as cases: all work that needs no tables.

The transaction then only has to recognise rows imported before, to
number the new ones and to write them. So preparing can run in another
process while finished rows are written.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from desk.base.shapes import Payload
from desk.rules.record.fold import Folded
from desk.rules.steps import ledger_rows
from desk.rules.steps.ledger_rows import Customs, LedgerRow, Oddity, Origin
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


class PreparedRow(NamedTuple):
    """A row that becomes a case, or the reasons why it cannot.

    Attributes:
        origin: Sheet and headings of its rows.
        line: Number of its line, as Excel shows it.
        number: Its number in the ledger, or "".
        key: The case's origin, see ``source_key``.
        content: A digest, equal for equal rows of one file.
        received_on: Day of receipt, or "".
        odd: Cells that were not understood.
        wrong: Reasons why it cannot be imported.
        case: The new case; None when it cannot be imported.
    """

    origin: Origin
    line: int
    number: str
    key: str
    content: int
    received_on: str
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
        return (self._prepared(f"{profile}:{row.number or '#' + row.key}", row) for row in rows)

    def _prepared(self, key: str, row: LedgerRow) -> PreparedRow:
        facts = ledger_rows.aligned(row.facts)
        wrong = row.wrong or self._refused(row, facts)
        return PreparedRow(
            row.origin,
            row.line,
            row.number,
            key,
            row.content,
            facts.get("received_at", "")[:10],
            row.odd,
            wrong,
            None if wrong else self._case(key, facts),
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
