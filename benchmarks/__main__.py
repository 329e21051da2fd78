"""The whole commands at several sizes, one table: python -m benchmarks [--quick] [PLACE [CASES …]].

``--quick`` leaves out what reads the whole home: verify, doctor, backup. The homes are kept in
PLACE; without CASES there are 10,000 and 200,000, with 1000000 add half an hour.
"""

import os
import sys
import tempfile
from pathlib import Path

from benchmarks.commands import measure
from benchmarks.measure import HEAD, tell
from desk.base.state_folder import STATE

SIZES = (10_000, 200_000)


def main():
    words = [word for word in sys.argv[1:] if word != "--quick"]
    place = Path(words[0]) if words else Path(tempfile.gettempdir()) / "desk-bench"
    os.environ[STATE] = str(place / "state")  # none of these homes is one of this person's
    tell(HEAD)
    for cases in map(int, words[1:]) if words[1:] else SIZES:
        for line in measure(cases, place, is_whole="--quick" not in sys.argv):
            tell(line)


if __name__ == "__main__":
    main()
