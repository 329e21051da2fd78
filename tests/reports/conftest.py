"""Papers for tests: documents small and whole, and what can be read back from their files."""

import pytest

import tests.base.properties  # noqa: F401 - property tests run as one place says
from reports.excel import write_workbook
from reports.paper import write_pdf
from tests.reports.papers import Written


@pytest.fixture
def written(tmp_path):
    """Write a document both ways and read it back."""

    def written(document):
        sheet, paper = tmp_path / "paper.xlsx", tmp_path / "paper.pdf"
        if any(section.sheet for section in document.sections):
            write_workbook(document, sheet)
        return Written(sheet, paper, write_pdf(document, paper))

    return written
