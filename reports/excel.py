"""Writing a document as an Excel workbook."""

from pathlib import Path

from reports.table import Document


def write_workbook(document: Document, path: Path) -> None:
    """Write ``document`` to ``path``, replacing an existing file.

    Text never becomes a formula, even if it starts with "=".

    Raises:
        OSError: The file cannot be written.
    """
    from reports.workbook.book import build  # noqa: PLC0415 - openpyxl costs start-up time

    build(document, path)
