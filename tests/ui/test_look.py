"""Colours can be read, texts are plain, every word has a translation."""

import ast
import re
from pathlib import Path

import pytest
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QLabel

from desk.rules.time.lights import Light
from ui.base import theme
from ui.widgets.text import Elided, button, label, wrapped

ROOT = Path(__file__).parents[2]
LEAST_CONTRAST = 4.5


def luminance(colour):
    def channel(value):
        share = int(value, 16) / 255
        return share / 12.92 if share <= 0.03928 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (channel(colour[place : place + 2]) for place in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", theme.THEMES)
def test_every_text_can_be_read_on_its_ground(name):
    colours = theme.THEMES[name]
    pairs = [colours.light(light) for light in Light]
    pairs += [
        (colours.text, colours.card),
        (colours.text, colours.ground),
        (colours.text, colours.accent_ground),
        (colours.muted, colours.card),
        (colours.muted, colours.ground),
        (colours.on_accent, colours.accent),
        (colours.accent, colours.accent_ground),
        (colours.accent, colours.card),
        (colours.accent, colours.ground),
        (colours.problem, colours.card),
        (colours.problem, colours.ground),
    ]
    weak = [(pair, contrast(*pair)) for pair in pairs if contrast(*pair) < LEAST_CONTRAST]
    assert not weak


@pytest.mark.parametrize("name", theme.THEMES)
def test_the_style_sheet_has_a_colour_for_every_role(name):
    sheet = theme.style_sheet(theme.THEMES[name])
    assert "$" not in sheet
    assert not re.search(r"#[0-9a-f]{6}", (ROOT / "resources/style/app.qss").read_text())


@pytest.mark.parametrize("make", [label, wrapped, Elided])
def test_markup_that_a_person_typed_is_shown_as_it_was_typed(make, qtbot):
    typed = "<img src='file:///etc/passwd'>客户说 <b>很生气</b> & 走了"
    made = make(typed)
    qtbot.addWidget(made)
    assert made.text() == typed
    assert made.textFormat().name == "PlainText"


def test_labels_are_made_by_the_functions_that_keep_them_plain():
    allowed = {ROOT / "ui/widgets/text.py"}
    for path in sorted((ROOT / "ui").rglob("*.py")):
        if path in allowed:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id not in ("QLabel", "QMessageBox", "QTextEdit"), path


def test_tool_tips_are_escaped_where_they_are_set():
    for path in sorted((ROOT / "ui").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                if node.func.attr != "setToolTip":
                    continue
                call = node.args[0]
                assert isinstance(call, ast.Call), path
                assert isinstance(call.func, ast.Name), path
                assert call.func.id == "plain", path


def test_a_button_is_found_by_its_name(qtbot):
    made = button("&Save", primary=True, name="save")
    qtbot.addWidget(made)
    assert (made.objectName(), made.property("primary")) == ("save", True)
    assert not made.findChildren(QLabel)


def test_lists_and_menus_have_the_font_of_the_program(qapp, monkeypatch):
    classes = ("QAbstractItemView", "QMenu", "QMessageBox", "QTipLabel")

    def as_windows_does(_sheet):
        for name in classes:
            QApplication.setFont(QFont("Tahoma", 8), name)

    monkeypatch.setattr(qapp, "setStyleSheet", as_windows_does)
    theme.apply(qapp, theme.THEMES["light"])
    assert {QApplication.font(name).toString() for name in classes} == {qapp.font().toString()}
