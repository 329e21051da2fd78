"""``due``: a line of JSON in, a line out; one bad line and nothing is printed."""

import io
import json
import sys

import pytest

from desk.base import words
from desk.base.state_folder import STATE
from desk.cli import times
from desk.cli.__main__ import main
from tests.rules.test_calculator import BAD, GOOD, ODD

LINE = '{"rule": "decide", "start": "2026-11-20"}'
ANSWER = {"due_on": "2026-12-05", "due_at": "2026-12-05T23:59:59", "provisional": False}


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch):
    for name in ("HOME", "USER", "PASSWORD"):
        monkeypatch.delenv(f"COMPLAINT_DESK_{name}", raising=False)
    monkeypatch.setenv("COMPLAINT_DESK_LANG", "en")


@pytest.fixture
def run(capsys):
    """Run the command line; return (exit code, what it printed, what it said)."""

    def run(*argv):
        code = main([str(part) for part in argv])
        return (code, *capsys.readouterr())

    return run


@pytest.fixture
def due(run, tmp_path):
    """Run ``due`` over the given text."""

    def due(text):
        path = tmp_path / "questions.jsonl"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return run("due", path)

    return due


def answers(out):
    return [json.loads(line) for line in out.splitlines()]


def test_every_line_is_answered_in_its_order(due):
    several = [line for line, _ in GOOD.values()]
    code, out, err = due("".join(json.dumps(line) + "\n" for line in several))
    assert (code, err) == (0, "")
    assert [answer["due_at"] for answer in answers(out)] == [at for _, (at, _) in GOOD.values()]
    assert all(set(answer) == {"due_on", "due_at", "provisional"} for answer in answers(out))


WRITTEN = {
    "one line without an end": (LINE, 1),
    "empty lines between": (f"\n{LINE}\n\n  \n{LINE}\n", 2),
    "lines from Windows": (f"{LINE}\r\n{LINE}\r\n", 2),
    "with a byte order mark": (b"\xef\xbb\xbf" + LINE.encode(), 1),
    "nothing": ("", 0),
    "a line break of Unicode within a text": (
        '{"rule": "decide", "start": "2026-11-20", "trace": "a\u2028b\u0085c"}\n',
        1,
    ),
}


@pytest.mark.parametrize(("text", "count"), WRITTEN.values(), ids=WRITTEN)
def test_lines_are_read_however_they_were_written(due, text, count):
    code, out, err = due(text)
    assert (code, answers(out), err) == (0, [ANSWER] * count, "")


def test_a_dash_reads_standard_input(run, monkeypatch):
    given = io.TextIOWrapper(io.BytesIO(LINE.encode()))
    monkeypatch.setattr(sys, "stdin", given)
    assert run("due", "-") == (0, json.dumps(ANSWER) + "\n", "")


# refused


@pytest.mark.parametrize("row", BAD.values(), ids=BAD)
def test_a_bad_line_is_refused_by_its_number_and_part_and_nothing_is_printed(due, row):
    line, _, _, named = row
    code, out, err = due(f"{LINE}\n\n{json.dumps(line)}\n{LINE}\n")
    assert (code, out) == (1, "")
    assert err.startswith("Line 3: ")
    assert named in err
    assert len(err.splitlines()) == 1


BROKEN = {
    "no JSON": "decide 2026-11-20",
    "half a line": '{"rule": "decide", ',
    "two on one line": LINE + LINE,
    "single quotes": "{'rule': 'decide'}",
    "nested beyond all measure": "[" * 100_000,
}


@pytest.mark.parametrize("line", BROKEN.values(), ids=BROKEN)
def test_a_line_that_is_no_json_is_refused_by_its_number(due, line):
    code, out, err = due(f"{LINE}\n{line}\n")
    assert (code, out) == (1, "")
    assert err.startswith("Line 2: ")


@pytest.mark.parametrize("line", ODD.values(), ids=ODD)
def test_odd_json_is_never_a_fault(due, line):
    code, out, err = due(f"{LINE}\n{json.dumps(line)}\n")
    assert code in {0, 1}
    assert (len(out.splitlines()), err.startswith("Line 2: ")) == ((2, False), (0, True))[code]


def test_a_file_that_cannot_be_read_is_refused_by_name(run, due, tmp_path):
    for path in (tmp_path / "missing.jsonl", tmp_path):
        code, out, err = run("due", path)
        assert (code, out) == (1, "")
        assert path.name in err
    code, out, err = due("年".encode("gbk"))
    assert (code, out) == (1, "")
    assert "questions.jsonl" in err


# the contract


def test_a_calculator_needs_no_home_and_takes_the_common_options_anywhere(run, tmp_path):
    path = tmp_path / "questions.jsonl"
    path.write_text(LINE, encoding="utf-8")
    expected = (0, json.dumps(ANSWER) + "\n", "")
    assert run("--json", "due", path) == expected
    assert run("due", path, "--json") == expected
    assert run("due", "--json", path) == expected


@pytest.mark.parametrize(
    "argv",
    [
        [],
        ["due"],
        ["nonsense"],
        ["due", "x", "y"],
        ["due", "x", "--lang", "tlh"],
        ["case"],
        ["--user"],
    ],
)
def test_wrong_usage_is_told_apart_from_a_refusal(run, argv):
    code, out, err = run(*argv)
    assert (code, out) == (2, "")
    assert "usage: complaint-desk" in err


def test_help_is_no_mistake(run):
    code, out, err = run("--help")
    assert (code, err) == (0, "")
    assert "usage: complaint-desk" in out


def test_a_fault_is_a_sentence_and_its_place_lies_in_a_file_without_its_words(
    due, monkeypatch, tmp_path
):
    def broken(*_):
        msg = "our mistake about 王小明"
        raise RuntimeError(msg)

    monkeypatch.setenv(STATE, str(tmp_path))

    monkeypatch.setattr(times, "reckon", broken)
    code, out, err = due(LINE)
    assert (code, out) == (3, "")
    assert "Something went wrong in the program" in err
    assert "Traceback" not in err
    (kept,) = tmp_path.rglob("fault-*.txt")
    assert str(kept) in err
    told = kept.read_text(encoding="utf-8")
    assert "RuntimeError" in told
    assert "broken" in told  # the function in which it happened
    assert "王小明" not in told + err


@pytest.mark.parametrize(
    ("option", "variable", "language"),
    [
        ([], None, "zh_CN"),
        ([], "en", "en"),
        (["--lang", "en"], "zh_CN", "en"),
        (["--lang", "zh_CN"], "en", "zh_CN"),
    ],
)
def test_the_desk_speaks_chinese_unless_told_otherwise(
    run, monkeypatch, option, variable, language
):
    monkeypatch.delenv("COMPLAINT_DESK_LANG")
    if variable:
        monkeypatch.setenv("COMPLAINT_DESK_LANG", variable)
    assert run(*option, "due", "missing.jsonl")[0] == 1
    assert words.language() == language


def test_a_language_that_the_desk_does_not_speak_is_wrong_usage(run, monkeypatch):
    monkeypatch.setenv("COMPLAINT_DESK_LANG", "tlh")
    code, out, err = run("due", "missing.jsonl")
    assert (code, out) == (2, "")
    assert "tlh" in err
