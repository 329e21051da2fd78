"""One word for one thing: what a name stands for, it stands for alone (docs/glossary.md)."""

import ast
from collections import Counter, defaultdict
from importlib import import_module

from desk.base.errors import Refusal, code_of
from desk.rules.record.packet_refusals import QUARANTINED
from tests.test_floors import name_of, sources


def test_no_public_class_name_stands_twice():
    places = defaultdict(list)
    for path in sources():
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places[node.name].append(name_of(path))
    assert {name: found for name, found in places.items() if len(found) > 1} == {}


def refusals(kind=Refusal):
    for found in kind.__subclasses__():
        yield found
        yield from refusals(found)


def test_no_two_refusals_share_a_code():
    for path in sources():
        if "migrations" not in path.parts and path.stem != "__main__":
            import_module(name_of(path))
    ours = [found for found in refusals() if found.__module__.startswith(("desk", "ui", "reports"))]
    assert len(ours) > 250
    codes = Counter(found.code for found in ours)
    assert [code for code, count in codes.items() if count > 1] == []


def test_the_codes_that_quarantine_stores_stay():
    stored = {"unknown-sender", "other-key", "revoked-sender", "too-new", "went-back", "forked"}
    assert {found.code for found in QUARANTINED} == stored
    assert all("code" in vars(found) for found in QUARANTINED)


def test_a_code_is_made_of_a_name_and_stays_one():
    for name, code in {
        "TooNew": "too-new",
        "NotADay": "not-a-day",
        "OnAStick": "on-a-stick",
        "Forked": "forked",
        "timer": "timer",
    }.items():
        assert code_of(name) == code_of(code) == code
