"""The lists of codes in the window: shown, tried, taken in; each kind of office sees its own."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton

from desk.actions.change_settings import ChangeSettings
from desk.rules.case.codes import code_list
from tests.builders import register
from ui.dialogs.codes_dialog import CodesDialog, TakeDialog
from ui.pages.intake_page import IntakePage

CLASSES = {
    "bank": {"product_line", "business_channel", "cause"},
    "insurer": {"insurance_line", "dispute", "sales_channel"},
    "financing": {"phase", "issue"},
}
EVERY = set().union(*CLASSES.values())


@pytest.fixture
def dialog(qtbot, hub):
    shown = CodesDialog(hub)
    qtbot.addWidget(shown)
    shown.show()
    box = shown.findChild(QComboBox, "code-list")
    box.setCurrentIndex(box.findData("product_line"))
    box.activated.emit(box.currentIndex())
    return shown


def texts(widget):
    return [one.text() for one in widget.findChildren(QLabel)]


def take(qtbot, dialog, tmp_path, table):
    path = tmp_path / "codes.csv"
    path.write_text(table, encoding="utf-8")
    dialog.take(path)
    qtbot.waitUntil(lambda: dialog.findChild(TakeDialog) is not None)
    return dialog.findChild(TakeDialog)


def test_a_table_is_tried_and_taken_in(qtbot, hub, dialog, tmp_path):
    register(hub.reader.office, product_line="B03")
    table = "code,zh,en,valid_until\nB14,数字人民币,e-CNY,\nB03,银行卡,Bank cards,2026-12-31\n"
    asked = take(qtbot, dialog, tmp_path, table)
    told = texts(asked)
    assert "New: B14 e-CNY" in told
    assert "Retired after 2026-12-31: B03 Bank cards (1 cases have it)" in told
    assert "B14" not in code_list("product_line").codes
    with qtbot.waitSignal(hub.told):
        qtbot.mouseClick(asked.findChild(QPushButton, "agree-codes"), Qt.MouseButton.LeftButton)
    assert "e-CNY" in texts(dialog)
    assert "this office" in texts(dialog)


def test_a_table_that_cannot_be_taken_says_why(qtbot, dialog, tmp_path):
    path = tmp_path / "codes.csv"
    path.write_text("code,zh\nB14,贷款\n", encoding="utf-8")
    dialog.take(path)
    problem = dialog.findChild(QLabel, "problem")
    qtbot.waitUntil(lambda: "B02 is called already" in problem.text())


@pytest.mark.parametrize("kind", CLASSES)
def test_the_intake_page_asks_for_what_the_kind_of_office_classifies_by(qtbot, hub, kind):
    hub.reader.office.do(ChangeSettings(values={"office_kind": kind}))
    page = IntakePage(hub)
    qtbot.addWidget(page)
    asked = {name for form in page._forms for name in form.names}
    assert asked & EVERY == CLASSES[kind]
