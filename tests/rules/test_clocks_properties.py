"""What must hold of every deadline, whatever happened to its clock."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from desk.rules.time.calendar import Pack, calendar_of, shipped_packs
from desk.rules.time.clocks import Counting, Pause, Segments, due
from desk.rules.time.rulebook import Unit
from tests.rules.worked import CALENDAR, LUNCH, OFFICE_HOURS, rule

BY_DAY = [
    rule("decide"),
    rule("follow-up"),
    rule("execute"),
    rule("complex-reply"),
    replace(rule("execute"), amount=40),
    replace(rule("decide"), amount=1),
]
WORKING = [one for one in BY_DAY if one.unit is Unit.WORKING_DAY]
BY_HOUR = [rule("investigate"), rule("plan"), rule("register")]
LAWFUL = ("appraisal", "mediation", "house")
COUNTINGS = [
    Counting(
        calendar=CALENDAR,
        same_day=same_day,
        roll_over=roll_over,
        windows=LUNCH,
        house_in_windows=hours,
    )
    for same_day in (False, True)
    for roll_over in (False, True)
    for hours in (False, True)
]

starts = st.datetimes(datetime(2025, 8, 1), datetime(2027, 3, 1)).map(
    lambda at: at.replace(second=0, microsecond=0)
)
by_day, by_hour = st.sampled_from(BY_DAY), st.sampled_from(BY_HOUR)
any_rule = st.sampled_from(BY_DAY + BY_HOUR)
any_counting = st.sampled_from(COUNTINGS)


@st.composite
def pauses_after(draw, start, most=3):
    """Draw up to ``most`` pauses from shortly before ``start`` to long after it."""
    found = []
    for _ in range(draw(st.integers(0, most))):
        begins = start + timedelta(minutes=draw(st.integers(-3 * 1440, 40 * 1440)))
        ends = begins + timedelta(minutes=draw(st.integers(0, 12 * 1440)))
        found.append(Pause(draw(st.sampled_from(LAWFUL)), begins, ends))
    return tuple(found)


@st.composite
def clocks(draw, rules=any_rule, countings=any_counting):
    """Draw (rule, start, counting, pauses)."""
    start = draw(starts)
    return draw(rules), start, draw(countings), draw(pauses_after(start))


def paused_days(clock, pauses):
    days = set()
    for pause in pauses:
        if pause.kind in clock.pauses:
            days |= set(range(pause.start.toordinal(), pause.end.toordinal()))
    return days


@given(clocks(), st.sampled_from([(), ("to-30",), ("to-60",)]), st.integers(-5, 30))
def test_no_clock_ends_before_it_starts(drawn, extensions, restart_after):
    clock, start, counting, pauses = drawn
    chosen = extensions if clock.extensions else ()
    segments = Segments(pauses, chosen, start + timedelta(days=restart_after))
    assert due(clock, start, counting, segments).at >= max(start, segments.restart)


@given(clocks(), st.integers(0, 2), st.integers(1, 20 * 1440))
def test_a_longer_pause_never_makes_a_clock_end_earlier(drawn, which, minutes):
    clock, start, counting, pauses = drawn
    assume(which < len(pauses))
    longer = replace(pauses[which], end=pauses[which].end + timedelta(minutes=minutes))
    more = (*pauses[:which], longer, *pauses[which + 1 :])
    before = due(clock, start, counting, Segments(pauses)).at
    assert due(clock, start, counting, Segments(more)).at >= before


@given(clocks(), st.floats(0, 1))
def test_splitting_a_pause_in_two_changes_nothing(drawn, share):
    clock, start, counting, pauses = drawn
    assume(pauses)
    first, *others = pauses
    middle = first.start + (first.end - first.start) * share
    split = (replace(first, end=middle), *others, replace(first, start=middle))
    whole = due(clock, start, counting, Segments(pauses))
    assert due(clock, start, counting, Segments(split)) == whole


@given(clocks(), st.randoms(use_true_random=False))
def test_the_order_of_pauses_does_not_matter(drawn, random):
    clock, start, counting, pauses = drawn
    shuffled = list(pauses)
    random.shuffle(shuffled)
    ordered = due(clock, start, counting, Segments(pauses))
    assert due(clock, start, counting, Segments(tuple(shuffled))) == ordered


@given(clocks(rules=by_day, countings=st.sampled_from(COUNTINGS[:2] + COUNTINGS[4:6])))
def test_a_clock_by_day_counts_exactly_its_amount(drawn):
    clock, start, counting, pauses = drawn
    strict = replace(counting, roll_over=False)
    last = due(clock, start, strict, Segments(pauses)).at.toordinal()
    paused = paused_days(clock, pauses)
    counted = [
        day
        for day in range(start.toordinal() + 1 - counting.same_day, last + 1)
        if day not in paused and (clock.unit is not Unit.WORKING_DAY or CALENDAR.is_workday(day))
    ]
    assert len(counted) == clock.amount
    assert counted[-1] == last


@given(clocks(rules=by_day))
def test_a_rolled_clock_ends_on_the_first_day_worked(drawn):
    clock, start, counting, pauses = drawn
    strict, rolled = (
        due(clock, start, replace(counting, roll_over=rolls), Segments(pauses)).at.toordinal()
        for rolls in (False, True)
    )
    assert CALENDAR.is_workday(rolled)
    assert not any(CALENDAR.is_workday(day) for day in range(strict, rolled))


@given(clocks(rules=st.sampled_from(WORKING)), st.integers(0, 60))
def test_one_more_rest_day_never_makes_a_working_day_clock_end_earlier(drawn, offset):
    clock, start, counting, pauses = drawn
    day = start.toordinal() + offset
    packs = {pack.year: pack for pack in shipped_packs()}
    old = packs.get(date.fromordinal(day).year)
    assume(old is not None)
    made_up = {one: name for one, name in old.made_up.items() if one != day}
    pack = Pack(old.year, old.notices, {**old.off, day: "试"}, made_up)
    freer = replace(counting, calendar=calendar_of([pack]))
    before = due(clock, start, counting, Segments(pauses)).at
    assert due(clock, start, freer, Segments(pauses)).at >= before


@given(clocks(rules=st.just(rule("decide"))), st.permutations(("to-30", "to-60")))
def test_an_extension_never_makes_a_clock_end_earlier(drawn, extensions):
    clock, start, counting, pauses = drawn
    ends = [
        due(clock, start, counting, Segments(pauses, chosen)).at
        for chosen in ((), ("to-30",), ("to-60",), tuple(extensions))
    ]
    assert ends == sorted(ends)


@given(clocks())
def test_a_ground_that_is_not_lawful_changes_nothing(drawn):
    clock, start, counting, pauses = drawn
    bare = replace(clock, pauses=frozenset())
    assert due(bare, start, counting, Segments(pauses)) == due(bare, start, counting)


@given(clocks(rules=by_hour, countings=st.just(Counting(calendar=CALENDAR))))
def test_hours_that_are_not_paused_add_up_to_the_amount(drawn):
    clock, start, counting, pauses = drawn
    end = due(clock, start, counting, Segments(pauses)).at
    assert unpaused_minutes(clock, start, end, pauses) == clock.amount * 60


@settings(max_examples=40)
@given(clocks(rules=by_hour, countings=st.just(OFFICE_HOURS)))
def test_working_hours_that_are_not_paused_add_up_to_the_amount(drawn):
    clock, start, counting, pauses = drawn
    end = due(clock, start, counting, Segments(pauses)).at
    total = 0
    for ordinal in range(start.toordinal(), end.toordinal() + 1):
        if not CALENDAR.is_workday(ordinal):
            continue
        for opens, closes in LUNCH:
            day = date.fromordinal(ordinal)
            begins = max(start, datetime.combine(day, opens))
            ends = min(end, datetime.combine(day, closes))
            total += unpaused_minutes(clock, begins, ends, pauses)
    assert total == clock.amount * 60
    assert any(opens < end.time() <= closes for opens, closes in LUNCH)


def unpaused_minutes(clock, begins, ends, pauses):
    """Return the minutes in ``[begins, ends)`` in no lawful pause, by marking each edge."""
    lawful = [pause for pause in pauses if pause.kind in clock.pauses]
    edges = {begins, ends}
    for pause in lawful:
        edges |= {edge for edge in (pause.start, pause.end) if begins < edge < ends}
    ordered = sorted(edges)
    free = timedelta()
    for left, right in pairwise(ordered):
        if left >= begins and right <= ends and not any(p.start <= left < p.end for p in lawful):
            free += right - left
    return free.total_seconds() / 60


@given(clocks(rules=by_day), st.times(), st.times())
def test_the_time_of_the_day_does_not_matter_to_a_clock_by_day(drawn, one, other):
    clock, start, counting, pauses = drawn
    ends = {
        due(clock, datetime.combine(start, at), counting, Segments(pauses)).at
        for at in (one, other, time(0), time(23, 59, 59))
    }
    assert len(ends) == 1
