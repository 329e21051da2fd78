"""Take the pictures in ``docs/screens``: every page of a training branch, light and dark.

QT_QPA_PLATFORM=offscreen python -m docs.make_screens
"""

import os
import shutil
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtGui import QImage

from desk.actions.register_case import RegisterCase
from desk.base import words
from desk.base.clock import SetClock
from desk.base.resources import read_toml
from desk.home.opening import Home
from desk.training.home import PASSWORD, make_training_home
from tools.screens import take

NOW = datetime(2026, 11, 20, 10, 24)
SCREENS = Path(__file__).parent / "screens"
NEGLECTED = 20  # cases, received over as many days


def main():
    words.use(words.CHINESE)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        make_training_home(home, SetClock(NOW))
        taken(home, Path(folder))
        late = Path(folder) / "late"
        neglect(late)
        taken(late, Path(folder), "late_", only=("queue", "case"))


def taken(home, folder, prefix="", only=()):
    """Keep the pictures of ``home``, small."""
    for theme in ("light", "dark"):
        for picture in take(home, folder, theme, NOW, PASSWORD, only=only):
            small = QImage(str(picture)).convertToFormat(QImage.Format.Format_RGB888)
            small.save(str(picture), quality=0)
            shutil.copy(picture, SCREENS / f"{prefix}{picture.name}")
            print(f"{prefix}{picture.name}")


def neglect(home):
    """Make a home of cases with which nothing was done: every house clock is over."""
    clock = SetClock(NOW - timedelta(days=NEGLECTED + 5))
    make_training_home(home, clock, cases=0)
    office = Home(home).open("chenli", PASSWORD, clock)
    scenarios = read_toml("demo", "scenarios.toml")["scenario"]
    for number in range(NEGLECTED):
        clock.moment += timedelta(days=1, hours=number % 3)
        office.do(RegisterCase(given=told(scenarios[number % len(scenarios)], number)))
    office.store.close()


def told(scenario, number):
    """Return what the intake form says of a scenario."""
    surnames = read_toml("demo", "people.toml")["names"]["surnames"]
    facts = scenario["facts"].format(
        amount="1,200.00",
        unit="和平路分理处",
        month=10,
        day=8,
        staff="经办柜员",
        product="本行产品",
    )
    return {
        "channel": "phone",
        "complainant": {"name": f"{surnames[number]}某", "phone": f"1380000{number:04d}"},
        "facts": facts,
        "product_line": scenario["product_line"],
        "cause": scenario["cause"],
        "grade": "ABC"[number % 3],
        "complained_unit": "和平路分理处",
    }


if __name__ == "__main__":
    main()
