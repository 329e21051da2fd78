"""Make the samples in ``docs/screens/papers``: papers of a training branch, and pictures of pages.

python -m docs.make_papers
"""

import shutil
import tempfile
from datetime import datetime
from pathlib import Path

import pypdfium2

from desk.base import words
from desk.base.clock import SetClock
from desk.home.opening import Home
from desk.reads.case_file import read_case
from desk.reads.queue import id_chunks, rows
from desk.rules.query import Order, QueueFilter, parse
from desk.rules.reports.periods import period_of
from desk.training.home import PASSWORD, make_training_home
from reports.letters.issuing import FormWish, print_form
from reports.printing import print_dossier, print_report

NOW = datetime(2026, 11, 20, 10, 24)
PAPERS = Path(__file__).parent / "screens" / "papers"
DOTS = 80 / 72  # of a picture, a point of the page
COLOURS = 32
PAGES = {  # which pages of which sample become pictures
    "month-report": (1, 2, 5),
    "dossier": (3,),
    "decision-letter": (1,),
    "registration-form": (1,),
    "receipt": (1,),
}
GIVEN = {"until": "2026-12-20"}


def fullest(office):
    """Return the number of the case of which most is known."""
    wanted = parse("", QueueFilter(order=Order.NEWEST, is_all=True))
    ids = [i for chunk in id_chunks(office.store, wanted, NOW) for i in chunk]
    numbers = [row.case_no for row in rows(office.store, ids, NOW).values()]
    return max(numbers, key=lambda no: len(read_case(office.store, office.reckoning, no).facts))


def samples(office, folder):
    """Yield the name and the files of each sample."""
    case_no = fullest(office)
    yield "month-report", print_report(office, period_of("month", "2026-10"), folder).files
    for name, form in (
        ("decision-letter", "F11"),
        ("registration-form", "F01"),
        ("receipt", "F02"),
    ):
        wish = FormWish(case_no=case_no, form=form, given=GIVEN)
        yield name, print_form(office, wish, folder)[0].files
    yield "dossier", print_dossier(office, case_no, folder).files


def main():
    words.use(words.CHINESE)
    PAPERS.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        users = make_training_home(home, SetClock(NOW)).users
        office = Home(home).open(users["director"]["name"], PASSWORD, SetClock(NOW))
        for name, files in samples(office, Path(folder) / "out"):
            for kind, path in files.items():
                if kind != "docx" or name == "decision-letter":
                    shutil.copy(path, PAPERS / f"{name}.{kind}")
            document = pypdfium2.PdfDocument(files["pdf"])
            for page in PAGES[name]:
                picture = document[page - 1].render(scale=DOTS).to_pil().quantize(COLOURS)
                picture.save(PAPERS / f"{name}-{page}.png", optimize=True)
            document.close()
            print(name)
        office.store.close()


if __name__ == "__main__":
    main()
