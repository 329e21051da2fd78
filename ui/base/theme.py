"""Colours by role, light and dark; one small style sheet made from them."""

from dataclasses import dataclass, fields
from string import Template
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from desk.base.resources import ROOT, read_text

if TYPE_CHECKING:
    from desk.rules.time.lights import Light  # the rules are not needed to paint the first page

ROLES: Final = {
    "GREEN": "calm",
    "YELLOW": "soon",
    "ORANGE": "near",
    "RED": "today",
    "BLACK": "overdue",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Theme:
    """Colours by role (design.md 9); every text has 4.5 : 1 on its ground, tested.

    Attributes:
        name: "light" or "dark".
        text: Words.
        muted: Quiet words.
        line: Thin lines.
        card: Ground of cards, tables and fields.
        ground: Ground of the window.
        accent: What can be done; the one primary button.
        on_accent: Words on the accent.
        accent_ground: Ground of what is selected.
        calm: Words of the calm light; the others likewise.
        calm_ground: Their ground.
        problem: Words of a refusal beside a field.
        bar: Empty part of a progress bar.
    """

    name: str
    text: str
    muted: str
    line: str
    card: str
    ground: str
    accent: str
    on_accent: str
    accent_ground: str
    calm: str
    calm_ground: str
    soon: str
    soon_ground: str
    near: str
    near_ground: str
    today: str
    today_ground: str
    overdue: str
    overdue_ground: str
    problem: str
    bar: str

    def light(self, light: "Light | None") -> tuple[str, str]:
        """Return words and ground of a light; no light is muted."""
        if light is None:
            return self.muted, self.ground
        role = ROLES[light.name]
        return getattr(self, role), getattr(self, f"{role}_ground")


LIGHT: Final = Theme(
    name="light",
    text="#1d2433",
    muted="#5f6b7f",
    line="#e4e7ec",
    card="#ffffff",
    ground="#f5f6f8",
    accent="#2456c4",
    on_accent="#ffffff",
    accent_ground="#e8eefc",
    calm="#17744a",
    calm_ground="#e3f4ea",
    soon="#8a6100",
    soon_ground="#fdf3d3",
    near="#b54708",
    near_ground="#fdead7",
    today="#b42318",
    today_ground="#fde3e1",
    overdue="#ffffff",
    overdue_ground="#3b1216",
    problem="#b42318",
    bar="#e4e7ec",
)
DARK: Final = Theme(
    name="dark",
    text="#e6e9ef",
    muted="#98a2b3",
    line="#2b313c",
    card="#1c2028",
    ground="#14171d",
    accent="#8fb1ff",
    on_accent="#0d1526",
    accent_ground="#232f4b",
    calm="#6fd39b",
    calm_ground="#173427",
    soon="#f0cb5b",
    soon_ground="#3a3013",
    near="#ffa562",
    near_ground="#432612",
    today="#ff9a91",
    today_ground="#4a1b18",
    overdue="#14171d",
    overdue_ground="#ffb4ab",
    problem="#ff9a91",
    bar="#2b313c",
)
THEMES: Final = {"light": LIGHT, "dark": DARK}


def system_theme(app: QApplication) -> Theme:
    """Return the theme that the system asks for."""
    is_dark = app.styleHints().colorScheme() is Qt.ColorScheme.Dark
    return DARK if is_dark else LIGHT


def current() -> Theme:
    """Return the theme in use."""
    app = QApplication.instance()
    name = app.property("theme") if app is not None else None
    return THEMES.get(str(name), LIGHT)


def palette(theme: Theme) -> QPalette:
    """Return the palette of ``theme``."""
    made, roles = QPalette(), QPalette.ColorRole
    for role, colour in {
        roles.Window: theme.ground,
        roles.WindowText: theme.text,
        roles.Base: theme.card,
        roles.AlternateBase: theme.ground,
        roles.Text: theme.text,
        roles.Button: theme.card,
        roles.ButtonText: theme.text,
        roles.ToolTipBase: theme.card,
        roles.ToolTipText: theme.text,
        roles.PlaceholderText: theme.muted,
        roles.Highlight: theme.accent_ground,
        roles.HighlightedText: theme.text,
        roles.Link: theme.accent,
        roles.Mid: theme.line,
        roles.Light: theme.card,
        roles.Dark: theme.line,
    }.items():
        made.setColor(role, QColor(colour))
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(theme.muted))
    return made


def style_sheet(theme: Theme) -> str:
    """Return the style sheet of ``theme``."""
    colours = {part.name: getattr(theme, part.name) for part in fields(Theme)}
    icons = (ROOT / "icons").as_posix()
    return Template(read_text("style", "app.qss")).substitute(colours, icons=icons)


def apply(app: QApplication, theme: Theme) -> None:
    """Show everything in ``theme``, in the one font of the program.

    Windows has fonts of its own for lists, menus and messages, which a new palette and style
    sheet bring back; words would be measured in one font and painted in another.
    """
    app.setProperty("theme", theme.name)
    app.setPalette(palette(theme))
    app.setStyleSheet(style_sheet(theme))
    app.setFont(app.font())  # for every class of widgets
