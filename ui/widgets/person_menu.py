"""Who is signed in, and what she does for herself: switch user, lock, account, look."""

from functools import partial

from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from desk.base.text import plain
from desk.base.words import mark, say
from desk.rules.people.rights import role_label
from ui.base import theme
from ui.base.curtain import application
from ui.base.hub import Hub
from ui.base.layout import ScreenLayout
from ui.widgets.navigation import Navigation
from ui.widgets.text import button

SYSTEM = "system"
LOOKS = {SYSTEM: mark("As the system"), "light": mark("Light"), "dark": mark("Dark")}


def person_menu(
    hub: Hub, layout: ScreenLayout, nav: Navigation, parent: QWidget | None = None
) -> QPushButton:
    """Return a button with the office and the person, and her menu."""
    office = hub.reader.office
    made = button(plain(_who(hub), mnemonic=True), "person", quiet=True)
    made.setParent(parent)
    made.setToolTip(plain(role_label(office.actor.role), rich=True))
    menu = QMenu(made)
    menu.addAction(say(mark("Switch user…"))).triggered.connect(hub.signs_out)
    menu.addAction(say(mark("Lock  Ctrl+L"))).triggered.connect(hub.locks)
    menu.addAction(say(mark("My account…"))).triggered.connect(nav.account)
    menu.addSeparator()
    looks = menu.addMenu(say(mark("Look")))
    group = QActionGroup(looks)
    kept = layout.text("theme", SYSTEM)
    for name, words in LOOKS.items():
        action = looks.addAction(say(words))
        action.setCheckable(True)
        action.setChecked(name == kept)
        group.addAction(action)
        action.triggered.connect(partial(_on_look, layout, name))
    menu.addAction(say(mark("Keys  ?"))).triggered.connect(nav.keys)
    made.setMenu(menu)
    return made


def _who(hub: Hub) -> str:
    office = hub.reader.office
    return f"{office.settings.text('office_name')} · {office.actor.name}"


def _on_look(layout: ScreenLayout, name: str, _is_checked: object = None) -> None:
    """Show everything in the look ``name``, from now on at every start."""
    layout.keep("theme", name)
    app = application()
    theme.apply(app, theme.THEMES.get(name) or theme.system_theme(app))
