"""Remembered screen layout: window, widths, theme. Not worth a backup."""

from PySide6.QtCore import QByteArray, QSettings


class ScreenLayout:
    """Remembers the screen, in the user's configuration folder; nothing about people."""

    def __init__(self, settings: QSettings | None = None) -> None:
        """Open the settings file."""
        self._settings = settings or QSettings(
            QSettings.Format.IniFormat, QSettings.Scope.UserScope, "complaint-desk", "window"
        )

    def text(self, name: str, default: str = "") -> str:
        """Return a remembered text."""
        return str(self._settings.value(name, default, type=str))

    def flag(self, name: str, *, default: bool) -> bool:
        """Return a remembered yes or no."""
        return bool(self._settings.value(name, default, type=bool))

    def blob(self, name: str) -> QByteArray:
        """Return a remembered geometry or header state."""
        found = self._settings.value(name, QByteArray(), type=QByteArray)
        return found if isinstance(found, QByteArray) else QByteArray()

    def keep(self, name: str, value: object) -> None:
        """Remember ``value``."""
        self._settings.setValue(name, value)
