"""Small files beside the database: what is not of the described form is never believed."""

import json
import sys

import pytest

from desk.base.side_files import (
    MisshapenError,
    fits,
    is_count,
    is_moment,
    read_side_file,
    write_side_file,
)

SHAPE = {"at": is_moment, "count": is_count, "lost": [str], "pair": (str, int), "more?": {str: str}}
GOOD = {"at": "2026-11-20T10:00:00", "count": 3, "lost": ["a"], "pair": ["a", 1]}

WRONG = {
    "empty": b"",
    "zeros": b"\0" * 512,
    "binary": bytes(range(256)),
    "no json": b"{'at': 1}",
    "half": json.dumps(GOOD).encode()[:20],
    "another kind": b"[]",
    "null": b"null",
    "a number": b"5",
    "deep": b"[" * 100_000,
    "huge": b" " * (5 << 20) + json.dumps(GOOD).encode(),
    "infinite": json.dumps({**GOOD, "count": float("inf")}).encode(),
    "a part lacks": json.dumps({"at": GOOD["at"], "count": 1}).encode(),
    "a wrong type": json.dumps({**GOOD, "lost": "a"}).encode(),
    "a wrong type inside": json.dumps({**GOOD, "lost": [1]}).encode(),
    "true for a number": json.dumps({**GOOD, "count": True}).encode(),
    "too many": json.dumps({**GOOD, "pair": ["a", 1, 2]}).encode(),
    "no moment": json.dumps({**GOOD, "at": "gestern"}).encode(),
    "a moment beyond counting": json.dumps({**GOOD, "at": "9999-12-31T23:59:59"}).encode(),
    "a moment with a zone": json.dumps({**GOOD, "at": "2026-11-20T10:00:00Z"}).encode(),
    "wrong in what may lack": json.dumps({**GOOD, "more": {"a": 1}}).encode(),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_file_of_another_form_is_told(tmp_path, name):
    path = tmp_path / "side.json"
    path.write_bytes(WRONG[name])
    with pytest.raises(MisshapenError):
        read_side_file(path, SHAPE)


def test_a_file_of_the_form_is_read_and_none_is_none(tmp_path):
    path = tmp_path / "side.json"
    assert read_side_file(path, SHAPE) is None
    write_side_file(path, GOOD)
    assert read_side_file(path, SHAPE) == GOOD
    assert sys.platform == "win32" or path.stat().st_mode & 0o077 == 0
    assert fits({**GOOD, "a newer program's": 1}, SHAPE)


def test_a_folder_in_its_place_is_told_and_moved_aside_by_the_next_writing(tmp_path):
    path = tmp_path / "side.json"
    for _ in range(2):
        path.mkdir()
        (path / "inside").touch()
        with pytest.raises(MisshapenError):
            read_side_file(path, SHAPE)
        write_side_file(path, GOOD)
        assert read_side_file(path, SHAPE) == GOOD
        path.unlink()
    assert [one.name for one in sorted(tmp_path.iterdir())] == [
        "side.json.damaged",
        "side.json.damaged1",
    ]
