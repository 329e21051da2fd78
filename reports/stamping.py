"""Giving papers a code and an entry in the register of prints before they are written."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from desk.actions.number_copy import NumberCopy
from desk.actions.record_print import RecordPrint
from desk.base.files_together import several_files
from desk.base.words import mark, say
from desk.office import Office
from desk.rules.forms.prints import code_of
from reports.paper import LayIn, write_pdf
from reports.places import Printed
from reports.table import Document, texts_in

CHUNK: Final = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """A paper's entry in the register of prints.

    Attributes:
        what: "dossier", "letter", "report" or "disclosure".
        about: Number of the case, or id of the period.
        is_full: Personal data unmasked.
    """

    what: str
    about: str
    is_full: bool = False


def write_stamped(  # noqa: PLR0913 - everything that one paper is made of
    office: Office,
    document: Document,
    stamp: Stamp,
    path: Path,
    others: Sequence[Any] = (),
    *,
    lay_in: LayIn | None = None,
) -> Printed:
    """Write ``document`` to ``path`` as PDF, and to ``others``: all files, or none.

    Args:
        office: The open office; on the writer thread only.
        document: Without a code.
        stamp: For the register.
        path: Of the PDF.
        others: (kind, path, writer) of further files, e.g. the workbook.
        lay_in: Fills the inlays of the PDF.

    Raises:
        CannotWrite: A file could not be written; the register then has no entry for it.
    """
    copy = office.do(NumberCopy(about=f"{stamp.what}/{stamp.about}")).result
    coded = _coded(document, copy)
    with several_files([path, *(place for _, place, _ in others)]) as places:
        missing = write_pdf(coded, places.drafts[0], lay_in)
        drafts = {"pdf": places.drafts[0]}
        for (kind, _place, write), draft in zip(others, places.drafts[1:], strict=True):
            write(coded, draft)
            drafts[kind] = draft
        hashes = {kind: _hash(found) for kind, found in drafts.items()}
        places.secure()
        office.do(
            RecordPrint(
                code=coded.code,
                what=stamp.what,
                about=stamp.about,
                copy=copy,
                is_full=stamp.is_full,
                hashes=hashes,
            )
        )
    files = {"pdf": path, **{kind: place for kind, place, _ in others}}
    return Printed(dict(sorted(files.items(), key=_order)), tuple(missing), coded.code)


def _order(entry: tuple[str, Path]) -> int:
    return ("xlsx", "pdf", "docx").index(entry[0])


def _coded(document: Document, copy: str) -> Document:
    what, printed = document.foot
    printed = say(mark("{printed}, copy {copy}"), printed=printed, copy=copy)
    numbered = replace(document, foot=(what, printed))
    return replace(numbered, code=code_of(_said(numbered)))


def _said(document: Document) -> Iterator[str]:
    """Yield all texts of the paper, and when it was made."""
    yield document.made_at.isoformat()
    yield from texts_in(document)


def _hash(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(CHUNK):
            digest.update(piece)
    return digest.hexdigest()
