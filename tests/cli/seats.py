"""Many commands of the same person without as many sign-ins."""

from contextlib import contextmanager
from functools import cache

import pytest

from desk.cli import __main__ as command_line
from desk.home.opening import Home, SignedIn


@contextmanager
def seated():
    """Within this, whoever has carried out a command stays signed in, as at a window.

    For tests of what commands tell: how each signs in and out is tested in test_homes.py.
    """
    seats, sign_in, close = {}, Home.sign_in, SignedIn.close
    parser = cache(command_line.parser)

    def sit_down(home, login, password, clock, **more):
        seat = (home.folder, login, getattr(clock, "moment", None))
        if seat not in seats:
            seats[seat] = sign_in(home, login, password, clock, **more)
        return seats[seat]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(command_line, "parser", lambda modules: parser(tuple(modules)))
        patch.setattr(Home, "sign_in", sit_down)
        patch.setattr(SignedIn, "close", lambda _signed: None)
        yield
    for signed in seats.values():
        close(signed)
