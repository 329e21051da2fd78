"""Homes that exchange packets: two counters of one branch, another branch, head office."""

import json
import shutil
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from random import Random

import pytest

from desk.base.clock import SetClock
from desk.base.resources import ROOT
from desk.exchange.desk import Exchange
from desk.home.office_file import new_office, read_office_file
from desk.home.opening import KEY_FILE, Home, create_home, person_of
from desk.office import Office
from tests import server
from tests.conftest import NOW, PASSWORD

PLACES = {
    "a": ("0101", "A", "branch", "城东支行"),
    "b": ("0101", "B", "branch", "城东支行"),
    "c": ("0102", "C", "branch", "城西支行"),
    "h": ("0001", "H", "head_office", "总行"),
}
STAFF = (
    ("chen", "陈立", "specialist"),
    ("zhou", "周敏", "specialist"),
    ("li", "李卓", "supervisor"),
    ("he", "何宏", "auditor"),
)


class Place:
    """A home at work.

    Attributes:
        id: Of the device, e.g. "0101-A".
        exchange: With the director signed in.
    """

    def __init__(self, folder, keys, device, seed):
        self.home = Home(folder, Random(seed).randbytes)
        self.keys, self.id = keys, device
        self.clock = SetClock(NOW)
        self.office = self.home.open_with(keys["director"], "director", self.clock)
        self.store = self.office.store
        self.exchange = Exchange(self.office, folder)

    def desk(self, login="director"):
        """Return the office with ``login`` signed in."""
        key = self.keys[login].signing
        return Office(self.store, login, key, self.clock, self.home.entropy)

    def send(self, *to, out):
        """Write one packet and return its path."""
        (report,) = self.exchange.send([place.id for place in to], out)
        return out / f"{self.id}-{report['number']:06d}.cdp"


@pytest.fixture(scope="session")
def places_made(tmp_path_factory):
    """Four homes, made once; each knows its own people only."""
    folder = tmp_path_factory.mktemp("places")
    return folder, make_places(folder)


def make_places(folder):
    """Make the homes in ``folder``; return the keys of their people."""
    example = read_office_file(ROOT / "examples" / "office.toml")
    keys = {}
    for name, (code, letter, role, title) in PLACES.items():
        home, clock = Home(folder / name, Random(f"make {name}").randbytes), SetClock(NOW)
        settings = {
            **example.settings,
            "office_code": code,
            "office_role": role,
            "office_name": title,
        }
        office = new_office(settings, letter, "director", "王敏")
        office = replace(office, is_training=True, server=server.named())
        made = create_home(home.folder, office, PASSWORD, clock=clock, entropy=home.entropy)
        director = home.open("director", PASSWORD, clock)
        for login, person, staff_role in STAFF:
            home.add_user(director, person_of(login, person, staff_role), PASSWORD, made.root)
        director.store.checkpoint()
        director.store.close()
        slots = home.vault()
        keys[name] = {login: slots.open(login, PASSWORD) for login in slots.logins}
    return keys


@pytest.fixture(scope="session")
def places_trusting(tmp_path_factory):
    """Four homes, made once; every director trusts the others' cards."""
    folder = tmp_path_factory.mktemp("trusting")
    keys = make_places(folder)
    found, cards = {}, {}
    for name, (code, letter, *_) in PLACES.items():
        place = Place(folder / name, keys[name], f"{code}-{letter}", f"trust {name}")
        _, card = place.exchange.card()
        found[name], cards[name] = place, folder / f"{name}.card"
        cards[name].write_text(json.dumps(card), encoding="utf-8")
    for name, place in found.items():
        for other in found.keys() - {name}:
            place.exchange.trust(cards[other])
        place.store.checkpoint()
        place.store.close()
    return folder, keys


@contextmanager
def copied(made, target):
    """Copy four homes below ``target`` and open them."""
    folder, keys = made
    found = {}
    with ExitStack() as lent:
        for name, (code, letter, *_) in PLACES.items():
            (target / name).mkdir()
            shutil.copy(folder / name / KEY_FILE, target / name / KEY_FILE)
            key = keys[name]["director"].derive("store")
            lent.enter_context(server.copied(folder / name, target / name, key))
            found[name] = Place(target / name, keys[name], f"{code}-{letter}", name)
        yield found
        for place in found.values():
            place.store.close()


@pytest.fixture
def strangers(places_made, tmp_path):
    """The four homes, copied; nobody trusts anybody yet."""
    with copied(places_made, tmp_path) as found:
        yield found


@pytest.fixture
def places(places_trusting, tmp_path):
    """The four homes, copied; every director trusts the others' cards."""
    with copied(places_trusting, tmp_path) as found:
        yield found


@pytest.fixture
def stick(tmp_path):
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder
