"""What became of a complaint's deadlines, reckoned day by day from what was told of it.

Written apart from ``desk.rules``: the numbers stand here once more, from domain.md 1 and 3.
It walks forward in time: a deadline as it stood at each moment, moved by what truly happened
or was granted by then, until the clock ends or the deadline passes.
"""

import json
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from desk.base.resources import ROOT

DAY_END = time(23, 59, 59)
EVER, NEVER = datetime(1900, 1, 1), datetime(9999, 1, 1)
LIGHTS = {5: "yellow", 2: "orange", 0: "red"}  # statutory: from so many days left


@dataclass(frozen=True)
class Deadline:
    """A deadline of domain.md 1; ``unit`` is day, workday or hour."""

    unit: str
    amount: int
    anchor: str
    stop: str
    pauses: frozenset = frozenset()
    extensions: dict = field(default_factory=dict)
    is_law: bool = False
    may_be_agreed: bool = False
    outlives: bool = False

    @property
    def begins_anew(self):
        """New facts or a reopening start it once more."""
        return self.anchor in ("received", "registered")


LEGAL, HOUSE = frozenset({"appraisal", "mediation"}), frozenset({"appraisal", "mediation", "house"})
ONLY_HOUSE = frozenset({"house"})
DEADLINES = {
    "decide": Deadline(
        "day",
        15,
        "received",
        "told",
        LEGAL,
        {"to-30": 30, "to-60": 60},
        is_law=True,
        may_be_agreed=True,
    ),
    "credit-objection": Deadline("day", 20, "received", "told", is_law=True),
    "review-decide": Deadline("day", 30, "asked", "reviewed", is_law=True, outlives=True),
    "register": Deadline("hour", 2, "received", "registered"),
    "first-response": Deadline("hour", 24, "received", "contacted", ONLY_HOUSE),
    "investigate": Deadline("hour", 24, "registered", "investigated", HOUSE),
    "plan": Deadline("hour", 48, "registered", "planned", HOUSE),
    "execute": Deadline("workday", 3, "registered", "executed", HOUSE),
    "complex-reply": Deadline("workday", 3, "registered", "told", HOUSE),
    "follow-up": Deadline("day", 7, "executed", "followed", ONLY_HOUSE),
}
LASTS = ("received", "registered", "contacted", "asked", "reviewed")  # no reopening takes it away
STATUTORY_2027 = ((1, 1), (2, 5), (2, 6), (2, 7), (2, 8))  # no notice yet: 元旦, 除夕 to 初三
WORKDAYS = {date(2027, *day): False for day in STATUTORY_2027} | {
    date.fromisoformat(day["date"]): not day["off"]
    for year in (2026,)
    for day in json.loads((ROOT / "holidays" / f"{year}.json").read_text(encoding="utf-8"))["days"]
}


def is_workday(day):
    return WORKDAYS.get(day, day.weekday() < 5)


@dataclass
class Told:
    """One thing that somebody entered.

    Attributes:
        entered: When.
        what: The step.
        at: When it truly happened.
        given: What else was said.
    """

    entered: datetime
    what: str
    at: datetime
    given: dict = field(default_factory=dict)


@dataclass
class Stretch:
    """A pause; its end is ``NEVER`` while it goes on."""

    kind: str
    begins: datetime
    ends: datetime
    is_proven: bool


@dataclass
class Pause:
    """A pause as it was entered, and every end that somebody entered for it; the last holds.

    Of two desks that knew nothing of each other, the one whose PC clock had run ahead is last.
    """

    entered: datetime
    desk: str
    kind: str
    begins: datetime
    ends: datetime
    is_told: bool
    endings: list = field(default_factory=list)

    def end(self, entered, desk, until, *, is_told, rank):
        self.endings.append((entered, desk, until, is_told, rank))

    def is_open_at(self, desk, swapped):
        """Say whether a desk that heard nothing since ``swapped`` sees it go on."""
        heard = [one for one in self.endings if one[1] == desk or one[0] < swapped]
        known = self.desk == desk or self.entered < swapped
        return known and self.ends == NEVER and not heard

    def stretch(self):
        ranked = sorted(self.endings, key=lambda one: (one[4], one[0]))
        last = ranked[-1] if ranked else (None, None, self.ends, False)
        return Stretch(self.kind, self.begins, last[2], self.is_told or last[3])


@dataclass
class Run:
    """A clock from one start to its end.

    Attributes:
        starts: When it truly started.
        since: When that was entered: what was granted before falls.
        ends: When it was stopped, begun anew or the case ended, or ``NEVER``.
        how: stopped, anew, ended or running.
    """

    starts: datetime
    since: datetime
    ends: datetime = NEVER
    how: str = "running"


@dataclass(frozen=True)
class Clock:
    """What is shown of the present clock."""

    state: str
    due: datetime
    light: str | None
    is_met: bool


class Life:
    """One complaint: what was told of it, and what follows for its deadlines."""

    def __init__(self, received, registered):
        self.received, self.registered = received, registered
        self.since = {"complex-reply": NEVER, "credit-objection": NEVER}
        self.told = []
        self.pauses = []
        self.kind, self.party = "complaint", "customer"

    def pause(self, entered, desk, kind, begins, ends, *, is_told):
        self.pauses.append(Pause(entered, desk, kind, begins, ends or NEVER, is_told))

    def seen_open(self, desk, swapped):
        return [one for one in self.pauses if one.is_open_at(desk, swapped)]

    def open_pauses(self, desk, swapped):
        """Return what an end entered at ``desk`` ends: the open pauses of the first one's kind."""
        going_on = sorted(self.seen_open(desk, swapped), key=lambda one: one.begins)
        return [one for one in going_on if one.kind == going_on[0].kind]

    def correct(self, name, value):
        """Take what was told wrong as if it had been told so from the start."""
        setattr(self, {"received_at": "received", "party_type": "party"}.get(name, name), value)

    @property
    def is_complaint(self):
        """Others have no deadlines."""
        return self.kind == "complaint"

    @property
    def is_consumer(self):
        """Say whether the law speaks of it (R1, R2)."""
        return self.is_complaint and self.party == "customer"

    def has(self, name):
        """Say whether the case has the deadline."""
        speaks = self.is_consumer if DEADLINES[name].is_law else self.is_complaint
        return speaks and self.since.get(name) != NEVER

    def window(self):
        """Return the last moment to ask for a review, and whether it is only the earliest (N4)."""
        told = {one.what: one for one in sorted(self.rounds()[-1][1], key=lambda o: o.entered)}
        if not self.is_consumer or "told" not in told:
            return None
        received = told.get("delivered")
        last = (received or told["told"]).at.date() + timedelta(30)
        return datetime.combine(last, DAY_END), received is None

    def rounds(self):
        """Return the things told, apart by reopenings; each with the reopening that began it."""
        found = [(None, [])]
        for one in sorted(self.told, key=lambda one: one.entered):
            if one.what == "reopen":
                found.append((one, []))
            else:
                found[-1][1].append(one)
        return found

    def runs(self, name):
        """Return the runs of the clock, oldest first."""
        rule, found = DEADLINES[name], []
        if name == "review-decide":
            return self._reviews()
        rounds = self.rounds()
        for number, (reopening, told) in enumerate(rounds):
            stop = self._moment(rule.stop, number)
            ends = [o.at for o in told if o.what in ("close", "withdraw")]
            over = min(
                [*ends, *(later.at for later, _ in rounds[number + 1 : number + 2])] or [NEVER]
            )
            held = self._starts(rule, number, reopening, told, min(stop or NEVER, over))
            runs = [Run(*one) for one in held]
            for run, after in pairwise(runs):
                run.ends, run.how = after.starts, "anew"
            if runs and stop:
                runs[-1].ends, runs[-1].how = stop, "stopped"
            elif runs and over != NEVER:
                runs[-1].ends, runs[-1].how = over, "ended"
            found += runs
        return found

    def _starts(self, rule, number, reopening, told, last):
        """Return when the clock began in a round until ``last``, and when that was entered."""
        starts = []
        if reopening is not None and rule.begins_anew:
            starts.append((reopening.at, reopening.entered))
        elif number == 0 or not rule.begins_anew:
            anchor = self._moment(rule.anchor, number)
            starts += [(anchor, EVER)] if anchor else []
        if rule.begins_anew:
            starts += sorted((o.at, o.entered) for o in told if o.what == "restart")
        is_first = reopening is None or not rule.begins_anew  # it began, whatever came before
        return [
            one for place, one in enumerate(starts) if (is_first and place == 0) or one[0] <= last
        ]

    def _reviews(self):
        found = []
        for one in sorted(self.told, key=lambda one: one.entered):
            if one.what == "apply-review":
                found.append(Run(one.at, one.entered))
            elif one.what == "decide-review":
                found[-1].ends, found[-1].how = one.at, "stopped"
        for one in self.rounds()[-1][1]:  # a reopening takes the withdrawal back
            for run in found:
                if one.what == "withdraw" and run.how == "running" and one.at >= run.starts:
                    run.ends, run.how = one.at, "ended"
        return found

    def _moment(self, name, number):
        if name in ("received", "registered"):
            return getattr(self, name)
        rounds = self.rounds()
        told = rounds[number][1] if name not in LASTS else [o for _, t in rounds for o in t]
        return next((one.at for one in told if one.what == name), None)

    # what moves a deadline

    def _moves(self, name, run, runs):
        """Return what moves the deadline in this run: when, and what it is."""
        rule = DEADLINES[name]
        found = [
            (pause.begins, pause)
            for pause in self._stretches(run)
            if pause.kind in rule.pauses
            and pause.begins < run.ends
            and (pause.is_proven or not needs_notice(rule, pause))
        ]
        for one in self.told:
            if one.what in rule.extensions or (one.what == "agree" and rule.may_be_agreed):
                owner = [r for r in runs if r.since <= one.entered][-1]
                found += [(one.entered, one)] if owner is run else []
        return sorted(found, key=lambda pair: pair[0])

    def _stretches(self, run):
        """Yield the pauses; one that nobody ended ends when the clock is stopped."""
        stopped = run.ends if run.how == "stopped" else NEVER
        for pause in (one.stretch() for one in self.pauses):
            goes_on = pause.ends == NEVER and stopped > pause.begins
            yield Stretch(
                pause.kind, pause.begins, stopped if goes_on else pause.ends, pause.is_proven
            )

    def _due(self, rule, run, moves):
        """Return the deadline of a run under these moves; None while it stands still."""
        pauses = [m for m in moves if isinstance(m, Stretch)]
        granted = sorted((m for m in moves if isinstance(m, Told)), key=lambda m: m.entered)
        total, agreed = rule.amount, None
        for one in granted:
            if one.what == "agree":
                agreed = one.given["on"]
            else:
                total = max(total, rule.extensions[one.what])
        if agreed:
            return datetime.combine(agreed, DAY_END)
        if any(p.ends == NEVER for p in pauses if p.begins <= self._last(rule, run, total, pauses)):
            return None
        return self._last(rule, run, total, [p for p in pauses if p.ends != NEVER])

    def _last(self, rule, run, total, pauses):
        closed = [p for p in pauses if p.ends != NEVER]
        if rule.unit == "hour":
            return _by_seconds(run.starts, total * 3600, closed)
        day = run.starts.date()
        while total:
            day += timedelta(1)
            stands = any(p.begins.date() <= day < p.ends.date() for p in closed)
            total -= not stands and (rule.unit == "day" or is_workday(day))
        return datetime.combine(day, DAY_END)

    def missed(self, name, now):
        """Return the ends that passed, a run at most one."""
        runs = self.runs(name)
        return [end for run in runs if (end := self._missed(name, run, runs, now))]

    def _missed(self, name, run, runs, now):
        """Walk forward: what came by the deadline as it stood moves it; the first to pass is it."""
        rule = DEADLINES[name]
        ends = min(run.ends, now)
        moves, held = self._moves(name, run, runs), []
        due = self._due(rule, run, held)
        while True:
            came = [m for at, m in moves if (due is None or at <= due) and m not in held]
            if not came and due is None:
                return None
            if not came:
                late = ends.date() > due.date() if rule.unit != "hour" else ends > due
                return due if late else None
            held.append(came[0])
            due = self._due(rule, run, held)

    def clock(self, name, now):
        """Return the present clock, or None where the complaint has none."""
        runs = self.runs(name)
        if not runs or not self.has(name) or not self._is_of_this_round(name, runs[-1]):
            return None
        rule, run = DEADLINES[name], runs[-1]
        moves = [move for _, move in self._moves(name, run, runs)]
        due = self._due(rule, run, moves)
        state = {"stopped": "stopped", "ended": "ended"}.get(run.how) or "running"
        if state == "running" and due is None:
            state = "paused"
        light = self.light(rule, run, due, now) if state == "running" else None
        met = state == "stopped" and self._missed(name, run, runs, now) is None
        return Clock(state, due, light, met)

    def _is_of_this_round(self, name, run):
        rule = DEADLINES[name]
        if rule.anchor in LASTS:
            return True
        began = self.rounds()[-1][0]
        return began is None or run.starts >= began.at

    @staticmethod
    def light(rule, run, due, now):
        """Return the light of domain.md 3.2 and decision 0004."""
        if now > due:
            return "black"
        if rule.is_law:
            left = (due.date() - now.date()).days
            return next((word for days, word in reversed(LIGHTS.items()) if left <= days), "green")
        whole, left = due - run.starts, due - now
        if (rule.unit != "hour" and due.date() == now.date()) or left <= timedelta():
            return "red"
        if left * 4 <= whole:
            return "orange"
        return "yellow" if left * 2 <= whole else "green"


def needs_notice(rule, pause):
    """Say whether the complainant must have been told of the pause (第18条, R19)."""
    return rule.is_law and pause.kind == "appraisal"


def _by_seconds(start, total, pauses):
    """Return the moment after so many seconds outside the pauses."""
    spans = []
    for pause in sorted(pauses, key=lambda p: p.begins):
        if spans and pause.begins <= spans[-1][1]:
            spans[-1][1] = max(spans[-1][1], pause.ends)
        else:
            spans.append([pause.begins, pause.ends])
    at, left = start, timedelta(seconds=total)
    for begins, ends in spans:
        if ends <= at:
            continue
        if begins - at >= left and begins > at:
            break
        left -= max(begins - at, timedelta())
        at = ends
    return at + left
