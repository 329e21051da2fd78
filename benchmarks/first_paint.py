"""Child process of the start benchmark: shows a window, says when it was painted, ends.

python -m benchmarks.first_paint floor | desk HOME
"""

import sys
import time

STARTED = time.perf_counter()


def floor():
    from PySide6.QtWidgets import QApplication, QMainWindow, QTableView

    app = QApplication([])
    window = QMainWindow()
    window.setCentralWidget(QTableView())
    window.resize(1366, 768)
    return app, window, window.centralWidget().viewport()


def desk(home):
    from pathlib import Path

    from PySide6.QtCore import QSettings
    from PySide6.QtWidgets import QApplication

    from desk.base import words

    words.use(words.CHINESE)
    from ui.app import App, prepare
    from ui.base.layout import ScreenLayout

    app = QApplication([])
    layout = ScreenLayout(QSettings("/dev/null", QSettings.Format.IniFormat))
    prepare(app, layout, "light")
    shown = App(app, layout, Path(home))
    app.kept = shown
    return app, shown.window, shown.page


def tell():
    """Say how long it took and how much memory it has, then end at once."""
    import os
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{time.perf_counter() - STARTED:.4f} {used:.1f}", flush=True)
    os._exit(0)


def main():
    app, window, watched = floor() if sys.argv[1] == "floor" else desk(sys.argv[2])
    from PySide6.QtCore import QEvent, QObject, QTimer

    class Watch(QObject):
        def eventFilter(self, _watched, event):
            if event.type() == QEvent.Type.Paint:
                QTimer.singleShot(0, tell)
            return False

    watch = Watch()
    watched.installEventFilter(watch)
    window.show()
    app.exec()


main()
