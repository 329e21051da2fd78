"""Attachments as pages: collecting pictures and PDF files in one PDF.

That PDF is a temporary file beside the paper. It is saved
regularly, so that memory does not grow with the number of attachments.
"""

import io
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pikepdf
from PIL import Image, ImageOps, ImageSequence

from desk.base.resources import read_toml

POINTS: Final = 72 / 150  # of a picture's dot, when the page has room for it
DOTS: Final = (2480, 3508)  # A4 at 300 dpi: what is finer is made coarser
QUALITY: Final = 88
ORIENTATION: Final = 0x0112  # EXIF
UPRIGHT: Final = 1
STREAM: Final = pikepdf.AccessMode.stream  # mapped, the whole file would count as memory
PASSED_ON: Final = frozenset({"L", "RGB"})


class NotReadableError(Exception):
    """The content is damaged, or of another type than its first bytes say."""


class LockedError(Exception):
    """A PDF with a password."""


class ExhibitPages:
    """A PDF to which attachments' pages are appended."""

    def __init__(self, path: Path) -> None:
        """Start empty; ``path`` is written on demand."""
        self.path = path
        self.count = 0
        self._held = 0
        self._pdf = pikepdf.new()
        self._sources: list[pikepdf.Pdf] = []

    def add(self, content: bytes, paper: str, room: int) -> int:
        """Append ``content`` ("picture" or "pdf") as at most ``room`` pages; return how many.

        Raises:
            NotReadableError: It cannot be read; nothing was added.
            LockedError: It needs a password; nothing was added.
        """
        taken = self._pdf_pages(content, room) if paper == "pdf" else self._picture(content, room)
        self.count += taken
        self._held += len(content)
        if self._held > read_toml("attachments.toml")["paper"]["held"]:
            self.write()
            self._pdf = pikepdf.open(self.path, access_mode=STREAM)
        return taken

    def write(self) -> None:
        """Write out what is in memory.

        Raises:
            OSError: Reading or writing failed.
        """
        again = self.path.with_name(self.path.name + "2")
        self._pdf.save(again)
        self.close()
        again.replace(self.path)

    def close(self) -> None:
        """Release the memory."""
        self._pdf.close()
        for source in self._sources:
            source.close()
        self._sources.clear()
        self._held = 0

    def _pdf_pages(self, content: bytes, room: int) -> int:
        try:
            source = pikepdf.open(io.BytesIO(content))
        except pikepdf.PasswordError as error:
            raise LockedError from error
        except (pikepdf.PdfError, RuntimeError, ValueError, OSError) as error:
            raise NotReadableError from error
        try:
            source.flatten_annotations("print")  # what was filled into a form is part of it
            wanted = list(source.pages)[:room]
            forms = [page.as_form_xobject() for page in wanted]
            if not forms:
                raise NotReadableError
        except (pikepdf.PdfError, RuntimeError, ValueError) as error:
            source.close()
            raise NotReadableError from error
        self._sources.append(source)
        self._pdf.pages.extend(wanted)
        return len(wanted)

    def _picture(self, content: bytes, room: int) -> int:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            try:
                frames = list(_frames(content, room))
            except Exception as error:  # what a broken picture raises, nobody lists
                raise NotReadableError from error
        for size, jpeg, mode, way in frames:
            self._draw(size, jpeg, mode, way)
        return len(frames)

    def _draw(self, size: tuple[int, int], jpeg: bytes, mode: str, way: int) -> None:
        """Add a page with one picture, rotated by its EXIF orientation."""
        colours = pikepdf.Name.DeviceGray if mode == "L" else pikepdf.Name.DeviceRGB
        image = pikepdf.Stream(
            self._pdf,
            jpeg,
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Image,
            Width=size[0],
            Height=size[1],
            ColorSpace=colours,
            BitsPerComponent=8,
            Filter=pikepdf.Name.DCTDecode,
        )
        wide, high = (dots * POINTS for dots in (size[::-1] if way in _LYING else size))
        matrix = " ".join(f"{part:.3f}" for part in _turned(way, wide, high))
        page = pikepdf.Dictionary(
            Type=pikepdf.Name.Page,
            MediaBox=[0, 0, wide, high],
            Resources=pikepdf.Dictionary(XObject=pikepdf.Dictionary(P=image)),
            Contents=pikepdf.Stream(self._pdf, f"q {matrix} cm /P Do Q".encode()),
        )
        self._pdf.pages.append(pikepdf.Page(page))


_LYING: Final = frozenset({6, 8})


def _turned(way: int, wide: float, high: float) -> tuple[float, ...]:
    """Return the matrix that fills the page with a picture taken in the orientation ``way``."""
    return {
        3: (-wide, 0, 0, -high, wide, high),
        6: (0, -high, wide, 0, 0, high),
        8: (0, high, -wide, 0, wide, 0),
    }.get(way, (wide, 0, 0, high, 0, 0))


def _frames(content: bytes, room: int) -> Iterator[tuple[tuple[int, int], bytes, str, int]]:
    """Yield size, JPEG, mode and orientation of each picture in a file; a TIFF has several."""
    with Image.open(io.BytesIO(content)) as picture:
        wide, high = picture.size
        if wide * high > read_toml("attachments.toml")["paper"]["most_pixels"]:
            raise NotReadableError
        way = picture.getexif().get(ORIENTATION, UPRIGHT)
        if picture.format == "JPEG" and picture.mode in PASSED_ON and way in (1, 3, 6, 8):
            mode, size = picture.mode, picture.size
            picture.draft("L", (wide // 8, high // 8))  # one eighth is enough to see it is whole
            picture.load()
            yield size, content, mode, way
            return
        for number, frame in enumerate(ImageSequence.Iterator(picture)):
            if number == room or (number and picture.format != "TIFF"):
                break
            yield _coarser(frame)


def _coarser(frame: Any) -> tuple[tuple[int, int], bytes, str, int]:
    """Return a picture as an upright JPEG on white, at print resolution."""
    upright = ImageOps.exif_transpose(frame)
    if upright.mode not in PASSED_ON:
        layered = upright.convert("RGBA")
        ground = Image.new("RGB", layered.size, "white")
        ground.paste(layered, mask=layered.getchannel("A"))
        upright = ground
    upright.thumbnail(DOTS if upright.height >= upright.width else DOTS[::-1])
    written = io.BytesIO()
    upright.save(written, "JPEG", quality=QUALITY)
    return upright.size, written.getvalue(), upright.mode, UPRIGHT


def lay_in(paper: Path, pages: Path, slots: dict[int, tuple[int, tuple[float, ...]]]) -> None:
    """Insert ``pages`` into the finished ``paper``, below its own content.

    Args:
        paper: Replaced.
        pages: What `ExhibitPages` has written.
        slots: By page number there: page of the paper, from 1, and the corners of the slot.

    Raises:
        OSError: Reading or writing failed.
    """
    again = paper.with_name(paper.name + "2")
    try:
        # What comes from another file is copied into memory: let that be the small one.
        with pikepdf.open(pages, access_mode=STREAM) as whole, pikepdf.open(paper) as printed:
            first = len(whole.pages)
            whole.pages.extend(printed.pages)
            for number, (place, corners) in slots.items():
                place_in: Any = whole.pages[first + place - 1].add_underlay  # lacks "expand"
                place_in(whole.pages[number], pikepdf.Rectangle(*corners), expand=False)
            del whole.pages[:first]
            _take_front(whole, printed)
            whole.save(again, object_stream_mode=pikepdf.ObjectStreamMode.disable)
        again.replace(paper)
    finally:
        again.unlink(missing_ok=True)


def _take_front(whole: pikepdf.Pdf, printed: pikepdf.Pdf) -> None:
    """Copy title, code, language and outline from ``printed`` to ``whole``."""
    whole.trailer.Info = whole.copy_foreign(printed.trailer.Info)
    for name in ("/Lang", "/PageMode"):
        if name in printed.Root:
            whole.Root[name] = printed.Root[name]
    places = {page.objgen: place for place, page in enumerate(printed.pages)}
    with printed.open_outline() as before, whole.open_outline() as after:
        for item in before.root:
            place = places[item.destination[0].objgen]  # type: ignore[index]
            after.root.append(pikepdf.OutlineItem(item.title, place, "Fit"))
