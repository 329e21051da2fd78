"""The standard streams of a program that was started without a console."""

import os
import sys


def stand_in() -> None:
    """Put the null device where a standard stream is missing; nothing is read from it.

    Windows gives none to a program that is started without a console, as a double click
    does. The three are opened in their order, so that no other file takes their numbers.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115 - stays open
