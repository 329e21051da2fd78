"""Forms take and show typed values; they know no rules."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton

from desk.base.errors import Refusal, Several
from desk.base.words import mark
from desk.rules.case.fields import BY_ID, FIELDS, Kind
from tests.ui.hands import write
from ui.widgets.field_widgets import edit_for
from ui.widgets.form import Form

NAMES = ("channel", "received_at", "amount", "liable", "demands", "facts", "complained_unit")


class Wrong(Refusal):
    text = mark("This is wrong.")


@pytest.fixture
def form(qtbot):
    made = Form()
    for name in NAMES:
        made.add(edit_for(BY_ID[name], lambda field: ["A", "B"] if "unit" in field else []))
    qtbot.addWidget(made)
    return made


VALUES = {
    "channel": "phone",
    "received_at": "2026-11-20T09:05:00",
    "amount": "1234.50",
    "liable": False,
    "demands": ["refund", "apology"],
    "facts": "第一行\n第二行",
    "complained_unit": "B",
}


def test_filling_a_form_is_not_an_edit(form, qtbot):
    with qtbot.assertNotEmitted(form.edited):
        form.fill(VALUES)


def test_what_is_shown_is_given_back(form):
    form.fill(VALUES)
    assert form.values() == {
        **VALUES,
        "received_at": "2026-11-20 09:05",
        "amount": "1,234.50",
    }


def test_an_empty_form_says_nothing(form):
    form.fill({})
    assert form.values() == {}
    assert set(form.all_values()) == set(NAMES)


def test_typing_choosing_and_pressing_are_edits(form, qtbot):
    with qtbot.waitSignal(form.edited):
        qtbot.keyClicks(form.edit("amount").findChild(QLineEdit), "5")
    with qtbot.waitSignal(form.edited):
        write(form.edit("facts"), "字")
    with qtbot.waitSignal(form.edited):
        qtbot.mouseClick(
            form.edit("demands").findChildren(QPushButton)[0], Qt.MouseButton.LeftButton
        )
    box = form.edit("channel").findChild(QComboBox)
    with qtbot.waitSignal(form.edited):
        box.setFocus()
        box.activated.emit(1)


def test_problems_stand_below_their_fields_and_the_rest_in_the_line(form):
    rest = form.problems.line
    rest.setParent(form)
    form.show()
    first = form.problems.show(Several([Refusal(field="elsewhere"), Wrong(field="amount")]))
    problem = form.findChild(QLabel, "problem amount")
    assert first is form.edit("amount")
    assert (problem.text(), problem.isVisible()) == ("This is wrong.", True)
    assert (rest.text(), rest.isVisible()) == ("This cannot be done.", True)
    form.problems.clear()
    assert not problem.isVisible()
    assert not rest.isVisible()


@pytest.mark.parametrize(
    "field", [f for f in FIELDS if f.kind is not Kind.ENTRIES], ids=lambda field: field.id
)
def test_every_field_has_a_widget_that_keeps_hostile_text(field, qtbot):
    edit = edit_for(field)
    qtbot.addWidget(edit)
    hostile = "<b>x</b> & =1+1 㛃䶮"
    edit.show_value([hostile] if field.kind is Kind.NAMES else hostile)
    edit.show_value(None)
    assert edit.value() in (None, [])
