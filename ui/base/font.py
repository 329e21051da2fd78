"""The screen's font: the system's Chinese one, else the one that ships for the papers."""

from importlib.resources import files
from typing import Final

from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication

BASE_PIXELS: Final = 13
PREFERRED: Final = (
    "Microsoft YaHei UI",
    "Microsoft YaHei",
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "WenQuanYi Micro Hei",
    "PingFang SC",
)


def install(app: QApplication) -> None:
    """Give ``app`` a font that has Chinese characters."""
    known = set(QFontDatabase.families())
    family = next((name for name in PREFERRED if name in known), "")
    if not family:
        path = files("pylopdf_fonts_zh_cn") / "NotoSansSC-Regular.otf"
        number = QFontDatabase.addApplicationFont(str(path))
        family = QFontDatabase.applicationFontFamilies(number)[0]
    font = QFont(family)
    font.setPixelSize(BASE_PIXELS)
    app.setFont(font)
