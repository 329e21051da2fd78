"""Word files for tests."""

import io

import docx


def word(*texts):
    """Return a .docx with a paragraph for each of ``texts``."""
    made = docx.Document()
    for text in texts:
        made.add_paragraph(text)
    whole = io.BytesIO()
    made.save(whole)
    return whole.getvalue()
