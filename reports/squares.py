"""QR codes as squares, for whoever paints them."""


def dark_squares(text: str) -> list[list[bool]]:
    """Return the QR code of ``text`` row by row: which of its squares are dark."""
    # reportlab costs start-up time
    from reportlab.graphics.barcode.qrencoder import (  # noqa: PLC0415
        QRCode,
        QRErrorCorrectLevel,
    )

    code = QRCode(None, QRErrorCorrectLevel.M)
    code.addData(text)
    code.make()
    size = code.getModuleCount()
    return [[bool(code.isDark(row, column)) for column in range(size)] for row in range(size)]
