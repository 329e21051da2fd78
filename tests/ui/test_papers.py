"""Papers in the window: periods, numbers, previews, letters, many dossiers, the check."""

from datetime import datetime
from io import BytesIO
from itertools import pairwise

import pypdf
import pytest
from PySide6.QtCore import QDate
from PySide6.QtWidgets import QComboBox, QDateEdit, QLabel, QLineEdit, QPushButton

from desk.reads.period_report import read_report
from desk.reads.print_register import prints_of
from desk.rules.people.recusal import KeptAway
from desk.rules.reports.periods import period_of
from reports.letters.issuing import FormWish, letters_of, print_form
from reports.previewing import preview_dossier, preview_report
from reports.printing import print_dossier
from tests.builders import register, step, walk
from tests.reports.papers import bare, case_of
from tests.ui.hands import press, write
from ui.dialogs.check_dialog import CheckDialog
from ui.dialogs.letter_dialog import LetterDialog
from ui.dialogs.preview_dialog import PreviewDialog
from ui.dialogs.print_dialog import PrintDialog
from ui.pages.report_page import ReportPage
from ui.widgets.paper_view import GAP, KEPT, PageView, PaperView

PATIENCE = 60_000  # ms; the machine may have other work


@pytest.fixture
def case_no(branch):
    return register(branch.desk())


@pytest.fixture
def page(branch, hub, case_no, qtbot):
    """The report page on 3 December, one complaint in November."""
    assert case_no
    branch.clock.moment = datetime(2026, 12, 3, 9, 0)
    found = ReportPage(hub)
    qtbot.addWidget(found)
    found.show()
    found.start()
    qtbot.waitUntil(
        lambda: "Draft" in found.findChild(QLabel, "report-state").text(), timeout=PATIENCE
    )
    return found


def pick(page, name, value):
    box = page.findChild(QComboBox, name)
    box.setCurrentIndex(box.findData(value))
    box.activated.emit(box.currentIndex())


@pytest.mark.parametrize(
    ("kind", "shown"), [("quarter", "2026-Q3"), ("half", "2026-H1"), ("year", "2025")]
)
def test_longer_periods_are_offered_the_last_whole_one_first(page, qtbot, kind, shown):
    pick(page, "period-kind", kind)
    qtbot.waitUntil(lambda: page._report.period.id == shown, timeout=PATIENCE)


def test_any_days_are_reported_whichever_is_typed_first(page, qtbot):
    pick(page, "period-kind", "range")
    page.findChild(QDateEdit, "range-first").setDate(QDate(2026, 11, 25))
    page.findChild(QDateEdit, "range-last").setDate(QDate(2026, 11, 16))
    press(qtbot, page, "show-range")
    qtbot.waitUntil(lambda: page._report.period.id == "2026-11-16..2026-11-25", timeout=PATIENCE)
    assert page._report.figures.balance.received == 1


def test_a_month_without_complaints_is_a_nil_report(page, qtbot):
    box = page.findChild(QComboBox, "month")
    box.setCurrentIndex(box.findText("2026-06"))
    box.activated.emit(box.currentIndex())
    qtbot.waitUntil(lambda: page._report.period.id == "2026-06", timeout=PATIENCE)
    text = page._comments._texts["overview"].toPlainText()
    assert text == "No complaint was received in the period; this is a nil report."


def test_numbers_of_the_office_put_complaints_in_proportion(page, hub, branch, qtbot):
    edit = page.findChild(QLineEdit, "denominator-customers")
    with qtbot.waitSignal(hub.changed, timeout=PATIENCE):
        write(edit, "20,000")
        edit.editingFinished.emit()
    qtbot.waitUntil(
        lambda: "500.00" in page._numbers._results["customers"].text(), timeout=PATIENCE
    )
    report = read_report(branch.store, period_of("month", "2026-11"), branch.clock.now())
    assert str(report.details.per["customers"]) == "500.00"


def test_a_number_that_cannot_be_is_refused_below_it(page, qtbot):
    edit = page.findChild(QLineEdit, "denominator-outlets")
    write(edit, "none")
    edit.editingFinished.emit()
    problem = page.findChild(QLabel, "denominator-problem")
    qtbot.waitUntil(lambda: "cannot be the number" in problem.text(), timeout=PATIENCE)


def test_training_is_entered_for_the_report(page, hub, branch, qtbot):
    topics = page.findChild(QLineEdit, "training-topics")
    with qtbot.waitSignal(hub.changed, timeout=PATIENCE):
        write(topics, "误导销售案例")
        topics.editingFinished.emit()
    report = read_report(branch.store, period_of("month", "2026-11"), branch.clock.now())
    assert report.facts["training.topics"] == "误导销售案例"
    people = page.findChild(QLineEdit, "training-people")
    write(people, "many")
    people.editingFinished.emit()
    problem = page.findChild(QLabel, "training-problem")
    qtbot.waitUntil(lambda: "cannot be the number" in problem.text(), timeout=PATIENCE)


def test_the_report_is_previewed_without_a_trace(page, branch, qtbot):
    press(qtbot, page, "preview-report")
    qtbot.waitUntil(lambda: page.findChild(PreviewDialog) is not None, timeout=PATIENCE)
    assert page.findChild(PreviewDialog).view.count > 5
    assert prints_of(branch.store) == []


def test_a_preview_says_so_on_every_page_and_hides_who_complained(office, case_no):
    for content in (
        preview_dossier(office, case_no),
        preview_report(office, period_of("month", "2026-11")),
    ):
        pages = [p.extract_text() for p in pypdf.PdfReader(BytesIO(content)).pages]
        assert all("Preview" in text for text in pages)
        assert "张三" not in bare("".join(pages))


@pytest.mark.usefixtures("case_no")
def test_only_pages_that_are_seen_are_drawn_and_few_are_kept(office, qtbot):
    view = PaperView()
    qtbot.addWidget(view)
    view.resize(500, 600)
    view.show_pdf(preview_report(office, period_of("month", "2026-11")))
    view.show()
    pages = view.findChildren(PageView)
    qtbot.waitUntil(lambda: pages[0]._image is not None, timeout=PATIENCE)
    assert pages[-1]._image is None
    assert pages[0]._image.width() == pages[0].width()
    for one in pages * 3:
        one.grab()
    assert sum(one._image is not None for one in pages) <= KEPT


@pytest.mark.usefixtures("case_no")
def test_pages_stand_below_each_other_also_when_they_were_there_before_the_window(office, qtbot):
    view = PaperView()
    qtbot.addWidget(view)
    view.show_pdf(preview_report(office, period_of("month", "2026-11")))
    view.resize(900, 600)
    view.show()
    pages = view.findChildren(PageView)
    qtbot.waitUntil(lambda: pages[0].width() > 800, timeout=PATIENCE)
    for one, below in pairwise(pages):
        assert below.y() == one.y() + one.height() + GAP
    assert view.widget().height() == pages[-1].y() + pages[-1].height() + GAP


@pytest.fixture
def letters(hub, branch, case_no, qtbot):
    dialog = LetterDialog(hub, case_of(branch.desk(), case_no))
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_a_letter_is_filled_in_looked_at_and_issued(letters, hub, branch, tmp_path, qtbot):
    letters.choose("F08")
    write(letters._texts["reason"], "需要异地取证")
    write(letters._texts["until"], "2026-12-20")
    letters.look()
    qtbot.waitUntil(lambda: letters._view.count == 1, timeout=PATIENCE)
    with qtbot.waitSignals([letters.issued, hub.told], timeout=PATIENCE):
        letters.write_to(tmp_path)
    (letter,) = letters_of(case_of(branch.desk(), letters._case.case_no))
    assert (letter["form"], letter["given"]["reason"]) == ("F08", "需要异地取证")
    assert {path.suffix for path in tmp_path.glob("*F08*")} == {".pdf", ".docx"}


def test_what_a_letter_lacks_is_said_and_nothing_is_issued(letters, branch, tmp_path, qtbot):
    letters.choose("F08")
    letters.write_to(tmp_path)
    problem = letters.findChild(QLabel, "letter-problem")
    qtbot.waitUntil(lambda: "is missing" in problem.text(), timeout=PATIENCE)
    assert letters_of(case_of(branch.desk(), letters._case.case_no)) == []


def test_a_draft_gets_no_number_and_the_dialog_stays(letters, hub, branch, tmp_path, qtbot):
    letters.choose("F02")
    with qtbot.waitSignal(hub.told, timeout=PATIENCE):
        letters.write_to(tmp_path, is_draft=True)
    assert letters.isVisible()
    assert letters_of(case_of(branch.desk(), letters._case.case_no)) == []


def test_an_issued_letter_is_offered_again(letters, hub, branch, tmp_path, qtbot):
    case_no = letters._case.case_no
    letters.choose("F02")
    with qtbot.waitSignal(letters.issued, timeout=PATIENCE):
        letters.write_to(tmp_path)
    again = LetterDialog(hub, case_of(branch.desk(), case_no))
    qtbot.addWidget(again)
    assert again.findChild(QComboBox, "form").currentData() == "F01"
    (letter,) = letters_of(case_of(branch.desk(), case_no))
    again.choose(letter["no"])
    assert again.findChild(QPushButton, "issue-letter").text() == "Write again…"
    assert again.findChild(QPushButton, "print-letter").text() == "Print again…"
    (tmp_path / "again").mkdir()
    with qtbot.waitSignal(hub.told, timeout=PATIENCE):
        again.write_to(tmp_path / "again", reason="补打一份")
    assert len(letters_of(case_of(branch.desk(), case_no))) == 1


def test_an_auditor_issues_no_letter(branch, case_no, hub, monkeypatch, qtbot):
    monkeypatch.setattr(hub.reader, "office", branch.desk("he"))
    dialog = LetterDialog(hub, case_of(branch.desk(), case_no))
    qtbot.addWidget(dialog)
    for name in ("issue-letter", "print-letter"):
        assert dialog.findChild(QPushButton, name).isHidden()


@pytest.fixture
def several(branch):
    return [register(branch.desk()) for _ in range(4)]


def test_many_dossiers_are_written_with_progress(hub, several, tmp_path, qtbot):
    dialog = PrintDialog(hub, [*several, "TS-0101-20261120-A999"])
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.print_to(tmp_path / "out")
    state = dialog.findChild(QLabel, "print-state")
    qtbot.waitUntil(lambda: "written" in state.text(), timeout=PATIENCE)
    assert state.text() == "4 dossiers are written, 0 were not begun."
    assert len(list((tmp_path / "out").glob("*.pdf"))) == 4
    assert "A999" in dialog._said[0]


def test_whoever_stops_keeps_whole_dossiers(hub, several, tmp_path, qtbot):
    dialog = PrintDialog(hub, several)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.print_to(tmp_path / "out")
    press(qtbot, dialog, "cancel")
    state = dialog.findChild(QLabel, "print-state")
    qtbot.waitUntil(lambda: "not begun" in state.text(), timeout=PATIENCE)
    files = list((tmp_path / "out").iterdir())
    assert len(files) < 4
    assert all(pypdf.PdfReader(path).pages for path in files)
    assert dialog.isVisible()
    press(qtbot, dialog, "print-close")
    assert not dialog.isVisible()


@pytest.fixture
def check(hub, qtbot):
    dialog = CheckDialog(hub)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def verdict(dialog, qtbot):
    text = dialog.findChild(QLabel, "verdict")
    qtbot.waitUntil(lambda: bool(text.text()), timeout=PATIENCE)
    return text.text()


def test_a_typed_code_finds_its_paper(check, office, case_no, tmp_path, qtbot):
    printed = print_dossier(office, case_no, tmp_path)
    write(check.findChild(QLineEdit, "print-code"), printed.code.lower().replace("-", " "))
    press(qtbot, check, "check-code")
    assert verdict(check, qtbot).startswith("A paper with this code was printed here.")
    told = check.findChild(QLabel, "told").text()
    assert case_no in told
    assert office.actor.name in told


def test_a_file_is_the_one_that_was_printed_or_it_is_not(check, office, case_no, tmp_path, qtbot):
    path = print_dossier(office, case_no, tmp_path).files["pdf"]
    check.check_file(path)
    assert verdict(check, qtbot) == "This is the file that was printed here, byte for byte."
    with path.open("ab") as file:
        file.write(b"\n% changed\n")
    check._verdict.clear()
    check.check_file(path)
    assert verdict(check, qtbot) == "This is NOT the file that was printed with this code."


def test_what_is_not_from_here_is_said(check, qtbot):
    write(check.findChild(QLineEdit, "print-code"), "7K3M-9QXA-2FTC")
    press(qtbot, check, "check-code")
    assert verdict(check, qtbot) == "Not known here"


def test_a_recused_person_gets_no_letter(branch, tmp_path):
    case_no = register(branch.desk())
    walk(branch, case_no, until="assign")
    step(branch.desk("chen"), case_no, "recuse", recused=["chen"], text="系亲属。")
    wish = FormWish(case_no=case_no, form="F02", is_draft=True)
    with pytest.raises(KeptAway):
        print_form(branch.desk("chen"), wish, tmp_path / "out")
    assert not (tmp_path / "out").exists()
