"""From the preview and from many cases to the printer; the printer here writes a PDF."""

from io import BytesIO
from pathlib import Path

import pypdf
import pypdfium2
import pytest
from PIL import ImageChops, ImageFilter, ImageStat
from PySide6.QtWidgets import QLabel

from desk.attachments.attaching import attach
from desk.attachments.viewing import FOLDER
from desk.reads.audit_log import audit_lines
from desk.reads.print_register import prints_of
from desk.reads.verify import verify
from desk.rules.reports.periods import period_of
from reports.letters.issuing import letters_of
from reports.press.face import face
from reports.previewing import preview_dossier
from reports.printing import print_dossier, print_report
from tests.attachments.papers import picture, put
from tests.builders import register
from tests.reports.papers import bare, case_of
from tests.ui.hands import press
from tests.ui.printers import IntoFolder
from ui.base.printing import print_pdf
from ui.dialogs.case_papers import CasePapers
from ui.dialogs.code_dialog import CodeDialog
from ui.dialogs.letter_dialog import LetterDialog
from ui.dialogs.preview_dialog import PreviewDialog
from ui.dialogs.print_dialog import PrintDialog
from ui.dialogs.reason_dialog import ReasonDialog
from ui.dialogs.to_printer import Paper

PATIENCE = 60_000  # ms; the machine may have other work


@pytest.fixture
def out(tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def stand_in(dialog, printer):
    """Have the dialog find one printer, and the person choose it."""
    dialog.printer.offers = lambda: ["Counter"]
    dialog.printer.chooses = lambda _parent, _pages: printer


@pytest.fixture
def case_no(branch):
    return register(branch.desk())


@pytest.fixture
def preview(hub, case_no, qtbot):
    office = hub.reader.office
    paper = Paper(case_no, lambda folder: print_dossier(office, case_no, folder))
    found = PreviewDialog(hub, paper, preview_dossier(office, case_no))
    qtbot.addWidget(found)
    found.show()
    return found


def bodies(path):
    """Return the pages without their feet, as soft pictures: thin lines fall as they may."""
    pictures = (page.render(grayscale=True).to_pil() for page in pypdfium2.PdfDocument(path))
    soft = (one.resize((595, 842)).filter(ImageFilter.BoxBlur(4)) for one in pictures)
    return [one.crop((0, 0, 595, 780)) for one in soft]


def distance(one, other):
    """Return how far two pictures differ, as a share."""
    return ImageStat.Stat(ImageChops.difference(one, other)).mean[0] / 255


def test_what_is_previewed_is_printed_with_a_number_for_each_copy(preview, hub, branch, out, qtbot):
    case_no = preview._paper.title
    stand_in(preview, IntoFolder(out, copies=2))
    with qtbot.waitSignal(preview.printer.ended, timeout=PATIENCE) as ended:
        press(qtbot, preview, "print-preview")
        assert preview._running.isVisible()
    assert ended.args == [2, 0]
    register_of = prints_of(branch.store, case_no)
    assert [one.copy for one in register_of] == ["A1", "A2"]
    assert {path.name for path in out.iterdir()} == {
        f"{case_no} {one.code}.pdf" for one in register_of
    }
    for path in out.iterdir():
        assert len(pypdf.PdfReader(path).pages) == preview.view.count
    assert "2 numbered copies" in preview.findChild(QLabel, "notice-text").text()
    assert verify(branch.store, hub.reader.office.reckoning) == []


def test_the_printed_pages_look_like_the_written_ones(preview, hub, out, tmp_path, qtbot):
    """They differ by code, number and moment in the foot only."""
    written = print_dossier(hub.reader.office, preview._paper.title, tmp_path / "w").files["pdf"]
    stand_in(preview, IntoFolder(out))
    with qtbot.waitSignal(preview.printer.ended, timeout=PATIENCE):
        press(qtbot, preview, "print-preview")
    (printed,) = out.iterdir()
    pages, wanted = bodies(printed), bodies(written)
    assert len(pages) == len(wanted) > 2
    for number, page in enumerate(pages):
        apart = [distance(page, other) for other in wanted]
        assert min(apart) == apart[number] < 0.02


def test_no_readable_paper_is_left_behind(preview, branch, out, qtbot):
    stand_in(preview, IntoFolder(out))
    with qtbot.waitSignal(preview.printer.ended, timeout=PATIENCE):
        press(qtbot, preview, "print-preview")
    assert list((branch.home.folder / FOLDER).glob("*")) == []


def test_without_a_printer_it_says_what_to_do(preview, branch, case_no, qtbot):
    preview.printer.offers = list
    press(qtbot, preview, "print-preview")
    assert "There is no printer on this PC" in preview.findChild(QLabel, "notice-text").text()
    assert prints_of(branch.store, case_no) == []


def test_whoever_chooses_no_printer_prints_nothing(preview, branch, case_no, qtbot):
    stand_in(preview, None)
    press(qtbot, preview, "print-preview")
    assert not preview._running.is_running
    assert prints_of(branch.store, case_no) == []


@pytest.mark.qt_log_ignore("QPainter::begin")
def test_a_printer_that_fails_is_said_with_the_number_that_was_given(
    preview, branch, case_no, out, qtbot
):
    out.rmdir()
    stand_in(preview, IntoFolder(out, copies=3))
    with qtbot.waitSignal(preview.printer.ended, timeout=PATIENCE) as ended:
        press(qtbot, preview, "print-preview")
    assert ended.args == [0, 2]
    (one,) = prints_of(branch.store, case_no)
    told = preview.findChild(QLabel, "notice-text").text()
    assert "does not print. See that it is switched on" in told
    assert one.code in told


def test_whoever_stops_is_told_which_copy_is_in_the_register(
    preview, branch, out, qtbot, monkeypatch
):
    monkeypatch.setattr(
        "ui.base.printing.print_pdf",
        lambda content, printer, tell: (
            preview._running.cancel(),
            print_pdf(content, printer, tell),
        ),
    )
    stand_in(preview, IntoFolder(out, copies=3))
    with qtbot.waitSignal(preview.printer.ended, timeout=PATIENCE) as ended:
        press(qtbot, preview, "print-preview")
    assert ended.args == [0, 2]
    (one,) = prints_of(branch.store, preview._paper.title)
    assert one.code in preview.findChild(QLabel, "notice-text").text()
    assert preview.isVisible()


def test_many_dossiers_are_printed_one_job_each(hub, branch, out, qtbot):
    several = [register(branch.desk()) for _ in range(3)]
    dialog = PrintDialog(hub, [*several, "TS-0101-20261120-A999"])
    qtbot.addWidget(dialog)
    dialog.show()
    stand_in(dialog, IntoFolder(out))
    with qtbot.waitSignal(dialog.printer.ended, timeout=PATIENCE):
        press(qtbot, dialog, "print-start")
    state = dialog.findChild(QLabel, "print-state").text()
    assert state == "3 copies are given to the printer, 0 were not begun."
    assert sorted(path.name.split()[0] for path in out.iterdir()) == several
    assert "A999" in dialog._said[0]
    for no in several:
        assert [one.copy for one in prints_of(branch.store, no)] == ["A1"]


def test_a_report_for_the_printer_makes_no_workbook(hub, branch, tmp_path):
    period = period_of("month", "2026-11")
    printed = print_report(hub.reader.office, period, tmp_path / "r", is_paper_only=True)
    assert list(printed.files) == ["pdf"]
    assert [list(one.hashes) for one in prints_of(branch.store, period.id)] == [["pdf"]]


def test_the_preview_lists_the_attachments_as_the_masked_copy_does(hub, branch, case_no, tmp_path):
    attach(branch.desk(), case_no, put(tmp_path, "票据.jpg", picture()))
    written = print_dossier(hub.reader.office, case_no, tmp_path / "w").files["pdf"]
    seen = tmp_path / "seen.pdf"
    seen.write_bytes(preview_dossier(hub.reader.office, case_no))
    for path in (written, seen):
        text = bare("".join(page.extract_text() for page in pypdf.PdfReader(path).pages))
        assert "票据.jpg" in text
        assert bare("The attachments are not in this copy") in text


@pytest.fixture
def letters(hub, branch, case_no, qtbot):
    dialog = LetterDialog(hub, case_of(branch.desk(), case_no))
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def issued(branch, dialog):
    return letters_of(case_of(branch.desk(), dialog._case.case_no))


def test_a_letter_is_issued_once_and_printed_as_often_as_wanted(letters, branch, hub, out, qtbot):
    letters.choose("F02")
    stand_in(letters, IntoFolder(out, copies=2))
    with qtbot.waitSignals([letters.issued, hub.told], timeout=PATIENCE):
        press(qtbot, letters, "print-letter")
    (letter,) = issued(branch, letters)
    prints = prints_of(branch.store, letters._case.case_no)
    assert [(one.what, one.copy, list(one.hashes)) for one in prints] == [
        ("letter", "A1", ["pdf"]),
        ("letter", "A2", ["pdf"]),
    ]
    assert len(list(out.iterdir())) == 2
    assert letter["form"] == "F02"
    assert not letters.isVisible()


def test_what_a_letter_lacks_is_said_once_for_all_copies(letters, branch, out, qtbot):
    letters.choose("F08")
    stand_in(letters, IntoFolder(out, copies=3))
    with qtbot.waitSignal(letters.printer.ended, timeout=PATIENCE) as ended:
        press(qtbot, letters, "print-letter")
    assert ended.args == [0, 0]
    assert letters.findChild(QLabel, "letter-problem").text().count("Reason is missing") == 1
    assert issued(branch, letters) == []
    assert letters.isVisible()


@pytest.mark.qt_log_ignore("QPainter::begin")
def test_a_letter_that_the_printer_did_not_take_is_issued_and_says_so(
    letters, branch, hub, out, qtbot
):
    letters.choose("F02")
    out.rmdir()
    stand_in(letters, IntoFolder(out))
    with qtbot.waitSignal(hub.refused, timeout=PATIENCE) as said:
        press(qtbot, letters, "print-letter")
    assert "does not print" in said.args[0]
    assert len(issued(branch, letters)) == 1


@pytest.fixture
def papers(hub, branch, case_no, tmp_path, qtbot):
    """The buttons of a case with a picture attached."""
    attach(branch.desk(), case_no, put(tmp_path, "票据.jpg", picture()))
    found = CasePapers(hub)
    qtbot.addWidget(found)
    found.show_case(case_of(branch.desk(), case_no))
    found.show()
    return found


def shown_in_full(papers, qtbot, reason="移送法院"):
    papers._on_full()
    asked = papers.findChild(ReasonDialog)
    asked._reason.setText(reason)
    press(qtbot, asked, "ok")
    qtbot.waitUntil(lambda: papers.findChild(PreviewDialog) is not None, timeout=PATIENCE)
    return papers.findChild(PreviewDialog)


def test_the_whole_dossier_is_seen_for_a_reason_on_record(papers, branch, case_no, qtbot):
    dialog = shown_in_full(papers, qtbot)
    masked = len(pypdf.PdfReader(BytesIO(preview_dossier(branch.desk(), case_no))).pages)
    assert dialog.view.count > masked  # the picture has a page of its own
    (line,) = [one for one in audit_lines(branch.store) if one.kind == "audit.revealed"]
    assert line.told["reason"] == "移送法院"
    assert "attachments" in line.told["fields"]
    assert prints_of(branch.store, case_no) == []
    assert list((branch.home.folder / FOLDER).glob("*")) == []


def test_without_a_reason_nothing_is_shown(papers, qtbot):
    papers._on_full()
    asked = papers.findChild(ReasonDialog)
    press(qtbot, asked, "ok")
    problem = "Say why, in a few words"
    labels = asked.findChildren(QLabel)
    qtbot.waitUntil(lambda: any(problem in one.text() for one in labels), timeout=PATIENCE)
    assert papers.findChild(PreviewDialog) is None


def test_what_was_seen_in_full_is_printed_in_full(papers, branch, case_no, out, qtbot):
    dialog = shown_in_full(papers, qtbot)
    stand_in(dialog, IntoFolder(out))
    with qtbot.waitSignal(dialog.printer.ended, timeout=PATIENCE):
        press(qtbot, dialog, "print-preview")
    (one,) = prints_of(branch.store, case_no)
    assert (one.is_full, one.copy) == (True, "A1")
    (printed,) = out.iterdir()
    assert len(pypdf.PdfReader(printed).pages) == dialog.view.count


def test_a_preview_is_written_as_a_file_too(preview, branch, case_no, out, qtbot):
    preview.write_to(out)
    qtbot.waitUntil(lambda: not preview._running.is_running, timeout=PATIENCE)
    (path,) = out.iterdir()
    assert path.name in preview.findChild(QLabel, "notice-text").text()
    assert [one.copy for one in prints_of(branch.store, case_no)] == ["A1"]


def test_who_may_not_see_personal_data_is_not_offered_the_whole_dossier(
    hub, branch, qtbot, monkeypatch
):
    monkeypatch.setattr(hub.reader, "office", branch.desk("he"))
    found = CasePapers(hub)
    qtbot.addWidget(found)
    found.show_case(hub.reader.case(register(branch.desk("chen"))))
    titles = [one.text() for one in found._dossier.menu().actions() if one.isVisible()]
    assert "Preview" in titles
    assert not any("Unmasked" in title for title in titles)


def test_recovery_sheets_are_printed_without_ever_being_a_file(hub, branch, out, qtbot):
    dialog = CodeDialog(hub, None, "ABCD-EFGH-JKMN")
    qtbot.addWidget(dialog)
    dialog.show()
    stand_in(dialog, IntoFolder(out))
    face()  # reads its fonts, before anything is watched
    written = []
    with (
        pytest.MonkeyPatch.context() as patched,
        qtbot.waitSignal(dialog.printer.ended, timeout=PATIENCE) as ended,
    ):
        patched.setattr(Path, "open", lambda path, *_, **__: written.append(path))
        press(qtbot, dialog, "print-sheets")
    assert ended.args == [1, 0]
    assert written == []
    (printed,) = out.iterdir()
    assert len(pypdf.PdfReader(printed).pages) == 2
    assert prints_of(branch.store) == []
    assert not list(branch.home.folder.rglob("*.pdf"))
