"""Papers for tests: documents small and whole, and what can be read back from their files."""

import shutil

import pytest

import tests.base.properties  # noqa: F401 - property tests run as one place says
from desk.base.clock import SetClock
from desk.home.opening import Home
from desk.training.home import PASSWORD
from reports.excel import write_workbook
from reports.paper import write_pdf
from tests.reports.papers import MADE_AT, Written


@pytest.fixture
def written(tmp_path):
    """Write a document both ways and read it back."""

    def written(document):
        sheet, paper = tmp_path / "paper.xlsx", tmp_path / "paper.pdf"
        if any(section.sheet for section in document.sections):
            write_workbook(document, sheet)
        return Written(sheet, paper, write_pdf(document, paper))

    return written


@pytest.fixture(scope="session")
def training(training_home, tmp_path_factory):
    """The director of a training branch at her desk, with a year of 60 complaints; read only."""
    made, staff = training_home(60)
    folder = tmp_path_factory.mktemp("training") / "home"
    shutil.copytree(made, folder)
    office = Home(folder).open(staff["director"], PASSWORD, SetClock(MADE_AT))
    yield office
    office.store.close()
    shutil.rmtree(folder)
