"""A document becomes a PDF file."""

from dataclasses import replace
from typing import IO

from desk.base.words import mark, say
from reports.press.blocks import Setter
from reports.press.face import face
from reports.press.pages import DocumentPages, Slots
from reports.table import Document, Note, texts_in


def build(document: Document, file: IO[bytes], slots: Slots | None = None) -> list[str]:
    """Write ``document`` into ``file``; return the characters that no font can draw.

    ``slots`` receives the positions of inlays.

    Raises:
        OSError: The file cannot be written.
    """
    typeface = face()
    texts = list(texts_in(document))
    typeface.learn(texts)
    missing = sorted(typeface.missing & set().union(*texts))
    if missing:
        document = _with_note(document, missing)
    pages = DocumentPages(typeface, document)
    pages.template(file).build(list(Setter(typeface, document, pages).flows()))
    if slots is not None:
        slots.update(pages.slots)
    return missing


def _with_note(document: Document, missing: list[str]) -> Document:
    codes = [f"U+{ord(char):04X}" for char in missing]
    text = say(
        mark("No font of this desk draws these characters; they are printed by code: {codes}."),
        codes=codes,
    )
    *others, last = document.sections
    noted = replace(last, blocks=[*last.blocks, Note(text, is_quiet=True)])
    return replace(document, sections=[*others, noted])
