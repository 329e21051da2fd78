"""Asking for the folder that papers are written to."""

from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget


def ask_folder(parent: QWidget, question: str) -> Path | None:
    """Return the folder that the person chose, or None when she chose none."""
    place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    folder = QFileDialog.getExistingDirectory(parent, question, place)
    return Path(folder) if folder else None
