"""What somebody handed in, made harmless pages: runs in a process of its own.

Pictures become JPEG at print resolution; PDF files are written anew, without anything but pages
whose contents unfold to a bounded size.
"""

import io
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, Final

import pikepdf
from PIL import Image, ImageOps, ImageSequence

from desk.base.errors import Refusal
from desk.base.resources import read_toml
from desk.base.words import mark

DOTS: Final = (2480, 3508)  # A4 at 300 dpi: what is finer is made coarser
QUALITY: Final = 88
ORIENTATION: Final = 0x0112  # EXIF
UPRIGHT: Final = 1
PASSED_ON: Final = frozenset({"L", "RGB"})
NO_ROOM: Final = "bad_alloc"  # how the reader of PDF files says that the memory does not suffice
GAP: Final = 2.0  # of a picture that is made smaller: first by whole steps, then well


class Unreadable(Refusal):
    """The content is damaged, or of another type than its first bytes say."""

    text: ClassVar[str] = mark("It cannot be read as what it is, so its pages do not stand here.")


class Locked(Refusal):
    """A PDF with a password."""

    text: ClassVar[str] = mark("It is locked with a password, so its pages do not stand here.")


class TooMuchForPaper(Refusal):
    """Its pages take more time or memory to read than they may."""

    text: ClassVar[str] = mark(
        "To read it takes more time or memory than this PC can give, "
        "so its pages do not stand here."
    )


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture ready for a page.

    Attributes:
        size: Dots across and down.
        jpeg: Its content.
        mode: "L" or "RGB".
        way: EXIF orientation in which it is to be laid.
    """

    size: tuple[int, int]
    jpeg: bytes
    mode: str
    way: int


def limit(name: str) -> int:
    """Return a limit of ``[paper]`` in ``resources/attachments.toml``."""
    found: int = read_toml("attachments.toml")["paper"][name]
    return found


def read_exhibit(content: bytes, paper: str, room: int) -> Iterator[object]:
    """Yield the pages of ``content``, at most ``room``: pictures, or one PDF file.

    Args:
        content: Of the attachment.
        paper: "picture" or "pdf".
        room: How many pages at most.

    Yields:
        Each `Picture`, or the bytes of the PDF file.

    Raises:
        Unreadable, Locked, TooMuchForPaper: It cannot be read.
    """
    try:
        if paper == "pdf":
            yield _plain_pdf(content, room)
        else:
            yield from _frames(content, room)
    except Refusal:
        raise
    except (MemoryError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise TooMuchForPaper from error
    except Exception as error:  # what a broken file raises, nobody lists
        raise (TooMuchForPaper if NO_ROOM in str(error) else Unreadable) from error


def _plain_pdf(content: bytes, room: int) -> bytes:
    try:
        source = pikepdf.open(io.BytesIO(content))
    except pikepdf.PasswordError as error:
        raise Locked from error
    source.flatten_annotations("print")  # what was filled into a form is part of it
    _drop(source.Root, "/AcroForm")
    made = pikepdf.new()
    for page in list(source.pages)[:room]:
        _need_bounded(page)
        _drop(page.obj, "/Annots")  # links, and fields without an appearance
        made.pages.append(page)
    if not made.pages:
        raise Unreadable
    written = io.BytesIO()
    made.save(written)
    _need_room(len(written.getbuffer()), "made_bytes")
    return written.getvalue()


def _drop(found: pikepdf.Object, name: str) -> None:
    if name in found:
        del found[name]


def _need_bounded(page: pikepdf.Page) -> None:
    """Refuse a page whose contents unfold to more than any page says."""
    page.contents_coalesce()
    contents = page.obj.get("/Contents")
    if contents is not None:
        _need_room(len(contents.read_bytes()), "page_bytes")


def _need_room(size: int, name: str) -> None:
    if size > limit(name):
        raise TooMuchForPaper


def _frames(content: bytes, room: int) -> Iterator[Picture]:
    """Yield each picture in a file; a TIFF has several."""
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    pixels = made = 0
    with Image.open(io.BytesIO(content)) as picture:
        for number, frame in enumerate(ImageSequence.Iterator(picture)):
            if number == room or (number and picture.format != "TIFF"):
                return
            wide, high = frame.size
            pixels += wide * high
            _need_room(wide * high, "most_pixels")
            _need_room(pixels, "all_pixels")
            found = _as_it_is(frame, content) if _may_pass(frame) else _coarser(frame)
            made += len(found.jpeg)
            _need_room(made, "made_bytes")
            yield found


def _may_pass(frame: Any) -> bool:
    way = frame.getexif().get(ORIENTATION, UPRIGHT)
    return frame.format == "JPEG" and frame.mode in PASSED_ON and way in (1, 3, 6, 8)


def _as_it_is(picture: Any, content: bytes) -> Picture:
    mode, size, way = picture.mode, picture.size, picture.getexif().get(ORIENTATION, UPRIGHT)
    picture.draft("L", (size[0] // 8, size[1] // 8))  # one eighth is enough to see it is whole
    picture.load()
    return Picture(size, content, mode, way)


def _coarser(frame: Any) -> Picture:
    """Return a picture as an upright JPEG on white, at print resolution."""
    plain = frame
    if frame.mode not in PASSED_ON:
        plain = frame.convert("RGBA" if frame.has_transparency_data else "RGB")
    small = ImageOps.exif_transpose(_fitted(plain))
    if small.mode == "RGBA":
        ground = Image.new("RGB", small.size, "white")
        ground.paste(small, mask=small.getchannel("A"))
        small = ground
    written = io.BytesIO()
    small.save(written, "JPEG", quality=QUALITY)
    return Picture(small.size, written.getvalue(), small.mode, UPRIGHT)


def _fitted(picture: Any) -> Any:
    wide, high = picture.size
    across, down = DOTS if high >= wide else DOTS[::-1]
    part = min(across / wide, down / high)
    if part >= 1:
        return picture
    size = (max(round(wide * part), 1), max(round(high * part), 1))
    return picture.resize(size, Image.Resampling.BICUBIC, reducing_gap=GAP)
