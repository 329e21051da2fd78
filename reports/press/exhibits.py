"""Attachments as pages: collecting pictures and PDF files in one PDF.

Each is read in a process of its own; what comes from there is laid in here. The
PDF is a temporary file beside the paper. It is saved
regularly, so that memory does not grow with the number of attachments.
"""

import io
from pathlib import Path
from typing import Any, Final

import pikepdf

from desk.base.own_process import DiedError, Most, OwnProcess, TooMuchError
from desk.base.system import removed, replaced
from reports.press.exhibit_reading import TooMuchForPaper, Unreadable, limit, read_exhibit

POINTS: Final = 72 / 150  # of a picture's dot, when the page has room for it
STREAM: Final = pikepdf.AccessMode.stream  # mapped, the whole file would count as memory


class ExhibitPages:
    """A PDF to which attachments' pages are appended."""

    def __init__(self, path: Path) -> None:
        """Start empty; ``path`` is written on demand."""
        self.path = path
        self.count = 0
        self._held = 0
        self._pdf = pikepdf.new()
        self._sources: list[pikepdf.Pdf] = []
        self._reading = OwnProcess(read_exhibit, Most(limit("seconds"), limit("memory_mb")))

    def add(self, content: bytes, paper: str, room: int) -> int:
        """Append ``content`` ("picture" or "pdf") as at most ``room`` pages; return how many.

        Raises:
            Unreadable, Locked, TooMuchForPaper: It cannot be read; nothing was added.
        """
        taken = self._lay(self._read(content, paper, room))
        self.count += taken
        if self._held > limit("held"):
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
        self._release()
        replaced(again, self.path)

    def close(self) -> None:
        """Release the memory, and end the process that reads."""
        self._reading.close()
        self._release()

    def _release(self) -> None:
        self._pdf.close()
        for source in self._sources:
            source.close()
        self._sources.clear()
        self._held = 0

    def _read(self, content: bytes, paper: str, room: int) -> list[Any]:
        try:
            found = list(self._reading.ask(content, paper, room))
        except TooMuchError as error:
            raise TooMuchForPaper from error
        except DiedError as error:
            raise Unreadable from error
        if not found:
            raise Unreadable
        return found

    def _lay(self, found: list[Any]) -> int:
        """Add what was read, pictures or one PDF file; return how many pages."""
        if isinstance(found[0], bytes):
            source = pikepdf.open(io.BytesIO(found[0]))
            self._sources.append(source)
            self._held += len(found[0])
            self._pdf.pages.extend(source.pages)
            return len(source.pages)
        for picture in found:
            self._held += len(picture.jpeg)
            self._draw(picture.size, picture.jpeg, picture.mode, picture.way)
        return len(found)

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
        replaced(again, paper)
    finally:
        removed(again, missing_ok=True)


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
