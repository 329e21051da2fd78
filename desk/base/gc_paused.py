"""Python's search for cycles of objects, put off while much is made at once."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def gc_paused() -> Iterator[None]:
    """Let nobody look for cycles meanwhile.

    Acts, facts and rows make none, yet each search walks all that are there: a
    fifth of the work of taking in a packet.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
