"""Lines break as Chinese and Latin text break."""

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reports.press.lines import broken

WIDTHS = {chr(code): 0.5 for code in range(32, 127)}
ALPHABET = "投诉人王敏，。、（）《》“”：；！？…—%ab1290.,()- \n"
NEVER_FIRST = set("，。、；：？！）》”…—%")
NEVER_LAST = set("（《“")
MARKS = NEVER_FIRST | NEVER_LAST


def lines(text, width):
    """Break at size 1: a Chinese character is 1 wide, a Latin one 0.5."""
    return broken(text, width, 1, WIDTHS)


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("", 5, [""]),
        ("投诉人", 5, ["投诉人"]),
        ("投诉人王敏称", 3, ["投诉人", "王敏称"]),
        ("客户来电，反映", 4, ["客户来", "电，反映"]),
        ("他说“服务费”贵", 4, ["他说“服", "务费”贵"]),
        ("金额300,000.00元整", 7, ["金额300,000.00", "元整"]),
        ("金额300,000.00元整", 6, ["金额", "300,000.00元", "整"]),
        ("one two three", 4, ["one two", "three"]),
        ("a\n\nb", 5, ["a", "", "b"]),
        ("abcdefgh", 2, ["abcd", "efgh"]),
    ],
)
def test_lines_end_where_they_may(text, width, expected):
    assert lines(text, width) == expected


@given(text=st.text(ALPHABET, max_size=60), width=st.integers(4, 30))
@example(text="1 .", width=1)
@example(text="12345 6", width=2)
def test_nothing_is_lost_and_nothing_sticks_out(text, width):
    found = lines(text, width)
    assert "".join(found).replace(" ", "") == text.replace(" ", "").replace("\n", "")
    for line in found:
        assert sum(WIDTHS.get(char, 1) for char in line) <= width


@given(text=st.text("投诉王敏，。（）《》“”ab1", max_size=40))
def test_no_line_begins_with_a_closing_or_ends_with_an_opening_mark(text):
    for before, after in pairwise(lines(text, 12)):
        is_all_marks = MARKS.issuperset(before)  # longer than a line: it must be cut somewhere
        assert is_all_marks or after[0] not in NEVER_FIRST
        assert is_all_marks or before[-1] not in NEVER_LAST


@given(size=st.integers(1, 400), width=st.integers(1, 9))
def test_a_word_longer_than_a_line_is_cut(size, width):
    assert "".join(lines("x" * size, width)) == "x" * size


def test_a_very_long_word_takes_no_longer_than_many_words():
    # cutting was once quadratic: 14 s for this
    assert len(lines("[U+20BB7]" * 20_000, 80)) == 1125
