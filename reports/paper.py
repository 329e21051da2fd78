"""Writing a document as a PDF."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import IO

from reports.table import Document

LayIn = Callable[[Path, dict[str, tuple[int, tuple[float, ...]]]], None]


def write_pdf(document: Document, path: Path | IO[bytes], lay_in: LayIn | None = None) -> list[str]:
    """Write ``document`` to ``path``, replacing an existing file, or into an open file.

    ``lay_in`` is called with the finished paper and, by id, page and corners of
    every `Inlay`. Text that people typed is printed as text: nothing in it acts as markup.

    Returns:
        The characters that no font could draw, sorted; they stand in the paper
        as ``[U+20BB7]``, and its end says so.

    Raises:
        OSError: The file cannot be written.
    """
    from reports.press.document import build  # noqa: PLC0415 - reportlab costs start-up time

    if not isinstance(path, Path):
        return build(document, path)
    slots: dict[str, tuple[int, tuple[float, ...]]] = {}
    with path.open("wb") as file:  # reportlab leaves its own open when the disk is full
        missing = build(document, file, slots)
    if lay_in is not None:
        lay_in(path, slots)
    return missing


def pdf_of(document: Document) -> bytes:
    """Return ``document`` as PDF bytes, without writing a file."""
    paper = BytesIO()
    write_pdf(document, paper)
    return paper.getvalue()
