"""The screen's font: the system's Chinese one, else the one that ships for the papers."""

from importlib.util import find_spec
from pathlib import Path
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
        family = _shipped()
    font = QFont(family)
    font.setPixelSize(BASE_PIXELS)
    app.setFont(font)


def _shipped() -> str:
    """Load the font that ships for the papers; return its family."""
    found = find_spec("pylopdf_fonts_zh_cn")
    if found is None or found.origin is None:
        msg = "the font package is missing"
        raise ModuleNotFoundError(msg)
    path = Path(found.origin).with_name("NotoSansSC-Regular.otf")
    number = QFontDatabase.addApplicationFont(str(path))
    return QFontDatabase.applicationFontFamilies(number)[0]
