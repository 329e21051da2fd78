"""Papers of the counter through real windows: blank forms, entering one, the receipt."""

from PySide6.QtWidgets import QWidget

from desk.actions.reserve_forms import ReserveForms
from desk.reads.case_file import read_case
from desk.reads.print_register import prints_of
from tests.flows.test_stories import seats  # noqa: F401 - a fixture
from tests.ui.hands import press, write
from tests.ui.printers import IntoFolder
from ui.pages.intake_page import IntakePage

FORM = {
    "channel": "phone",
    "complainant.name": "张三",
    "complainant.phone": "13800005678",
    "facts": "停电时来电，反映年费重复扣收。",
}


def intake(seat):
    """Return the page, filled in but for how it came to be written."""
    page = IntakePage(seat.hub)
    seat.qtbot.addWidget(page)
    opened = []
    seat.hub.wants_case.connect(opened.append)
    for form in page._forms:
        form.fill({**page._values(), **FORM})
    return page, opened


def problems(page):
    return {
        part.objectName().removeprefix("problem ")
        for part in page.findChildren(QWidget)
        if part.objectName().startswith("problem ") and part.text()
    }


def test_blank_forms_are_printed_from_the_window(seats, tmp_path):  # noqa: F811
    seat = seats("chen")
    page, _ = intake(seat)
    page._papers.print_blank(2, tmp_path)
    seat.qtbot.waitUntil(lambda: bool(seat.told))
    assert "TS-0101-20261120-A001 to TS-0101-20261120-A002" in seat.told[0]
    assert len(list(tmp_path.glob("*.pdf"))) == 1


def test_a_form_is_entered_under_its_number_with_its_true_time(branch, seats, qtbot):  # noqa: F811
    (form_no,) = branch.desk("chen").do(ReserveForms(count=1)).result
    page, opened = intake(seats("chen"))
    assert page._values()["received_at"]
    write(page.findChild(QWidget, "form_no"), form_no)
    assert "received_at" not in page._values()  # now is not when it came in
    press(qtbot, page, "register")
    qtbot.waitUntil(lambda: "received_at" in problems(page))
    write(page.findChild(QWidget, "received_at"), "2026-11-20 07:30")
    press(qtbot, page, "register")
    qtbot.waitUntil(lambda: "late_reason" in problems(page))
    write(page.findChild(QWidget, "late_reason"), "停电。")
    press(qtbot, page, "register")
    qtbot.waitUntil(lambda: bool(opened))
    assert opened == [form_no]
    facts = read_case(branch.store, branch.desk().reckoning, form_no).facts
    assert (facts["received_at"], facts["late_reason"]) == ("2026-11-20T07:30:00", "停电。")


def test_a_number_that_stands_on_no_form_is_told_at_its_field(seats, qtbot):  # noqa: F811
    page, _ = intake(seats("chen"))
    write(page.findChild(QWidget, "form_no"), "TS-0101-20261120-A009")
    press(qtbot, page, "register")
    qtbot.waitUntil(lambda: "form_no" in problems(page))


def test_the_receipt_is_handed_out_at_registration(branch, seats, qtbot, tmp_path):  # noqa: F811
    seat = seats("chen")
    page, opened = intake(seat)
    page._papers.folder = tmp_path / "receipts"
    press(qtbot, page, "register-receipt")
    qtbot.waitUntil(lambda: len(seat.told) >= 2, timeout=15_000)
    assert {path.suffix for path in page._papers.folder.iterdir()} == {".pdf", ".docx"}
    (letter,) = read_case(branch.store, branch.desk().reckoning, opened[0]).facts["letters"]
    assert letter["form"] == "F02"


def test_receipts_are_printed_on_the_printer_that_was_chosen_once(branch, seats, qtbot, tmp_path):  # noqa: F811
    seat, asked = seats("chen"), []
    page, opened = intake(seat)
    printer = IntoFolder(tmp_path, copies=2)
    page._papers.printer.offers = lambda: ["Counter"]
    page._papers.printer.chooses = lambda *_: asked.append(1) or printer
    for count in (1, 2):
        for form in page._forms:
            form.fill({**page._values(), **FORM})
        with qtbot.waitSignal(page._papers.printer.ended, timeout=60_000):
            press(qtbot, page, "register-receipt")
        assert len(list(tmp_path.glob("*.pdf"))) == 2 * count
    assert asked == [1]
    for case_no in opened:
        (letter,) = read_case(branch.store, branch.desk().reckoning, case_no).facts["letters"]
        assert letter["form"] == "F02"
        assert [one.copy for one in prints_of(branch.store, case_no)] == ["A1", "A2"]


def test_the_clerk_hears_why_a_grade_rose(seats, qtbot):  # noqa: F811
    seat = seats("chen")
    page, opened = intake(seat)
    page._forms[0].fill({**page._values(), "forwarded_by": "nfra"})
    press(qtbot, page, "register")
    qtbot.waitUntil(lambda: bool(opened))
    assert "grade is B by rule: forwarded by a regulator" in seat.told[0]
