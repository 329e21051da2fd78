"""The door to Excel: a document becomes a workbook."""

from pathlib import Path

from reports.table import Document


def write_workbook(document: Document, path: Path) -> None:
    """Write ``document`` to ``path``, replacing what is there.

    Text stays text: a complaint that begins with "=" never becomes a formula.

    Raises:
        OSError: The file cannot be written.
    """
    from reports.workbook.book import build  # noqa: PLC0415 - openpyxl costs start-up time

    build(document, path)
