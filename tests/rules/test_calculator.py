"""The pure calculator: one deadline from a line of JSON, or a refusal that names the part."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.base.errors import Refusal
from desk.rules.time import calculator
from desk.rules.time.calculator import reckon
from desk.rules.time.clocks import EndBeforeStart, NoSuchExtension
from desk.rules.time.rule_files import shipped_rules
from desk.rules.time.rulebook import UnknownRule
from tests.rules.worked import PLAIN


def answer(**line):
    return reckon(line, shipped_rules(), PLAIN)


def pauses(*several):
    return [dict(zip(("kind", "from", "until"), pause, strict=True)) for pause in several]


GOOD = {
    "the least": (
        {"rule": "decide", "start": "2026-11-20"},
        ("2026-12-05T23:59:59", False),
    ),
    "with a time": (
        {"rule": "register", "start": "2026-11-20T10:05:00"},
        ("2026-11-20T12:05:00", False),
    ),
    "a start without a time is midnight": (
        {"rule": "register", "start": "2026-11-20"},
        ("2026-11-20T02:00:00", False),
    ),
    "provisional": (
        {"rule": "execute", "start": "2026-12-31"},
        ("2027-01-06T23:59:59", True),
    ),
    "paused": (
        {
            "rule": "decide",
            "start": "2026-11-01",
            "pauses": pauses(("mediation", "2026-11-05", "2026-11-08")),
        },
        ("2026-11-19T23:59:59", False),
    ),
    "paused, the ground in other words": (
        {
            "rule": "decide",
            "start": "2026-11-01",
            "pauses": pauses(
                ("鉴定", "2026-11-05", "2026-11-08"), ("调解", "2026-11-08", "2026-11-09")
            ),
        },
        ("2026-11-20T23:59:59", False),
    ),
    "extended": (
        {"rule": "decide", "start": "2026-11-01", "extensions": ["to-30", "to-60"]},
        ("2026-12-31T23:59:59", False),
    ),
    "restarted": (
        {"rule": "decide", "start": "2026-11-01", "extensions": ["to-60"], "restart": "2026-11-10"},
        ("2026-11-25T23:59:59", False),
    ),
    "empty parts say nothing": (
        {"rule": "decide", "start": "2026-11-20", "pauses": [], "extensions": [], "restart": None},
        ("2026-12-05T23:59:59", False),
    ),
    "null parts say nothing": (
        {"rule": "decide", "start": "2026-11-20", "pauses": None, "extensions": None},
        ("2026-12-05T23:59:59", False),
    ),
    "a trace is let through": (
        {"rule": "decide", "start": "2026-11-20", "trace": "row 7"},
        ("2026-12-05T23:59:59", False),
    ),
    "meeting and report": (
        {"rule": "monthly-report", "start": "2026-10-31"},
        ("2026-11-05T23:59:59", False),
    ),
}


@pytest.mark.parametrize(("line", "expected"), GOOD.values(), ids=GOOD)
def test_a_line_is_answered(line, expected):
    at, provisional = expected
    assert answer(**line) == {"due_on": at[:10], "due_at": at, "provisional": provisional}


LEAST = {"rule": "decide", "start": "2026-11-20"}
BAD = {
    "no rule": ({"start": "2026-11-20"}, calculator.PartMissing, "rule", "rule is missing"),
    "an empty rule": ({**LEAST, "rule": ""}, calculator.PartMissing, "rule", "rule"),
    "an unknown rule": ({**LEAST, "rule": "nap"}, UnknownRule, "rule", "“nap”"),
    "a rule that is a list": ({**LEAST, "rule": ["decide"]}, UnknownRule, "rule", "decide"),
    "no start": ({"rule": "decide"}, calculator.PartMissing, "start", "start is missing"),
    "a start that is no day": (
        {**LEAST, "start": "2026-02-30"},
        calculator.NoMoment,
        "start",
        "“2026-02-30”",
    ),
    "a start that is a number": (
        {**LEAST, "start": 20261120},
        calculator.NoMoment,
        "start",
        "20261120",
    ),
    "a start with a zone": (
        {**LEAST, "start": "2026-11-20T10:00:00+08:00"},
        calculator.NoMoment,
        "start",
        "+08:00",
    ),
    "a restart that is no day": (
        {**LEAST, "restart": "soon"},
        calculator.NoMoment,
        "restart",
        "“soon”",
    ),
    "an unknown part": (
        {**LEAST, "agreed": "2026-12-24"},
        calculator.NotALine,
        "agreed",
        "“agreed”",
    ),
    "an unknown extension": (
        {**LEAST, "extensions": ["to-90"]},
        NoSuchExtension,
        "extensions",
        "to-90",
    ),
    "an unknown ground": (
        {**LEAST, "pauses": pauses(("lunch", "2026-11-21", "2026-11-22"))},
        calculator.UnknownPause,
        "pauses",
        "“lunch”",
    ),
    "a pause without an end": (
        {**LEAST, "pauses": [{"kind": "mediation", "from": "2026-11-21"}]},
        calculator.PartMissing,
        "until",
        "until is missing",
    ),
    "a pause from no day": (
        {**LEAST, "pauses": pauses(("mediation", "x", "2026-11-22"))},
        calculator.NoMoment,
        "from",
        "“x”",
    ),
    "a pause turned round": (
        {**LEAST, "pauses": pauses(("mediation", "2026-11-23", "2026-11-22"))},
        EndBeforeStart,
        "pauses",
        "2026-11-22",
    ),
    "a pause that is text": ({**LEAST, "pauses": ["x"]}, calculator.NotALine, "pauses", "“x”"),
    "pauses that are an object": (
        {**LEAST, "pauses": {"kind": "mediation"}},
        Refusal,
        "pauses",
        "",
    ),
    "a list": ([1], calculator.NotALine, "", "Use:"),
    "a text": ("decide", calculator.NotALine, "", "“decide”"),
    "nothing": (None, calculator.NotALine, "", "Use:"),
}
# What JSON may hold in place of a list or a day; all of it is answered or refused.
ODD = {
    "pauses that are a number": {**LEAST, "pauses": 5},
    "pauses that are true": {**LEAST, "pauses": True},
    "extensions that are a number": {**LEAST, "extensions": 5},
    "extensions that are text": {**LEAST, "extensions": "to-30"},
    "an extension that is a list": {**LEAST, "extensions": [["to-30"]]},
    "an extension that is an object": {**LEAST, "extensions": [{}]},
    "a ground that is a list": {
        **LEAST,
        "pauses": pauses((["mediation"], "2026-11-21", "2026-11-22")),
    },
    "an end beyond all calendars": {
        **LEAST,
        "pauses": pauses(("mediation", "2026-11-21", "9999-12-31")),
    },
    "the last day of all": {**LEAST, "start": "9999-12-31"},
    "the last hour of all": {"rule": "register", "start": "9999-12-31T23:30:00"},
    "working days after the last": {"rule": "execute", "start": "9999-12-31"},
    "the month after the last": {"rule": "monthly-report", "start": "9999-12-31"},
    "the first day of all": {"rule": "execute", "start": "0001-01-01"},
}


@pytest.mark.parametrize("row", BAD.values(), ids=BAD)
def test_a_bad_line_is_refused_and_the_part_is_named(row):
    line, refusal, field, named = row
    with pytest.raises(refusal) as caught:
        reckon(line, shipped_rules(), PLAIN)
    assert caught.value.field == field
    assert named in str(caught.value)


def answered_or_refused(line):
    try:
        return set(reckon(line, shipped_rules(), PLAIN)) == {"due_on", "due_at", "provisional"}
    except Refusal as refusal:
        return bool(str(refusal))


@pytest.mark.parametrize("line", ODD.values(), ids=ODD)
def test_odd_json_is_answered_or_refused_but_never_a_fault(line):
    assert answered_or_refused(line)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.sampled_from(["", "to-30", "2026-11-21"]),
    lambda part: (
        st.lists(part, max_size=2)
        | st.dictionaries(st.sampled_from(["kind", "from", "until", "x"]), part, max_size=3)
    ),
    max_leaves=4,
)


@given(st.dictionaries(st.sampled_from(sorted(calculator.KNOWN)), JSON), st.booleans())
def test_any_json_is_answered_or_refused(line, is_complete):
    assert answered_or_refused({**LEAST, **line} if is_complete else line)
