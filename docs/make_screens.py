"""Take the pictures in ``docs/screens``: every page of a training branch, light and dark.

QT_QPA_PLATFORM=offscreen python -m docs.make_screens
"""

import os
import shutil
import tempfile
from datetime import datetime
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtGui import QImage

from desk.base import words
from desk.base.clock import SetClock
from desk.training.home import PASSWORD, make_training_home
from tools.screens import take

NOW = datetime(2026, 11, 20, 10, 24)
SCREENS = Path(__file__).parent / "screens"


def main():
    words.use(words.CHINESE)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        make_training_home(home, SetClock(NOW))
        for theme in ("light", "dark"):
            for picture in take(home, Path(folder), theme, NOW, PASSWORD):
                small = QImage(str(picture)).convertToFormat(QImage.Format.Format_RGB888)
                small.save(str(picture), quality=0)
                shutil.copy(picture, SCREENS / picture.name)
                print(picture.name)


if __name__ == "__main__":
    main()
