"""One word for one thing: what a name stands for, it stands for alone (docs/glossary.md)."""

import ast
from collections import defaultdict

from tests.test_floors import name_of, sources


def test_no_public_class_name_stands_twice():
    places = defaultdict(list)
    for path in sources():
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places[node.name].append(name_of(path))
    assert {name: found for name, found in places.items() if len(found) > 1} == {}
