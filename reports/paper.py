"""The door to paper: a document becomes a PDF."""

from pathlib import Path
from typing import IO

from reports.table import Document


def write_pdf(document: Document, path: Path | IO[bytes]) -> list[str]:
    """Write ``document`` to ``path``, replacing what is there, or into an open file.

    Text that people typed is printed as text: nothing in it acts as markup.

    Returns:
        The characters that no font could draw, sorted; they stand in the paper
        as ``[U+20BB7]``, and its end says so.

    Raises:
        OSError: The file cannot be written.
    """
    from reports.press.document import build  # noqa: PLC0415 - reportlab costs start-up time

    if not isinstance(path, Path):
        return build(document, path)
    with path.open("wb") as file:  # reportlab leaves its own open when the disk is full
        return build(document, file)
