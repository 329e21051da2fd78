"""当场解决 at intake: ticked, typed, closed with one click; what is typed outlives the window."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QCheckBox, QLabel, QPushButton, QWidget

from desk.reads.case_file import read_case
from tests.builders import INTAKE
from tests.ui.hands import choose, press, write
from ui.pages.intake_page import IntakePage

CASE_NO = "TS-0101-20261120-A001"


@pytest.fixture
def page(hub, qtbot):
    page = IntakePage(hub)
    qtbot.addWidget(page)
    page.resize(1100, 900)
    page.show()
    return page


def tick(qtbot, page):
    box = page.findChild(QCheckBox, "on-the-spot")
    qtbot.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(9, box.height() // 2))
    assert box.isChecked()


def typed(page, **texts):
    for name, text in texts.items():
        write(page.findChild(QWidget, name), text)


def begun(qtbot, page, kind="complaint"):
    choose(page, "channel", "phone")
    if kind != "complaint":
        choose(page, "kind", kind)
    typed(page, **{"complainant.name": "张三", "facts": INTAKE["facts"]})
    tick(qtbot, page)
    typed(page, execution="当场核对并退还年费。", summary="同意。")
    choose(page, "way", "phone")


def test_a_complaint_is_registered_and_closed_with_one_click(branch, hub, page, qtbot):
    assert not page.findChild(QWidget, "execution").isVisible()
    begun(qtbot, page)
    save = page.findChild(QPushButton, "register")
    assert save.text() == "Register as resolved"
    told = []
    hub.told.connect(told.append)
    press(qtbot, page, "register")
    qtbot.waitUntil(lambda: page.findChild(QLabel, "problem finding").text() != "")
    choose(page, "finding", "upheld")
    typed(page, notice_proof="录音 7")
    press(qtbot, page, "register")
    qtbot.waitUntil(lambda: bool(told))
    facts = read_case(branch.store, branch.desk().reckoning, CASE_NO).facts
    assert (facts["state"], facts["outcome"]) == ("closed", "agreed")
    assert facts["execution"] == "当场核对并退还年费。"
    assert "resolved on the spot" in told[0]
    assert save.text() == "Register", "the next case begins with an empty form"
    assert not page.findChild(QWidget, "execution").isVisible()


def test_an_inquiry_is_asked_only_for_the_answer_and_what_was_said(branch, hub, page, qtbot):
    begun(qtbot, page, "inquiry")
    asked = ("finding", "notice_proof", "compensation")
    assert not any(page.findChild(QWidget, name).isVisible() for name in asked)
    told = []
    hub.told.connect(told.append)
    press(qtbot, page, "register")
    qtbot.waitUntil(lambda: bool(told))
    facts = read_case(branch.store, branch.desk().reckoning, CASE_NO).facts
    assert (facts["state"], facts["answer"]) == ("closed", "当场核对并退还年费。")


def test_a_report_of_a_violation_cannot_be_resolved_so(page):
    choose(page, "kind", "report")
    assert not page.findChild(QCheckBox, "on-the-spot").isVisible()
    assert page._spot.given() is None


def test_what_is_typed_of_it_is_kept(hub, page, qtbot):
    begun(qtbot, page)
    qtbot.waitUntil(lambda: (hub.reader.draft("intake") or {}).get("resolved") is not None)
    again = IntakePage(hub)
    qtbot.addWidget(again)
    qtbot.waitUntil(lambda: (again._spot.given() or {}).get("summary") == "同意。")
