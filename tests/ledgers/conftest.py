"""A desk with a ledger on it: written, imported and looked at again."""

import pytest

from desk.actions.import_ledger import ImportLedger
from desk.actions.undo_import import UndoImport
from desk.ledgers.ledger_file import read_ledger
from desk.reads.verify import verify
from desk.store.record import read_model
from desk.store.tables import CaseRow
from tests.ledgers.books import write

HEAD = ("投诉编号", "受理日期", "投诉人", "投诉内容")


class Desk:
    """Somebody at her desk who imports ledgers; the reading goes on in this process."""

    def __init__(self, branch, folder, login="director"):
        self.branch = branch
        self.folder = folder
        self.office = branch.desk(login)
        self.store = branch.store

    def write(self, rows, name="ledger.xlsx", head=HEAD, **more):
        """Write a ledger of ``rows`` below ``head``; return its path."""
        return write(self.folder / name, [list(head), *map(list, rows)], **more)

    def command(self, path, profile=None, *, simulate=False):
        """Return the command that imports the ledger at ``path``."""
        preparation = self.office.preparation()
        outline, rows = read_ledger(path, profile)
        return ImportLedger(
            import_id=preparation.import_id,
            file=outline.file,
            profile=outline.profile,
            rows=preparation.rows(outline.profile, rows),
            is_simulation=simulate,
        )

    def take(self, path, profile=None, **more):
        """Import the ledger at ``path``; return the report."""
        return self.office.do(self.command(path, profile, **more)).result

    def bring(self, rows, head=HEAD, **more):
        """Write ``rows`` and import them; return the report."""
        return self.take(self.write(rows, head=head), **more)

    def undo(self, import_id):
        """Undo an import; return the report."""
        return self.office.do(UndoImport(import_id=import_id)).result

    def cases(self):
        """Return the facts of all cases, in the order in which they came."""
        columns = [getattr(CaseRow, name) for name in read_model.CASE_COLUMNS]
        return [
            read_model.facts_of(row)
            for row in self.store.rows(CaseRow.select(*columns).order_by("id"))
        ]

    def findings(self):
        """Return what `verify` finds."""
        return verify(self.store, self.office.reckoning)

    def everything(self):
        """Return all rows of all tables, those of the search index too."""
        ask = self.store.database.execute_sql
        tables = ask(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'"
        ).fetchall()
        return {name: sorted(map(repr, ask(f'SELECT * FROM "{name}"'))) for (name,) in tables}

    def records(self):
        """Return all rows of all tables but the search index's own book-keeping."""
        return {name: rows for name, rows in self.everything().items() if "case_words_" not in name}


@pytest.fixture
def desk(branch, tmp_path):
    return Desk(branch, tmp_path)
