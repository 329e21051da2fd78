"""Start the window: ``python -m ui [--home DIR]``."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from desk.base import streams, words


def main(argv: Sequence[str] | None = None) -> int:
    """Open the window; return its exit code."""
    streams.stand_in()
    options = argparse.ArgumentParser(prog="complaint-desk-window")
    options.add_argument("--home", metavar="DIR", default=os.environ.get("COMPLAINT_DESK_HOME"))
    options.add_argument("--lang", choices=[words.CHINESE, words.ENGLISH], default=None)
    options.add_argument("--theme", choices=["light", "dark", "system"], default=None)
    args = options.parse_args(argv)
    words.use(args.lang or os.environ.get("COMPLAINT_DESK_LANG", words.CHINESE))
    from ui.app import run  # noqa: PLC0415 - after the language is known

    return run(Path(args.home) if args.home else None, args.theme)


if __name__ == "__main__":
    if getattr(sys, "frozen", False):  # a packaged program starts its reading process from here
        from multiprocessing import freeze_support

        freeze_support()
    sys.exit(main())
