"""A document becomes a PDF file."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from desk.base.words import mark, say
from reports.press.blocks import Setter
from reports.press.face import face
from reports.press.pages import Pages, Slots
from reports.table import Document, Note, texts_in

LayIn = Callable[[Path, Slots], None]


def build(document: Document, path: Path, lay_in: LayIn | None = None) -> list[str]:
    """Write ``document`` to ``path``; return the characters that no font can draw.

    ``lay_in`` is called with the finished paper and the places that it left empty.

    Raises:
        OSError: The file cannot be written.
    """
    typeface = face()
    texts = list(texts_in(document))
    typeface.learn(texts)
    missing = sorted(typeface.missing & set().union(*texts))
    if missing:
        document = _with_note(document, missing)
    pages = Pages(typeface, document)
    pages.template(path).build(list(Setter(typeface, document, pages).flows()))
    if lay_in is not None:
        lay_in(path, pages.slots)
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
