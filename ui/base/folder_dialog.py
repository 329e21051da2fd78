"""Asking for the folder that papers are written to, and for files."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget


def ask_folder(parent: QWidget, question: str) -> Path | None:
    """Return the folder that the person chose, or None when she chose none."""
    place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    folder = QFileDialog.getExistingDirectory(parent, question, place)
    return Path(folder) if folder else None


def into_folder(parent: QWidget, question: str, write: Callable[[Path], object]) -> None:
    """Have ``write`` called with the folder that the person chose, if she chose one."""
    folder = ask_folder(parent, question)
    if folder is not None:
        write(folder)


def with_file(parent: QWidget, question: str, kinds: str, take: Callable[[Path], object]) -> None:
    """Have ``take`` called with the file that the person chose, if she chose one.

    Args:
        parent: Qt parent.
        question: Title of the dialog.
        kinds: As Qt writes them, e.g. "Cards (*.card *.json)"; "" for all.
        take: Is told the file.
    """
    name, _ = QFileDialog.getOpenFileName(parent, question, "", kinds)
    if name:
        take(Path(name))
