"""Forms take and show typed values; they know no rules."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton

from desk.base.errors import Refusal, Several
from desk.base.words import mark
from desk.rules.case.codes import code_list
from desk.rules.case.fields import BY_ID, FIELDS, Kind
from tests.families import each
from tests.ui.hands import write
from ui.widgets.field_widgets import edit_for
from ui.widgets.form import Form

TODAY = date(2026, 11, 20)
NAMES = ("channel", "received_at", "amount", "liable", "demands", "facts", "complained_unit")


class Wrong(Refusal):
    text = mark("This is wrong.")


@pytest.fixture
def form(qtbot):
    made = Form()
    for name in NAMES:
        made.add(
            edit_for(BY_ID[name], lambda field: ["A", "B"] if "unit" in field else [], today=TODAY)
        )
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


@each(field={f.id: f for f in FIELDS if f.kind is not Kind.ENTRIES})
def test_every_field_has_a_widget_that_keeps_hostile_text(field, qtbot):
    edit = edit_for(field, today=TODAY)
    qtbot.addWidget(edit)
    hostile = "<b>x</b> & =1+1 㛃䶮"
    edit.show_value([hostile] if field.kind is Kind.NAMES else hostile)
    edit.show_value(None)
    assert edit.value() in (None, [])


@pytest.mark.parametrize(("name", "code"), [("cause", "C07"), ("demands", "refund")])
def test_a_retired_code_is_shown_where_it_stands_and_not_offered(qtbot, monkeypatch, name, code):
    field = BY_ID[name]
    known = code_list(field.codes).codes
    until = TODAY - timedelta(days=1)
    monkeypatch.setitem(known, code, replace(known[code], valid_until=until))
    offered, fresh, old = (edit_for(field, today=day) for day in (until, TODAY, TODAY))
    for edit in (offered, fresh, old):
        qtbot.addWidget(edit)
    label, value = str(known[code]), [code] if field.kind is Kind.CODES else code
    assert label in words_of(offered)
    assert label not in words_of(fresh)
    old.show_value(value)
    assert label in words_of(old)
    assert old.value() == value


def words_of(edit):
    box = edit.findChild(QComboBox)
    if box is not None:
        return [box.itemText(place) for place in range(box.count())]
    return [chip.text() for chip in edit.findChildren(QPushButton)]
