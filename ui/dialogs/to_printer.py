"""Printing papers: the system's dialog, a number for each copy, the pages."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from desk.base.errors import Refusal
from desk.base.progress import Cancelled, Progress
from desk.base.words import mark, say
from desk.office import Office
from reports.to_print import Ready, Write, paper_for_printer
from ui.base.hub import Hub
from ui.widgets.running_bar import RunningBar

if TYPE_CHECKING:  # few print
    from PySide6.QtPrintSupport import QPrinter


class Paper(NamedTuple):
    """A paper to print.

    Attributes:
        title: What people call it.
        write: Writes it into a folder, with code and copy number.
        is_full: Personal data unmasked.
    """

    title: str
    write: Write
    is_full: bool = False

    def ready(self, office: Office) -> Ready:
        """Return the finished PDF and what to record about the copy; on the writer thread only."""
        return paper_for_printer(office, self.write)


class Secret(NamedTuple):
    """A paper to print that is never a file and not registered.

    Attributes:
        title: What people call it.
        content: Makes its PDF.
    """

    title: str
    content: Callable[[], bytes]

    def ready(self, _office: Office) -> Ready:
        """Return the finished PDF; nothing is recorded about it."""
        return Ready(self.content())


Printable = Paper | Secret


class ToPrinter(QObject):
    """Prints papers; every copy is generated separately and has its own number.

    Attributes:
        offers: Returns the printers.
        chooses: Asks for printer, pages and copies; returns None when cancelled.

    Signals:
        said: A sentence about a paper not printed, or about what it lacks.
        ended: Printing ended; carries the numbers of copies printed and not begun.
    """

    said = Signal(str)
    ended = Signal(int, int)

    def __init__(self, hub: Hub, running: RunningBar, parent: QWidget) -> None:
        """Show the progress in ``running``."""
        super().__init__(parent)
        self._hub, self._running, self._parent = hub, running, parent
        self._ready: list[Ready] = []
        self._refused: set[str] = set()
        self._is_at_work = False
        self._printed = 0
        self.offers: Callable[[], list[str]] = _offered
        self.chooses: Callable[[QWidget, int], QPrinter | None] = _chosen
        running.ended.connect(self._on_ended)

    def send(self, papers: Sequence[Printable], pages: int = 0) -> None:
        """Ask for a printer and print ``papers`` on it.

        Args:
            papers: Printed in order, each as a printer job of its own.
            pages: Number of pages to choose from, for a single paper; 0 when unknown.

        Raises:
            NoPrinter: There is none.
        """
        from ui.base.printing import NoPrinter  # noqa: PLC0415 - few print

        if not self.offers():
            raise NoPrinter
        printer = self.chooses(self._parent, pages)
        if printer is not None:
            self.send_to(printer, papers, copies_of(printer))

    def send_to(self, printer: "QPrinter", papers: Sequence[Printable], copies: int) -> None:
        """Print ``papers`` on ``printer``, so many copies of each."""
        if not self._is_at_work:
            self._is_at_work, self._printed = True, 0
            self._refused.clear()
        wanted = [paper for paper in papers for _ in range(copies)]
        for place, paper in enumerate(wanted, start=1):
            self._queue(paper, printer, place, len(wanted))

    def _queue(self, paper: Printable, printer: "QPrinter", place: int, count: int) -> None:
        """Make one copy on the writer thread, then print it on another."""
        words = mark("{title}, {place} of {count}…")
        told = say(words, title=paper.title, place=place, count=count)
        no = partial(self._on_refused, paper)
        self._running.run(told, partial(self._make, paper), self._on_made, no)
        job = partial(self._print, paper, printer)
        self._running.run(told, job, self._on_printed, no, is_reading=True)

    def _make(self, paper: Printable, tell: Progress) -> Ready | None:
        """Make one copy, unless an earlier copy of the paper was refused."""
        tell(0, 1)
        if paper.title in self._refused:
            return None
        ready = paper.ready(self._hub.reader.office)
        self._ready.append(ready)
        return ready

    def _print(self, paper: Printable, printer: "QPrinter", tell: Progress) -> int:
        """Print the copy just made, unless it was refused."""
        from ui.base.printing import print_pdf  # noqa: PLC0415 - few print

        if not self._ready:
            return 0
        ready = self._ready[0]
        printer.setDocName(f"{paper.title} {ready.code}".strip())
        count = print_pdf(ready.content, printer, tell)
        self._ready.clear()
        return count

    def _on_made(self, ready: Ready | None) -> None:
        if ready and ready.note:
            self.said.emit(ready.note)

    def _on_printed(self, pages: int) -> None:
        self._printed += bool(pages)

    def _on_refused(self, paper: Printable, refusal: Refusal) -> None:
        """Show the refusal; after a printer failure skip the other copies, to save numbers."""
        is_made = bool(self._ready)
        self._refused.add(paper.title)
        if not isinstance(refusal, Cancelled):
            words = mark("{label}: {words}")
            self.said.emit(say(words, label=paper.title, words=str(refusal)))
        if is_made:
            self._running.cancel()

    @Slot(int)
    def _on_ended(self, left: int) -> None:
        if not self._is_at_work:
            return
        self._is_at_work = False
        for code in (ready.code for ready in self._ready if ready.code):
            words = mark(
                "Not all of the copy with the code {code} was printed. It stands in the register "
                "of prints; destroy what came out of the printer."
            )
            self.said.emit(say(words, code=code))
        self._ready.clear()
        self.ended.emit(self._printed, left // 2)


def copies_of(printer: "QPrinter") -> int:
    """Return the chosen number of copies; the printer job itself always has one copy."""
    copies = max(int(printer.copyCount()), 1)
    printer.setCopyCount(1)
    return copies


def _offered() -> list[str]:
    from PySide6.QtPrintSupport import QPrinterInfo  # noqa: PLC0415 - few print

    return QPrinterInfo.availablePrinterNames()


def _chosen(parent: QWidget, pages: int) -> "QPrinter | None":
    from PySide6.QtPrintSupport import QPrintDialog, QPrinter  # noqa: PLC0415 - few print

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    dialog = QPrintDialog(printer, parent)
    dialog.setOption(QPrintDialog.PrintDialogOption.PrintToFile, on=False)  # files are written here
    dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange, on=bool(pages))
    if pages:
        dialog.setMinMax(1, pages)
    return printer if dialog.exec() else None
