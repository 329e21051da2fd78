"""Printers for tests."""

from PySide6.QtPrintSupport import QPrinter


class IntoFolder(QPrinter):
    """A printer whose papers lie in a folder, each under the name of its job."""

    def __init__(self, folder, copies=1):
        super().__init__(QPrinter.PrinterMode.HighResolution)
        self.folder = folder
        self.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        self.setResolution(150)
        self.setCopyCount(copies)

    def setDocName(self, name):  # noqa: N802 - Qt's name
        super().setDocName(name)
        self.setOutputFileName(str(self.folder / f"{name}.pdf"))
